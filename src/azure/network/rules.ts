/**
 * Rules of network security groups, taken apart: one edge per destination port range and remote prefix.
 * https://learn.microsoft.com/azure/virtual-network/network-security-groups-overview
 */
import { type AddressRange, addressRange } from '../../graph/address.ts'
import type { Loose } from '../../graph/properties.ts'
import { type Answer, at, objects, text, texts } from '../client/json.ts'
import { armKey } from '../ids.ts'

export interface SecurityRule {
  readonly id: string
  readonly name: string
  readonly description: string | undefined
  readonly inbound: boolean
  readonly allows: boolean
  readonly priority: number | undefined
  /** `tcp`, `udp`, `icmp`, `esp`, `ah`, `*`. */
  readonly protocol: string
  readonly sources: readonly string[]
  readonly sourcePorts: readonly string[]
  readonly destinations: readonly string[]
  readonly destinationPorts: readonly string[]
  /** Keys of the application security groups on the remote side. */
  readonly remoteGroups: readonly string[]
  /** Azure's own rule, behind all others. */
  readonly isDefault: boolean
}

/** What a prefix of a rule stands for. */
export type Remote =
  | { readonly kind: 'internet' }
  /** A private range: the subnets that lie in it. */
  | { readonly kind: 'subnets'; readonly range: AddressRange }
  | { readonly kind: 'network'; readonly range: AddressRange }
  | { readonly kind: 'host'; readonly range: AddressRange }
  | { readonly kind: 'serviceTag'; readonly tag: string }
  /** The members of an application security group. */
  | { readonly kind: 'members'; readonly group: string }

export interface RuleEdge {
  readonly rule: SecurityRule
  readonly remote: Remote
  /** As the rule says it; the key of a group of members. */
  readonly prefix: string
  /** As the rule says it: `*`, `443`, `8000-8100`. */
  readonly ports: string
}

/** All rules of a group, Azure's own included. Those without direction or access are no rules. */
export function rulesOf(group: Answer): SecurityRule[] {
  return [
    ...objects(group, 'properties.securityRules').flatMap((rule) => parse(rule, false) ?? []),
    ...objects(group, 'properties.defaultSecurityRules').flatMap((rule) => parse(rule, true) ?? []),
  ]
}

/** One edge for each pair of a remote prefix, or group of members, and a destination port range. */
export function edgesOf(rule: SecurityRule): RuleEdge[] {
  const prefixes = rule.inbound ? rule.sources : rule.destinations
  const remotes = [
    ...prefixes.map((prefix) => ({ prefix, remote: remoteOf(prefix) })),
    ...rule.remoteGroups.map((group) => ({ prefix: group, remote: { kind: 'members', group } as const })),
  ]
  return remotes.flatMap(({ prefix, remote }) => rule.destinationPorts.map((ports) => ({ rule, remote, prefix, ports })))
}

/** Tells apart the edges that one group has with one other end. */
export function suffixOf({ rule, prefix, ports }: RuleEdge): string {
  return `${rule.id}:${ports}:${prefix}`.toLowerCase()
}

/** The edge's properties, as queries over firewall rules know them. */
export function propertiesOf({ rule, remote, prefix: written, ports }: RuleEdge): Loose {
  const { inbound, allows, priority, protocol } = rule
  const prefix = remote.kind === 'members' ? undefined : written
  return {
    ruleName: rule.name,
    ruleId: rule.id,
    description: rule.description,
    access: allows ? 'Allow' : 'Deny',
    direction: inbound ? 'Inbound' : 'Outbound',
    ruleNumber: priority,
    priority,
    ipProtocol: protocol,
    protocol,
    ...portRange(ports),
    ingress: inbound,
    inbound,
    egress: !inbound,
    outbound: !inbound,
    sourceAddressPrefix: inbound ? prefix : oneOf(rule.sources),
    sourcePortRange: oneOf(rule.sourcePorts),
    destinationAddressPrefix: inbound ? oneOf(rule.destinations) : prefix,
    destinationPortRange: ports,
    isDefault: rule.isDefault,
  }
}

