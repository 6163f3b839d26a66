import { expect, test } from 'vitest'
import type { Answer } from '../client/json.ts'
import { edgesOf, isWideOpen, portRange, propertiesOf, remoteOf, rulesOf, suffixOf } from './rules.ts'

function group(...rules: readonly Answer[]): Answer {
  return {
    properties: {
      securityRules: rules.map((properties, index) => ({ id: `/nsg/securityRules/r${index}`, name: `r${index}`, properties })),
    },
  }
}

const ssh = {
  protocol: 'TCP',
  sourcePortRange: '*',
  destinationPortRange: '22',
  sourceAddressPrefix: '*',
  destinationAddressPrefix: '*',
  access: 'Allow',
  priority: 300,
  direction: 'Inbound',
  sourcePortRanges: [],
  destinationPortRanges: [],
  sourceAddressPrefixes: [],
}

test('a rule becomes one edge per destination port range and remote prefix', () => {
  const rule = {
    ...ssh,
    destinationPortRange: undefined,
    destinationPortRanges: ['22', '8000-8100'],
    sourceAddressPrefix: undefined,
    sourceAddressPrefixes: ['203.0.113.0/24', '198.51.100.7'],
  }
  const edges = rulesOf(group(rule)).flatMap(edgesOf)
  expect(edges.map(({ prefix, ports, remote }) => [prefix, ports, remote.kind])).toEqual([
    ['203.0.113.0/24', '22', 'network'],
    ['203.0.113.0/24', '8000-8100', 'network'],
    ['198.51.100.7', '22', 'host'],
    ['198.51.100.7', '8000-8100', 'host'],
  ])
  expect(new Set(edges.map(suffixOf)).size).toBe(4)
})

test('the remote side of an outbound rule is its destination', () => {
  const [edge] = rulesOf(group({ ...ssh, direction: 'Outbound', access: 'Deny', destinationAddressPrefix: 'Internet' })).flatMap(edgesOf)
  expect(edge && propertiesOf(edge)).toMatchObject({ egress: true, outbound: true, ingress: false, inbound: false, access: 'Deny' })
  expect(edge?.remote).toEqual({ kind: 'internet' })
})

test('an edge has the properties by which queries over firewalls ask', () => {
  const [edge] = rulesOf(group(ssh)).flatMap(edgesOf)
  expect(edge && propertiesOf(edge)).toEqual({
    ruleName: 'r0',
    ruleId: '/nsg/securityRules/r0',
    description: undefined,
    access: 'Allow',
    direction: 'Inbound',
    ruleNumber: 300,
    priority: 300,
    ipProtocol: 'tcp',
    protocol: 'tcp',
    portRange: '22-22',
    fromPort: 22,
    toPort: 22,
    ingress: true,
    inbound: true,
    egress: false,
    outbound: false,
    sourceAddressPrefix: '*',
    sourcePortRange: '*',
    destinationAddressPrefix: '*',
    destinationPortRange: '22',
    isDefault: false,
  })
})

test.each([
  ['*', { portRange: '*', fromPort: 0, toPort: 65_535 }],
  ['443', { portRange: '443-443', fromPort: 443, toPort: 443 }],
  ['8000-8100', { portRange: '8000-8100', fromPort: 8000, toPort: 8100 }],
  ['8100-8000', { portRange: '8100-8000' }],
  ['99999', { portRange: '99999' }],
  ['', { portRange: '' }],
  ['http', { portRange: 'http' }],
])('ports %j', (ports, expected) => {
  expect(portRange(ports)).toEqual(expected)
})

test.each([
  ['*', 'internet'],
  ['Internet', 'internet'],
  ['0.0.0.0/0', 'internet'],
  ['::/0', 'internet'],
  ['10.0.0.0/8', 'subnets'],
  ['192.168.1.14', 'host'],
  ['192.168.1.14/32', 'host'],
  ['203.0.113.0/24', 'network'],
  ['0.0.0.0/1', 'network'],
  ['2001:db8::/32', 'network'],
  ['VirtualNetwork', 'serviceTag'],
  ['Storage.WestUS', 'serviceTag'],
])('prefix %s stands for %s', (prefix, kind) => {
  expect(remoteOf(prefix).kind).toBe(kind)
})

test('a group is wide open when its first any-any-any rule for what comes in allows', () => {
  const any = { ...ssh, protocol: '*', destinationPortRange: '*' }
  expect(isWideOpen(rulesOf(group(any)))).toBe(true)
  expect(isWideOpen(rulesOf(group({ ...any, priority: 200, access: 'Deny' }, any)))).toBe(false)
  expect(isWideOpen(rulesOf(group({ ...any, priority: 200, access: 'Deny', direction: 'Outbound' }, any)))).toBe(true)
  expect(isWideOpen(rulesOf(group(ssh)))).toBe(false)
  expect(isWideOpen(rulesOf(group({ ...any, sourceAddressPrefix: 'VirtualNetwork' })))).toBe(false)
  expect(isWideOpen(rulesOf(group({ ...any, direction: 'Outbound' })))).toBe(false)
})

test('a rule that names application security groups has an edge to each of them, and no prefix', () => {
  const rule = { ...ssh, sourceAddressPrefix: '', sourceApplicationSecurityGroups: [{ id: '/subscriptions/S/resourceGroups/G/x/ASG' }] }
  const [parsed] = rulesOf(group(rule))
  expect(parsed?.remoteGroups).toEqual(['/subscriptions/s/resourcegroups/g/x/asg'])
  const edges = parsed === undefined ? [] : edgesOf(parsed)
  expect(edges.map(({ remote, ports }) => [remote, ports])).toEqual([
    [{ kind: 'members', group: '/subscriptions/s/resourcegroups/g/x/asg' }, '22'],
  ])
  expect(edges.map((edge) => propertiesOf(edge).sourceAddressPrefix)).toEqual([undefined])
})

test('what is no rule is left out, whatever it is', () => {
  const odd = { properties: { securityRules: ['x', null, { name: 'no properties' }], defaultSecurityRules: 'none' } }
  expect(rulesOf(odd)).toEqual([])
})
