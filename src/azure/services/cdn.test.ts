import { describe, expect, test } from 'vitest'
import { drawn, entityOf, hasAnswers, named, opened, published, recorded, subscription } from '../service.fixture.ts'
import { cdnEndpoint, cdnProfile } from './cdn.ts'
import { frontDoorEndpoint } from './front-door-endpoints.ts'

test.each([
  ['Standard_Microsoft', cdnEndpoint, frontDoorEndpoint],
  ['Premium_AzureFrontDoor', frontDoorEndpoint, cdnEndpoint],
])('a profile of %s is asked for its own kind of endpoints alone', async (sku, asked, unasked) => {
  const scope = opened(cdnProfile, { id: '/subscriptions/S/profiles/P', name: 'P', sku: { name: sku } })
  // No session to ask by: a request throws.
  const call = { scope, session: Object.create(null), signal: new AbortController().signal, permission: '', request() {}, received() {} }
  const listed = async ({ source }: typeof cdnEndpoint) => (source.kind === 'list' ? Array.fromAsync(source.list(call)) : undefined)
  expect(await listed(unasked)).toEqual([])
  await expect(listed(asked)).rejects.toThrow()
})

describe.skipIf(!hasAnswers)('as recorded', () => {
  test('a profile of the CDN and one of Front Door', () => {
    const profiles = recorded('1a0c5f7e-3b29-4c68-8d11-a4f2e6b79c03/providers/Microsoft.Cdn/profiles')
    expect(entityOf(cdnProfile, named(profiles, 'standard')).properties).toMatchObject({
      sku: 'Standard_Microsoft',
      kind: 'cdn',
      location: 'global',
      resourceState: 'Active',
    })
    expect(entityOf(cdnProfile, named(profiles, 'examplecdndelete')).properties).toMatchObject({
      sku: 'Standard_AzureFrontDoor',
      kind: 'frontdoor',
      frontDoorId: 'f78e5cea-1212-4e29-8fd1-de89b8073d45',
    })
  })

  test('an endpoint is public, belongs to its profile and fetches from its origins', () => {
    const [raw = {}] = recorded(
      '2b7d81e4-95f0-4a3c-b6d2-07c8e15f4a92/resourceGroups/j1dev/providers/Microsoft.Cdn/profiles/j1dev/endpoints',
    )
    const scope = { ...subscription, kind: 'azure_cdn_profile', id: 'profile' }
    const { key, properties } = entityOf(cdnEndpoint, raw, { scope })
    expect(properties).toMatchObject({
      public: true,
      location: 'eastus',
      hostName: 'j1dev.azureedge.net',
      originHostHeader: 'www.jupiterone.com',
      isHttpAllowed: true,
      isHttpsAllowed: true,
      originHostNames: ['www.jupiterone.com'],
    })
    expect(drawn(cdnEndpoint, raw, { scope })).toEqual([`profile|HAS|${key}`])
  })

  test('a profile with an identity, as published', () => {
    expect(
      published('azure_cdn_profile').some((raw) => entityOf(cdnProfile, raw).properties.originResponseTimeoutSeconds !== undefined),
    ).toBe(true)
  })
})
