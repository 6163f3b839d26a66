/** Roles and who holds them where. https://learn.microsoft.com/rest/api/authorization */
import { type Bridge, between, type Edge, from, to, where } from '../../collect/links.ts'
import type { Borrowed } from '../../graph/link.ts'
import { arm } from '../arm-listing.ts'
import { text } from '../client/json.ts'
import { date, ref } from '../facts.ts'
import { armKey, lastSegmentOf, objectKey } from '../ids.ts'
import type { AzureLink, AzureResource } from '../listing.ts'
import { permissionFacts } from '../permission-sets.ts'
import { anyPrincipal, anyScope, principalPlaceholder, principalTypeOf, principalTypes } from '../placeholders.ts'
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
    roleName: 'properties.roleName',
    description: 'properties.description',
    roleType: 'properties.type',
    assignableScopes: 'properties.assignableScopes',
    ...permissionFacts,
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
  borrowed: {
    actions: fromDefinition('actions'),
    notActions: fromDefinition('notActions'),
    dataActions: fromDefinition('dataActions'),
    notDataActions: fromDefinition('notDataActions'),
  },
  links: [
    allowsItsScope('azure_role_assignment_allows_any_scope'),
    to('USES', 'azure_role_definition', definitionOf),
    ...principalTypes.map(assignedTo),
    between('azure_keyvault_service', 'ALLOWS', 'ANY_PRINCIPAL', vaultAccess, {
      type: 'azure_keyvault_service_allows_ANY_PRINCIPAL',
      mapped: true,
    }),
  ],
})

function fromDefinition(property: string): (assignment: AzureResource) => Borrowed {
  return (assignment) => ({ keys: definitionKeys(assignment), property, take: 'first' })
}

/** Where the role holds. */
export function allowsItsScope(type: string): AzureLink {
  return to('ALLOWS', 'ANY_SCOPE', ({ raw }) => keyAt(raw, 'properties.scope'), { type, placeholder: anyScope })
}

/** The role as cited, else any copy of it: all subscriptions have the built-in ones under the same guid. */
export function definitionOf(assignment: AzureResource): Edge | undefined {
  const keys = definitionKeys(assignment)
  const guid = lastSegmentOf(keys[0] ?? '')
  const byGuid = where('azure_role_definition', { name: guid }, true)
  return guid === '' || byGuid === undefined ? undefined : { target: [...keys.map((key) => ({ by: 'key', key }) as const), byGuid] }
}

/** Who holds the role, where that is a principal of this type. */
export function assignedTo(type: string): AzureLink {
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
export function definitionKeys({ raw, scope }: AzureResource): string[] {
  const cited = keyAt(raw, 'properties.roleDefinitionId')
  if (cited === undefined) return []
  const path = `/providers/microsoft.authorization/roledefinitions/${lastSegmentOf(cited)}`
  return [...new Set([cited, `${subscriptionKeyOf(scope) ?? ''}${path}`, path])]
}

function keyAt(raw: AzureResource['raw'], path: string): string | undefined {
  const id = text(raw, path)
  return id === undefined ? undefined : armKey(id)
}

/** Built-in roles that reach into vaults: keys, secrets and certificates. */
const vaultRoles: ReadonlyMap<string, string> = new Map([
  ['00482a5a-887f-4fb3-b363-3b7fe8e74483', 'Key Vault Administrator'],
  ['21090545-7ca7-4776-b22c-e363652d74d2', 'Key Vault Reader'],
  ['14b46e9e-c2b7-41b4-b07b-48a6ebf60603', 'Key Vault Crypto Officer'],
  ['12338af0-0e69-4776-bea7-57ae8d297424', 'Key Vault Crypto User'],
  ['e147488a-f6f5-4113-8e2d-b22465e65bf6', 'Key Vault Crypto Service Encryption User'],
  ['08bbd89e-9f13-488c-ac41-acfcb10c90ab', 'Key Vault Crypto Service Release User'],
  ['b86a8fe4-44ce-4948-aee5-eccb2c155cd7', 'Key Vault Secrets Officer'],
  ['4633458b-17de-408a-b874-0445c86b69e6', 'Key Vault Secrets User'],
  ['a4417e6f-fecd-4de8-b567-7b0420556985', 'Key Vault Certificates Officer'],
  ['db79e9a7-68ee-4b58-9aeb-b90e7c24fcba', 'Key Vault Certificate User'],
])

/** A vault that uses Azure RBAC has no access policies: who may reach into it holds such a role on it. */
function vaultAccess({ raw }: AzureResource): Bridge[] {
  const scope = text(raw, 'properties.scope') ?? ''
  const name = /\/providers\/Microsoft\.KeyVault\/vaults\/([^/]+)$/i.exec(scope)?.[1]
  const principal = text(raw, 'properties.principalId')
  const roleId = lastSegmentOf(text(raw, 'properties.roleDefinitionId') ?? '').toLowerCase()
  const role = vaultRoles.get(roleId)
  const near = name === undefined ? undefined : where('azure_keyvault_service', { name, enableRbacAuthorization: true })
  if (near === undefined || principal === undefined || role === undefined) return []
  const far = objectKey(principal)
  return [{ near, far, placeholder: anyPrincipal(far), suffix: roleId, properties: { role } }]
}
