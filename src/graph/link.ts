/** A link: what a resource says about an edge before its ends are known to exist. Resolved set-based at the merge. */
import type { Entity, Scalar } from './model.ts'

/**
 * How an end of a link is found.
 * - `key`: the entity with this `_key` in the same integration;
 * - `where`: entities of a type whose properties equal these (an array property matches when it holds the value);
 * - `through`: the keys that a property of the entity with this key holds (VM, through its NIC, to the NIC's public IPs);
 * - `within`: entities of a type whose CIDR property lies inside this range;
 * - `like`: entities of a type whose `_key` fits a pattern, in which `*` is any text and `?` any character, and whose
 *   properties equal these.
 *
 * A type that begins with a capital is a class, as in the query language. `type`, where given with a key, must be the type found. With `first`, only the first match in key order counts.
 */
export type Target =
  | { readonly by: 'key'; readonly key: string; readonly type?: string }
  | { readonly by: 'where'; readonly type: string; readonly where: Readonly<Record<string, Scalar>>; readonly first?: boolean }
  | { readonly by: 'through'; readonly key: string; readonly property: string; readonly type?: string }
  | { readonly by: 'like'; readonly type: string; readonly key: string; readonly where: Readonly<Record<string, Scalar>> }
  | { readonly by: 'within'; readonly type: string; readonly cidr: string; readonly property: string }

/** One end of a link: alternatives tried in order, the first that resolves counts. */
export interface End {
  readonly targets: readonly Target[]
  /**
   * Makes the link a mapped relationship: the targets are looked for in every integration of the workspace, own one
   * first, and this entity is created (`_source` system-mapper) when none is found, and gives way when one appears.
   */
  readonly placeholder?: Entity
  /** The targets are looked for in every integration even though no placeholder stands in when there is none. */
  readonly mapped?: true
}

export interface Link {
  readonly from: End
  readonly class: string
  readonly to: End
  /** Relationship `_type`; by default built from the types of the ends found. */
  readonly type?: string
  /** Tells apart several edges of one class between the same two ends. */
  readonly suffix?: string
  /** Flat, as clouds' definitions make them; people's own data may hold nulls and nested values. */
  readonly properties?: Readonly<Record<string, unknown>>
  /** Relationship `_key`, where people's own data brings one; by default built from the keys of the ends found. */
  readonly key?: string
  /** Metadata that people's own data brings along and that is kept as given (`_createdOn`, `_version`, …). */
  readonly metadata?: Readonly<Record<string, unknown>>
}

/** A property whose value another entity holds: the values of `property` on the entities with these keys. */
export interface Borrowed {
  readonly keys: readonly string[]
  readonly property: string
  /** `list` keeps every value, in key order; `first` one value. */
  readonly take: 'first' | 'list'
}
