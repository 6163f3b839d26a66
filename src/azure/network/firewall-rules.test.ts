import { expect, test } from 'vitest'
import type { Answer } from '../client/json.ts'
import { internetRules, natRules, propertiesOf, suffixOf } from './firewall-rules.ts'

const web = {
  ruleType: 'NetworkRule',
  name: 'web',
  ipProtocols: ['TCP'],
  sourceAddresses: ['*'],
  destinationAddresses: ['10.0.0.0/24'],
  destinationPorts: ['80', '8000-9000'],
}

function group(action: string, ...rules: readonly Answer[]): Answer {
  return {
    id: '/policy/ruleCollectionGroups/G',
    properties: { ruleCollections: [{ name: 'C', priority: 200, action: { type: action }, rules }] },
  }
}

test('a rule from anywhere is inbound, one to anywhere outbound, and every range of ports is one of its own', () => {
  const out = { ...web, name: 'out', sourceAddresses: ['10.0.0.1'], destinationAddresses: ['0.0.0.0/0'], destinationPorts: ['443'] }
  const both = { ...web, name: 'both', destinationAddresses: ['*'], destinationPorts: ['53'] }
  const inside = { ...web, name: 'inside', sourceAddresses: ['10.1.0.0/16'] }
  const byGroup = { ...web, name: 'by group', sourceAddresses: [], sourceIpGroups: ['/ipGroups/x'] }
  const found = internetRules({}, [group('Allow', web, out, both, inside, byGroup)])
  expect(found.map(({ rule, inbound, ports }) => [rule.name, inbound, ports])).toEqual([
    ['web', true, '80'],
    ['web', true, '8000-9000'],
    ['out', false, '443'],
    ['both', true, '53'],
  ])
  expect(new Set(found.map(suffixOf)).size).toBe(4)
})

test('an edge has the properties by which queries over firewalls ask', () => {
  const [edge] = internetRules({}, [group('Deny', { ...web, ipProtocols: ['TCP', 'UDP'], destinationPorts: ['8000-9000'] })])
  expect(edge && propertiesOf(edge)).toEqual({
    ruleName: 'web',
    ruleId: '/policy/ruleCollectionGroups/G|C|web',
    ruleCollection: 'C',
    description: undefined,
    access: 'Deny',
    direction: 'Inbound',
    priority: 200,
    ipProtocol: ['tcp', 'udp'],
    protocol: ['tcp', 'udp'],
    portRange: '8000-9000',
    fromPort: 8000,
    toPort: 9000,
    ingress: true,
    inbound: true,
    egress: false,
    outbound: false,
    sourceAddresses: ['*'],
    destinationAddresses: ['10.0.0.0/24'],
    destinationPortRange: '8000-9000',
  })
  const [any] = internetRules({}, [group('Allow', { ...web, ipProtocols: ['Any'] })])
  expect(any?.rule.protocols).toEqual(['*'])
})

test('the collections of a firewall without policy count like those of a policy', () => {
  const { ipProtocols: protocols, ruleType: _, ...classic } = web
  const firewall = {
    properties: {
      networkRuleCollections: [
        { name: 'own', properties: { priority: 100, action: { type: 'Allow' }, rules: [{ ...classic, protocols }] } },
      ],
    },
  }
  const [edge] = internetRules(firewall, [])
  expect(edge?.rule).toMatchObject({ id: 'own|web', priority: 100, allows: true, protocols: ['tcp'] })
})

test('rules for applications and for translation meet no Internet; translations are told apart', () => {
  const application = {
    ruleType: 'ApplicationRule',
    name: 'app',
    sourceAddresses: ['*'],
    protocols: [{ protocolType: 'Https', port: 443 }],
  }
  const nat = {
    ruleType: 'NatRule',
    name: 'nat',
    ipProtocols: ['TCP'],
    sourceAddresses: ['*'],
    destinationAddresses: ['203.0.113.7'],
    destinationPorts: ['3389'],
    translatedAddress: '10.0.0.4',
    translatedPort: '3389',
  }
  const groups = [group('Allow', application), group('DNAT', nat)]
  expect(internetRules({}, groups)).toEqual([])
  expect(natRules({}, groups)).toMatchObject([
    {
      name: 'nat',
      collection: 'C',
      protocols: ['tcp'],
      destinationAddresses: ['203.0.113.7'],
      translatedAddress: '10.0.0.4',
      translatedPort: '3389',
    },
  ])
})

test('what is no collection and no rule is left out, whatever it is', () => {
  expect(
    internetRules({ properties: { networkRuleCollections: 'none' } }, [{ properties: { ruleCollections: [null, 7, { rules: 'x' }] } }]),
  ).toEqual([])
})
