/** Settings of Privileged Identity Management for one role, which Microsoft Graph and Resource Manager word alike. */
import { at, isAnswer, objects, text } from './client/json.ts'
import { type Fact, type FactTable, from } from './facts.ts'

/** What it takes to activate the role, and for how long it may be held; `path` is that of the list of rules. */
export function pimRules(path: string): FactTable {
  const rule = (id: string, field: string): Fact => from([path], (rules) => ruleOf(rules, id, field), 'objects')
  const demands = (what: string): Fact =>
    from(
      [path],
      (rules) => {
        const demanded = ruleOf(rules, 'Enablement_EndUser_Assignment', 'enabledRules')
        return Array.isArray(demanded) ? demanded.includes(what) : undefined
      },
      'objects',
    )
  return {
    activationMaximumDuration: rule('Expiration_EndUser_Assignment', 'maximumDuration'),
    activationMaximumHours: from([path], (rules) => hours(ruleOf(rules, 'Expiration_EndUser_Assignment', 'maximumDuration')), 'objects'),
    activationRequiresMfa: demands('MultiFactorAuthentication'),
    activationRequiresJustification: demands('Justification'),
    activationRequiresTicket: demands('Ticketing'),
    activationRequiresApproval: rule('Approval_EndUser_Assignment', 'setting.isApprovalRequired'),
    approverIds: from([path], approvers, 'objects'),
    activationAuthenticationContext: from(
      [path],
      (rules) =>
        ruleOf(rules, 'AuthenticationContext_EndUser_Assignment', 'isEnabled') === true
          ? ruleOf(rules, 'AuthenticationContext_EndUser_Assignment', 'claimValue')
          : undefined,
      'objects',
    ),
    eligibilityExpirationRequired: rule('Expiration_Admin_Eligibility', 'isExpirationRequired'),
    eligibilityMaximumDuration: rule('Expiration_Admin_Eligibility', 'maximumDuration'),
    assignmentExpirationRequired: rule('Expiration_Admin_Assignment', 'isExpirationRequired'),
    assignmentMaximumDuration: rule('Expiration_Admin_Assignment', 'maximumDuration'),
    assignmentRequires: rule('Enablement_Admin_Assignment', 'enabledRules'),
  }
}

function ruleOf(rules: unknown, id: string, field: string): unknown {
  return at(
    objects({ rules }, 'rules').find((rule) => rule.id === id),
    field,
  )
}

/** The users and groups of all stages. Whom a stage names by a relation (a manager) has no id. */
function approvers(rules: unknown): string[] | undefined {
  const stages = ruleOf(rules, 'Approval_EndUser_Assignment', 'setting.approvalStages')
  if (!Array.isArray(stages)) return undefined
  return objects({ stages }, 'stages').flatMap((stage) =>
    objects(stage, 'primaryApprovers').flatMap((one) => text(one, 'userId') ?? text(one, 'groupId') ?? text(one, 'id') ?? []),
  )
}

/** The hours of an ISO 8601 duration: `PT8H` is 8, `P1D` is 24, `PT30M` a half. */
export function hours(duration: unknown): number | undefined {
  if (typeof duration !== 'string') return undefined
  const found = /^P(?:(?<days>\d+)D)?(?:T(?:(?<hours>\d+)H)?(?:(?<minutes>\d+)M)?)?$/.exec(duration)
  const { groups } = found ?? {}
  if (!isAnswer(groups) || Object.values(groups).every((part) => part === undefined)) return undefined
  return Number(groups.days ?? 0) * 24 + Number(groups.hours ?? 0) + Number(groups.minutes ?? 0) / 60
}
