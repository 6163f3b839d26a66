/** What the tenant's own policies allow: to users, to guests, to other tenants. https://learn.microsoft.com/graph/api/resources/policy-overview */
import { from as linkFrom, to } from '../../collect/links.ts'
import { NotFoundError } from '../client/failure.ts'
import { type Answer, at, isAnswer, objects, text } from '../client/json.ts'
import { date, type Fact, from } from '../facts.ts'
import { graphList, graphSingle } from '../graph-listing.ts'
import type { ListingOf } from '../listing.ts'
import { otherTenant } from '../placeholders.ts'
import { resource } from '../resource.ts'
import { tenantWideKey } from '../synthetic-listing.ts'
import { tenantOf } from '../tenant.ts'

const service = 'Entra ID'
const permission = 'Policy.Read.All'
const ofTheTenant = linkFrom('azure_account', 'HAS', ({ scope }) => tenantOf(scope).tenantId)
const user = 'defaultUserRolePermissions'
const configurations = 'authenticationMethodConfigurations'

/** Which rights guests have, by the role that stands for them. */
const guestAccess: ReadonlyMap<unknown, string> = new Map([
  ['a0b1b346-4d3e-4e8b-98f8-753987be4970', 'sameAsMembers'],
  ['10dae51f-b6af-4016-8d66-8c2a99b929b3', 'limited'],
  ['2af84b1e-32c8-42b7-82bc-daa82404023b', 'restricted'],
])

export const authorizationPolicy = resource({
  type: 'azure_authorization_policy',
  class: ['ControlPolicy'],
  title: 'Authorization policy',
  service,
  list: graphSingle('/policies/authorizationPolicy'),
  permission,
  key: ({ scope }) => tenantWideKey('azure_authorization_policy', scope),
  properties: {
    description: 'description',
    allowInvitesFrom: 'allowInvitesFrom',
    allowedToSignUpEmailBasedSubscriptions: 'allowedToSignUpEmailBasedSubscriptions',
    allowedToUseSSPR: 'allowedToUseSSPR',
    allowEmailVerifiedUsersToJoinOrganization: 'allowEmailVerifiedUsersToJoinOrganization',
    allowUserConsentForRiskyApps: 'allowUserConsentForRiskyApps',
    blockMsolPowerShell: 'blockMsolPowerShell',
    guestUserRoleId: 'guestUserRoleId',
    guestAccess: from(['guestUserRoleId'], (role) => guestAccess.get(role), 'text'),
    usersMayCreateApps: `${user}.allowedToCreateApps`,
    usersMayCreateSecurityGroups: `${user}.allowedToCreateSecurityGroups`,
    usersMayCreateTenants: `${user}.allowedToCreateTenants`,
    usersMayReadOtherUsers: `${user}.allowedToReadOtherUsers`,
    usersMayReadBitlockerKeys: `${user}.allowedToReadBitlockerKeysForOwnedDevice`,
    // Empty: users may consent to nothing.
    permissionGrantPolicies: `${user}.permissionGrantPoliciesAssigned`,
  },
  links: [ofTheTenant],
})

export const authenticationMethodsPolicy = resource({
  type: 'azure_authentication_methods_policy',
  class: ['ControlPolicy'],
  title: 'Authentication methods policy',
  service,
  list: graphSingle('/policies/authenticationMethodsPolicy'),
  permission,
  key: ({ scope }) => tenantWideKey('azure_authentication_methods_policy', scope),
  properties: {
    description: 'description',
    policyVersion: 'policyVersion',
    policyMigrationState: 'policyMigrationState',
    updatedOn: date('lastModifiedDateTime'),
    registrationCampaignState: 'registrationEnforcement.authenticationMethodsRegistrationCampaign.state',
    enabledMethods: methods('enabled'),
    disabledMethods: methods('disabled'),
    fido2Targets: ofMethod('Fido2', 'includeTargets[].id'),
    authenticatorTargets: ofMethod('MicrosoftAuthenticator', 'includeTargets[].id'),
    authenticatorShowsApplication: ofMethod('MicrosoftAuthenticator', 'featureSettings.displayAppInformationRequiredState.state'),
    authenticatorShowsLocation: ofMethod('MicrosoftAuthenticator', 'featureSettings.displayLocationInformationRequiredState.state'),
  },
  links: [ofTheTenant],
})

function methods(state: string): Fact {
  return from(
    [configurations],
    (found) =>
      Array.isArray(found)
        ? objects({ found }, 'found').flatMap((method) => (text(method, 'state') === state ? (text(method, 'id') ?? []) : []))
        : undefined,
    'objects',
  )
}

