/** The other ends of links, where the answer says them by the ids of resources or of directory objects. */
import { to } from '../collect/links.ts'
import type { Borrowed } from '../graph/link.ts'
import { type Answer, at, isAnswer, text, texts } from './client/json.ts'
import { armKey, armKeys, objectKey, resourceGroupKeyOf } from './ids.ts'
import type { AzureLink, AzureResource } from './listing.ts'
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

/** The key of the directory object whose id stands at a path. */
export function objectAt(raw: Answer, path: string): string | undefined {
  const id = text(raw, path)
  return id === undefined ? undefined : objectKey(id)
}

/** What the directory object is called whose id stands at a path. */
export function nameOfObject(path: string): (resource: AzureResource) => Borrowed {
  return ({ raw }) => {
    const key = objectAt(raw, path)
    return { keys: key === undefined ? [] : [key], property: 'displayName', take: 'first' }
  }
}

/** The identities that were given to a resource, which every kind of resource says alike. */
export const usesManagedIdentities: AzureLink = to('USES', 'azure_managed_identity', ({ raw }) => {
  const assigned = at(raw, 'identity.userAssignedIdentities')
  return isAnswer(assigned) ? armKeys(Object.keys(assigned)) : []
})
