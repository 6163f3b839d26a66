/** Network security groups and their rules. https://learn.microsoft.com/rest/api/virtualnetwork/network-security-groups */
import { at, type JsonObject } from '../json.ts'
import type { Kind, Seat, Service } from '../kind.ts'
import { hasOwnGroup, prefix, subnets } from './network.ts'
import { etag, inParent } from './shapes.ts'

const networkType = 'Microsoft.Network/virtualNetworks'
const interfaceType = 'Microsoft.Network/networkInterfaces'
const securityGroupType = 'Microsoft.Network/networkSecurityGroups'

const securityGroup: Kind = {
  type: securityGroupType,
  apiVersion: '2024-05-01',
  weight: 45,
  prefix: 'nsg',
  body: (seat) => {
    const network = seat.owner(networkType)
    const guarded =
      network === undefined ? [] : subnets(network).filter((subnet) => at(subnet, ['properties', 'networkSecurityGroup', 'id']) === seat.id)
    const interfaces = seat.sharers(interfaceType).filter(hasOwnGroup)
    return {
      etag: etag(seat.drift),
      properties: {
        provisioningState: 'Succeeded',
        resourceGuid: seat.dice.guid('resourceGuid'),
        securityRules: rules(seat),
        defaultSecurityRules: defaultRules(seat.id),
        ...(interfaces.length === 0 ? {} : { networkInterfaces: interfaces.map(({ id }) => ({ id })) }),
        ...(guarded.length === 0 ? {} : { subnets: guarded.map((subnet) => ({ id: subnet.id })) }),
      },
    }
  },
}

function rules(seat: Seat): JsonObject[] {
  const found: JsonObject[] = []
  const rule = (
    name: string,
    priority: number,
    access: string,
    source: JsonObject,
    ports: JsonObject,
    direction = 'Inbound',
    protocol = 'Tcp',
  ) => found.push(securityRule(seat.id, name, { protocol, access, priority, direction, ...anywhere, ...source, ...ports }))
  if (seat.dice.chance('web', 0.4)) rule('allow-https', 100, 'Allow', { sourceAddressPrefix: 'Internet' }, { destinationPortRange: '443' })
  if (seat.wrong('ssh')) rule('allow-ssh', 110, 'Allow', { sourceAddressPrefix: '*' }, { destinationPortRange: '22' })
  if (seat.wrong('rdp')) rule('allow-rdp', 120, 'Allow', { sourceAddressPrefix: '0.0.0.0/0' }, { destinationPortRange: '3389' })
  if (seat.wrong('all'))
    rule('temporary-allow-all', 130, 'Allow', { sourceAddressPrefix: '*' }, { destinationPortRange: '*' }, 'Inbound', '*')
  if (seat.dice.chance('office', 0.5))
    rule(
      'allow-office',
      200,
      'Allow',
      { sourceAddressPrefixes: ['198.51.100.0/26', '203.0.113.64/27'] },
      { destinationPortRanges: ['22', '8080-8090'] },
    )
  if (seat.dice.chance('database', 0.3))
    rule('allow-sql', 300, 'Allow', { sourceAddressPrefix: ownAddresses(seat) }, { destinationPortRange: '1433' })
  if (seat.dice.chance('deny', 0.5))
    rule('deny-legacy', 400, 'Deny', { sourceAddressPrefix: '*' }, { destinationPortRanges: ['21', '23', '445'] })
  if (seat.dice.chance('egress', 0.25))
    rule('deny-egress', 4000, 'Deny', { destinationAddressPrefix: 'Internet' }, { destinationPortRange: '*' }, 'Outbound', '*')
  const [first, last] = subnetRanges(seat)
  if (first !== undefined && last !== undefined && seat.dice.chance('segmented', 0.3)) {
    rule('deny-jobs', 500, 'Deny', { sourceAddressPrefix: last }, { destinationPortRange: '22' })
    rule('allow-app', 510, 'Allow', { destinationAddressPrefix: first }, { destinationPortRange: '8443' }, 'Outbound')
    rule('deny-data', 520, 'Deny', { destinationAddressPrefix: last }, { destinationPortRange: '1433' }, 'Outbound')
  }
  if (seat.dice.chance('partner', 0.2)) {
    rule('allow-partner', 600, 'Allow', { destinationAddressPrefix: '203.0.113.128/26' }, { destinationPortRange: '443' }, 'Outbound')
    rule('allow-time', 610, 'Allow', { destinationAddressPrefix: '198.51.100.123' }, { destinationPortRange: '123' }, 'Outbound', 'Udp')
    rule('allow-monitor', 620, 'Allow', { destinationAddressPrefix: 'AzureMonitor' }, { destinationPortRange: '443' }, 'Outbound')
  }
  const workers = seat.dice.chance('workers', 0.2) ? seat.peer('Microsoft.Network/applicationSecurityGroups') : undefined
  if (workers !== undefined) {
    const from = { sourceAddressPrefix: undefined, sourceApplicationSecurityGroups: [{ id: workers.id }] }
    rule('allow-workers', 350, 'Allow', from, { destinationPortRange: '9443' })
  }
  if (seat.dice.chance('blocked', 0.2)) {
    rule('deny-scanner', 700, 'Deny', { sourceAddressPrefix: '192.0.2.66/32' }, { destinationPortRange: '*' }, 'Inbound', '*')
    rule('deny-range', 710, 'Deny', { sourceAddressPrefix: '192.0.2.128/25' }, { destinationPortRange: '*' }, 'Inbound', '*')
    rule('deny-tunnels', 720, 'Deny', { sourceAddressPrefix: 'AzureTrafficManager' }, { destinationPortRange: '*' }, 'Inbound', '*')
    rule('deny-upload', 730, 'Deny', { destinationAddressPrefix: '192.0.2.66' }, { destinationPortRange: '*' }, 'Outbound', '*')
    rule('deny-uploads', 740, 'Deny', { destinationAddressPrefix: '192.0.2.128/25' }, { destinationPortRange: '*' }, 'Outbound', '*')
    rule('deny-storage', 750, 'Deny', { destinationAddressPrefix: 'Storage' }, { destinationPortRange: '445' }, 'Outbound')
  }
  return found
}

