/** Event Hubs: clusters, namespaces with their keys and hubs, and who reads these. https://learn.microsoft.com/rest/api/eventhub */
import { from, to, where } from '../../collect/links.ts'
import { arm, childrenOf, embeddedIn } from '../arm-listing.ts'
import { type Answer, objects, text } from '../client/json.ts'
import { date, ref, region } from '../facts.ts'
import { armKey } from '../ids.ts'
import { regionPlaceholder } from '../placeholders.ts'
import { resource } from '../resource.ts'
import { subscriptionKeyOf } from '../tenant.ts'

const service = 'Event Hubs'
const version = '2024-01-01'

export const eventHubCluster = resource({
  type: 'azure_event_hub_cluster',
  class: ['Cluster'],
  title: 'Event Hubs cluster',
  service,
  list: arm('Microsoft.EventHub/clusters', version, { bulk: 'resources' }),
  permission: 'Microsoft.EventHub/clusters/read',
  properties: {
    location: region('location'),
    skuCapacity: 'sku.capacity',
    createdOn: date('properties.createdAt'),
    metricId: 'properties.metricId',
    status: 'properties.status',
  },
})

export const eventHubNamespace = resource({
  type: 'azure_event_hub_namespace',
  class: ['Group'],
  title: 'Event Hubs namespace',
  service,
  list: arm('Microsoft.EventHub/namespaces', version, { bulk: 'resources' }),
  permission: 'Microsoft.EventHub/namespaces/read',
  properties: {
    location: region('location'),
    sku: 'sku.name',
    status: 'properties.status',
    provisioningState: 'properties.provisioningState',
    clusterArmId: ref('properties.clusterArmId'),
    serviceBusEndpoint: 'properties.serviceBusEndpoint',
    metricId: 'properties.metricId',
    isAutoInflateEnabled: 'properties.isAutoInflateEnabled',
    kafkaEnabled: 'properties.kafkaEnabled',
    zoneRedundant: 'properties.zoneRedundant',
    disableLocalAuth: 'properties.disableLocalAuth',
    minimumTlsVersion: 'properties.minimumTlsVersion',
    publicNetworkAccess: 'properties.publicNetworkAccess',
    'encryption.keySource': 'properties.encryption.keySource',
    'encryption.keyVaultUris': 'properties.encryption.keyVaultProperties[].keyVaultUri',
    privateEndpointConnectionIds: ref('properties.privateEndpointConnections[].id'),
    createdOn: date('properties.createdAt'),
    identityType: 'identity.type',
    principalId: 'identity.principalId',
  },
  links: [
    from('azure_event_hub_cluster', 'ASSIGNED', ({ raw }) => {
      const cluster = text(raw, 'properties.clusterArmId')
      return cluster === undefined ? undefined : armKey(cluster)
    }),
  ],
})

export const eventHubKey = resource({
  type: 'azure_event_hub_key',
  class: ['Key'],
  title: 'Customer key of an Event Hubs namespace',
  service,
  list: embeddedIn(
    eventHubNamespace,
    'Microsoft.EventHub/namespaces/encryption/keys',
    'namespaces[].properties.encryption.keyVaultProperties[]',
    keysOf,
  ),
  permission: 'Microsoft.EventHub/namespaces/read',
  properties: { keyVaultUri: 'keyVaultUri', keyVersion: 'keyVersion' },
  links: [
    from('azure_event_hub_namespace', 'HAS', ({ raw }) => armKey(text(raw, 'namespace.id') ?? '')),
    to('USES', 'azure_keyvault_service', ({ raw }) => {
      const uri = text(raw, 'keyVaultUri')?.replace(/\/+$/, '')
      if (uri === undefined) return undefined
      return { target: [`${uri}/`, uri].flatMap((vaultUrl) => where('azure_keyvault_service', { vaultUrl }) ?? []) }
    }),
  ],
})

/** The keys that encrypt a namespace, each with an id of its own: several namespaces may use one key of one vault. */
function* keysOf(namespace: Answer): Iterable<Answer> {
  const namespaceId = text(namespace, 'id')
  for (const key of objects(namespace, 'properties.encryption.keyVaultProperties')) {
    const name = text(key, 'keyName')
    const uri = text(key, 'keyVaultUri')?.replace(/\/+$/, '')
    const known = name !== undefined && uri !== undefined
    yield {
      ...key,
      ...(known ? { id: `${namespaceId}/encryption/${uri}/keys/${name}` } : {}),
      name,
      location: namespace.location,
      namespace: { id: namespaceId },
    }
  }
}

export const eventHub = resource({
  type: 'azure_event_hub',
  class: ['Service'],
  title: 'Event hub',
  service,
  list: childrenOf(eventHubNamespace, 'eventhubs', version, { inResourceGroup: true }),
  permission: 'Microsoft.EventHub/namespaces/eventhubs/read',
  properties: {
    location: region('location'),
    status: 'properties.status',
    partitionCount: 'properties.partitionCount',
    messageRetentionInDays: 'properties.messageRetentionInDays',
    captureEnabled: 'properties.captureDescription.enabled',
    captureStorageAccountId: ref('properties.captureDescription.destination.properties.storageAccountResourceId'),
    createdOn: date('properties.createdAt'),
    updatedOn: date('properties.updatedAt'),
  },
  links: [
    from('azure_event_hub_namespace', 'HAS', ({ scope }) => scope.id, { type: 'azure_event_hub_namespace_has_' }),
    from('azure_subscription', 'HAS', ({ scope }) => subscriptionKeyOf(scope)),
    to(
      'HAS',
      'azure_location',
      ({ raw }) => {
        const location = text(raw, 'location')
        if (location === undefined) return undefined
        const placeholder = regionPlaceholder(location)
        return { target: placeholder.key, placeholder }
      },
      { mapped: true },
    ),
  ],
})

export const eventHubConsumerGroup = resource({
  type: 'azure_event_hub_consumer_group',
  class: ['Channel'],
  title: 'Event hub consumer group',
  service,
  list: childrenOf(eventHub, 'consumergroups', version),
  permission: 'Microsoft.EventHub/namespaces/eventHubs/consumergroups/read',
  properties: {
    location: region('location'),
    userMetaData: 'properties.userMetadata',
    createdOn: date('properties.createdAt'),
  },
  // The group has the hub, and not the other way round: so the published data model has it.
  links: [to('HAS', 'azure_event_hub', ({ scope }) => scope.id, { type: 'azure_event_hub_consumer_group_has_' })],
})

export const eventHubDefinitions = [eventHubCluster, eventHubNamespace, eventHubKey, eventHub, eventHubConsumerGroup]
