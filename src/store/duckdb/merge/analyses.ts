/**
 * What analyses conclude from the graph as it will be: relationships that no task owns, compared like all others and
 * written in the same transaction.
 */
import { canonicalJson } from '../../../graph/properties.ts'
import type { Analysis, MergeSummary } from '../../store.ts'
import { showLinkText } from './edges.ts'
import type { MergeFacts, MergeInput } from './merge.ts'
import { showNodes } from './nodes.ts'
import { mapper } from './placeholders.ts'
import type { Session } from './session.ts'
import { relationshipKeyOf } from './sql.ts'
import { showTasks } from './tasks.ts'
import { together } from './together.ts'

/** Makes `conclusion`, still empty, and `present`: which types each integration has. Needs `node`. */
export async function createConclusions(session: Session, { shared }: MergeFacts): Promise<void> {
  await session.run(
    `CREATE TABLE ${shared}.conclusion (ref BIGINT, from_nid BIGINT, class VARCHAR, to_nid BIGINT, suffix VARCHAR, properties VARCHAR)`,
  )
  await session.run(
    'CREATE TEMP TABLE present AS SELECT DISTINCT node.integration, k.type FROM node JOIN entity_kind k ON k.id = node.kind',
  )
}

/** The placeholders that analyses want, as rows of `placeholder_ref`. */
export async function addWantedPlaceholders(session: Session, facts: MergeFacts, analyses: readonly Analysis[]): Promise<void> {
  for (const analysis of analyses) {
    if (analysis.placeholders === undefined) continue
    const present = await typesFor(session, facts, analysis)
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
 * Fills `conclusion`. Needs the `relationship_diff` of all other edges.
 * @param meanwhile done beside the analyses
 * @returns which analysis failed; `conclusion` is then empty
 */
export async function conclude(
  session: Session,
  facts: MergeFacts,
  { analyses, staged }: MergeInput,
  meanwhile: () => Promise<void>,
): Promise<MergeSummary['unconcluded']> {
  const lowest = await session.number('SELECT -coalesce(max(lid), 0) FROM kept_link')
  const failures = new Map<Analysis, string>()
  const works: (() => Promise<void>)[] = []
  for (const [index, analysis] of analyses.entries()) {
    const present = await typesFor(session, facts, analysis)
    if (!analysis.types.some((type) => present.has(type))) continue
    // What an analysis leaves would be a third of what the engine holds of a small tenant: it goes with its connection.
    works.push(() =>
      session.aside(async (own) => {
        try {
          await showGraph(own, facts, analysis, staged)
          await run(own, analysis, `${lowest} - row_number() OVER () * ${analyses.length} + ${index}`)
        } catch (error) {
          failures.set(analysis, error instanceof Error ? error.message : String(error))
        }
      }),
    )
  }
  await together(facts, [...works, meanwhile])
  const failed = analyses.find((analysis) => failures.has(analysis))
  if (failed === undefined) return undefined
  await session.run('DELETE FROM conclusion')
  return { analysis: failed.name, message: failures.get(failed) ?? '' }
}

/** The types of entities that an analysis reads. */
async function typesFor(session: Session, facts: MergeFacts, analysis: Analysis): Promise<ReadonlySet<string>> {
  const { sql, parameters } = integrationsFor(facts, analysis)
  const types = await session.rows(`SELECT DISTINCT type FROM present WHERE integration IN (${sql})`, parameters)
  return new Set(types.map((row) => String(row.type)))
}

/** A SELECT of the integrations that an analysis reads. */
function integrationsFor({ integration, type, cloud }: MergeFacts, { integrations }: Analysis) {
  return {
    sql: `SELECT id FROM (SELECT id, type, len(classes) > 0 AS cloud FROM integration WHERE id <> $integration UNION ALL SELECT $integration, $type, $cloud)
          WHERE cloud AND list_contains(from_json($integrations, '["VARCHAR"]'), type)`,
    parameters: { integration, type, cloud, integrations: JSON.stringify(integrations) },
  }
}

/** Makes the views that the statements of an analysis read, as the port promises them. */
async function showGraph(session: Session, facts: MergeFacts, analysis: Analysis, staged: string): Promise<void> {
  const { sql, parameters } = integrationsFor(facts, analysis)
  await session.run(`CREATE TEMP TABLE analysed AS ${sql}`, parameters)
  await showNodes(session, facts)
  await showLinkText(session, facts, staged)
  await showTasks(session, facts, staged)
  await session.run(
    `CREATE TEMP VIEW entity_next AS
     SELECT node.nid, node.integration, node.key, k.type, k.classes, node.properties FROM node JOIN entity_kind k ON k.id = node.kind
     WHERE node.integration = ${mapper} OR node.integration IN (FROM analysed)`,
  )
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
     SELECT integration, type, scope, detail, status FROM task WHERE integration <> ${facts.integration}
     UNION ALL
     SELECT integration, type, scope, detail, status FROM task_now WHERE (type, scope) NOT IN (SELECT (type, scope) FROM retired)`,
  )
}

/** @param ref numbers the conclusions: below those of the links that are resolved anew, and no two alike */
async function run(session: Session, { steps, conclusions }: Analysis, ref: string): Promise<void> {
  for (const step of steps) await session.run(step)
  await session.run(`INSERT INTO conclusion SELECT ${ref}, from_nid, class, to_nid, suffix, nullif(properties, '{}') FROM (${conclusions})`)
  await refuseRepeated(session)
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

/** Makes `edge` of the conclusions. */
export async function createConcludedEdges(session: Session, facts: MergeFacts): Promise<void> {
  await nameVerbs(session)
  await createEdgesOfConclusions(session, facts)
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
