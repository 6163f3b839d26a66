/**
 * Links that look for their ends anew at every merge: those that search by properties or ranges, those across
 * integrations, and those that found nothing yet. They stay in the workspace as long as their task stands by them.
 */
import type { MergeFacts } from './merge.ts'
import type { Session } from './session.ts'
import { keyEndOf } from './sql.ts'

/**
 * Brings the workspace's links up to date, and leaves two tables behind: `link_end`, their distinct ends, and
 * `resolving`, the links to resolve now (this integration's, and the mapped ones of all) with the numbers of their ends.
 */
export async function keepLinks(session: Session, { integration }: MergeFacts, staged: string): Promise<void> {
  await gather(session, integration, staged)
  const dropped = 'NOT fresh AND integration = $integration AND owner IN (SELECT id FROM closing_task)'
  await session.run(`DELETE FROM link WHERE rowid IN (SELECT place FROM gathered WHERE ${dropped})`, { integration })
  await session.run(`DELETE FROM gathered WHERE ${dropped}`, { integration })
  await session.run(
    `INSERT INTO link
     SELECT g.integration, g.owner, v.class, v.type, g.suffix, g.key, g.properties, g.metadata, g.from_end, g.to_end, g.mapped
     FROM gathered g JOIN verb v ON v.id = g.verb WHERE g.place IS NULL`,
  )
  await session.run(
    `CREATE TEMP TABLE link_end AS
     SELECT row_number() OVER () AS id, integration, body, from_json(body, '${endShape}') AS parsed
     FROM (SELECT integration, from_end AS body FROM gathered UNION SELECT integration, to_end FROM gathered)`,
  )
  await session.run(
    `CREATE TEMP TABLE resolving AS
     SELECT row_number() OVER () AS lid, g.integration, g.owner, g.verb, g.suffix, g.key, g.properties, g.metadata, g.mapped, g.fresh,
            f.id AS from_id, t.id AS to_id
     FROM gathered g
     JOIN link_end f ON f.body = g.from_end AND f.integration = g.integration
     JOIN link_end t ON t.body = g.to_end AND t.integration = g.integration`,
  )
  await session.run('DROP TABLE gathered')
}

/** Leaves `gathered` behind: kept and fresh links, each once; `place` is the row of a kept one. */
async function gather(session: Session, integration: number, staged: string): Promise<void> {
  const columns = 'suffix, key, properties, metadata, from_end, to_end, mapped'
  await session.run(
    `CREATE TEMP TABLE gathered AS
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
     GROUP BY ALL`,
    { integration },
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
       SELECT id FROM link_end
       WHERE id NOT IN (SELECT end_id FROM found_end) AND NOT list_bool_and(list_transform(parsed.targets, lambda target: target.by = 'within'))
     )
     SELECT count(*) FROM resolving WHERE fresh AND (from_id IN (FROM missing) OR to_id IN (FROM missing))`,
  )
}
