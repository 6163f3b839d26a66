/** Relationships: the edges of this merge against those that stand; the same four outcomes as for entities. */
import { addDerivedEdges, createEdges, createLinkText, dropRepeatedEdges, joinEnds, nameEdgeKinds } from './edges.ts'
import { countDangling, keepLinks } from './links.ts'
import type { MergeFacts, MergeInput } from './merge.ts'
import { mergePlaceholders } from './placeholders.ts'
import type { Session } from './session.ts'
import { keyEndOf, lastNid, publicId, relationshipKeyOf } from './sql.ts'
import { findTargets } from './targets.ts'

/** Leaves `relationship_diff` behind, and answers how many links of this run found no end. */
export async function mergeRelationships(session: Session, facts: MergeFacts, { staged }: MergeInput): Promise<number> {
  await createEdges(session, facts, staged)
  await keepLinks(session, facts, staged)
  await findTargets(session)
  await joinEnds(session)
  await mergePlaceholders(session, facts)
  await addDerivedEdges(session, facts)
  await createLinkText(session, staged)
  await dropRepeatedEdges(session)
  await nameEdgeKinds(session)
  await compare(session, facts)
  await endVersions(session, facts)
  await writeVersions(session, facts)
  await session.run(
    `UPDATE relationship SET owner = d.owner, derived = d.derived, mapped = d.mapped
     FROM relationship_diff d WHERE relationship.nid = d.nid AND d.change = 'unchanged' AND d.moved`,
  )
  await reopen(session)
  return countDangling(session)
}

/**
 * A standing edge that was not brought again is closed when its link was resolved anew without giving it, when its task
 * read the cloud completely or is retired, or when one of its ends is closed.
 */
async function compare(session: Session, { integration, salt }: MergeFacts): Promise<void> {
  await session.run(
    `CREATE TEMP TABLE relationship_diff AS
     WITH closed AS (SELECT nid FROM entity_diff WHERE change = 'closed')
     SELECT coalesce(i.integration, l.integration) AS integration, i.ref, i.owner, i.kind, i.hash, i.from_nid, i.to_nid, i.derived, i.mapped,
            l.nid, l.created_on, l.begin_on, l.version, l.owner AS old_owner, l.derived AS old_derived,
            (l.owner, l.derived, l.mapped) IS DISTINCT FROM (i.owner, i.derived, i.mapped) AS moved,
            CASE WHEN l.nid IS NULL THEN 'created' WHEN i.ref IS NULL THEN 'closed'
                 WHEN i.hash <> l.hash OR i.kind <> l.kind OR i.from_nid <> l.from_nid OR i.to_nid <> l.to_nid THEN 'updated'
                 ELSE 'unchanged' END AS change
     FROM (SELECT e.*, k.kind FROM edge e JOIN edge_kind k USING (from_kind, to_kind, class, type)) i
     FULL JOIN (
       SELECT nid, integration, md5_number(concat($salt, key)) AS ident, hash, kind, owner, derived, mapped, from_nid, to_nid, created_on, begin_on, version
       FROM relationship WHERE integration = $integration OR mapped
     ) l ON l.ident = i.ident AND l.integration = i.integration
     WHERE i.ref IS NOT NULL OR l.derived OR l.owner IN (SELECT id FROM closing_task)
        OR l.from_nid IN (FROM closed) OR l.to_nid IN (FROM closed)`,
    { integration, salt },
  )
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

/** New rows are numbered, and thereby laid down, by kind and then by the entities they join. */
async function writeVersions(session: Session, { now }: MergeFacts): Promise<void> {
  const given = (name: string): string => `json_extract(l.metadata, '/${name}')`
  const key = relationshipKeyOf('l', 'f.key', 't.key')
  await session.run(
    `CREATE TEMP TABLE relationship_write AS
     SELECT * EXCLUDE (nid), coalesce(nid, ${lastNid('relationship')} + row_number() OVER (PARTITION BY nid IS NULL ORDER BY kind, from_nid, to_nid, ident)) AS nid
     FROM (SELECT d.*, e.ident FROM relationship_diff d JOIN edge e USING (ref, from_nid, to_nid) WHERE d.change IN ('created', 'updated'))`,
  )
  await session.run(
    `INSERT INTO relationship
     SELECT w.nid, coalesce(json_extract_string(l.metadata, '/_id'), ${publicId('i.instance', 'relationship', key)}), w.integration, ${key}, w.kind,
            w.from_nid, w.to_nid, l.properties,
            coalesce(json_extract_string(l.metadata, '/_source'), CASE WHEN w.mapped THEN 'system-mapper' ELSE 'integration-managed' END),
            coalesce(TRY_CAST(${given('_createdOn')} AS BIGINT), w.created_on, $now),
            coalesce(TRY_CAST(${given('_beginOn')} AS BIGINT), greatest(w.begin_on, $now)),
            coalesce(TRY_CAST(${given('_version')} AS INTEGER), coalesce(w.version, 0) + 1),
            w.owner, w.hash, w.derived, w.mapped
     FROM relationship_write w JOIN link_text l ON l.ref = w.ref JOIN integration i ON i.id = w.integration
     JOIN entity f ON f.nid = w.from_nid JOIN entity t ON t.nid = w.to_nid
     ORDER BY w.nid`,
    { now },
  )
}

/**
 * An edge that ended only because an entity did, while its own task was not asked, is remembered as a link: when the
 * entity comes back before the task runs again, so does the edge.
 */
async function reopen(session: Session): Promise<void> {
  await session.run(
    `INSERT INTO link
     WITH node AS (SELECT nid, key FROM entity UNION ALL SELECT nid, key FROM entity_history WHERE deleted)
     SELECT r.integration, r.owner, k.class, k.type, NULL, r.key, r.properties, NULL, ${keyEndOf('f.key', 'NULL')}, ${keyEndOf('t.key', 'NULL')}, false
     FROM relationship_diff d
     JOIN relationship_history r ON r.nid = d.nid AND r.deleted
     JOIN relationship_kind k ON k.id = r.kind JOIN node f ON f.nid = r.from_nid JOIN node t ON t.nid = r.to_nid
     WHERE d.change = 'closed' AND NOT d.old_derived AND d.old_owner NOT IN (SELECT id FROM closing_task)`,
  )
}
