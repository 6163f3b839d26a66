/** Service principals: Microsoft's own, the company's applications, and identities of resources. https://learn.microsoft.com/graph/api/resources/serviceprincipal */
import { guidOf, indexOf } from '../guid.ts'
import { type JsonObject, merge } from '../json.ts'
import type { DirectoryObject, GraphRoute, Kind, ObjectKind, Service } from '../kind.ts'
import { perTenant } from '../per-tenant.ts'
import { GeneratedSeat, hasIdentity, identityIndex, identityTag, splitIdentityIndex } from '../seat.ts'
import { generated, joined, listed, nothing, type Sequence } from '../sequence.ts'
import type { Subscription } from '../subscription.ts'
import type { Tenant } from '../tenant.ts'
import { workloads } from '../words.ts'
import { groupKind } from './groups.ts'
import { userKind } from './users.ts'

/** Application ids of Microsoft's own services are the same in every tenant. */
const firstParty = [
  ['Microsoft Graph', '00000003-0000-0000-c000-000000000000'],
  ['Windows Azure Service Management API', '797f4846-ba00-4fd7-ba43-dac1f8f63013'],
  ['Azure Key Vault', 'cfa8b339-82a2-471a-a3c9-0fc0be7a4093'],
  ['Azure Storage', 'e406a681-f3d4-42a8-90b6-c2b029497af1'],
  ['Office 365 Exchange Online', '00000002-0000-0ff1-ce00-000000000000'],
  ['Office 365 SharePoint Online', '00000003-0000-0ff1-ce00-000000000000'],
] as const

const microsoftTenant = 'f8cdef31-a31e-4b4a-93e4-5f571e91255a'
const defaultAccess = '00000000-0000-0000-0000-000000000000'

/** Application permissions of Microsoft Graph that applications of the company hold. */
const graphRoles = [
  ['User.Read.All', 'df021288-bdef-4463-88db-98f22de89214'],
  ['Directory.Read.All', '7ab1d382-f21e-4acd-a863-ba3e13f7da61'],
  ['Mail.Send', 'b633e1c5-b582-4048-a93e-9f11b44c7e96'],
  ['RoleManagement.ReadWrite.Directory', '9e3f62cf-ca93-4989-b6ce-bf83c28f9fe8'],
] as const

export const applicationKind: ObjectKind = {
  name: 'application service principal',
  count: (tenant) => Math.min(20_000, tenant.scenario.people?.applications ?? 12 + Math.round(tenant.resources / 40)),
  make: (object) => {
    const { tenant, dice, number } = object
    const name = `${dice.pick('workload', workloads)}-${dice.pick('purpose', ['api', 'deploy', 'sync', 'bot', 'reports'])}-${number + 1}`
    const foreign = dice.chance('foreign', 0.15)
    return servicePrincipal(object, {
      displayName: name,
      appDisplayName: name,
      appOwnerOrganizationId: foreign ? dice.guid('owner') : tenant.id,
      signInAudience: foreign ? 'AzureADMultipleOrgs' : 'AzureADMyOrg',
      ...(foreign
        ? { verifiedPublisher: { displayName: 'Partner Software', verifiedPublisherId: '1000001', addedDateTime: tenant.daysAgo(400) } }
        : {}),
      passwordCredentials: dice.chance('secret', 0.5)
        ? [
            {
              displayName: 'deploy',
              keyId: dice.guid('secretId'),
              hint: null,
              startDateTime: tenant.daysAgo(400),
              endDateTime: tenant.daysAgo(object.drift.int('ends', -300, 200)),
              secretText: null,
              customKeyIdentifier: null,
            },
          ]
        : [],
      keyCredentials: dice.chance('certificate', 0.2)
        ? [
            {
              displayName: 'CN=deploy',
              keyId: dice.guid('keyId'),
              type: 'AsymmetricX509Cert',
              usage: 'Verify',
              key: null,
              startDateTime: tenant.daysAgo(300),
              endDateTime: tenant.daysAgo(dice.int('certificateEnds', -300, 60)),
              customKeyIdentifier: null,
            },
          ]
        : [],
    })
  },
}

