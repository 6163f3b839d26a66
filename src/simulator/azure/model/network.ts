/** Virtual networks, network interfaces and public addresses. https://learn.microsoft.com/rest/api/virtualnetwork */
import type { JsonObject } from '../json.ts'
import type { Kind, Seat, Service } from '../kind.ts'
import { holderOf } from './public-addresses.ts'
import { etag, inParent, publicAddressText, reference } from './shapes.ts'

const networkType = 'Microsoft.Network/virtualNetworks'
const interfaceType = 'Microsoft.Network/networkInterfaces'
const addressType = 'Microsoft.Network/publicIPAddresses'
const securityGroupType = 'Microsoft.Network/networkSecurityGroups'
const machineType = 'Microsoft.Compute/virtualMachines'

const virtualNetwork: Kind = {
  type: networkType,
  apiVersion: '2024-05-01',
  weight: 30,
  prefix: 'vnet',
  body: (seat) => ({
    etag: etag(seat.drift),
    properties: {
      provisioningState: 'Succeeded',
      resourceGuid: seat.dice.guid('resourceGuid'),
      addressSpace: { addressPrefixes: [`${prefix(seat)}.0.0/16`] },
      ...(seat.dice.chance('dns', 0.2) ? { dhcpOptions: { dnsServers: [`${prefix(seat)}.0.4`, `${prefix(seat)}.0.5`] } } : {}),
      subnets: subnets(seat),
      virtualNetworkPeerings: peerings(seat),
      enableDdosProtection: ddosPlan(seat) !== undefined,
      ...reference('ddosProtectionPlan', ddosPlan(seat)),
      ...(seat.dice.chance('encryption', 0.1) ? { encryption: { enabled: true, enforcement: 'AllowUnencrypted' } } : {}),
    },
  }),
}

/** Every sixth network is under the plan that stands beside it. */
function ddosPlan(network: Seat): string | undefined {
  return network.number !== undefined && network.number % 6 === 0 ? network.peer('Microsoft.Network/ddosProtectionPlans')?.id : undefined
}

/** Every ninth address is under the plan by itself. */
export function addressPlan(address: Seat): string | undefined {
  return address.number !== undefined && address.number % 9 === 0 ? address.peer('Microsoft.Network/ddosProtectionPlans')?.id : undefined
}

const roles = ['app', 'data', 'web', 'jobs'] as const

function subnetNames(network: Seat): readonly string[] {
  return ['snet-app', ...roles.slice(1, network.dice.int('subnets', 1, roles.length)).map((role) => `snet-${role}`)]
}

export function subnets(network: Seat): JsonObject[] {
  const group = network.peer(securityGroupType)
  const interfaces = network.sharers(interfaceType)
  return subnetNames(network).map((name, index) => {
    const id = `${network.id}/subnets/${name}`
    const attached = interfaces.filter((nic) => subnetId(nic) === id)
    return {
      name,
      id,
      type: 'Microsoft.Network/virtualNetworks/subnets',
      properties: {
        provisioningState: 'Succeeded',
        ...(index === 1
          ? { addressPrefixes: [`${prefix(network)}.${index}.0/24`] }
          : { addressPrefix: `${prefix(network)}.${index}.0/24` }),
        ...(group === undefined || network.wrong(`bare ${name}`) ? {} : { networkSecurityGroup: { id: group.id } }),
        ...(attached.length === 0 ? {} : { ipConfigurations: attached.map((nic) => ({ id: configurationId(nic.id) })) }),
        ...reference('routeTable', network.owner('Microsoft.Network/routeTables')?.id),
        ...(index === 0 ? reference('natGateway', network.owner('Microsoft.Network/natGateways')?.id) : {}),
        serviceEndpoints:
          index === 1 ? [{ service: 'Microsoft.Storage', locations: [network.location], provisioningState: 'Succeeded' }] : [],
        delegations: [],
        privateEndpointNetworkPolicies: 'Disabled',
        privateLinkServiceNetworkPolicies: 'Enabled',
        ...(index === 0 ? { defaultOutboundAccess: false } : {}),
      },
    }
  })
}

function peerings(network: Seat): JsonObject[] {
  if (!network.dice.chance('peered', 0.3)) return []
  const other = network.next(1) ?? network.next(-1)
  if (other === undefined) return []
  const name = `to-${other.name}`
  return [
    {
      name,
      id: `${network.id}/virtualNetworkPeerings/${name}`,
      type: 'Microsoft.Network/virtualNetworks/virtualNetworkPeerings',
      properties: {
        provisioningState: 'Succeeded',
        peeringState: network.dice.chance('connected', 0.9) ? 'Connected' : 'Disconnected',
        remoteVirtualNetwork: { id: other.id },
        allowVirtualNetworkAccess: true,
        allowForwardedTraffic: network.dice.chance('forwarded', 0.3),
        allowGatewayTransit: false,
        useRemoteGateways: false,
        remoteAddressSpace: { addressPrefixes: [`${prefix(other)}.0.0/16`] },
      },
    },
  ]
}

/** The first two numbers of a network's addresses. Networks that nobody planned together overlap. */
export function prefix(network: Seat): string {
  return `10.${network.dice.int('prefix', 0, 255)}`
}

