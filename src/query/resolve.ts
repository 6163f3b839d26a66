/** Syntax tree to resolved query: numbers for entities and relationships, bindings for aliases, values for parameters. */

import { Aliases, defaultAliases, ownName } from './aliases.ts'
import type { ColumnsClause, Count, Filter, Hop, NodePattern, OrderItem, Query, Selector, Step } from './ast.ts'
import type { ResolveContext } from './context.ts'
import { comparedValues, hasAggregate, isGrouped, outsideAggregates } from './fold.ts'

import type {
  Alternative,
  Binding,
  Chain,
  Column,
  Condition,
  EntityBinding,
  NodeId,
  OrderKey,
  Output,
  PatternEdge,
  PatternNode,
  PatternStep,
  ResolvedQuery,
  Value,
} from './pattern.ts'
import { searchWords } from './search.ts'
import { type Place, type ResultColumn, ValueResolver } from './values.ts'

/** Longer queries are refused, before the engine is asked to plan so many joins. */
const maxHops = 100
const maxRepeat = 100
const maxColumns = 1000
const maxSortKeys = 100

/** @throws QueryError for an alias, function or parameter that does not exist, and for values that cannot stand where they do. */
export function resolve(query: Query, context: ResolveContext): ResolvedQuery {
  return new Resolver(query, context).resolve()
}

class Resolver {
  readonly #query: Query
  readonly #context: ResolveContext
  readonly #aliases: Aliases
  readonly #defaults: ReadonlySet<string>
  readonly #values: ValueResolver
  readonly #nodes = new Map<number, PatternNode>()
  readonly #edges = new Map<number, PatternEdge>()
  /** Inside an excluded pattern: what its aliases stand for. */
  #survivor: EntityBinding | undefined
  #hops = 0

  constructor(query: Query, context: ResolveContext) {
    this.#query = query
    this.#context = context
    this.#aliases = new Aliases(context)
    this.#defaults = defaultAliases(query)
    this.#values = new ValueResolver(context, (inner) => resolve(inner, context))
  }

