/** Which names a query gives to its entities and relationships: those it states, and the defaults where they are clear. */

import type { NodePattern, Query, Step } from './ast.ts'
import type { ResolveContext } from './context.ts'
import type { Binding } from './pattern.ts'

/**
 * Class, type and verb names that occur once without AS and may therefore stand for what they select.
 */
export function defaultAliases(query: Query): ReadonlySet<string> {
  const counts = new Map<string, number>()
  const stated = new Set<string>()
  const count = (name: string) => counts.set(name, (counts.get(name) ?? 0) + 1)
  const visitNode = (node: NodePattern) => {
    if (node.alias !== undefined) stated.add(node.alias.text)
    else if (ownName(node) !== undefined) count(ownName(node) ?? '')
  }
  const visit = (step: Step) => {
    if (step.kind === 'optional') {
      if (step.alias !== undefined) stated.add(step.alias.text)
      step.steps.forEach(visit)
      return
    }
    const [verb, ...others] = step.verbs
    if (step.alias !== undefined) stated.add(step.alias.text)
    else if (verb !== undefined && others.length === 0) count(verb.text)
    visitNode(step.target)
  }
  visitNode(query.start)
  query.steps.forEach(visit)
  return new Set([...counts].filter(([name, times]) => times === 1 && !stated.has(name)).map(([name]) => name))
}

/** The class or type that a selector names. */
export function ownName({ selector }: NodePattern): string | undefined {
  if (selector.kind === 'name') return selector.name.text
  return selector.kind === 'smart' && selector.of?.kind === 'name' ? selector.of.name.text : undefined
}

/** Aliases of one query, in the order in which they are given. */
export class Aliases {
  readonly #bindings = new Map<string, Binding>()
  readonly #context: ResolveContext

  constructor(context: ResolveContext) {
    this.#context = context
  }

  get bindings(): ReadonlyMap<string, Binding> {
    return this.#bindings
  }

  get names(): readonly string[] {
    return [...this.#bindings.keys()]
  }

  get(name: string): Binding | undefined {
    return this.#bindings.get(name)
  }

  /** @throws QueryError when two things are given one name. */
  bind(name: string, binding: Binding, range: { readonly start: number; readonly end: number }): void {
    if (this.#bindings.has(name)) throw this.#context.error('name', `The alias "${name}" is given twice`, range)
    this.#bindings.set(name, binding)
  }
}
