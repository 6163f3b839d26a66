/** What several derivations share. */
import type { Item, Node, World } from '../world.ts'

/** The resource group an ARM id stands in: the id up to the group's name, whatever the case of the segment. */
export function resourceGroupOf(world: World, id: string): Item | undefined {
  return world.find(/^\/subscriptions\/[^/]+\/resourcegroups\/[^/]+/i.exec(id)?.[0], 'azure_resource_group')
}

/** The subscription an ARM id stands in. */
export function subscriptionOf(world: World, id: string): Item | undefined {
  return world.find(/^\/subscriptions\/[^/]+/i.exec(id)?.[0], 'azure_subscription')
}

/** `source -VERB-> each item of the type`, the source being what the item's list call was made for. */
export function fromCaller(world: World, sourceType: string, verb: string, type: string): void {
  for (const item of world.of(type)) for (const caller of item.listedFor) if (caller.type === sourceType) world.draw(caller, verb, item)
}

/** One entity of a type that is there once, to every item of another. */
export function fromTheOnly(world: World, sourceType: string, verb: string, type: string): void {
  const source: Node | undefined = world.of(sourceType)[0]
  for (const item of world.of(type)) world.draw(source, verb, item)
}