  resolve(): ResolvedQuery {
    const query = this.#query
    const start = this.#node(query.start)
    if (query.shortest) this.#checkShortest()
    const { steps } = this.#steps(query.steps, { kind: 'node', node: start }, true)
    const where = query.where === undefined ? undefined : this.#values.condition(query.where, { kind: 'where', aliases: this.#aliases })
    const skip = query.skip === undefined ? undefined : this.#count(query.skip, 'skip', 0, Number.MAX_SAFE_INTEGER)
    const limit = query.limit === undefined ? undefined : this.#count(query.limit, 'limit', 1, 250)
    return {
      unique: query.unique,
      shortest: query.shortest,
      nodes: this.#nodes,
      edges: this.#edges,
      aliases: this.#aliases.bindings,
      chain: { start, steps },
      ...(where === undefined ? {} : { where }),
      output: this.#output(start, steps),
      ...(skip === undefined ? {} : { skip }),
      ...(limit === undefined ? {} : { limit }),
      ...(query.asOf === undefined ? {} : { asOf: this.#values.date(query.asOf) }),
    }
  }

  /** The shortest way is defined for one step: from one selection to another. */
  #checkShortest(): void {
    const [step, ...others] = this.#query.steps
    if (step?.kind === 'hop' && !step.negated && others.length === 0) return
    throw this.#context.error('syntax', 'FIND SHORTEST takes one step', this.#query.steps[1]?.range ?? this.#query.range, {
      expected: ['FIND SHORTEST a THAT RELATES TO{1,6} b RETURN TREE'],
    })
  }

  // ---- the pattern ----

  #node(pattern: NodePattern): NodeId {
    const id = this.#context.number()
    const own: Binding = { kind: 'node', node: id }
    const name = pattern.alias?.text ?? ownName(pattern)
    if (name !== undefined && (pattern.alias !== undefined || this.#defaults.has(name))) {
      this.#aliases.bind(name, this.#survivor ?? own, pattern.alias?.range ?? pattern.range)
    }
    const place: Place = { kind: 'with', of: own, aliases: this.#aliases }
    const conditions = pattern.filters.map((filter) => this.#values.condition(filter, place))
    if (pattern.selector.kind === 'text') conditions.unshift(this.#search(pattern.selector.text, own, pattern.selector))
    const condition = conjunction(conditions)
    this.#nodes.set(id, {
      id,
      alternatives: this.#alternatives(pattern.selector, own),
      ...(condition === undefined ? {} : { condition }),
      text: this.#context.text.slice(pattern.selector.range.start, pattern.selector.range.end),
      range: pattern.selector.range,
    })
    return id
  }

  #search(text: string, of: Binding, selector: Selector): Condition {
    const words = searchWords(text)
    if (words.length === 0) this.#context.warn('A search without a letter or digit finds nothing', selector.range)
    return { kind: 'search', of, words }
  }

  #alternatives(selector: Selector, of: Binding): readonly Alternative[] {
    switch (selector.kind) {
      case 'any':
      case 'text':
        return [{ match: { by: 'any' } }]
      case 'name':
        return [{ match: byName(selector.name.text) }]
      case 'union':
        return selector.items.flatMap((item) => this.#alternatives(item, of))
      case 'smart':
        return selector.classes.reduce<readonly Alternative[]>(
          (alternatives, name) => {
            const members = this.#smartClass(name.text, name.range, of)
            return alternatives.flatMap((alternative) => members.map((member) => both(alternative, member)))
          },
          selector.of === undefined ? [{ match: { by: 'any' } }] : this.#alternatives(selector.of, of),
        )
    }
  }

  /** What a smart class demands, as further conditions on whatever it stands before. */
  #smartClass(name: string, range: { start: number; end: number }, of: Binding): readonly Condition[] {
    const { classes, filter, text } = this.#context.smartClass(name, range)
    const inner = this.#context.within(text)
    const resolver = new ValueResolver(inner, (query) => resolve(query, inner))
    const place: Place = { kind: 'with', of, aliases: new Aliases(inner) }
    const conditions: Condition[] = []
    if (classes !== undefined) {
      conditions.push({
        kind: 'test',
        operator: '=',
        negated: false,
        left: { kind: 'property', of, name: '_class' },
        right: { kind: 'list', mode: 'some', values: classes.map((value) => ({ kind: 'text', value })) },
      })
    }
    if (filter !== undefined) conditions.push(resolver.condition(filter, place))
    return [conjunction(conditions) ?? { kind: 'and', operands: [] }]
  }

  #steps(steps: readonly Step[], from: EntityBinding, top = false): { readonly steps: readonly PatternStep[]; readonly at: EntityBinding } {
    const resolved: PatternStep[] = []
    let at = from
    for (const [index, step] of steps.entries()) {
      if (step.kind === 'hop' && step.negated) {
        resolved.push(this.#exclusion(step, steps.slice(index + 1), at))
        break
      }
      if (step.kind === 'hop') {
        const hop = this.#hop(step, at)
        resolved.push(hop)
        at = { kind: 'node', node: hop.to }
      } else {
        const inner = this.#steps(step.steps, at)
        resolved.push({ kind: 'optional', steps: inner.steps, last: top && index === steps.length - 1 })
        at = latest(inner.at, at)
        if (step.alias !== undefined) this.#aliases.bind(step.alias.text, this.#survivor ?? at, step.alias.range)
      }
    }
    return { steps: resolved, at }
  }

  /** Everything to the right of `!` is one excluded pattern; its aliases stand for the entity that stays. */
  #exclusion(hop: Hop, rest: readonly Step[], from: EntityBinding): PatternStep {
    const outer = this.#survivor
    this.#survivor = outer ?? from
    const start = this.#context.number()
    this.#nodes.set(start, { id: start, alternatives: [{ match: { by: 'any' } }], text: '*', range: hop.range })
    const chain: Chain = { start, steps: this.#steps([{ ...hop, negated: false }, ...rest], { kind: 'node', node: start }).steps }
    this.#survivor = outer
    return { kind: 'exclusion', from, chain }
  }

  #hop(hop: Hop, from: EntityBinding): Extract<PatternStep, { kind: 'hop' }> {
    if (++this.#hops > maxHops) throw this.#context.error('size', `A query may take at most ${maxHops} steps`, hop.range)
    const edge = this.#context.number()
    const [verb, ...others] = hop.verbs
    const repeat = this.#repeat(hop)
    if (repeat !== undefined && hop.alias !== undefined) {
      throw this.#context.error(
        'name',
        `A step over several relationships has no one relationship to call "${hop.alias.text}"`,
        hop.alias.range,
      )
    }
    const name = hop.alias?.text ?? (others.length === 0 ? verb?.text : undefined)
    if (name !== undefined && repeat === undefined && (hop.alias !== undefined || this.#defaults.has(name))) {
      const binding: Binding = this.#survivor === undefined ? { kind: 'edge', edge } : { kind: 'nothing' }
      this.#aliases.bind(name, binding, hop.alias?.range ?? hop.range)
    }
    const verbs = hop.verbs.map(({ text }) => text.toUpperCase())
    this.#edges.set(edge, {
      id: edge,
      ...(verbs.includes('RELATES') ? {} : { verbs }),
      direction: hop.direction,
      ...(repeat === undefined ? {} : { repeat }),
      text: verbs.join('|'),
    })
    return { kind: 'hop', from, edge, to: this.#node(hop.target) }
  }

  #repeat({ repeat }: Hop): { readonly min: number; readonly max: number } | undefined {
    if (repeat === undefined) return this.#query.shortest ? { min: 1, max: this.#context.maxDepth } : undefined
    const max = repeat.max ?? Math.max(this.#context.maxDepth, repeat.min)
    if (max > maxRepeat) throw this.#context.error('size', `A step may follow at most ${maxRepeat} relationships`, repeat.range)
    if (repeat.max === undefined) {
      const written = `{${repeat.min},${max}}`
      this.#context.warn(
        `A step without an upper bound follows at most ${max} relationships (maxDepth in the settings)`,
        repeat.range,
        written,
      )
    }
    return { min: repeat.min, max }
  }

  // ---- results ----

  #output(start: NodeId, steps: readonly PatternStep[]): Output {
    const { result, having, orderBy } = this.#query
    if (result?.kind === 'tree') {
      const misplaced = having ?? orderBy[0]
      if (misplaced !== undefined) throw this.#context.error('syntax', 'A tree has no rows to filter or sort', misplaced.range)
      return { kind: 'tree' }
    }
    if (result === undefined) {
      if (having !== undefined)
        throw this.#context.error('syntax', 'HAVING filters the columns of RETURN, and there are none', having.range)
      const listed: Binding = { kind: 'node', node: start }
      const order = this.#order(orderBy, { kind: 'result', aliases: this.#aliases, columns: [], listed })
      const counting = orderBy[order.findIndex(({ value }) => hasAggregate(value))]
      if (counting !== undefined)
        throw this.#context.error('syntax', 'A list of entities has nothing to count over; say what to RETURN', counting.range)
      const reached = reachedByGroups(steps)
      return { kind: 'list', first: start, ...(reached === undefined ? {} : { reached }), order }
    }
    const columns = this.#columns(result)
    const named: ResultColumn[] = columns.map((column) => ({
      name: column.name,
      value: column.kind === 'value' ? column.value : undefined,
    }))
    const place: Place = { kind: 'result', aliases: this.#aliases, columns: named }
    const condition = having === undefined ? undefined : this.#values.condition(having, place)
    const order = this.#order(orderBy, place)
    const table = { columns, ...(condition === undefined ? {} : { having: condition }), order }
    if (isGrouped(table)) this.#checkGroups(table, orderBy, having)
    return { kind: 'table', ...table }
  }

  #checkGroups(
    { having, order }: Pick<Extract<Output, { kind: 'table' }>, 'having' | 'order'>,
    items: readonly OrderItem[],
    filter?: Filter,
  ): void {
    const unclear = items[order.findIndex(({ value }) => variesInGroup(value))]
    if (unclear !== undefined) throw this.#ungrouped('ORDER BY', unclear.range)
    if (having !== undefined && filter !== undefined && [...comparedValues(having)].some(variesInGroup))
      throw this.#ungrouped('HAVING', filter.range)
  }

  #ungrouped(clause: string, range: Query['range']): Error {
    return this.#context.error(
      'value',
      `${clause} can only use columns of RETURN and aggregates, for RETURN counts over groups of rows`,
      range,
    )
  }

  #columns({ items, range }: ColumnsClause): readonly Column[] {
    if (items.length > maxColumns) throw this.#context.error('size', `A query may return at most ${maxColumns} columns`, range)
    return items.map(({ expression, alias, text }): Column => {
      const name = alias?.text ?? text
      if (expression.kind !== 'reference' || !expression.star) {
        return { kind: 'value', name, value: this.#values.value(expression, { kind: 'return', aliases: this.#aliases }) }
      }
      const value = this.#values.value({ ...expression, star: false }, { kind: 'return', aliases: this.#aliases })
      if (value.kind !== 'whole')
        throw this.#context.error('syntax', `"${text}" is no entity or relationship with properties to list`, expression.range)
      return { kind: 'all', name: alias?.text ?? expression.segments[0]?.text ?? '', of: value.of }
    })
  }

  #order(items: readonly OrderItem[], place: Place): readonly OrderKey[] {
    const excess = items[maxSortKeys]
    if (excess !== undefined) throw this.#context.error('size', `A query may sort by at most ${maxSortKeys} things`, excess.range)
    return items.map(({ expression, descending }) => ({ value: this.#values.value(expression, place), descending }))
  }

  #count(count: Count, name: string, least: number, most: number): number {
    const given = count.kind === 'number' ? count.value : this.#context.parameter(count.name, count.range)
    if (typeof given === 'number' && Number.isInteger(given) && given >= least && given <= most) return given
    const bounds = most === Number.MAX_SAFE_INTEGER ? `a whole number of at least ${least}` : `a value between ${least} and ${most}`
    throw this.#context.error('value', `"${name}" must be ${bounds}`, count.range)
  }
}

