/** Networks of Azure in a few words, for tests: the entities that collecting them leaves, without the calls. */
import { normalise } from '../../../src/graph/properties.ts'
import type { StagedEntity } from '../../../src/store/store.ts'

const group = '/subscriptions/s/resourcegroups/g/providers'
const network = `${group}/microsoft.network`

export const key = {
  nic: (name: string) => `${network}/networkinterfaces/${name}`,
  configuration: (nic: string, name = 'ip') => `${network}/networkinterfaces/${nic}/ipconfigurations/${name}`,
  publicIp: (name: string) => `${network}/publicipaddresses/${name}`,
  group: (name: string) => `${network}/networksecuritygroups/${name}`,
  vnet: (name: string) => `${network}/virtualnetworks/${name}`,
  subnet: (name: string, vnet = 'net') => `${network}/virtualnetworks/${vnet}/subnets/${name}`,
  balancer: (name: string) => `${network}/loadbalancers/${name}`,
  pool: (name: string, balancer = 'lb') => `${network}/loadbalancers/${balancer}/backendaddresspools/${name}`,
  natRule: (name: string, balancer = 'lb') => `${network}/loadbalancers/${balancer}/inboundnatrules/${name}`,
  members: (name: string) => `${network}/applicationsecuritygroups/${name}`,
  routes: (name: string) => `${network}/routetables/${name}`,
  firewall: (name: string) => `${network}/azurefirewalls/${name}`,
  gateway: (name: string) => `${network}/applicationgateways/${name}`,
  machine: (name: string) => `${group}/microsoft.compute/virtualmachines/${name}`,
  scaleSet: (name: string) => `${group}/microsoft.compute/virtualmachinescalesets/${name}`,
}

export function resource(type: string, id: string, properties: Readonly<Record<string, unknown>>): StagedEntity {
  const displayName = id.slice(id.lastIndexOf('/') + 1)
  return { key: id, type, class: ['Record'], properties: normalise({ displayName, name: displayName, ...properties }) }
}

export interface Configuration {
  readonly id?: string
  readonly privateIpAddress?: string
  readonly publicIpId?: string
  readonly subnetId?: string
  readonly [name: string]: unknown
}

export function nic(name: string, configuration: Configuration = {}, properties: Readonly<Record<string, unknown>> = {}): StagedEntity {
  const configured = {
    id: key.configuration(name),
    privateIpAddress: '10.0.0.4',
    subnetId: key.subnet('subnet'),
    version: 'IPv4',
    ...configuration,
  }
  return resource('azure_nic', key.nic(name), { ipConfigurations: [configured], ...properties })
}

export function publicIp(name: string, publicIpAddress: string | undefined = '203.0.113.7', sku = 'Standard'): StagedEntity {
  return resource('azure_public_ip', key.publicIp(name), { publicIpAddress, sku })
}

export function subnet(name = 'subnet', properties: Readonly<Record<string, unknown>> = {}): StagedEntity {
  return resource('azure_subnet', key.subnet(name), { CIDR: '10.0.0.0/24', addressPrefixes: ['10.0.0.0/24'], ...properties })
}

export function machine(name: string, nics: readonly string[], properties: Readonly<Record<string, unknown>> = {}): StagedEntity {
  return resource('azure_vm', key.machine(name), { networkInterfaceIds: nics.map(key.nic), ...properties })
}

export interface Rule {
  readonly name?: string
  readonly access?: string
  readonly priority?: unknown
  readonly protocol?: unknown
  readonly from?: unknown
  readonly to?: unknown
  readonly ports?: unknown
  readonly [name: string]: unknown
}

/** A rule as the API writes it; by default it allows TCP to 22 from anywhere. */
export function rule({
  name,
  access = 'Allow',
  priority = 300,
  protocol = 'Tcp',
  from = '*',
  to = '*',
  ports = '22',
  ...rest
}: Rule = {}): unknown {
  return {
    name: name ?? `${access}-${Array.isArray(ports) ? ports.join('-') : ports}`.toLowerCase(),
    properties: {
      direction: 'Inbound',
      access,
      priority,
      protocol,
      sourcePortRange: '*',
      ...oneOrMany('sourceAddressPrefix', 'sourceAddressPrefixes', from),
      ...oneOrMany('destinationAddressPrefix', 'destinationAddressPrefixes', to),
      ...oneOrMany('destinationPortRange', 'destinationPortRanges', ports),
      ...rest,
    },
  }
}

function oneOrMany(one: string, many: string, value: unknown): Record<string, unknown> {
  return Array.isArray(value) ? { [many]: value } : { [one]: value, [many]: [] }
}

export const defaultRules = [
  rule({ name: 'AllowVnetInBound', priority: 65_000, protocol: '*', from: 'VirtualNetwork', to: 'VirtualNetwork', ports: '*' }),
  rule({ name: 'AllowAzureLoadBalancerInBound', priority: 65_001, protocol: '*', from: 'AzureLoadBalancer', ports: '*' }),
  rule({ name: 'DenyAllInBound', access: 'Deny', priority: 65_500, protocol: '*', ports: '*' }),
]

export function securityGroup(name: string, ...rules: readonly unknown[]): StagedEntity {
  return resource('azure_security_group', key.group(name), { rules, defaultRules })
}

/** A Standard load balancer, each rule of which has the public address of the same name in front where it says nothing else. */
export function balancer(
  name: string,
  rules: readonly Readonly<Record<string, unknown>>[],
  properties: Readonly<Record<string, unknown>> = {},
): StagedEntity {
  const balancingRules = rules.map((one) => ({ kind: 'rule', name: 'r', publicIpId: key.publicIp(name), ...one }))
  return resource('azure_lb', key.balancer(name), { sku: 'Standard', balancingRules, ...properties })
}
