/** What a published query names: types and classes, verbs between them, properties of each. */
import type { Query } from '../../src/query/ast.ts'
import { parse } from '../../src/query/grammar/parse.ts'

/** The types and classes that one place of a pattern may be; none for `*`. */
export type Names = readonly string[]

export interface NamedProperty {
  /** Of entities: what they may be. */
  readonly of?: Names
  /** Of relationships: by which verb. */
  readonly on?: Names
  readonly property: string
}

export interface Named {
  readonly kinds: ReadonlySet<string>
  readonly steps: readonly { readonly from: Names; readonly verbs: Names; readonly to: Names }[]
  readonly properties: readonly NamedProperty[]
}

type Place = Omit<NamedProperty, 'property'>
type Node = Query['start']
type Step = Query['steps'][number]

export function namedIn(text: string): Named {
  const reading = new Reading()
  reading.query(parse(text))
  return reading
}

class Reading implements Named {
  readonly kinds = new Set<string>()
  readonly steps: { from: Names; verbs: Names; to: Names }[] = []
  readonly properties: NamedProperty[] = []

  query(query: Query): void {
    const places = new Map<string, Place>()
    let here = this.#node(query.start, places)
    for (const step of query.steps) here = this.#step(step, here, places)
    const { start: _, steps: __, ...rest } = query
    this.#references(rest, undefined, places)
  }

  #node({ selector, filters, alias }: Node, places: Map<string, Place>): Names {
    const names = namesOf(selector)
    for (const name of names) this.kinds.add(name)
    // A place is called by its alias, or by what it may be.
    for (const name of [...names, ...(alias === undefined ? [] : [alias.text])]) places.set(name.toLowerCase(), { of: names })
    this.#references(filters, { of: names }, places)
    return names
  }

  #step(step: Step, from: Names, places: Map<string, Place>): Names {
    if (step.kind === 'optional') {
      let here = from
      for (const inner of step.steps) here = this.#step(inner, here, places)
      if (step.alias !== undefined) places.set(step.alias.text.toLowerCase(), { of: here })
      return here
    }
    const verbs = step.verbs.map(({ text }) => text.toUpperCase())
    const to = this.#node(step.target, places)
    const [near, far] = step.direction === 'in' ? [to, from] : [from, to]
    this.steps.push({ from: near, verbs, to: far })
    if (step.alias !== undefined) places.set(step.alias.text.toLowerCase(), { on: verbs })
    return to
  }

  /** Every reference anywhere in a part of the tree. `here` is what a bare name is a property of. */
  #references(part: unknown, here: Place | undefined, places: ReadonlyMap<string, Place>): void {
    if (Array.isArray(part)) for (const item of part) this.#references(item, here, places)
    if (!isObject(part) || Array.isArray(part)) return
    if (part.kind === 'subquery' && isQuery(part.query)) this.query(part.query)
    else if (part.kind === 'reference' && Array.isArray(part.segments)) this.#reference(part.segments.map(textOf), here, places)
    else for (const value of Object.values(part)) this.#references(value, here, places)
  }

  #reference(segments: readonly string[], here: Place | undefined, places: ReadonlyMap<string, Place>): void {
    const [first = '', ...rest] = segments
    const place = places.get(first.toLowerCase())
    const [of, property] = place === undefined ? [here, segments] : [place, rest]
    if (of !== undefined && property.length > 0) this.properties.push({ ...of, property: property.join('.') })
  }
}

function namesOf(selector: Node['selector']): string[] {
  switch (selector.kind) {
    case 'name':
      return [selector.name.text]
    case 'union':
      return selector.items.flatMap(namesOf)
    case 'smart':
      return selector.of === undefined ? [] : namesOf(selector.of)
    default:
      return []
  }
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null
}

function isQuery(value: unknown): value is Query {
  return isObject(value) && value.kind === 'query'
}

function textOf(name: unknown): string {
  return isObject(name) && typeof name.text === 'string' ? name.text : ''
}
