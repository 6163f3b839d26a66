/** The tree of management groups above the subscriptions. https://learn.microsoft.com/rest/api/managementgroups */
import type { JsonObject } from '../json.ts'
import type { Service } from '../kind.ts'
import { listed } from '../sequence.ts'
import type { Tenant } from '../tenant.ts'

const groupType = 'Microsoft.Management/managementGroups'

interface ManagementGroup {
  readonly name: string
  readonly displayName: string
  readonly parent: string | undefined
}

/** The root bears the tenant's id; the others are the landing zones that Microsoft recommends. */
function tree(tenant: Tenant): readonly ManagementGroup[] {
  return [
    { name: tenant.id, displayName: 'Tenant Root Group', parent: undefined },
    { name: 'mg-platform', displayName: 'Platform', parent: tenant.id },
    { name: 'mg-landing-zones', displayName: 'Landing zones', parent: tenant.id },
    { name: 'mg-online', displayName: 'Online', parent: 'mg-landing-zones' },
    { name: 'mg-corp', displayName: 'Corp', parent: 'mg-landing-zones' },
    { name: 'mg-sandbox', displayName: 'Sandbox', parent: tenant.id },
  ]
}

/** Where a subscription without a place of its own hangs. */
export const landingZones = ['mg-online', 'mg-corp', 'mg-online', 'mg-platform', 'mg-corp', 'mg-sandbox'] as const

function idOf(name: string): string {
  return `/providers/${groupType}/${name}`
}

export function rootGroupId(tenant: Tenant): string {
  return idOf(tenant.id)
}

export function managementGroups(tenant: Tenant): readonly JsonObject[] {
  return tree(tenant).map(({ name, displayName }) => ({
    id: idOf(name),
    type: groupType,
    name,
    properties: { tenantId: tenant.id, displayName },
  }))
}

export function managementGroup(tenant: Tenant, wanted: string, expand: string | null, recurse: boolean): JsonObject | undefined {
  const groups = tree(tenant)
  const found = groups.find(({ name }) => name.toLowerCase() === wanted.toLowerCase())
  if (found === undefined) return undefined
  const parent = groups.find(({ name }) => name === found.parent)
  const children = expand?.toLowerCase().includes('children') ? childrenOf(tenant, groups, found.name, recurse) : undefined
  return {
    id: idOf(found.name),
    type: groupType,
    name: found.name,
    properties: {
      tenantId: tenant.id,
      displayName: found.displayName,
      details: {
        version: 1,
        updatedTime: tenant.daysAgo(600),
        updatedBy: 'Tenant Backfill Job',
        ...(parent === undefined ? {} : { parent: { id: idOf(parent.name), name: parent.name, displayName: parent.displayName } }),
      },
      // A group without children has null here, and nothing at all where they were not asked for.
      ...(children === undefined ? {} : { children: children.length === 0 ? null : children }),
    },
  }
}

function childrenOf(tenant: Tenant, groups: readonly ManagementGroup[], parent: string, recurse: boolean): JsonObject[] {
  const below = groups
    .filter((group) => group.parent === parent)
    .map(({ name, displayName }) => {
      const inner = recurse ? childrenOf(tenant, groups, name, true) : []
      return { type: groupType, id: idOf(name), name, displayName, ...(inner.length === 0 ? {} : { children: inner }) }
    })
  const subscriptions = tenant.subscriptions
    .filter(({ managementGroup: place }) => (place === 'root' ? tenant.id : place) === parent)
    .map(({ id, name }) => ({ type: '/subscriptions', id: `/subscriptions/${id}`, name: id, displayName: name }))
  return [...below, ...subscriptions]
}

export const management: Service = {
  tables: [{ table: 'resourcecontainers', type: groupType, rows: (tenant) => listed(managementGroups(tenant)) }],
}
