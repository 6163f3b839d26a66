/** What a query asks for by name, taken from its syntax tree: types and classes, relationships between them, properties. */
import type { Comparison, Expression, Filter, NodePattern, Query, Reference, Selector, Step, Value } from '../../src/query/ast.ts'

/** The types or classes that an entity may be; undefined for any. */
export type Kinds = readonly string[] | undefined

export interface Asked {
  readonly kinds: string[]
  readonly hops: { readonly from: Kinds; readonly verb: string; readonly to: Kinds; readonly direction: 'out' | 'in' | 'either' }[]
  readonly properties: { readonly of: Kinds; readonly name: string }[]
  readonly edgeProperties: string[]
}

export function askedBy(query: Query): Asked {
  const asked: Asked = { kinds: [], hops: [], properties: [], edgeProperties: [] }
  new Walk(asked).query(query)
  return asked
}

class Walk {
  readonly #asked: Asked
  readonly #entities = new Map<string, Kinds>()
  readonly #edges = new Set<string>()

  constructor(asked: Asked) {
    this.#asked = asked
  }

  query(query: Query): void {
    this.#steps(query.steps, [this.#node(query.start)])
    for (const filter of [query.where, query.having]) if (filter !== undefined) this.#filter(filter, undefined)
    if (query.result?.kind === 'columns') for (const { expression } of query.result.items) this.#expression(expression, undefined)
  }

  /** @param from where the walk may stand: before an optional group, or behind it */
  #steps(steps: readonly Step[], from: readonly Kinds[]): readonly Kinds[] {
    let ends = from
    for (const step of steps) {
      if (step.kind === 'optional') {
        ends = [...ends, ...this.#steps(step.steps, ends)]
        continue
      }
      const to = this.#node(step.target)
      if (step.alias !== undefined) this.#edges.add(step.alias.text)
      for (const start of ends)
        for (const verb of step.verbs) this.#asked.hops.push({ from: start, verb: verb.text.toUpperCase(), to, direction: step.direction })
      if (!step.negated) ends = [to]
    }
    return ends
  }

  #node({ selector, filters, alias }: NodePattern): Kinds {
    const kinds = kindsOf(selector)
    this.#asked.kinds.push(...(kinds ?? []))
    if (alias !== undefined) this.#entities.set(alias.text, kinds)
    for (const filter of filters) this.#filter(filter, { kinds })
    return kinds
  }

  #filter(filter: Filter, node: { readonly kinds: Kinds } | undefined): void {
    if (filter.kind === 'comparison') this.#comparison(filter, node)
    else for (const operand of filter.operands) this.#filter(operand, node)
  }

  #comparison({ left, right }: Comparison, node: { readonly kinds: Kinds } | undefined): void {
    this.#expression(left, node)
    this.#value(right, node)
  }

  #value(value: Value, node: { readonly kinds: Kinds } | undefined): void {
    if (value.kind === 'subquery') new Walk(this.#asked).query(value.query)
    else if (value.kind === 'list') for (const one of value.values) this.#value(one, node)
    else if (value.kind !== 'regex') this.#expression(value, node)
  }

  #expression(expression: Expression, node: { readonly kinds: Kinds } | undefined): void {
    if (expression.kind === 'reference') this.#reference(expression, node)
    else if (expression.kind === 'call') for (const one of expression.arguments) this.#expression(one, node)
    else if (expression.kind === 'negative') this.#expression(expression.operand, node)
    else if (expression.kind === 'arithmetic') for (const one of [expression.left, expression.right]) this.#expression(one, node)
  }

  /** A bare property after WITH; a property behind an alias elsewhere, where a bare name is an alias or a column. */
  #reference({ segments }: Reference, node: { readonly kinds: Kinds } | undefined): void {
    const [first = '', ...rest] = segments.map(({ text }) => text)
    if (node !== undefined) this.#asked.properties.push({ of: node.kinds, name: [first, ...rest].join('.') })
    else if (rest.length > 0 && this.#edges.has(first)) this.#asked.edgeProperties.push(rest.join('.'))
    else if (rest.length > 0) this.#asked.properties.push({ of: this.#entities.get(first), name: rest.join('.') })
  }
}

function kindsOf(selector: Selector): Kinds {
  if (selector.kind === 'name') return [selector.name.text]
  if (selector.kind !== 'union') return undefined
  const all = selector.items.map(kindsOf)
  return all.some((kinds) => kinds === undefined) ? undefined : all.flatMap((kinds) => kinds ?? [])
}
