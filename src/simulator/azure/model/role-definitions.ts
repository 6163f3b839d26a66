/** Azure's roles, built-in and the company's own. https://learn.microsoft.com/rest/api/authorization/role-definitions */
import { guidOf } from '../guid.ts'
import type { JsonObject } from '../json.ts'
import type { Scope } from '../kind.ts'
import { listed, type Sequence } from '../sequence.ts'
import type { Subscription } from '../subscription.ts'
import type { Tenant } from '../tenant.ts'
import { userKind } from './users.ts'

export const definitionType = 'Microsoft.Authorization/roleDefinitions'

interface BuiltIn {
  readonly id: string
  readonly name: string
  readonly actions: readonly string[]
  readonly notActions?: readonly string[]
  readonly dataActions?: readonly string[]
}

const support = ['Microsoft.Authorization/*/read', 'Microsoft.Resources/deployments/*', 'Microsoft.Support/*'] as const

/** A choice of Azure's built-in roles; their ids are the same in every tenant. */
const builtIns: readonly [BuiltIn, ...BuiltIn[]] = [
  { id: 'acdd72a7-3385-48ef-bd42-f606fba81ae7', name: 'Reader', actions: ['*/read'] },
  {
    id: 'b24988ac-6180-42a0-ab88-20f7382dd24c',
    name: 'Contributor',
    actions: ['*'],
    notActions: ['Microsoft.Authorization/*/Delete', 'Microsoft.Authorization/*/Write', 'Microsoft.Authorization/elevateAccess/Action'],
  },
  { id: '8e3af657-a8ff-443c-a75c-2fe8c4bcb635', name: 'Owner', actions: ['*'] },
  {
    id: '18d7d88d-d35e-4fb5-a5c3-7773c20a72d9',
    name: 'User Access Administrator',
    actions: ['*/read', 'Microsoft.Authorization/*', 'Microsoft.Support/*'],
  },
  {
    id: '00482a5a-887f-4fb3-b363-3b7fe8e74483',
    name: 'Key Vault Administrator',
    actions: [...support, 'Microsoft.KeyVault/vaults/*/read'],
    dataActions: ['Microsoft.KeyVault/vaults/*'],
  },
  {
    id: '4633458b-17de-408a-b874-0445c86b69e6',
    name: 'Key Vault Secrets User',
    actions: [],
    dataActions: ['Microsoft.KeyVault/vaults/secrets/getSecret/action', 'Microsoft.KeyVault/vaults/secrets/readMetadata/action'],
  },
  {
    id: '2a2b9908-6ea1-4ae2-8e65-a410df84e7d1',
    name: 'Storage Blob Data Reader',
    actions: ['Microsoft.Storage/storageAccounts/blobServices/containers/read'],
    dataActions: ['Microsoft.Storage/storageAccounts/blobServices/containers/blobs/read'],
  },
  {
    id: 'ba92f5b4-2d11-453d-a403-e96b0029c9fe',
    name: 'Storage Blob Data Contributor',
    actions: [
      'Microsoft.Storage/storageAccounts/blobServices/containers/read',
      'Microsoft.Storage/storageAccounts/blobServices/containers/write',
    ],
    dataActions: [
      'Microsoft.Storage/storageAccounts/blobServices/containers/blobs/read',
      'Microsoft.Storage/storageAccounts/blobServices/containers/blobs/write',
    ],
  },
  {
    id: '17d1049b-9a84-46fb-8f53-869881c3d3ab',
    name: 'Storage Account Contributor',
    actions: [...support, 'Microsoft.Storage/storageAccounts/*'],
  },
  {
    id: '9980e02c-c2be-4d73-94e8-173b1dc7cf3c',
    name: 'Virtual Machine Contributor',
    actions: [...support, 'Microsoft.Compute/virtualMachines/*', 'Microsoft.Network/networkInterfaces/*'],
  },
  { id: '4d97b98b-1d4f-4787-a291-c67834d212e7', name: 'Network Contributor', actions: [...support, 'Microsoft.Network/*'] },
  { id: '39bc4728-0917-49c7-9d2c-d95423bc2eb4', name: 'Security Reader', actions: [...support, 'Microsoft.Security/*/read'] },
  { id: '43d0d8ad-25c7-4714-9337-8ba259a9fe05', name: 'Monitoring Reader', actions: ['*/read', 'Microsoft.Support/*'] },
  { id: '7f951dda-4ed3-4680-a7ca-43fe172d538d', name: 'AcrPull', actions: ['Microsoft.ContainerRegistry/registries/pull/read'] },
  { id: 'de139f84-1756-47ae-9be6-808fbbe84772', name: 'Website Contributor', actions: [...support, 'Microsoft.Web/sites/*'] },
  {
    id: 'ac63b705-f282-497d-ac71-919bf39d939d',
    name: 'Management Group Reader',
    actions: ['Microsoft.Management/managementGroups/read', 'Microsoft.Management/managementGroups/subscriptions/read'],
  },
]

export const builtInNames = builtIns.map(({ name }) => name)

/** @throws RangeError for a name that is none of the built-in roles here */
export function builtInRole(name: string): string {
  const found = builtIns.find((role) => role.name === name)
  if (found === undefined) throw new RangeError(`no built-in role is called ${name}`)
  return found.id
}

export function roleDefinitions(scope: Scope): Sequence<JsonObject> {
  const { tenant, subscription } = scope
  const prefix = subscription === undefined ? '' : `/subscriptions/${subscription.id}`
  const builtIn = builtIns.map((role) =>
    definition(`${prefix}/providers/${definitionType}/${role.id}`, {
      roleName: role.name,
      type: 'BuiltInRole',
      description: `${role.name} as Azure defines it`,
      assignableScopes: ['/'],
      permissions: [permissions(role)],
      createdOn: '2015-02-02T21:55:09.880642Z',
      updatedOn: '2025-06-23T15:38:36.291Z',
      createdBy: null,
      updatedBy: null,
    }),
  )
  return listed(subscription === undefined ? builtIn : [...builtIn, ...customRoles(tenant, subscription)])
}

export function permissions(role: Pick<BuiltIn, 'actions' | 'notActions' | 'dataActions'>): JsonObject {
  return { actions: role.actions, notActions: role.notActions ?? [], dataActions: role.dataActions ?? [], notDataActions: [] }
}

export function customRoles(tenant: Tenant, subscription: Subscription): JsonObject[] {
  const scope = `/subscriptions/${subscription.id}`
  const role = (roleName: string, index: number, actions: readonly string[]): JsonObject =>
    definition(`${scope}/providers/${definitionType}/${guidOf(tenant.seed, 'custom role', subscription.index * 8 + index)}`, {
      roleName: `${roleName} (${subscription.code})`,
      type: 'CustomRole',
      description: `Made by the platform team for ${subscription.name}`,
      assignableScopes: [scope],
      permissions: [permissions({ actions })],
      createdOn: tenant.daysAgo(700),
      updatedOn: tenant.daysAgo(100),
      createdBy: tenant.objects(userKind).id(index) ?? null,
      updatedBy: tenant.objects(userKind).id(index) ?? null,
    })
  const found = [role('Deploy operator', 0, ['Microsoft.Resources/deployments/*', 'Microsoft.Resources/subscriptions/resourceGroups/read'])]
  if (tenant.dice('custom roles', subscription.index).chance('wide', tenant.misconfigured * 2)) found.push(role('Break glass', 1, ['*']))
  return found
}

function definition(id: string, properties: JsonObject): JsonObject {
  return { id, name: id.slice(id.lastIndexOf('/') + 1), type: definitionType, properties }
}
