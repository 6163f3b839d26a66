/** Warnings for names that exist nowhere in this graph: no error, for the graph may come to hold them. */

import type { NodePattern, Query, Selector, Step } from './ast.ts'
import type { ResolveContext } from './context.ts'
import type { Range } from './error.ts'
import { Names } from './nearest.ts'
import type { Statistics } from './statistics.ts'

/** Adds to the context's warnings; each name is told once. */
export function checkNames(query: Query, context: ResolveContext, statistics: Statistics): void {
  const names = namesOf(statistics)
  // An empty graph has nothing of anything; saying so for every name would tell nobody anything.
  if (names.typesFirst.size === 0) return
  const checker = new Checker(context, names)
  checker.query(query)
  checker.properties()
}

/** A nested path is looked for by so many of its first parts. */
const mostParts = 4

interface GraphNames {
  /** Types and classes: of two that are as near, the first is told. */
  readonly typesFirst: Names
  readonly classesFirst: Names
  readonly verb: Names
  readonly property: Names
}

const gathered = new WeakMap<Statistics, GraphNames>()

/** The names of a state of the graph, gathered once. */
function namesOf(statistics: Statistics): GraphNames {
  const known = gathered.get(statistics)
  if (known !== undefined) return known
  const kinds = [...statistics.entityKinds.values()].filter(({ entities }) => entities > 0)
  const types = kinds.map(({ type }) => type)
  const classes = kinds.flatMap((kind) => kind.classes)
  const relationships = [...statistics.relationshipKinds.values()].filter((kind) => kind.relationships > 0)
  const names: GraphNames = {
    typesFirst: new Names([...types, ...classes]),
    classesFirst: new Names([...classes, ...types]),
    verb: new Names(relationships.map(({ verb }) => verb)),
    property: new Names(statistics.properties.keys()),
  }
  gathered.set(statistics, names)
  return names
}

class Checker {
  readonly #context: ResolveContext
  readonly #names: GraphNames
  readonly #told = new Set<string>()

  constructor(context: ResolveContext, names: GraphNames) {
    this.#context = context
    this.#names = names
  }

  query(query: Query): void {
    this.#node(query.start)
    for (const step of query.steps) this.#step(step)
  }

  /** Of properties only those of entities are known; a name may be the first part of a nested path. */
  properties(): void {
    const known = this.#names.property
    if (known.size === 0) return
    for (const { name, range } of this.#context.properties) {
      const parts = name.split('.')
      const beginnings = parts.slice(0, mostParts).map((_, count) => parts.slice(0, count + 1).join('.'))
      const found = name.startsWith('_') || known.has(name) || beginnings.some((beginning) => known.has(beginning))
      if (!found) this.#tell(`No entity in this graph has a property "${name}"`, name, range, known)
    }
  }

  #step(step: Step): void {
    if (step.kind === 'optional') {
      for (const inner of step.steps) this.#step(inner)
      return
    }
    for (const { text, range } of step.verbs) {
      const verb = text.toUpperCase()
      if (verb === 'RELATES' || this.#names.verb.has(verb)) continue
      this.#tell(`No relationship in this graph is of the class ${verb}`, verb, range, this.#names.verb)
    }
    this.#node(step.target)
  }

  #node(node: NodePattern): void {
    this.#selector(node.selector)
  }

  #selector(selector: Selector): void {
    if (selector.kind === 'union') for (const item of selector.items) this.#selector(item)
    else if (selector.kind === 'smart' && selector.of !== undefined) this.#selector(selector.of)
    else if (selector.kind === 'name') {
      const { text, range } = selector.name
      if (this.#names.typesFirst.has(text)) return
      const isClass = text.charAt(0) !== text.charAt(0).toLowerCase()
      const known = isClass ? this.#names.classesFirst : this.#names.typesFirst
      this.#tell(`No entity in this graph is of the ${isClass ? 'class' : 'type'} ${text}`, text, range, known)
    }
  }

  #tell(message: string, name: string, range: Range, known: Names): void {
    if (this.#told.has(message)) return
    this.#told.add(message)
    this.#context.warn(message, range, known.nearest(name))
  }
}
