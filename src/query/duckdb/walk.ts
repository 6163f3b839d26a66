/** The pattern in SQL: each step joins on to the rows so far; optional groups make a table of rows with and without them. */

import { expectedEntities } from '../estimate.ts'
import { bindingsOf, conjuncts } from '../fold.ts'
import type { KindSet } from '../kinds.ts'
import type {
  Chain,
  Condition,
  EntityBinding,
  ExclusionStep,
  HopStep,
  NodeId,
  OptionalStep,
  PatternNode,
  PatternStep,
  ResolvedQuery,
} from '../pattern.ts'
import type { HopPlan, Plan } from '../plan.ts'
import { conditionSql } from './conditions.ts'
import { Frame, type FrameContext, kindIn } from './frame.ts'
import { allWalks, shortestWalks, type Walks } from './repeat.ts'
import { and, join, or, own, type Sql, sql } from './sql.ts'
import type { Tables } from './tables.ts'

/** The engine plans so many joins together; longer chains are made in parts, or planning them could take longer than walking. */
const mostJoins = 20

const fewTargets = 20

export class Walker {
  readonly #query: ResolvedQuery
  readonly #plan: Plan
  readonly #context: FrameContext
  readonly #tables: Tables
  /** Parts of WHERE that were not tested yet. */
  readonly #pending: Set<Condition>
  #groups = 0
  /** Inside groups and excluded patterns, whose rows are not what WHERE speaks of. */
  #inside = 0

  constructor(query: ResolvedQuery, context: FrameContext, tables: Tables) {
    this.#query = query
    this.#plan = context.plan
    this.#context = context
    this.#tables = tables
    this.#pending = new Set(query.where === undefined ? [] : conjuncts(query.where))
  }

  /** Rows of the whole pattern that satisfy WHERE. */
  walk(): Frame {
    const frame = this.#chain(this.#query.chain)
    for (const condition of this.#pending) frame.where(conditionSql(condition, frame))
    return frame
  }

  /**
   * A table of the rows so far, for more than one use; it is made once, so what WHERE says of it is tested before.
   */
  #seal(frame: Frame): string {
    if (frame.table !== undefined) return frame.table
    for (const condition of this.#inside > 0 ? [] : this.#pending) {
      if (![...bindingsOf(condition)].every((binding) => frame.has(binding))) continue
      frame.where(conditionSql(condition, frame))
      this.#pending.delete(condition)
    }
    return this.#tables.add(frame.select(), 'MATERIALIZED ')
  }

  #chain({ start, steps }: Chain): Frame {
    const frame = new Frame(this.#context)
    const [first] = steps
    const hop = first?.kind === 'hop' ? first : undefined
    const node = this.#node(start)
    if (hop === undefined || this.#repeat(hop) !== undefined || this.#mustLook(node, steps)) {
      frame.from(own(`entity n${start}`))
      frame.setNode(start, own(`n${start}.nid`))
      frame.setRow(start, `n${start}`)
      this.#ofKinds(frame, node, `n${start}`)
      this.#look(frame, node)
      return this.#steps(frame, steps)
    }
    frame.from(this.#source(hop))
    frame.setNode(start, own(`r${hop.edge}.a`))
    return this.#steps(this.#arrive(frame, hop), steps.slice(1))
  }

  #steps(frame: Frame, steps: readonly PatternStep[]): Frame {
    let at = frame
    for (const step of steps) {
      if (step.kind === 'hop') at = this.#hop(at, step)
      else if (step.kind === 'optional') at = this.#optional(at, step)
      else at = this.#exclusion(at, step)
    }
    return at
  }

  // ---- hops ----

  #hop(before: Frame, step: HopStep): Frame {
    const repeat = this.#repeat(step)
    if (repeat !== undefined) return this.#walks(before, step, repeat)
    const frame = before.joins < mostJoins ? before : before.on(this.#seal(before))
    frame.from(sql`JOIN ${this.#source(step)} ON ${own(`r${step.edge}`)}.a = ${frame.nid(step.from)}`)
    return this.#arrive(frame, step)
  }

