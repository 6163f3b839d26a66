/** Conditional access and the policies of the directory. https://learn.microsoft.com/graph/api/resources/conditionalaccesspolicy */
import { guidOf } from '../guid.ts'
import type { JsonObject } from '../json.ts'
import type { Service } from '../kind.ts'
import { listed } from '../sequence.ts'
import type { Tenant } from '../tenant.ts'
import { groupKind } from './groups.ts'
import { userKind } from './users.ts'

const globalAdministrator = '62e90394-69f5-4237-9190-012177145e10'
const officeNumber = 0

function locations(tenant: Tenant): readonly JsonObject[] {
  return [
    {
      '@odata.type': '#microsoft.graph.ipNamedLocation',
      id: guidOf(tenant.seed, 'location', officeNumber),
      displayName: 'Offices',
      isTrusted: true,
      ipRanges: [{ '@odata.type': '#microsoft.graph.iPv4CidrRange', cidrAddress: '198.51.100.0/26' }],
      createdDateTime: tenant.daysAgo(900),
      modifiedDateTime: tenant.daysAgo(100),
    },
    {
      '@odata.type': '#microsoft.graph.countryNamedLocation',
      id: guidOf(tenant.seed, 'location', 1),
      displayName: 'Where nobody works',
      countriesAndRegions: ['AQ'],
      countryLookupMethod: 'clientIpAddress',
      includeUnknownCountriesAndRegions: true,
      createdDateTime: tenant.daysAgo(900),
      modifiedDateTime: tenant.daysAgo(100),
    },
  ]
}

interface PolicyParts {
  readonly users: JsonObject
  readonly conditions?: JsonObject
  readonly grantControls: JsonObject
}

function policy(tenant: Tenant, number: number, displayName: string, { users, conditions, grantControls }: PolicyParts): JsonObject {
  const anyone = {
    includeUsers: [],
    excludeUsers: [],
    includeGroups: [],
    excludeGroups: [],
    includeRoles: [],
    excludeRoles: [],
    includeGuestsOrExternalUsers: null,
    excludeGuestsOrExternalUsers: null,
  }
  return {
    id: guidOf(tenant.seed, 'conditional access', number),
    templateId: null,
    displayName,
    createdDateTime: tenant.daysAgo(700),
    modifiedDateTime: tenant.daysAgo(60),
    state: tenant.dice('conditional access', number).chance('report only', tenant.misconfigured * 2)
      ? 'enabledForReportingButNotEnforced'
      : 'enabled',
    sessionControls: null,
    grantControls,
    conditions: {
      userRiskLevels: [],
      signInRiskLevels: [],
      servicePrincipalRiskLevels: [],
      clientAppTypes: ['all'],
      platforms: null,
      locations: null,
      devices: null,
      applications: {
        includeApplications: ['All'],
        excludeApplications: [],
        includeUserActions: [],
        includeAuthenticationContextClassReferences: [],
      },
      ...conditions,
      users: { ...anyone, ...users },
    },
  }
}

function policies(tenant: Tenant): readonly JsonObject[] {
  const grant = (...builtInControls: readonly string[]) => ({
    operator: 'OR',
    builtInControls,
    customAuthenticationFactors: [],
    termsOfUse: [],
    authenticationStrength: null,
  })
  const emergency = tenant.objects(userKind).id(0) ?? ''
  return [
    policy(tenant, 0, 'Require MFA for administrators', {
      users: { includeRoles: [globalAdministrator], excludeUsers: [emergency] },
      grantControls: grant('mfa'),
    }),
    policy(tenant, 1, 'Require MFA for everyone', {
      users: { includeUsers: ['All'], excludeUsers: [emergency] },
      grantControls: grant('mfa'),
    }),
    policy(tenant, 2, 'Block legacy authentication', {
      users: { includeUsers: ['All'] },
      conditions: { clientAppTypes: ['exchangeActiveSync', 'other'] },
      grantControls: grant('block'),
    }),
    policy(tenant, 3, 'Contractors from the office only', {
      users: { includeGroups: [tenant.objects(groupKind).id(1) ?? ''] },
      conditions: {
        locations: { includeLocations: ['All', guidOf(tenant.seed, 'location', officeNumber)], excludeLocations: ['AllTrusted'] },
      },
      grantControls: grant('block'),
    }),
  ]
}

const read = ['Policy.Read.All'] as const

