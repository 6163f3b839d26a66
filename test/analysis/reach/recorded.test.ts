/** The recorded tenant: what is concluded of every interface, against the recorded answers read plainly. */
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { reachAnalysis } from '../../../src/analysis/reach/analysis.ts'
import { azureIntegration } from '../../../src/azure/index.ts'
import { collect } from '../../../src/collect/run.ts'
import { freshWorkspace } from '../../../src/store/duckdb/workspace.fixture.ts'
import { startCapture } from '../../azure/capture.ts'
import { hasShared, shared } from '../../shared.ts'
import type { Rule } from './azure-network.ts'
import { type Guarded, isOpen } from './plainly.ts'

type Answer = Readonly<Record<string, unknown>>

const here = hasShared('captures/azure/requests.ndjson')
const types = ['azure_nic', 'azure_vnet', 'azure_subnet', 'azure_public_ip', 'azure_security_group', 'azure_vm', 'azure_lb']

test.skipIf(!here)(
  'every interface with a public address is reached by the ports that its recorded rules open, and no other is',
  async () => {
    const edges = await concludedEdges()
    const expected = publicInterfaces().map(({ id, guarded, isRead }) => [id, isRead ? ports(guarded) : withoutAll(guarded)] as const)
    const found = expected.map(([id]) => [id, told(edges.get(id))] as const)
    expect(found).toEqual(expected)
    expect(expected.filter(([, open]) => open !== '')).not.toEqual([])
    expect([...edges.keys()].filter((id) => !expected.some(([one]) => one === id))).toEqual([])
  },
  120_000,
)

interface Edge {
  readonly certain: boolean
  readonly tcpPorts?: readonly string[]
}

async function concludedEdges(): Promise<ReadonlyMap<string, Edge>> {
  const capture = await startCapture()
  const { store, close } = await freshWorkspace({ analyses: [reachAnalysis] })
  try {
    const summary = await collect({ integration: azureIntegration(capture.config(), {}), store, only: types })
    expect(summary.unconcluded).toBeUndefined()
    const rows = await store.rows(
      `SELECT t.key, r.properties::VARCHAR AS properties FROM relationship r JOIN relationship_kind k ON k.id = r.kind JOIN entity t ON t.nid = r.to_nid
       JOIN entity_kind e ON e.id = t.kind WHERE k.class = 'CONNECTS' AND e.type = 'azure_nic' AND r.source = 'system-internal'`,
    )
    return new Map(rows.map(({ key, properties }) => [String(key), JSON.parse(String(properties))]))
  } finally {
    await close()
    await capture.stop()
  }
}

/** Single ports and ranges, as an edge lists them. */
function told(edge: Edge | undefined): string {
  if (edge === undefined) return ''
  return edge.certain ? (edge.tcpPorts ?? []).join() : 'unknown'
}

/** All ports are tried that some rule names, and their neighbours; the recorded rules name single ports. */
function ports(guarded: Guarded): string {
  const named = [...(guarded.subnetRules ?? []), ...(guarded.interfaceRules ?? [])].flatMap((rule) => [rule.ports].flat().map(Number))
  const tried = [...new Set(named.filter(Number.isInteger).flatMap((port) => [port - 1, port, port + 1]))].sort((a, b) => a - b)
  if (tried.length === 0 || isOpen(guarded, 'Tcp', 1)) return isOpen(guarded, 'Tcp', 1) ? '*' : ''
  return tried.filter((port) => isOpen(guarded, 'Tcp', port)).join()
}

/** The rules that were read may close everything, whatever the others say. */
function withoutAll(guarded: Guarded): string {
  const isBare = guarded.subnetRules === undefined && guarded.interfaceRules === undefined
  return !isBare && ports(guarded) === '' ? '' : 'unknown'
}

