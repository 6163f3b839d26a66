import { afterEach, describe, expect, test } from 'vitest'
import { serve, type TestServer } from '../client/server.fixture.ts'
import { drawn, edgesOf, entityOf, hasAnswers, published, subscription } from '../service.fixture.ts'
import { frontDoorEndpoint } from './front-door-endpoints.ts'

const profile = '/subscriptions/S/resourceGroups/g/providers/Microsoft.Cdn/profiles/P'
const raw = { id: `${profile}/afdendpoints/E`, name: 'E', properties: { hostName: 'e.z01.azurefd.net', enabledState: 'Enabled' } }
const scope = { ...subscription, kind: 'azure_cdn_profile', id: profile.toLowerCase() }

const route = (name: string, group: string, enabledState = 'Enabled') => ({
  name,
  properties: {
    enabledState,
    originGroup: { id: `${profile}/originGroups/${group}` },
    customDomains: [{ id: `${profile}/customDomains/own` }],
    patternsToMatch: ['/*'],
  },
})
const origin = (group: string, name: string) => ({
  id: `${profile}/origingroups/${group}/origins/${name}`,
  name,
  properties: { hostName: `${name}.example`, httpsPort: 443, enabledState: 'Enabled' },
})
const domain = (name: string) => ({
  id: `${profile}/customdomains/${name}`,
  properties: { hostName: `${name}.contoso.example`, tlsSettings: { minimumTlsVersion: 'TLS12' } },
})
const policy = (waf: string, to: string) => ({
  properties: { parameters: { wafPolicy: { id: `/waf/${waf}` }, associations: [{ domains: [{ id: `${profile}/${to}` }] }] } },
})

const details = {
  routing: { routes: [route('r', 'G1'), route('off', 'G2', 'Disabled')] },
  origins: { origins: [origin('g1', 'a'), origin('G1', 'b'), origin('g2', 'c')] },
  domains: { domains: [domain('own'), domain('other')] },
  protection: {
    policies: [policy('byDomain', 'customDomains/own'), policy('byEndpoint', 'afdEndpoints/E'), policy('other', 'customDomains/other')],
  },
}

let server: TestServer | undefined
afterEach(() => server?.stop())

describe('an endpoint', () => {
  test('connects to the origins that its routes lead to, not to those of others or of routes switched off', () => {
    const { key, properties } = entityOf(frontDoorEndpoint, raw, { scope, details })
    expect(properties).toMatchObject({
      public: true,
      hostName: 'e.z01.azurefd.net',
      routeNames: ['r', 'off'],
      originHostNames: ['a.example', 'b.example'],
      customDomainHostNames: ['own.contoso.example'],
      customDomainMinimumTlsVersions: ['TLS12'],
    })
    const connected = edgesOf(frontDoorEndpoint, raw, { scope, details }, 'CONNECTS')
    expect(connected.map(({ edge, placeholder }) => [edge.startsWith(`${key}|CONNECTS|`), placeholder?.key])).toEqual([
      [true, 'host:a.example'],
      [true, 'host:b.example'],
    ])
    expect(connected[0]?.properties).toMatchObject({ originName: 'a', httpsPort: 443, enabledState: 'Enabled' })
  })

  test('is protected by the policies for itself and for its own domains', () => {
    const { key } = entityOf(frontDoorEndpoint, raw, { scope, details })
    expect(drawn(frontDoorEndpoint, raw, { scope, details }, 'PROTECTS')).toEqual([
      `/waf/bydomain|PROTECTS|${key}`,
      `/waf/byendpoint|PROTECTS|${key}`,
    ])
  })

  test('does not know what it could not read', () => {
    const { routing } = details
    const { properties } = entityOf(frontDoorEndpoint, raw, { scope, details: { routing } })
    expect([properties.originHostNames, properties.customDomainHostNames, properties.wafPolicyIds]).toEqual(Array(3).fill(undefined))
    expect(entityOf(frontDoorEndpoint, raw, { scope, details }).properties.wafPolicyIds).toEqual(['/waf/bydomain', '/waf/byendpoint'])
  })

  test('shares with the others of its profile what belongs to the profile', async () => {
    server = await serve(({ url }) => ({
      body: { value: url.includes('/origins?') ? [origin('g1', 'a')] : [{ id: `${profile}/originGroups/g1` }] },
    }))
    const call = { ...server.caller, session: server.session, scope }
    const [one, other] = await Promise.all(
      [raw, { ...raw, id: `${profile}/afdEndpoints/F` }].map((each) => frontDoorEndpoint.details.origins?.get(call, each)),
    )
    expect(one).toEqual({ origins: [origin('g1', 'a')] })
    expect(other).toEqual(one)
    expect(server.seen.map(({ url }) => url.split('?')[0])).toEqual([`${profile}/originGroups`, `${profile}/originGroups/g1/origins`])
  })
})

test.skipIf(!hasAnswers)('as published, an endpoint and its route have these shapes', () => {
  const [endpoint = {}] = published('azure_afd_endpoint')
  const routes = published('azure_afd_endpoint', 'routes').slice(0, 1)
  const origins = published('azure_afd_endpoint', 'origins').slice(0, 1)
  const { properties } = entityOf(frontDoorEndpoint, endpoint, { scope, details: { routing: { routes }, origins: { origins } } })
  expect(properties).toMatchObject({
    hostName: 'endpoint1-abcdefghijklmnop.z01.azurefd.net',
    routeNames: ['route1'],
    supportedProtocols: ['Https', 'Http'],
    httpsRedirects: ['Enabled'],
    originHostNames: ['host1.blob.core.windows.net'],
  })
})
