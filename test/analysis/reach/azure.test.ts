/** Each rule of Azure that decides what the Internet reaches, on a network of its own, reasoned by hand. docs/network-reach.md */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { reachAnalysis } from '../../../src/analysis/reach/analysis.ts'
import { freshWorkspace } from '../../../src/store/duckdb/workspace.fixture.ts'
import type { StagedEntity } from '../../../src/store/store.ts'
import { balancer, key, machine, nic, publicIp, resource, rule, securityGroup, subnet } from './azure-network.ts'

interface Case {
  readonly title: string
  /** Entities named after the case, so that all cases stand in one graph. */
  network(name: string): readonly StagedEntity[]
  /** Properties of the edge to the interface of that name, or to what `at` names; null where there must be none. */
  readonly edge: Readonly<Record<string, unknown>> | null
  at?(name: string): string
}

/** An interface with a Standard public address, in a subnet without a group, with this group of its own. */
function behind(...rules: readonly unknown[]): Case['network'] {
  return (name) => [...standing(name), securityGroup(name, ...rules)]
}

function standing(
  name: string,
  { sku = 'Standard', configuration = {}, subnetProperties = {}, own = true }: Standing = {},
): StagedEntity[] {
  return [
    publicIp(name, '203.0.113.7', sku),
    subnet(name, subnetProperties),
    nic(
      name,
      { publicIpId: key.publicIp(name), subnetId: key.subnet(name), ...configuration },
      own ? { securityGroupId: key.group(name) } : {},
    ),
  ]
}

interface Standing {
  readonly sku?: string
  readonly configuration?: Readonly<Record<string, unknown>>
  readonly subnetProperties?: Readonly<Record<string, unknown>>
  /** Whether the interface has a group of its own, named after the case. */
  readonly own?: boolean
}

const deny = (facts = {}) => rule({ access: 'Deny', priority: 100, protocol: '*', ports: '*', ...facts })
const open = { certain: true, complete: true, ports: ['22'] }
const v6 = { privateIpAddress: 'fd00::4', version: 'IPv6' }

