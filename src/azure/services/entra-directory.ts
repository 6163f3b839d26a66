/** Devices, domains, directory roles and app registrations. https://learn.microsoft.com/graph/api/overview */
import { from } from '../../collect/links.ts'
import type { Target } from '../../graph/link.ts'
import { text, texts } from '../client/json.ts'
import { credentialsOf } from '../credentials.ts'
import { detail } from '../detail.ts'
import { date } from '../facts.ts'
import { graphList } from '../graph-listing.ts'
import { objectKey } from '../ids.ts'
import type { AzureCall, AzureResource } from '../listing.ts'
import { oncePer } from '../once.ts'
import { resource } from '../resource.ts'
import { tenantOf } from '../tenant.ts'

const service = 'Entra ID'

export const device = resource({
  type: 'azure_device',
  class: ['Device'],
  title: 'Device',
  service,
  list: graphList('/devices', { expand: 'registeredUsers', whole: true }),
  permission: 'Device.Read.All',
  properties: {
    deviceId: 'deviceId',
    name: 'displayName',
    active: 'accountEnabled',
    operatingSystem: 'operatingSystem',
    operatingSystemVersion: 'operatingSystemVersion',
    isCompliant: 'isCompliant',
    isManaged: 'isManaged',
    trustType: 'trustType',
    profileType: 'profileType',
    manufacturer: 'manufacturer',
    model: 'model',
    lastSeenOn: date('approximateLastSignInDateTime'),
    complianceExpirationOn: date('complianceExpirationDateTime'),
    onPremisesSyncEnabled: 'onPremisesSyncEnabled',
    registeredUsers: 'registeredUsers[].id',
  },
  links: [from('azure_user', 'HAS', ({ raw }) => texts(raw, 'registeredUsers[].id').map(objectKey))],
})

export const domain = resource({
  type: 'azure_domain',
  class: ['Service'],
  title: 'Domain',
  service,
  list: graphList('/domains', { whole: true }),
  permission: 'Domain.Read.All',
  key: (_, id) => `azure_domain:${id.toLowerCase()}`,
  properties: {
    name: 'id',
    displayName: 'id',
    authenticationType: 'authenticationType',
    isAdminManaged: 'isAdminManaged',
    isDefault: 'isDefault',
    isInitial: 'isInitial',
    isRoot: 'isRoot',
    isVerified: 'isVerified',
    supportedServices: 'supportedServices',
    passwordValidityPeriodInDays: 'passwordValidityPeriodInDays',
    passwordNotificationWindowInDays: 'passwordNotificationWindowInDays',
  },
  links: [from('azure_account', 'HAS', ({ raw, scope }) => (raw.isVerified === true ? tenantOf(scope).tenantId : undefined))],
})

/** All assignments of directory roles by role, from one list: the roles themselves do not name their holders. */
const holders = oncePer<AzureCall, ReadonlyMap<string, readonly string[]>>(
  ({ scope }) => scope.id,
  async (call) => {
    const byRole = new Map<string, string[]>()
    for await (const assignment of call.session.graph.list('/roleManagement/directory/roleAssignments', call)) {
      const role = text(assignment, 'roleDefinitionId')
      const principal = text(assignment, 'principalId')
      if (role === undefined || principal === undefined) continue
      const known = byRole.get(role)
      if (known === undefined) byRole.set(role, [principal])
      else known.push(principal)
    }
    return byRole
  },
)

export const directoryRole = resource({
  type: 'azure_ad_role_definition',
  class: ['AccessRole'],
  title: 'Directory role',
  service,
  list: graphList('/roleManagement/directory/roleDefinitions', { whole: true }),
  permission: 'RoleManagement.Read.Directory',
  details: {
    assignments: detail(
      'GET /roleManagement/directory/roleAssignments',
      { permission: 'RoleManagement.Read.Directory', cost: '1 per page of assignments' },
      async (call, raw) => ({ principalIds: (await holders(call)).get(text(raw, 'id') ?? '') ?? [] }),
    ),
  },
  properties: {
    name: 'displayName',
    description: 'description',
    isBuiltIn: 'isBuiltIn',
    isEnabled: 'isEnabled',
    templateId: 'templateId',
    version: 'version',
    allowedActions: 'rolePermissions[].allowedResourceActions[]',
    resourceScopes: 'resourceScopes',
    principalIds: 'assignments.principalIds',
  },
  links: ['azure_user', 'azure_user_group', 'azure_service_principal'].map((type) => from(type, 'HAS', (role) => holdersOf(role, type))),
})

/** The assignment does not say what kind of principal it names. */
function holdersOf({ details }: AzureResource, type: string): Target[] {
  const keys = new Set(texts(details, 'assignments.principalIds').map(objectKey))
  return [...keys].map((key) => ({ by: 'key', key, type }))
}

export const application = resource({
  type: 'azure_application',
  class: ['Application'],
  title: 'App registration',
  service,
  list: graphList('/applications'),
  permission: 'Application.Read.All',
  // Everything else names an application by its client id.
  key: ({ raw }, id) => objectKey(text(raw, 'appId') ?? id),
  properties: {
    appId: 'appId',
    name: 'displayName',
    publisherDomain: 'publisherDomain',
    signInAudience: 'signInAudience',
    createdOn: date('createdDateTime'),
    keyCredentialsExpireOn: date('keyCredentials[].endDateTime'),
    passwordCredentialsExpireOn: date('passwordCredentials[].endDateTime'),
    requiredResourceAppIds: 'requiredResourceAccess[].resourceAppId',
    redirectUris: 'web.redirectUris',
    implicitIdToken: 'web.implicitGrantSettings.enableIdTokenIssuance',
    implicitAccessToken: 'web.implicitGrantSettings.enableAccessTokenIssuance',
    identifierUris: 'identifierUris',
    verifiedPublisher: 'verifiedPublisher.displayName',
  },
  forChildren: { credentials: credentialsOf },
})

export const directoryObjectDefinitions = [device, domain, directoryRole, application]