/** Those of some network around; a few groups let everything in that is private. */
function ownAddresses(group: Seat): string {
  const network = group.peer(networkType)
  if (network === undefined || group.dice.chance('private', 0.01)) return '10.0.0.0/8'
  return `${prefix(network)}.0.0/16`
}

/** The address ranges of the network's first and last subnet, where the group stands beside a network. */
function subnetRanges(group: Seat): readonly (string | undefined)[] {
  const network = group.owner(networkType)
  const ranges = (network === undefined ? [] : subnets(network)).map((subnet) => {
    const range = at(subnet, ['properties', 'addressPrefix'])
    return typeof range === 'string' ? range : undefined
  })
  return [ranges[0], ranges.at(-1)]
}

const anywhere = {
  sourcePortRange: '*',
  destinationAddressPrefix: '*',
  sourceAddressPrefix: '*',
  sourcePortRanges: [],
  destinationPortRanges: [],
  sourceAddressPrefixes: [],
  destinationAddressPrefixes: [],
} as const

/** A rule in the shape of the answer; a plural field makes its singular one go, as in the service. */
export function securityRule(groupId: string, name: string, properties: JsonObject, list = 'securityRules'): JsonObject {
  const kept: Record<string, JsonObject[string]> = { provisioningState: 'Succeeded', ...properties }
  for (const singular of ['sourceAddressPrefix', 'destinationAddressPrefix', 'sourcePortRange', 'destinationPortRange']) {
    const plural = kept[singular.endsWith('x') ? `${singular}es` : `${singular}s`]
    if (Array.isArray(plural) && plural.length > 0) delete kept[singular]
  }
  return { name, id: `${groupId}/${list}/${name}`, type: `Microsoft.Network/networkSecurityGroups/${list}`, properties: kept }
}

export function defaultRules(groupId: string): JsonObject[] {
  const rule = (
    name: string,
    priority: number,
    direction: string,
    access: string,
    source: string,
    destination: string,
    description: string,
  ) =>
    securityRule(
      groupId,
      name,
      {
        description,
        protocol: '*',
        access,
        priority,
        direction,
        ...anywhere,
        sourceAddressPrefix: source,
        destinationAddressPrefix: destination,
        destinationPortRange: '*',
      },
      'defaultSecurityRules',
    )
  return [
    rule('AllowVnetInBound', 65000, 'Inbound', 'Allow', 'VirtualNetwork', 'VirtualNetwork', 'Traffic within the virtual network'),
    rule('AllowAzureLoadBalancerInBound', 65001, 'Inbound', 'Allow', 'AzureLoadBalancer', '*', 'Traffic of the load balancer'),
    rule('DenyAllInBound', 65500, 'Inbound', 'Deny', '*', '*', 'All other inbound traffic'),
    rule('AllowVnetOutBound', 65000, 'Outbound', 'Allow', 'VirtualNetwork', 'VirtualNetwork', 'Traffic within the virtual network'),
    rule('AllowInternetOutBound', 65001, 'Outbound', 'Allow', '*', 'Internet', 'Traffic to the Internet'),
    rule('DenyAllOutBound', 65500, 'Outbound', 'Deny', '*', '*', 'All other outbound traffic'),
  ]
}

export const securityGroups: Service = {
  kinds: [securityGroup],
  children: [inParent(securityGroupType, 'securityRules'), inParent(securityGroupType, 'defaultSecurityRules')],
}
