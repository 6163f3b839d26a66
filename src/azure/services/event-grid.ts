/** Event Grid: topics, domains with their topics, and who is told of events. https://learn.microsoft.com/rest/api/eventgrid */
import { from } from '../../collect/links.ts'
import { arm, childrenOf, childrenOfMany } from '../arm-listing.ts'
import { type FactTable, ref, region } from '../facts.ts'
import { resource } from '../resource.ts'

const service = 'Event Grid'
const version = '2025-02-15'

/** What topics and domains have in common. */
const endpointProperties: FactTable = {
  location: region('location'),
  provisioningState: 'properties.provisioningState',
  endpoint: 'properties.endpoint',
  inputSchema: 'properties.inputSchema',
  publicNetworkAccess: 'properties.publicNetworkAccess',
  inboundIpRules: 'properties.inboundIpRules[].ipMask',
  disableLocalAuth: 'properties.disableLocalAuth',
  minimumTlsVersionAllowed: 'properties.minimumTlsVersionAllowed',
  metricResourceId: 'properties.metricResourceId',
  privateEndpointConnectionIds: ref('properties.privateEndpointConnections[].id'),
  identityType: 'identity.type',
}

export const eventGridTopic = resource({
  type: 'azure_event_grid_topic',
  class: ['Queue'],
  title: 'Event Grid topic',
  service,
  list: arm('Microsoft.EventGrid/topics', version, { bulk: 'resources' }),
  permission: 'Microsoft.EventGrid/topics/read',
  properties: endpointProperties,
})

export const eventGridDomain = resource({
  type: 'azure_event_grid_domain',
  class: ['Service'],
  title: 'Event Grid domain',
  service,
  list: arm('Microsoft.EventGrid/domains', version, { bulk: 'resources' }),
  permission: 'Microsoft.EventGrid/domains/read',
  properties: {
    ...endpointProperties,
    autoCreateTopicWithFirstSubscription: 'properties.autoCreateTopicWithFirstSubscription',
  },
})

export const eventGridDomainTopic = resource({
  type: 'azure_event_grid_domain_topic',
  class: ['Queue'],
  title: 'Topic of an Event Grid domain',
  service,
  list: childrenOf(eventGridDomain, 'topics', version),
  permission: 'Microsoft.EventGrid/domains/topics/read',
  properties: { provisioningState: 'properties.provisioningState' },
  links: [from('azure_event_grid_domain', 'HAS', ({ scope }) => scope.id)],
})

const topicTypes = [eventGridTopic.type, eventGridDomainTopic.type]

export const eventGridSubscription = resource({
  type: 'azure_event_grid_topic_subscription',
  class: ['Subscription'],
  title: 'Event Grid subscription',
  service,
  list: childrenOfMany(topicTypes, 'providers/Microsoft.EventGrid/eventSubscriptions', version),
  permission: 'Microsoft.EventGrid/eventSubscriptions/read',
  properties: {
    topic: ref('properties.topic'),
    provisioningState: 'properties.provisioningState',
    endpointType: 'properties.destination.endpointType',
    // Without its query, which may hold a key.
    endpointBaseUrl: 'properties.destination.properties.endpointBaseUrl',
    destinationResourceId: ref('properties.destination.properties.resourceId'),
    eventDeliverySchema: 'properties.eventDeliverySchema',
    includedEventTypes: 'properties.filter.includedEventTypes',
    maxDeliveryAttempts: 'properties.retryPolicy.maxDeliveryAttempts',
    deadLetterResourceId: ref('properties.deadLetterDestination.properties.resourceId'),
  },
  links: topicTypes.map((type) => from(type, 'HAS', ({ scope }) => (scope.kind === type ? scope.id : undefined))),
})

export const eventGridDefinitions = [eventGridTopic, eventGridDomain, eventGridDomainTopic, eventGridSubscription]
