import { expect, test } from 'vitest'
import { readFacts } from './facts.ts'
import { hours, pimRules } from './pim-rules.ts'

const facts = (rules: unknown) => readFacts(pimRules('rules'), { rules })

test('what no rule says is unknown', () => {
  expect(Object.values(facts([])).every((value) => value === undefined)).toBe(true)
  expect(Object.values(facts('none')).every((value) => value === undefined)).toBe(true)
})

test('approvers are those of all stages, users and groups, in the words of either API', () => {
  const stage = (...primaryApprovers: object[]) => ({ primaryApprovers })
  const approvalStages = [stage({ userId: 'u1' }, { managerLevel: 1 }), stage({ groupId: 'g1' }, { id: 'a1', userType: 'Group' })]
  const rules = [{ id: 'Approval_EndUser_Assignment', setting: { isApprovalRequired: true, approvalStages } }]
  expect(facts(rules)).toMatchObject({ activationRequiresApproval: true, approverIds: ['u1', 'g1', 'a1'] })
})

test('a sign-in context counts only while the rule is on', () => {
  const context = (isEnabled: boolean) =>
    facts([{ id: 'AuthenticationContext_EndUser_Assignment', isEnabled, claimValue: 'c1' }]).activationAuthenticationContext
  expect([context(true), context(false)]).toEqual(['c1', undefined])
})

test('durations are read in hours', () => {
  expect(['PT8H', 'P1D', 'PT30M', 'P1DT2H30M', 'P', 'a day', 8].map(hours)).toEqual([8, 24, 0.5, 26.5, undefined, undefined, undefined])
})
