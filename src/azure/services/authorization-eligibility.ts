/** Roles of Azure that a principal may activate, and what activating takes. https://learn.microsoft.com/rest/api/authorization/privileged-role-eligibility-rest-sample */
import { to } from '../../collect/links.ts'
import { arm } from '../arm-listing.ts'
import { date, ref } from '../facts.ts'
import type { AzureResource } from '../listing.ts'
import { pimRules } from '../pim-rules.ts'
import { principalTypes } from '../placeholders.ts'
import { resource } from '../resource.ts'
import { orWithoutLicence } from '../without-licence.ts'
import { allowsItsScope, assignedTo, definitionKeys, definitionOf } from './authorization.ts'

const service = 'Authorization'
const version = '2020-10-01'

export const roleEligibility = resource({
  type: 'azure_role_eligibility',
  class: ['AccessPolicy'],
  title: 'Eligibility for a role',
  service,
  list: orWithoutLicence(arm('Microsoft.Authorization/roleEligibilityScheduleInstances', version, { inResourceGroup: false })),
  permission: 'Microsoft.Authorization/roleEligibilityScheduleInstances/read',
  properties: {
    scope: 'properties.scope',
    roleDefinitionId: ref('properties.roleDefinitionId'),
    principalId: 'properties.principalId',
    principalType: 'properties.principalType',
    principalName: 'properties.expandedProperties.principal.displayName',
    status: 'properties.status',
    memberType: 'properties.memberType',
    condition: 'properties.condition',
    conditionVersion: 'properties.conditionVersion',
    startsOn: date('properties.startDateTime'),
    endsOn: date('properties.endDateTime'),
    createdOn: date('properties.createdOn'),
  },
  borrowed: { roleName },
  links: [
    allowsItsScope('azure_role_eligibility_allows_any_scope'),
    to('USES', 'azure_role_definition', definitionOf),
    ...principalTypes.map(assignedTo),
  ],
})

export const roleManagementPolicy = resource({
  type: 'azure_role_management_policy',
  class: ['ControlPolicy'],
  title: 'Settings of a role',
  service,
  list: orWithoutLicence(arm('Microsoft.Authorization/roleManagementPolicyAssignments', version, { inResourceGroup: false })),
  permission: 'Microsoft.Authorization/roleManagementPolicyAssignments/read',
  properties: {
    scope: 'properties.scope',
    roleDefinitionId: ref('properties.roleDefinitionId'),
    policyId: ref('properties.policyId'),
    updatedOn: date('properties.policyAssignmentProperties.policy.lastModifiedDateTime'),
    // Those in force, be they set here or come from above.
    ...pimRules('properties.effectiveRules'),
  },
  borrowed: { roleName },
  links: [to('ENFORCES', 'azure_role_definition', definitionOf)],
})

/** What the answer calls the role may be another one than the one it cites. */
function roleName(held: AzureResource) {
  return { keys: definitionKeys(held), property: 'displayName', take: 'first' } as const
}

export const eligibilityDefinitions = [roleEligibility, roleManagementPolicy]