const groups: readonly Case[] = [
  {
    title: 'a rule that allows from anywhere opens its port',
    network: behind(rule()),
    edge: { ...open, protocols: ['tcp'], ssh: true, rdp: false },
  },
  { title: 'an allow behind a deny does not count', network: behind(rule(), deny()), edge: null },
  { title: 'a deny behind an allow closes nothing of it', network: behind(rule({ priority: 90 }), deny()), edge: open },
  {
    title: 'ports are decided one by one, ranges split at the borders of others',
    network: behind(rule({ ports: '20-100' }), rule({ access: 'Deny', priority: 200, ports: ['22', '50-60'] })),
    edge: { ports: ['20-21', '23-49', '61-100'] },
  },
  {
    title: 'a list of ports opens each of them',
    network: behind(rule({ ports: ['22', '80-82', '81-443'] })),
    edge: { ports: ['22', '80-443'] },
  },
  { title: 'the star means every port', network: behind(rule({ ports: '*' })), edge: { ports: ['*'], ssh: true, rdp: true } },
  {
    title: 'protocols are decided one by one',
    network: behind(rule({ protocol: '*', ports: '53' }), rule({ access: 'Deny', priority: 200, ports: '*' })),
    edge: { protocols: ['udp'], udpPorts: ['53'] },
  },
  {
    title: 'ICMP has no ports: a rule for any protocol means it only with every port',
    network: behind(rule({ protocol: 'Icmp', ports: '22' })),
    edge: { protocols: ['icmp'], ports: [] },
  },
  {
    title: 'without a rule of its own a group denies: its default rules let in the network and probes only',
    network: behind(),
    edge: null,
  },
  { title: 'the service tag Internet is the Internet', network: behind(rule({ from: 'Internet' })), edge: open },
  { title: '0.0.0.0/0 is the Internet', network: behind(rule({ from: '0.0.0.0/0' })), edge: open },
  { title: 'a lone 0.0.0.0 is meant as everything by who opens with it', network: behind(rule({ from: '0.0.0.0' })), edge: open },
  { title: 'a lone 0.0.0.0 closes nothing', network: behind(rule(), deny({ from: '0.0.0.0' })), edge: open },
  { title: 'two halves are the Internet', network: behind(rule({ from: ['0.0.0.0/1', '128.0.0.0/1'] })), edge: open },
  {
    title: 'two halves by two rules are the Internet',
    network: behind(rule({ from: '0.0.0.0/1' }), rule({ name: 'other', priority: 310, from: '128.0.0.0/1' })),
    edge: { ...open, openedBy: expect.arrayContaining([expect.stringContaining('other (310)')]) },
  },
  { title: 'two halves that are denied close the port', network: behind(rule(), deny({ from: ['0.0.0.0/1', '128.0.0.0/1'] })), edge: null },
  { title: 'a quarter of the world is still the Internet', network: behind(rule({ from: '64.0.0.0/2' })), edge: open },
  { title: "an office's range is not the Internet", network: behind(rule({ from: ['198.51.100.0/24', '13.0.0.0/8'] })), edge: null },
  {
    title: 'denying an office does not close the port to the others',
    network: behind(rule(), deny({ from: '198.51.100.0/24' })),
    edge: open,
  },
  { title: 'private ranges are not the Internet', network: behind(rule({ from: ['10.0.0.0/8', '192.168.0.0/16'] })), edge: null },
  { title: 'a service tag is not the Internet', network: behind(rule({ from: 'AzureCloud' })), edge: null },
  {
    title: 'denying the network does not close the port to the Internet',
    network: behind(rule(), deny({ from: 'VirtualNetwork' })),
    edge: open,
  },
  {
    title: 'a rule that names source ports lets in who chooses them',
    network: behind(rule({ sourcePortRange: '53' })),
    edge: open,
  },
  {
    title: 'a deny that names source ports may be avoided by choosing others',
    network: behind(rule(), deny({ sourcePortRange: '53' })),
    edge: { ports: ['22'], certain: false, unknown: [expect.stringContaining('whether deny-*')] },
  },
  { title: 'a rule for the address of the interface applies', network: behind(rule({ to: '10.0.0.4' })), edge: open },
  { title: 'a rule for another address does not', network: behind(rule({ to: '10.0.0.5' })), edge: null },
  {
    title: 'a rule for the public address never matches: it is translated before',
    network: behind(rule({ to: '203.0.113.7' })),
    edge: null,
  },
  { title: 'a deny for another address does not close this one', network: behind(rule(), deny({ to: '10.0.0.128/25' })), edge: open },
  { title: 'a rule for the network as its destination applies', network: behind(rule({ to: 'VirtualNetwork' })), edge: open },
  {
    title: 'a rule for an application security group applies to its members',
    network: (name) => [
      ...standing(name, { configuration: { applicationSecurityGroupIds: [key.members('web')] } }),
      securityGroup(name, rule({ to: '', destinationApplicationSecurityGroups: [{ id: key.members('WEB') }] })),
    ],
    edge: open,
  },
  {
    title: 'and to nobody else',
    network: behind(rule({ to: '', destinationApplicationSecurityGroups: [{ id: key.members('web') }] })),
    edge: null,
  },
  {
    title: 'a rule from an application security group is not one from the Internet',
    network: behind(rule({ from: '', sourceApplicationSecurityGroups: [{ id: key.members('web') }] })),
    edge: null,
  },
  {
    title: 'outbound rules open nothing',
    network: behind(rule({ direction: 'Outbound' })),
    edge: null,
  },
  {
    title: 'rules of IPv6 decide for addresses of IPv6',
    network: (name) => [
      ...standing(name, { configuration: v6 }),
      securityGroup(name, rule({ from: '::/0' }), rule({ from: '0.0.0.0/0', ports: '80', priority: 200 })),
    ],
    edge: { ...open, ipVersions: [6] },
  },
  { title: 'and not for those of IPv4', network: behind(rule({ from: '::/0' })), edge: null },
]

