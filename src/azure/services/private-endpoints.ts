/** Private endpoints, and services offered to those of others. https://learn.microsoft.com/rest/api/virtualnetwork/private-endpoints */
import { type Edge, from, to } from '../../collect/links.ts'
import { arm } from '../arm-listing.ts'
import { objects, text, texts } from '../client/json.ts'
import { from as fact, ref, region } from '../facts.ts'
import { armKey, armKeys, parentKeyOf } from '../ids.ts'
import type { AzureResource } from '../listing.ts'
import { resource } from '../resource.ts'

const frontends = 'properties.loadBalancerFrontendIpConfigurations[].id'

export const privateEndpoint = resource({
  type: 'azure_private_endpoint',
  class: ['NetworkEndpoint'],
  title: 'Private endpoint',
  service: 'Network',
  // Resource Graph has no etag.
  list: arm('Microsoft.Network/privateEndpoints', '2024-05-01'),
  permission: 'Microsoft.Network/privateEndpoints/read',
  properties: {
    location: region('location'),
    etag: 'etag',
    subnetId: ref('properties.subnet.id'),
    provisioningState: 'properties.provisioningState',
    networkInterfaceIds: ref('properties.networkInterfaces[].id'),
    privateLinkServiceIds: ref('properties.privateLinkServiceConnections[].properties.privateLinkServiceId'),
    groupIds: 'properties.privateLinkServiceConnections[].properties.groupIds',
    connectionStatus: 'properties.privateLinkServiceConnections[].properties.privateLinkServiceConnectionState.status',
    manualPrivateLinkServiceIds: ref('properties.manualPrivateLinkServiceConnections[].properties.privateLinkServiceId'),
    customDnsFqdns: 'properties.customDnsConfigs[].fqdn',
  },
  links: [
    to('USES', 'azure_nic', ({ raw }) => armKeys(texts(raw, 'properties.networkInterfaces[].id'))),
    from('azure_subnet', 'HAS', ({ raw }) => {
      const subnet = text(raw, 'properties.subnet.id')
      return subnet === undefined ? undefined : armKey(subnet)
    }),
    to('CONNECTS', 'ANY_RESOURCE', connections, { type: 'azure_private_endpoint_connects_resource' }),
  ],
})

/** What stands behind the endpoint. A manual connection waits for its owner's approval: the state on the edge tells. */
function connections({ raw }: AzureResource): Edge[] {
  const lists = [
    { path: 'properties.privateLinkServiceConnections', manual: false },
    { path: 'properties.manualPrivateLinkServiceConnections', manual: true },
  ]
  return lists.flatMap(({ path, manual }) =>
    objects(raw, path).flatMap((connection) => {
      const target = text(connection, 'properties.privateLinkServiceId')
      if (target === undefined) return []
      const properties = {
        connectionName: text(connection, 'name'),
        groupIds: texts(connection, 'properties.groupIds'),
        status: text(connection, 'properties.privateLinkServiceConnectionState.status'),
        provisioningState: text(connection, 'properties.provisioningState'),
        manual,
      }
      return [{ target: armKey(target), properties }]
    }),
  )
}

export const privateLinkService = resource({
  type: 'azure_private_link_service',
  class: ['NetworkEndpoint'],
  title: 'Private Link service',
  service: 'Network',
  list: arm('Microsoft.Network/privateLinkServices', '2024-05-01', { bulk: 'resources' }),
  permission: 'Microsoft.Network/privateLinkServices/read',
  properties: {
    resourceGuid: 'properties.resourceGuid',
    provisioningState: 'properties.provisioningState',
    alias: 'properties.alias',
    fqdns: 'properties.fqdns',
    enableProxyProtocol: 'properties.enableProxyProtocol',
    visibleToSubscriptions: 'properties.visibility.subscriptions',
    autoApprovedSubscriptions: 'properties.autoApproval.subscriptions',
    loadBalancerIds: fact([frontends], (ids) => (Array.isArray(ids) ? balancersOf(ids) : undefined), 'texts'),
    subnetIds: ref('properties.ipConfigurations[].properties.subnet.id'),
    connectedPrivateEndpointIds: ref('properties.privateEndpointConnections[].properties.privateEndpoint.id'),
    connectionStatus: 'properties.privateEndpointConnections[].properties.privateLinkServiceConnectionState.status',
  },
  links: [to('CONNECTS', 'azure_lb', ({ raw }) => balancersOf(texts(raw, frontends)))],
})

/** The load balancers that these front ends are of. */
function balancersOf(frontendIds: readonly unknown[]): string[] {
  const ids = frontendIds.filter((id) => typeof id === 'string')
  return [...new Set(ids.map((id) => parentKeyOf(armKey(id))))]
}

export const privateEndpointDefinitions = [privateEndpoint, privateLinkService]
