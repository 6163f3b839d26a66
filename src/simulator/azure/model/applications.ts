/** App registrations, and what applications were granted. https://learn.microsoft.com/graph/api/resources/application */
import { guidOf } from '../guid.ts'
import type { JsonObject } from '../json.ts'
import type { Service } from '../kind.ts'
import { perTenant } from '../per-tenant.ts'
import { each, generated, listed, nothing, type Sequence } from '../sequence.ts'
import type { Tenant } from '../tenant.ts'
import { allServicePrincipals, applicationKind, findServicePrincipal } from './service-principals.ts'
import { userKind } from './users.ts'

const graphAppId = '00000003-0000-0000-c000-000000000000'

/** Own applications have a registration; foreign ones and identities of resources have not. */
const registrations = perTenant((tenant): Sequence<JsonObject> => {
  const principals = tenant.objects(applicationKind)
  const own: number[] = []
  for (let position = 0; position < principals.length; position++)
    if (principals.at(position).appOwnerOrganizationId === tenant.id) own.push(position)
  return generated(own.length, (index) => registration(tenant, principals.at(own[index] ?? 0)))
})

function registration(tenant: Tenant, principal: JsonObject): JsonObject {
  const dice = tenant.dice('registration of', String(principal.id))
  return {
    id: dice.guid('id'),
    deletedDateTime: null,
    appId: principal.appId,
    displayName: principal.displayName,
    createdDateTime: principal.createdDateTime,
    publisherDomain: tenant.scenario.company.mailDomain,
    signInAudience: principal.signInAudience,
    identifierUris: [`api://${String(principal.appId)}`],
    keyCredentials: principal.keyCredentials,
    passwordCredentials: principal.passwordCredentials,
    requiredResourceAccess: [{ resourceAppId: graphAppId, resourceAccess: [{ id: 'df021288-bdef-4463-88db-98f22de89214', type: 'Role' }] }],
    verifiedPublisher: principal.verifiedPublisher,
    web: {
      redirectUris: [`https://${String(principal.displayName)}.${tenant.scenario.company.mailDomain}/callback`],
      implicitGrantSettings: { enableAccessTokenIssuance: false, enableIdTokenIssuance: dice.chance('implicit', tenant.misconfigured) },
    },
    spa: { redirectUris: [] },
    publicClient: { redirectUris: [] },
    appRoles: [],
  }
}

/** Their ids lead back to no number: where each stands is kept. */
const places = perTenant((tenant) => new Map([...each(registrations(tenant))].map(({ id }, place) => [id, place])))

function registrationById(tenant: Tenant, id: string): JsonObject | undefined {
  const place = places(tenant).get(id.toLowerCase())
  return place === undefined ? undefined : registrations(tenant).at(place)
}

/** What each own application may do at Microsoft Graph. */
function grantsTo(tenant: Tenant, id: string): Sequence<JsonObject> | undefined {
  const principal = findServicePrincipal(tenant, id)
  if (principal === undefined) return undefined
  if (principal.appOwnerOrganizationId !== tenant.id || !tenant.dice('grants', id).chance('any', 0.4)) return nothing
  const all = allServicePrincipals(tenant)
  const graph = [1, 2].map((position) => all.at(position)).find(({ appId }) => appId === graphAppId)
  return listed([
    {
      id: Buffer.from(tenant.dice('grant to', id).hex('id', 64), 'hex').toString('base64url'),
      deletedDateTime: null,
      appRoleId: 'df021288-bdef-4463-88db-98f22de89214',
      createdDateTime: tenant.daysAgo(200),
      principalDisplayName: principal.displayName,
      principalId: principal.id,
      principalType: 'ServicePrincipal',
      resourceDisplayName: graph?.displayName,
      resourceId: graph?.id,
    },
  ])
}

function permissionGrants(tenant: Tenant): Sequence<JsonObject> {
  const applications = tenant.objects(applicationKind)
  const all = allServicePrincipals(tenant)
  return generated(Math.floor(applications.length / 4), (position) => {
    const application = applications.at(position * 4)
    const everyone = tenant.dice('consent', position).chance('all', 0.5)
    return {
      id: Buffer.from(tenant.dice('consent', position).hex('id', 64), 'hex').toString('base64url'),
      clientId: application.id,
      consentType: everyone ? 'AllPrincipals' : 'Principal',
      principalId: everyone ? null : (tenant.objects(userKind).id(position) ?? null),
      resourceId: all.at(1).id,
      scope: tenant
        .dice('consent', position)
        .pick('scope', ['User.Read openid profile', 'Mail.Read offline_access', 'Files.ReadWrite.All']),
    }
  })
}

const read = ['Application.Read.All', 'Directory.Read.All'] as const

export const applications: Service = {
  graph: [
    { path: '/applications', permissions: read, answer: ({ tenant }) => registrations(tenant) },
    { path: '/applications/{id}', permissions: read, answer: ({ tenant, ids }) => registrationById(tenant, ids[0] ?? '') },
    {
      path: '/applications/{id}/federatedIdentityCredentials',
      permissions: read,
      answer: ({ tenant, ids }) => {
        const id = ids[0] ?? ''
        if (registrationById(tenant, id) === undefined) return undefined
        if (!tenant.dice('federated', id).chance('any', 0.3)) return nothing
        return listed([
          {
            id: guidOf(tenant.seed, `federated ${id}`, 0),
            name: 'github',
            issuer: 'https://token.actions.githubusercontent.com',
            subject: 'repo:larkmoor/platform:environment:prod',
            audiences: ['api://AzureADTokenExchange'],
            description: null,
          },
        ])
      },
    },
    {
      path: '/applications/{id}/owners',
      permissions: read,
      answer: ({ tenant, ids }) => (registrationById(tenant, ids[0] ?? '') === undefined ? undefined : nothing),
    },
    { path: '/servicePrincipals/{id}/appRoleAssignments', permissions: read, answer: ({ tenant, ids }) => grantsTo(tenant, ids[0] ?? '') },
    {
      path: '/oauth2PermissionGrants',
      permissions: ['Directory.Read.All', 'DelegatedPermissionGrant.Read.All'],
      answer: ({ tenant }) => permissionGrants(tenant),
    },
  ],
}
