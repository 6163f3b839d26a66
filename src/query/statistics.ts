/** What the planner knows about a graph: its kinds of entities and relationships, and which meet. Read once per state of the graph. */

import type { QueryOptions, Reader, Row } from '../store/store.ts'

export interface EntityKind {
  readonly id: number
  readonly type: string
  readonly classes: readonly string[]
  readonly entities: number
}

export interface RelationshipKind {
  readonly id: number
  readonly type: string
  readonly verb: string
  readonly relationships: number
}

export interface Triple {
  readonly from: number
  readonly kind: number
  readonly to: number
  readonly relationships: number
}

export interface Integration {
  readonly name: string
  readonly type: string
  readonly instance: string
  readonly classes: readonly string[]
}

export interface Statistics {
  readonly entityKinds: ReadonlyMap<number, EntityKind>
  readonly relationshipKinds: ReadonlyMap<number, RelationshipKind>
  readonly triples: readonly Triple[]
  /** By verb, in capitals. */
  readonly kindsOfVerb: ReadonlyMap<string, ReadonlySet<number>>
  readonly triplesOfVerb: ReadonlyMap<string, readonly Triple[]>
  readonly integrations: ReadonlyMap<number, Integration>
  /** Property names and on how many entities they occur. */
  readonly properties: ReadonlyMap<string, number>
}

interface Known {
  readonly state: string
  readonly statistics: Statistics
}

const known = new WeakMap<Reader, Known>()

const overlapping = new WeakMap<Statistics, boolean>()

/**
 * Whether a version claims to have begun before the one it took the place of had ended, as people's own data may. Looked
 * up when the past is asked, once for a state of the graph.
 */
export async function versionsOverlap(reader: Reader, statistics: Statistics, options: QueryOptions = {}): Promise<boolean> {
  const held = overlapping.get(statistics)
  if (held !== undefined) return held
  const overlaps = (table: string): string => `EXISTS (
    SELECT 1 FROM (
      SELECT nid, begin_on, end_on, version FROM ${table}_history
      UNION ALL SELECT nid, begin_on, NULL, version FROM ${table} WHERE nid IN (SELECT nid FROM ${table}_history))
    QUALIFY lag(end_on) OVER (PARTITION BY nid ORDER BY end_on NULLS LAST, version) > begin_on)`
  const [row] = await reader.rows(`SELECT ${overlaps('entity')} OR ${overlaps('relationship')} AS overlap`, [], options)
  const overlap = row?.overlap === true
  overlapping.set(statistics, overlap)
  return overlap
}

/** The statistics of the last committed graph. */
export async function statisticsOf(reader: Reader, options: QueryOptions = {}): Promise<Statistics> {
  const state = await stateOf(reader, options)
  const held = known.get(reader)
  if (held?.state === state) return held.statistics
  const statistics = await read(reader, options)
  known.set(reader, { state, statistics })
  return statistics
}

/** Asking the graph costs as much as all else that is done before a query runs. */
async function stateOf(reader: Reader, options: QueryOptions): Promise<string> {
  if (reader.revision !== undefined) return `revision ${reader.revision}`
  const [now] = await reader.rows('SELECT coalesce(max(id), 0) AS run FROM run', [], options)
  return `run ${now?.run}`
}

async function read(reader: Reader, options: QueryOptions): Promise<Statistics> {
  const [entityKinds, relationshipKinds, triples, integrations, properties] = await Promise.all([
    reader.rows('SELECT id, type, classes, entities FROM entity_kind', [], options),
    reader.rows('SELECT id, type, class, relationships FROM relationship_kind', [], options),
    reader.rows('SELECT from_kind, relationship_kind, to_kind, relationships FROM triple', [], options),
    reader.rows('SELECT id, name, type, instance, classes FROM integration', [], options),
    reader.rows('SELECT name, sum(entities)::BIGINT AS entities FROM property GROUP BY name', [], options),
  ])
  return {
    entityKinds: byId(entityKinds, (row) => ({
      id: Number(row.id),
      type: String(row.type),
      classes: texts(row.classes),
      entities: Number(row.entities),
    })),
    ...ofRelationships(
      byId(relationshipKinds, (row) => ({
        id: Number(row.id),
        type: String(row.type),
        verb: String(row.class),
        relationships: Number(row.relationships),
      })),
      triples.map((row) => ({
        from: Number(row.from_kind),
        kind: Number(row.relationship_kind),
        to: Number(row.to_kind),
        relationships: Number(row.relationships),
      })),
    ),
    integrations: byId(integrations, (row) => ({
      name: String(row.name),
      type: String(row.type),
      instance: String(row.instance),
      classes: texts(row.classes),
    })),
    properties: new Map(properties.map((row) => [String(row.name), Number(row.entities)])),
  }
}

function ofRelationships(
  relationshipKinds: ReadonlyMap<number, RelationshipKind>,
  triples: readonly Triple[],
): Pick<Statistics, 'relationshipKinds' | 'triples' | 'kindsOfVerb' | 'triplesOfVerb'> {
  const verbOf = (kind: number) => relationshipKinds.get(kind)?.verb.toUpperCase() ?? ''
  const kinds = Map.groupBy(relationshipKinds.keys(), verbOf)
  return {
    relationshipKinds,
    triples,
    kindsOfVerb: new Map([...kinds].map(([verb, ids]) => [verb, new Set(ids)])),
    triplesOfVerb: Map.groupBy(triples, ({ kind }) => verbOf(kind)),
  }
}

function byId<T>(rows: readonly Row[], value: (row: Row) => T): ReadonlyMap<number, T> {
  return new Map(rows.map((row) => [Number(row.id), value(row)]))
}

function texts(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.map(String) : []
}