/** A whole service principal, hand-made ones too. */
export function servicePrincipal(object: Pick<DirectoryObject, 'tenant' | 'id' | 'dice'>, patch: JsonObject): JsonObject {
  const { tenant, id, dice } = object
  const appId = typeof patch.appId === 'string' ? patch.appId : dice.guid('appId')
  return merge(
    {
      id,
      deletedDateTime: null,
      accountEnabled: true,
      alternativeNames: [],
      appDescription: null,
      appId,
      appRoleAssignmentRequired: dice.chance('assigned', 0.3),
      createdDateTime: tenant.daysAgo(dice.int('age', 10, 1500)),
      description: null,
      homepage: null,
      preferredSingleSignOnMode: dice.chance('saml', 0.05) ? 'saml' : null,
      replyUrls: [],
      servicePrincipalNames: [appId],
      servicePrincipalType: 'Application',
      signInAudience: 'AzureADMyOrg',
      tags: dice.chance('integrated', 0.5) ? ['WindowsAzureActiveDirectoryIntegratedApp'] : [],
      verifiedPublisher: { displayName: null, verifiedPublisherId: null, addedDateTime: null },
      appRoles: [],
      oauth2PermissionScopes: [],
      keyCredentials: [],
      passwordCredentials: [],
    },
    patch,
  )
}

function microsofts(tenant: Tenant): readonly JsonObject[] {
  return firstParty.map(([displayName, appId], index) =>
    servicePrincipal(
      { tenant, id: guidOf(tenant.seed, 'first party', index), dice: tenant.dice('first party', index) },
      {
        displayName,
        appDisplayName: displayName,
        appId,
        appOwnerOrganizationId: microsoftTenant,
        signInAudience: 'AzureADMultipleOrgs',
        appRoles:
          index === 0
            ? graphRoles.map(([value, id]) => ({
                id,
                value,
                displayName: value,
                description: value,
                isEnabled: true,
                origin: 'Application',
                allowedMemberTypes: ['Application'],
              }))
            : [],
      },
    ),
  )
}

/** Isobar's own application, under whose name the simulated tenant is read. */
function reader(tenant: Tenant): JsonObject {
  return servicePrincipal(
    { tenant, id: readerId(tenant), dice: tenant.dice('reader') },
    { displayName: 'isobar-reader', appDisplayName: 'isobar-reader', appId: tenant.clientId, appOwnerOrganizationId: tenant.id },
  )
}

export function readerId(tenant: Tenant): string {
  return guidOf(tenant.seed, 'reader', 0)
}

function identities(tenant: Tenant, kind: Kind, subscription: Subscription): Sequence<JsonObject> {
  const { end } = tenant.population(kind, subscription)
  const step = kind.identity === 'each' ? 1 : 4
  return generated(Math.ceil(end / step), (position) => identity(tenant, kind, subscription, position * step))
}

function identity(tenant: Tenant, kind: Kind, subscription: Subscription, number: number): JsonObject {
  const seat = new GeneratedSeat(tenant, subscription, kind, number)
  const id = guidOf(tenant.seed, identityTag(kind), identityIndex(subscription, number))
  return managedIdentity(tenant, id, seat.name, seat.id, kind.identity === 'each')
}

/** The service principal of a managed identity; its alternative names lead back to the resource. */
export function managedIdentity(tenant: Tenant, id: string, name: string, resourceId: string, explicit: boolean): JsonObject {
  return servicePrincipal(
    { tenant, id, dice: tenant.dice('identity', id) },
    {
      displayName: name,
      appDisplayName: null,
      appOwnerOrganizationId: null,
      alternativeNames: [`isExplicit=${explicit ? 'True' : 'False'}`, resourceId],
      servicePrincipalType: 'ManagedIdentity',
      appRoleAssignmentRequired: false,
      tags: [],
    },
  )
}

/** Those that no number leads back to. */
const singled = perTenant((tenant): readonly JsonObject[] => [
  reader(tenant),
  ...microsofts(tenant),
  ...tenant.handMade.objects('servicePrincipal'),
])