const bothSides: readonly Case[] = [
  {
    title: 'the groups of subnet and interface must both let in',
    network: (name) => [
      ...standing(name, { subnetProperties: { securityGroupId: key.group(`${name}-subnet`) } }),
      securityGroup(name, rule({ ports: '20-30' })),
      securityGroup(`${name}-subnet`, rule({ ports: ['25', '80'] })),
    ],
    edge: { ports: ['25'], openedBy: [expect.stringMatching(/ of c\d+$/), expect.stringMatching(/ of c\d+-subnet$/)] },
  },
  {
    title: 'one of them that denies closes',
    network: (name) => [
      ...standing(name, { subnetProperties: { securityGroupId: key.group(`${name}-subnet`) } }),
      securityGroup(name, rule()),
      securityGroup(`${name}-subnet`),
    ],
    edge: null,
  },
  {
    title: 'the group of the subnet alone decides where the interface has none',
    network: (name) => [
      ...standing(name, { own: false, subnetProperties: { securityGroupId: key.group(name) } }),
      securityGroup(name, rule()),
    ],
    edge: open,
  },
  {
    title: 'a Basic address without any group is open',
    network: (name) => standing(name, { own: false, sku: 'Basic' }),
    edge: { ports: ['*'], certain: true },
  },
  { title: 'a Standard address without any group is closed', network: (name) => standing(name, { own: false }), edge: null },
  {
    title: 'an address of unknown kind without any group may be open',
    network: (name) => standing(name, { own: false, sku: 'Premium' }),
    edge: { ports: ['*'], certain: false, certainPorts: [] },
  },
]

const unread: readonly Case[] = [
  {
    title: 'a group that was not read is neither open nor closed',
    network: (name) => standing(name),
    edge: { ports: ['*'], certain: false, complete: false, unknown: [expect.stringMatching(/^security group .* was not read$/)] },
  },
  {
    title: 'nor is the group of the subnet that was not read',
    network: (name) => standing(name, { own: false, subnetProperties: { securityGroupId: key.group(name) } }),
    edge: { ports: ['*'], certain: false, complete: false, unknown: [expect.stringMatching(/^security group .* was not read$/)] },
  },
  {
    title: 'what the other group denies stays closed all the same',
    network: (name) => [
      ...standing(name, { subnetProperties: { securityGroupId: key.group(`${name}-subnet`) } }),
      securityGroup(`${name}-subnet`, rule()),
    ],
    edge: { ports: ['22'], certain: false },
  },
  {
    title: 'a subnet that was not read may have a group',
    network: (name) => [...standing(name).filter(({ type }) => type !== 'azure_subnet'), securityGroup(name, rule())],
    edge: { ports: ['22'], certain: false, unknown: [expect.stringMatching(/^subnet .* was not read$/)] },
  },
  {
    title: 'a public address that was not read is one all the same',
    network: (name) => [...standing(name).filter(({ type }) => type !== 'azure_public_ip'), securityGroup(name, rule())],
    edge: { ...open, path: [expect.stringContaining('/publicipaddresses/')] },
  },
  {
    title: 'an address that names the interface, which does not name it, may be its own',
    network: (name) => [
      resource('azure_public_ip', key.publicIp(name), { sku: 'Standard', ipConfigurationId: key.configuration(name) }),
      subnet(name),
      nic(name, { subnetId: key.subnet(name) }, { securityGroupId: key.group(name) }),
      securityGroup(name, rule()),
    ],
    edge: { ports: ['22'], certain: false, unknown: [expect.stringMatching(/^whether public address .* still belongs to it$/)] },
  },
  {
    title: 'an interface that was not read may be reached: its machine is told to be uncertain',
    network: (name) => [machine(name, [name])],
    at: key.machine,
    edge: { ports: ['*'], certain: false, means: ['unknown'], unknown: [expect.stringMatching(/^network interface .* was not read$/)] },
  },
  {
    title: 'a load balancer that was not read may lead anything to its pools',
    network: (name) => [
      subnet(name, {}),
      nic(name, { subnetId: key.subnet(name), backendPoolIds: [key.pool('p', name)] }, { securityGroupId: key.group(name) }),
      securityGroup(name, rule()),
    ],
    edge: { ports: ['22'], certain: false, unknown: [expect.stringMatching(/^load balancer .* was not read$/)] },
  },
  {
    title: 'an application gateway that was not read may send anything to its pools',
    network: (name) => [
      subnet(name),
      nic(
        name,
        { subnetId: key.subnet(name), gatewayPoolIds: [`${key.gateway(name)}/backendaddresspools/p`] },
        { securityGroupId: key.group(name) },
      ),
      securityGroup(name, deny({ ports: ['0-21', '23-65535'] })),
    ],
    edge: { ports: ['22'], certain: false, direct: false, unknown: [expect.stringMatching(/^application gateway .* was not read$/)] },
  },
  {
    title: 'a route table may make the tag for the network mean the Internet',
    network: (name) => [
      ...standing(name, { subnetProperties: { routeTableId: key.routes('t') } }),
      resource('azure_route_table', key.routes('t'), { defaultRouteNextHopType: 'VirtualAppliance' }),
      securityGroup(name),
    ],
    edge: {
      ports: ['*'],
      certain: false,
      unknown: [
        expect.stringContaining('whether AllowVnetInBound (65000)'),
        'whether the tag VirtualNetwork holds the default route of the subnet',
      ],
    },
  },
]

