/** Entities: what was brought against what stands; created, updated as a new version, unchanged, closed. */
import type { MergeFacts } from './merge.ts'
import { mapper } from './placeholders.ts'
import { portions } from './portions.ts'
import type { Session } from './session.ts'
import { lastNid, publicId, versionColumns } from './sql.ts'

/** Where entities come from: those that a run staged, or the mapper's placeholders. */
export interface EntitySource {
  /** A relation with n, owner, kind, key, properties, metadata. */
  readonly relation: string
  readonly integration: number
  /** What the public `_id` of its entities is built of beside their key. */
  readonly instance: string
  /** Which standing rows `l` are closed when they were not brought again. */
  readonly closes: string
}

/**
 * Makes two tables that gather over all sources: `entity_diff`, what became of each brought or closed entity, in numbers
 * alone; and `fresh`, the new versions as rows of the workspace. The latter lies in the order in which it will be
 * written, so that whoever looks for a kind among millions reads its rows alone.
 */
export async function createEntityDiff(session: Session, { beside, shared }: MergeFacts): Promise<void> {
  await session.run(
    `CREATE TABLE ${shared}.entity_diff (
       integration INTEGER, nid BIGINT, n BIGINT, ident UHUGEINT, owner BIGINT, kind INTEGER, hash UHUGEINT, bytes BIGINT,
       created_on BIGINT, begin_on BIGINT, version INTEGER, moved BOOLEAN, change VARCHAR
     )`,
  )
  await session.run(`CREATE TABLE ${beside}.fresh AS FROM entity LIMIT 0`)
}

/** Adds to `entity_diff`. */
export async function compareEntities(session: Session, { salt }: MergeFacts, source: EntitySource): Promise<void> {
  await session.run(
    `CREATE TEMP TABLE incoming AS
     SELECT n, owner, kind, md5_number(concat($salt, key)) AS ident, md5_number(concat($salt, properties, chr(31), metadata)) AS hash,
            strlen(key) + strlen(properties) AS bytes
     FROM ${source.relation}`,
    { salt },
  )
  await dropRepeated(session, source)
  await session.run(
    `CREATE TEMP TABLE compared AS
     SELECT i.n, coalesce(i.ident, l.ident) AS ident, i.owner, i.kind, i.hash, i.bytes, l.nid, l.created_on, l.begin_on, l.version,
            l.owner IS DISTINCT FROM i.owner AS moved,
            CASE WHEN l.nid IS NULL THEN 'created' WHEN i.n IS NULL THEN 'closed'
                 WHEN i.hash <> l.hash OR i.kind <> l.kind THEN 'updated' ELSE 'unchanged' END AS change
     FROM incoming i
     FULL JOIN (
       SELECT nid, md5_number(concat($salt, key)) AS ident, hash, kind, owner, created_on, begin_on, version FROM entity WHERE integration = $integration
     ) l ON l.ident = i.ident
     WHERE i.n IS NOT NULL OR ${source.closes}`,
    { integration: source.integration, salt },
  )
  await session.run('DROP TABLE incoming')
  await number(session, source)
  await session.run('DROP TABLE compared')
}

/** Of an entity that several tasks brought, one is taken, whoever came first: by task, then by content, which is only read where one task brought it twice. */
async function dropRepeated(session: Session, { relation }: EntitySource): Promise<void> {
  await session.run(
    `DELETE FROM incoming WHERE n IN (
       WITH repeated AS (
         SELECT i.n, i.ident, i.owner, i.kind, count(*) OVER (PARTITION BY i.ident, i.owner) > 1 AS tied
         FROM incoming i SEMI JOIN (SELECT ident FROM incoming GROUP BY ident HAVING count(*) > 1) d ON d.ident = i.ident
       ),
       content AS (SELECT n, properties, metadata FROM ${relation} WHERE n IN (SELECT n FROM repeated WHERE tied))
       SELECT n FROM (
         SELECT r.n, row_number() OVER (PARTITION BY r.ident ORDER BY t.type, t.scope, k.type, k.classes, c.properties, c.metadata, r.n) AS place
         FROM repeated r JOIN entity_kind k ON k.id = r.kind LEFT JOIN task_now t ON t.id = r.owner LEFT JOIN content c ON c.n = r.n
       ) WHERE place > 1
     )`,
  )
}

/** New rows are numbered, and thereby laid down, by kind and key. */
async function number(session: Session, { integration, relation }: EntitySource): Promise<void> {
  const columns = 'n, ident, owner, kind, hash, bytes, created_on, begin_on, version, moved, change'
  await session.run(
    `INSERT INTO entity_diff
     SELECT $integration, (SELECT greatest(${lastNid('entity')}, coalesce(max(nid), 0)) FROM entity_diff) + row_number() OVER (), ${columns}
     FROM (
       SELECT c.* FROM compared c JOIN ${relation} e ON e.n = c.n JOIN entity_kind k ON k.id = c.kind
       WHERE c.change = 'created' ORDER BY k.type, k.classes, e.key
     )`,
    { integration },
  )
  await session.run(`INSERT INTO entity_diff SELECT $integration, nid, ${columns} FROM compared WHERE change <> 'created'`, { integration })
}

/** Text of new versions that are sorted at once, in bytes: the engine needs some times as much. */
const portion = 100_000_000

/** Adds to `fresh` what {@link compareEntities} found. */
export async function writeFresh(
  session: Session,
  { now, beside }: MergeFacts,
  { integration, instance, relation }: EntitySource,
): Promise<void> {
  const written = `entity_diff WHERE integration = ${integration} AND change IN ('created', 'updated')`
  for (const range of await portions(session, { number: 'nid', size: 'bytes', rows: written, portion })) {
    await session.run(
      `INSERT INTO ${beside}.fresh
       SELECT d.nid, coalesce(json_extract_string(e.metadata, '/_id'), ${publicId('$instance', 'entity', 'e.key')}), d.integration, e.key, d.kind,
              json_extract_string(e.properties, '/displayName'), e.properties,
              coalesce(json_extract_string(e.metadata, '/_source'), CASE d.integration WHEN ${mapper} THEN 'system-mapper' ELSE 'integration-managed' END),
              ${versionColumns('e.metadata', 'd')}, d.owner, d.hash
       FROM (FROM ${written} AND nid ${range}) d JOIN ${relation} e ON e.n = d.n
       ORDER BY d.nid`,
      { now, instance },
    )
  }
}

export async function applyEntities(session: Session, { now, beside }: MergeFacts): Promise<void> {
  const ended = `change IN ('updated', 'closed')`
  await session.run(
    `INSERT INTO entity_history
     SELECT e.*, greatest(e.begin_on, $now), d.change = 'closed' FROM entity e JOIN entity_diff d ON d.nid = e.nid WHERE ${ended} ORDER BY e.nid`,
    { now },
  )
  await session.run(`DELETE FROM entity WHERE nid IN (SELECT nid FROM entity_diff WHERE ${ended})`)
  await session.run(`INSERT INTO entity FROM ${beside}.fresh`)
  await session.run(`UPDATE entity SET owner = d.owner FROM entity_diff d WHERE entity.nid = d.nid AND d.change = 'unchanged' AND d.moved`)
}