const networkInterface: Kind = {
  type: interfaceType,
  apiVersion: '2024-05-01',
  weight: 90,
  prefix: 'nic',
  body: (seat) => {
    const machine = seat.owner(machineType)
    const network = seat.peer(networkType)
    const address = publicAddress(seat)
    const group = hasOwnGroup(seat) ? seat.peer(securityGroupType) : undefined
    const subnet = subnetId(seat)
    const inSecurityGroup = seat.dice.chance('asg', 0.15) ? seat.peer('Microsoft.Network/applicationSecurityGroups')?.id : undefined
    return {
      etag: etag(seat.drift),
      kind: 'Regular',
      properties: {
        provisioningState: 'Succeeded',
        resourceGuid: seat.dice.guid('resourceGuid'),
        ipConfigurations: [
          {
            name: 'ipconfig1',
            id: configurationId(seat.id),
            type: 'Microsoft.Network/networkInterfaces/ipConfigurations',
            properties: {
              provisioningState: 'Succeeded',
              privateIPAddress:
                network === undefined ? undefined : `${prefix(network)}.${subnetOf(seat, network)}.${seat.dice.int('last', 4, 254)}`,
              privateIPAllocationMethod: 'Dynamic',
              privateIPAddressVersion: 'IPv4',
              primary: true,
              ...(subnet === undefined ? {} : { subnet: { id: subnet } }),
              ...reference('publicIPAddress', address?.id),
              ...(inSecurityGroup === undefined ? {} : { applicationSecurityGroups: [{ id: inSecurityGroup }] }),
            },
          },
        ],
        dnsSettings: {
          dnsServers: [],
          appliedDnsServers: [],
          internalDomainNameSuffix: `${seat.dice.hex('suffix', 12)}.ax.internal.cloudapp.net`,
        },
        macAddress: `00-0D-3A-${seat.dice
          .hex('mac', 6)
          .toUpperCase()
          .replace(/(..)(?=.)/g, '$1-')}`,
        enableAcceleratedNetworking: seat.dice.chance('accelerated', 0.4),
        enableIPForwarding: seat.wrong('forwarding'),
        ...(group === undefined ? {} : { networkSecurityGroup: { id: group.id } }),
        ...(machine === undefined ? {} : { primary: true, virtualMachine: { id: machine.id } }),
        hostedWorkloads: [],
        tapConfigurations: [],
        nicType: 'Standard',
        auxiliaryMode: 'None',
      },
    }
  },
}

/** Every second interface is guarded by a group of its own beside that of its subnet. */
export function hasOwnGroup(nic: Seat): boolean {
  return nic.dice.chance('ownGroup', 0.5)
}

function subnetId(nic: Seat): string | undefined {
  const network = nic.peer(networkType)
  if (network === undefined) return undefined
  return `${network.id}/subnets/${subnetNames(network)[subnetOf(nic, network)] ?? 'snet-app'}`
}

/** Which of the network's subnets an interface is in; also the third number of its address. */
function subnetOf(nic: Seat, network: Seat): number {
  return nic.dice.int('subnet', 0, subnetNames(network).length - 1)
}

function configurationId(nic: string): string {
  return `${nic}/ipConfigurations/ipconfig1`
}

/** The address of an interface, which knows of it only when the address is given to it. */
function publicAddress(nic: Seat): Seat | undefined {
  const address = nic.owner(addressType)
  return address !== undefined && holderOf(address)?.seat.id === nic.id ? address : undefined
}

const publicIpAddress: Kind = {
  type: addressType,
  apiVersion: '2024-05-01',
  weight: 60,
  prefix: 'pip',
  body: (seat) => {
    const holder = holderOf(seat)
    const label = `${seat.name}-${seat.dice.hex('label', 4)}`
    return {
      etag: etag(seat.drift),
      sku: { name: 'Standard', tier: 'Regional' },
      ...(seat.dice.chance('zonal', 0.4) ? { zones: ['1', '2', '3'] } : {}),
      properties: {
        provisioningState: 'Succeeded',
        resourceGuid: seat.dice.guid('resourceGuid'),
        ipAddress: publicAddressText(seat.dice, 'address'),
        publicIPAddressVersion: 'IPv4',
        publicIPAllocationMethod: 'Static',
        idleTimeoutInMinutes: 4,
        ...(seat.dice.chance('named', 0.3)
          ? { dnsSettings: { domainNameLabel: label, fqdn: `${label}.${seat.location}.cloudapp.azure.com` } }
          : {}),
        ddosSettings: addressPlan(seat) === undefined ? { protectionMode: 'VirtualNetworkInherited' } : ownProtection(seat),
        ipTags: [],
        ...(holder === undefined ? {} : { [holder.member]: { id: holder.reference } }),
      },
    }
  },
}

function ownProtection(address: Seat): JsonObject {
  return { protectionMode: 'Enabled', ...reference('ddosProtectionPlan', addressPlan(address)) }
}

export const network: Service = {
  kinds: [virtualNetwork, networkInterface, publicIpAddress],
  children: [inParent(networkType, 'subnets'), inParent(networkType, 'virtualNetworkPeerings')],
}