const malformed: readonly Case[] = [
  {
    title: 'a port that is none may be any',
    network: behind(rule({ ports: 'http' })),
    edge: { ports: ['*'], certain: false, certainPorts: [] },
  },
  {
    title: 'a deny with a port that is none may deny nothing',
    network: behind(rule(), deny({ ports: '99999' })),
    edge: { ports: ['22'], certain: false },
  },
  { title: 'a source that is none may be anyone', network: behind(rule({ from: '10.0.0.0/99' })), edge: { ports: ['22'], certain: false } },
  { title: 'what is no rule may be one', network: behind('x', null, 7), edge: { ports: ['*'], certain: false } },
  {
    title: 'a rule without priority may come first',
    network: behind(rule({ priority: 'high' }), deny()),
    edge: { ports: ['22'], certain: false },
  },
  {
    title: 'a protocol that nobody knows may be any',
    network: behind(rule({ protocol: 'Sctp', ports: '*' })),
    edge: { ports: ['*'], certain: false },
  },
  {
    title: 'a group whose rules are no list may hold any',
    network: (name) => [...standing(name), resource('azure_security_group', key.group(name), { rules: 'none', defaultRules: 7 })],
    edge: { ports: ['*'], certain: false },
  },
  {
    title: 'an interface of another shape is read as far as it can be',
    network: (name) => [
      publicIp(name),
      subnet(name),
      resource('azure_nic', key.nic(name), {
        publicIpIds: [key.publicIp(name)],
        subnetIds: [key.subnet(name)],
        securityGroupId: key.group(name),
        privateIpAddress: 7,
      }),
      securityGroup(name, rule()),
    ],
    edge: open,
  },
]

