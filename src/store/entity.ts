/** One entity, whole: what it is, what it is joined to, and what it was. */
import { type PropertyChanges, propertyChanges } from './changes.ts'
import type { Reader, Row } from './store.ts'
import { entityOf, relationshipOf, selectEntities, selectRelationships, type Thing } from './things.ts'

export interface EntityReport {
  /** Metadata. An entity that is gone is told of as it was last, with `_deleted` and `_endOn`. */
  readonly entity: Readonly<Record<string, unknown>>
  readonly properties: Readonly<Record<string, unknown>>
  /** The first ones in the order of the edges' keys. */
  readonly neighbours: readonly Neighbour[]
  /** How many there are altogether. */
  readonly neighbourCount: number
  /** The latest first. */
  readonly versions: readonly Version[]
}

export interface Neighbour {
  /** `out`: the edge runs from the entity to the neighbour. */
  readonly direction: 'in' | 'out'
  readonly relationship: Thing
  readonly entity: { readonly _id: string; readonly _key: string; readonly _type: string; readonly displayName?: string }
}

export interface Version {
  readonly version: number
  readonly beginOn: number
  /** Absent for the version that stands. */
  readonly endOn?: number
  readonly deleted: boolean
  /** Against the version before; absent for the first known one. */
  readonly changes?: PropertyChanges
}

/**
 * Every entity with this `_key` or `_id`, gone ones too; several when integrations share the key. The order is that of
 * the integrations' names.
 * @param neighbours at most so many of each
 */
export async function entityReports(reader: Reader, keyOrId: string, neighbours = 100): Promise<EntityReport[]> {
  const rows = await reader.rows(`${versionRows} ORDER BY integration_name, e.nid DESC, e.version DESC`, [keyOrId])
  const byIntegration = Map.groupBy(rows, (row) => row.integration)
  return Promise.all([...byIntegration.values()].map((versions) => report(reader, versions, neighbours)))
}

const columns = 'nid, id, integration, key, kind, display_name, properties, source, created_on, begin_on, version'
const versionRows = selectEntities(
  `(SELECT ${columns}, NULL::BIGINT AS end_on, false AS deleted FROM entity WHERE key = $1 OR id = $1
    UNION ALL SELECT ${columns}, end_on, deleted FROM entity_history WHERE key = $1 OR id = $1)`,
  ', e.nid, e.end_on, e.deleted',
)

/** @param rows the versions of one entity, the latest first */
async function report(reader: Reader, rows: readonly Row[], limit: number): Promise<EntityReport> {
  const things = rows.map(entityOf)
  const [latest, row] = [things[0], rows[0]]
  if (latest === undefined || row === undefined) throw new Error('An entity without versions')
  const ended = row.deleted === true ? { _deleted: true, _endOn: row.end_on } : {}
  return {
    entity: { ...latest.metadata, ...ended },
    properties: latest.properties,
    ...(await neighboursOf(reader, Number(row.nid), limit)),
    versions: rows.map((version, index) => versionOf(version, things[index], things[index + 1])),
  }
}

function versionOf(row: Row, now: Thing | undefined, before: Thing | undefined): Version {
  return {
    version: Number(row.version),
    beginOn: Number(row.begin_on),
    ...(row.end_on === null ? {} : { endOn: Number(row.end_on) }),
    deleted: row.deleted === true,
    ...(before === undefined || now === undefined ? {} : { changes: propertyChanges(before.properties, now.properties) }),
  }
}

async function neighboursOf(reader: Reader, nid: number, limit: number): Promise<Pick<EntityReport, 'neighbours' | 'neighbourCount'>> {
  const joined = '(SELECT * FROM relationship WHERE from_nid = $1 OR to_nid = $1)'
  const more = `, CASE WHEN r.from_nid = $1 THEN 'out' ELSE 'in' END AS direction, o.id AS other_id, o.key AS other_key, ok.type AS other_type, o.display_name AS other_name`
  const [rows, [count]] = await Promise.all([
    reader.rows(
      `${selectRelationships(joined, 'entity', more)}
       JOIN entity o ON o.nid = CASE WHEN r.from_nid = $1 THEN r.to_nid ELSE r.from_nid END JOIN entity_kind ok ON ok.id = o.kind
       ORDER BY r.key, r.integration LIMIT $2`,
      [nid, limit],
    ),
    reader.rows('SELECT count(*) AS edges FROM relationship WHERE from_nid = $1 OR to_nid = $1', [nid]),
  ])
  return { neighbours: rows.map(neighbourOf), neighbourCount: Number(count?.edges ?? 0) }
}

function neighbourOf(row: Row): Neighbour {
  return {
    direction: row.direction === 'out' ? 'out' : 'in',
    relationship: relationshipOf(row),
    entity: {
      _id: String(row.other_id),
      _key: String(row.other_key),
      _type: String(row.other_type),
      ...(row.other_name === null ? {} : { displayName: String(row.other_name) }),
    },
  }
}
