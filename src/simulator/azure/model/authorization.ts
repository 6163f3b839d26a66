/** Azure roles and who holds them. https://learn.microsoft.com/rest/api/authorization */
import { guidOf } from '../guid.ts'
import { at, type JsonObject } from '../json.ts'
import type { ExtensionKind, Scope, Service } from '../kind.ts'
import { Population } from '../population.ts'
import { GeneratedSeat, identityIndex, identityTag } from '../seat.ts'
import { each, generated, joined, listed, type Sequence } from '../sequence.ts'
import type { Subscription } from '../subscription.ts'
import type { Tenant } from '../tenant.ts'
import { groupKind } from './groups.ts'
import { rootGroupId } from './management-groups.ts'
import { applicationKind, readerId } from './service-principals.ts'
import { userKind } from './users.ts'

const assignmentType = 'Microsoft.Authorization/roleAssignments'
const definitionType = 'Microsoft.Authorization/roleDefinitions'

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

/** @throws RangeError for a name that is none of the built-in roles here */
export function builtInRole(name: string): string {
  const found = builtIns.find((role) => role.name === name)
  if (found === undefined) throw new RangeError(`no built-in role is called ${name}`)
  return found.id
}

function definitions(scope: Scope): Sequence<JsonObject> {
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
  return listed(subscription === undefined ? builtIn : [...builtIn, ...custom(tenant, subscription)])
}

function permissions(role: Pick<BuiltIn, 'actions' | 'notActions' | 'dataActions'>): JsonObject {
  return { actions: role.actions, notActions: role.notActions ?? [], dataActions: role.dataActions ?? [], notDataActions: [] }
}