const balancers: readonly Case[] = [
  {
    title: 'a rule of a public load balancer leads to its pool, by the port behind it',
    network: (name) => [
      ...pooled(name),
      balancer(name, [{ protocol: 'tcp', frontendPort: 80, backendPort: 8080, poolIds: [key.pool('p', name)] }]),
      securityGroup(name, rule({ ports: '8080' })),
    ],
    edge: {
      certain: true,
      ports: ['8080'],
      publicPorts: ['80'],
      means: ['load-balancer'],
      path: [expect.stringContaining('/publicipaddresses/'), expect.stringContaining('/loadbalancers/')],
    },
  },
  {
    title: 'the group must let in by the port behind, not by that in front',
    network: (name) => [
      ...pooled(name),
      balancer(name, [{ protocol: 'tcp', frontendPort: 80, backendPort: 8080, poolIds: [key.pool('p', name)] }]),
      securityGroup(name, rule({ ports: '80' })),
    ],
    edge: null,
  },
  {
    title: 'a Standard load balancer without any group leads nowhere',
    network: (name) => [
      ...pooled(name, false),
      balancer(name, [{ protocol: 'tcp', frontendPort: 80, backendPort: 80, poolIds: [key.pool('p', name)] }]),
    ],
    edge: null,
  },
  {
    title: 'a Basic one leads on',
    network: (name) => [
      ...pooled(name, false),
      balancer(name, [{ protocol: 'udp', frontendPort: 53, backendPort: 53, poolIds: [key.pool('p', name)] }], { sku: 'Basic' }),
    ],
    edge: { ports: ['53'], protocols: ['udp'], certain: true },
  },
  {
    title: 'an inbound NAT rule leads to one interface',
    network: (name) => [
      ...pooled(name),
      balancer(name, [{ kind: 'nat', protocol: 'tcp', frontendPort: 50_001, backendPort: 22, ipConfigurationId: key.configuration(name) }]),
      securityGroup(name, rule()),
    ],
    edge: { ...open, ssh: true, publicPorts: ['50001'], means: ['inbound-nat'] },
  },
  {
    title: 'an internal load balancer is no way in',
    network: (name) => [
      ...pooled(name),
      balancer(name, [
        {
          protocol: 'tcp',
          frontendPort: 22,
          backendPort: 22,
          publicIpId: undefined,
          privateIpAddress: '10.0.0.9',
          poolIds: [key.pool('p', name)],
        },
      ]),
      securityGroup(name, rule()),
    ],
    edge: null,
  },
  {
    title: 'a pool of mere addresses means the interfaces that have them in its network',
    network: (name) => [
      subnet(name),
      nic(name, { subnetId: key.subnet(name), privateIpAddress: '10.0.0.77' }, { securityGroupId: key.group(name) }),
      publicIp(name),
      balancer(name, [{ protocol: 'tcp', frontendPort: 22, backendPort: 22, poolIds: [key.pool('p', name)] }], {
        poolMembers: [{ poolId: key.pool('p', name), ipAddress: '10.0.0.77', networkId: key.vnet('net') }],
      }),
      securityGroup(name, rule()),
    ],
    edge: open,
  },
  {
    title: 'with a floating address it is not known which rules name it',
    network: (name) => [
      ...pooled(name),
      balancer(name, [{ protocol: 'tcp', frontendPort: 22, backendPort: 22, floatingIp: true, poolIds: [key.pool('p', name)] }]),
      securityGroup(name, rule({ to: '203.0.113.7' })),
    ],
    edge: { ports: ['22'], certain: false },
  },
  {
    title: 'instances of a scale set are reached by the public addresses that each of them gets',
    network: (name) => [
      subnet(name),
      securityGroup(name, rule()),
      resource('azure_vm_scale_set', key.scaleSet(name), {
        ipConfigurations: [
          { name: 'nic/ip', subnetId: key.subnet(name), securityGroupId: key.group(name), publicIp: true, publicIpSku: 'Standard' },
        ],
      }),
    ],
    at: key.scaleSet,
    edge: { ...open, means: ['instance-public-ip'] },
  },
  {
    title: 'and through the pools and NAT pools of load balancers',
    network: (name) => [
      subnet(name),
      securityGroup(name, rule({ ports: ['22', '80'] })),
      publicIp(name),
      balancer(name, [
        { protocol: 'tcp', frontendPort: 80, backendPort: 80, poolIds: [key.pool('p', name)] },
        { kind: 'natPool', id: key.natRule('n', name), protocol: 'tcp', frontendPort: 50_000, frontendPortEnd: 50_099, backendPort: 22 },
      ]),
      resource('azure_vm_scale_set', key.scaleSet(name), {
        ipConfigurations: [
          {
            name: 'nic/ip',
            subnetId: key.subnet(name),
            securityGroupId: key.group(name),
            publicIp: false,
            backendPoolIds: [key.pool('p', name)],
            inboundNatPoolIds: [key.natRule('n', name)],
          },
        ],
      }),
    ],
    at: key.scaleSet,
    edge: { ports: ['22', '80'], publicPorts: ['80', '50000-50099'], means: ['inbound-nat', 'load-balancer'] },
  },
]

/** An interface without a public address, in the pool `p` of the case's load balancer, which has one. */
function pooled(name: string, own = true): StagedEntity[] {
  return [
    subnet(name),
    nic(name, { subnetId: key.subnet(name), backendPoolIds: [key.pool('p', name)] }, own ? { securityGroupId: key.group(name) } : {}),
    publicIp(name),
  ]
}

