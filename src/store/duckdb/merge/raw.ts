/** The raw answers of live entities: replaced where they differ, gone with their entity; no versions of them are kept. */
import type { MergeFacts } from './merge.ts'
import { portions } from './portions.ts'
import type { Session } from './session.ts'

/** Leaves `raw_diff` behind. Placeholders have no raw answers. */
export async function compareRaw(session: Session, { integration, salt, shared }: MergeFacts, staged: string): Promise<void> {
  await session.run(
    `CREATE TABLE ${shared}.raw_diff AS
     SELECT d.nid, r.n, r.hash, r.bytes
     FROM (FROM entity_diff WHERE integration = $integration) d
     LEFT JOIN (SELECT n, md5_number(concat($salt, body)) AS hash, strlen(body) AS bytes FROM ${staged}.raw) r ON r.n = d.n
     LEFT JOIN raw ON raw.nid = d.nid
     WHERE r.hash IS DISTINCT FROM raw.hash`,
    { integration, salt },
  )
}

/** Answers that are sorted at once, in bytes. */
const portion = 100_000_000

export async function applyRaw(session: Session, staged: string): Promise<void> {
  await session.run('DELETE FROM raw WHERE nid IN (SELECT nid FROM raw_diff)')
  for (const range of await portions(session, { number: 'nid', size: 'bytes', rows: 'raw_diff WHERE n IS NOT NULL', portion }))
    await session.run(
      `INSERT INTO raw SELECT d.nid, d.hash, r.body FROM raw_diff d JOIN ${staged}.raw r ON r.n = d.n WHERE d.nid ${range} ORDER BY d.nid`,
    )
}
