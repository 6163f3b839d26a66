/** The statistics of the graph that the planner of the query language reads. */
import type { Session } from './session.ts'

export async function refreshCounts(session: Session): Promise<void> {
  await session.run(
    `UPDATE entity_kind SET entities = c.entities
     FROM (SELECT k.id, count(e.nid) AS entities FROM entity_kind k LEFT JOIN entity e ON e.kind = k.id GROUP BY k.id) c
     WHERE c.id = entity_kind.id AND c.entities <> entity_kind.entities`,
  )
  await session.run('DELETE FROM triple')
  await session.run(
    `INSERT INTO triple
     SELECT f.kind, r.kind, t.kind, count(*) FROM relationship r JOIN entity f ON f.nid = r.from_nid JOIN entity t ON t.nid = r.to_nid
     GROUP BY ALL ORDER BY ALL`,
  )
  await session.run(
    `UPDATE relationship_kind SET relationships = coalesce((SELECT sum(relationships) FROM triple WHERE relationship_kind = id), 0)`,
  )
}
