/** Relationships: the edges of this merge against those that stand; the same four outcomes as for entities. */
import type { MergeSummary } from '../../store.ts'
import { conclude, createConcludedEdges, createConclusions } from './analyses.ts'
import { addDerivedEdges, createEdges, dropRepeatedEdges, joinEnds, nameEdgeKinds, showLinkText } from './edges.ts'
import { countDangling, gatherLinks, reopenEdges } from './links.ts'
import type { MergeFacts, MergeInput } from './merge.ts'
import { createNodeIdents, keysOfEnds, showNodes } from './nodes.ts'
import { comparePlaceholders } from './placeholders.ts'
import { portions } from './portions.ts'
import type { Session } from './session.ts'
import { lastNid, publicId, relationshipKeyOf, versionColumns } from './sql.ts'
import { findTargets } from './targets.ts'
import { numberVerbs } from './verbs.ts'

export interface RelationshipCounts {
  /** Edges of the integration that were brought as they stand. */
  readonly unchanged: number
  /** Links of this run that found no end. */
  readonly dangling: number
  readonly unconcluded: MergeSummary['unconcluded']
}

/** What stands between entities of which one is closed. */
const endsClosed = (() => {
  const closed = `(SELECT nid FROM entity_diff WHERE change = 'closed')`
  return `(from_nid IN ${closed} OR to_nid IN ${closed})`
})()

/** Gathers the links of this run, and those that are resolved anew, as far as that takes no more of the entities than their keys. */
export async function gatherRelationships(session: Session, facts: MergeFacts, { staged, verbs }: MergeInput): Promise<void> {
  await createNodeIdents(session, facts)
  await numberVerbs(session, verbs)
  await createEdges(session, facts, staged)
  await gatherLinks(session, facts, staged)
}

/**
 * Leaves `relationship_diff` behind: what was created, updated or closed, and what only changed hands.
 * @param meanwhile done while the analyses run, beside them
 */
export async function compareRelationships(
  session: Session,
  facts: MergeFacts,
  input: MergeInput,
  meanwhile: () => Promise<void>,
): Promise<RelationshipCounts> {
  const { staged, analyses } = input
  await showNodes(session, facts)
  await createConclusions(session, facts)
  await findTargets(session)
  await joinEnds(session)
  await comparePlaceholders(session, facts, analyses)
  await addDerivedEdges(session, facts)
  await showLinkText(session, facts, staged)
  await dropRepeatedEdges(session)
  await nameEdgeKinds(session)
  await createRelationshipDiff(session, facts)
  const linked = await compare(session, facts, `(integration = ${facts.integration} OR mapped) AND owner IS NOT NULL`)
  await reopenEdges(session)
  const unconcluded = await conclude(session, facts, input, meanwhile)
  await createConcludedEdges(session, facts)
  await nameEdgeKinds(session)
  const concluded = await compare(session, facts, `owner IS NULL${unconcluded === undefined ? '' : ` AND ${endsClosed}`}`)
  await keysOfEnds(session)
  return { unchanged: linked + concluded, dangling: await countDangling(session), unconcluded }
}

export async function applyRelationships(session: Session, facts: MergeFacts): Promise<void> {
  await endVersions(session, facts)
  await writeVersions(session, facts)
  await session.run(
    `UPDATE relationship SET owner = d.owner, derived = d.derived, mapped = d.mapped
     FROM relationship_diff d WHERE relationship.nid = d.nid AND d.change = 'moved'`,
  )
}

async function createRelationshipDiff(session: Session, { shared }: MergeFacts): Promise<void> {
  await session.run(
    `CREATE TABLE ${shared}.relationship_diff (
       integration INTEGER, ref BIGINT, owner BIGINT, kind INTEGER, verb INTEGER, hash UHUGEINT, from_nid BIGINT, to_nid BIGINT,
       derived BOOLEAN, mapped BOOLEAN, nid BIGINT, created_on BIGINT, begin_on BIGINT, version INTEGER,
       old_owner BIGINT, old_derived BOOLEAN, change VARCHAR
     )`,
  )
}

/**
 * Adds to `relationship_diff` what became of the edges, and of those that `standing` picks from the graph; uses `edge` up.
 *
 * A standing edge that was not brought again is closed when its link was resolved anew, or its analysis run again, without
 * giving it, when its task read the cloud completely or is retired, or when one of its ends is closed. New edges are
 * numbered, and thereby laid down, by kind and then by the entities they join.
 *
 * @returns how many edges of the integration stand as they were brought
 */
