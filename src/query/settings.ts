/** What a query may refer to beside the graph: the clock, variables, account parameters, the current user, smart classes. */

export type ParameterValue = string | number | boolean | readonly (string | number | boolean)[]

/** A smart class has the entities of one of these classes (of any, when there are none) that satisfy the filter. */
export interface SmartClassRule {
  readonly classes?: readonly string[]
  /** A filter as after WITH: `tag.Production = true AND classification = 'critical'`. */
  readonly with?: string
}

export interface QuerySettings {
  /** The instant of `date.now`, ISO 8601; the moment of the call when absent. */
  readonly now?: string
  /** `${name}`. */
  readonly variables?: Readonly<Record<string, ParameterValue>>
  /** `${param.name}`. */
  readonly params?: Readonly<Record<string, ParameterValue>>
  /** `${me.email}`. */
  readonly me?: Readonly<Record<string, ParameterValue>>
  /** `{{name}}`, put into the text before it is parsed. */
  readonly placeholders?: Readonly<Record<string, string>>
  readonly smartClasses?: Readonly<Record<string, SmartClassRule>>
  /** How many relationships a step without an upper bound (`HAS{1,}`) may follow; 8 when absent. */
  readonly maxDepth?: number
}

/** There in every workspace until its settings say otherwise. */
export const predefinedSmartClasses: Readonly<Record<string, SmartClassRule>> = {
  CriticalAsset: {
    classes: ['Application', 'CodeRepo', 'DataStore', 'Function', 'Host', 'Logs'],
    with: "tag.Production = true AND classification = 'critical'",
  },
}
