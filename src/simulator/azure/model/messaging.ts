/** Service Bus, Event Hubs and Event Grid. https://learn.microsoft.com/rest/api/servicebus */
import type { JsonObject } from '../json.ts'
import type { ChildKind, ExtensionKind, Kind, Node, Seat, Service } from '../kind.ts'
import { listed, nothing } from '../sequence.ts'
import { networkAccess, only, some, succeeded, vaultBeside, withIdentity } from './shapes.ts'

const busType = 'Microsoft.ServiceBus/namespaces'
const hubType = 'Microsoft.EventHub/namespaces'
const clusterType = 'Microsoft.EventHub/clusters'
const topicType = 'Microsoft.EventGrid/topics'
const domainType = 'Microsoft.EventGrid/domains'

function namespaceFacts(seat: Seat): JsonObject {
  const made = seat.madeOn(900)
  return {
    ...succeeded,
    status: 'Active',
    createdAt: made,
    updatedAt: made,
    serviceBusEndpoint: `https://${seat.name}.servicebus.windows.net:443/`,
    metricId: `${seat.subscription.id}:${seat.name}`,
    zoneRedundant: true,
    disableLocalAuth: !seat.wrong('keys'),
    minimumTlsVersion: seat.wrong('tls') ? '1.0' : '1.2',
    publicNetworkAccess: networkAccess(seat),
    privateEndpointConnections: [],
  }
}

const bus: Kind = {
  type: busType,
  apiVersion: '2024-01-01',
  weight: 8,
  least: 1,
  prefix: 'sb',
  body: (seat) => ({
    sku: { name: 'Premium', tier: 'Premium', capacity: 1 },
    properties: {
      ...namespaceFacts(seat),
      ...(seat.dice.chance('cmk', 0.2) ? { encryption: { keySource: 'Microsoft.KeyVault', requireInfrastructureEncryption: true } } : {}),
    },
  }),
}

const hub: Kind = {
  type: hubType,
  apiVersion: '2024-01-01',
  weight: 6,
  least: 1,
  prefix: 'evhns',
  identity: 'fourth',
  body: (seat) => ({
    sku: { name: 'Premium', tier: 'Premium', capacity: 1 },
    ...withIdentity(seat),
    properties: {
      ...namespaceFacts(seat),
      clusterArmId: seat.peer(clusterType)?.id,
      isAutoInflateEnabled: false,
      kafkaEnabled: true,
      ...(vaultBeside(seat) !== undefined && (seat.number === 0 || seat.dice.chance('cmk', 0.2))
        ? {
            encryption: {
              keySource: 'Microsoft.KeyVault',
              keyVaultProperties: [{ keyName: 'hubs', keyVaultUri: `${vaultBeside(seat)}/`, keyVersion: '' }],
            },
          }
        : {}),
    },
  }),
}

const cluster: Kind = {
  type: clusterType,
  apiVersion: '2024-01-01',
  weight: 1,
  least: 1,
  prefix: 'evhc',
  body: (seat) => ({
    sku: { name: 'Dedicated', capacity: 1 },
    properties: { createdAt: seat.madeOn(600), metricId: seat.dice.guid('metric'), status: 'Active', supportsScaling: false },
  }),
}

function gridFacts(seat: Seat): JsonObject {
  return {
    ...succeeded,
    endpoint: `https://${seat.name}.${seat.location}-1.eventgrid.azure.net/api/events`,
    inputSchema: 'EventGridSchema',
    publicNetworkAccess: networkAccess(seat),
    inboundIpRules: seat.dice.chance('office', 0.3) ? [{ ipMask: '198.51.100.0/26', action: 'Allow' }] : [],
    disableLocalAuth: !seat.wrong('keys'),
    minimumTlsVersionAllowed: '1.2',
    metricResourceId: seat.dice.guid('metric'),
    privateEndpointConnections: [],
  }
}

const topic: Kind = {
  type: topicType,
  apiVersion: '2025-02-15',
  weight: 5,
  least: 1,
  prefix: 'egt',
  body: (seat) => ({ properties: gridFacts(seat) }),
}

