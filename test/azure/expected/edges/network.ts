/** Networks, network interfaces and what guards them. */
import { list, text } from '../json.ts'
import type { Item, World } from '../world.ts'

export function networks(world: World): void {
  for (const group of world.of('azure_security_group')) {
    for (const nic of list(group.raw, 'properties.networkInterfaces'))
      world.draw(group, 'PROTECTS', world.find(text(nic, 'id'), 'azure_nic'))
    for (const subnet of list(group.raw, 'properties.subnets'))
      world.draw(group, 'PROTECTS', world.find(text(subnet, 'id'), 'azure_subnet'))
  }
}

/** The network interfaces of a machine that a list holds. */
export function nicsOf(world: World, machine: Item): readonly Item[] {
  return list(machine.raw, 'properties.networkProfile.networkInterfaces')
    .map((nic) => world.find(text(nic, 'id'), 'azure_nic'))
    .filter((nic) => nic !== undefined)
}
