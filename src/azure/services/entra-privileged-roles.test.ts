import { describe, expect, test } from 'vitest'
import { drawn, entityOf, hasAnswers, published } from '../service.fixture.ts'
import { directoryRoleAssignment, directoryRoleEligibility, directoryRolePolicy } from './entra-privileged-roles.ts'

const role = '62e90394-69f5-4237-9190-012177145e10'
const holder = '6be4b305-b75e-4efc-bfcc-31bd3b53a5f8'
const held = (more: object) => ({
  id: 'lAPpYvVpN0KRkAEhdxReEA-1',
  principalId: holder,
  roleDefinitionId: role,
  directoryScopeId: '/',
  ...more,
})

describe('an active assignment of a directory role', () => {
  const permanent = (more: object) => entityOf(directoryRoleAssignment, held(more)).properties.permanent

  test('is permanent when assigned without an end, not when activated or ending', () => {
    expect(permanent({ assignmentType: 'Assigned', endDateTime: null })).toBe(true)
    expect(permanent({ assignmentType: 'Activated', endDateTime: '2026-01-01T08:00:00Z' })).toBe(false)
    expect(permanent({ assignmentType: 'Assigned', endDateTime: '2026-01-01T08:00:00Z' })).toBe(false)
    expect(permanent({})).toBeUndefined()
  })

  test('is assigned to its holder, whatever that is, and uses the role', () => {
    expect(new Set(drawn(directoryRoleAssignment, held({})))).toEqual(
      new Set([`lAPpYvVpN0KRkAEhdxReEA-1|ASSIGNED|${holder}`, `lAPpYvVpN0KRkAEhdxReEA-1|USES|${role}`]),
    )
  })
})

test.skipIf(!hasAnswers)('an eligibility says from when until when', () => {
  const [raw] = published('azure_ad_role_eligibility')
  expect(entityOf(directoryRoleEligibility, raw ?? {}).properties).toMatchObject({
    memberType: 'Direct',
    startsOn: Date.parse('2022-04-12T14:44:50.287Z'),
    endsOn: Date.parse('2024-04-10T00:00:00Z'),
  })
})

test.skipIf(!hasAnswers)('the settings of a role say what activating it takes', () => {
  const [raw] = published('azure_ad_role_policy')
  expect(entityOf(directoryRolePolicy, raw ?? {}).properties).toMatchObject({
    activationMaximumHours: 8,
    activationRequiresMfa: true,
    activationRequiresTicket: false,
    activationRequiresApproval: false,
    approverIds: [],
    eligibilityExpirationRequired: false,
    assignmentMaximumDuration: 'P180D',
  })
  expect(drawn(directoryRolePolicy, raw ?? {})).toEqual([`${String(raw?.id)}|ENFORCES|${role}`])
})