const inside: readonly Case[] = [
  {
    title: 'a firewall that translates leads to the address behind; the group sees an address of the network',
    network: (name) => [
      ...hidden(name),
      firewall(name),
      securityGroup(name, rule({ from: 'Internet' }), rule({ from: '10.9.0.0/24', priority: 310 })),
    ],
    edge: { ...open, publicPorts: ['2222'], means: ['firewall-dnat'], openedBy: [expect.stringContaining('(310)')] },
  },
  {
    title: 'a rule for the Internet does not let the firewall in where the network is denied',
    network: (name) => [
      ...hidden(name),
      firewall(name),
      securityGroup(name, rule({ from: 'Internet' }), deny({ priority: 4000, from: 'VirtualNetwork' })),
    ],
    edge: null,
  },
  {
    title: 'a translation for an office alone is no way in for the Internet',
    network: (name) => [...hidden(name), firewall(name, { sourceAddresses: ['198.51.100.0/24'] }), securityGroup(name)],
    edge: null,
  },
  {
    title: 'an address in another network that the firewall does not reach is another machine',
    network: (name) => [...hidden(name, 'elsewhere'), firewall(name), securityGroup(name)],
    edge: null,
  },
  {
    title: 'the firewall itself is reached by what it translates',
    network: (name) => [...hidden(name), firewall(name)],
    at: key.firewall,
    edge: { certain: true, ports: ['2222'] },
  },
  {
    title: 'a firewall whose rules were not read may translate anything',
    network: (name) => [
      ...hidden(name),
      resource('azure_network_firewall', key.firewall(name), {
        firewallPolicyId: '/policy',
        subnetIds: [key.subnet('fw', name)],
        publicIpAddress: ['203.0.113.9'],
      }),
    ],
    at: key.firewall,
    edge: {
      certain: false,
      ports: ['*'],
      publicIpAddress: ['203.0.113.9'],
      unknown: ['the rules of firewall policy /policy were not read'],
    },
  },
  {
    title: 'an application gateway is reached by its listeners',
    network: (name) => [...hidden(name), gateway(name)],
    at: key.gateway,
    edge: { certain: true, ports: ['443'], means: ['public-ip'] },
  },
  {
    title: 'what is behind it is reached through it, and told apart',
    network: (name) => [...hidden(name), gateway(name), securityGroup(name)],
    edge: { certain: true, ports: ['8080'], publicPorts: ['443'], direct: false, means: ['application-gateway'] },
  },
  {
    title: 'and not where the subnet of the gateway keeps the Internet out',
    network: (name) => [
      ...hidden(name, name, { securityGroupId: key.group(`${name}-gateway`) }),
      gateway(name),
      securityGroup(name),
      securityGroup(`${name}-gateway`),
    ],
    edge: null,
  },
]

/** An interface at 10.0.0.4 of the network of this name, which has a subnet 10.9.0.0/24 for what stands in front. */
function hidden(name: string, vnet = name, front: Readonly<Record<string, unknown>> = {}): StagedEntity[] {
  return [
    resource('azure_vnet', key.vnet(name), {}),
    resource('azure_subnet', key.subnet('fw', name), { CIDR: '10.9.0.0/24', ...front }),
    resource('azure_subnet', key.subnet('app', vnet), { CIDR: '10.0.0.0/24' }),
    nic(name, { subnetId: key.subnet('app', vnet) }, { securityGroupId: key.group(name) }),
    publicIp(name, '203.0.113.9'),
  ]
}

function firewall(name: string, facts: Readonly<Record<string, unknown>> = {}): StagedEntity {
  const natRule = {
    name: 'ssh',
    protocols: ['tcp'],
    sourceAddresses: ['*'],
    destinationAddresses: ['203.0.113.9'],
    destinationPorts: ['2222'],
    translatedAddress: '10.0.0.4',
    translatedPort: '22',
  }
  return resource('azure_network_firewall', key.firewall(name), {
    subnetIds: [key.subnet('fw', name)],
    natRules: [{ ...natRule, ...facts }],
  })
}

function gateway(name: string): StagedEntity {
  const poolId = `${key.gateway(name)}/backendaddresspools/p`
  return resource('azure_application_gateway', key.gateway(name), {
    subnetIds: [key.subnet('fw', name)],
    routes: [{ listener: 'web', port: 443, publicIpId: key.publicIp(name), poolId, backendPort: 8080 }],
    poolMembers: [{ poolId, ipAddress: '10.0.0.4' }],
  })
}

const all = [...groups, ...bothSides, ...unread, ...malformed, ...balancers, ...inside].map((one, index) => ({ ...one, name: `c${index}` }))

let workspace: Awaited<ReturnType<typeof freshWorkspace>>
const edges = new Map<string, Readonly<Record<string, unknown>>>()

