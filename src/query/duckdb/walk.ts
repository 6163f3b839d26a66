/** The pattern in SQL: each step joins on to the rows so far; optional groups make a table of rows with and without them. */

import { expectedEntities } from '../estimate.ts'
import { bindingsOf, conjuncts } from '../fold.ts'
import type { KindSet } from '../kinds.ts'
import type {
  Chain,
  Condition,
  EdgeId,
  EntityBinding,
  ExclusionStep,
  HopStep,
  NodeId,
  OptionalStep,
  PatternNode,
  PatternStep,
  ResolvedQuery,
} from '../pattern.ts'
import { certainNodes, type HopPlan, type Plan } from '../plan.ts'
import { conditionSql } from './conditions.ts'
import { Frame, type FrameContext, kindIn, kindInScan } from './frame.ts'
import { allWalks, shortestWalks, type Walks, walksTo } from './repeat.ts'
import { and, join, or, own, type Sql, sql } from './sql.ts'
import type { Tables } from './tables.ts'

interface Repeat {
  readonly min: number
  readonly max: number
}

/** The engine plans so many joins together; longer chains are made in parts, or planning them could take longer than walking. */
const mostJoins = 20

export class Walker {
  readonly #query: ResolvedQuery
  readonly #plan: Plan
  readonly #context: FrameContext
  readonly #tables: Tables
  /** Entities that are found before anything else is walked. */
  readonly #anchors: ReadonlySet<NodeId>
  readonly #anchorTables = new Map<NodeId, string>()
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
    this.#anchors = anchorsOf(query, context.plan)
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
    if (this.#anchors.has(start)) return this.#steps(this.#found(start), steps)
    const [first] = steps
    const hop = first?.kind === 'hop' ? first : undefined
    if (hop === undefined || this.#repeat(hop) !== undefined || this.#mustLook(this.#node(start), steps))
      return this.#steps(this.#scanned(start, steps.length === 0), steps)
    const frame = new Frame(this.#context)
    frame.from(this.#source(hop))
    frame.setNode(start, own(`r${hop.edge}.a`))
    return this.#steps(this.#arrive(frame, hop), steps.slice(1))
  }

  /** @param alone nothing is joined that could leave only some entities to be looked at */
  #scanned(id: NodeId, alone: boolean): Frame {
    const frame = new Frame(this.#context)
    const node = this.#node(id)
    frame.from(own(`entity n${id}`))
    frame.setNode(id, own(`n${id}.nid`))
    frame.setRow(id, `n${id}`)
    if (this.#isRestricted(node)) frame.where(kindInScan(`n${id}`, this.#kinds(id)))
    this.#look(frame, node, alone)
    return frame
  }

  /** An anchor: a frame on the table of its entities. */
  #found(id: NodeId): Frame {
    const frame = new Frame(this.#context)
    frame.setNode(id, own('NULL'))
    return frame.on(this.#table(id))
  }

  /**
   * The numbers of an anchor's entities, in a column named like the node. Going through one list makes the engine take
   * them for few, which they are, and begin with them; of conditions on documents it expects to leave a fifth of all.
   */
  #table(id: NodeId): string {
    const known = this.#anchorTables.get(id)
    if (known !== undefined) return known
    const nids = this.#scanned(id, true).selecting([own(`list(n${id}.nid) AS nids`)])
    const table = this.#tables.add(sql`SELECT unnest(nids) AS ${own(`n${id}`)} FROM (${nids})`, 'MATERIALIZED ')
    this.#anchorTables.set(id, table)
    return table
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

  #repeat({ edge }: HopStep): Repeat | undefined {
    return this.#query.edges.get(edge)?.repeat
  }

  /** A step over several relationships: walks are made first, then joined to the rows they start from. */
  #walks(frame: Frame, step: HopStep, repeat: Repeat): Frame {
    const before = this.#seal(frame)
    const after = frame.on(before)
    const starts = sql`SELECT DISTINCT ${after.nid(step.from)} AS nid FROM ${own(before)}`
    const table = this.#query.shortest ? this.#shortest(starts, step, repeat) : this.#all(starts, step, repeat)
    const alias = `r${step.edge}`
    after.from(sql`JOIN ${table} ${own(alias)} ON ${own(alias)}.a = ${after.nid(step.from)}`)
    after.setWalk(step.edge, { relationships: own(`${alias}.rels`), entities: own(`${alias}.nodes`) })
    after.setNode(step.to, own(`${alias}.b`))
    const target = this.#node(step.to)
    const proven = this.#query.shortest || this.#anchors.has(step.to)
    if (!proven && (needsConditions(target) || this.#isRestricted(target))) this.#look(after, target)
    return after
  }

  /** Every walk; where the target is an anchor, they are made from there. */
  #all(starts: Sql, { edge, to }: HopStep, { min, max }: Repeat): Sql {
    const entities = this.#query.output.kind === 'tree'
    const source = this.#edges(edge)
    if (this.#anchors.has(to)) return walksTo({ starts: this.#targets(to), source, min, max, entities }, this.#tables)
    return allWalks({ starts, source, min, max, entities }, this.#tables)
  }

  /** The search goes back from its targets only where they are few, for each brings its neighbours. */
  #shortest(starts: Sql, { edge, to }: HopStep, { min, max }: Repeat): Sql {
    const back = this.#anchors.has(to) ? Math.min(2, Math.floor(max / 2)) : 0
    const walks: Walks = { starts, source: this.#edges(edge), min, max, entities: true }
    return shortestWalks(walks, this.#targets(to), back, this.#tables)
  }

  /** Everything that the end of a walk may be. */
  #targets(to: NodeId): Sql {
    const frame = this.#anchors.has(to) ? this.#found(to) : this.#scanned(to, true)
    return frame.selecting([sql`${frame.nid({ kind: 'node', node: to })} AS nid`])
  }

  /** Makes the relationship and the entity it leads to known, and demands of the entity what the relationship does not prove. */
  #arrive(frame: Frame, { edge, to }: HopStep): Frame {
    frame.setEdge(edge, own(`r${edge}.nid`))
    frame.setRow(edge, `r${edge}`)
    frame.setNode(to, own(`r${edge}.b`))
    const node = this.#node(to)
    if (this.#anchors.has(to)) frame.from(own(`JOIN ${this.#table(to)} ON ${this.#table(to)}.n${to} = r${edge}.b`))
    else if (needsConditions(node) || this.#hopPlan(edge)?.provesTo !== true) this.#look(frame, node)
    return frame
  }

  #source({ edge }: HopStep): Sql {
    return sql`${this.#edges(edge)} ${own(`r${edge}`)}`
  }

  /** Relationships as `a` to `b` in the order in which the step walks them. */
  #edges(edge: EdgeId): Sql {
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

  #kinds(id: NodeId): KindSet {
    return this.#plan.kinds.get(id) ?? new Set()
  }

  /** Whether the entity can only be of some of the graph's kinds. */
  #isRestricted({ id }: PatternNode): boolean {
    return this.#kinds(id).size < this.#plan.statistics.entityKinds.size
  }

  /** Joins the entity's row, which its kinds restrict, and demands the conditions of its alternatives and its own. */
  #look(frame: Frame, node: PatternNode, alone = false): void {
    const row = frame.row({ kind: 'node', node: node.id })
    const scans = alone && (this.#kinds(node.id).size === 1 || !this.#isRestricted(node))
    const demand = (condition: Sql) => frame.where(scans ? condition : afterScan(condition, row))
    if (node.alternatives.some(({ condition }) => condition !== undefined)) demand(this.#alternatives(frame, node, row))
    if (node.condition !== undefined) demand(conditionSql(node.condition, frame))
  }

  #alternatives(frame: Frame, node: PatternNode, row: string): Sql {
    const all = this.#plan.statistics.entityKinds
    return or(
      node.alternatives.map(({ match, condition }) => {
        const kinds = new Set([...all.values()].filter((kind) => named(match, kind)).map(({ id }) => id))
        const kind = match.by === 'any' ? [] : [kindInScan(row, kinds)]
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
    const known = new Set(frame.all)
    const added = inside.all.filter((id) => !known.has(id))
    // A group that only excludes leads nowhere: walked or skipped, a row is the same.
    if (added.length === 0) return frame.on(before)
    const walked = this.#tables.add(inside.select(), step.last ? 'MATERIALIZED ' : '')
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

const few = 20

/**
 * Entities of which so few are expected that all else is best walked from them. Finding them means to look at all of
 * their kinds, so only the ones that this costs least; the shortest way is looked for from both of its ends.
 */
function anchorsOf(query: ResolvedQuery, plan: Plan): ReadonlySet<NodeId> {
  if (query.chain.steps.length === 0) return new Set()
  const candidates = certainNodes(query.chain).flatMap((id) => {
    const node = query.nodes.get(id)
    return node !== undefined && needsConditions(node) ? [{ id, ...expectedEntities(id, query, plan) }] : []
  })
  const selective = candidates.filter(({ selected }) => selected <= few).sort((a, b) => a.entities - b.entities)
  return new Set((query.shortest ? selective : selective.slice(0, 1)).map(({ id }) => id))
}

/**
 * The engine tests a condition on documents alone while it scans, on every row, whatever else the row must satisfy. One
 * that names another column, too, is tested on the rows that are left.
 */
function afterScan(condition: Sql, row: string): Sql {
  return sql`(${condition} OR ${own(`${row}.kind < 0`)})`
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
