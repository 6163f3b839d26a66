/** Subscriptions, resource groups and regions. https://learn.microsoft.com/rest/api/resources */
import type { JsonObject } from '../json.ts'
import type { Service } from '../kind.ts'
import { joined, listed, mapped } from '../sequence.ts'
import type { Group, Subscription } from '../subscription.ts'
import type { Tenant } from '../tenant.ts'
import { regions } from '../words.ts'

export function subscriptionBody(tenant: Tenant, subscription: Subscription): JsonObject {
  return {
    id: `/subscriptions/${subscription.id}`,
    authorizationSource: 'RoleBased',
    managedByTenants: [],
    tags: subscription.tags,
    subscriptionId: subscription.id,
    tenantId: tenant.id,
    displayName: subscription.name,
    state: 'Enabled',
    subscriptionPolicies: { locationPlacementId: 'Public_2014-09-01', quotaId: subscription.quotaId, spendingLimit: 'Off' },
  }
}

export function groupBody(tenant: Tenant, subscription: Subscription, group: Group): JsonObject {
  const dice = tenant.dice('group body', subscription.index, group.name)
  return {
    id: `/subscriptions/${subscription.id}/resourceGroups/${group.name}`,
    name: group.name,
    type: 'Microsoft.Resources/resourceGroups',
    location: group.location,
    ...(dice.chance('untagged', 0.1)
      ? {}
      : { tags: { Workload: group.workload, Owner: dice.pick('owner', tenant.scenario.company.teams) } }),
    properties: { provisioningState: 'Succeeded' },
  }
}

export function locations(subscription: Subscription): readonly JsonObject[] {
  return regions.map((region) => ({
    id: `/subscriptions/${subscription.id}/locations/${region.name}`,
    name: region.name,
    type: 'Region',
    displayName: region.displayName,
    regionalDisplayName: `(${region.group}) ${region.displayName}`,
    metadata: {
      regionType: 'Physical',
      regionCategory: 'Recommended',
      geography: region.geography,
      geographyGroup: region.group,
      latitude: region.latitude,
      longitude: region.longitude,
      physicalLocation: region.place,
      pairedRegion: [{ name: region.paired, id: `/subscriptions/${subscription.id}/locations/${region.paired}` }],
    },
  }))
}

export const containers: Service = {
  tables: [
    {
      table: 'resourcecontainers',
      type: 'Microsoft.Resources/subscriptions',
      rows: (tenant) =>
        listed(
          tenant.subscriptions.map((subscription) => {
            const { id, displayName, tags, tenantId, subscriptionPolicies, managedByTenants, state } = subscriptionBody(
              tenant,
              subscription,
            )
            return {
              id,
              name: displayName,
              type: 'Microsoft.Resources/subscriptions',
              tenantId,
              tags,
              properties: { state, subscriptionPolicies, managedByTenants },
            }
          }),
        ),
    },
    {
      table: 'resourcecontainers',
      type: 'Microsoft.Resources/subscriptions/resourceGroups',
      rows: (tenant) =>
        joined(
          tenant.subscriptions.map((subscription) =>
            mapped(tenant.groups(subscription), (group) => groupBody(tenant, subscription, group)),
          ),
        ),
    },
  ],
}
