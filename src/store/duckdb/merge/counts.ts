/** The statistics of the graph that the planner of the query language reads. */
import type { MergeFacts } from './merge.ts'
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
  await session.run('DELETE FROM property')
  await session.run('INSERT INTO property FROM property_now ORDER BY kind, name')
}

/** Leaves `property_now` behind. Adds what the new versions have and takes away what the ended ones had: only changed rows are read. */
export async function compareProperties(session: Session, { beside }: MergeFacts): Promise<void> {
  await session.run(
    `CREATE TEMP TABLE property_now AS
     SELECT kind, name, sum(entities)::BIGINT AS entities
     FROM (
       FROM property
       UNION ALL
       SELECT kind, unnest(json_keys(properties)), 1 FROM ${beside}.fresh
       UNION ALL
       SELECT e.kind, unnest(json_keys(e.properties)), -1 FROM entity e JOIN entity_diff d ON d.nid = e.nid
       WHERE d.change IN ('updated', 'closed')
     )
     GROUP BY kind, name HAVING sum(entities) > 0`,
  )
}
