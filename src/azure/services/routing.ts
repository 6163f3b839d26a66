/** How networks reach each other and the outside: peerings, routes, NAT gateways, bastions. https://learn.microsoft.com/rest/api/virtualnetwork */
import { type Bridge, between, from, to } from '../../collect/links.ts'
import type { Entity } from '../../graph/model.ts'
import { arm, embeddedIn } from '../arm-listing.ts'
import { type Answer, at, objects, text, texts } from '../client/json.ts'
import { type Fact, from as fact, json, ref } from '../facts.ts'
import { armKey, armKeys, lastSegmentOf, parentKeyOf, subscriptionIdOf } from '../ids.ts'
import type { AzureResource } from '../listing.ts'
import { remoteOf } from '../network/rules.ts'
import { resource } from '../resource.ts'
import { virtualNetwork } from './network.ts'

const service = 'Network'
const version = '2024-05-01'
const remoteNetwork = 'properties.remoteVirtualNetwork.id'

export const virtualNetworkPeering = resource({
  type: 'azure_vnet_peering',
  class: ['Network'],
  title: 'Virtual network peering',
  service,
  list: embeddedIn(
    virtualNetwork,
    'Microsoft.Network/virtualNetworks/virtualNetworkPeerings',
    'virtualNetworks[].properties.virtualNetworkPeerings[]',
    (network) => objects(network, 'properties.virtualNetworkPeerings'),
  ),
  permission: 'Microsoft.Network/virtualNetworks/read',
  properties: {
    peeringState: 'properties.peeringState',
    peeringSyncLevel: 'properties.peeringSyncLevel',
    provisioningState: 'properties.provisioningState',
    allowVirtualNetworkAccess: 'properties.allowVirtualNetworkAccess',
    allowForwardedTraffic: 'properties.allowForwardedTraffic',
    allowGatewayTransit: 'properties.allowGatewayTransit',
    useRemoteGateways: 'properties.useRemoteGateways',
    remoteVirtualNetworkId: ref(remoteNetwork),
    remoteSubscriptionId: fact([remoteNetwork], (id) => (typeof id === 'string' ? subscriptionIdOf(armKey(id)) : undefined), 'text'),
    remoteAddressPrefixes: 'properties.remoteAddressSpace.addressPrefixes',
  },
  links: [from('azure_vnet', 'HAS', ({ raw }) => networkOf(raw)), between('azure_vnet', 'CONNECTS', 'azure_vnet', peers, { mapped: true })],
})

function networkOf(peering: Answer): string {
  return parentKeyOf(armKey(text(peering, 'id') ?? ''))
}

/** The other network may be another tenant's, or one that nobody may read. */
function peers({ raw }: AzureResource): Bridge[] {
  const other = text(raw, remoteNetwork)
  if (other === undefined) return []
  const properties = {
    peeringName: text(raw, 'name'),
    peeringState: at(raw, 'properties.peeringState'),
    allowVirtualNetworkAccess: at(raw, 'properties.allowVirtualNetworkAccess'),
    allowForwardedTraffic: at(raw, 'properties.allowForwardedTraffic'),
    allowGatewayTransit: at(raw, 'properties.allowGatewayTransit'),
    useRemoteGateways: at(raw, 'properties.useRemoteGateways'),
  }
  return [{ near: networkOf(raw), far: armKey(other), properties, placeholder: unreadNetwork(other) }]
}

function unreadNetwork(id: string): Entity {
  const name = lastSegmentOf(id)
  return { key: armKey(id), type: 'azure_vnet', class: ['Network'], properties: { id, name, displayName: name } }
}

export const routeTable = resource({
  type: 'azure_route_table',
  class: ['Configuration'],
  title: 'Route table',
  service,
  list: arm('Microsoft.Network/routeTables', version, { bulk: 'resources' }),
  permission: 'Microsoft.Network/routeTables/read',
  properties: {
    resourceGuid: 'properties.resourceGuid',
    provisioningState: 'properties.provisioningState',
    disableBgpRoutePropagation: 'properties.disableBgpRoutePropagation',
    routes: json('properties.routes'),
    routeNames: 'properties.routes[].name',
    routeAddressPrefixes: 'properties.routes[].properties.addressPrefix',
    routeNextHopTypes: 'properties.routes[].properties.nextHopType',
    routeNextHopIpAddresses: 'properties.routes[].properties.nextHopIpAddress',
    defaultRouteNextHopType: ofDefaultRoute('nextHopType'),
    defaultRouteNextHopIpAddress: ofDefaultRoute('nextHopIpAddress'),
    subnetIds: ref('properties.subnets[].id'),
  },
  links: [from('azure_subnet', 'USES', subnets)],
})

