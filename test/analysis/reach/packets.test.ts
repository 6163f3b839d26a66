/**
 * The set-based evaluation against one that is as plain as can be: packet by packet, rule by rule, on random small
 * networks.
 */
import { afterAll, beforeAll, expect, it } from 'vitest'
import { reachAnalysis } from '../../../src/analysis/reach/analysis.ts'
import { freshWorkspace } from '../../../src/store/duckdb/workspace.fixture.ts'
import { defaultRules, key, nic, publicIp, type Rule, resource, rule, subnet } from './azure-network.ts'
import { type Guarded, isOpen, type Protocol } from './plainly.ts'

const networks = 80

interface Network extends Guarded {
  readonly name: string
  readonly member: boolean
}

const highestPort = 12
const wide = ['*', 'Internet', '0.0.0.0/0', '0.0.0.0/1', '128.0.0.0/1', '64.0.0.0/2', '192.0.0.0/4', '44.0.0.0/8']
const narrow = ['203.0.113.0/24', '10.0.0.0/8', 'VirtualNetwork', 'AzureLoadBalancer', 'Storage.WestEurope', '198.51.100.7/32']

let workspace: Awaited<ReturnType<typeof freshWorkspace>>
const random = mulberry(20_260_101)
const all = Array.from({ length: networks }, (_, index) => randomNetwork(`n${index}`))

beforeAll(async () => {
  workspace = await freshWorkspace({ analyses: [reachAnalysis] })
  await workspace.runs.run({ tasks: { all: { entities: all.flatMap(entitiesOf) } } })
}, 60_000)
afterAll(() => workspace.close())

it('opens the same ports for the same protocols as walking the rules for every packet does', async () => {
  const rows = await workspace.store.rows(`
    SELECT t.key, r.properties::VARCHAR AS properties FROM relationship r JOIN relationship_kind k ON k.id = r.kind JOIN entity t ON t.nid = r.to_nid
    WHERE k.class = 'CONNECTS'`)
  const concluded = new Map(rows.map((row) => [String(row.key), JSON.parse(String(row.properties))]))
  const expected = all.map((network) => [network.name, plainly(network)])
  expect(all.map(({ name }) => [name, opened(concluded.get(key.nic(name)))])).toEqual(expected)
  const open = expected.filter(([, ports]) => ports !== 'closed').length
  expect(open).toBeGreaterThan(networks / 5)
  expect(open).toBeLessThan(networks)
})

/** `tcp 1,2 udp 3 icmp`, of the ports that are compared. */
function opened(edge: { tcpPorts?: string[]; udpPorts?: string[]; protocols: string[] } | undefined): string {
  if (edge === undefined) return 'closed'
  return text(numbers(edge.tcpPorts ?? []), numbers(edge.udpPorts ?? []), edge.protocols.includes('icmp'))
}

function numbers(ranges: readonly string[]): number[] {
  return Array.from({ length: highestPort + 1 }, (_, port) => port).filter((port) =>
    ranges.some((range) => {
      const [first = 0, last = first] = range === '*' ? [0, 65_535] : range.split('-').map(Number)
      return first <= port && port <= last
    }),
  )
}

function text(tcp: readonly number[], udp: readonly number[], icmp: boolean): string {
  const parts = [
    ...(tcp.length > 0 ? [`tcp ${tcp.join()}`] : []),
    ...(udp.length > 0 ? [`udp ${udp.join()}`] : []),
    ...(icmp ? ['icmp'] : []),
  ]
  return parts.length === 0 ? 'closed' : parts.join(' ')
}

/** The whole answer for one network, packet by packet. */
function plainly(network: Network): string {
  const open = (protocol: Protocol, port: number) => isOpen(network, protocol, port)
  const ports = Array.from({ length: highestPort + 1 }, (_, port) => port)
  return text(
    ports.filter((port) => open('Tcp', port)),
    ports.filter((port) => open('Udp', port)),
    open('Icmp', 0),
  )
}

function entitiesOf(network: Network) {
  const { name, address, member, sku, subnetRules, interfaceRules } = network
  const group = (side: string, rules: readonly Rule[] | undefined) =>
    rules === undefined
      ? []
      : [resource('azure_security_group', key.group(`${name}-${side}`), { rules: rules.filter(isOwn).map(written), defaultRules })]
  return [
    publicIp(name, undefined, sku),
    subnet(name, subnetRules === undefined ? {} : { securityGroupId: key.group(`${name}-subnet`) }),
    nic(
      name,
      {
        privateIpAddress: address,
        subnetId: key.subnet(name),
        publicIpId: key.publicIp(name),
        ...(member ? { applicationSecurityGroupIds: [key.members('members')] } : {}),
      },
      interfaceRules === undefined ? {} : { securityGroupId: key.group(`${name}-interface`) },
    ),
    ...group('subnet', subnetRules),
    ...group('interface', interfaceRules),
  ]
}

function isOwn({ priority }: Rule): boolean {
  return Number(priority) < 65_000
}

function written({ members, ...own }: Rule): unknown {
  return members !== undefined
    ? rule({ ...own, to: '', destinationApplicationSecurityGroups: [{ id: key.members('members').toUpperCase() }] })
    : rule(own)
}

function randomNetwork(name: string): Network {
  return {
    name,
    address: pick(['10.0.0.4', '10.0.0.5', '10.0.1.4']),
    ...membership(random() < 0.5),
    sku: random() < 0.5 ? 'Basic' : 'Standard',
    subnetRules: random() < 0.3 ? undefined : randomRules(),
    interfaceRules: random() < 0.3 ? undefined : randomRules(),
  }
}

function membership(member: boolean): Pick<Network, 'member' | 'groups'> {
  return { member, groups: member ? ['members'] : [] }
}

function randomRules(): Rule[] {
  const own = Array.from({ length: Math.floor(random() * 7) }, (_, index) => randomRule(100 + index * 10))
  return [
    ...own,
    { access: 'Allow', priority: 65_000, protocol: '*', from: 'VirtualNetwork', to: 'VirtualNetwork', ports: '*' },
    { access: 'Allow', priority: 65_001, protocol: '*', from: 'AzureLoadBalancer', to: '*', ports: '*' },
    { access: 'Deny', priority: 65_500, protocol: '*', from: '*', to: '*', ports: '*' },
  ]
}

function randomRule(priority: number): Rule {
  const port = () => Math.floor(random() * highestPort)
  const range = () => {
    const first = port()
    return pick(['*', String(first), `${first}-${Math.min(highestPort, first + port())}`])
  }
  const source = () => (random() < 0.7 ? pick(wide) : pick(narrow))
  const destination = () => (random() < 0.6 ? '*' : pick(['10.0.0.4', '10.0.0.0/24', '10.0.1.0/24', 'VirtualNetwork', 'Internet']))
  const some = (one: () => string): string | string[] =>
    random() < 0.5 ? one() : Array.from({ length: 1 + Math.floor(random() * 3) }, one)
  return {
    name: `r${priority}`,
    access: random() < 0.6 ? 'Allow' : 'Deny',
    priority,
    protocol: pick(['Tcp', 'Udp', 'Icmp', '*', '*', 'Tcp']),
    from: some(source),
    to: some(destination),
    ports: some(range),
    ...(random() < 0.2 ? { members: ['members'] } : {}),
  }
}

function pick<T>(values: readonly [T, ...T[]] | readonly T[]): T {
  const value = values[Math.floor(random() * values.length)]
  if (value === undefined) throw new Error('nothing to pick from')
  return value
}

function mulberry(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}
