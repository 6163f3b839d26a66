import { describe, expect, test } from 'vitest'
import { drawn, entityOf, hasAnswers, named, published } from '../service.fixture.ts'
import { wafPolicy } from './waf-policies.ts'

const base = '/subscriptions/S/resourceGroups/g/providers/Microsoft.Network'
const lower = base.toLowerCase()

test('a policy protects gateways as a whole, by a listener or by a path, each once, and front ends', () => {
  const gateway = `${base}/applicationGateways`
  const raw = {
    id: `${base}/ApplicationGatewayWebApplicationFirewallPolicies/P`,
    properties: {
      applicationGateways: [{ id: `${gateway}/A` }],
      httpListeners: [{ id: `${gateway}/a/httpListeners/l` }, { id: `${gateway}/B/httpListeners/l` }],
      pathBasedRules: [{ id: `${gateway}/C/urlPathMaps/m/pathRules/r` }],
      frontendEndpointLinks: [{ id: `${base}/frontdoors/D/frontendEndpoints/E` }],
    },
  }
  const { key } = entityOf(wafPolicy, raw)
  expect(drawn(wafPolicy, raw, {}, 'PROTECTS')).toEqual([
    ...['a', 'b', 'c'].map((name) => `${key}|PROTECTS|${lower}/applicationgateways/${name}`),
    `${key}|PROTECTS|${lower}/frontdoors/d/frontendendpoints/e`,
  ])
})

test('what a policy does not say is unknown', () => {
  const { properties } = entityOf(wafPolicy, {
    id: `${base}/frontDoorWebApplicationFirewallPolicies/P`,
    properties: { managedRules: 7, customRules: 'x' },
  })
  expect([properties.enabled, properties.mode, properties.requestBodyCheck, properties.customRuleNames]).toEqual(Array(4).fill(undefined))
})

describe.skipIf(!hasAnswers)('as published', () => {
  test('a policy of an application gateway', () => {
    const { properties } = entityOf(wafPolicy, named(published('azure_waf_policy'), 'cfb-rypimkfr-waf-policy'))
    expect(properties).toMatchObject({
      type: 'Microsoft.Network/ApplicationGatewayWebApplicationFirewallPolicies',
      enabled: false,
      mode: 'Detection',
      requestBodyCheck: true,
      managedRuleSets: ['OWASP 3.2'],
      disabledRuleIds: ['944240', '944210'],
      exclusions: [],
      customRuleNames: [],
    })
  })

  test('a policy of Front Door', () => {
    const policies = published('azure_waf_policy', 'frontDoor').map((raw) => entityOf(wafPolicy, raw).properties)
    expect(policies.find(({ name }) => name === 'WAFFailPremium')).toMatchObject({
      type: 'Microsoft.Network/frontDoorWebApplicationFirewallPolicies',
      sku: 'Premium_AzureFrontDoor',
      enabled: true,
      mode: 'Prevention',
      requestBodyCheck: true,
      disabledRuleIds: ['944240'],
    })
    const detailed = policies.find(({ exclusions }) => Array.isArray(exclusions) && exclusions.length > 1)
    expect(detailed).toMatchObject({ requestBodyCheck: false, customRuleNames: ['Rule1', 'Rule2'], disabledRuleIds: ['942110'] })
    // One for the rule set, one for a group, one for a rule.
    expect(detailed?.exclusions).toHaveLength(3)
  })
})
