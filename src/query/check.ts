/** Warnings for names that exist nowhere in this graph: no error, for the graph may come to hold them. */

import type { NodePattern, Query, Selector, Step } from './ast.ts'
import type { ResolveContext } from './context.ts'
import type { Range } from './error.ts'
import { nearest } from './nearest.ts'
import type { Statistics } from './statistics.ts'

/** Adds to the context's warnings; each name is told once. */
export function checkNames(query: Query, context: ResolveContext, statistics: Statistics): void {
  const kinds = [...statistics.entityKinds.values()].filter(({ entities }) => entities > 0)
  // An empty graph has nothing of anything; saying so for every name would tell nobody anything.
  if (kinds.length === 0) return
  const checker = new Checker(context, {
    type: new Set(kinds.map(({ type }) => type)),
    class: new Set(kinds.flatMap(({ classes }) => classes)),
    verb: new Set([...statistics.relationshipKinds.values()].filter(({ relationships }) => relationships > 0).map(({ verb }) => verb)),
    property: new Set(statistics.properties.keys()),
  })
  checker.query(query)
  checker.properties()
}

/** A nested path is looked for by so many of its first parts. */
const mostParts = 4

interface Names {
  readonly type: ReadonlySet<string>
  readonly class: ReadonlySet<string>
  readonly verb: ReadonlySet<string>
  readonly property: ReadonlySet<string>
}

class Checker {
  readonly #context: ResolveContext
  readonly #names: Names
  readonly #told = new Set<string>()

  constructor(context: ResolveContext, names: Names) {
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
      if (this.#names.type.has(text) || this.#names.class.has(text)) return
      const isClass = text.charAt(0) !== text.charAt(0).toLowerCase()
      const candidates = isClass ? [...this.#names.class, ...this.#names.type] : [...this.#names.type, ...this.#names.class]
      this.#tell(`No entity in this graph is of the ${isClass ? 'class' : 'type'} ${text}`, text, range, candidates)
    }
  }

  #tell(message: string, name: string, range: Range, candidates: Iterable<string>): void {
    if (this.#told.has(message)) return
    this.#told.add(message)
    this.#context.warn(message, range, nearest(name, candidates))
  }
}
