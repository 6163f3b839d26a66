/**
 * One SELECT in the making: FROM items, conditions, and where the entities and relationships of the pattern are found in
 * them. Rows of the graph are joined only when something asks for more of an entity than its number.
 */
import { withParts } from '../fold.ts'
import type { KindSet } from '../kinds.ts'
import type { Binding, EdgeId, EntityBinding, NodeId, ResolvedQuery, Value } from '../pattern.ts'
import type { Plan } from '../plan.ts'
import { entityProperty, isInDocument, relationshipProperty, typeOfKind } from './metadata.ts'
import type { Scope } from './scope.ts'
import { and, join, own, type Sql, sql } from './sql.ts'
import { pointers, type Reading, type SqlValue } from './value.ts'

export interface FrameContext {
  readonly plan: Plan
  subquery(query: ResolvedQuery, value: Value): Sql
}

/** A step over several relationships: lists of their numbers, and of the entities they lead to. */
export interface SqlWalk {
  readonly relationships: Sql
  readonly entities: Sql
}

export class Frame implements Scope {
  readonly #context: FrameContext
  #table: string | undefined
  readonly #from: Sql[] = []
  readonly #where: Sql[] = []
  readonly #nodes = new Map<NodeId, Sql>()
  readonly #edges = new Map<EdgeId, Sql>()
  readonly #walks = new Map<EdgeId, SqlWalk>()
  /** Table aliases of joined rows, by what they are rows of. */
  readonly #rows = new Map<string, string>()
  /** By binding, the places in its document that are read at once. */
  readonly #together = new Map<string, Set<string>>()
  /** Not in every row: groups may skip them. */
  readonly #optional = new Set<NodeId | EdgeId>()

  constructor(context: FrameContext) {
    this.#context = context
  }

  // ---- building ----

  from(item: Sql): void {
    this.#from.push(item)
  }

  where(condition: Sql): void {
    this.#where.push(condition)
  }

  setNode(node: NodeId, nid: Sql): void {
    this.#nodes.set(node, nid)
  }

  setEdge(edge: EdgeId, nid: Sql): void {
    this.#edges.set(edge, nid)
  }

  setWalk(edge: EdgeId, walk: SqlWalk): void {
    this.#walks.set(edge, walk)
  }

  /** The table alias under which a row of this entity or relationship already stands in FROM. */
  setRow(id: NodeId | EdgeId, alias: string): void {
    this.#rows.set(String(id), alias)
  }

