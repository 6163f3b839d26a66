/** Entities: what was brought against what stands; created, updated as a new version, unchanged, closed. */
import type { MergeFacts } from './merge.ts'
import type { Session } from './session.ts'
import { lastNid, publicId, versionColumns } from './sql.ts'

/** Where entities come from: those that a run staged, or the mapper's placeholders. */
export interface EntitySource {
  /** A relation with n, owner, kind, key, properties, metadata. */
  readonly relation: string
  readonly integration: number
  /** `_source` of its entities. */
  readonly label: 'integration-managed' | 'system-mapper'
  /** Which standing rows `l` are closed when they were not brought again. */
  readonly closes: string
}

/** What became of each brought or closed entity; the table `entity_diff` gathers it over all sources. */
export async function createEntityDiff(session: Session): Promise<void> {
  await session.run(
    `CREATE TEMP TABLE entity_diff (
       integration INTEGER, nid BIGINT, n BIGINT, owner BIGINT, kind INTEGER, hash UHUGEINT,
       created_on BIGINT, begin_on BIGINT, version INTEGER, moved BOOLEAN, change VARCHAR
     )`,
  )
}

export async function mergeEntities(session: Session, facts: MergeFacts, source: EntitySource): Promise<void> {
  await fingerprint(session, facts, source)
  await dropRepeated(session, source)
  await compare(session, facts, source)
  await endVersions(session, facts, source)
  await writeVersions(session, facts, source)
  await session.run(
    `UPDATE entity SET owner = d.owner FROM entity_diff d
     WHERE entity.nid = d.nid AND d.change = 'unchanged' AND d.moved AND d.integration = $integration`,
    { integration: source.integration },
  )
}

async function fingerprint(session: Session, { salt }: MergeFacts, { relation }: EntitySource): Promise<void> {
  await session.run(
    `CREATE TEMP TABLE incoming AS
     SELECT n, owner, kind, md5_number(concat($salt, key)) AS ident, md5_number(concat($salt, properties, chr(31), metadata)) AS hash FROM ${relation}`,
    { salt },
  )
}

/** Of an entity that several tasks brought, one is taken, whoever came first: by task, then by content. */
async function dropRepeated(session: Session, { relation }: EntitySource): Promise<void> {
  await session.run(
    `DELETE FROM incoming WHERE n IN (
       SELECT n FROM (
         SELECT i.n, row_number() OVER (PARTITION BY i.ident ORDER BY t.type, t.scope, k.type, k.classes, e.properties, e.metadata, e.n) AS place
         FROM incoming i
         SEMI JOIN (SELECT ident FROM incoming GROUP BY ident HAVING count(*) > 1) d ON d.ident = i.ident
         JOIN ${relation} e ON e.n = i.n JOIN entity_kind k ON k.id = e.kind LEFT JOIN task t ON t.id = e.owner
       ) WHERE place > 1
     )`,
  )
}

/** New rows are numbered, and thereby laid down, by kind and key. */
async function compare(session: Session, { salt }: MergeFacts, { integration, relation, closes }: EntitySource): Promise<void> {
  await session.run(
    `INSERT INTO entity_diff
     WITH compared AS MATERIALIZED (
       SELECT i.n, i.owner, i.kind, i.hash, l.nid, l.created_on, l.begin_on, l.version, l.owner IS DISTINCT FROM i.owner AS moved,
              CASE WHEN l.nid IS NULL THEN 'created' WHEN i.n IS NULL THEN 'closed'
                   WHEN i.hash <> l.hash OR i.kind <> l.kind THEN 'updated' ELSE 'unchanged' END AS change
       FROM incoming i
       FULL JOIN (
         SELECT nid, md5_number(concat($salt, key)) AS ident, hash, kind, owner, created_on, begin_on, version FROM entity WHERE integration = $integration
       ) l ON l.ident = i.ident
       WHERE i.n IS NOT NULL OR ${closes}
     )
     SELECT $integration, ${lastNid('entity')} + row_number() OVER (), n, owner, kind, hash, created_on, begin_on, version, moved, change
     FROM (
       SELECT c.* FROM compared c JOIN ${relation} e ON e.n = c.n JOIN entity_kind k ON k.id = c.kind
       WHERE c.change = 'created' ORDER BY k.type, k.classes, e.key
     )
     UNION ALL
     SELECT $integration, nid, n, owner, kind, hash, created_on, begin_on, version, moved, change FROM compared WHERE change <> 'created'`,
    { integration, salt },
  )
  await session.run('DROP TABLE incoming')
}

async function endVersions(session: Session, { now }: MergeFacts, { integration }: EntitySource): Promise<void> {
  await session.run(
    `INSERT INTO entity_history
     SELECT e.*, greatest(e.begin_on, $now), d.change = 'closed'
     FROM entity e JOIN entity_diff d ON d.nid = e.nid
     WHERE d.change IN ('updated', 'closed') AND d.integration = $integration ORDER BY e.nid`,
    { integration, now },
  )
  await session.run(
    `DELETE FROM entity WHERE nid IN (SELECT nid FROM entity_diff WHERE change IN ('updated', 'closed') AND integration = $integration)`,
    { integration },
  )
}

async function writeVersions(session: Session, { now }: MergeFacts, { integration, relation, label }: EntitySource): Promise<void> {
  await session.run(
    `INSERT INTO entity
     SELECT d.nid, coalesce(json_extract_string(e.metadata, '/_id'), ${publicId('i.instance', 'entity', 'e.key')}), d.integration, e.key, d.kind,
            json_extract_string(e.properties, '/displayName'), e.properties, coalesce(json_extract_string(e.metadata, '/_source'), $label),
            ${versionColumns('e.metadata', 'd')}, d.owner, d.hash
     FROM entity_diff d JOIN ${relation} e ON e.n = d.n JOIN integration i ON i.id = d.integration
     WHERE d.change IN ('created', 'updated') AND d.integration = $integration
     ORDER BY d.nid`,
    { integration, label, now },
  )
}