/** `isRead` is false where the subnet or a group of it is not among the answers. */
function publicInterfaces(): { readonly id: string; readonly guarded: Guarded; readonly isRead: boolean }[] {
  const lists = new Map(
    ['networkInterfaces', 'virtualNetworks', 'publicIPAddresses', 'networkSecurityGroups'].map((type) => [type, listOf(type)]),
  )
  const byId = (type: string) => new Map((lists.get(type) ?? []).map((one) => [idOf(one.id), one]))
  const [groups, addresses] = [byId('networkSecurityGroups'), byId('publicIPAddresses')]
  const subnets = new Map((lists.get('virtualNetworks') ?? []).flatMap((one) => objects(one, 'subnets')).map((one) => [idOf(one.id), one]))
  return (lists.get('networkInterfaces') ?? []).flatMap((nic) =>
    objects(nic, 'ipConfigurations').flatMap((configuration) => {
      const publicId = reference(configuration, 'publicIPAddress')
      if (publicId === undefined) return []
      const subnet = subnets.get(reference(configuration, 'subnet') ?? '')
      const named = [subnet === undefined ? undefined : reference(subnet, 'networkSecurityGroup'), reference(nic, 'networkSecurityGroup')]
      const isRead = subnet !== undefined && named.every((id) => id === undefined || groups.has(id))
      const [subnetRules, interfaceRules] = named.map((id) => {
        const group = groups.get(id ?? '')
        return group === undefined ? undefined : rulesOf(group)
      })
      const guarded: Guarded = {
        address: String(field(configuration, 'privateIPAddress')),
        groups: objects(configuration, 'applicationSecurityGroups').map(({ id }) => idOf(id)),
        sku: String((addresses.get(publicId)?.sku as Answer | undefined)?.name),
        subnetRules,
        interfaceRules,
      }
      return [{ id: idOf(nic.id), guarded, isRead }]
    }),
  )
}

/** All that was recorded of a type, in lists of subscriptions and one by one. */
function listOf(type: string): Answer[] {
  const path = new RegExp(`/providers/Microsoft.Network/${type}(/[^/]+)?$`, 'i')
  const found: Answer[] = readFileSync(`${shared}captures/azure/requests.ndjson`, 'utf8')
    .split('\n')
    .filter((line) => line.includes(type))
    .map((line) => JSON.parse(line))
    .filter((record) => record.method === 'GET' && record.status === 200 && path.test(record.path))
    .flatMap((record) => record.body.value ?? record.body)
  return [...new Map(found.map((one) => [idOf(one.id), one])).values()]
}

function rulesOf(group: Answer): Rule[] {
  return [...objects(group, 'securityRules'), ...objects(group, 'defaultSecurityRules')]
    .filter((rule) => field(rule, 'direction') === 'Inbound')
    .map((rule) => {
      const members = objects(rule, 'destinationApplicationSecurityGroups').map(({ id }) => idOf(id))
      return {
        access: String(field(rule, 'access')),
        priority: field(rule, 'priority'),
        protocol: field(rule, 'protocol'),
        from: both(rule, 'sourceAddressPrefix', 'sourceAddressPrefixes'),
        to: both(rule, 'destinationAddressPrefix', 'destinationAddressPrefixes'),
        ports: both(rule, 'destinationPortRange', 'destinationPortRanges'),
        ...(members.length === 0 ? {} : { members }),
      }
    })
}

function both(rule: Answer, one: string, many: string): unknown[] {
  return [field(rule, one), field(rule, many)].flat().filter((value) => typeof value === 'string' && value !== '')
}

function field(answer: Answer, name: string): unknown {
  return (answer.properties as Answer | undefined)?.[name]
}

function objects(answer: Answer, name: string): Answer[] {
  const value = field(answer, name)
  return Array.isArray(value) ? value : []
}

function reference(answer: Answer, name: string): string | undefined {
  const value = field(answer, name) as Answer | undefined
  return value === undefined ? undefined : idOf(value.id)
}

function idOf(id: unknown): string {
  return String(id).toLowerCase()
}
