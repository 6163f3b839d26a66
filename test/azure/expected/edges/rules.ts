/** Rules of network security groups: one edge per rule, destination port range and remote prefix. */
import { prefixOf, rangeOf, within } from '../addresses.ts'
import { type Json, list, text, texts } from '../json.ts'
import type { Item, Node, World } from '../world.ts'

export function securityRules(world: World): void {
  for (const group of world.of('azure_security_group'))
    for (const rule of [...list(group.raw, 'properties.defaultSecurityRules'), ...list(group.raw, 'properties.securityRules')])
      drawRule(world, group, rule)
}

function drawRule(world: World, group: Item, rule: Json): void {
  const inbound = text(rule, 'properties.direction') === 'Inbound'
  const verb = text(rule, 'properties.access') === 'Allow' ? 'ALLOWS' : 'DENIES'
  const side = inbound ? 'sourceAddressPrefix' : 'destinationAddressPrefix'
  for (const prefix of oneOrMany(rule, side, `${side}es`))
    for (const ports of oneOrMany(rule, 'destinationPortRange', 'destinationPortRanges')) {
      const suffix = [text(rule, 'id'), ports, prefix].join('|')
      for (const remote of remotes(world, prefix))
        if (inbound) world.draw(remote, verb, group, suffix)
        else world.draw(group, verb, remote, suffix)
    }
}

/** A rule says one value or several, in two properties; both count, each value once. */
function oneOrMany(rule: Json, one: string, many: string): ReadonlySet<string> {
  const single = text(rule, `properties.${one}`)
  return new Set([...(single === undefined || single === '' ? [] : [single]), ...texts(rule, `properties.${many}`)])
}

/** What stands behind a prefix: the Internet, an address, the subnets inside a private range, a network, a service. Host and Network are classes of the catalogue; their types are the same words in the spelling of types. */
function remotes(world: World, text_: string): readonly Node[] {
  const prefix = prefixOf(text_)
  switch (prefix.kind) {
    case 'internet':
      return [world.standIn('internet', 'internet')]
    case 'host':
      return [world.standIn('host', prefix.address)]
    case 'public':
      return [world.standIn('network', prefix.cidr)]
    case 'tag':
      return [world.standIn(serviceTagType(prefix.tag), prefix.tag)]
    case 'private':
      return world.of('azure_subnet').filter((subnet) => cidrsOf(subnet).some((cidr) => inRange(cidr, prefix.range)))
  }
}

function inRange(cidr: string, range: Parameters<typeof within>[1]): boolean {
  const inner = rangeOf(cidr)
  return inner !== undefined && within(inner, range)
}

function cidrsOf(subnet: Item): readonly string[] {
  const single = text(subnet.raw, 'properties.addressPrefix')
  return single === undefined ? texts(subnet.raw, 'properties.addressPrefixes') : [single]
}

/** VirtualNetwork -> azure_virtual_network, AzureLoadBalancer -> azure_load_balancer. */
function serviceTagType(tag: string): string {
  const snake = tag.replace(/([a-z0-9])([A-Z])/g, '$1_$2').toLowerCase()
  return `azure_${snake}`.replace(/^azure_azure_/, 'azure_')
}