const domain: Kind = {
  type: domainType,
  apiVersion: '2025-02-15',
  weight: 2,
  least: 1,
  prefix: 'egd',
  body: (seat) => ({ properties: { ...gridFacts(seat), autoCreateTopicWithFirstSubscription: true } }),
}

const children: readonly ChildKind[] = [
  {
    type: `${busType}/queues`,
    list: (parent) =>
      some(parent, ['orders', 'labels', 'returns'], 0.6, () => ({
        properties: {
          ...entity(parent),
          ...delivery,
          maxSizeInMegabytes: 1024,
          enablePartitioning: false,
          requiresDuplicateDetection: false,
        },
      })),
  },
  {
    type: `${busType}/topics`,
    list: (parent) =>
      some(parent, ['events', 'tracking'], 0.6, () => ({
        properties: {
          ...entity(parent),
          maxSizeInMegabytes: 1024,
          supportOrdering: true,
          subscriptionCount: 2,
          enablePartitioning: false,
          requiresDuplicateDetection: false,
        },
      })),
  },
  {
    type: `${busType}/topics/subscriptions`,
    list: (parent) => some(parent, ['billing', 'reports'], 0.7, () => ({ properties: { ...entity(parent), ...delivery } })),
  },
  {
    type: `${hubType}/eventhubs`,
    list: (parent) =>
      some(parent, ['telemetry', 'audit'], 0.8, (name) => ({
        location: parent.body.location,
        properties: {
          status: 'Active',
          partitionCount: 4,
          messageRetentionInDays: 7,
          createdAt: parent.tenant.daysAgo(400),
          updatedAt: parent.tenant.daysAgo(40),
          captureDescription: {
            enabled: name === 'audit',
            destination: { name: 'EventHubArchive.AzureBlockBlob', properties: { blobContainer: 'capture' } },
          },
        },
      })),
  },
  {
    type: `${hubType}/eventhubs/consumergroups`,
    list: (parent) => [
      ...only('$Default', { location: parent.parent?.body.location, properties: { createdAt: parent.tenant.daysAgo(400) } }),
      ...some(parent, ['analytics'], 0.5, () => ({
        location: parent.parent?.body.location,
        properties: { userMetadata: 'reports', createdAt: parent.tenant.daysAgo(300) },
      })),
    ],
  },
  { type: `${domainType}/topics`, list: (parent) => some(parent, ['carrier-a', 'carrier-b'], 0.8, () => ({ properties: succeeded })) },
]

function entity(parent: Node): JsonObject {
  return {
    status: 'Active',
    createdAt: parent.tenant.daysAgo(500),
    updatedAt: parent.tenant.daysAgo(50),
    sizeInBytes: 0,
    messageCount: 0,
    defaultMessageTimeToLive: 'P14D',
  }
}

const delivery = { requiresSession: false, deadLetteringOnMessageExpiration: true, lockDuration: 'PT1M', maxDeliveryCount: 10 } as const

const subscriptions: ExtensionKind = {
  type: 'Microsoft.EventGrid/eventSubscriptions',
  list: ({ node }) => {
    if (node === undefined || !/^microsoft\.eventgrid\/(topics|domains)/i.test(node.type)) return nothing
    const id = `${node.id}/providers/Microsoft.EventGrid/eventSubscriptions/to-webhook`
    return listed([
      {
        id,
        name: 'to-webhook',
        type: 'Microsoft.EventGrid/eventSubscriptions',
        properties: {
          ...succeeded,
          topic: node.id,
          destination: {
            endpointType: 'WebHook',
            properties: { endpointBaseUrl: 'https://hooks.larkmoor.example/events', maxEventsPerBatch: 1 },
          },
          filter: { subjectBeginsWith: '', includedEventTypes: ['Shipment.Created'] },
          eventDeliverySchema: 'EventGridSchema',
          retryPolicy: { maxDeliveryAttempts: 30, eventTimeToLiveInMinutes: 1440 },
        },
      },
    ])
  },
}

export const messaging: Service = { kinds: [bus, hub, cluster, topic, domain], children, extensions: [subscriptions] }
