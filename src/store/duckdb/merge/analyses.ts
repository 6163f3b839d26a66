/**
 * What analyses conclude from the graph as it will be: relationships that no task owns, compared like all others and
 * written in the same transaction.
 */
import { canonicalJson } from '../../../graph/properties.ts'
import type { Analysis, MergeSummary } from '../../store.ts'
import type { MergeFacts } from './merge.ts'
import { mapper } from './placeholders.ts'
import type { Session } from './session.ts'
import { relationshipKeyOf } from './sql.ts'

/** Makes `conclusion`, still empty, `present`, and `entity_next`, of the integrations in the table `analysed`. Needs `node`. */
export async function createConclusions(session: Session): Promise<void> {
  await session.run(
    'CREATE TEMP TABLE conclusion (ref BIGINT, from_nid BIGINT, class VARCHAR, to_nid BIGINT, suffix VARCHAR, properties VARCHAR)',
  )
  await session.run('CREATE TEMP TABLE analysed (integration INTEGER)')
  await session.run(
    'CREATE TEMP TABLE present AS SELECT DISTINCT node.integration, k.type FROM node JOIN entity_kind k ON k.id = node.kind',
  )
  await session.run(
    `CREATE TEMP VIEW entity_next AS
     SELECT node.nid, node.integration, node.key, k.type, k.classes, node.properties FROM node JOIN entity_kind k ON k.id = node.kind
     WHERE node.integration = ${mapper} OR node.integration IN (FROM analysed)`,
  )
}

/**
 * Fills `conclusion` and makes `edge` of it. Needs the `relationship_diff` of all other edges.
 * @returns which analysis failed; `conclusion` is then empty
 */
export async function conclude(session: Session, facts: MergeFacts, analyses: readonly Analysis[]): Promise<MergeSummary['unconcluded']> {
  await createGraphViews(session, facts)
  const failed = await runAll(session, facts, analyses)
  if (failed !== undefined) await session.run('DELETE FROM conclusion')
  await nameVerbs(session)
  await createEdgesOfConclusions(session, facts)
  return failed
}

async function runAll(session: Session, facts: MergeFacts, analyses: readonly Analysis[]): Promise<MergeSummary['unconcluded']> {
  for (const analysis of analyses) {
    const present = await turnTo(session, facts, analysis)
    if (!analysis.types.some((type) => present.has(type))) continue
    try {
      await run(session, analysis)
    } catch (error) {
      return { analysis: analysis.name, message: error instanceof Error ? error.message : String(error) }
    } finally {
      await dropTables(session, analysis)
    }
  }
  return undefined
}

/** The placeholders that analyses want, as rows of `placeholder_ref`. */
export async function addWantedPlaceholders(session: Session, facts: MergeFacts, analyses: readonly Analysis[]): Promise<void> {
  for (const analysis of analyses) {
    if (analysis.placeholders === undefined) continue
    const present = await turnTo(session, facts, analysis)
    for (const { entity, wantedBy } of analysis.placeholders) {
      if (!present.has(wantedBy)) continue
      await session.run(`INSERT INTO placeholder_ref VALUES ($key, $type, from_json($classes, '["VARCHAR"]'), $properties)`, {
        key: entity.key,
        type: entity.type,
        classes: JSON.stringify(entity.class),
        properties: canonicalJson(entity.properties),
      })
    }
  }
}

/**
 * Lets the views show what this analysis reads.
 * @returns the types of entities there
 */
async function turnTo(
  session: Session,
  { integration, type, cloud }: MergeFacts,
  { integrations }: Analysis,
): Promise<ReadonlySet<string>> {
  await session.run('DELETE FROM analysed')
  await session.run(
    `INSERT INTO analysed
     SELECT id FROM (SELECT id, type, len(classes) > 0 AS cloud FROM integration WHERE id <> $integration UNION ALL SELECT $integration, $type, $cloud)
     WHERE cloud AND list_contains(from_json($integrations, '["VARCHAR"]'), type)`,
    { integration, type, cloud, integrations: JSON.stringify(integrations) },
  )
  const types = await session.rows('SELECT DISTINCT type FROM present WHERE integration IN (FROM analysed)')
  return new Set(types.map((row) => String(row.type)))
}