function variesInGroup(value: Value): boolean {
  const [first] = outsideAggregates(value)
  return first !== undefined
}

function byName(name: string): Alternative['match'] {
  const first = name.charAt(0)
  return { by: first !== first.toLowerCase() ? 'class' : 'type', name }
}

function both(alternative: Alternative, condition: Condition): Alternative {
  const conditions = alternative.condition === undefined ? [condition] : [alternative.condition, condition]
  return { match: alternative.match, condition: conjunction(conditions) ?? condition }
}

function conjunction(conditions: readonly Condition[]): Condition | undefined {
  return conditions.length < 2 ? conditions[0] : { kind: 'and', operands: conditions }
}

/** Where the query stands after a group: at its end if it was walked, else where it stood before. */
function latest(inner: EntityBinding, outer: EntityBinding): EntityBinding {
  const nodes = (binding: EntityBinding) => (binding.kind === 'node' ? [binding.node] : binding.nodes)
  return { kind: 'latest', nodes: [...new Set([...nodes(inner), ...nodes(outer)])] }
}

/** The entities at the ends of the groups with which a query ends, the last one first. */
function reachedByGroups(steps: readonly PatternStep[]): EntityBinding | undefined {
  const after = steps.findLastIndex((step) => step.kind !== 'optional') + 1
  const nodes = steps.slice(after).flatMap((group) => (group.kind === 'optional' ? group.steps.flatMap(ends) : []))
  return nodes.length === 0 ? undefined : { kind: 'latest', nodes: nodes.reverse() }
}

function ends(step: PatternStep, index: number, steps: readonly PatternStep[]): readonly NodeId[] {
  if (step.kind === 'optional') return step.steps.flatMap(ends)
  return step.kind === 'hop' && steps[index + 1]?.kind !== 'hop' ? [step.to] : []
}
