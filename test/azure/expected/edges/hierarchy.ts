/** Tenant, management groups, subscriptions, resource groups, locations. */
import { list, text } from '../json.ts'
import { isManagementGroup } from '../readers.ts'
import type { World } from '../world.ts'
import { fromCaller, fromTheOnly, resourceGroupOf, subscriptionOf } from './ends.ts'

export function hierarchy(world: World, contained: readonly string[]): void {
  for (const type of ['azure_user_group', 'azure_user', 'azure_keyvault_service']) fromTheOnly(world, 'azure_account', 'HAS', type)

  const account = world.of('azure_account')[0]
  world.draw(account, 'HAS', world.find(`/providers/Microsoft.Management/managementGroups/${account?.key}`))
  for (const group of world.of('azure_management_group'))
    for (const child of list(group.raw, 'properties.children')) {
      const id = text(child, 'id') ?? ''
      if (isManagementGroup(child)) world.draw(group, 'CONTAINS', world.find(id))
      else world.draw(group, 'HAS', world.findOrStandIn('azure_subscription', id.toLowerCase()))
    }

  for (const group of world.of('azure_resource_group')) world.draw(subscriptionOf(world, group.key), 'HAS', group)
  fromCaller(world, 'azure_subscription', 'USES', 'azure_location')
  fromCaller(world, 'azure_subscription', 'CONTAINS', 'azure_role_definition')
  for (const type of contained) for (const item of world.of(type)) world.draw(resourceGroupOf(world, item.key), 'HAS', item)
}
