/** Entities: what was staged against what stands; created, updated as a new version, unchanged, closed. */
import { INTEGER, LIST, listValue, VARCHAR } from '@duckdb/node-api'
import type { Changes } from '../../store.ts'
import { changes } from './changes.ts'
import type { MergeFacts, MergeInput } from './merge.ts'
import type { Session } from './session.ts'

/** Leaves `entity_diff` behind: what became of each staged or closed entity. */
export async function mergeEntities(session: Session, facts: MergeFacts, { staged, run, kinds }: MergeInput): Promise<Changes> {
  const { integration, now, salt } = facts
  await nameKinds(session, kinds)
  await session.run(
    `CREATE TEMP TABLE incoming AS
     SELECT e.n, t.id AS owner, k.kind, md5_number(concat($salt, e.key)) AS ident,
            md5_number(concat($salt, e.properties, chr(31), e.metadata)) AS hash
     FROM ${staged}.entity e JOIN staged_task t ON t.number = e.task JOIN staged_kind k ON k.number = e.kind`,
    { salt },
  )
  await dropRepeated(session, staged)
  await session.run(
    `CREATE TEMP TABLE entity_diff AS
     SELECT i.n, i.owner, i.kind, i.hash, l.nid, l.created_on, l.begin_on, l.version, l.owner IS DISTINCT FROM i.owner AS moved,
            CASE WHEN l.nid IS NULL THEN 'created' WHEN i.n IS NULL THEN 'closed'
                 WHEN i.hash <> l.hash OR i.kind <> l.kind THEN 'updated' ELSE 'unchanged' END AS change
     FROM incoming i
     FULL JOIN (
       SELECT nid, md5_number(concat($salt, key)) AS ident, hash, kind, owner, created_on, begin_on, version FROM entity WHERE integration = $integration
     ) l ON l.ident = i.ident
     WHERE i.n IS NOT NULL OR l.owner IN (SELECT id FROM closing_task)`,
    { integration, salt },
  )
  await session.run('DROP TABLE incoming')
  await endVersions(session, now)
  await writeVersions(session, facts, staged, run.integration.instance)
  await session.run(`UPDATE entity SET owner = d.owner FROM entity_diff d WHERE entity.nid = d.nid AND d.change = 'unchanged' AND d.moved`)
  await mergeRaw(session, facts, staged)
  return changes(session, 'entity', integration)
}

async function nameKinds(session: Session, kinds: MergeInput['kinds']): Promise<void> {
  const rows = kinds.map(({ type, classes }, number) => [number, type, listValue([...classes])])
  await session.load('kind_ref', { number: INTEGER, type: VARCHAR, classes: LIST(VARCHAR) }, rows)
  await session.run(
    `INSERT INTO entity_kind
     SELECT (SELECT coalesce(max(id), 0) FROM entity_kind) + row_number() OVER (ORDER BY type, classes), type, classes, 0
     FROM (SELECT DISTINCT type, classes FROM kind_ref) r
     WHERE NOT EXISTS (SELECT 1 FROM entity_kind k WHERE k.type = r.type AND k.classes = r.classes)`,
  )
  await session.run(
    `CREATE TEMP TABLE staged_kind AS
     SELECT r.number, k.id AS kind FROM kind_ref r JOIN entity_kind k ON k.type = r.type AND k.classes = r.classes`,
  )
}

/** Of an entity that several tasks staged, one is taken, whoever came first: by task, then by content. */
async function dropRepeated(session: Session, staged: string): Promise<void> {
  await session.run(
    `CREATE TEMP TABLE repeated AS
     SELECT n FROM (
       SELECT i.n, row_number() OVER (PARTITION BY i.ident ORDER BY t.type, t.scope, k.type, k.classes, e.properties, e.metadata, e.n) AS place
       FROM incoming i
       SEMI JOIN (SELECT ident FROM incoming GROUP BY ident HAVING count(*) > 1) d ON d.ident = i.ident
       JOIN ${staged}.entity e ON e.n = i.n JOIN staged_task t ON t.number = e.task JOIN kind_ref k ON k.number = e.kind
     ) WHERE place > 1`,
  )
  await session.run('DELETE FROM incoming WHERE n IN (SELECT n FROM repeated)')
  await session.run('DROP TABLE repeated')
}

async function endVersions(session: Session, now: number): Promise<void> {
  await session.run(
    `INSERT INTO entity_history
     SELECT e.*, greatest(e.begin_on, $now), d.change = 'closed'
     FROM entity e JOIN entity_diff d ON d.nid = e.nid WHERE d.change IN ('updated', 'closed') ORDER BY e.nid`,
    { now },
  )
  await session.run(`DELETE FROM entity WHERE nid IN (SELECT nid FROM entity_diff WHERE change IN ('updated', 'closed'))`)
}

/** New rows are numbered, and thereby laid down, by kind and key. */
async function writeVersions(session: Session, { integration, now }: MergeFacts, staged: string, instance: string): Promise<void> {
  await session.run(
    `CREATE TEMP TABLE entity_write AS
     SELECT d.n, d.owner, d.kind, d.hash, coalesce(d.created_on, $now) AS created_on, greatest(d.begin_on, $now) AS begin_on,
            coalesce(d.version, 0) + 1 AS version,
            coalesce(d.nid, (SELECT greatest((SELECT coalesce(max(nid), 0) FROM entity), (SELECT coalesce(max(nid), 0) FROM entity_history)))
              + row_number() OVER (PARTITION BY d.nid IS NULL ORDER BY k.type, k.classes, e.key)) AS nid
     FROM (FROM entity_diff WHERE change IN ('created', 'updated')) d
     JOIN ${staged}.entity e ON e.n = d.n JOIN entity_kind k ON k.id = d.kind`,
    { now },
  )
  await session.run(
    `INSERT INTO entity
     SELECT w.nid, md5(concat_ws(chr(31), $instance, 'entity', e.key))::UUID::VARCHAR, $integration, e.key, w.kind,
            json_extract_string(e.properties, '/displayName'), e.properties, 'integration-managed', w.created_on, w.begin_on, w.version, w.owner, w.hash
     FROM entity_write w JOIN ${staged}.entity e ON e.n = w.n
     ORDER BY w.nid`,
    { integration, instance },
  )
}

/** The raw answers of live entities: replaced where they differ, gone with their entity; no versions of them are kept. */
async function mergeRaw(session: Session, { salt }: MergeFacts, staged: string): Promise<void> {
  await session.run(
    `CREATE TEMP TABLE raw_diff AS
     SELECT r.n, n.nid, md5_number(concat($salt, r.body)) AS hash FROM ${staged}.raw r
     JOIN (SELECT n, nid FROM entity_write UNION ALL SELECT n, nid FROM entity_diff WHERE change = 'unchanged') n ON n.n = r.n`,
    { salt },
  )
  await session.run('DELETE FROM raw_diff WHERE EXISTS (SELECT 1 FROM raw WHERE raw.nid = raw_diff.nid AND raw.hash = raw_diff.hash)')
  await session.run(`DELETE FROM raw WHERE nid IN (SELECT nid FROM raw_diff UNION ALL SELECT nid FROM entity_diff WHERE change = 'closed')`)
  await session.run(`INSERT INTO raw SELECT d.nid, d.hash, r.body FROM raw_diff d JOIN ${staged}.raw r ON r.n = d.n ORDER BY d.nid`)
}
