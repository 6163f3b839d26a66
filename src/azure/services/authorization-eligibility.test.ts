import { describe, expect, test } from 'vitest'
import { drawn, entityOf, hasAnswers, published } from '../service.fixture.ts'
import { roleEligibility, roleManagementPolicy } from './authorization-eligibility.ts'

describe.skipIf(!hasAnswers)('roles of Azure by Privileged Identity Management', () => {
  const [eligible = {}] = published('azure_role_eligibility')
  const [settings = {}] = published('azure_role_management_policy')

  test('an eligibility names its principal, its scope and the role it cites', () => {
    const edges = drawn(roleEligibility, eligible)
    const key = entityOf(roleEligibility, eligible).key
    expect(edges).toContain(`${key}|ALLOWS|/subscriptions/dfa2a084-766f-4003-8ae1-c4aeb893a99f`)
    expect(edges).toContain(`${key}|ASSIGNED|a3bb8764-cb92-4276-9d2a-ca1e895e55ea`)
    expect(edges.find((edge) => edge.includes('|USES|'))).toContain('b24988ac-6180-42a0-ab88-20f7382dd24c')
    expect(edges.length).toBe(3)
  })

  test('settings are those in force, and enforced on the role', () => {
    expect(entityOf(roleManagementPolicy, settings).properties).toMatchObject({
      activationMaximumHours: 7,
      activationRequiresTicket: true,
      activationRequiresApproval: true,
      approverIds: ['2385b0f3-5fa9-43cf-8ca4-b01dc97298cd', '2f4913c9-d15b-406a-9946-1d66a28f2690'],
    })
    expect(drawn(roleManagementPolicy, settings).join()).toContain('|ENFORCES|')
  })
})
