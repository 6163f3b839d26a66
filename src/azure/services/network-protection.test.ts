import { describe, expect, test } from 'vitest'
import { drawn, entityOf, hasAnswers, named, published, recorded } from '../service.fixture.ts'
import { applicationSecurityGroup, ddosProtectionPlan } from './network-protection.ts'

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