/** `*` is 0 to 65535, a single port its own end. What is no port range keeps its text alone. */
export function portRange(ports: string): { readonly portRange: string; readonly fromPort?: number; readonly toPort?: number } {
  if (ports === '*') return { portRange: '*', fromPort: 0, toPort: 65_535 }
  const [from, to = from, ...rest] = ports.split('-').map((port) => (/^\s*\d{1,5}\s*$/.test(port) ? Number(port) : undefined))
  if (from === undefined || to === undefined || rest.length > 0 || from > to || to > 65_535) return { portRange: ports }
  return { portRange: `${from}-${to}`, fromPort: from, toPort: to }
}

export function remoteOf(prefix: string): Exclude<Remote, { kind: 'members' }> {
  if (isAnywhere(prefix)) return { kind: 'internet' }
  const range = addressRange(prefix)
  if (range === undefined) return { kind: 'serviceTag', tag: prefix }
  if (range.single) return { kind: 'host', range }
  return range.private ? { kind: 'subnets', range } : { kind: 'network', range }
}

/** Whether anyone may come in by any port and protocol: such a rule allows it before any rule denies it. */
export function isWideOpen(rules: readonly SecurityRule[]): boolean {
  const anyAnyAny = rules.filter(
    ({ inbound, protocol, sources, destinations, destinationPorts }) =>
      inbound &&
      protocol === '*' &&
      sources.some(isAnywhere) &&
      (destinations.length === 0 || destinations.some(isAnywhere)) &&
      destinationPorts.some((ports) => ports === '*' || ports === '0-65535'),
  )
  const lowest = (allows: boolean) =>
    Math.min(...anyAnyAny.filter((rule) => rule.allows === allows).map(({ priority }) => priority ?? Number.POSITIVE_INFINITY))
  return lowest(true) < lowest(false)
}

function parse(rule: Answer, isDefault: boolean): SecurityRule | undefined {
  const direction = text(rule, 'properties.direction')?.toLowerCase()
  const access = text(rule, 'properties.access')?.toLowerCase()
  if (direction === undefined || access === undefined) return undefined
  const name = text(rule, 'name') ?? ''
  const inbound = direction === 'inbound'
  const priority = at(rule, 'properties.priority')
  return {
    id: text(rule, 'id') ?? name,
    name,
    description: text(rule, 'properties.description'),
    inbound,
    allows: access === 'allow',
    priority: typeof priority === 'number' ? priority : undefined,
    protocol: text(rule, 'properties.protocol')?.toLowerCase() ?? '*',
    sources: oneOrMany(rule, 'sourceAddressPrefix', 'sourceAddressPrefixes'),
    sourcePorts: oneOrMany(rule, 'sourcePortRange', 'sourcePortRanges'),
    destinations: oneOrMany(rule, 'destinationAddressPrefix', 'destinationAddressPrefixes'),
    destinationPorts: oneOrMany(rule, 'destinationPortRange', 'destinationPortRanges'),
    remoteGroups: texts(rule, `properties.${inbound ? 'source' : 'destination'}ApplicationSecurityGroups[].id`).map(armKey),
    isDefault,
  }
}

/** A rule says one value or several, in two properties of which one is empty. */
function oneOrMany(rule: Answer, one: string, many: string): string[] {
  return [...new Set([...texts(rule, `properties.${one}`), ...texts(rule, `properties.${many}`)])]
}

/** One value as text, several as a list. */
function oneOf(values: readonly string[]): string | readonly string[] | undefined {
  return values.length > 1 ? values : values[0]
}

function isAnywhere(prefix: string): boolean {
  return ['*', 'internet', 'any', '0.0.0.0'].includes(prefix.toLowerCase()) || addressRange(prefix)?.everywhere === true
}