const bearing = perTenant((tenant): readonly Kind[] => [...tenant.kinds.values()].filter((kind) => kind.identity !== undefined))

export const allServicePrincipals = perTenant(
  (tenant): Sequence<JsonObject> =>
    joined([
      listed(singled(tenant)),
      tenant.objects(applicationKind),
      ...bearing(tenant).flatMap((kind) => tenant.subscriptions.map((subscription) => identities(tenant, kind, subscription))),
    ]),
)

export function findServicePrincipal(tenant: Tenant, id: string): JsonObject | undefined {
  const wanted = id.toLowerCase()
  const known = singled(tenant).find((object) => object.id === wanted) ?? tenant.objects(applicationKind).find(wanted)
  if (known !== undefined) return known
  for (const kind of bearing(tenant)) {
    const index = indexOf(tenant.seed, identityTag(kind), wanted)
    if (index === undefined) continue
    const place = splitIdentityIndex(index)
    const subscription = tenant.subscriptions[place.subscription]
    if (subscription === undefined || !hasIdentity(kind, place.number) || place.number >= tenant.population(kind, subscription).end)
      return undefined
    return identity(tenant, kind, subscription, place.number)
  }
  return undefined
}

/** Who may use an application: some of the company's people, or, of Microsoft Graph, applications with permissions. */
function assignedTo(tenant: Tenant, resource: JsonObject): Sequence<JsonObject> {
  if (resource.appId === firstParty[0][1]) {
    const applications = tenant.objects(applicationKind)
    return generated(Math.floor(applications.length / 3), (position) => {
      const application = applications.at(position * 3)
      const [, role] = tenant.dice('grant', String(application.id)).pick('role', graphRoles)
      return appRoleAssignment(tenant, resource, application, 'ServicePrincipal', role)
    })
  }
  if (resource.appOwnerOrganizationId !== tenant.id || resource.appId === tenant.clientId) return nothing
  const dice = tenant.dice('assigned', String(resource.id))
  const users = tenant.objects(userKind)
  const groups = tenant.objects(groupKind)
  const people = dice.int('people', 0, Math.min(4, users.length))
  const start = dice.int('start', 0, 1_000_000)
  const teams = groups.length > 0 && dice.chance('team', 0.4) ? 1 : 0
  return generated(people + teams, (position) =>
    position < people
      ? appRoleAssignment(tenant, resource, users.at((start + position) % users.length), 'User', defaultAccess)
      : appRoleAssignment(tenant, resource, groups.at(start % groups.length), 'Group', defaultAccess),
  )
}

function appRoleAssignment(
  tenant: Tenant,
  resource: JsonObject,
  principal: JsonObject,
  principalType: string,
  appRoleId: string,
): JsonObject {
  const dice = tenant.dice('app role assignment', String(resource.id), String(principal.id))
  return {
    id: Buffer.from(dice.hex('id', 64), 'hex').toString('base64url'),
    deletedDateTime: null,
    appRoleId,
    createdDateTime: tenant.daysAgo(dice.int('age', 1, 700)),
    principalDisplayName: principal.displayName,
    principalId: principal.id,
    principalType,
    resourceDisplayName: resource.displayName,
    resourceId: resource.id,
  }
}

const read = ['Application.Read.All', 'Directory.Read.All'] as const

const routes: readonly GraphRoute[] = [
  { path: '/servicePrincipals', permissions: read, answer: ({ tenant }) => allServicePrincipals(tenant) },
  { path: '/servicePrincipals/{id}', permissions: read, answer: ({ tenant, ids }) => findServicePrincipal(tenant, ids[0] ?? '') },
  {
    path: '/servicePrincipals/{id}/appRoleAssignedTo',
    permissions: read,
    answer: ({ tenant, ids }) => {
      const resource = findServicePrincipal(tenant, ids[0] ?? '')
      return resource === undefined ? undefined : assignedTo(tenant, resource)
    },
  },
]

export const servicePrincipals: Service = { graph: routes }
