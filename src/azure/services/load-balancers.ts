/** Load balancers and application gateways. https://learn.microsoft.com/rest/api/load-balancer */
import { to } from '../../collect/links.ts'
import { arm } from '../arm-listing.ts'
import { texts } from '../client/json.ts'
import { filled, ref, region } from '../facts.ts'
import { armKeys } from '../ids.ts'
import type { AzureResource } from '../listing.ts'
import { balancingRules, poolMembers } from '../network/balancing.ts'
import { gatewayMembers, gatewayRoutes } from '../network/gateway-routes.ts'
import { resource } from '../resource.ts'

const version = '2024-05-01'
const frontendAddress = 'properties.frontendIPConfigurations[].properties.publicIPAddress.id'

export const loadBalancer = resource({
  type: 'azure_lb',
  class: ['Gateway'],
  title: 'Load balancer',
  service: 'Network',
  list: arm('Microsoft.Network/loadBalancers', version, { bulk: 'resources' }),
  permission: 'Microsoft.Network/loadBalancers/read',
  properties: {
    sku: 'sku.name',
    skuTier: 'sku.tier',
    resourceGuid: 'properties.resourceGuid',
    provisioningState: 'properties.provisioningState',
    publicIpIds: ref(frontendAddress),
    privateIp: 'properties.frontendIPConfigurations[].properties.privateIPAddress',
    public: filled(frontendAddress),
    frontendPorts: 'properties.loadBalancingRules[].properties.frontendPort',
    inboundNatPorts: 'properties.inboundNatRules[].properties.frontendPort',
    backendIpConfigurationIds: ref('properties.backendAddressPools[].properties.backendIPConfigurations[].id'),
    balancingRules: {
      paths: ['properties.loadBalancingRules', 'properties.inboundNatRules', 'properties.inboundNatPools'],
      expects: 'objects',
      read: balancingRules,
    },
    poolMembers: { paths: ['properties.backendAddressPools'], expects: 'objects', read: poolMembers },
  },
  borrowed: { publicIpAddress: publicAddresses },
  links: [to('CONNECTS', 'azure_nic', backends), to('USES', 'azure_public_ip', publicAddressKeys)],
})

/**
 * The interfaces behind the pools and the inbound NAT rules. Those of scale set instances stand below their scale set
 * and are no resources of their own.
 */
function backends({ raw }: AzureResource): string[] {
  const configurations = [
    ...texts(raw, 'properties.backendAddressPools[].properties.backendIPConfigurations[].id'),
    ...texts(raw, 'properties.inboundNatRules[].properties.backendIPConfiguration.id'),
  ]
  return armKeys(configurations.map((id) => id.replace(/\/ipConfigurations\/.*$/i, ''))).filter(
    (key) => !key.includes('/virtualmachinescalesets/'),
  )
}

export const applicationGateway = resource({
  type: 'azure_application_gateway',
  class: ['Network'],
  title: 'Application gateway',
  service: 'Network',
  list: arm('Microsoft.Network/applicationGateways', version, { bulk: 'resources' }),
  permission: 'Microsoft.Network/applicationGateways/read',
  properties: {
    location: region('location'),
    zones: 'zones',
    skuName: 'properties.sku.name',
    skuTier: 'properties.sku.tier',
    operationalState: 'properties.operationalState',
    provisioningState: 'properties.provisioningState',
    resourceGuid: 'properties.resourceGuid',
    enableHttp2: 'properties.enableHttp2',
    wafPolicyId: ref('properties.firewallPolicy.id'),
    wafEnabled: 'properties.webApplicationFirewallConfiguration.enabled',
    wafMode: 'properties.webApplicationFirewallConfiguration.firewallMode',
    minTlsVersion: 'properties.sslPolicy.minProtocolVersion',
    sslPolicyName: 'properties.sslPolicy.policyName',
    publicIpIds: ref(frontendAddress),
    public: filled(frontendAddress),
    subnetIds: ref('properties.gatewayIPConfigurations[].properties.subnet.id'),
    listenerProtocols: 'properties.httpListeners[].properties.protocol',
    routes: { paths: ['properties.requestRoutingRules', 'properties.routingRules'], expects: 'objects', read: gatewayRoutes },
    poolMembers: { paths: ['properties.backendAddressPools'], expects: 'objects', read: gatewayMembers },
    backendFqdns: 'properties.backendAddressPools[].properties.backendAddresses[].fqdn',
  },
  borrowed: { publicIpAddress: publicAddresses },
  links: [to('USES', 'azure_public_ip', publicAddressKeys)],
})

function publicAddressKeys({ raw }: AzureResource): string[] {
  return armKeys(texts(raw, frontendAddress))
}

/** The lists name the public address by its id alone. */
function publicAddresses(resource: AzureResource) {
  return { keys: publicAddressKeys(resource), property: 'publicIpAddress', take: 'list' } as const
}

export const loadBalancerDefinitions = [loadBalancer, applicationGateway]
