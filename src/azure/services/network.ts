/** Virtual networks, interfaces, public addresses and security groups. https://learn.microsoft.com/rest/api/virtualnetwork */
import { from, to } from '../../collect/links.ts'
import { arm, embeddedIn } from '../arm-listing.ts'
import { type Answer, objects, text, texts } from '../client/json.ts'
import { from as fact, first, json, ref } from '../facts.ts'
import { armKey, armKeys } from '../ids.ts'
import { ipConfigurations } from '../network/ip-configurations.ts'
import { securityRuleLinks } from '../network/rule-links.ts'
import { isWideOpen, rulesOf } from '../network/rules.ts'
import { resource } from '../resource.ts'

const service = 'Network'
const version = '2024-05-01'

export const virtualNetwork = resource({
  type: 'azure_vnet',
  class: ['Network'],
  title: 'Virtual network',
  service,
  list: arm('Microsoft.Network/virtualNetworks', version, { bulk: 'resources' }),
  permission: 'Microsoft.Network/virtualNetworks/read',
  properties: {
    addressPrefixes: 'properties.addressSpace.addressPrefixes',
    CIDR: first('properties.addressSpace.addressPrefixes'),
    dnsServers: 'properties.dhcpOptions.dnsServers',
    enableDdosProtection: 'properties.enableDdosProtection',
    ddosProtectionPlanId: ref('properties.ddosProtectionPlan.id'),
    enableVmProtection: 'properties.enableVmProtection',
    encryptionEnabled: 'properties.encryption.enabled',
    peeredVirtualNetworkIds: ref('properties.virtualNetworkPeerings[].properties.remoteVirtualNetwork.id'),
    peeringStates: 'properties.virtualNetworkPeerings[].properties.peeringState',
    peeringAllowForwardedTraffic: 'properties.virtualNetworkPeerings[].properties.allowForwardedTraffic',
    peeringAllowGatewayTransit: 'properties.virtualNetworkPeerings[].properties.allowGatewayTransit',
    flowLogIds: ref('properties.flowLogs[].id'),
    public: fact([], () => false),
    internal: fact([], () => true),
  },
})

export const subnet = resource({
  type: 'azure_subnet',
  class: ['Network'],
  title: 'Subnet',
  service,
  list: embeddedIn(virtualNetwork, 'Microsoft.Network/virtualNetworks/subnets', 'virtualNetworks[].properties.subnets[]', subnetsOf),
  permission: 'Microsoft.Network/virtualNetworks/read',
  properties: {
    displayName: fact(['name', 'properties'], (name, properties) => `${name} (${prefixOf(properties) ?? 'no address range'})`),
    CIDR: fact(['properties'], prefixOf),
    addressPrefixes: 'properties.addressPrefixes',
    securityGroupId: ref('properties.networkSecurityGroup.id'),
    routeTableId: ref('properties.routeTable.id'),
    natGatewayId: ref('properties.natGateway.id'),
    serviceEndpoints: 'properties.serviceEndpoints[].service',
    delegations: 'properties.delegations[].properties.serviceName',
    privateEndpointNetworkPolicies: 'properties.privateEndpointNetworkPolicies',
    privateLinkServiceNetworkPolicies: 'properties.privateLinkServiceNetworkPolicies',
    defaultOutboundAccess: 'properties.defaultOutboundAccess',
    ipConfigurationIds: ref('properties.ipConfigurations[].id'),
    public: fact([], () => false),
    internal: fact([], () => true),
  },
  links: [
    from('azure_vnet', 'CONTAINS', ({ raw }) => {
      const id = text(raw, 'virtualNetwork.id')
      return id === undefined ? undefined : armKey(id)
    }),
  ],
})

/** Each with what it takes from its network. */
function* subnetsOf(network: Answer): Iterable<Answer> {
  for (const one of objects(network, 'properties.subnets')) {
    yield { ...one, location: network.location, virtualNetwork: { id: network.id } }
  }
}

/** A subnet has one prefix, or a list of them. */
function prefixOf(properties: unknown): string | undefined {
  return text(properties, 'addressPrefix') ?? texts(properties, 'addressPrefixes')[0]
}