  #repeat({ edge }: HopStep): { readonly min: number; readonly max: number } | undefined {
    return this.#query.edges.get(edge)?.repeat
  }

  /** A step over several relationships: walks are made first, then joined to the rows they start from. */
  #walks(frame: Frame, step: HopStep, { min, max }: { readonly min: number; readonly max: number }): Frame {
    const before = this.#seal(frame)
    const after = frame.on(before)
    const starts = sql`SELECT DISTINCT ${after.nid(step.from)} AS nid FROM ${own(before)}`
    const walks: Walks = { starts, source: this.#edges(step), min, max, entities: this.#query.output.kind === 'tree' }
    const table = this.#query.shortest
      ? shortestWalks(walks, this.#targets(step.to), this.#approach(step.to, max), this.#tables)
      : allWalks(walks, this.#tables)
    const alias = `r${step.edge}`
    after.from(sql`JOIN ${table} ${own(alias)} ON ${own(alias)}.a = ${after.nid(step.from)}`)
    after.setWalk(step.edge, { relationships: own(`${alias}.rels`), entities: own(`${alias}.nodes`) })
    after.setNode(step.to, own(`${alias}.b`))
    const target = this.#node(step.to)
    if (needsConditions(target) || this.#isRestricted(target)) this.#look(after, target)
    return after
  }

  /** How far a search for the shortest way goes back from its targets: only where they are few, for each brings its neighbours. */
  #approach(to: NodeId, max: number): number {
    return expectedEntities(to, this.#query, this.#plan) <= fewTargets ? Math.min(2, Math.floor(max / 2)) : 0
  }

  /** Everything that the end of a walk may be. */
  #targets(to: NodeId): Sql {
    const frame = new Frame(this.#context)
    frame.from(own(`entity n${to}`))
    frame.setNode(to, own(`n${to}.nid`))
    frame.setRow(to, `n${to}`)
    this.#ofKinds(frame, this.#node(to), `n${to}`)
    this.#look(frame, this.#node(to))
    return frame.selecting([sql`${frame.nid({ kind: 'node', node: to })} AS nid`])
  }

  /** Makes the relationship and the entity it leads to known, and demands of the entity what the relationship does not prove. */
  #arrive(frame: Frame, { edge, to }: HopStep): Frame {
    frame.setEdge(edge, own(`r${edge}.nid`))
    frame.setRow(edge, `r${edge}`)
    frame.setNode(to, own(`r${edge}.b`))
    const node = this.#node(to)
    if (needsConditions(node) || this.#hopPlan(edge)?.provesTo !== true) this.#look(frame, node)
    return frame
  }

  #source(step: HopStep): Sql {
    return sql`${this.#edges(step)} ${own(`r${step.edge}`)}`
  }

  /** Relationships as `a` to `b` in the order in which the step walks them. */
  #edges({ edge }: HopStep): Sql {
    const plan = this.#hopPlan(edge)
    const out = plan?.out ?? new Set()
    const back = plan?.in ?? new Set()
    const ways: Sql[] = []
    const all = this.#plan.statistics.relationshipKinds.size
    const only = (kinds: KindSet) => (kinds.size < all ? [kindIn('relationship', kinds)] : [])
    if (out.size > 0) ways.push(sql`SELECT *, from_nid AS a, to_nid AS b FROM relationship WHERE ${and(only(out))}`)
    if (back.size > 0) {
      // A relationship of an entity with itself is walked once, though it can be read both ways.
      const once = out.size > 0 ? [own('from_nid <> to_nid')] : []
      ways.push(sql`SELECT *, to_nid AS a, from_nid AS b FROM relationship WHERE ${and([...only(back), ...once])}`)
    }
    if (ways.length === 0) ways.push(own('SELECT *, from_nid AS a, to_nid AS b FROM relationship WHERE FALSE'))
    return sql`(${join(ways, ' UNION ALL ')})`
  }

  #hopPlan(edge: number): HopPlan | undefined {
    return this.#plan.hops.get(edge)
  }

  // ---- entities ----

  #node(id: NodeId): PatternNode {
    const node = this.#query.nodes.get(id)
    if (node === undefined) throw new Error(`no entity ${id} in the pattern`)
    return node
  }

  /** Whether the first entity must be looked at, because its first relationship does not say enough about it. */
  #mustLook(node: PatternNode, [first]: readonly PatternStep[]): boolean {
    if (needsConditions(node)) return true
    return first?.kind !== 'hop' || (!this.#isStandIn(node) && this.#hopPlan(first.edge)?.provesFrom !== true)
  }

  /** The start of an excluded pattern is whatever the rows bring along: nothing is demanded of it. */
  #isStandIn(node: PatternNode): boolean {
    return node.id !== this.#query.chain.start && node.condition === undefined
  }

  #ofKinds(frame: Frame, node: PatternNode, row: string): void {
    if (this.#isRestricted(node)) frame.where(kindIn(row, this.#plan.kinds.get(node.id) ?? new Set()))
  }

  /** Whether the entity can only be of some of the graph's kinds. */
  #isRestricted({ id }: PatternNode): boolean {
    return (this.#plan.kinds.get(id)?.size ?? 0) < this.#plan.statistics.entityKinds.size
  }

  /** Joins the entity's row, which its kinds restrict, and demands the conditions of its alternatives and its own. */
  #look(frame: Frame, node: PatternNode): void {
    const row = frame.row({ kind: 'node', node: node.id })
    const alternatives = node.alternatives.filter((alternative) => alternative.condition !== undefined)
    if (alternatives.length > 0) frame.where(this.#alternatives(frame, node, row))
    if (node.condition !== undefined) frame.where(conditionSql(node.condition, frame))
  }

  #alternatives(frame: Frame, node: PatternNode, row: string): Sql {
    const all = this.#plan.statistics.entityKinds
    return or(
      node.alternatives.map(({ match, condition }) => {
        const kinds = new Set([...all.values()].filter((kind) => named(match, kind)).map(({ id }) => id))
        const kind = match.by === 'any' ? [] : [kindIn(row, kinds)]
        return and(condition === undefined ? kind : [...kind, conditionSql(condition, frame)])
      }),
    )
  }

  // ---- groups ----

  #optional(frame: Frame, step: OptionalStep): Frame {
    const before = this.#seal(frame)
    this.#inside++
    const inside = this.#steps(frame.on(before), step.steps)
    this.#inside--
    const walked = this.#tables.add(inside.select(), step.last ? 'MATERIALIZED ' : '')
    const known = new Set(frame.all)
    const added = inside.all.filter((id) => !known.has(id))
    const skipped = step.last ? this.#unwalked(frame, step, before, walked) : own(`SELECT * FROM ${before}`)
    const both = this.#tables.add(sql`SELECT * FROM ${own(walked)} UNION ALL BY NAME ${skipped}`)
    const after = inside.on(both, added)
    return ++this.#groups < 2 ? after : this.#once(after, added)
  }

  /** Rows that stand where no walk through the group begins. */
  #unwalked(frame: Frame, { steps }: OptionalStep, before: string, walked: string): Sql {
    const from = entryOf(steps)
    if (from === undefined) return own(`SELECT * FROM ${before} WHERE FALSE`)
    const [here, there] = [frame.on(before).nid(from), frame.on(walked).nid(from)]
    return sql`SELECT * FROM ${own(before)} WHERE NOT EXISTS (SELECT 1 FROM ${own(walked)} WHERE ${there} = ${here})`
  }

  /** A path counts once, however many groups lead to it. */
  #once(frame: Frame, added: readonly number[]): Frame {
    const path = frame.path()
    const body = sql`SELECT DISTINCT ON (path) * EXCLUDE (path) FROM (SELECT *, ${path} AS path ${frame.body()}) ORDER BY ALL`
    return frame.on(this.#tables.add(body), added)
  }

  // ---- excluded patterns ----

  #exclusion(frame: Frame, { from, chain }: ExclusionStep): Frame {
    const [first] = chain.steps
    const many = first?.kind === 'hop' && this.#repeat(first) !== undefined
    // Walks of any length are only made from the entities in question, not from every entity of the graph.
    const at = many ? frame.on(this.#seal(frame)) : frame
    this.#inside++
    const excluded = many ? this.#steps(this.#standIn(at, from, chain), chain.steps) : this.#chain(chain)
    this.#inside--
    const start = excluded.nid({ kind: 'node', node: chain.start })
    at.where(sql`NOT EXISTS (SELECT 1 FROM (${excluded.selecting([sql`${start} AS start`])}) x WHERE x.start = ${at.nid(from)})`)
    return at
  }

  #standIn(frame: Frame, from: EntityBinding, { start }: Chain): Frame {
    const table = this.#tables.add(sql`SELECT DISTINCT ${frame.nid(from)} AS nid ${frame.body()}`)
    const starts = new Frame(this.#context)
    starts.from(own(table))
    starts.setNode(start, own(`${table}.nid`))
    return starts
  }
}

function needsConditions(node: PatternNode): boolean {
  return node.condition !== undefined || node.alternatives.some(({ condition }) => condition !== undefined)
}

function named(match: PatternNode['alternatives'][number]['match'], kind: { type: string; classes: readonly string[] }): boolean {
  if (match.by === 'any') return true
  return match.by === 'type' ? kind.type === match.name : kind.classes.includes(match.name)
}

/** Where the query stands before the steps of a group. */
function entryOf([first]: readonly PatternStep[]): EntityBinding | undefined {
  return first?.kind === 'optional' ? entryOf(first.steps) : first?.from
}
