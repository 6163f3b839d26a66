/** The other ends of links, where the answer says them by ARM ids. */
import { texts } from './client/json.ts'
import { armKey, armKeys } from './ids.ts'
import type { AzureResource } from './listing.ts'

/** The keys of the resources whose ARM ids stand at a path, be it one or many. */
export function keysAt(path: string): (resource: AzureResource) => string[] {
  return ({ raw }) => armKeys(texts(raw, path))
}

/** What a resource hangs on whose id is `{id of that}/providers/{provider}/…`: locks, exemptions, recommendations. */
export function extended(id: string, provider: string): string | undefined {
  const key = armKey(id)
  const end = key.lastIndexOf(`/providers/${provider.toLowerCase()}/`)
  return end > 0 ? key.slice(0, end) : undefined
}
