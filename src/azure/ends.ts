/** The other ends of links, where the answer says them by ARM ids. */
import { text, texts } from './client/json.ts'
import { armKey, armKeys, resourceGroupKeyOf } from './ids.ts'
import type { AzureResource } from './listing.ts'
import { subscriptionKeyOf } from './tenant.ts'

/** The keys of the resources whose ARM ids stand at a path, be it one or many. */
export function keysAt(path: string): (resource: AzureResource) => string[] {
  return ({ raw }) => armKeys(texts(raw, path))
}

/** The subscription, for what stands in none of its groups. */
export function subscriptionOutsideGroups({ raw, scope }: AzureResource): string | undefined {
  return resourceGroupKeyOf(armKey(text(raw, 'id') ?? '')) === undefined ? subscriptionKeyOf(scope) : undefined
}

/** What a resource hangs on whose id is `{id of that}/providers/{provider}/…`: locks, exemptions, recommendations. */
export function extended(id: string, provider: string): string | undefined {
  const key = armKey(id)
  const end = key.lastIndexOf(`/providers/${provider.toLowerCase()}/`)
  return end > 0 ? key.slice(0, end) : undefined
}