/** Beside `entity_next`, what the statements of an analysis read, as the port promises it. */
async function createGraphViews(session: Session, { integration }: MergeFacts): Promise<void> {
  await session.run(
    `CREATE TEMP VIEW relationship_next AS
     SELECT r.nid, k.class, k.type, r.from_nid, r.to_nid, r.properties::VARCHAR AS properties
     FROM relationship r JOIN relationship_kind k ON k.id = r.kind
     WHERE r.owner IS NOT NULL AND r.integration IN (FROM analysed) AND r.nid NOT IN (SELECT nid FROM relationship_diff WHERE change IN ('updated', 'closed'))
     UNION ALL
     SELECT d.nid, k.class, k.type, d.from_nid, d.to_nid, coalesce(l.properties, '{}')
     FROM relationship_diff d JOIN relationship_kind k ON k.id = d.kind LEFT JOIN link_text l ON l.ref = d.ref
     WHERE d.change IN ('created', 'updated') AND d.integration IN (FROM analysed)`,
  )
  await session.run(
    `CREATE TEMP VIEW task_next AS
     WITH retired AS (SELECT type, scope FROM task_now WHERE id IN (SELECT id FROM closing_task WHERE retired))
     SELECT integration, type, scope, detail, status FROM task WHERE integration <> ${integration}
     UNION ALL
     SELECT integration, type, scope, detail, status FROM task_now WHERE (type, scope) NOT IN (SELECT (type, scope) FROM retired)`,
  )
}

/** `ref` counts down from below those of the links that are resolved anew. */
async function run(session: Session, { steps, conclusions }: Analysis): Promise<void> {
  for (const step of steps) await session.run(step)
  await session.run(
    `INSERT INTO conclusion
     SELECT least((SELECT min(ref) FROM conclusion), -(SELECT max(lid) FROM kept_link), 0) - row_number() OVER (),
            from_nid, class, to_nid, suffix, nullif(properties, '{}')
     FROM (${conclusions})`,
  )
  await refuseRepeated(session)
}

/** What is left of it would be a third of what the engine holds of a small tenant. */
async function dropTables(session: Session, { name }: Analysis): Promise<void> {
  const made = await session.rows(
    `SELECT format('DROP {} "{}"', kind, name) AS statement
     FROM (
       SELECT 'VIEW' AS kind, view_name AS name, temporary FROM duckdb_views() UNION ALL SELECT 'TABLE', table_name, temporary FROM duckdb_tables()
     )
     WHERE temporary AND starts_with(name, $prefix)`,
    { prefix: `${name}_` },
  )
  if (made.length > 0) await session.run(made.map(({ statement }) => statement).join(';'))
}

async function refuseRepeated(session: Session): Promise<void> {
  const [row] = await session.rows(
    `SELECT from_nid AS "from", min(class) AS class, to_nid AS "to", suffix
     FROM conclusion GROUP BY from_nid, lower(class), to_nid, suffix HAVING count(*) > 1 LIMIT 1`,
  )
  if (row === undefined) return
  const key = async (nid: unknown) => (await session.rows('SELECT key FROM node WHERE nid = $nid', { nid }))[0]?.key
  const twice = { ...row, from: await key(row.from), to: await key(row.to) }
  throw new Error(`It concludes the same relationship twice: ${JSON.stringify(twice)}`)
}

async function nameVerbs(session: Session): Promise<void> {
  await session.run(
    `INSERT INTO verb
     SELECT (SELECT coalesce(max(id), -1) FROM verb) + row_number() OVER (ORDER BY class), class, NULL
     FROM (SELECT DISTINCT class FROM conclusion EXCEPT SELECT class FROM verb WHERE type IS NULL)`,
  )
}

/** They belong to the integration of their target, or, where that is a placeholder, of their source. */
async function createEdgesOfConclusions(session: Session, { salt }: MergeFacts): Promise<void> {
  await session.run(
    `CREATE TEMP TABLE edge AS
     SELECT c.ref, coalesce(nullif(t.integration, 0), f.integration) AS integration, NULL::BIGINT AS owner, f.nid AS from_nid, t.nid AS to_nid,
            f.kind AS from_kind, t.kind AS to_kind, v.id AS verb,
            md5_number(concat($salt, ${relationshipKeyOf('f.key', 'c.class', 't.key', 'c.suffix')})) AS ident,
            md5_number(concat($salt, c.properties)) AS hash, true AS derived, false AS mapped
     FROM conclusion c JOIN node f ON f.nid = c.from_nid JOIN node t ON t.nid = c.to_nid JOIN verb v ON v.class = c.class AND v.type IS NULL`,
    { salt },
  )
}
