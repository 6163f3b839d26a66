/** VPN and ExpressRoute gateways, and what they connect to. https://learn.microsoft.com/rest/api/network-gateway */
import { type Bridge, between, from, to } from '../../collect/links.ts'
import { text, texts } from '../client/json.ts'
import { json, ref } from '../facts.ts'
import { byGroup } from '../group-listing.ts'
import { armKey, armKeys, parentKeyOf } from '../ids.ts'
import type { AzureResource } from '../listing.ts'
import { resource } from '../resource.ts'

const service = 'Network'
const version = '2024-05-01'
const publicAddress = 'properties.ipConfigurations[].properties.publicIPAddress.id'
const subnet = 'properties.ipConfigurations[].properties.subnet.id'

export const virtualNetworkGateway = resource({
  type: 'azure_virtual_network_gateway',
  class: ['Gateway'],
  title: 'VPN or ExpressRoute gateway',
  service,
  list: byGroup('Microsoft.Network/virtualNetworkGateways', version),
  permission: 'Microsoft.Network/virtualNetworkGateways/read',
  properties: {
    resourceGuid: 'properties.resourceGuid',
    provisioningState: 'properties.provisioningState',
    gatewayType: 'properties.gatewayType',
    vpnType: 'properties.vpnType',
    vpnGatewayGeneration: 'properties.vpnGatewayGeneration',
    sku: 'properties.sku.name',
    skuTier: 'properties.sku.tier',
    activeActive: 'properties.activeActive',
    enableBgp: 'properties.enableBgp',
    asn: 'properties.bgpSettings.asn',
    bgpPeeringAddress: 'properties.bgpSettings.bgpPeeringAddress',
    enablePrivateIpAddress: 'properties.enablePrivateIpAddress',
    allowRemoteVnetTraffic: 'properties.allowRemoteVnetTraffic',
    vpnClientAddressPrefixes: 'properties.vpnClientConfiguration.vpnClientAddressPool.addressPrefixes',
    vpnClientProtocols: 'properties.vpnClientConfiguration.vpnClientProtocols',
    vpnAuthenticationTypes: 'properties.vpnClientConfiguration.vpnAuthenticationTypes',
    vpnClientTenant: 'properties.vpnClientConfiguration.aadTenant',
    radiusServerAddress: 'properties.vpnClientConfiguration.radiusServerAddress',
    publicIpIds: ref(publicAddress),
    subnetIds: ref(subnet),
  },
  links: [
    from('azure_vnet', 'HAS', ({ raw }) => [...new Set(texts(raw, subnet).map((id) => parentKeyOf(armKey(id))))]),
    to('USES', 'azure_public_ip', ({ raw }) => armKeys(texts(raw, publicAddress))),
  ],
})

/** The other side of a site-to-site VPN: an address outside, and the networks behind it. */
export const localNetworkGateway = resource({
  type: 'azure_local_network_gateway',
  class: ['Gateway'],
  title: 'Local network gateway',
  service,
  list: byGroup('Microsoft.Network/localNetworkGateways', version),
  permission: 'Microsoft.Network/localNetworkGateways/read',
  properties: {
    resourceGuid: 'properties.resourceGuid',
    provisioningState: 'properties.provisioningState',
    gatewayIpAddress: 'properties.gatewayIpAddress',
    fqdn: 'properties.fqdn',
    addressPrefixes: 'properties.localNetworkAddressSpace.addressPrefixes',
    asn: 'properties.bgpSettings.asn',
  },
})

export const vpnConnection = resource({
  type: 'azure_vpn_connection',
  class: ['Network'],
  title: 'Gateway connection',
  service,
  list: byGroup('Microsoft.Network/connections', version),
  permission: 'Microsoft.Network/connections/read',
  properties: {
    resourceGuid: 'properties.resourceGuid',
    provisioningState: 'properties.provisioningState',
    connectionType: 'properties.connectionType',
    connectionProtocol: 'properties.connectionProtocol',
    connectionMode: 'properties.connectionMode',
    connectionStatus: 'properties.connectionStatus',
    enableBgp: 'properties.enableBgp',
    expressRouteGatewayBypass: 'properties.expressRouteGatewayBypass',
    routingWeight: 'properties.routingWeight',
    dpdTimeoutSeconds: 'properties.dpdTimeoutSeconds',
    useLocalAzureIpAddress: 'properties.useLocalAzureIpAddress',
    usePolicyBasedTrafficSelectors: 'properties.usePolicyBasedTrafficSelectors',
    ipsecPolicies: json('properties.ipsecPolicies'),
    ipsecEncryption: 'properties.ipsecPolicies[].ipsecEncryption',
    ipsecIntegrity: 'properties.ipsecPolicies[].ipsecIntegrity',
    ikeEncryption: 'properties.ipsecPolicies[].ikeEncryption',
    ikeIntegrity: 'properties.ipsecPolicies[].ikeIntegrity',
    dhGroup: 'properties.ipsecPolicies[].dhGroup',
    pfsGroup: 'properties.ipsecPolicies[].pfsGroup',
    virtualNetworkGatewayId: ref('properties.virtualNetworkGateway1.id'),
    remoteVirtualNetworkGatewayId: ref('properties.virtualNetworkGateway2.id'),
    localNetworkGatewayId: ref('properties.localNetworkGateway2.id'),
    expressRouteCircuitId: ref('properties.peer.id'),
  },
  links: [
    from('azure_virtual_network_gateway', 'HAS', ({ raw }) => gatewayOf(raw)),
    connects('azure_local_network_gateway', 'properties.localNetworkGateway2.id'),
    connects('azure_virtual_network_gateway', 'properties.virtualNetworkGateway2.id'),
    connects('azure_expressroute_circuit', 'properties.peer.id'),
  ],
})

function gatewayOf(connection: AzureResource['raw']): string | undefined {
  const gateway = text(connection, 'properties.virtualNetworkGateway1.id')
  return gateway === undefined ? undefined : armKey(gateway)
}

/** Several connections may join the same two ends. */
function connects(other: string, path: string) {
  return between('azure_virtual_network_gateway', 'CONNECTS', other, ({ raw }: AzureResource): Bridge[] => {
    const near = gatewayOf(raw)
    const far = text(raw, path)
    if (near === undefined || far === undefined) return []
    const properties = {
      connectionName: text(raw, 'name'),
      connectionType: text(raw, 'properties.connectionType'),
      connectionStatus: text(raw, 'properties.connectionStatus'),
    }
    return [{ near, far: armKey(far), suffix: text(raw, 'name')?.toLowerCase() ?? '', properties }]
  })
}

export const networkGatewayDefinitions = [virtualNetworkGateway, localNetworkGateway, vpnConnection]
