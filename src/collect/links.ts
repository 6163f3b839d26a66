/** The words in which a definition says what its resource links to: `to('USES', 'azure_nic', …)`. */

import type { End, Link, Target } from '../graph/link.ts'
import type { Entity, Scalar, Verb } from '../graph/model.ts'
import { type Loose, normalise } from '../graph/properties.ts'
import type { LinkRule, Resource } from './resource.ts'

/** A found end with what belongs on this one edge. */
export interface Edge {
  readonly target: string | Target | readonly Target[]
  readonly properties?: Loose
  readonly suffix?: string
  readonly placeholder?: Entity
}

/** What a link function may return: nothing, one end, or several; a string is the key of the other end. */
export type Ends = undefined | null | string | Target | Edge | Iterable<undefined | null | string | Target | Edge>

export interface LinkOptions {
  /** Relationship `_type` where it is not built from the types of the ends. */
  readonly type?: string
  /** The other end may belong to another integration; with `placeholder` it is created when it is nowhere. */
  readonly mapped?: boolean
  readonly placeholder?: (key: string) => Entity
}

/** `self -VERB-> other`. */
export function to<Raw>(verb: Verb, other: string, ends: (resource: Resource<Raw>) => Ends, options: LinkOptions = {}): LinkRule<Raw> {
  return rule('to', verb, other, ends, options)
}

/** `other -VERB-> self`. */
export function from<Raw>(other: string, verb: Verb, ends: (resource: Resource<Raw>) => Ends, options: LinkOptions = {}): LinkRule<Raw> {
  return rule('from', verb, other, ends, options)
}

/** An edge between two others: both ends said, the near one first. */
export interface Bridge extends Omit<Edge, 'target'> {
  readonly near: string | Target | readonly Target[]
  readonly far: string | Target | readonly Target[]
}

/** `near -VERB-> far`, where the resource only stands between the two (a membership): it need not be an entity itself. */
export function between<Raw>(
  near: string,
  verb: Verb,
  far: string,
  bridges: (resource: Resource<Raw>) => Iterable<Bridge>,
  options: LinkOptions = {},
): LinkRule<Raw> {
  return {
    direction: 'to',
    class: verb,
    near,
    other: far,
    kind: kind(options),
    ...named(options),
    *links(resource: Resource<Raw>): Iterable<Link> {
      for (const { near: from, far: target, ...edge } of bridges(resource)) {
        yield { from: { targets: asTargets(from) }, class: verb, to: farEnd({ ...edge, target }, options), ...extras(edge, options) }
      }
    },
  }
}

/** Entities of a type whose properties equal these. */
export function where(type: string, properties: Readonly<Record<string, Scalar | undefined>>, first = false): Target | undefined {
  const known: Record<string, Scalar> = {}
  for (const [name, value] of Object.entries(properties)) {
    if (value === undefined) return undefined
    known[name] = value
  }
  return { by: 'where', type, where: known, ...(first ? { first } : {}) }
}

/** The keys that `property` of the entity with this key holds. */
export function through(key: string, property: string, type?: string): Target {
  return { by: 'through', key, property, ...(type === undefined ? {} : { type }) }
}

/** Entities of a type whose CIDR property lies inside the range. */
export function within(type: string, property: string, cidr: string): Target {
  return { by: 'within', type, property, cidr }
}

function rule<Raw>(
  direction: 'to' | 'from',
  verb: Verb,
  other: string,
  ends: (resource: Resource<Raw>) => Ends,
  options: LinkOptions,
): LinkRule<Raw> {
  return {
    direction,
    class: verb,
    other,
    kind: kind(options),
    ...named(options),
    *links(resource: Resource<Raw>, self: string | undefined): Iterable<Link> {
      if (self === undefined) return
      const own: End = { targets: [{ by: 'key', key: self }] }
      for (const edge of edges(ends(resource))) {
        const end = farEnd(edge, options)
        yield {
          from: direction === 'to' ? own : end,
          class: verb,
          to: direction === 'to' ? end : own,
          ...extras(edge, options),
        }
      }
    },
  }
}

function kind(options: LinkOptions): 'direct' | 'mapped' {
  return options.mapped === true || options.placeholder !== undefined ? 'mapped' : 'direct'
}

function named({ type }: LinkOptions): { readonly type?: string } {
  return type === undefined ? {} : { type }
}

function farEnd(edge: Edge, options: LinkOptions): End {
  const targets = asTargets(edge.target)
  const first = targets[0]
  const placeholder = edge.placeholder ?? (first?.by === 'key' ? options.placeholder?.(first.key) : undefined)
  return { targets, ...(placeholder === undefined ? {} : { placeholder }), ...(options.mapped === true ? { mapped: true } : {}) }
}

function extras(edge: Omit<Edge, 'target'>, options: LinkOptions): Pick<Link, 'type' | 'suffix' | 'properties'> {
  return {
    ...named(options),
    ...(edge.suffix === undefined ? {} : { suffix: edge.suffix }),
    ...(edge.properties === undefined ? {} : { properties: normalise(edge.properties) }),
  }
}

function* edges(ends: Ends): Iterable<Edge> {
  if (ends === undefined || ends === null) return
  if (typeof ends === 'string') yield { target: ends }
  else if (Symbol.iterator in ends) {
    for (const end of ends) if (end !== undefined && end !== null) yield asEdge(end)
  } else yield asEdge(ends)
}

function asEdge(end: string | Target | Edge): Edge {
  return typeof end === 'string' || 'by' in end ? { target: end } : end
}

function asTargets(target: string | Target | readonly Target[]): readonly Target[] {
  if (typeof target === 'string') return [{ by: 'key', key: target }]
  return 'by' in target ? [target] : target
}
