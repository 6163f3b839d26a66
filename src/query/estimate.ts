/** How many rows the steps of a query may come to, from counts of kinds and of what meets what. Rough, and meant to be. */

import type { ResolveContext } from './context.ts'
import type { Condition, HopStep, NodeId, PatternNode, PatternStep, ResolvedQuery, Test } from './pattern.ts'
import type { Plan } from './plan.ts'

export interface Estimate {
  /** Entities that the start, or the end of the step, can be: before and after its conditions. */
  readonly entities: number
  readonly selected: number
  /** Rows up to and with this step. */
  readonly rows: number
}

/** One estimate for the start, then one for each step of the chain. */
export function estimates(query: ResolvedQuery, plan: Plan): readonly Estimate[] {
  const estimator = new Estimator(query, plan)
  const start = estimator.node(query.chain.start)
  const all: Estimate[] = [{ ...start, rows: start.selected }]
  for (const step of query.chain.steps) all.push(estimator.step(step, all.at(-1)?.rows ?? 0))
  return all
}

/** How many entities one of the pattern may be, before and after its conditions. */
export function expectedEntities(node: NodeId, query: ResolvedQuery, plan: Plan): Pick<Estimate, 'entities' | 'selected'> {
  return new Estimator(query, plan).node(node)
}

/** Above so many rows a query is worth a word before it runs. */
const many = 5_000_000

/** Warns of queries that come to more rows than anyone reads. */
export function checkSize(query: ResolvedQuery, plan: Plan, context: ResolveContext): void {
  const most = Math.max(...estimates(query, plan).map(({ rows }) => rows))
  if (most <= many) return
  const range = query.nodes.get(query.chain.start)?.range
  const rows = most < 1e12 ? `about ${Math.round(most / 1e6).toLocaleString('en')} million rows` : 'more rows than can be counted'
  if (range !== undefined) context.warn(`This may come to ${rows} on the way; narrow it with a type, a direction or WITH`, range)
}

class Estimator {
  readonly #query: ResolvedQuery
  readonly #plan: Plan

  constructor(query: ResolvedQuery, plan: Plan) {
    this.#query = query
    this.#plan = plan
  }

  node(id: NodeId): Pick<Estimate, 'entities' | 'selected'> {
    const node = this.#query.nodes.get(id)
    const kinds = [...(this.#plan.kinds.get(id) ?? [])]
    const entities = kinds.reduce((sum, kind) => sum + (this.#plan.statistics.entityKinds.get(kind)?.entities ?? 0), 0)
    return { entities, selected: entities * (node === undefined ? 1 : selectivityOf(node, entities)) }
  }

  step(step: PatternStep, rows: number): Estimate {
    if (step.kind === 'hop') return this.#hop(step, rows)
    if (step.kind === 'exclusion') return { entities: rows, selected: rows / 2, rows: rows / 2 }
    let walked = rows
    let last: Estimate = { entities: rows, selected: rows, rows }
    for (const inner of step.steps) {
      last = this.step(inner, walked)
      walked = last.rows
    }
    return { ...last, rows: rows + walked }
  }

  #hop(step: HopStep, rows: number): Estimate {
    const { entities, selected } = this.node(step.to)
    const kept = entities === 0 ? 0 : selected / entities
    const from = step.from.kind === 'node' ? [step.from.node] : step.from.nodes
    const repeat = this.#query.edges.get(step.edge)?.repeat
    if (repeat !== undefined) return { entities, selected, rows: this.#walks(step, from, rows, repeat) * kept }
    const sources = from.reduce((sum, node) => sum + this.node(node).entities, 0)
    const each = (this.#plan.hops.get(step.edge)?.relationships ?? 0) / Math.max(1, sources)
    return { entities, selected, rows: rows * each * kept }
  }

  /**
   * How many walks end at an entity of the wanted kinds. Counted kind by kind: walks come together at the few kinds that
   * everything is joined to, and an average over all entities would miss by orders of magnitude what leaves them again.
   */
  #walks(step: HopStep, from: readonly NodeId[], rows: number, { min, max }: { readonly min: number; readonly max: number }): number {
    const { statistics, kinds, hops } = this.#plan
    const entitiesOf = (kind: number): number => statistics.entityKinds.get(kind)?.entities ?? 0
    const begin = new Set(from.flatMap((node) => [...(kinds.get(node) ?? [])]))
    const all = [...begin].reduce((sum, kind) => sum + entitiesOf(kind), 0)
    const ends = kinds.get(step.to) ?? new Set()
    const hop = hops.get(step.edge)
    let at = new Map([...begin].map((kind) => [kind, (rows * entitiesOf(kind)) / Math.max(1, all)]))
    let walks = 0
    for (let depth = 0; depth <= max && walks < 1e15; depth++) {
      if (depth >= min) for (const [kind, count] of at) walks += ends.has(kind) ? count : 0
      const next = new Map<number, number>()
      const go = (start: number, end: number, relationships: number): void => {
        const count = ((at.get(start) ?? 0) * relationships) / Math.max(1, entitiesOf(start))
        if (count > 0) next.set(end, (next.get(end) ?? 0) + count)
      }
      for (const { from: start, kind, to: end, relationships } of statistics.triples) {
        if (hop?.out.has(kind) === true) go(start, end, relationships)
        if (hop?.in.has(kind) === true) go(end, start, relationships)
      }
      at = next
    }
    return walks
  }
}

function selectivityOf(node: PatternNode, entities: number): number {
  const conditions = [node.condition, ...(node.alternatives.length === 1 ? [node.alternatives[0]?.condition] : [])]
  return conditions.reduce((product, condition) => product * (condition === undefined ? 1 : selectivity(condition, entities)), 1)
}

/** The share of entities that a condition leaves, by how selective such conditions usually are. */
function selectivity(condition: Condition, entities: number): number {
  if (condition.kind === 'search') return 10 / Math.max(10, entities)
  if (condition.kind === 'and') return condition.operands.reduce((product, operand) => product * selectivity(operand, entities), 1)
  if (condition.kind === 'or')
    return Math.min(
      1,
      condition.operands.reduce((sum, operand) => sum + selectivity(operand, entities), 0),
    )
  if (condition.kind !== 'test') return 1
  const positive = testSelectivity(condition, entities)
  return condition.negated ? 1 - positive : positive
}

const identifying = new Set(['_id', '_key', 'id', 'name', 'displayName', 'arn', 'email'])

function testSelectivity({ operator, left, right }: Test, entities: number): number {
  const one = 1 / Math.max(1, entities)
  const options = right.kind === 'list' ? right.values.length : 1
  if (operator !== '=') return right.kind === 'regex' || operator.length > 1 ? 0.1 : 0.3
  if (right.kind === 'boolean' || right.kind === 'missing') return 0.5
  if (left.kind === 'property' && identifying.has(left.name)) return Math.min(1, one * options)
  return Math.min(1, 0.05 * options)
}
