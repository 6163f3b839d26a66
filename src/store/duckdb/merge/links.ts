/**
 * Links that look for their ends anew at every merge: those that search by properties or ranges, those across
 * integrations, and those that found nothing yet. They stay in the workspace as long as their task stands by them.
 */
import type { MergeFacts } from './merge.ts'
import type { Session } from './session.ts'
import { keyEndOf } from './sql.ts'

/**
 * Leaves behind: `kept_link`, this integration's links after the merge and the mapped ones of all; `link_end`, their
 * distinct ends; `resolving`, the links with the numbers of their ends; and the view `end_said` of what each end asks for.
 * They are numbers alone: the texts stay in `loose`, at the row that the number of a link says.
 */
export async function gatherLinks(session: Session, facts: MergeFacts, staged: string): Promise<void> {
  const { beside } = facts
  await gather(session, facts, staged)
  await session.run(
    `CREATE TEMP TABLE link_end AS
     SELECT row_number() OVER () AS id, * FROM (
       SELECT print, any_value(integration) AS integration, min(place) AS place
       FROM (
         SELECT from_print AS print, integration, 2 * lid AS place FROM kept_link
         UNION ALL
         SELECT to_print, integration, 2 * lid + 1 FROM kept_link
       )
       GROUP BY print
     )`,
  )
  await session.run(
    `CREATE TEMP VIEW end_said AS
     SELECT e.id, e.integration, from_json(CASE e.place % 2 WHEN 0 THEN l.from_end ELSE l.to_end END, '${endShape}') AS parsed
     FROM link_end e JOIN ${beside}.loose l ON l.lid = e.place // 2`,
  )
  await session.run(
    `CREATE TEMP TABLE resolving AS
     SELECT k.lid, k.fresh, f.id AS from_id, t.id AS to_id
     FROM kept_link k JOIN link_end f ON f.print = k.from_print JOIN link_end t ON t.print = k.to_print`,
  )
}

/** Leaves `kept_link` and `dropped_link` behind: links that stood or are fresh, each once; `place` is the row of a standing one. */
async function gather(session: Session, { integration, salt, beside }: MergeFacts, staged: string): Promise<void> {
  const columns = 'suffix, key, properties, metadata, from_end, to_end, mapped'
  await session.run(
    `CREATE TABLE ${beside}.loose AS
     SELECT row_number() OVER () AS lid, *, md5_number(concat($salt, json_array(integration, owner, verb, ${columns}))) AS print,
            md5_number(concat($salt, integration, ' ', from_end)) AS from_print, md5_number(concat($salt, integration, ' ', to_end)) AS to_print
     FROM (
       SELECT k.integration, k.owner, v.id AS verb, ${columns}, k.rowid AS place, false AS fresh
       FROM link k JOIN verb v ON v.class = k.class AND v.type IS NOT DISTINCT FROM k.type WHERE k.integration = $integration OR k.mapped
       UNION ALL
       SELECT $integration, t.id, l.verb, l.suffix, l.key, l.properties, l.metadata,
              coalesce(l.from_end, ${keyEndOf('l.from_key', 'l.from_type')}), coalesce(l.to_end, ${keyEndOf('l.to_key', 'l.to_type')}), l.mapped, NULL, true
       FROM ${staged}.link l JOIN staged_task t ON t.number = l.task
       WHERE NOT EXISTS (SELECT 1 FROM edge e WHERE e.ref = l.n)
     )`,
    { integration, salt },
  )
  await session.run(
    `CREATE TEMP TABLE kept_link AS
     SELECT min(lid) AS lid, any_value(integration) AS integration, any_value(owner) AS owner, any_value(from_print) AS from_print,
            any_value(to_print) AS to_print, max(place) AS place, bool_or(fresh) AS fresh
     FROM ${beside}.loose GROUP BY print`,
  )
  const dropped = 'NOT fresh AND integration = $integration AND owner IN (SELECT id FROM closing_task)'
  await session.run(`CREATE TEMP TABLE dropped_link AS SELECT place FROM kept_link WHERE ${dropped}`, { integration })
  await session.run(`DELETE FROM kept_link WHERE ${dropped}`, { integration })
}

export async function applyLinks(session: Session, { beside }: MergeFacts): Promise<void> {
  await session.run('DELETE FROM link WHERE rowid IN (SELECT place FROM dropped_link)')
  await session.run(
    `INSERT INTO link
     SELECT l.integration, l.owner, v.class, v.type, l.suffix, l.key, l.properties, l.metadata, l.from_end, l.to_end, l.mapped
     FROM ${beside}.loose l JOIN verb v ON v.id = l.verb WHERE l.lid IN (SELECT lid FROM kept_link WHERE place IS NULL)`,
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
       SELECT end_id FROM end_target WHERE end_id NOT IN (SELECT end_id FROM found_end)
       GROUP BY end_id HAVING NOT bool_and("by" IN ('within', 'like'))
     )
     SELECT count(*) FROM resolving WHERE fresh AND (from_id IN (FROM missing) OR to_id IN (FROM missing))`,
  )
}