export const conditionalAccess: Service = {
  graph: [
    { path: '/identity/conditionalAccess/policies', permissions: read, answer: ({ tenant }) => listed(policies(tenant)) },
    { path: '/identity/conditionalAccess/namedLocations', permissions: read, answer: ({ tenant }) => listed(locations(tenant)) },
    {
      path: '/identity/conditionalAccess/authenticationContextClassReferences',
      permissions: read,
      answer: () => listed([{ id: 'c1', displayName: 'Sensitive', description: 'Sensitive work', isAvailable: true }]),
    },
    {
      path: '/identity/conditionalAccess/templates',
      permissions: read,
      answer: ({ tenant }) =>
        listed([
          {
            id: guidOf(tenant.seed, 'template', 0),
            name: 'Require MFA for administrators',
            description: 'Protects administrators',
            scenarios: 'secureFoundation,protectAdmins',
          },
        ]),
    },
    {
      path: '/policies/authorizationPolicy',
      permissions: read,
      answer: ({ tenant }) => ({
        id: 'authorizationPolicy',
        displayName: 'Authorization Policy',
        allowInvitesFrom: tenant.dice('authorization').chance('everyone', tenant.misconfigured * 3) ? 'everyone' : 'adminsAndGuestInviters',
        allowedToSignUpEmailBasedSubscriptions: true,
        allowedToUseSSPR: true,
        allowEmailVerifiedUsersToJoinOrganization: false,
        blockMsolPowerShell: true,
        guestUserRoleId: '10dae51f-b6af-4016-8d66-8c2a99b929b3',
        defaultUserRolePermissions: {
          allowedToCreateApps: true,
          allowedToCreateSecurityGroups: true,
          allowedToCreateTenants: false,
          allowedToReadOtherUsers: true,
          permissionGrantPoliciesAssigned: [],
        },
      }),
    },
    {
      path: '/policies/authenticationMethodsPolicy',
      permissions: read,
      answer: () => ({
        id: 'authenticationMethodsPolicy',
        displayName: 'Authentication Methods Policy',
        policyVersion: '1.5',
        policyMigrationState: 'migrationComplete',
        authenticationMethodConfigurations: ['Fido2', 'MicrosoftAuthenticator', 'Sms', 'Voice'].map((id) => ({
          '@odata.type': `#microsoft.graph.${id.toLowerCase()}AuthenticationMethodConfiguration`,
          id,
          state: id === 'Voice' || id === 'Sms' ? 'disabled' : 'enabled',
        })),
      }),
    },
    {
      path: '/policies/authenticationStrengthPolicies',
      permissions: read,
      answer: () =>
        listed([
          {
            id: '00000000-0000-0000-0000-000000000004',
            displayName: 'Phishing-resistant MFA',
            description: 'Phishing-resistant, passwordless methods',
            policyType: 'builtIn',
            requirementsSatisfied: 'mfa',
            allowedCombinations: ['windowsHelloForBusiness', 'fido2'],
            createdDateTime: '2021-12-01T08:00:00Z',
            modifiedDateTime: '2021-12-01T08:00:00Z',
          },
        ]),
    },
    {
      path: '/policies/crossTenantAccessPolicy/default',
      permissions: read,
      answer: () => ({
        isServiceDefault: true,
        inboundTrust: { isMfaAccepted: false, isCompliantDeviceAccepted: false },
        b2bCollaborationInbound: { usersAndGroups: { accessType: 'allowed' } },
      }),
    },
    {
      path: '/policies/crossTenantAccessPolicy/partners',
      permissions: read,
      answer: ({ tenant }) =>
        listed([
          {
            tenantId: guidOf(tenant.seed, 'partner tenant', 0),
            isServiceProvider: false,
            isInMultiTenantOrganization: false,
            inboundTrust: { isMfaAccepted: true, isCompliantDeviceAccepted: false, isHybridAzureADJoinedDeviceAccepted: false },
          },
        ]),
    },
    {
      path: '/policies/roleManagementPolicyAssignments',
      permissions: ['RoleManagementPolicy.Read.Directory', 'RoleManagement.Read.Directory', 'RoleManagement.Read.All'],
      answer: () =>
        listed([
          {
            id: `DirectoryRole_policy_${globalAdministrator}`,
            policyId: 'DirectoryRole_policy',
            scopeId: '/',
            scopeType: 'DirectoryRole',
            roleDefinitionId: globalAdministrator,
            policy: {
              id: 'DirectoryRole_policy',
              displayName: 'DirectoryRole',
              rules: [
                {
                  '@odata.type': '#microsoft.graph.unifiedRoleManagementPolicyExpirationRule',
                  id: 'Expiration_EndUser_Assignment',
                  isExpirationRequired: true,
                  maximumDuration: 'PT8H',
                },
                {
                  '@odata.type': '#microsoft.graph.unifiedRoleManagementPolicyEnablementRule',
                  id: 'Enablement_EndUser_Assignment',
                  enabledRules: ['MultiFactorAuthentication'],
                },
              ],
            },
          },
        ]),
    },
  ],
}