function custom(tenant: Tenant, subscription: Subscription): JsonObject[] {
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

/** Assignments of the tenant and of its management groups: they show in the list of every subscription below. */
function inherited(tenant: Tenant): readonly JsonObject[] {
  const root = rootGroupId(tenant)
  const made = (number: number, scope: string, role: string, principalId: string, principalType: string) =>
    assignment(tenant, guidOf(tenant.seed, 'tenant assignment', number), scope, builtInRole(role), principalId, principalType, { number })
  const group = tenant.objects(groupKind).id(3)
  const user = tenant.objects(userKind).id(1)
  return [
    made(0, root, 'Reader', readerId(tenant), 'ServicePrincipal'),
    made(1, root, 'Management Group Reader', readerId(tenant), 'ServicePrincipal'),
    ...(group === undefined ? [] : [made(2, root, 'Security Reader', group, 'Group')]),
    ...(user === undefined ? [] : [made(3, '/', 'User Access Administrator', user, 'User')]),
  ]
}

function assignment(
  tenant: Tenant,
  name: string,
  scope: string,
  role: string,
  principalId: string,
  principalType: string,
  { number, definitionScope = '' }: { readonly number: number; readonly definitionScope?: string },
): JsonObject {
  const dice = tenant.dice('assignment', name)
  const made = tenant.daysAgo(dice.int('age', 1, 1200))
  return {
    id: `${scope === '/' ? '' : scope}/providers/${assignmentType}/${name}`,
    name,
    type: assignmentType,
    properties: {
      roleDefinitionId: `${definitionScope}/providers/${definitionType}/${role}`,
      principalId,
      principalType,
      scope,
      condition: null,
      conditionVersion: null,
      createdOn: made,
      updatedOn: made,
      createdBy: tenant.objects(userKind).id(number % 7) ?? '',
      updatedBy: tenant.objects(userKind).id(number % 7) ?? '',
      delegatedManagedIdentityResourceId: null,
      description: dice.chance('described', 0.2) ? `Ticket CR-${dice.int('ticket', 1000, 9999)}` : null,
    },
  }
}

/** Azure allows 4,000 assignments in a subscription. */
const mostAssignments = 3500

function own(tenant: Tenant, subscription: Subscription): Sequence<JsonObject> {
  const count = subscription.resources === 0 ? 0 : Math.min(mostAssignments, Math.max(6, Math.round(subscription.resources * 0.03)))
  const population = new Population(count, tenant.week, tenant.dice('assignments', subscription.index))
  return joined([
    listed(tenant.handMade.resources(assignmentType, subscription.id).map((node) => node.body)),
    generated(population.length, (position) => generatedAssignment(tenant, subscription, population.number(position))),
  ])
}

function generatedAssignment(tenant: Tenant, subscription: Subscription, number: number): JsonObject {
  const dice = tenant.dice('assignment of', subscription.index, number)
  const scopeOfSubscription = `/subscriptions/${subscription.id}`
  const wide = number < 4
  const scope = wide
    ? scopeOfSubscription
    : dice.chance('group', 0.6)
      ? groupScope(tenant, subscription, number)
      : resourceScope(tenant, subscription, number)
  const [principalId, principalType] = principal(tenant, subscription, number)
  const privileged = dice.chance('privileged', wide ? 0.5 : tenant.misconfigured)
  const role = privileged
    ? dice.pick('powerful', ['Owner', 'Contributor', 'User Access Administrator'])
    : dice.pick(
        'role',
        builtIns.filter(({ name }) => name !== 'Owner' && name !== 'User Access Administrator').map(({ name }) => name),
      )
  const name = guidOf(tenant.seed, 'assignment', identityIndex(subscription, number))
  return assignment(tenant, name, scope, builtInRole(role), principalId, principalType, { number, definitionScope: scopeOfSubscription })
}

function groupScope(tenant: Tenant, subscription: Subscription, number: number): string {
  const groups = tenant.groups(subscription)
  return `/subscriptions/${subscription.id}/resourceGroups/${groups.at((number * 7919) % groups.length).name}`
}

function resourceScope(tenant: Tenant, subscription: Subscription, number: number): string {
  const filled = [...tenant.kinds.values()].filter((kind) => tenant.population(kind, subscription).length > 0)
  const kind = filled[number % filled.length]
  if (kind === undefined) return `/subscriptions/${subscription.id}`
  const population = tenant.population(kind, subscription)
  return new GeneratedSeat(tenant, subscription, kind, population.number((number * 104_729) % population.length)).id
}

function principal(tenant: Tenant, subscription: Subscription, number: number): readonly [string, string] {
  const dice = tenant.dice('principal of', subscription.index, number)
  const which = dice.int('which', 0, 1_000_000)
  const user = tenant.objects(userKind).id(which)
  const group = tenant.objects(groupKind).id(which)
  const application = tenant.objects(applicationKind).id(which)
  const sort = dice.weighted('sort', [
    ['group', 45],
    ['user', 20],
    ['application', 15],
    ['identity', 15],
    ['gone', 5],
  ])
  if (sort === 'group' && group !== undefined) return [group, 'Group']
  if (sort === 'user' && user !== undefined) return [user, 'User']
  if (sort === 'application' && application !== undefined) return [application, 'ServicePrincipal']
  const identity = sort === 'identity' ? identityOf(tenant, subscription, which) : undefined
  // Someone who is in the directory no longer: the assignment stays behind, as it does in Azure.
  return [identity ?? dice.guid('gone'), identity === undefined ? 'User' : 'ServicePrincipal']
}

function identityOf(tenant: Tenant, subscription: Subscription, which: number): string | undefined {
  const bearing = [...tenant.kinds.values()].filter((kind) => kind.identity !== undefined && tenant.population(kind, subscription).base > 0)
  const kind = bearing[which % bearing.length]
  if (kind === undefined) return undefined
  const step = kind.identity === 'each' ? 1 : 4
  const count = Math.ceil(tenant.population(kind, subscription).base / step)
  return guidOf(tenant.seed, identityTag(kind), identityIndex(subscription, (which % count) * step))
}

/** All assignments at, above and below the scope; with `atScope()` those below are left out. */
function assignments(scope: Scope, filter: string | null): Sequence<JsonObject> {
  const { tenant, subscription, id } = scope
  const above = listed([...tenant.handMade.resources(assignmentType, '').map((node) => node.body), ...inherited(tenant)])
  const all = subscription === undefined ? above : joined([above, own(tenant, subscription)])
  const atScope = filter !== null && /atScope\(\)/i.test(filter)
  const who = /principalId\s+eq\s+'([^']+)'/i.exec(filter ?? '')?.[1]?.toLowerCase()
  if (scope.kind === 'subscription' && !atScope && who === undefined) return all
  const wanted = id.toLowerCase()
  const found: JsonObject[] = []
  for (const item of each(all)) {
    const place = String(at(item, ['properties', 'scope'])).toLowerCase()
    const principalId = at(item, ['properties', 'principalId'])
    const where = place === '/' ? '' : place
    const isAbove =
      where === '' || where.startsWith('/providers/microsoft.management/') || wanted === where || wanted.startsWith(`${where}/`)
    const isBelow = where.startsWith(`${wanted}/`) && wanted !== ''
    if ((isAbove || (isBelow && !atScope)) && (who === undefined || principalId === who)) found.push(item)
  }
  return listed(found)
}

const extensions: readonly ExtensionKind[] = [
  { type: definitionType, whole: true, list: (scope) => definitions(scope) },
  { type: assignmentType, whole: true, list: assignments },
  {
    type: 'Microsoft.Authorization/permissions',
    whole: true,
    list: ({ subscription, kind }) =>
      listed([
        subscription?.readable === false || kind === 'tenant'
          ? { actions: ['Microsoft.Support/*'], notActions: [], dataActions: [], notDataActions: [] }
          : { actions: ['*/read'], notActions: [], dataActions: [], notDataActions: [] },
      ]),
  },
]

export const authorization: Service = {
  extensions,
  tables: [
    {
      table: 'authorizationresources',
      type: assignmentType,
      rows: (tenant) =>
        joined([
          listed([...tenant.handMade.resources(assignmentType, '').map((node) => node.body), ...inherited(tenant)]),
          ...tenant.subscriptions.map((subscription) => own(tenant, subscription)),
        ]),
    },
    {
      table: 'authorizationresources',
      type: definitionType,
      rows: (tenant) =>
        joined([
          definitions({ tenant, kind: 'tenant', id: '', subscription: undefined, node: undefined }),
          ...tenant.subscriptions.map((subscription) => listed(custom(tenant, subscription))),
        ]),
    },
  ],
}
