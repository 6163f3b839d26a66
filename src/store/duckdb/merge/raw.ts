/** The raw answers of live entities: replaced where they differ, gone with their entity; no versions of them are kept. */
import type { MergeFacts } from './merge.ts'
import type { Session } from './session.ts'

export async function mergeRaw(session: Session, { salt }: MergeFacts, staged: string): Promise<void> {
  await session.run(
    `CREATE TEMP TABLE raw_diff AS
     SELECT d.nid, r.n, r.hash, r.hash IS NOT DISTINCT FROM raw.hash AS same
     FROM entity_diff d
     LEFT JOIN (SELECT n, md5_number(concat($salt, body)) AS hash FROM ${staged}.raw) r ON r.n = d.n
     LEFT JOIN raw ON raw.nid = d.nid
     WHERE r.n IS NOT NULL OR raw.nid IS NOT NULL`,
    { salt },
  )
  await session.run('DELETE FROM raw WHERE nid IN (SELECT nid FROM raw_diff WHERE NOT same)')
  await session.run(
    `INSERT INTO raw SELECT d.nid, d.hash, r.body FROM raw_diff d JOIN ${staged}.raw r ON r.n = d.n WHERE NOT d.same ORDER BY d.nid`,
  )
  await session.run('DROP TABLE raw_diff')
}
