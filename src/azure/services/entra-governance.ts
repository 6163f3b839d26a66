/** What guards the directory beside its policies: reviews, risks, licences, synchronisation. https://learn.microsoft.com/graph/api/resources/accessreviewsv2-overview */
import { from as linkFrom, to, where } from '../../collect/links.ts'
import { type Answer, at, texts } from '../client/json.ts'
import { objectAt } from '../ends.ts'
import { date, type FactTable, filled, from, is } from '../facts.ts'
import { graphList } from '../graph-listing.ts'
import { objectKey } from '../ids.ts'
import { resource } from '../resource.ts'
import { tenantOf } from '../tenant.ts'
import { orWithoutLicence } from '../without-licence.ts'

const service = 'Entra ID'
const ofTheTenant = linkFrom('azure_account', 'HAS', ({ scope }) => tenantOf(scope).tenantId)

/** Where a review says what it goes over: the whole, its principals, what they have access to. */
const scopes = ['scope.query', 'scope.principalScopes[].query', 'scope.resourceScopes[].query', 'instanceEnumerationScope.query'] as const

export const accessReview = resource({
  type: 'azure_access_review',
  class: ['Review'],
  title: 'Access review',
  service,
  list: orWithoutLicence(graphList('/identityGovernance/accessReviews/definitions', { whole: true })),
  permission: 'AccessReview.Read.All',
  properties: {
    status: 'status',
    description: 'descriptionForAdmins',
    createdOn: date('createdDateTime'),
    updatedOn: date('lastModifiedDateTime'),
    scopeQuery: 'scope.query',
    principalQueries: 'scope.principalScopes[].query',
    resourceQueries: 'scope.resourceScopes[].query',
    reviewsGuests: from(
      [...scopes],
      (...queries) => {
        const known = queries.flat().filter((query) => typeof query === 'string')
        return known.length === 0 ? undefined : known.some((query) => /userType\s+eq\s+'guest'/i.test(query.replaceAll('+', ' ')))
      },
      'texts',
    ),
    reviewers: 'reviewers[].query',
    stageReviewers: 'stageSettings[].reviewers[].query',
    hasReviewers: filled('reviewers'),
    mailNotificationsEnabled: 'settings.mailNotificationsEnabled',
    reminderNotificationsEnabled: 'settings.reminderNotificationsEnabled',
    justificationRequiredOnApproval: 'settings.justificationRequiredOnApproval',
    defaultDecisionEnabled: 'settings.defaultDecisionEnabled',
    defaultDecision: 'settings.defaultDecision',
    autoApplyDecisionsEnabled: 'settings.autoApplyDecisionsEnabled',
    recommendationsEnabled: 'settings.recommendationsEnabled',
    instanceDurationInDays: 'settings.instanceDurationInDays',
    recurrenceType: 'settings.recurrence.pattern.type',
    recurrenceInterval: 'settings.recurrence.pattern.interval',
    recurrenceRange: 'settings.recurrence.range.type',
  },
  links: [
    to('EVALUATES', 'azure_user_group', ({ raw }) => named(raw, /\/groups\/([0-9a-f-]{36})/gi)),
    to('EVALUATES', 'azure_ad_role_definition', ({ raw }) => named(raw, /\/(?:roleDefinitions|directoryRoles)\/([0-9a-f-]{36})/gi)),
  ],
})

/** The objects that the queries of a review name by their ids. */
function named(review: Answer, path: RegExp): string[] {
  const ids = scopes.flatMap((scope) => texts(review, scope).flatMap((query) => [...query.matchAll(path)].flatMap(([, id]) => id ?? [])))
  return [...new Set(ids.map(objectKey))]
}

const risk: FactTable = { riskLevel: 'riskLevel', riskState: 'riskState', riskDetail: 'riskDetail' }

export const riskyUser = resource({
  type: 'azure_risky_user',
  class: ['Finding'],
  title: 'Risky user',
  service,
  list: graphList('/identityProtection/riskyUsers', { whole: true }),
  permission: 'IdentityRiskyUser.Read.All',
  // Its id is that of the user.
  key: (_, id) => `azure_risky_user:${objectKey(id)}`,
  properties: {
    ...risk,
    name: 'userDisplayName',
    displayName: 'userDisplayName',
    userPrincipalName: 'userPrincipalName',
    isDeleted: 'isDeleted',
    isProcessing: 'isProcessing',
    updatedOn: date('riskLastUpdatedDateTime'),
    open: is('riskState', 'atRisk', 'confirmedCompromised'),
  },
  links: [linkFrom('azure_user', 'HAS', ({ raw }) => objectAt(raw, 'id'))],
})

