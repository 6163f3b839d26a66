/**
 * Links that look for their ends anew at every merge: those that search by properties or ranges, those across
 * integrations, and those that found nothing yet. They stay in the workspace as long as their task stands by them.
 */
import type { MergeFacts } from './merge.ts'
import type { Session } from './session.ts'
import { keyEndOf } from './sql.ts'

/**
 * Leaves three tables behind: `kept_link`, this integration's links after the merge and the mapped ones of all;
 * `link_end`, their distinct ends; and `resolving`, the links with the numbers of their ends.
 */
export async function gatherLinks(session: Session, { integration }: MergeFacts, staged: string): Promise<void> {
  await gather(session, integration, staged)
  await session.run(
    `CREATE TEMP TABLE link_end AS
     SELECT row_number() OVER () AS id, concat(integration, ' ', body) AS label, integration, from_json(body, '${endShape}') AS parsed
     FROM (SELECT integration, from_end AS body FROM kept_link UNION SELECT integration, to_end FROM kept_link)`,
  )
  await session.run(
    `CREATE TEMP TABLE resolving AS
     SELECT k.lid, k.integration, k.owner, k.verb, k.suffix, k.key, k.properties, k.metadata, k.mapped, k.fresh, f.id AS from_id, t.id AS to_id
     FROM kept_link k
     JOIN link_end f ON f.label = concat(k.integration, ' ', k.from_end)
     JOIN link_end t ON t.label = concat(k.integration, ' ', k.to_end)`,
  )
}

/** Leaves `kept_link` and `dropped_link` behind: links that stood or are fresh, each once; `place` is the row of a standing one. */
async function gather(session: Session, integration: number, staged: string): Promise<void> {
  const columns = 'suffix, key, properties, metadata, from_end, to_end, mapped'
  await session.run(
    `CREATE TEMP TABLE kept_link AS
     SELECT row_number() OVER () AS lid, *
     FROM (
     SELECT integration, owner, verb, ${columns}, max(place) AS place, bool_or(fresh) AS fresh
     FROM (
       SELECT k.integration, k.owner, v.id AS verb, ${columns}, k.rowid AS place, false AS fresh
       FROM link k JOIN verb v ON v.class = k.class AND v.type IS NOT DISTINCT FROM k.type WHERE k.integration = $integration OR k.mapped
       UNION ALL
       SELECT $integration, t.id, l.verb, l.suffix, l.key, l.properties, l.metadata,
              coalesce(l.from_end, ${keyEndOf('l.from_key', 'l.from_type')}), coalesce(l.to_end, ${keyEndOf('l.to_key', 'l.to_type')}), l.mapped, NULL, true
       FROM ${staged}.link l JOIN staged_task t ON t.number = l.task
       WHERE NOT EXISTS (SELECT 1 FROM edge e WHERE e.ref = l.n)
     )
     GROUP BY ALL
     )`,
    { integration },
  )
  const dropped = 'NOT fresh AND integration = $integration AND owner IN (SELECT id FROM closing_task)'
  await session.run(`CREATE TEMP TABLE dropped_link AS SELECT place FROM kept_link WHERE ${dropped}`, { integration })
  await session.run(`DELETE FROM kept_link WHERE ${dropped}`, { integration })
}

export async function applyLinks(session: Session): Promise<void> {
  await session.run('DELETE FROM link WHERE rowid IN (SELECT place FROM dropped_link)')
  await session.run(
    `INSERT INTO link
     SELECT k.integration, k.owner, v.class, v.type, k.suffix, k.key, k.properties, k.metadata, k.from_end, k.to_end, k.mapped
     FROM kept_link k JOIN verb v ON v.id = k.verb WHERE k.place IS NULL`,
  )
  await session.run('INSERT INTO link FROM reopened')
}

/**
 * An edge that ends only because an entity does, while its own task was not asked, is remembered as a link: when the
 * entity comes back before the task runs again, so does the edge. Leaves `reopened` behind; needs `relationship_diff`.
 */
export async function reopenEdges(session: Session): Promise<void> {
  await session.run(
    `CREATE TEMP TABLE reopened AS
     SELECT r.integration, r.owner, k.class, k.type, NULL::VARCHAR AS suffix, r.key, nullif(r.properties::VARCHAR, '{}') AS properties,
            NULL::VARCHAR AS metadata, ${keyEndOf('f.key', 'NULL')} AS from_end, ${keyEndOf('t.key', 'NULL')} AS to_end, false AS mapped
     FROM (
       SELECT nid FROM relationship_diff WHERE change = 'closed' AND NOT old_derived AND old_owner NOT IN (SELECT id FROM closing_task)
     ) lost
     JOIN relationship r ON r.nid = lost.nid JOIN relationship_kind k ON k.id = r.kind
     JOIN entity f ON f.nid = r.from_nid JOIN entity t ON t.nid = r.to_nid`,
  )
}

const endShape = JSON.stringify({
  targets: [
    {
      by: 'VARCHAR',
      key: 'VARCHAR',
      type: 'VARCHAR',
      where: 'JSON',
      first: 'BOOLEAN',
      property: 'VARCHAR',
      cidr: 'VARCHAR',
    },
  ],
  placeholder: 'JSON',
  mapped: 'BOOLEAN',
})

/** Fresh links whose ends were not found. A search by range or pattern that finds nothing is an answer, not a gap. */
export async function countDangling(session: Session): Promise<number> {
  return session.number(
    `WITH missing AS (
       SELECT id FROM link_end
       WHERE id NOT IN (SELECT end_id FROM found_end) AND NOT list_bool_and(list_transform(parsed.targets, lambda target: target.by IN ('within', 'like')))
     )
     SELECT count(*) FROM resolving WHERE fresh AND (from_id IN (FROM missing) OR to_id IN (FROM missing))`,
  )
}
