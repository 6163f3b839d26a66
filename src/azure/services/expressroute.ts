/** ExpressRoute: circuits, the connections between them, and the communities Microsoft announces. https://learn.microsoft.com/rest/api/expressroute */
import { from, to, where } from '../../collect/links.ts'
import { arm, childrenOf } from '../arm-listing.ts'
import { type Answer, texts } from '../client/json.ts'
import { ref, region } from '../facts.ts'
import type { AzureResource } from '../listing.ts'
import { resource } from '../resource.ts'
import { onePerTenant, tenantWideKey } from '../synthetic-listing.ts'
import { subscriptionKeyOf, tenantOf } from '../tenant.ts'

const service = 'ExpressRoute'
const version = '2024-05-01'

export const expressRoute = resource({
  type: 'azure_expressroute',
  class: ['Service'],
  title: 'ExpressRoute',
  service,
  list: onePerTenant('Azure ExpressRoute'),
  permission: 'none',
  properties: {},
  links: [from('azure_subscription', 'HAS', ({ scope }) => where('azure_subscription', { tenantId: tenantOf(scope).tenantId }))],
})

const inExpressRoute = from('azure_expressroute', 'HAS', expressRouteOf)

function expressRouteOf({ scope }: AzureResource): string {
  return tenantWideKey('azure_expressroute', scope)
}

export const expressRouteCircuit = resource({
  type: 'azure_expressroute_circuit',
  class: ['Network'],
  title: 'ExpressRoute circuit',
  service,
  list: arm('Microsoft.Network/expressRouteCircuits', version, { bulk: 'resources' }),
  permission: 'Microsoft.Network/expressRouteCircuits/read',
  properties: {
    location: region('location'),
    sku: 'sku.name',
    skuTier: 'sku.tier',
    circuitProvisioningState: 'properties.circuitProvisioningState',
    serviceProviderProvisioningState: 'properties.serviceProviderProvisioningState',
    serviceProviderName: 'properties.serviceProviderProperties.serviceProviderName',
    peeringLocation: 'properties.serviceProviderProperties.peeringLocation',
    bandwidthInMbps: 'properties.serviceProviderProperties.bandwidthInMbps',
    allowClassicOperations: 'properties.allowClassicOperations',
    globalReachEnabled: 'properties.globalReachEnabled',
    peerings: 'properties.peerings[].name',
  },
  forChildren: { peerings: 'properties.peerings[].name' },
  links: [inExpressRoute],
})

/** Only circuits with the private peering connect to others. */
function hasPrivatePeering(circuit: Answer): boolean {
  return texts(circuit, 'peerings').includes('AzurePrivatePeering')
}

/** A connection that this circuit makes to another one. */
export const circuitConnection = resource({
  type: 'azure_expressroute_circuit_connection',
  class: ['Network'],
  title: 'ExpressRoute circuit connection',
  service,
  list: childrenOf(expressRouteCircuit, 'peerings/AzurePrivatePeering/connections', version, { when: hasPrivatePeering }),
  permission: 'Microsoft.Network/expressRouteCircuits/peerings/connections/read',
  properties: {
    addressPrefix: 'properties.addressPrefix',
    circuitConnectionStatus: 'properties.circuitConnectionStatus',
    provisioningState: 'properties.provisioningState',
    peeringId: ref('properties.peerExpressRouteCircuitPeering.id'),
  },
  links: [inExpressRoute, from('azure_expressroute_circuit', 'HAS', ({ scope }) => scope.id)],
})

/** A connection that another circuit made to this one. The type is misspelt everywhere, hence here. */
export const peerCircuitConnection = resource({
  type: 'azure_peer_expressroute_circut_connection',
  class: ['Network'],
  title: 'ExpressRoute peer circuit connection',
  service,
  list: childrenOf(expressRouteCircuit, 'peerings/AzurePrivatePeering/peerConnections', version, { when: hasPrivatePeering }),
  permission: 'Microsoft.Network/expressRouteCircuits/peerings/peerConnections/read',
  properties: {
    addressPrefix: 'properties.addressPrefix',
    circuitConnectionStatus: 'properties.circuitConnectionStatus',
    connectionName: 'properties.connectionName',
    authResourceGuid: 'properties.authResourceGuid',
    expressRouteCircuitPeeringId: ref('properties.expressRouteCircuitPeering.id'),
    peerExpressRouteCircuitPeeringId: ref('properties.peerExpressRouteCircuitPeering.id'),
    provisioningState: 'properties.provisioningState',
  },
  links: [inExpressRoute, from('azure_expressroute_circuit', 'HAS', ({ scope }) => scope.id)],
})

/** Microsoft's own services, the same for everybody: their ids name no subscription. */
export const bgpServiceCommunity = resource({
  type: 'azure_bgp_service_communities',
  class: ['Network'],
  title: 'BGP service community',
  service,
  list: arm('Microsoft.Network/bgpServiceCommunities', version, { inResourceGroup: false }),
  permission: 'Microsoft.Network/bgpServiceCommunities/read',
  properties: {
    serviceName: 'properties.serviceName',
    communityValues: 'properties.bgpCommunities[].communityValue',
    communityPrefixes: 'properties.bgpCommunities[].communityPrefixes',
  },
  links: [from('azure_subscription', 'HAS', ({ scope }) => subscriptionKeyOf(scope)), to('HAS', 'azure_expressroute', expressRouteOf)],
})

export const expressRouteDefinitions = [expressRoute, expressRouteCircuit, circuitConnection, peerCircuitConnection, bgpServiceCommunity]