function ofMethod(id: string, path: string): Fact {
  return from(
    [configurations],
    (found) =>
      at(
        objects({ found }, 'found').find((method) => text(method, 'id')?.toLowerCase() === id.toLowerCase()),
        path,
      ),
    'objects',
  )
}

export const authenticationStrength = resource({
  type: 'azure_authentication_strength',
  class: ['ControlPolicy'],
  title: 'Authentication strength',
  service,
  list: graphList('/policies/authenticationStrengthPolicies', { whole: true }),
  permission,
  properties: {
    description: 'description',
    policyType: 'policyType',
    requirementsSatisfied: 'requirementsSatisfied',
    allowedCombinations: 'allowedCombinations',
    updatedOn: date('modifiedDateTime'),
  },
})

export const directorySetting = resource({
  type: 'azure_directory_setting',
  class: ['Configuration'],
  title: 'Directory settings',
  service,
  list: graphList('/groupSettings', { whole: true }),
  permission: 'Directory.Read.All',
  properties: { templateId: 'templateId' },
  // Everything in it is text: `true`, a number, a list of words.
  spread: {
    value: {
      at: 'values',
      expects: 'objects',
      of: ({ raw }) =>
        Object.fromEntries(objects(raw, 'values').flatMap(({ name, value }) => (typeof name === 'string' ? [[name, value] as const] : []))),
    },
  },
  links: [ofTheTenant],
})

const crossTenant = '/policies/crossTenantAccessPolicy'

/** The rules for all tenants, and those for single ones, which only say what is otherwise. */
const defaultAndPartners: ListingOf = ({ type }) => ({
  scope: 'tenant',
  source: {
    kind: 'list',
    api: `GET ${crossTenant}/default, GET ${crossTenant}/partners`,
    async *list(call) {
      try {
        yield { ...(await call.session.graph.get(`${crossTenant}/default`, call)), tenantId: undefined }
      } catch (error) {
        if (!(error instanceof NotFoundError)) throw error
      }
      yield* call.session.graph.list(`${crossTenant}/partners`, call)
    },
  },
  properties: ['id', 'name', 'displayName'],
  shared: ({ raw, scope }) => {
    const id = text(raw, 'tenantId')?.toLowerCase() ?? 'default'
    return { key: `${tenantWideKey(type, scope)}:${id}`, properties: { id, name: id, displayName: id } }
  },
})

export const crossTenantAccessPolicy = resource({
  type: 'azure_cross_tenant_access_policy',
  class: ['ControlPolicy'],
  title: 'Cross-tenant access policy',
  service,
  list: defaultAndPartners,
  permission,
  properties: {
    partnerTenantId: 'tenantId',
    isDefault: from(['tenantId'], (id) => id === undefined, 'text'),
    isServiceDefault: 'isServiceDefault',
    isServiceProvider: 'isServiceProvider',
    isInMultiTenantOrganization: 'isInMultiTenantOrganization',
    inboundTrustsMfa: 'inboundTrust.isMfaAccepted',
    inboundTrustsCompliantDevice: 'inboundTrust.isCompliantDeviceAccepted',
    inboundTrustsHybridJoinedDevice: 'inboundTrust.isHybridAzureADJoinedDeviceAccepted',
    ...Object.fromEntries(
      ['b2bCollaborationInbound', 'b2bCollaborationOutbound', 'b2bDirectConnectInbound', 'b2bDirectConnectOutbound'].flatMap((rule) => [
        [`${rule}.users`, access(`${rule}.usersAndGroups`)],
        [`${rule}.applications`, access(`${rule}.applications`)],
      ]),
    ),
    automaticConsentInbound: 'automaticUserConsentSettings.inboundAllowed',
    automaticConsentOutbound: 'automaticUserConsentSettings.outboundAllowed',
  },
  links: [ofTheTenant, to('TRUSTS', 'azure_account', ({ raw }) => text(raw, 'tenantId')?.toLowerCase(), { placeholder: otherTenant })],
})

/** `allowed AllUsers`, `blocked {id}, {id}`. */
function access(path: string): Fact {
  return from(
    [path],
    (rule) => {
      if (!isAnswer(rule)) return undefined
      const targets = objects(rule, 'targets').map((target: Answer) => text(target, 'target') ?? '')
      return `${text(rule, 'accessType') ?? ''} ${targets.sort().join(', ')}`.trim()
    },
    'object',
  )
}

export const tenantPolicyDefinitions = [
  authorizationPolicy,
  authenticationMethodsPolicy,
  authenticationStrength,
  directorySetting,
  crossTenantAccessPolicy,
]
