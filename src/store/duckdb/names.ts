/** What a cloud answers and what people bring themselves never share an integration: its class tells the two apart. */
import { type IntegrationIdentity, type Reader, StoreError } from '../store.ts'

/** @throws StoreError where the name is that of an integration of the other sort: its entities would become what they are not */
export async function refuseTakenName(reader: Reader, { name, class: classes }: IntegrationIdentity): Promise<void> {
  const isCloud = classes.length > 0
  const [holder] = await reader.rows('SELECT type, len(classes) > 0 AS cloud FROM integration WHERE name = $1', [name])
  if (holder === undefined || holder.cloud === isCloud) return
  const message = isCloud
    ? `"${name}" is the name of data of your own in this workspace: give the integration another name.`
    : `"${name}" is the name of an integration of this workspace that is read from ${String(holder.type)}: give your own data another name (--as).`
  throw new StoreError('taken', message)
}
