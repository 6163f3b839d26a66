import { describe, expect, test } from 'vitest'
import { drawn, edgesOf, entityOf, hasAnswers, named, published, recorded } from '../service.fixture.ts'
import { privateEndpoint, privateLinkService } from './private-endpoints.ts'

const group = '/subscriptions/S/resourceGroups/G/providers'

function connection(name: string, privateLinkServiceId: string | undefined, status: string) {
  return { name, properties: { privateLinkServiceId, groupIds: ['blob'], privateLinkServiceConnectionState: { status } } }
}

test('an endpoint connects to all that stands behind it, what waits for approval included', () => {
  const raw = {
    id: `${group}/Microsoft.Network/privateEndpoints/P`,
    name: 'P',
    properties: {
      privateLinkServiceConnections: [
        connection('gone', undefined, 'Disconnected'),
        connection('a', `${group}/Microsoft.Storage/storageAccounts/A`, 'Approved'),
      ],
      manualPrivateLinkServiceConnections: [connection('b', '/subscriptions/other/x/privateLinkServices/B', 'Pending')],
    },
  }
  const { key, properties } = entityOf(privateEndpoint, raw)
  expect(properties).toMatchObject({
    connectionStatus: ['Disconnected', 'Approved'],
    manualPrivateLinkServiceIds: ['/subscriptions/other/x/privatelinkservices/b'],
  })
  expect(edgesOf(privateEndpoint, raw, {}, 'CONNECTS')).toMatchObject([
    {
      edge: `${key}|CONNECTS|/subscriptions/s/resourcegroups/g/providers/microsoft.storage/storageaccounts/a`,
      type: 'azure_private_endpoint_connects_resource',
      properties: { connectionName: 'a', groupIds: ['blob'], status: 'Approved', manual: false },
    },
    { edge: `${key}|CONNECTS|/subscriptions/other/x/privatelinkservices/b`, properties: { status: 'Pending', manual: true } },
  ])
})

test('an endpoint with fields of unexpected types connects to nothing', () => {
  const raw = { id: `${group}/Microsoft.Network/privateEndpoints/P`, properties: { subnet: 'x', privateLinkServiceConnections: { a: 1 } } }
  expect(drawn(privateEndpoint, raw, {}, 'CONNECTS')).toEqual([])
})

describe.skipIf(!hasAnswers)('as recorded', () => {
  test('an endpoint stands in its subnet, uses its interface and connects to a vault', () => {
    const raw = named(recorded('j1dev/providers/Microsoft.Network/privateEndpoints'), 'newPrivateEndpoint')
    const { key, properties } = entityOf(privateEndpoint, raw)
    expect(properties).toMatchObject({ location: 'eastus', groupIds: ['vault'], connectionStatus: ['Approved'] })
    const providers = key.split('/microsoft.network/')[0]
    expect(drawn(privateEndpoint, raw)).toEqual([
      `${providers?.replace('/providers', '')}|HAS|${key}`,
      expect.stringMatching(/\|USES\|.*\/networkinterfaces\/newprivateendpoint\.nic\./),
      expect.stringMatching(/\/virtualnetworks\/[^/]+\/subnets\/[^/|]+\|HAS\|/),
      `${key}|CONNECTS|${providers}/microsoft.keyvault/vaults/ndowmon11-j1dev`,
    ])
  })
})

test.skipIf(!hasAnswers)('a service stands before its load balancer and knows who connects, as published', () => {
  const raw = named(published('azure_private_link_service'), 'testPls1')
  const { key, properties } = entityOf(privateLinkService, raw)
  expect(properties).toMatchObject({
    alias: 'ContosoService.{guid}.azure.privatelinkservice',
    visibleToSubscriptions: ['subscription1', 'subscription2', 'subscription3'],
    autoApprovedSubscriptions: ['subscription1', 'subscription2'],
    connectionStatus: ['Approved'],
  })
  const balancer = '/subscriptions/subid/resourcegroups/rg1/providers/microsoft.network/loadbalancers/lb'
  expect(drawn(privateLinkService, raw, {}, 'CONNECTS')).toEqual([`${key}|CONNECTS|${balancer}`])
  expect(properties.loadBalancerIds).toEqual([balancer])
})
