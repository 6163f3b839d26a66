/** Azure Cache for Redis. https://learn.microsoft.com/rest/api/redis */
import { type Edge, from, to } from '../../collect/links.ts'
import { arm, childrenOf } from '../arm-listing.ts'
import { type Answer, isAnswer, objects, text } from '../client/json.ts'
import { detail } from '../detail.ts'
import { from as fact, ref, region } from '../facts.ts'
import { armKey } from '../ids.ts'
import type { AzureResource } from '../listing.ts'
import { resource } from '../resource.ts'

const service = 'Redis'
const version = '2024-11-01'

export const redisCache = resource({
  type: 'azure_redis_cache',
  class: ['Database', 'DataStore', 'Cluster'],
  title: 'Redis cache',
  service,
  list: arm('Microsoft.Cache/redis', version, { bulk: 'resources' }),
  permission: 'Microsoft.Cache/redis/read',
  details: {
    replication: detail(
      'GET {id}/linkedServers',
      { permission: 'Microsoft.Cache/redis/linkedServers/read', when: (raw) => objects(raw, 'properties.linkedServers').length > 0 },
      async (call, raw) => {
        const linkedServers: Answer[] = []
        for await (const server of call.session.arm.list(`${text(raw, 'id') ?? ''}/linkedServers`, version, call))
          linkedServers.push(server)
        return { linkedServers }
      },
    ),
  },
  properties: {
    location: region('location'),
    hostName: 'properties.hostName',
    port: 'properties.port',
    sslPort: 'properties.sslPort',
    enableNonSslPort: 'properties.enableNonSslPort',
    minimumTlsVersion: 'properties.minimumTlsVersion',
    publicNetworkAccess: 'properties.publicNetworkAccess',
    disableAccessKeyAuthentication: 'properties.disableAccessKeyAuthentication',
    redisVersion: 'properties.redisVersion',
    'sku.name': 'properties.sku.name',
    'sku.capacity': 'properties.sku.capacity',
    provisioningState: 'properties.provisioningState',
    subnetId: ref('properties.subnetId'),
    linkedServerIds: ref('properties.linkedServers[].id'),
    rdbBackupEnabled: flag('properties.redisConfiguration.rdb-backup-enabled'),
    aadEnabled: flag('properties.redisConfiguration.aad-enabled'),
    privateEndpointConnectionIds: ref('properties.privateEndpointConnections[].id'),
  },
  links: [to('CONNECTS', 'azure_redis_cache', secondaries, { type: 'azure_redis_cache_connects_' })],
})

/** The configuration holds its switches as text. */
function flag(path: string) {
  return fact([path], (value) => (typeof value === 'string' ? value.toLowerCase() === 'true' : value))
}

/** Both caches list the link; the edge runs from the primary. */
function secondaries({ details }: AzureResource): Edge[] {
  const { replication } = details
  if (!isAnswer(replication)) return []
  return objects(replication, 'linkedServers').flatMap((link) => {
    const other = text(link, 'properties.linkedRedisCacheId')
    if (other === undefined || text(link, 'properties.serverRole') !== 'Secondary') return []
    const properties = {
      linkId: text(link, 'id'),
      location: text(link, 'properties.linkedRedisCacheLocation'),
      provisioningState: text(link, 'properties.provisioningState'),
    }
    return [{ target: armKey(other), properties }]
  })
}

export const redisFirewallRule = resource({
  type: 'azure_firewall_rule',
  class: ['Firewall'],
  title: 'Redis firewall rule',
  service,
  list: childrenOf(redisCache, 'firewallRules', version),
  permission: 'Microsoft.Cache/redis/firewallRules/read',
  properties: {
    ipRangeStart: 'properties.startIP',
    ipRangeEnd: 'properties.endIP',
    isStateful: fact([], () => false),
  },
  links: [from('azure_redis_cache', 'HAS', ({ scope }) => scope.id)],
})

export const redisDefinitions = [redisCache, redisFirewallRule]
