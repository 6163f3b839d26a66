/** The pattern in SQL: each step joins on to the rows so far; optional groups make a table of rows with and without them. */

import type { Chain, HopStep, NodeId, OptionalStep, PatternNode, PatternStep, ResolvedQuery } from '../pattern.ts'
import type { HopPlan, Plan } from '../plan.ts'
import { conditionSql } from './conditions.ts'
import { Frame, type FrameContext, kindIn } from './frame.ts'
import { and, join, or, own, type Sql, sql } from './sql.ts'

/** Tables made on the way, in the order in which they build on each other. */
export class Tables {
  readonly #tables: { readonly name: string; readonly body: Sql; readonly hint: string }[] = []

  add(body: Sql, hint = ''): string {
    const name = `p${this.#tables.length + 1}`
    this.#tables.push({ name, body, hint })
    return name
  }

  /** `WITH …`, or nothing. */
  clause(first: readonly Sql[] = []): Sql {
    const own_ = this.#tables.map(({ name, body, hint }) => sql`${own(`${name} AS ${hint}`)}(${body})`)
    const all = [...first, ...own_]
    return all.length === 0 ? own('') : sql`WITH ${join(all, ', ')} `
  }
}

export class Walker {
  readonly #query: ResolvedQuery
  readonly #plan: Plan
  readonly #context: FrameContext
  readonly #tables: Tables
  #groups = 0

  constructor(query: ResolvedQuery, context: FrameContext, tables: Tables) {
    this.#query = query
    this.#plan = context.plan
    this.#context = context
    this.#tables = tables
  }

  /** Rows of the whole pattern, before WHERE. */
  walk(): Frame {
    return this.#chain(this.#query.chain)
  }

  #chain({ start, steps }: Chain): Frame {
    const frame = new Frame(this.#context)
    const [first] = steps
    const hop = first?.kind === 'hop' ? first : undefined
    const node = this.#node(start)
    if (hop === undefined || this.#mustLook(node, steps)) {
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
      else at.where(sql`NOT EXISTS (SELECT 1 FROM (${this.#excluded(step.chain)}) x WHERE x.start = ${at.nid(step.from)})`)
    }
    return at
  }

  // ---- hops ----

  #hop(frame: Frame, step: HopStep): Frame {
    frame.from(sql`JOIN ${this.#source(step)} ON ${own(`r${step.edge}`)}.a = ${frame.nid(step.from)}`)
    return this.#arrive(frame, step)
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

  /** Relationships as `a` to `b` in the order in which the step walks them. */
  #source({ edge }: HopStep): Sql {
    const plan = this.#hopPlan(edge)
    const out = plan?.out ?? new Set()
    const back = plan?.in ?? new Set()
    const ways: Sql[] = []
    if (out.size > 0) ways.push(sql`SELECT *, from_nid AS a, to_nid AS b FROM relationship WHERE ${kindIn('relationship', out)}`)
    if (back.size > 0) {
      // A relationship of an entity with itself is walked once, though it can be read both ways.
      const once = out.size > 0 ? own(' AND from_nid <> to_nid') : own('')
      ways.push(sql`SELECT *, to_nid AS a, from_nid AS b FROM relationship WHERE ${kindIn('relationship', back)}${once}`)
    }
    if (ways.length === 0) ways.push(own('SELECT *, from_nid AS a, to_nid AS b FROM relationship WHERE FALSE'))
    return sql`(${join(ways, ' UNION ALL ')}) ${own(`r${edge}`)}`
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
    const kinds = this.#plan.kinds.get(node.id) ?? new Set()
    if (kinds.size < this.#plan.statistics.entityKinds.size) frame.where(kindIn(row, kinds))
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
    const before = frame.table ?? this.#tables.add(frame.select())
    const inside = this.#steps(frame.on(before), step.steps)
    const walked = this.#tables.add(inside.select())
    const known = new Set<number>([...frame.nodes, ...frame.edges])
    const added = [...inside.nodes, ...inside.edges].filter((id) => !known.has(id))
    const skipped = step.last ? this.#unwalked(frame, step, before, walked) : own(`SELECT * FROM ${before}`)
    const both = this.#tables.add(sql`SELECT * FROM ${own(walked)} UNION ALL BY NAME ${skipped}`)
    const after = inside.on(both, added)
    return ++this.#groups < 2 ? after : this.#once(after, added)
  }

  /** Rows that stand where no walk through the group begins. */
  #unwalked(frame: Frame, { steps }: OptionalStep, before: string, walked: string): Sql {
    const from = firstHop(steps)?.from
    if (from === undefined) return own(`SELECT * FROM ${before} WHERE FALSE`)
    const [here, there] = [frame.on(before).nid(from), frame.on(walked).nid(from)]
    return sql`SELECT * FROM ${own(before)} WHERE NOT EXISTS (SELECT 1 FROM ${own(walked)} WHERE ${there} = ${here})`
  }

  /** A path counts once, however many groups lead to it. */
  #once(frame: Frame, added: readonly number[]): Frame {
    const path = own(`list_filter([${steps(frame).join(', ')}], lambda x: x IS NOT NULL)`)
    const body = sql`SELECT DISTINCT ON (path) * EXCLUDE (path) FROM (SELECT *, ${path} AS path ${frame.body()}) ORDER BY ALL`
    return frame.on(this.#tables.add(body), added)
  }

  #excluded(chain: Chain): Sql {
    const frame = this.#chain(chain)
    const start = frame.nid({ kind: 'node', node: chain.start })
    return frame.selecting([sql`${start} AS start`])
  }
}

function needsConditions(node: PatternNode): boolean {
  return node.condition !== undefined || node.alternatives.some(({ condition }) => condition !== undefined)
}

function named(match: PatternNode['alternatives'][number]['match'], kind: { type: string; classes: readonly string[] }): boolean {
  if (match.by === 'any') return true
  return match.by === 'type' ? kind.type === match.name : kind.classes.includes(match.name)
}

/** The step with which a walk through a group begins; a group that begins with an optional one is always walked. */
function firstHop([first]: readonly PatternStep[]): HopStep | undefined {
  return first?.kind === 'hop' ? first : undefined
}

/** The numbers of a path in the order in which it is walked: relationships and entities got theirs in that order. */
function steps(frame: Frame): readonly string[] {
  const all = [...[...frame.nodes].map((id) => ({ id, name: `n${id}` })), ...[...frame.edges].map((id) => ({ id, name: `r${id}` }))]
  return all.sort((a, b) => a.id - b.id).map(({ name }) => name)
}