/** Where all goes that no other route names: to the Internet, or by force to a firewall or a gateway. */
function ofDefaultRoute(field: string): Fact {
  return {
    paths: ['properties.routes'],
    expects: 'objects',
    read: (table) =>
      at(
        objects(table, 'properties.routes').find((route) => remoteOf(text(route, 'properties.addressPrefix') ?? '').kind === 'internet'),
        `properties.${field}`,
      ),
  }
}

function subnets({ raw }: AzureResource): string[] {
  return armKeys(texts(raw, 'properties.subnets[].id'))
}

export const natGateway = resource({
  type: 'azure_nat_gateway',
  class: ['Gateway'],
  title: 'NAT gateway',
  service,
  list: arm('Microsoft.Network/natGateways', version, { bulk: 'resources' }),
  permission: 'Microsoft.Network/natGateways/read',
  properties: {
    sku: 'sku.name',
    zones: 'zones',
    resourceGuid: 'properties.resourceGuid',
    provisioningState: 'properties.provisioningState',
    idleTimeoutInMinutes: 'properties.idleTimeoutInMinutes',
    publicIpIds: ref('properties.publicIpAddresses[].id'),
    publicIpPrefixIds: ref('properties.publicIpPrefixes[].id'),
    subnetIds: ref('properties.subnets[].id'),
  },
  links: [
    from('azure_subnet', 'USES', subnets),
    to('USES', 'azure_public_ip', ({ raw }) => armKeys(texts(raw, 'properties.publicIpAddresses[].id'))),
  ],
})

const bastionAddress = 'properties.ipConfigurations[].properties.publicIPAddress.id'

export const bastionHost = resource({
  type: 'azure_bastion_host',
  class: ['Gateway'],
  title: 'Bastion host',
  service,
  list: arm('Microsoft.Network/bastionHosts', version, { bulk: 'resources' }),
  permission: 'Microsoft.Network/bastionHosts/read',
  properties: {
    sku: 'sku.name',
    zones: 'zones',
    dnsName: 'properties.dnsName',
    provisioningState: 'properties.provisioningState',
    scaleUnits: 'properties.scaleUnits',
    disableCopyPaste: 'properties.disableCopyPaste',
    enableFileCopy: 'properties.enableFileCopy',
    enableIpConnect: 'properties.enableIpConnect',
    enableKerberos: 'properties.enableKerberos',
    enableShareableLink: 'properties.enableShareableLink',
    enableTunneling: 'properties.enableTunneling',
    enableSessionRecording: 'properties.enableSessionRecording',
    enablePrivateOnlyBastion: 'properties.enablePrivateOnlyBastion',
    allowedIpAddresses: 'properties.networkAcls.ipRules[].addressPrefix',
    publicIpIds: ref(bastionAddress),
    subnetIds: ref('properties.ipConfigurations[].properties.subnet.id'),
    virtualNetworkIds: { paths: ['properties'], expects: 'object', read: networksOf },
  },
  links: [
    from('azure_vnet', 'HAS', ({ raw }) => networksOf(raw)),
    to('USES', 'azure_public_ip', ({ raw }) => armKeys(texts(raw, bastionAddress))),
  ],
})

/** By its subnet, or named outright where it has none of its own (the developer tier). */
function networksOf(bastion: Answer): string[] {
  const bySubnet = texts(bastion, 'properties.ipConfigurations[].properties.subnet.id').map((id) => parentKeyOf(armKey(id)))
  return [...new Set([...bySubnet, ...armKeys(texts(bastion, 'properties.virtualNetwork.id'))])]
}

export const routingDefinitions = [virtualNetworkPeering, routeTable, natGateway, bastionHost]
