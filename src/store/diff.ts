/** What changed between two times or runs. */
import { type PropertyChanges, propertyChanges } from './changes.ts'
import type { Reader, Row } from './store.ts'
import { entityOf, relationshipOf, selectEntities, selectRelationships, type Thing } from './things.ts'

/** A time in epoch milliseconds, or the end of a run. */
export type Instant = { readonly time: number } | { readonly run: number }

export interface Difference {
  readonly change: 'created' | 'updated' | 'deleted'
  readonly thing: 'entity' | 'relationship'
  readonly id: string
  readonly key: string
  readonly type: string
  readonly displayName?: string
  /** Of an updated one. */
  readonly changes?: PropertyChanges
}

/**
 * The differences between the graph at two instants: entities, then relationships, each in key order. What was deleted
 * and came back as it was is no difference.
 * @throws RangeError when a run is not known, or `from` is later than `to`
 */
export async function* diff(reader: Reader, from: Instant, to: Instant): AsyncIterable<Difference> {
  const [begin, end] = [await timeOf(reader, from), await timeOf(reader, to)]
  if (begin > end) throw new RangeError('The first of the two times is later than the second')
  for await (const rows of reader.stream(changedEntities, [begin, end])) {
    for (const row of rows) yield* difference('entity', row, entityOf)
  }
  for await (const rows of reader.stream(changedRelationships, [begin, end])) {
    for (const row of rows) yield* difference('relationship', row, relationshipOf)
  }
}

/** The number of the last run but one, against which the last one's changes show; undefined before the second run. */
export async function previousRun(reader: Reader): Promise<number | undefined> {
  const rows = await reader.rows('SELECT id FROM run ORDER BY id DESC LIMIT 1 OFFSET 1')
  return rows[0] === undefined ? undefined : Number(rows[0].id)
}

async function timeOf(reader: Reader, instant: Instant): Promise<number> {
  if ('time' in instant) return instant.time
  const [row] = await reader.rows('SELECT started_on FROM run WHERE id = $1', [instant.run])
  if (row === undefined) throw new RangeError(`There is no run ${instant.run}`)
  return Number(row.started_on)
}

/** Versions that stood at one of the times and not at the other; `side` tells at which. */
function touched(table: string, columns: string): string {
  return `(
    SELECT ${columns}, 'to' AS side FROM ${table} WHERE begin_on > $1 AND begin_on <= $2
    UNION ALL SELECT ${columns}, 'to' FROM ${table}_history WHERE begin_on > $1 AND begin_on <= $2 AND end_on > $2
    UNION ALL SELECT ${columns}, 'from' FROM ${table}_history WHERE begin_on <= $1 AND end_on > $1 AND end_on <= $2)`
}

const shared = 'nid, id, integration, key, kind, properties, source, created_on, begin_on, version, hash'

/** Both sides of one thing in one row: the newer as the row itself, the properties of the older beside it. */
function pairs(select: string, row: string): string {
  return `
    SELECT *, count(*) OVER pair AS sides, first_value(side) OVER pair AS oldest, lag(properties) OVER pair AS old_properties,
           lag(type) OVER pair AS old_type, (hash, kind) = lag((hash, kind)) OVER pair AS same
    FROM (${select})
    WINDOW pair AS (PARTITION BY integration, ${row} ORDER BY side ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING)
    QUALIFY (side = 'to' OR sides = 1) AND same IS DISTINCT FROM true
    ORDER BY key, integration`
}

const changedEntities = pairs(selectEntities(touched('entity', `${shared}, display_name`), ', e.side, e.hash, e.kind'), 'key')

/** The ends of edges that are gone may be gone too. */
const anyEntity = '(SELECT nid, key FROM entity UNION ALL SELECT nid, key FROM entity_history WHERE deleted)'
const changedRelationships = pairs(
  selectRelationships(touched('relationship', `${shared}, from_nid, to_nid`), anyEntity, ', r.side, r.hash, r.kind'),
  'key',
)

function* difference(thing: Difference['thing'], row: Row, read: (row: Row) => Thing): Iterable<Difference> {
  const { id, metadata, properties } = read(row)
  const change = row.sides === 2 ? 'updated' : row.side === 'to' ? 'created' : 'deleted'
  const name = properties.displayName
  yield {
    change,
    thing,
    id,
    key: String(metadata._key),
    type: String(metadata._type),
    ...(typeof name === 'string' ? { displayName: name } : {}),
    ...(change === 'updated' ? { changes: updates(read, row) } : {}),
  }
}

function updates(read: (row: Row) => Thing, row: Row): PropertyChanges {
  const after = read(row)
  const before = read({ ...row, properties: row.old_properties, type: row.old_type })
  return propertyChanges({ _type: before.metadata._type, ...before.properties }, { _type: after.metadata._type, ...after.properties })
}
