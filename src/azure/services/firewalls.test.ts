import { afterEach, describe, expect, test } from 'vitest'
import { PermissionError } from '../../collect/errors.ts'
import { type Reply, type Seen, serve, type TestServer } from '../client/server.fixture.ts'
import { drawn, edgesOf, entityOf, hasAnswers, named, published, recorded, subscription } from '../service.fixture.ts'
import { networkFirewall, networkFirewallPolicy } from './firewalls.ts'

const base = '/subscriptions/s/resourceGroups/g/providers/Microsoft.Network'
const policy = `${base}/firewallPolicies/P`
const raw = { id: `${base}/azureFirewalls/F`, name: 'F', properties: { firewallPolicy: { id: policy } } }

function group(id: string, source: string, action = 'Allow') {
  const rule = {
    ruleType: 'NetworkRule',
    name: 'r',
    ipProtocols: ['TCP'],
    sourceAddresses: [source],
    destinationAddresses: ['*'],
    destinationPorts: ['80'],
  }
  return { id, properties: { ruleCollections: [{ name: 'C', priority: 200, action: { type: action }, rules: [rule] }] } }
}

let server: TestServer | undefined
afterEach(() => server?.stop())

async function policyRules(reply: (request: Seen) => Reply): Promise<unknown> {
  server = await serve(reply)
  const { policyRules: rules } = networkFirewall.details
  return rules?.get({ ...server.caller, session: server.session, scope: subscription }, raw)
}

test('a firewall and the Internet are joined by the rules of its policy, each in its direction', () => {
  const details = { policyRules: { groups: [group('g1', '*'), group('g2', '10.0.0.4'), group('g3', '*', 'Deny')] } }
  const key = entityOf(networkFirewall, raw).key
  const rules = edgesOf(networkFirewall, raw, { details }).filter(({ type }) => type === 'azure_network_firewall_rule')
  expect(rules.map(({ edge, suffix }) => [edge, suffix])).toEqual([
    [`${key}|ALLOWS|global:internet`, 'g2|c|r|80'],
    [`global:internet|ALLOWS|${key}`, 'g1|c|r|80'],
    [`global:internet|DENIES|${key}`, 'g3|c|r|80'],
  ])
  expect(rules.every(({ placeholder }) => placeholder?.type === 'internet')).toBe(true)
})

test('the rules of the policies that a policy is based on apply to its firewalls, and a circle of them ends', async () => {
  const answer = await policyRules(({ url }) => {
    const path = url.split('?')[0] ?? ''
    if (path === policy) return { body: { id: policy, properties: { basePolicy: { id: `${base}/firewallPolicies/Base` } } } }
    if (path.endsWith('/Base')) return { body: { id: path, properties: { basePolicy: { id: policy.toUpperCase() } } } }
    return { body: { value: [{ id: `${path}/g` }] } }
  })
  expect(answer).toEqual({
    groups: [{ id: `${policy}/ruleCollectionGroups/g` }, { id: `${base}/firewallPolicies/Base/ruleCollectionGroups/g` }],
  })
})

test('rules that may not be read are unknown, and so is what they translate', async () => {
  const refused = policyRules(() => ({ status: 403, body: { error: { code: 'AuthorizationFailed', message: 'no' } } }))
  await expect(refused).rejects.toBeInstanceOf(PermissionError)
  expect(entityOf(networkFirewall, raw).properties.natRules).toBeUndefined()
  expect(entityOf(networkFirewall, raw, { details: { policyRules: { groups: [] } } }).properties.natRules).toEqual([])
})

test('a firewall without policy is not asked for one', () => {
  expect(networkFirewall.details.policyRules?.when?.({ properties: {} })).toBe(false)
})

describe.skipIf(!hasAnswers)('as recorded', () => {
  test('a firewall has its policy and four rules for what comes in', () => {
    const firewall = named(recorded('providers/Microsoft.Network/azureFirewalls'), 'Firewall1')
    const details = { policyRules: { groups: recorded('firewallPolicies/policy1/ruleCollectionGroups') } }
    const { key, properties } = entityOf(networkFirewall, firewall, { details })
    expect(properties).toMatchObject({ 'sku.name': 'AZFW_VNet', 'sku.tier': 'Basic', zones: ['1'], threatIntelMode: 'Alert', natRules: [] })
    expect(properties.managementIpConfigurationId).toMatch(/\/azurefirewallipconfigurations\/firewalltest2$/)
    const group = key.split('/providers/')[0]
    expect(drawn(networkFirewall, firewall, { details })).toEqual([
      `${group}|HAS|${key}`,
      `${key}|HAS|${group}/providers/microsoft.network/firewallpolicies/policy1`,
      `${key}|USES|${group}/providers/microsoft.network/publicipaddresses/firewalltest1`,
      `${key}|ALLOWS|global:internet`,
      ...Array(4).fill(`global:internet|ALLOWS|${key}`),
    ])
  })

  test('a policy extends the one it is based on', () => {
    const policies = recorded('j1dev/providers/Microsoft.Network/firewallPolicies')
    const child = named(policies, 'policy2')
    const parent = entityOf(networkFirewallPolicy, named(policies, 'policy1'))
    expect(edgesOf(networkFirewallPolicy, child, {}, 'EXTENDS')).toEqual([
      { edge: `${entityOf(networkFirewallPolicy, child).key}|EXTENDS|${parent.key}`, type: 'azure_network_firewall_policy_extends_' },
    ])
    expect(parent.properties.childPolicyIds).toHaveLength(2)
    expect(drawn(networkFirewallPolicy, named(policies, 'policy1'), {}, 'EXTENDS')).toEqual([])
  })

  test('a firewall of a hub and a policy of the premium tier, as published', () => {
    const hub = published('azure_network_firewall').find((one) => entityOf(networkFirewall, one).properties['sku.name'] === 'AZFW_Hub')
    expect(hub && entityOf(networkFirewall, hub).properties).toMatchObject({ publicIpAddress: ['13.73.240.12'] })
    const premium = published('azure_network_firewall_policy').find(
      (one) => entityOf(networkFirewallPolicy, one).properties['sku.tier'] === 'Premium',
    )
    expect(premium && entityOf(networkFirewallPolicy, premium).properties).toMatchObject({
      dnsProxyEnabled: true,
      intrusionDetectionMode: 'Alert',
      tlsInspectionCertificate: 'https://kv/secret',
      insightsEnabled: true,
    })
    // The address of the PAC file holds a signature.
    expect(JSON.stringify(premium)).not.toContain('sig=')
  })
})
