/** Domains, devices, licences' settings, risk and time-bound roles. https://learn.microsoft.com/graph/api/overview */
import { guidOf } from '../guid.ts'
import type { JsonObject } from '../json.ts'
import type { GraphRoute, ObjectKind, Service } from '../kind.ts'
import { generated, listed, mapped } from '../sequence.ts'
import type { Tenant } from '../tenant.ts'
import { groupKind } from './groups.ts'
import { userKind } from './users.ts'

const globalAdministrator = '62e90394-69f5-4237-9190-012177145e10'

const deviceKind: ObjectKind = {
  name: 'device',
  count: (tenant) => Math.min(20_000, Math.round((tenant.scenario.people?.users ?? 20 + tenant.resources / 20) * 0.6)),
  make: ({ tenant, id, number, dice, drift, madeOn }) => ({
    id,
    deletedDateTime: null,
    deviceId: dice.guid('device'),
    displayName: `LT-${String(number + 1).padStart(4, '0')}`,
    accountEnabled: true,
    operatingSystem: dice.pick('os', ['Windows', 'Windows', 'MacMDM', 'iOS', 'Android']),
    operatingSystemVersion: drift.pick('version', ['10.0.26100.2894', '10.0.19045.5371', '15.2']),
    isCompliant: !drift.chance('compliant', tenant.misconfigured),
    isManaged: true,
    trustType: dice.pick('trust', ['AzureAd', 'ServerAd', 'Workplace']),
    profileType: 'RegisteredDevice',
    manufacturer: 'Lenovo',
    model: 'ThinkPad',
    approximateLastSignInDateTime: tenant.daysAgo(drift.int('signIn', 0, 120)),
    complianceExpirationDateTime: null,
    onPremisesSyncEnabled: null,
    registrationDateTime: madeOn(900),
  }),
}

/** A device as the list shows it when its registered users are asked for. */
function withUser(tenant: Tenant, device: JsonObject, expand: string | null): JsonObject {
  if (expand?.includes('registeredUsers') !== true) return device
  const owner = tenant.objects(userKind).id(tenant.dice('owner', String(device.id)).int('user', 0, 1_000_000))
  return { ...device, registeredUsers: owner === undefined ? [] : [{ '@odata.type': '#microsoft.graph.user', id: owner }] }
}

function domains(tenant: Tenant): readonly JsonObject[] {
  const { mailDomain, initialDomain } = tenant.scenario.company
  return [
    [mailDomain, false],
    [initialDomain, true],
  ].map(([id, isInitial]) => ({
    id,
    authenticationType: 'Managed',
    availabilityStatus: null,
    isAdminManaged: true,
    isDefault: isInitial !== true,
    isInitial,
    isRoot: true,
    isVerified: true,
    supportedServices: ['Email', 'OfficeCommunicationsOnline'],
    passwordValidityPeriodInDays: 2147483647,
    passwordNotificationWindowInDays: 14,
    state: null,
  }))
}

/** A role for a time, or for good: whom PIM knows of. */
function schedules(tenant: Tenant, tag: string, assignmentType: string): readonly JsonObject[] {
  return [0, 1].flatMap((number) => {
    const principalId = tenant.objects(userKind).id(number + 3)
    return principalId === undefined
      ? []
      : [
          {
            id: Buffer.from(tenant.dice(tag, number).hex('id', 60), 'hex').toString('base64url'),
            principalId,
            roleDefinitionId: globalAdministrator,
            directoryScopeId: '/',
            appScopeId: null,
            startDateTime: tenant.daysAgo(40),
            endDateTime: number === 0 ? null : tenant.daysAgo(-100),
            memberType: 'Direct',
            assignmentType,
            roleAssignmentScheduleId: guidOf(tenant.seed, tag, number),
          },
        ]
  })
}

function risks(tenant: Tenant) {
  const users = tenant.objects(userKind)
  return generated(Math.floor(users.length / 40), (position) => {
    const user = users.at(position * 40)
    return {
      id: user.id,
      userDisplayName: user.displayName,
      userPrincipalName: user.userPrincipalName,
      isDeleted: false,
      isProcessing: false,
      riskLevel: tenant.dice('risk', position).pick('level', ['low', 'medium', 'high']),
      riskState: tenant.dice('risk', position).pick('state', ['atRisk', 'remediated', 'dismissed']),
      riskDetail: 'none',
      riskLastUpdatedDateTime: tenant.daysAgo(5),
    }
  })
}

const roles = [
  'RoleManagement.Read.Directory',
  'RoleAssignmentSchedule.Read.Directory',
  'RoleEligibilitySchedule.Read.Directory',
  'RoleManagement.Read.All',
] as const
const risk = ['IdentityRiskyUser.Read.All', 'IdentityRiskEvent.Read.All'] as const

