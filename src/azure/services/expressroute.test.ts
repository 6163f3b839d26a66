import { describe, expect, test } from 'vitest'
import { drawn, entityOf, hasAnswers, named, opened, recorded, subscription } from '../service.fixture.ts'
import { bgpServiceCommunity, circuitConnection, expressRoute, expressRouteCircuit, peerCircuitConnection } from './expressroute.ts'

const service = 'azure_expressroute:t1'

test('the service belongs to every subscription of the tenant', () => {
  expect(entityOf(expressRoute, { name: 'Azure ExpressRoute' })).toMatchObject({
    key: service,
    properties: { displayName: 'Azure ExpressRoute' },
  })
  expect(drawn(expressRoute, { name: 'Azure ExpressRoute' })).toEqual([`azure_subscription{"tenantId":"t1"}|HAS|${service}`])
})

test('a circuit without private peering is not asked for connections', async () => {
  const scope = opened(expressRouteCircuit, { id: '/subscriptions/S/c', properties: { peerings: [{ name: 'MicrosoftPeering' }] } })
  const { source } = circuitConnection
  // No session to ask by: a request would throw.
  const call = { scope, signal: new AbortController().signal, permission: '', request() {}, received() {} }
  const found = source.kind === 'list' ? await Array.fromAsync(source.list({ ...call, session: Object.create(null) })) : undefined
  expect(found).toEqual([])
})

describe.skipIf(!hasAnswers)('as recorded', () => {
  const circuit = hasAnswers ? named(recorded('providers/Microsoft.Network/expressRouteCircuits'), 'direct') : {}

  test('a circuit, without the key that its provider needs', () => {
    const { key, properties } = entityOf(expressRouteCircuit, circuit)
    expect(properties).toMatchObject({
      location: 'eastus',
      peerings: ['AzurePrivatePeering'],
      allowClassicOperations: false,
      globalReachEnabled: expect.any(Boolean),
    })
    expect(drawn(expressRouteCircuit, circuit)).toEqual([`${key.split('/providers/')[0]}|HAS|${key}`, `${service}|HAS|${key}`])
    expect(JSON.stringify(circuit)).not.toMatch(/serviceKey|authorizationKey/)
  })

  test('its connections to others, and those of others to it', () => {
    const scope = opened(expressRouteCircuit, circuit)
    const [connection = {}] = recorded('direct/peerings/AzurePrivatePeering/connections')
    const [peer = {}] = recorded('peerings/AzurePrivatePeering/peerConnections')
    const own = entityOf(circuitConnection, connection, { scope })
    expect(own.properties).toMatchObject({ name: 'demoName', addressPrefix: '192.168.11.24/29' })
    expect(own.properties.peeringId).toMatch(/\/direct2fromdirectexpressroute\/peerings\/azureprivatepeering$/)
    expect(drawn(circuitConnection, connection, { scope })).toEqual([`${service}|HAS|${own.key}`, `${scope.id}|HAS|${own.key}`])
    const theirs = entityOf(peerCircuitConnection, peer, { scope })
    expect(theirs.properties).toMatchObject({ addressPrefix: expect.any(String), connectionName: expect.any(String) })
    expect(drawn(peerCircuitConnection, peer, { scope })).toEqual([`${service}|HAS|${theirs.key}`, `${scope.id}|HAS|${theirs.key}`])
    expect(JSON.stringify([connection, peer])).not.toContain('authorizationKey')
  })

  test('a community belongs to no subscription, and to each that lists it', () => {
    const raw = named(recorded('providers/Microsoft.Network/bgpServiceCommunities'), 'Exchange')
    const { key, properties } = entityOf(bgpServiceCommunity, raw)
    expect(properties).toMatchObject({ serviceName: 'Exchange', communityValues: ['12076:5010', '12076:5010'] })
    expect(properties.communityPrefixes).toContain('2603:1006::/40')
    expect([properties.subscriptionId, properties.resourceGroup]).toEqual([undefined, undefined])
    expect(drawn(bgpServiceCommunity, raw)).toEqual([`/subscriptions/${subscription.id}|HAS|${key}`, `${key}|HAS|${service}`])
  })
})
