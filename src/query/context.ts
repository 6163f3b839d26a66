/** What resolving a query needs beside its text: the clock, the settings, a source of numbers. */

import type { Filter } from './ast.ts'
import { parseDate } from './dates.ts'
import { located, placeOf, QueryError, type Range } from './error.ts'
import { parse } from './grammar/parse.ts'
import type { QueryWarning } from './result.ts'
import { type ParameterValue, predefinedSmartClasses, type QuerySettings } from './settings.ts'

export interface SmartClass {
  /** Any class when undefined. */
  readonly classes?: readonly string[]
  readonly filter?: Filter
  /** The text that the filter's ranges point into. */
  readonly text: string
}

export class ResolveContext {
  readonly text: string
  /** Epoch milliseconds. */
  readonly now: number
  readonly maxDepth: number
  readonly warnings: QueryWarning[] = []
  /** Properties of entities that the query names, for warnings. */
  readonly properties: { readonly name: string; readonly range: Range }[] = []
  /** Regular expressions, for the engine to say whether it knows them. */
  readonly patterns: { readonly pattern: string; readonly refusal: (reason: string) => QueryError }[]
  readonly #settings: QuerySettings
  readonly #parent: ResolveContext | undefined
  #last = -1

  /** @param parent the query that needs this text: it numbers what is found, and has its regular expressions checked */
  constructor(text: string, settings: QuerySettings, parent?: ResolveContext) {
    this.text = text
    this.#settings = settings
    this.#parent = parent
    this.patterns = parent?.patterns ?? []
    this.now = instant(settings.now)
    this.maxDepth = settings.maxDepth ?? 8
  }

  /** A number for an entity or relationship, used by no other one of the query. */
  number(): number {
    return this.#parent?.number() ?? ++this.#last
  }

  /** The value of `${name}`. @throws QueryError */
  parameter(name: string, range: Range): ParameterValue {
    const dot = name.indexOf('.')
    const space = dot === -1 ? '' : name.slice(0, dot)
    const values = space === 'param' ? this.#settings.params : space === 'me' ? this.#settings.me : this.#settings.variables
    const key = space === 'param' || space === 'me' ? name.slice(dot + 1) : name
    const value = values !== undefined && Object.hasOwn(values, key) ? values[key] : undefined
    if (value === undefined) throw this.error('parameter', `There is no value for the parameter \${${name}}`, range)
    return value
  }

  /** The rule of a smart class; a tag or label of its name when the settings have none. @throws QueryError */
  smartClass(name: string, range: Range): SmartClass {
    const rules = { ...predefinedSmartClasses, ...this.#settings.smartClasses }
    const rule = Object.hasOwn(rules, name) ? rules[name] : undefined
    if (rule === undefined) return filterOf(`[tag.${name}] = true OR tags = '${name}'`)
    const classes = rule.classes === undefined || rule.classes.length === 0 ? {} : { classes: rule.classes }
    if (rule.with === undefined) return { text: '', ...classes }
    try {
      return { ...classes, ...filterOf(rule.with) }
    } catch (error) {
      if (!(error instanceof QueryError)) throw error
      throw this.error('parameter', `The filter of the smart class #${name} cannot be read (${error.message})`, range)
    }
  }

  /** The same context for another text: the filter of a smart class. */
  within(text: string): ResolveContext {
    return new ResolveContext(text, { ...this.#settings, now: new Date(this.now).toISOString() }, this)
  }

  error(
    code: QueryError['code'],
    what: string,
    range: Range,
    facts: { expected?: readonly string[]; suggestion?: string } = {},
  ): QueryError {
    return new QueryError(code, located(what, this.text, range, facts), this.text, range, facts)
  }

  warn(message: string, range: Range, suggestion?: string): void {
    this.warnings.push({ message, ...placeOf(this.text, range.start), ...(suggestion === undefined ? {} : { suggestion }) })
  }
}

function filterOf(text: string): { readonly text: string; readonly filter: Filter } {
  const whole = `FIND * WITH ${text}`
  const [filter] = parse(whole).start.filters
  if (filter === undefined) throw new Error('a query with WITH has a filter')
  return { text: whole, filter }
}

function instant(now: string | undefined): number {
  if (now === undefined) return Date.now()
  const time = parseDate(now)
  if (time === undefined) throw new QueryError('parameter', `The setting "now" is no ISO 8601 date: ${now}`, '', undefined)
  return time
}
