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
import { builtInNames, builtInRole, customRoles, definitionType, permissions, roleDefinitions } from './role-definitions.ts'
import { applicationKind, readerId } from './service-principals.ts'
import { userKind } from './users.ts'

const assignmentType = 'Microsoft.Authorization/roleAssignments'

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
        builtInNames.filter((name) => name !== 'Owner' && name !== 'User Access Administrator'),
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

/**
 * What else than users, groups and service principals the service knows as a principal: assignments of such are years old,
 * of another tenant, or of a kind that came since. Every larger subscription has one of each.
 */
const historic = [
  'Application',
  'DirectoryObjectOrGroup',
  'DirectoryRoleTemplate',
  'Everyone',
  'ForeignGroup',
  'MSI',
  'Unknown',
  'Device',
] as const
const firstHistoric = 10

function principal(tenant: Tenant, subscription: Subscription, number: number): readonly [string, string] {
  const dice = tenant.dice('principal of', subscription.index, number)
  const old = historic[number - firstHistoric]
  if (old !== undefined) return [dice.guid('historic'), old]
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

/** What the role Reader lacks and the documentation asks to add by a role of the company's own. */
const extraActions = [
  'Microsoft.Web/sites/config/list/action',
  'Microsoft.Web/sites/host/listkeys/action',
  'Microsoft.PolicyInsights/policyStates/queryResults/action',
] as const

const extensions: readonly ExtensionKind[] = [
  { type: definitionType, whole: true, list: (scope) => roleDefinitions(scope) },
  { type: assignmentType, whole: true, list: assignments },
  {
    type: 'Microsoft.Authorization/permissions',
    whole: true,
    list: ({ subscription, kind }) =>
      listed([
        subscription?.readable === false || kind === 'tenant'
          ? { actions: ['Microsoft.Support/*'], notActions: [], dataActions: [], notDataActions: [] }
          : permissions({ actions: ['*/read'] }),
        ...(subscription?.readable === false || kind === 'tenant' ? [] : [permissions({ actions: extraActions })]),
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
          roleDefinitions({ tenant, kind: 'tenant', id: '', subscription: undefined, node: undefined }),
          ...tenant.subscriptions.map((subscription) => listed(customRoles(tenant, subscription))),
        ]),
    },
  ],
}
