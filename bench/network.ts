/** A made-up Azure network of any size: interfaces in subnets, machines, public addresses, security groups. Always the same. */
import { normalise } from '../src/graph/properties.ts'
import type { StagedEntity } from '../src/store/store.ts'

export interface NetworkSize {
  readonly interfaces: number
  /** Of all security groups together, without those that Azure adds. */
  readonly rules: number
  /** How many of the interfaces have a public address, from 0 to 1. */
  readonly publicShare: number
}

const rulesPerGroup = 20
const subnetSize = 100
const network = '/subscriptions/s/resourcegroups/g/providers/microsoft.network'
const machines = '/subscriptions/s/resourcegroups/g/providers/microsoft.compute/virtualmachines'

export function networkOf(size: NetworkSize): StagedEntity[] {
  const groups = Math.max(2, Math.floor(size.rules / rulesPerGroup))
  const subnets = Math.ceil(size.interfaces / subnetSize)
  return [
    ...Array.from({ length: groups }, (_, index) => securityGroup(index)),
    ...Array.from({ length: subnets }, (_, index) => subnet(index, groups)),
    ...Array.from({ length: size.interfaces }, (_, index) => machine(index, size.publicShare, groups)).flat(),
  ]
}

function machine(index: number, publicShare: number, groups: number): StagedEntity[] {
  const nic = `${network}/networkinterfaces/nic-${index}`
  const isPublic = (index * 7919) % 1000 < publicShare * 1000
  const configuration = {
    id: `${nic}/ipconfigurations/ip`,
    privateIpAddress: address(index),
    version: 'IPv4',
    subnetId: subnetKey(Math.floor(index / subnetSize)),
    ...(isPublic ? { publicIpId: `${network}/publicipaddresses/ip-${index}` } : {}),
  }
  // Half of the interfaces have a group of their own beside that of their subnet.
  const group = index % 2 === 0 ? { securityGroupId: groupKey((index * 31) % groups) } : {}
  return [
    entity('azure_nic', nic, { ipConfigurations: [configuration], ...group }),
    entity('azure_vm', `${machines}/vm-${index}`, { networkInterfaceIds: [nic], active: index % 10 !== 0 }),
    ...(isPublic
      ? [
          entity('azure_public_ip', `${network}/publicipaddresses/ip-${index}`, {
            publicIpAddress: `20.${address(index).slice(3)}`,
            sku: 'Standard',
          }),
        ]
      : []),
  ]
}

function subnet(index: number, groups: number): StagedEntity {
  return entity('azure_subnet', subnetKey(index), {
    CIDR: `${address(index * subnetSize)}/25`,
    ...(index % 4 === 3 ? {} : { securityGroupId: groupKey(index % groups) }),
  })
}

/** Rules as people write them: from anywhere, from an office, to a subnet, to one address; some of them deny. */
function securityGroup(index: number): StagedEntity {
  const rules = Array.from({ length: rulesPerGroup }, (_, number) => {
    const port = (index * 13 + number * 97) % 9000
    return rule(number === 7 ? 'Deny' : 'Allow', 100 + number * 10, {
      protocol: number % 5 === 0 ? 'Udp' : number % 7 === 0 ? '*' : 'Tcp',
      sourceAddressPrefix: number % 3 === 0 ? '*' : number % 3 === 1 ? '198.51.100.0/24' : 'Internet',
      destinationAddressPrefix:
        number % 10 === 4 ? address((index * 37) % 100_000) : number % 10 === 6 ? `${address(index * subnetSize)}/25` : '*',
      destinationPortRanges: number % 4 === 0 ? [`${port}-${port + 50}`, '443'] : [String(port)],
    })
  })
  const defaultRules = [
    rule('Allow', 65_000, { sourceAddressPrefix: 'VirtualNetwork', destinationAddressPrefix: 'VirtualNetwork' }),
    rule('Allow', 65_001, { sourceAddressPrefix: 'AzureLoadBalancer' }),
    rule('Deny', 65_500, {}),
  ]
  return entity('azure_security_group', groupKey(index), { rules, defaultRules })
}

function rule(access: string, priority: number, properties: Readonly<Record<string, unknown>>): unknown {
  const anything = { protocol: '*', sourceAddressPrefix: '*', destinationAddressPrefix: '*', sourcePortRange: '*' }
  const ports = 'destinationPortRanges' in properties ? {} : { destinationPortRange: '*' }
  return { name: `${access}-${priority}`, properties: { direction: 'Inbound', access, priority, ...anything, ...ports, ...properties } }
}

function entity(type: string, key: string, properties: Readonly<Record<string, unknown>>): StagedEntity {
  const displayName = key.slice(key.lastIndexOf('/') + 1)
  return { key, type, class: ['Record'], properties: normalise({ displayName, name: displayName, ...properties }) }
}

function groupKey(index: number): string {
  return `${network}/networksecuritygroups/nsg-${index}`
}

function subnetKey(index: number): string {
  return `${network}/virtualnetworks/net/subnets/subnet-${index}`
}

function address(index: number): string {
  return `10.${(index >> 16) & 255}.${(index >> 8) & 255}.${index & 255}`
}