export const networkInterface = resource({
  type: 'azure_nic',
  class: ['NetworkInterface'],
  title: 'Network interface',
  service,
  list: arm('Microsoft.Network/networkInterfaces', version, { bulk: 'resources' }),
  permission: 'Microsoft.Network/networkInterfaces/read',
  properties: {
    resourceGuid: 'properties.resourceGuid',
    macAddress: 'properties.macAddress',
    primary: 'properties.primary',
    ipForwarding: 'properties.enableIPForwarding',
    acceleratedNetworking: 'properties.enableAcceleratedNetworking',
    virtualMachineId: ref('properties.virtualMachine.id'),
    securityGroupId: ref('properties.networkSecurityGroup.id'),
    privateEndpointId: ref('properties.privateEndpoint.id'),
    privateIpAddress: 'properties.ipConfigurations[].properties.privateIPAddress',
    publicIpIds: ref('properties.ipConfigurations[].properties.publicIPAddress.id'),
    subnetIds: ref('properties.ipConfigurations[].properties.subnet.id'),
    applicationSecurityGroupIds: ref('properties.ipConfigurations[].properties.applicationSecurityGroups[].id'),
    dnsServers: 'properties.dnsSettings.dnsServers',
    ipConfigurations: { paths: ['properties.ipConfigurations'], expects: 'objects', read: ipConfigurations },
  },
  borrowed: {
    publicIpAddress: ({ raw }) => ({
      keys: armKeys(texts(raw, 'properties.ipConfigurations[].properties.publicIPAddress.id')),
      property: 'publicIpAddress',
      take: 'list',
    }),
  },
})

export const publicIpAddress = resource({
  type: 'azure_public_ip',
  class: ['IpAddress'],
  title: 'Public IP address',
  service,
  list: arm('Microsoft.Network/publicIPAddresses', version, { bulk: 'resources' }),
  permission: 'Microsoft.Network/publicIPAddresses/read',
  properties: {
    public: fact([], () => true),
    sku: 'sku.name',
    zones: 'zones',
    resourceGuid: 'properties.resourceGuid',
    publicIpAddress: 'properties.ipAddress',
    ipAddress: 'properties.ipAddress',
    ipVersion: 'properties.publicIPAddressVersion',
    allocationMethod: 'properties.publicIPAllocationMethod',
    fqdn: 'properties.dnsSettings.fqdn',
    domainNameLabel: 'properties.dnsSettings.domainNameLabel',
    ipConfigurationId: ref('properties.ipConfiguration.id'),
    natGatewayId: ref('properties.natGateway.id'),
    ddosProtectionMode: 'properties.ddosSettings.protectionMode',
    idleTimeoutInMinutes: 'properties.idleTimeoutInMinutes',
  },
})

export const securityGroup = resource({
  type: 'azure_security_group',
  class: ['Firewall'],
  title: 'Network security group',
  service,
  list: arm('Microsoft.Network/networkSecurityGroups', version, { bulk: 'resources' }),
  permission: 'Microsoft.Network/networkSecurityGroups/read',
  properties: {
    resourceGuid: 'properties.resourceGuid',
    provisioningState: 'properties.provisioningState',
    category: fact(
      ['properties.networkInterfaces[].id', 'properties.subnets[].id'],
      (nics, subnets) => [...(isFilled(nics) ? ['host'] : []), ...(isFilled(subnets) ? ['network'] : [])],
      'texts',
    ),
    isWideOpen: { paths: ['properties.securityRules'], expects: 'objects', read: (group) => isWideOpen(rulesOf(group)) },
    rules: json('properties.securityRules'),
    defaultRules: json('properties.defaultSecurityRules'),
    flowLogIds: ref('properties.flowLogs[].id'),
  },
  links: [
    to('PROTECTS', 'azure_nic', ({ raw }) => armKeys(texts(raw, 'properties.networkInterfaces[].id'))),
    to('PROTECTS', 'azure_subnet', ({ raw }) => armKeys(texts(raw, 'properties.subnets[].id'))),
    ...securityRuleLinks,
  ],
})

function isFilled(value: unknown): boolean {
  return Array.isArray(value) && value.length > 0
}
