/** The data model: entities and relationships with flat properties, after JupiterOne's public data model. */

export type Scalar = string | number | boolean

/** A property value. Dates are epoch milliseconds. Nested objects and nulls occur only in people's own imported data. */
export type PropertyValue = Scalar | readonly Scalar[]

/** Flat properties by name; names may hold dots (`tag.Owner`, `networkAcls.bypass`). */
export type Properties = Readonly<Record<string, PropertyValue>>

/** A node of the graph as it is written: metadata beside flat properties. */
export interface Entity {
  /** Unique within one integration. */
  readonly key: string
  /** snake_case, vendor_resource. */
  readonly type: string
  /** TitleCase labels, at least one. */
  readonly class: readonly string[]
  /** Holds `displayName` and usually `name`. */
  readonly properties: Properties
}

/** Relationship classes that clouds emit; people's own data may bring others. */
export type Verb =
  | 'ALLOWS'
  | 'ASSIGNED'
  | 'CAN'
  | 'CONNECTS'
  | 'CONTAINS'
  | 'CREATED'
  | 'DEFINES'
  | 'DENIES'
  | 'ENFORCES'
  | 'EVALUATES'
  | 'EXCLUDES'
  | 'EXTENDS'
  | 'GENERATED'
  | 'HAS'
  | 'IDENTIFIED'
  | 'IS'
  | 'LIMITS'
  | 'LOGS'
  | 'MANAGES'
  | 'MONITORS'
  | 'NOTIFIES'
  | 'OWNS'
  | 'PERFORMED'
  | 'PROTECTS'
  | 'PROVIDES'
  | 'PUBLISHES'
  | 'RELATES'
  | 'RUNS'
  | 'SCANS'
  | 'SENDS'
  | 'TRIGGERS'
  | 'TRUSTS'
  | 'USES'

/** The one node that stands for everything outside: any rule open to 0.0.0.0/0 or ::/0 meets here. */
export const internet = {
  key: 'global:internet',
  type: 'internet',
  class: ['Internet', 'Network'],
  properties: { name: 'Internet', displayName: 'Internet', CIDR: '0.0.0.0/0', CIDRv6: '::/0', public: true },
} as const satisfies Entity

/** Anyone at all, signed in or not: what a public bucket or a `*` principal is open to. */
export const everyone = {
  key: 'global:everyone',
  type: 'everyone',
  class: ['UserGroup', 'Everyone'],
  properties: { name: 'Everyone', displayName: 'Everyone', public: true },
} as const satisfies Entity

/** `<from _key>|<class in lower case>|<to _key>`, with a suffix where one pair has several edges (security rules). */
export function relationshipKey(from: string, verb: string, to: string, suffix?: string): string {
  const key = `${from}|${verb.toLowerCase()}|${to}`
  return suffix === undefined ? key : `${key}|${suffix}`
}

/** `<from type>_<class>_<to type without the leading words it shares with the from type>`: azure_vnet_contains_subnet. */
export function relationshipType(fromType: string, verb: string, toType: string): string {
  const from = fromType.split('_')
  const to = toType.split('_')
  let shared = 0
  while (shared < to.length - 1 && shared < from.length && to[shared] === from[shared]) shared++
  return [fromType, verb.toLowerCase(), ...to.slice(shared)].join('_')
}
