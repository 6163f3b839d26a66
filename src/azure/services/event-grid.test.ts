import { expect, test } from 'vitest'
import { edgesOf, entityOf, hasAnswers, named, opened, published, recorded } from '../service.fixture.ts'
import { eventGridDomain, eventGridDomainTopic, eventGridSubscription, eventGridTopic } from './event-grid.ts'

const provider = '/subscriptions/s/resourceGroups/g/providers/Microsoft.EventGrid'
const key = provider.toLowerCase()
const topic = opened(eventGridTopic, { id: `${provider}/topics/T`, name: 'T' })
const domainTopic = { id: `${provider}/domains/D/topics/T`, name: 'T' }
const domain = opened(eventGridDomain, { id: `${provider}/domains/D`, name: 'D' })
const subscriptionOf = (of: string) => ({ id: `${of}/providers/Microsoft.EventGrid/eventSubscriptions/S`, name: 'S' })

test('a subscription hangs under its topic, be that one of a domain or not', () => {
  const suffix = 'providers/microsoft.eventgrid/eventsubscriptions/s'
  expect(edgesOf(eventGridSubscription, subscriptionOf(`${provider}/topics/T`), { scope: topic })).toEqual([
    { edge: `${key}/topics/t|HAS|${key}/topics/t/${suffix}`, type: 'azure_event_grid_topic_has_subscription' },
  ])
  const scope = opened(eventGridDomainTopic, domainTopic, domain)
  expect(edgesOf(eventGridSubscription, subscriptionOf(domainTopic.id), { scope })).toEqual([
    {
      edge: `${key}/domains/d/topics/t|HAS|${key}/domains/d/topics/t/${suffix}`,
      type: 'azure_event_grid_domain_topic_has_topic_subscription',
    },
  ])
  expect(edgesOf(eventGridDomainTopic, domainTopic, { scope: domain })).toEqual([
    { edge: `${key}/domains/d|HAS|${key}/domains/d/topics/t`, type: 'azure_event_grid_domain_has_topic' },
  ])
})

test.skipIf(!hasAnswers)('as recorded and as published', () => {
  const found = entityOf(eventGridTopic, named(recorded('j1dev/providers/Microsoft.EventGrid/topics'), 'topiceventgrid')).properties
  expect(found).toMatchObject({ inputSchema: 'EventGridSchema', publicNetworkAccess: 'Enabled', inboundIpRules: [], location: 'eastus' })
  expect(found).not.toHaveProperty('disableLocalAuth')
  const raw = named(recorded('topics/topiceventgrid/providers/Microsoft.EventGrid/eventSubscriptions'), 'subscription1')
  expect(entityOf(eventGridSubscription, raw, { scope: topic }).properties).toMatchObject({
    topic: expect.stringMatching(/\/topics\/topiceventgrid$/),
    endpointType: 'StorageQueue',
    destinationResourceId: expect.stringMatching(/\/storageaccounts\/cs21003200264d10083$/),
    maxDeliveryAttempts: 30,
    eventDeliverySchema: 'EventGridSchema',
  })
  const domains = published('azure_event_grid_domain').map((one) => entityOf(eventGridDomain, one).properties)
  expect(domains).toContainEqual(expect.objectContaining({ disableLocalAuth: false, autoCreateTopicWithFirstSubscription: true }))
})
