import { describe, expect, test } from 'vitest'
import type { Answer } from '../client/json.ts'
import type { AzureDefinition } from '../resource.ts'
import { drawn, entityOf, hasAnswers, named, published, recorded, subscription } from '../service.fixture.ts'
import { backendPool, frontDoor, frontDoorDefinitions, frontendEndpoint, routingRule, rulesEngine } from './front-door.ts'

function parts(definition: AzureDefinition, door: Answer): Answer[] {
  const { source } = definition
  return source.kind === 'embedded' ? [...source.pick({ raw: door, details: {}, scope: subscription })] : []
}

test('a Front Door with fields of unexpected types has no parts', () => {
  const door = { id: '/subscriptions/S/x', properties: { backendPools: 'none', routingRules: [null, 7] } }
  expect(frontDoorDefinitions.flatMap((definition) => parts(definition, door))).toEqual([])
})

describe.skipIf(!hasAnswers)('as recorded', () => {
  const door = hasAnswers ? named(recorded('providers/Microsoft.Network/frontDoors'), 'nickdowmon') : {}
  const key = hasAnswers ? entityOf(frontDoor, door).key : ''

  test('a Front Door', () => {
    expect(entityOf(frontDoor, door).properties).toMatchObject({
      location: 'global',
      frontdoorId: '8407c8e8-832e-43dd-985a-e20fecf0d964',
      enabledState: 'Enabled',
      resourceState: 'Enabled',
      'backendPoolSettings.enforceCertificateNameCheck': 'Enabled',
    })
  })

  test.each([
    ['backend pool', backendPool, { name: 'nick', backendAddresses: [expect.any(String)] }],
    ['front end', frontendEndpoint, { hostName: 'nickdowmon.azurefd.net' }],
    ['rules engine', rulesEngine, { ruleNames: ['mobile'], ruleCount: 1 }],
    [
      'routing rule',
      routingRule,
      {
        acceptedProtocols: ['Http', 'Https'],
        patternsToMatch: ['/*'],
        'routeConfiguration.odatatype': '#Microsoft.Azure.FrontDoor.Models.FrontdoorForwardingConfiguration',
        'routeConfiguration.forwardingProtocol': 'HttpsOnly',
        'routeConfiguration.backendPoolId': expect.stringMatching(/\/frontdoors\/nickdowmon\/backendpools\/nick$/),
        rulesEngineId: expect.stringMatching(/\/rulesengines\/nick$/),
      },
    ],
  ])('its %s', (_, definition, expected) => {
    const [part = {}] = parts(definition, door)
    const entity = entityOf(definition, part)
    expect(entity.properties).toMatchObject(expected)
    expect(drawn(definition, part)).toEqual([`${key}|HAS|${entity.key}`])
  })

  test('a front end with a certificate of its own, as published', () => {
    const ends = published('azure_frontdoor_frontend_endpoint').map((raw) => entityOf(frontendEndpoint, raw).properties)
    expect(
      ends.some(
        (end) => end['customHttpsConfiguration.minimumTlsVersion'] !== undefined || end.webApplicationFirewallPolicyLinkId !== undefined,
      ),
    ).toBe(true)
  })
})
