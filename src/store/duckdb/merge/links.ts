/**
 * Links that look for their ends anew at every merge: those that search by properties or ranges, those across
 * integrations, and those that found nothing yet. They stay in the workspace as long as their task stands by them.
 */
import type { MergeFacts } from './merge.ts'
import type { Session } from './session.ts'
import { keyEndOf } from './sql.ts'

/**
 * Brings the workspace's links up to date, and leaves two tables behind: `resolving`, the links to resolve now (this
 * integration's, and the mapped ones of all), and `link_end`, their distinct ends.
 */
export async function keepLinks(session: Session, { integration }: MergeFacts, staged: string): Promise<void> {
  const columns = 'class, type, suffix, key, properties, metadata, from_end, to_end, mapped'
  await session.run(
    `CREATE TEMP TABLE resolving AS
     SELECT row_number() OVER () AS lid, *
     FROM (
       SELECT integration, owner, ${columns}, max(place) AS place, bool_or(fresh) AS fresh
       FROM (
         SELECT integration, owner, ${columns}, rowid AS place, false AS fresh FROM link WHERE integration = $integration OR mapped
         UNION ALL
         SELECT $integration, t.id, l.class, l.type, l.suffix, l.key, l.properties, l.metadata,
                coalesce(l.from_end, ${keyEndOf('l.from_key', 'l.from_type')}), coalesce(l.to_end, ${keyEndOf('l.to_key', 'l.to_type')}), l.mapped, NULL, true
         FROM ${staged}.link l JOIN staged_task t ON t.number = l.task
         WHERE l.n NOT IN (SELECT ref FROM edge)
       )
       GROUP BY ALL
     )`,
    { integration },
  )
  const dropped = `NOT fresh AND integration = $integration AND owner IN (SELECT id FROM closing_task)`
  await session.run(`DELETE FROM link WHERE rowid IN (SELECT place FROM resolving WHERE ${dropped})`, { integration })
  await session.run(`DELETE FROM resolving WHERE ${dropped}`, { integration })
  await session.run(`INSERT INTO link SELECT integration, owner, ${columns} FROM resolving WHERE place IS NULL`)
  await session.run(
    `CREATE TEMP TABLE link_end AS
     SELECT row_number() OVER () AS id, integration, body, from_json(body, '${endShape}') AS parsed
     FROM (SELECT integration, from_end AS body FROM resolving UNION SELECT integration, to_end FROM resolving)`,
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

/** Fresh links whose ends were not found. A search by range that finds nothing is an answer, not a gap. */
export async function countDangling(session: Session): Promise<number> {
  return session.number(
    `WITH missing AS (
       SELECT integration, body FROM link_end e
       WHERE id NOT IN (SELECT end_id FROM found_end) AND NOT list_bool_and(list_transform(parsed.targets, lambda target: target.by = 'within'))
     )
     SELECT count(*) FROM resolving r
     WHERE fresh AND ((integration, from_end) IN (SELECT (integration, body) FROM missing) OR (integration, to_end) IN (SELECT (integration, body) FROM missing))`,
  )
}
