/** Subscriptions, their resource groups and regions. https://learn.microsoft.com/rest/api/resources */

import { PermissionError } from '../../collect/errors.ts'
import { between, from } from '../../collect/links.ts'
import { normalise } from '../../graph/properties.ts'
import { arm, shared } from '../arm-listing.ts'
import { type Answer, text } from '../client/json.ts'
import { type FactTable, from as fact, readFacts, ref, region } from '../facts.ts'
import { locationKey, subscriptionIdOf } from '../ids.ts'
import type { AzureCall, AzureResource } from '../listing.ts'
import { resource } from '../resource.ts'
import { subscriptionKeyOf } from '../tenant.ts'

const version = '2022-12-01'

export const subscription = resource({
  type: 'azure_subscription',
  class: ['Account'],
  title: 'Subscription',
  service: 'Resource Manager',
  permission: 'Microsoft.Resources/subscriptions/read',
  list: ({ type }) => ({
    scope: 'tenant',
    source: { kind: 'list', api: 'GET /subscriptions', list: wanted },
    armType: 'Microsoft.Resources/subscriptions',
    ...shared(type, 'Microsoft.Resources/subscriptions', false),
  }),
  properties: {
    name: 'displayName',
    displayName: 'displayName',
    subscriptionId: 'subscriptionId',
    state: 'state',
    authorizationSource: 'authorizationSource',
    tenantId: 'tenantId',
    offerName: 'subscriptionPolicies.quotaId',
    spendingLimit: 'subscriptionPolicies.spendingLimit',
    locationPlacementId: 'subscriptionPolicies.locationPlacementId',
    managedByTenantIds: 'managedByTenants[].tenantId',
  },
  opens: {
    kind: 'subscription',
    scope: ({ raw }) => {
      const id = idOfSubscription(raw)
      return id === undefined ? undefined : { id, name: text(raw, 'displayName') ?? id, data: { subscriptionId: id } }
    },
  },
})

/** A subscription must not be missed for one field of an unexpected type: all that is in it would be gone. */
export function idOfSubscription(one: Answer): string | undefined {
  return text(one, 'subscriptionId')?.toLowerCase() ?? subscriptionIdOf(text(one, 'id') ?? '')
}

/**
 * The subscriptions that are asked for. ARM leaves out without a word those that the principal may not read: one that is
 * asked for and missing, or none at all, is a permission that lacks and not an empty tenant.
 */
async function* wanted(call: AzureCall) {
  const { subscriptions, tenantId } = call.session.config
  const missing = new Set(subscriptions === 'all' ? [] : subscriptions.map((id) => id.toLowerCase()))
  let found = 0
  for await (const one of call.session.arm.list('/subscriptions', version, call)) {
    if (subscriptions !== 'all' && !missing.delete(idOfSubscription(one) ?? '')) continue
    found++
    yield one
  }
  if (missing.size > 0) {
    throw refused(
      call,
      [...missing].map((id) => `/subscriptions/${id}`),
      'is not there, or may not be read',
    )
  }
  if (found === 0) {
    throw refused(call, [`/providers/Microsoft.Management/managementGroups/${tenantId}`], 'has no subscription that may be read')
  }
}

function refused({ permission, session }: AzureCall, scopes: readonly string[], what: string): PermissionError {
  const scope = scopes.join(', ')
  const grants = scopes.map((one) => session.arm.grant('Reader', one)).join(' ; ')
  return new PermissionError(permission, scope, `${scope} ${what}. Grant the role Reader there: ${grants}`)
}

export const resourceGroup = resource({
  type: 'azure_resource_group',
  class: ['Group'],
  title: 'Resource group',
  service: 'Resource Manager',
  list: arm('Microsoft.Resources/resourceGroups', '2024-03-01', {
    path: '/resourcegroups',
    bulk: 'resourcecontainers',
    inResourceGroup: false,
  }),
  permission: 'Microsoft.Resources/subscriptions/resourceGroups/read',
  properties: {
    location: region('location'),
    managedBy: ref('managedBy'),
    provisioningState: 'properties.provisioningState',
  },
  links: [from('azure_subscription', 'HAS', ({ scope }) => subscriptionKeyOf(scope))],
})

const locationFacts: FactTable = {
  name: 'name',
  displayName: 'displayName',
  regionalDisplayName: 'regionalDisplayName',
  locationType: 'type',
  regionType: 'metadata.regionType',
  regionCategory: 'metadata.regionCategory',
  geographyGroup: 'metadata.geographyGroup',
  pairedRegions: 'metadata.pairedRegion[].name',
  physicalLocation: 'metadata.physicalLocation',
  latitude: fact(['metadata.latitude', 'latitude'], (inMetadata, above) => inMetadata ?? above),
  longitude: fact(['metadata.longitude', 'longitude'], (inMetadata, above) => inMetadata ?? above),
}

/** A region belongs to no subscription: all that list it share one node, which stands for it. */
export const location = resource({
  type: 'azure_location',
  class: ['Site'],
  title: 'Region',
  service: 'Resource Manager',
  list: arm('Microsoft.Resources/locations', version, { path: '/locations', inResourceGroup: false }),
  permission: 'Microsoft.Resources/subscriptions/locations/read',
  isEntity: () => false,
  properties: locationFacts,
  links: [
    between(
      'azure_subscription',
      'USES',
      'azure_location',
      (region) => {
        const placeholder = locationPlaceholder(region)
        const near = subscriptionKeyOf(region.scope)
        return placeholder === undefined || near === undefined ? [] : [{ near, far: placeholder.key, placeholder }]
      },
      { mapped: true },
    ),
  ],
})

function locationPlaceholder({ raw }: AzureResource) {
  const name = text(raw, 'name')
  if (name === undefined) return undefined
  const properties = normalise({ id: name, displayName: name, ...readFacts(locationFacts, raw) })
  return { key: locationKey(name), type: 'azure_location', class: ['Site'], properties }
}