export const riskDetection = resource({
  type: 'azure_risk_detection',
  class: ['Finding'],
  title: 'Risk detection',
  service,
  list: graphList('/identityProtection/riskDetections', { whole: true }),
  permission: 'IdentityRiskEvent.Read.All',
  properties: {
    ...risk,
    name: 'riskEventType',
    displayName: 'riskEventType',
    riskEventType: 'riskEventType',
    source: 'source',
    detectionTimingType: 'detectionTimingType',
    activity: 'activity',
    ipAddress: 'ipAddress',
    country: 'location.countryOrRegion',
    city: 'location.city',
    userId: 'userId',
    userPrincipalName: 'userPrincipalName',
    activityOn: date('activityDateTime'),
    createdOn: date('detectedDateTime'),
    updatedOn: date('lastUpdatedDateTime'),
    open: is('riskState', 'atRisk', 'confirmedCompromised'),
  },
  links: [linkFrom('azure_user', 'HAS', ({ raw }) => objectAt(raw, 'userId'))],
})

export const subscribedSku = resource({
  type: 'azure_subscribed_sku',
  class: ['Entity'],
  title: 'Licence of the tenant',
  service,
  list: graphList('/subscribedSkus', { whole: true }),
  permission: 'Organization.Read.All',
  properties: {
    name: 'skuPartNumber',
    displayName: 'skuPartNumber',
    skuId: 'skuId',
    capabilityStatus: 'capabilityStatus',
    active: is('capabilityStatus', 'Enabled'),
    appliesTo: 'appliesTo',
    consumedUnits: 'consumedUnits',
    enabledUnits: 'prepaidUnits.enabled',
    suspendedUnits: 'prepaidUnits.suspended',
    warningUnits: 'prepaidUnits.warning',
    servicePlanNames: 'servicePlans[].servicePlanName',
  },
  links: [ofTheTenant],
})

export const directorySync = resource({
  type: 'azure_directory_sync',
  class: ['Configuration'],
  title: 'Directory synchronisation',
  service,
  list: graphList('/directory/onPremisesSynchronization', { whole: true }),
  permission: 'OnPremDirectorySynchronization.Read.All',
  // Its id is that of the tenant.
  key: (_, id) => `azure_directory_sync:${objectKey(id)}`,
  properties: {
    displayName: from([], () => 'Directory synchronisation'),
    deletionPrevention: 'configuration.accidentalDeletionPrevention.synchronizationPreventionType',
    deletionAlertThreshold: 'configuration.accidentalDeletionPrevention.alertThreshold',
  },
  spread: { features: 'features' },
  links: [ofTheTenant],
})

export const managedDevice = resource({
  type: 'azure_intune_managed_device',
  class: ['Device'],
  title: 'Managed device of Intune',
  service: 'Intune',
  list: graphList('/deviceManagement/managedDevices'),
  permission: 'DeviceManagementManagedDevices.Read.All',
  properties: {
    name: 'deviceName',
    displayName: 'deviceName',
    ownerType: 'managedDeviceOwnerType',
    complianceState: 'complianceState',
    compliant: from(
      ['complianceState'],
      (state) => (state === 'compliant' ? true : state === 'noncompliant' || state === 'conflict' || state === 'error' ? false : undefined),
      'text',
    ),
    complianceGraceEndsOn: date('complianceGracePeriodExpirationDateTime'),
    managementAgent: 'managementAgent',
    operatingSystem: 'operatingSystem',
    osVersion: 'osVersion',
    encrypted: 'isEncrypted',
    jailBroken: 'jailBroken',
    supervised: 'isSupervised',
    manufacturer: 'manufacturer',
    model: 'model',
    serial: 'serialNumber',
    threatState: 'partnerReportedThreatState',
    azureADDeviceId: 'azureADDeviceId',
    userId: 'userId',
    userPrincipalName: 'userPrincipalName',
    enrolledOn: date('enrolledDateTime'),
    lastSeenOn: date('lastSyncDateTime'),
  },
  links: [
    linkFrom('azure_user', 'HAS', ({ raw }) => objectAt(raw, 'userId')),
    // By the id that the device has of itself, which is not that of its object in the directory.
    to('IS', 'azure_device', ({ raw }) => {
      const deviceId = at(raw, 'azureADDeviceId')
      return typeof deviceId === 'string' ? where('azure_device', { deviceId }) : undefined
    }),
  ],
})

export const governanceDefinitions = [accessReview, riskyUser, riskDetection, subscribedSku, directorySync, managedDevice]
