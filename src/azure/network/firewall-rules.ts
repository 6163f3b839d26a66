/**
 * Rules of Azure Firewall: its own (classic) collections and those of its policies, of which network rules from or to
 * anywhere meet the Internet. https://learn.microsoft.com/azure/firewall/rule-processing
 */
import type { Loose } from '../../graph/properties.ts'
import { type Answer, at, objects, text, texts } from '../client/json.ts'
import { portRange, remoteOf } from './rules.ts'

export interface FirewallRule {
  /** Unique among the rules of a firewall. */
  readonly id: string
  readonly name: string
  readonly collection: string
  readonly description: string | undefined
  readonly priority: number | undefined
  readonly allows: boolean
  /** `tcp`, `udp`, `icmp`, `*`. */
  readonly protocols: readonly string[]
  readonly sources: readonly string[]
  readonly destinations: readonly string[]
  readonly ports: readonly string[]
}

/** A rule that lets anyone in or out anywhere, or keeps them, by one range of destination ports. */
export interface InternetRule {
  readonly rule: FirewallRule
  readonly inbound: boolean
  readonly ports: string
}

/** A collection of rules, in either of the two shapes. */
interface Collection {
  readonly id: string
  readonly name: string
  readonly priority: number | undefined
  readonly action: string
  readonly rules: readonly Answer[]
}

/** @param groups rule collection groups of the policies that apply to the firewall */
export function internetRules(firewall: Answer, groups: readonly Answer[]): InternetRule[] {
  return [...ownCollections(firewall, 'networkRuleCollections'), ...groups.flatMap(collectionsOf)].flatMap(networkRules).flatMap(meeting)
}

/** What is translated to an address behind the firewall: who may reach what through it. */
export function natRules(firewall: Answer, groups: readonly Answer[]): Loose[] {
  return [...ownCollections(firewall, 'natRuleCollections'), ...groups.flatMap(collectionsOf)].flatMap(
    ({ name, priority, action, rules }) => (action === 'dnat' ? rules.map((rule) => natRule(rule, name, priority)) : []),
  )
}

function natRule(rule: Answer, collection: string, priority: number | undefined): Loose {
  return {
    name: text(rule, 'name'),
    collection,
    priority,
    protocols: protocolsOf(rule),
    sourceAddresses: texts(rule, 'sourceAddresses'),
    sourceIpGroups: texts(rule, 'sourceIpGroups'),
    destinationAddresses: texts(rule, 'destinationAddresses'),
    destinationPorts: texts(rule, 'destinationPorts'),
    translatedAddress: text(rule, 'translatedAddress'),
    translatedFqdn: text(rule, 'translatedFqdn'),
    translatedPort: text(rule, 'translatedPort'),
  }
}

/** A rule from anywhere is one for what comes in, else one to anywhere is for what goes out; the others stay inside. */
function meeting(rule: FirewallRule): InternetRule[] {
  const inbound = rule.sources.some(isAnywhere)
  if (!inbound && !rule.destinations.some(isAnywhere)) return []
  return rule.ports.map((ports) => ({ rule, inbound, ports }))
}

function isAnywhere(address: string): boolean {
  return remoteOf(address).kind === 'internet'
}

export function suffixOf({ rule, ports }: InternetRule): string {
  return `${rule.id}|${ports}`.toLowerCase()
}

/** The edge's properties, by the names that those of security group rules have. */
export function propertiesOf({ rule, inbound, ports }: InternetRule): Loose {
  const [protocol = '*', ...further] = rule.protocols
  const protocols = further.length === 0 ? protocol : rule.protocols
  return {
    ruleName: rule.name,
    ruleId: rule.id,
    ruleCollection: rule.collection,
    description: rule.description,
    access: rule.allows ? 'Allow' : 'Deny',
    direction: inbound ? 'Inbound' : 'Outbound',
    priority: rule.priority,
    ipProtocol: protocols,
    protocol: protocols,
    ...portRange(ports),
    ingress: inbound,
    inbound,
    egress: !inbound,
    outbound: !inbound,
    sourceAddresses: rule.sources,
    destinationAddresses: rule.destinations,
    destinationPortRange: ports,
  }
}

/** Collections that stand in the firewall itself, where it has no policy. */
function ownCollections(firewall: Answer, name: string): Collection[] {
  return objects(firewall, `properties.${name}`).map((collection) => ({
    id: text(collection, 'name') ?? '',
    name: text(collection, 'name') ?? '',
    priority: numberAt(collection, 'properties.priority'),
    action: actionOf(collection, 'properties.action.type'),
    rules: objects(collection, 'properties.rules'),
  }))
}

function collectionsOf(group: Answer): Collection[] {
  return objects(group, 'properties.ruleCollections').map((collection) => ({
    id: `${text(group, 'id') ?? ''}|${text(collection, 'name') ?? ''}`,
    name: text(collection, 'name') ?? '',
    priority: numberAt(collection, 'priority'),
    action: actionOf(collection, 'action.type'),
    // One collection may mix network rules and application rules; collections of a firewall itself name no kind.
    rules: objects(collection, 'rules').filter((rule) => text(rule, 'ruleType') !== 'ApplicationRule'),
  }))
}

/** What a collection does: `allow`, `deny`, `dnat`. */
function actionOf(collection: Answer, path: string): string {
  return text(collection, path)?.toLowerCase() ?? ''
}

function networkRules({ id, name, priority, action, rules }: Collection): FirewallRule[] {
  if (action !== 'allow' && action !== 'deny') return []
  return rules.map((rule) => ({
    id: `${id}|${text(rule, 'name') ?? ''}`,
    name: text(rule, 'name') ?? '',
    collection: name,
    description: text(rule, 'description'),
    priority,
    allows: action === 'allow',
    protocols: protocolsOf(rule),
    sources: texts(rule, 'sourceAddresses'),
    destinations: texts(rule, 'destinationAddresses'),
    ports: texts(rule, 'destinationPorts'),
  }))
}

function protocolsOf(rule: Answer): string[] {
  const protocols = [...texts(rule, 'ipProtocols'), ...texts(rule, 'protocols')].map((protocol) => protocol.toLowerCase())
  return protocols.includes('any') ? ['*'] : protocols
}

function numberAt(source: Answer, path: string): number | undefined {
  const value = at(source, path)
  return typeof value === 'number' ? value : undefined
}
