/** What a merge did, counted. */
import type { Changes } from '../../store.ts'
import type { Session } from './session.ts'

/** Counts `entity_diff` or `relationship_diff`, and what the integration has now. */
export async function changes(session: Session, table: 'entity' | 'relationship', integration: number): Promise<Changes> {
  const [row] = await session.rows(
    `SELECT count(*) FILTER (change = 'created') AS created, count(*) FILTER (change = 'updated') AS updated,
            count(*) FILTER (change = 'closed') AS deleted, count(*) FILTER (change = 'unchanged') AS unchanged,
            (SELECT count(*) FROM ${table} WHERE integration = $integration) AS total
     FROM ${table}_diff`,
    { integration },
  )
  const count = (name: string): number => Number(row?.[name] ?? 0)
  return {
    created: count('created'),
    updated: count('updated'),
    deleted: count('deleted'),
    unchanged: count('unchanged'),
    total: count('total'),
  }
}
