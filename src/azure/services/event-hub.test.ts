import { describe, expect, test } from 'vitest'
import { MalformedAnswerError } from '../../collect/errors.ts'
import { drawn, edgesOf, entityOf, hasAnswers, named, opened, recorded, subscription } from '../service.fixture.ts'
import { eventHub, eventHubConsumerGroup, eventHubKey, eventHubNamespace } from './event-hub.ts'

const id = '/subscriptions/S1/resourceGroups/G/providers/Microsoft.EventHub/namespaces/N'
const key = id.toLowerCase()
const namespace = (properties: unknown) => ({ id, name: 'N', location: 'eastus', properties })
const scope = opened(eventHubNamespace, namespace({}))

const keysOf = (raw: object) => {
  const { source } = eventHubKey
  if (source.kind !== 'embedded') throw new Error('not embedded')
  return [...source.pick({ raw, details: {}, scope: subscription })]
}

test('a namespace stands in the cluster that it names', () => {
  const cluster = '/subscriptions/S1/resourceGroups/G/providers/Microsoft.EventHub/clusters/C'
  expect(drawn(eventHubNamespace, namespace({ clusterArmId: cluster }), {}, 'ASSIGNED')).toEqual([
    `${cluster.toLowerCase()}|ASSIGNED|${key}`,
  ])
  expect(drawn(eventHubNamespace, namespace({}), {}, 'ASSIGNED')).toEqual([])
})

describe('the key of a namespace', () => {
  const keyVaultProperties = [
    { keyName: 'One', keyVaultUri: 'https://v.vault.azure.net/' },
    { keyName: 'Two', keyVaultUri: 'https://v.vault.azure.net', keyVersion: '7' },
  ]

  test('is its own, even where namespaces share a vault', () => {
    const [one, two, ...more] = keysOf(namespace({ encryption: { keyVaultProperties } }))
    expect(more).toEqual([])
    expect(one && entityOf(eventHubKey, one).key).toBe(`${key}/encryption/https:/v.vault.azure.net/keys/one`)
    expect(two && entityOf(eventHubKey, two).properties).toMatchObject({
      name: 'Two',
      keyVersion: '7',
      keyVaultUri: 'https://v.vault.azure.net',
    })
  })

  test('lies in the vault of that address, with or without a slash at its end', () => {
    const [one] = keysOf(namespace({ encryption: { keyVaultProperties } }))
    expect(one && drawn(eventHubKey, one)).toEqual([
      `${key}|HAS|${key}/encryption/https:/v.vault.azure.net/keys/one`,
      `${key}/encryption/https:/v.vault.azure.net/keys/one|USES|azure_keyvault_service{"vaultUrl":"https://v.vault.azure.net/"} or azure_keyvault_service{"vaultUrl":"https://v.vault.azure.net"}`,
    ])
  })

  test('without a name is malformed; a namespace without any has none', () => {
    const [nameless] = keysOf(namespace({ encryption: { keyVaultProperties: [{ keyVaultUri: 'https://v.vault.azure.net' }] } }))
    expect(() => nameless && entityOf(eventHubKey, nameless)).toThrow(MalformedAnswerError)
    for (const properties of [undefined, {}, { encryption: { keyVaultProperties: 'x' } }]) expect(keysOf(namespace(properties))).toEqual([])
  })
})

test('a hub hangs under namespace, group and subscription, and stands in a region', () => {
  const raw = { id: `${id}/eventhubs/H`, name: 'H', location: 'East US' }
  const hub = `${key}/eventhubs/h`
  expect(edgesOf(eventHub, raw, { scope })).toMatchObject([
    { edge: `/subscriptions/s1/resourcegroups/g|HAS|${hub}`, type: 'azure_resource_group_has_event_hub' },
    { edge: `${key}|HAS|${hub}`, type: 'azure_event_hub_namespace_has_' },
    { edge: `/subscriptions/s1|HAS|${hub}`, type: 'azure_subscription_has_event_hub' },
    { edge: `${hub}|HAS|azure_location_eastus`, placeholder: { type: 'azure_location', properties: { name: 'eastus' } } },
  ])
  expect(drawn(eventHub, { ...raw, location: undefined }, { scope }).length).toBe(3)
  const group = { id: `${id}/eventhubs/H/consumergroups/$Default`, name: '$Default' }
  expect(edgesOf(eventHubConsumerGroup, group, { scope: opened(eventHub, raw, scope) })).toEqual([
    { edge: `${hub}/consumergroups/$default|HAS|${hub}`, type: 'azure_event_hub_consumer_group_has_' },
  ])
})

test.skipIf(!hasAnswers)('as recorded', () => {
  const raw = named(recorded('/providers/Microsoft.EventHub/namespaces'), 'cluster-namespace')
  expect(entityOf(eventHubNamespace, raw).properties).toMatchObject({
    sku: 'Standard',
    kafkaEnabled: true,
    disableLocalAuth: false,
    clusterArmId: expect.stringMatching(/\/clusters\/eventhubcluster$/),
    'encryption.keySource': 'Microsoft.KeyVault',
    'encryption.keyVaultUris': ['https://nd-j1dev-1.vault.azure.net'],
    principalId: 'd185c579-e45f-42aa-bdd3-274e7c5f90db',
    createdOn: Date.parse('2024-03-21T06:28:08.440Z'),
  })
  expect(keysOf(raw).length).toBe(1)
})