  /** Numbers of all entities and relationships of the pattern that the frame knows. */
  get all(): readonly (NodeId | EdgeId)[] {
    return [...this.#nodes.keys(), ...this.#edges.keys(), ...this.#walks.keys()]
  }

  /** Of each row, the entities, in one list. */
  entities(): Sql {
    const lists = [...this.#walks.values()].map(({ entities }) => entities)
    return sql`list_concat(${join([sql`[${join([...this.#nodes.values()], ', ')}]`, ...lists], ', ')})`
  }

  /** Of each row, the relationships, in one list. */
  relationships(): Sql {
    const lists = [...this.#walks.values()].map(({ relationships }) => relationships)
    return sql`list_concat(${join([sql`[${join([...this.#edges.values()], ', ')}]::BIGINT[]`, ...lists], ', ')})`
  }

  /** What tells one path from another: everything on it, in the order in which it is walked. */
  path(): Sql {
    const single = [...this.#nodes, ...this.#edges].map(([id, nid]) => ({ id, list: sql`[${nid}]` }))
    const many = [...this.#walks].map(([id, { relationships }]) => ({ id, list: relationships }))
    const lists = [...single, ...many].sort((a, b) => a.id - b.id).map(({ list }) => list)
    return sql`list_filter(list_concat(${join(lists, ', ')}), lambda x: x IS NOT NULL)`
  }

  /** SELECT of the numbers of everything the frame knows, named `n1`, `r2`. */
  select(): Sql {
    const nodes = [...this.#nodes].map(([id, nid]) => sql`${nid} AS ${own(`n${id}`)}`)
    const edges = [...this.#edges].map(([id, nid]) => sql`${nid} AS ${own(`r${id}`)}`)
    const walks = [...this.#walks].map(
      ([id, { relationships, entities }]) => sql`${relationships} AS ${own(`r${id}`)}, ${entities} AS ${own(`m${id}`)}`,
    )
    return this.selecting([...nodes, ...edges, ...walks])
  }

  /** SELECT of these, from what the frame has gathered by now: call it after the pieces were made. */
  selecting(items: readonly Sql[]): Sql {
    return sql`SELECT ${join(items, ', ')} ${this.body()}`
  }

  body(): Sql {
    const where = this.#where.length === 0 ? own('') : sql` WHERE ${and(this.#where)}`
    return sql`FROM ${join(this.#from, ' ')}${where}`
  }

  /** Whether every row has what is bound. */
  has(of: Binding): boolean {
    if (of.kind === 'edge') return this.#edges.has(of.edge) && !this.#optional.has(of.edge)
    return of.kind === 'node' && this.#nodes.has(of.node) && !this.#optional.has(of.node)
  }

  /** How many tables are joined so far. */
  get joins(): number {
    return this.#from.length
  }

  /** The table that the frame stands on, as long as nothing was added to it. */
  get table(): string | undefined {
    return this.#from.length === 1 && this.#where.length === 0 ? this.#table : undefined
  }

  /** A new frame on top of a table that has the columns of {@link select} of this one. */
  on(table: string, optional: Iterable<NodeId | EdgeId> = []): Frame {
    const frame = new Frame(this.#context)
    frame.#table = table
    frame.from(own(table))
    for (const id of this.#nodes.keys()) frame.setNode(id, own(`${table}.n${id}`))
    for (const id of this.#edges.keys()) frame.setEdge(id, own(`${table}.r${id}`))
    for (const id of this.#walks.keys()) frame.setWalk(id, { relationships: own(`${table}.r${id}`), entities: own(`${table}.m${id}`) })
    for (const id of [...this.#optional, ...optional]) frame.#optional.add(id)
    return frame
  }

  // ---- reading ----

  nid(of: EntityBinding): Sql {
    const nids = of.kind === 'node' ? [of.node] : of.nodes
    const known = nids.map((node) => this.#nodes.get(node) ?? own('NULL'))
    return known.length === 1 ? (known[0] ?? own('NULL')) : sql`COALESCE(${join(known, ', ')})`
  }

  edgeNid(edge: EdgeId): Sql {
    return this.#edges.get(edge) ?? own('NULL')
  }

  /** The table alias of the entity's row, which is joined if it is not there yet. */
  row(of: Binding): string {
    if (of.kind === 'nothing') throw new Error('nothing has no row')
    return of.kind === 'edge' ? this.#edgeRow(of.edge) : this.#entityRow(of)
  }

  #entityRow(of: EntityBinding): string {
    const nodes = of.kind === 'node' ? [of.node] : of.nodes
    const key = nodes.join('_')
    const known = this.#rows.get(key)
    if (known !== undefined) return known
    const alias = `e${key}`
    const certain = nodes.some((node) => !this.#optional.has(node))
    this.#from.push(
      sql`${own(certain ? 'JOIN' : 'LEFT JOIN')} entity ${own(alias)} ON ${own(alias)}.nid = ${this.nid(of)}${this.#kindsOf(nodes, alias)}`,
    )
    this.#rows.set(key, alias)
    return alias
  }

  #edgeRow(edge: EdgeId): string {
    const known = this.#rows.get(String(edge))
    if (known !== undefined) return known
    const alias = `e${edge}`
    const hop = this.#context.plan.hops.get(edge)
    const kinds = hop === undefined ? own('') : sql` AND ${kindIn(alias, new Set([...hop.out, ...hop.in]))}`
    const join = this.#optional.has(edge) ? 'LEFT JOIN' : 'JOIN'
    this.#from.push(sql`${own(`${join} relationship ${alias} ON ${alias}.nid = `)}${this.edgeNid(edge)}${kinds}`)
    this.#rows.set(String(edge), alias)
    return alias
  }

  /** What is read in one place from now on: several properties of one document are taken from it at once. */
  readTogether(values: Iterable<Value>): void {
    for (const value of values) {
      for (const part of withParts(value)) {
        if (part.kind !== 'property' || !isInDocument(part.name)) continue
        const key = bindingKey(part.of)
        const places = this.#together.get(key) ?? new Set()
        for (const place of pointers(part.name, this.#reading(part.of))) places.add(place)
        this.#together.set(key, places)
      }
    }
  }

  property(of: Binding, name: string): SqlValue {
    if (of.kind === 'nothing') return { type: 'json', sql: own('CAST(NULL AS VARCHAR)') }
    const reading: Reading = { ...this.#reading(of), together: [...(this.#together.get(bindingKey(of)) ?? [])] }
    if (of.kind === 'edge') return relationshipProperty(this.#edgeRow(of.edge), name, reading)
    const row = this.#entityRow(of)
    return name === '_type' && this.#tellsType(of) ? typeOfKind(row) : entityProperty(row, name, reading)
  }

  /** Which properties there are is only known of entities, and of those of the present. */
  #reading(of: Binding): Reading {
    const { past, statistics } = this.#context.plan
    return of.kind === 'edge' || past ? {} : { names: statistics.properties }
  }

  /** Whether no two kinds that the entity can have are of one type. */
  #tellsType(of: EntityBinding): boolean {
    const { kinds, statistics } = this.#context.plan
    const nodes = of.kind === 'node' ? [of.node] : of.nodes
    const possible = new Set(nodes.flatMap((node) => [...(kinds.get(node) ?? statistics.entityKinds.keys())]))
    return new Set([...possible].map((kind) => statistics.entityKinds.get(kind)?.type)).size === possible.size
  }

  whole(of: Binding): SqlValue {
    if (of.kind === 'nothing') return { type: 'relationship', sql: own('CAST(NULL AS BIGINT)') }
    return of.kind === 'edge' ? { type: 'relationship', sql: this.edgeNid(of.edge) } : { type: 'entity', sql: this.nid(of) }
  }

  subquery(query: ResolvedQuery, value: Value): Sql {
    return this.#context.subquery(query, value)
  }

  column(): SqlValue {
    throw new Error('columns of the result exist only after it was made')
  }

  aggregate(): SqlValue {
    throw new Error('aggregates exist only over rows')
  }

  /** ` AND …` with the kinds that any entity of the frame can have, so that a scan can leave out all others. */
  entityKinds(alias: string): Sql {
    return this.#walks.size > 0 ? own('') : this.#kindsOf([...this.#nodes.keys()], alias)
  }

  relationshipKinds(alias: string): Sql {
    const hops = [...this.#edges.keys()].map((edge) => this.#context.plan.hops.get(edge))
    const kinds = new Set(hops.flatMap((hop) => (hop === undefined ? [] : [...hop.out, ...hop.in])))
    const all = this.#context.plan.statistics.relationshipKinds.size
    return this.#walks.size > 0 || kinds.size >= all ? own('') : sql` AND ${kindIn(alias, kinds)}`
  }

  #kindsOf(nodes: readonly NodeId[], alias: string): Sql {
    const { kinds, statistics } = this.#context.plan
    const possible = new Set(nodes.flatMap((node) => [...(kinds.get(node) ?? statistics.entityKinds.keys())]))
    if (possible.size >= statistics.entityKinds.size) return own('')
    return sql` AND ${possible.size <= fewKinds ? kindInScan(alias, possible) : kindIn(alias, possible)}`
  }
}

function bindingKey(of: Binding): string {
  return of.kind === 'node' ? `${of.node}` : of.kind === 'latest' ? of.nodes.join('_') : of.kind === 'edge' ? `${of.edge}` : ''
}

/** Kinds are numbers of our own, from the graph's list of kinds. */
export function kindIn(alias: string, kinds: KindSet): Sql {
  return kinds.size === 0 ? own('FALSE') : own(`${alias}.kind IN (${sorted(kinds).join(', ')})`)
}

/** More of them are looked up instead of being compared one after the other. */
const fewKinds = 8

/**
 * As {@link kindIn}, for rows whose documents are read: the engine tests it while it scans, before it unpacks any document.
 * Of an IN it makes a join, and unpacks all that it joins.
 */
export function kindInScan(alias: string, kinds: KindSet): Sql {
  const all = sorted(kinds)
  const [first, last] = [all[0], all.at(-1)]
  if (first === undefined || last === undefined) return own('FALSE')
  const kind = `${alias}.kind`
  if (first === last) return own(`${kind} = ${first}`)
  const range = `${kind} BETWEEN ${first} AND ${last}`
  if (last - first + 1 === all.length) return own(`(${range})`)
  if (all.length <= fewKinds) return own(`(${range} AND list_contains([${all.join(', ')}], ${kind}))`)
  const flags = Array.from({ length: last - first + 1 }, (_, index) => kinds.has(first + index))
  return own(`(${range} AND ([${flags.join(', ')}])[${kind} - ${first} + 1])`)
}

function sorted(kinds: KindSet): readonly number[] {
  return [...kinds].sort((a, b) => a - b)
}
