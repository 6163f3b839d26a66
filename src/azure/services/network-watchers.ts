/** Network watchers and flow logs. https://learn.microsoft.com/rest/api/network-watcher */
import { from, to } from '../../collect/links.ts'
import type { Entity } from '../../graph/model.ts'
import { arm, childrenOf } from '../arm-listing.ts'
import { text } from '../client/json.ts'
import { ref, region } from '../facts.ts'
import { armKey, locationKey } from '../ids.ts'
import type { AzureLink, AzureResource } from '../listing.ts'
import { regionPlaceholder } from '../placeholders.ts'
import { resource } from '../resource.ts'

const version = '2024-05-01'

export const networkWatcher = resource({
  type: 'azure_network_watcher',
  class: ['Resource'],
  title: 'Network watcher',
  service: 'Network',
  list: arm('Microsoft.Network/networkWatchers', version, { bulk: 'resources' }),
  permission: 'Microsoft.Network/networkWatchers/read',
  properties: { location: region('location'), provisioningState: 'properties.provisioningState' },
  links: [from('azure_location', 'HAS', watched, { mapped: true })],
})

function watched({ raw }: AzureResource): { target: string; placeholder: Entity } | undefined {
  const location = text(raw, 'location')
  return location === undefined ? undefined : { target: locationKey(location), placeholder: regionPlaceholder(location) }
}

/** What a flow log may be of. The catalogue's own is the security group; those of networks and their parts follow it. */
const targets = [
  { type: 'azure_security_group', is: /\/networksecuritygroups\/[^/]+$/ },
  { type: 'azure_vnet', is: /\/virtualnetworks\/[^/]+$/ },
  { type: 'azure_subnet', is: /\/subnets\/[^/]+$/ },
  { type: 'azure_nic', is: /\/networkinterfaces\/[^/]+$/ },
] as const

const ofTarget: readonly AzureLink[] = targets.map(({ type, is }) =>
  from(type, 'HAS', ({ raw }) => {
    const key = armKey(text(raw, 'properties.targetResourceId') ?? '')
    return is.test(key) ? key : undefined
  }),
)

/** Flow logs of security groups, which end in 2027, and of virtual networks, subnets and interfaces. */
export const flowLog = resource({
  type: 'azure_security_group_flow_logs',
  class: ['Logs'],
  title: 'Flow log',
  service: 'Network',
  list: childrenOf(networkWatcher, 'flowLogs', version, { bulk: 'resources' }),
  permission: 'Microsoft.Network/networkWatchers/flowLogs/read',
  properties: {
    location: region('location'),
    targetResourceId: ref('properties.targetResourceId'),
    storageId: ref('properties.storageId'),
    enabled: 'properties.enabled',
    'retentionPolicy.enabled': 'properties.retentionPolicy.enabled',
    'retentionPolicy.days': 'properties.retentionPolicy.days',
    formatVersion: 'properties.format.version',
    trafficAnalyticsEnabled: 'properties.flowAnalyticsConfiguration.networkWatcherFlowAnalyticsConfiguration.enabled',
    workspaceResourceId: ref('properties.flowAnalyticsConfiguration.networkWatcherFlowAnalyticsConfiguration.workspaceResourceId'),
  },
  links: [
    from('azure_network_watcher', 'HAS', ({ scope }) => scope.id),
    ...ofTarget,
    to('USES', 'azure_storage_account', ({ raw }) => {
      const storage = text(raw, 'properties.storageId')
      return storage === undefined ? undefined : armKey(storage)
    }),
  ],
})

export const networkWatcherDefinitions = [networkWatcher, flowLog]
