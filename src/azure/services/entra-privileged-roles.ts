/** Who holds a directory role, now or when they ask for it, and what asking takes. https://learn.microsoft.com/graph/api/resources/privilegedidentitymanagementv3-overview */
import { to } from '../../collect/links.ts'
import type { Target } from '../../graph/link.ts'
import { nameOfObject, objectAt } from '../ends.ts'
import { date, from as fact } from '../facts.ts'
import { graphList } from '../graph-listing.ts'
import type { AzureCall, AzureLink, ListingOf } from '../listing.ts'
import { pimRules } from '../pim-rules.ts'
import { resource } from '../resource.ts'
import { orWithoutLicence } from '../without-licence.ts'

const service = 'Entra ID'
const path = '/roleManagement/directory'

/** Without Privileged Identity Management every assignment is a permanent one. */
async function* permanentAssignments(call: AzureCall) {
  for await (const raw of call.session.graph.list(`${path}/roleAssignments`, call)) {
    yield { ...raw, assignmentType: 'Assigned', memberType: 'Direct' }
  }
}

export const directoryRoleAssignment = heldRole({
  type: 'azure_ad_role_assignment',
  title: 'Active assignment of a directory role',
  list: orWithoutLicence(graphList(`${path}/roleAssignmentScheduleInstances`, { whole: true }), permanentAssignments),
  permission: 'RoleAssignmentSchedule.Read.Directory',
  holders: ['azure_user', 'azure_user_group', 'azure_service_principal'],
  more: {
    // Activated: only until its end, by somebody who is eligible.
    assignmentType: 'assignmentType',
    permanent: fact(
      ['assignmentType', 'endDateTime'],
      (kind, end) => (kind === undefined ? undefined : kind === 'Assigned' && !end),
      'text',
    ),
  },
})

export const directoryRoleEligibility = heldRole({
  type: 'azure_ad_role_eligibility',
  title: 'Eligibility for a directory role',
  list: orWithoutLicence(graphList(`${path}/roleEligibilityScheduleInstances`, { whole: true })),
  permission: 'RoleEligibilitySchedule.Read.Directory',
  holders: ['azure_user', 'azure_user_group'],
})

interface Held {
  readonly type: string
  readonly title: string
  readonly list: ListingOf
  readonly permission: string
  readonly holders: readonly string[]
  readonly more?: Parameters<typeof resource>[0]['properties']
}

function heldRole({ type, title, list, permission, holders, more }: Held) {
  return resource({
    type,
    class: ['AccessPolicy'],
    title,
    service,
    list,
    permission,
    properties: {
      principalId: 'principalId',
      roleDefinitionId: 'roleDefinitionId',
      directoryScopeId: 'directoryScopeId',
      appScopeId: 'appScopeId',
      memberType: 'memberType',
      startsOn: date('startDateTime'),
      endsOn: date('endDateTime'),
      ...more,
    },
    borrowed: { roleName: nameOfObject('roleDefinitionId'), principalName: nameOfObject('principalId') },
    links: [...holders.map(assignedTo), to('USES', 'azure_ad_role_definition', ({ raw }) => objectAt(raw, 'roleDefinitionId'))],
  })
}

/** The answer does not say what kind of principal it names. */
function assignedTo(type: string): AzureLink {
  return to('ASSIGNED', type, ({ raw }): Target | undefined => {
    const key = objectAt(raw, 'principalId')
    return key === undefined ? undefined : { by: 'key', key, type }
  })
}

export const directoryRolePolicy = resource({
  type: 'azure_ad_role_policy',
  class: ['ControlPolicy'],
  title: 'Settings of a directory role',
  service,
  list: orWithoutLicence(
    graphList('/policies/roleManagementPolicyAssignments', {
      filter: "scopeId eq '/' and scopeType eq 'DirectoryRole'",
      expand: 'policy($expand=rules)',
      whole: true,
    }),
  ),
  permission: 'RoleManagementPolicy.Read.Directory',
  properties: {
    policyId: 'policyId',
    scopeId: 'scopeId',
    scopeType: 'scopeType',
    roleDefinitionId: 'roleDefinitionId',
    isOrganizationDefault: 'policy.isOrganizationDefault',
    updatedOn: date('policy.lastModifiedDateTime'),
    ...pimRules('policy.rules'),
  },
  borrowed: { roleName: nameOfObject('roleDefinitionId') },
  links: [to('ENFORCES', 'azure_ad_role_definition', ({ raw }) => objectAt(raw, 'roleDefinitionId'))],
})

export const privilegedRoleDefinitions = [directoryRoleAssignment, directoryRoleEligibility, directoryRolePolicy]
