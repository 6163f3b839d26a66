import { describe, expect, test } from 'vitest'
import { drawn, edgesOf, entityOf, hasAnswers, named, published, recorded } from '../service.fixture.ts'
import { applicationSecurityGroup, ddosProtectionPlan, networkSecurityPerimeter } from './network-protection.ts'

describe.skipIf(!hasAnswers)('as recorded', () => {
  test('a DDoS plan belongs to its subscription and group, and is assigned to its networks', () => {
    const raw = named(recorded('providers/Microsoft.Network/ddosProtectionPlans'), 'ddos1')
    const { key, properties } = entityOf(ddosProtectionPlan, raw)
    const group = '/subscriptions/1a0c5f7e-3b29-4c68-8d11-a4f2e6b79c03/resourcegroups/j1dev'
    expect(key).toBe(`azure_ddos_protection_plan:${group}/providers/microsoft.network/ddosprotectionplans/ddos1`)
    expect(properties).toMatchObject({ location: 'eastus', etag: 'W/"f7fbdc65-a1e7-4a31-812a-f424018eb4e8"' })
    expect(properties.virtualNetworks).toHaveLength(7)
    expect(properties.publicIPAddresses).toBeUndefined()
    const edges = drawn(ddosProtectionPlan, raw)
    expect(edges).toHaveLength(9)
    expect(edges).toEqual(
      expect.arrayContaining([
        `${group}|HAS|${key}`,
        `/subscriptions/1a0c5f7e-3b29-4c68-8d11-a4f2e6b79c03|HAS|${key}`,
        `${key}|ASSIGNED|${group}/providers/microsoft.network/virtualnetworks/j1dev-vnet`,
      ]),
    )
  })

  test('an application security group', () => {
    const raw = named(recorded('test-cameron-rg/providers/Microsoft.Network/applicationSecurityGroups'), 'appsecgroup-test-cam')
    expect(entityOf(applicationSecurityGroup, raw).properties).toMatchObject({
      provisioningState: 'Succeeded',
      location: 'eastus',
      'tag.env': 'dev',
    })
  })

  test('a plan is assigned to single addresses too, as published', () => {
    const edges = published('azure_ddos_protection_plan').flatMap((raw) => drawn(ddosProtectionPlan, raw, {}, 'ASSIGNED'))
    expect(edges.some((edge) => edge.includes('/publicipaddresses/'))).toBe(true)
  })
})

test('a plan with fields of unexpected types is assigned to nothing', () => {
  const raw = {
    id: '/subscriptions/S/resourceGroups/g/providers/Microsoft.Network/ddosProtectionPlans/p',
    properties: { virtualNetworks: [null, 'x'] },
  }
  expect(drawn(ddosProtectionPlan, raw, {}, 'ASSIGNED')).toEqual([])
})

describe('a security perimeter', () => {
  const id = '/subscriptions/s1/resourceGroups/rg1/providers/Microsoft.Network/networkSecurityPerimeters/nsp1'
  const inside = (name: string) => `/subscriptions/s2/resourceGroups/paas/providers/Microsoft.Storage/storageAccounts/${name}`
  const association = (name: string, accessMode: string) => ({
    id: `${id}/resourceAssociations/${name}`,
    name,
    properties: { accessMode, hasProvisioningIssues: 'no', privateLinkResource: { id: inside(name) }, profile: { id: `${id}/profiles/P` } },
  })

  test('protects what is associated with it, and says where its rules are only watched', () => {
    const associations = [association('A', 'Enforced'), association('B', 'Audit'), association('C', 'Learning')]
    const raw = { id, name: 'nsp1' }
    expect(edgesOf(networkSecurityPerimeter, raw, { details: { associations } }, 'PROTECTS')).toEqual(
      [
        ['a', 'Enforced', true],
        ['b', 'Audit', false],
        ['c', 'Learning', false],
      ].map(([name, accessMode, enforced]) => ({
        edge: `${id.toLowerCase()}|PROTECTS|${inside(String(name)).toLowerCase()}`,
        type: 'azure_network_security_perimeter_protects_any_resource',
        properties: { accessMode, enforced, profileId: `${id}/profiles/P`.toLowerCase() },
      })),
    )
    expect(entityOf(networkSecurityPerimeter, raw, { details: { associations } }).properties).toMatchObject({
      accessModes: ['Audit', 'Enforced', 'Learning'],
      protectedResourceIds: ['A', 'B', 'C'].map((name) => inside(name).toLowerCase()),
    })
  })

  test('of whose associations one is of an unexpected type protects the others, and leaves open what else', () => {
    const around = { details: { associations: [association('A', 'Enforced'), { properties: 7 }] } }
    expect(drawn(networkSecurityPerimeter, { id }, around, 'PROTECTS')).toEqual([
      `${id}|PROTECTS|${inside('A')}`.toLowerCase().replace('|protects|', '|PROTECTS|'),
    ])
    expect(entityOf(networkSecurityPerimeter, { id, name: 'nsp1' }, around).skipped).toEqual(['protectedResourceIds', 'accessModes'])
  })

  test('whose associations nobody may read leaves open what it protects', () => {
    const { properties } = entityOf(networkSecurityPerimeter, { id, name: 'nsp1' })
    expect(properties).not.toHaveProperty('protectedResourceIds')
    expect(drawn(networkSecurityPerimeter, { id }, {}, 'PROTECTS')).toEqual([])
  })

  test.skipIf(!hasAnswers)('as published', () => {
    const raw = named(published('azure_network_security_perimeter'), 'testNSP1')
    expect(entityOf(networkSecurityPerimeter, raw).properties).toMatchObject({
      displayName: 'testNSP1',
      location: 'eastus2euap',
      perimeterGuid: 'guid',
      provisioningState: 'Succeeded',
    })
  })
})
