/** Azure Firewall: its policies, and their network rules from and to the Internet. */
import type { Crawl } from '../crawl.ts'
import { type Json, list, text, texts } from '../json.ts'
import { itemsOf } from '../replay.ts'
import type { Item, World } from '../world.ts'

export async function firewalls(crawl: Crawl): Promise<void> {
  const { world } = crawl
  for (const policy of world.of('azure_network_firewall_policy'))
    for (const child of list(policy.raw, 'properties.childPolicies'))
      world.draw(world.find(text(child, 'id'), 'azure_network_firewall_policy'), 'EXTENDS', policy)
  for (const firewall of world.of('azure_network_firewall')) {
    const policy = world.find(text(firewall.raw, 'properties.firewallPolicy.id'), 'azure_network_firewall_policy')
    world.draw(firewall, 'HAS', policy)
    for (const used of withBases(world, policy)) for (const group of await groupsOf(crawl, used)) drawGroup(world, firewall, group)
  }
}

/** A policy and those it is based on: their rules apply to it, too. */
function withBases(world: World, policy: Item | undefined): readonly Item[] {
  if (policy === undefined) return []
  return [policy, ...withBases(world, world.find(text(policy.raw, 'properties.basePolicy.id'), 'azure_network_firewall_policy'))]
}

async function groupsOf(crawl: Crawl, policy: Item): Promise<readonly Json[]> {
  return itemsOf(await crawl.replay.arm(`${policy.key}/ruleCollectionGroups`))
}

function drawGroup(world: World, firewall: Item, group: Json): void {
  for (const collection of list(group, 'properties.ruleCollections')) {
    const verb = { Allow: 'ALLOWS', Deny: 'DENIES' }[text(collection, 'action.type') ?? '']
    if (verb === undefined) continue
    for (const rule of list(collection, 'rules'))
      if (text(rule, 'ruleType') === 'NetworkRule')
        drawRule(world, firewall, verb, rule, [text(group, 'id'), text(collection, 'name')].join('|'))
  }
}

function drawRule(world: World, firewall: Item, verb: string, rule: Json, collection: string): void {
  const internet = world.standIn('internet', 'internet')
  for (const port of texts(rule, 'destinationPorts')) {
    const suffix = [collection, text(rule, 'name'), port].join('|')
    if (texts(rule, 'sourceAddresses').some(isAnywhere)) world.draw(internet, verb, firewall, suffix)
    else if (texts(rule, 'destinationAddresses').some(isAnywhere)) world.draw(firewall, verb, internet, suffix)
  }
}

function isAnywhere(address: string): boolean {
  return address === '*' || address === '0.0.0.0/0'
}
