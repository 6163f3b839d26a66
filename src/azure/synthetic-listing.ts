/** Entities that no call lists: the node of a service under which a tenant's resources of it hang. */
import type { AzureResource, ListingOf } from './listing.ts'
import { tenantOf } from './tenant.ts'

/** One entity per tenant, keyed `{type}:{tenant id}`. */
export function onePerTenant(name: string): ListingOf {
  return ({ type }) => ({
    scope: 'tenant',
    source: {
      kind: 'list',
      api: 'none',
      async *list() {
        yield { name }
      },
    },
    properties: ['name', 'displayName'],
    shared: ({ scope }) => ({ key: tenantWideKey(type, scope), properties: { name, displayName: name } }),
  })
}

/** The key of such an entity, for those who link to it. */
export function tenantWideKey(type: string, scope: AzureResource['scope']): string {
  return `${type}:${tenantOf(scope).tenantId}`
}
