/** Service Bus: namespaces, their queues and topics, and who reads these. https://learn.microsoft.com/rest/api/servicebus */
import { from } from '../../collect/links.ts'
import { arm, childrenOf } from '../arm-listing.ts'
import { date, type FactTable, ref, region } from '../facts.ts'
import { resource } from '../resource.ts'

const service = 'Service Bus'
const version = '2024-01-01'

export const serviceBusNamespace = resource({
  type: 'azure_service_bus_namespace',
  class: ['Service'],
  title: 'Service Bus namespace',
  service,
  list: arm('Microsoft.ServiceBus/namespaces', version, { bulk: 'resources' }),
  permission: 'Microsoft.ServiceBus/namespaces/read',
  forChildren: { sku: 'sku.name' },
  properties: {
    location: region('location'),
    sku: 'sku.name',
    skuCapacity: 'sku.capacity',
    provisioningState: 'properties.provisioningState',
    status: 'properties.status',
    createdOn: date('properties.createdAt'),
    updatedOn: date('properties.updatedAt'),
    serviceBusEndpoint: 'properties.serviceBusEndpoint',
    metricId: 'properties.metricId',
    zoneRedundant: 'properties.zoneRedundant',
    disableLocalAuth: 'properties.disableLocalAuth',
    minimumTlsVersion: 'properties.minimumTlsVersion',
    publicNetworkAccess: 'properties.publicNetworkAccess',
    'encryption.keySource': 'properties.encryption.keySource',
    'encryption.requireInfrastructureEncryption': 'properties.encryption.requireInfrastructureEncryption',
    privateEndpointConnectionIds: ref('properties.privateEndpointConnections[].id'),
    identityType: 'identity.type',
    principalId: 'identity.principalId',
  },
})

/** What queues, topics and subscriptions have in common. */
const messaging: FactTable = {
  status: 'properties.status',
  createdOn: date('properties.createdAt'),
  updatedOn: date('properties.updatedAt'),
}

/** What holds messages. */
const storing: FactTable = {
  ...messaging,
  sizeInBytes: 'properties.sizeInBytes',
  maxSizeInMegabytes: 'properties.maxSizeInMegabytes',
  defaultMessageTimeToLive: 'properties.defaultMessageTimeToLive',
  requiresDuplicateDetection: 'properties.requiresDuplicateDetection',
  enablePartitioning: 'properties.enablePartitioning',
}

/** What messages are read from. */
const delivering: FactTable = {
  messageCount: 'properties.messageCount',
  lockDuration: 'properties.lockDuration',
  maxDeliveryCount: 'properties.maxDeliveryCount',
  requiresSession: 'properties.requiresSession',
  deadLetteringOnMessageExpiration: 'properties.deadLetteringOnMessageExpiration',
  forwardTo: 'properties.forwardTo',
}

export const serviceBusQueue = resource({
  type: 'azure_service_bus_queue',
  class: ['Queue'],
  title: 'Service Bus queue',
  service,
  list: childrenOf(serviceBusNamespace, 'queues', version),
  permission: 'Microsoft.ServiceBus/namespaces/queues/read',
  properties: { ...storing, ...delivering },
  links: [from('azure_service_bus_namespace', 'HAS', ({ scope }) => scope.id)],
})

export const serviceBusTopic = resource({
  type: 'azure_service_bus_topic',
  class: ['Queue'],
  title: 'Service Bus topic',
  service,
  list: childrenOf(serviceBusNamespace, 'topics', version, {
    // The basic tier has queues only, and answers the list of topics with an error.
    when: ({ sku }) => sku !== 'Basic',
  }),
  permission: 'Microsoft.ServiceBus/namespaces/topics/read',
  properties: { ...storing, subscriptionCount: 'properties.subscriptionCount', supportOrdering: 'properties.supportOrdering' },
  links: [from('azure_service_bus_namespace', 'HAS', ({ scope }) => scope.id)],
})

export const serviceBusSubscription = resource({
  type: 'azure_service_bus_subscription',
  class: ['Subscription'],
  title: 'Service Bus subscription',
  service,
  list: childrenOf(serviceBusTopic, 'subscriptions', version),
  permission: 'Microsoft.ServiceBus/namespaces/topics/subscriptions/read',
  properties: { ...messaging, ...delivering },
  links: [from('azure_service_bus_topic', 'HAS', ({ scope }) => scope.id)],
})

export const serviceBusDefinitions = [serviceBusNamespace, serviceBusQueue, serviceBusTopic, serviceBusSubscription]