const routes: readonly GraphRoute[] = [
  {
    path: '/devices',
    permissions: ['Device.Read.All', 'Directory.Read.All'],
    answer: ({ tenant, query }) => mapped(tenant.objects(deviceKind), (device) => withUser(tenant, device, query.get('$expand'))),
  },
  { path: '/domains', permissions: ['Domain.Read.All', 'Directory.Read.All'], answer: ({ tenant }) => listed(domains(tenant)) },
  {
    path: '/roleManagement/directory/roleAssignmentScheduleInstances',
    permissions: roles,
    answer: ({ tenant }) => listed(schedules(tenant, 'active role', 'Assigned')),
  },
  {
    path: '/roleManagement/directory/roleEligibilityScheduleInstances',
    permissions: roles,
    answer: ({ tenant }) => listed(schedules(tenant, 'eligible role', 'Eligible')),
  },
  {
    path: '/roleManagement/directory/roleAssignmentSchedules',
    permissions: roles,
    answer: ({ tenant }) => listed(schedules(tenant, 'active role', 'Assigned')),
  },
  {
    path: '/roleManagement/directory/roleEligibilitySchedules',
    permissions: roles,
    answer: ({ tenant }) => listed(schedules(tenant, 'eligible role', 'Eligible')),
  },
  { path: '/identityProtection/riskyUsers', permissions: risk, answer: ({ tenant }) => risks(tenant) },
  {
    path: '/identityProtection/riskDetections',
    permissions: risk,
    answer: ({ tenant }) =>
      mapped(risks(tenant), (user) => ({
        id: tenant.dice('detection', String(user.id)).hex('id', 64),
        userId: user.id,
        userDisplayName: user.userDisplayName,
        userPrincipalName: user.userPrincipalName,
        riskEventType: 'unfamiliarFeatures',
        riskLevel: user.riskLevel,
        riskState: user.riskState,
        riskDetail: 'none',
        source: 'IdentityProtection',
        detectionTimingType: 'realtime',
        activity: 'signin',
        ipAddress: '203.0.113.200',
        detectedDateTime: tenant.daysAgo(5),
        activityDateTime: tenant.daysAgo(5),
        lastUpdatedDateTime: tenant.daysAgo(5),
      })),
  },
  {
    path: '/groupSettings',
    permissions: ['Directory.Read.All', 'GroupSettings.Read.All'],
    answer: ({ tenant }) =>
      listed([
        {
          id: guidOf(tenant.seed, 'group setting', 0),
          displayName: 'Password Rule Settings',
          templateId: '5cf42378-d67d-4f36-ba46-e8b86229381d',
          values: [
            { name: 'LockoutThreshold', value: '10' },
            { name: 'EnableBannedPasswordCheck', value: 'True' },
          ],
        },
      ]),
  },
  {
    path: '/directory/onPremisesSynchronization',
    permissions: ['OnPremDirectorySynchronization.Read.All', 'Directory.Read.All'],
    answer: ({ tenant }) =>
      listed([
        {
          id: tenant.id,
          configuration: { accidentalDeletionPrevention: { synchronizationPreventionType: 'enabledForCount', alertThreshold: 500 } },
          features: {
            passwordSyncEnabled: true,
            passwordWritebackEnabled: true,
            groupWriteBackEnabled: false,
            blockSoftMatchEnabled: true,
          },
        },
      ]),
  },
  {
    path: '/identityGovernance/accessReviews/definitions',
    permissions: ['AccessReview.Read.All'],
    answer: ({ tenant }) => {
      const group = tenant.objects(groupKind).id(0) ?? ''
      return listed([
        {
          id: guidOf(tenant.seed, 'access review', 0),
          displayName: 'Guests of a group',
          status: 'InProgress',
          createdDateTime: tenant.daysAgo(120),
          lastModifiedDateTime: tenant.daysAgo(20),
          descriptionForAdmins: 'Quarterly',
          scope: {
            '@odata.type': '#microsoft.graph.accessReviewQueryScope',
            query: `/groups/${group}/transitiveMembers`,
            queryType: 'MicrosoftGraph',
          },
          settings: {
            autoApplyDecisionsEnabled: true,
            defaultDecision: 'Deny',
            instanceDurationInDays: 14,
            recurrence: { pattern: { type: 'absoluteMonthly', interval: 3 } },
          },
        },
      ])
    },
  },
  {
    path: '/deviceManagement/managedDevices',
    permissions: ['DeviceManagementManagedDevices.Read.All'],
    answer: ({ tenant }) =>
      mapped(tenant.objects(deviceKind), (device) => ({
        id: tenant.dice('managed', String(device.id)).guid('id'),
        azureADDeviceId: device.deviceId,
        deviceName: device.displayName,
        operatingSystem: device.operatingSystem,
        osVersion: device.operatingSystemVersion,
        complianceState: device.isCompliant === true ? 'compliant' : 'noncompliant',
        isEncrypted: true,
        jailBroken: 'Unknown',
        managementAgent: 'mdm',
        lastSyncDateTime: tenant.daysAgo(1),
        userId: tenant.objects(userKind).id(tenant.dice('owner', String(device.id)).int('user', 0, 1_000_000)),
      })),
  },
]

export const directory: Service = { graph: routes }
