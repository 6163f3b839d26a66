/** Containers, web sites, caches, event hubs, Synapse and Kubernetes. */
import type { Crawl } from '../crawl.ts'
import { idOf } from '../crawl.ts'
import { list, text } from '../json.ts'
import { itemsOf } from '../replay.ts'
import type { World } from '../world.ts'
import { locationOf } from './connectivity.ts'
import { fromCaller, fromTheOnly } from './ends.ts'
import { vaultAt } from './storage.ts'

export async function workloads(crawl: Crawl): Promise<void> {
  const { world } = crawl
  containers(world)
  eventHubs(world)
  synapse(world)
  for (const type of ['azure_function_app', 'azure_web_app'])
    for (const site of world.of(type))
      world.draw(site, 'USES', world.find(text(site.raw, 'properties.serverFarmId'), 'azure_app_service_plan'))
  for (const cache of world.of('azure_redis_cache'))
    for (const linked of itemsOf(await crawl.replay.arm(`${idOf(cache)}/linkedServers`)))
      if (text(linked, 'properties.serverRole') === 'Secondary')
        world.draw(cache, 'CONNECTS', world.find(text(linked, 'properties.linkedRedisCacheId'), 'azure_redis_cache'), text(linked, 'id'))
  fromTheOnly(world, 'azure_kube_service', 'CONTAINS', 'azure_kube_trusted_access_role')
  fromCaller(world, 'azure_kubernetes_cluster', 'CONTAINS', 'azure_kube_cluster_role_binding')
  for (const subscription of world.of('azure_subscription'))
    for (const type of ['azure_expressroute', 'azure_kube_service', 'azure_synapse']) world.draw(subscription, 'HAS', world.of(type)[0])
}

function containers(world: World): void {
  for (const container of world.of('azure_container'))
    for (const mount of list(container.raw, 'properties.volumeMounts')) {
      const group = container.listedFor[0]
      world.draw(container, 'USES', world.find(`${group?.key}/volumes/${text(mount, 'name')}`, 'azure_container_volume'))
    }
  for (const volume of world.of('azure_container_volume')) {
    const account = text(volume.raw, 'azureFile.storageAccountName')
    const share = text(volume.raw, 'azureFile.shareName')
    const end = `/storageaccounts/${account}/fileservices/default/shares/${share}`.toLowerCase()
    world.draw(
      volume,
      'USES',
      world.of('azure_storage_file_share').find((candidate) => candidate.key.endsWith(end)),
    )
  }
}

function eventHubs(world: World): void {
  fromCaller(world, 'azure_event_hub_namespace', 'HAS', 'azure_event_hub')
  fromCaller(world, 'azure_event_hub_namespace', 'HAS', 'azure_event_hub_key')
  for (const namespace of world.of('azure_event_hub_namespace'))
    world.draw(world.find(text(namespace.raw, 'properties.clusterArmId'), 'azure_event_hub_cluster'), 'ASSIGNED', namespace)
  for (const hub of world.of('azure_event_hub')) world.draw(hub, 'HAS', locationOf(world, hub))
  // Named from the group's end, against nature, as the catalogue has it.
  for (const group of world.of('azure_event_hub_consumer_group')) for (const hub of group.listedFor) world.draw(group, 'HAS', hub)
  for (const key of world.of('azure_event_hub_key')) world.draw(key, 'USES', vaultAt(world, text(key.raw, 'keyVaultUri')))
}

function synapse(world: World): void {
  for (const type of ['azure_synapse_workspace', 'azure_synapse_sql_pool', 'azure_synapse_key'])
    fromTheOnly(world, 'azure_synapse', 'HAS', type)
  fromCaller(world, 'azure_synapse_workspace', 'HAS', 'azure_synapse_sql_pool')
  fromCaller(world, 'azure_synapse_workspace', 'HAS', 'azure_synapse_key')
  fromCaller(world, 'azure_synapse_sql_pool', 'ASSIGNED', 'azure_synapse_masking_policy')
  fromCaller(world, 'azure_synapse_sql_pool', 'HAS', 'azure_synapse_masking_rule')
  for (const key of world.of('azure_synapse_key')) {
    const url = text(key.raw, 'properties.keyVaultUrl')
    if (url !== undefined) world.draw(vaultAt(world, new URL(url).origin), 'HAS', key)
  }
}