beforeAll(async () => {
  workspace = await freshWorkspace({ analyses: [reachAnalysis] })
  const summary = await workspace.runs.run({ tasks: { all: { entities: all.flatMap(({ name, network }) => network(name)) } } })
  expect(summary.unconcluded).toBeUndefined()
  const rows = await workspace.store.rows(`
    SELECT t.key, r.properties::VARCHAR AS properties FROM relationship r JOIN relationship_kind k ON k.id = r.kind JOIN entity t ON t.nid = r.to_nid
    WHERE k.class = 'CONNECTS'`)
  for (const row of rows) edges.set(String(row.key), JSON.parse(String(row.properties)))
}, 60_000)
afterAll(() => workspace.close())

describe.each(
  Object.entries({
    'security groups': groups,
    'subnet and interface': bothSides,
    'what was not read': unread,
    'what cannot be read': malformed,
    'load balancers and scale sets': balancers,
    'firewalls and application gateways': inside,
  }),
)('%s', (_, cases) => {
  it.each(cases.map(({ title }) => title))('%s', (title) => {
    const found = all.find((one) => one.title === title)
    if (found === undefined) throw new Error(title)
    const edge = edges.get((found.at ?? key.nic)(found.name))
    if (found.edge === null) expect(edge).toBeUndefined()
    else expect(edge).toMatchObject(found.edge)
  })
})

describe('a machine', () => {
  it('has what its interfaces have, the way to it, and whether it runs', async () => {
    await workspace.runs.run({
      tasks: {
        all: {
          entities: [
            machine('m', ['one', 'two'], { active: false }),
            ...standing('one'),
            ...standing('two'),
            securityGroup('one', rule()),
            securityGroup('two', rule({ ports: '3389' })),
          ],
        },
      },
    })
    expect(await edgeTo(key.machine('m'))).toMatchObject({
      active: false,
      ports: ['22', '3389'],
      path: [key.publicIp('one'), key.publicIp('two'), key.nic('one'), key.nic('two')],
      publicIpAddress: ['203.0.113.7'],
    })
  })
})

describe('a machine with many interfaces', () => {
  it('has the ports of all of them once', async () => {
    const names = Array.from({ length: 12 }, (_, index) => `many${index}`)
    const opening = (index: number) => rule({ name: `r${index}`, ports: ['22', '80-90'] })
    await workspace.runs.run({
      tasks: {
        all: {
          entities: [machine('many', names), ...names.flatMap((name, index) => [...standing(name), securityGroup(name, opening(index))])],
        },
      },
    })
    expect(await edgeTo(key.machine('many'))).toMatchObject({
      ports: ['22', '80-90'],
      tcpPorts: ['22', '80-90'],
      publicPorts: ['22', '80-90'],
    })
  })
})

describe('what the last run did not read completely', () => {
  it('stands as it was read before, and the edge says so', async () => {
    const read = { entities: [...standing('one')] }
    const group = { scope: 's', entities: [securityGroup('one', rule())] }
    await workspace.runs.run({ tasks: { azure_nic: read, azure_security_group: group } })
    expect(await edgeTo(key.nic('one'))).toMatchObject({ certain: true, complete: true })
    await workspace.runs.run({ tasks: { azure_nic: read, azure_security_group: { scope: 's', status: 'denied' } } })
    expect(await edgeTo(key.nic('one'))).toMatchObject({
      ports: ['22'],
      certain: true,
      complete: false,
      unknown: ['azure_security_group of subscription s was not read completely'],
    })
  })
})

describe('a graph without Azure networks', () => {
  it('has no edges and no placeholder', async () => {
    const summary = await workspace.runs.run({ tasks: { all: { entities: [resource('azure_user', 'u', {})] } } })
    expect(summary).toMatchObject({ placeholders: 0 })
    expect(summary.unconcluded).toBeUndefined()
  })
})

async function edgeTo(target: string): Promise<unknown> {
  const [row] = await workspace.store.rows(
    `SELECT r.properties::VARCHAR AS properties FROM relationship r JOIN relationship_kind k ON k.id = r.kind JOIN entity t ON t.nid = r.to_nid
     WHERE k.class = 'CONNECTS' AND t.key = $1`,
    [target],
  )
  return row === undefined ? undefined : JSON.parse(String(row.properties))
}
