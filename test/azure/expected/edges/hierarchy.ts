/** What holds what: tenant, management groups, subscriptions, resource groups, and parents whose children were listed. */
import { edgeRows } from '../catalogue.ts'
import { list, text } from '../json.ts'
import { isManagementGroup } from '../readers.ts'
import type { World } from '../world.ts'
import { fromCaller, fromTheOnly, resourceGroupOf, subscriptionOf } from './ends.ts'

export function hierarchy(world: World): void {
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
  fromCaller(world, 'azure_subscription', 'PERFORMED', 'azure_security_assessment')
  for (const type of listedForSubscription) fromCaller(world, 'azure_subscription', 'HAS', type)
  for (const type of ['azure_ddos_protection_plan', 'azure_event_hub'])
    for (const item of world.of(type)) world.draw(subscriptionOf(world, item.key), 'HAS', item)
  for (const row of edgeRows) if (row.derivation.startsWith('Created while')) fromCaller(world, row.from, row.verb, row.to)
  const contained = edgeRows.filter((row) => row.from === 'azure_resource_group' && row.verb === 'HAS').map((row) => row.to)
  // The catalogue puts gateways under their group in the row that it advises against (ExpressRoute HAS gateway).
  for (const type of [...contained, 'azure_application_gateway'])
    for (const item of world.of(type)) world.draw(resourceGroupOf(world, item.key), 'HAS', item)
}

/** Subscription-wide lists whose rows hang below the subscription itself. */
const listedForSubscription: readonly string[] = [
  'azure_monitor_log_profile',
  'azure_security_center_auto_provisioning_setting',
  'azure_security_center_contact',
  'azure_security_center_setting',
  'azure_security_center_subscription_pricing',
  'azure_bgp_service_communities',
  'azure_defender_alert',
]
