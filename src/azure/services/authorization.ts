/** Roles and who holds them where. https://learn.microsoft.com/rest/api/authorization */
import { from, to, where } from '../../collect/links.ts'
import type { Borrowed } from '../../graph/link.ts'
import { arm } from '../arm-listing.ts'
import { text } from '../client/json.ts'
import { date, ref } from '../facts.ts'
import { armKey, lastSegmentOf, objectKey } from '../ids.ts'
import type { AzureLink, AzureResource } from '../listing.ts'
import { anyScope, principalPlaceholder, principalTypeOf, principalTypes } from '../placeholders.ts'
import { resource } from '../resource.ts'
import { subscriptionKeyOf } from '../tenant.ts'

const service = 'Authorization'
const version = '2022-04-01'

export const roleDefinition = resource({
  type: 'azure_role_definition',
  class: ['AccessRole'],
  title: 'Role definition',
  service,
  // Resource Graph holds built-in roles once for the tenant, the list once per subscription under the subscription's id.
  list: arm('Microsoft.Authorization/roleDefinitions', version, { inResourceGroup: false }),
  permission: 'Microsoft.Authorization/roleDefinitions/read',
  properties: {
    displayName: 'properties.roleName',
    description: 'properties.description',
    roleType: 'properties.type',
    assignableScopes: 'properties.assignableScopes',
    actions: 'properties.permissions[].actions',
    notActions: 'properties.permissions[].notActions',
    dataActions: 'properties.permissions[].dataActions',
    notDataActions: 'properties.permissions[].notDataActions',
    createdOn: date('properties.createdOn'),
    updatedOn: date('properties.updatedOn'),
  },
  links: [from('azure_subscription', 'CONTAINS', ({ scope }) => subscriptionKeyOf(scope))],
})

export const roleAssignment = resource({
  type: 'azure_role_assignment',
  class: ['AccessPolicy'],
  title: 'Role assignment',
  service,
  // The list of a subscription holds those inherited from above; Resource Graph's row belongs to where it was made.
  list: arm('Microsoft.Authorization/roleAssignments', version, { inResourceGroup: false }),
  permission: 'Microsoft.Authorization/roleAssignments/read',
  properties: {
    scope: 'properties.scope',
    roleDefinitionId: ref('properties.roleDefinitionId'),
    principalId: 'properties.principalId',
    principalType: 'properties.principalType',
    condition: 'properties.condition',
    conditionVersion: 'properties.conditionVersion',
    delegatedManagedIdentityResourceId: ref('properties.delegatedManagedIdentityResourceId'),
    createdOn: date('properties.createdOn'),
    updatedOn: date('properties.updatedOn'),
    createdBy: 'properties.createdBy',
    description: 'properties.description',
  },
  borrowed: (assignment) =>
    Object.fromEntries(
      ['actions', 'notActions', 'dataActions', 'notDataActions'].map((property): [string, Borrowed] => [
        property,
        { keys: definitionKeys(assignment), property, take: 'first' },
      ]),
    ),
  links: [
    to('ALLOWS', 'ANY_SCOPE', ({ raw }) => keyAt(raw, 'properties.scope'), {
      type: 'azure_role_assignment_allows_any_scope',
      placeholder: anyScope,
    }),
    to('USES', 'azure_role_definition', (assignment) => {
      const guid = lastSegmentOf(definitionKeys(assignment)[0] ?? '')
      const byGuid = where('azure_role_definition', { name: guid }, true)
      const byKey = definitionKeys(assignment).map((key) => ({ by: 'key', key }) as const)
      return guid === '' || byGuid === undefined ? undefined : { target: [...byKey, byGuid] }
    }),
    ...principalTypes.map(assignedTo),
  ],
})

function assignedTo(type: string): AzureLink {
  return to(
    'ASSIGNED',
    type,
    ({ raw }) => {
      const principal = text(raw, 'properties.principalId')
      return principal !== undefined && principalTypeOf(text(raw, 'properties.principalType')) === type ? objectKey(principal) : undefined
    },
    { placeholder: principalPlaceholder(type) },
  )
}

/** Where the definition may be listed: as cited, under the assignment's subscription, or under none. */
function definitionKeys({ raw, scope }: AzureResource): string[] {
  const cited = keyAt(raw, 'properties.roleDefinitionId')
  if (cited === undefined) return []
  const path = `/providers/microsoft.authorization/roledefinitions/${lastSegmentOf(cited)}`
  return [...new Set([cited, `${subscriptionKeyOf(scope) ?? ''}${path}`, path])]
}

function keyAt(raw: AzureResource['raw'], path: string): string | undefined {
  const id = text(raw, path)
  return id === undefined ? undefined : armKey(id)
}