async function compare(session: Session, { integration, salt }: MergeFacts, standing: string): Promise<number> {
  const brought = await session.number('SELECT count(*) FROM edge WHERE integration = $integration', { integration })
  const before = await countWritten(session, integration)
  await session.run(
    `INSERT INTO relationship_diff
     WITH closed AS (SELECT nid FROM entity_diff WHERE change = 'closed'),
     compared AS (
       SELECT coalesce(i.integration, l.integration) AS integration, i.ref, i.owner, i.kind, i.verb, i.hash, i.from_nid, i.to_nid, i.derived, i.mapped,
              l.nid, l.created_on, l.begin_on, l.version, l.owner AS old_owner, l.derived AS old_derived,
              CASE WHEN l.nid IS NULL THEN 'created' WHEN i.ref IS NULL THEN 'closed'
                   WHEN i.hash <> l.hash OR i.kind <> l.kind OR i.from_nid <> l.from_nid OR i.to_nid <> l.to_nid THEN 'updated'
                   WHEN l.owner <> i.owner OR l.derived <> i.derived OR l.mapped <> i.mapped THEN 'moved' END AS change
       FROM (SELECT e.*, k.kind FROM edge e JOIN edge_kind k USING (from_kind, to_kind, verb)) i
       FULL JOIN (
         SELECT nid, integration, md5_number(concat($salt, key)) AS ident, hash, kind, owner, derived, mapped, from_nid, to_nid, created_on, begin_on, version
         FROM relationship WHERE ${standing}
       ) l ON l.ident = i.ident AND l.integration = i.integration
       WHERE i.ref IS NOT NULL OR l.derived OR l.owner IN (SELECT id FROM closing_task)
          OR l.from_nid IN (FROM closed) OR l.to_nid IN (FROM closed)
     )
     SELECT * REPLACE (
       coalesce(nid, (SELECT greatest(${lastNid('relationship')}, coalesce(max(nid), 0)) FROM relationship_diff) + row_number() OVER ()) AS nid
     )
     FROM (SELECT * FROM compared WHERE change IS NOT NULL ORDER BY kind, from_nid, to_nid, ref)`,
    { salt },
  )
  await session.run('DROP TABLE edge')
  return brought - ((await countWritten(session, integration)) - before)
}

async function countWritten(session: Session, integration: number): Promise<number> {
  return session.number(`SELECT count(*) FROM relationship_diff WHERE integration = $integration AND change IN ('created', 'updated')`, {
    integration,
  })
}

async function endVersions(session: Session, { now }: MergeFacts): Promise<void> {
  await session.run(
    `INSERT INTO relationship_history
     SELECT r.*, greatest(r.begin_on, $now), d.change = 'closed'
     FROM relationship r JOIN relationship_diff d ON d.nid = r.nid WHERE d.change IN ('updated', 'closed') ORDER BY r.nid`,
    { now },
  )
  await session.run(`DELETE FROM relationship WHERE nid IN (SELECT nid FROM relationship_diff WHERE change IN ('updated', 'closed'))`)
}

/** Relationships that are written at once: what is joined to them, two keys each, is to fit in memory. */
const portion = 500_000

/** The rows come in the order of their numbers, and the joins keep it: sorting them once more with their texts would cost more than all the rest. */
async function writeVersions(session: Session, { now }: MergeFacts): Promise<void> {
  const key = `coalesce(l.key, ${relationshipKeyOf('f.key', 'v.class', 't.key', 'l.suffix')})`
  const written = `relationship_diff WHERE change IN ('created', 'updated')`
  for (const range of await portions(session, { number: 'nid', size: '1', rows: written, portion })) {
    await session.run(
      `INSERT INTO relationship
       WITH part AS NOT MATERIALIZED (FROM ${written} AND nid ${range}),
       source AS (FROM node_key WHERE nid IN (SELECT from_nid FROM part)),
       target AS (FROM node_key WHERE nid IN (SELECT to_nid FROM part)),
       said AS (FROM link_text WHERE ref IN (SELECT ref FROM part))
       SELECT d.nid, coalesce(json_extract_string(l.metadata, '/_id'), ${publicId('i.instance', 'relationship', key)}), d.integration, ${key}, d.kind,
              d.from_nid, d.to_nid, coalesce(l.properties, '{}'),
              coalesce(json_extract_string(l.metadata, '/_source'), CASE WHEN d.owner IS NULL THEN 'system-internal' WHEN d.mapped THEN 'system-mapper' ELSE 'integration-managed' END),
              ${versionColumns('l.metadata', 'd')}, d.owner, d.hash, d.derived, d.mapped
       FROM part d JOIN source f ON f.nid = d.from_nid JOIN target t ON t.nid = d.to_nid
       JOIN verb v ON v.id = d.verb JOIN integration i ON i.id = d.integration LEFT JOIN said l ON l.ref = d.ref`,
      { now },
    )
  }
}
