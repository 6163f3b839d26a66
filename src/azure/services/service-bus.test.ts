import { expect, test } from 'vitest'
import { drawn, entityOf, hasAnswers, named, opened, recorded } from '../service.fixture.ts'
import { serviceBusNamespace, serviceBusQueue, serviceBusSubscription, serviceBusTopic } from './service-bus.ts'

const id = '/subscriptions/s/resourceGroups/g/providers/Microsoft.ServiceBus/namespaces/N'
const key = id.toLowerCase()
const scope = opened(serviceBusNamespace, { id, name: 'N', sku: { name: 'Standard' } })
const topic = opened(serviceBusTopic, { id: `${id}/topics/T`, name: 'T' }, scope)

test('a namespace has queues and topics, and a topic its subscriptions', () => {
  expect(drawn(serviceBusQueue, { id: `${id}/queues/Q`, name: 'Q' }, { scope })).toEqual([`${key}|HAS|${key}/queues/q`])
  expect(drawn(serviceBusTopic, { id: `${id}/topics/T`, name: 'T' }, { scope })).toEqual([`${key}|HAS|${key}/topics/t`])
  const subscription = { id: `${id}/topics/T/subscriptions/S`, name: 'S' }
  expect(drawn(serviceBusSubscription, subscription, { scope: topic })).toEqual([`${key}/topics/t|HAS|${key}/topics/t/subscriptions/s`])
})

test.skipIf(!hasAnswers)('as recorded', () => {
  const namespace = named(recorded('2b7d81e4-95f0-4a3c-b6d2-07c8e15f4a92/providers/Microsoft.ServiceBus/namespaces'), 'ndowmon1j1dev')
  const { properties } = entityOf(serviceBusNamespace, namespace)
  expect(properties).toMatchObject({
    sku: 'Standard',
    location: 'eastus',
    status: 'Active',
    createdOn: Date.parse('2020-09-15T20:27:29.413Z'),
  })
  for (const unsaid of ['disableLocalAuth', 'minimumTlsVersion', 'publicNetworkAccess']) expect(properties).not.toHaveProperty(unsaid)
  const [queue] = recorded('ndowmon1j1dev/queues').map((raw) => entityOf(serviceBusQueue, raw, { scope }).properties)
  expect(queue).toMatchObject({
    displayName: 'j1dev-queue',
    messageCount: 0,
    lockDuration: 'PT1M',
    maxDeliveryCount: 10,
    requiresSession: false,
  })
  const [found] = recorded('ndowmon1j1dev/topics').map((raw) => entityOf(serviceBusTopic, raw, { scope }).properties)
  expect(found).toMatchObject({ subscriptionCount: 1, supportOrdering: false, updatedOn: Date.parse('2020-09-15T20:28:40.236Z') })
  const [reader] = recorded('j1dev-topic/subscriptions').map((raw) => entityOf(serviceBusSubscription, raw, { scope: topic }).properties)
  expect(reader).toMatchObject({ displayName: 'j1dev', maxDeliveryCount: 1, deadLetteringOnMessageExpiration: false })
})
