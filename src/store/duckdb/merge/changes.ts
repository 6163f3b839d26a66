/** What a merge did, counted. */
import type { Changes } from '../../store.ts'
import type { Session } from './session.ts'

/** Counts the integration's share of `entity_diff` or `relationship_diff`, and what it has now. */
export async function changes(
  session: Session,
  table: 'entity' | 'relationship',
  integration: number,
  unchanged?: number,
): Promise<Changes> {
  const [row] = await session.rows(
    `SELECT count(*) FILTER (change = 'created') AS created, count(*) FILTER (change = 'updated') AS updated,
            count(*) FILTER (change = 'closed') AS deleted, count(*) FILTER (change = 'unchanged') AS unchanged,
            (SELECT count(*) FROM ${table} WHERE integration = $integration) AS total
     FROM ${table}_diff WHERE integration = $integration`,
    { integration },
  )
  return {
    created: Number(row?.created),
    updated: Number(row?.updated),
    deleted: Number(row?.deleted),
    unchanged: unchanged ?? Number(row?.unchanged),
    total: Number(row?.total),
  }
}
