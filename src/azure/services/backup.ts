/** Backups: both kinds of vaults, what they protect and how long they keep it. https://learn.microsoft.com/rest/api/backup */
import { from, to } from '../../collect/links.ts'
import { arm, childrenOf } from '../arm-listing.ts'
import { text } from '../client/json.ts'
import { keysAt } from '../ends.ts'
import { date, from as fact, ref } from '../facts.ts'
import type { AzureResource } from '../listing.ts'
import { resource } from '../resource.ts'

const service = 'Backup'
const version = '2024-10-01'
const dataProtectionVersion = '2025-01-01'

export const recoveryServicesVault = resource({
  type: 'azure_recovery_services_vault',
  class: ['Vault'],
  title: 'Recovery Services vault',
  service,
  list: arm('Microsoft.RecoveryServices/vaults', version, { bulk: 'resources' }),
  permission: 'Microsoft.RecoveryServices/vaults/read',
  properties: {
    sku: 'sku.name',
    provisioningState: 'properties.provisioningState',
    publicNetworkAccess: 'properties.publicNetworkAccess',
    storageRedundancy: 'properties.redundancySettings.standardTierStorageRedundancy',
    crossRegionRestore: 'properties.redundancySettings.crossRegionRestore',
    softDeleteState: 'properties.securitySettings.softDeleteSettings.softDeleteState',
    softDeleteRetentionDays: 'properties.securitySettings.softDeleteSettings.softDeleteRetentionPeriodInDays',
    enhancedSecurityState: 'properties.securitySettings.softDeleteSettings.enhancedSecurityState',
    immutabilityState: 'properties.securitySettings.immutabilitySettings.state',
    multiUserAuthorization: 'properties.securitySettings.multiUserAuthorization',
    secureScore: 'properties.secureScore',
    bcdrSecurityLevel: 'properties.bcdrSecurityLevel',
    keyUri: 'properties.encryption.keyVaultProperties.keyUri',
    infrastructureEncryption: 'properties.encryption.infrastructureEncryption',
    privateEndpointConnectionIds: ref('properties.privateEndpointConnections[].id'),
    alertsForAllJobFailures: 'properties.monitoringSettings.azureMonitorAlertSettings.alertsForAllJobFailures',
    principalId: 'identity.principalId',
    identityType: 'identity.type',
  },
})

export const backupVault = resource({
  type: 'azure_backup_vault',
  class: ['Vault'],
  title: 'Backup vault',
  service,
  list: arm('Microsoft.DataProtection/backupVaults', dataProtectionVersion, { bulk: 'resources' }),
  permission: 'Microsoft.DataProtection/backupVaults/read',
  properties: {
    provisioningState: 'properties.provisioningState',
    datastoreTypes: 'properties.storageSettings[].datastoreType',
    storageRedundancies: 'properties.storageSettings[].type',
    crossRegionRestore: 'properties.featureSettings.crossRegionRestoreSettings.state',
    softDeleteState: 'properties.securitySettings.softDeleteSettings.state',
    softDeleteRetentionDays: 'properties.securitySettings.softDeleteSettings.retentionDurationInDays',
    immutabilityState: 'properties.securitySettings.immutabilitySettings.state',
    isVaultProtectedByResourceGuard: 'properties.isVaultProtectedByResourceGuard',
    secureScore: 'properties.secureScore',
    bcdrSecurityLevel: 'properties.bcdrSecurityLevel',
    keyUri: 'properties.securitySettings.encryptionSettings.keyVaultProperties.keyUri',
    principalId: 'identity.principalId',
    identityType: 'identity.type',
  },
})

export const backupPolicy = resource({
  type: 'azure_backup_policy',
  class: ['ControlPolicy'],
  title: 'Backup policy',
  service,
  list: childrenOf(recoveryServicesVault, 'backupPolicies', version),
  permission: 'Microsoft.RecoveryServices/vaults/backupPolicies/read',
  properties: {
    backupManagementType: 'properties.backupManagementType',
    workloadType: fact(['properties.workLoadType', 'properties.workloadType'], (capital, small) => capital ?? small),
    scheduleType: 'properties.schedulePolicy.schedulePolicyType',
    scheduleRunFrequency: 'properties.schedulePolicy.scheduleRunFrequency',
    retentionType: 'properties.retentionPolicy.retentionPolicyType',
    dailyRetentionCount: 'properties.retentionPolicy.dailySchedule.retentionDuration.count',
    dailyRetentionUnit: 'properties.retentionPolicy.dailySchedule.retentionDuration.durationType',
    weeklyRetentionCount: 'properties.retentionPolicy.weeklySchedule.retentionDuration.count',
    monthlyRetentionCount: 'properties.retentionPolicy.monthlySchedule.retentionDuration.count',
    yearlyRetentionCount: 'properties.retentionPolicy.yearlySchedule.retentionDuration.count',
    instantRestoreRetentionDays: 'properties.instantRpRetentionRangeInDays',
    subPolicyTypes: 'properties.subProtectionPolicy[].policyType',
    subPolicyDailyRetentionCounts: 'properties.subProtectionPolicy[].retentionPolicy.dailySchedule.retentionDuration.count',
    timeZone: 'properties.timeZone',
    protectedItemsCount: 'properties.protectedItemsCount',
  },
  links: [from('azure_recovery_services_vault', 'HAS', ({ scope }) => scope.id)],
})

export const backupItem = resource({
  type: 'azure_backup_item',
  class: ['Backup'],
  title: 'Protected item',
  service,
  list: childrenOf(recoveryServicesVault, 'backupProtectedItems', version),
  permission: 'Microsoft.RecoveryServices/vaults/backupProtectedItems/read',
  properties: {
    displayName: 'properties.friendlyName',
    backupManagementType: 'properties.backupManagementType',
    workloadType: 'properties.workloadType',
    protectedItemType: 'properties.protectedItemType',
    sourceResourceId: ref('properties.sourceResourceId'),
    policyId: ref('properties.policyId'),
    containerName: 'properties.containerName',
    protectionState: 'properties.protectionState',
    protectionStatus: 'properties.protectionStatus',
    healthStatus: fact(['properties.healthStatus', 'properties.protectedItemHealthStatus'], (own, item) => own ?? item),
    lastBackupStatus: 'properties.lastBackupStatus',
    lastBackupOn: date('properties.lastBackupTime'),
    lastRecoveryPointOn: date('properties.lastRecoveryPoint'),
    isScheduledForDeferredDelete: 'properties.isScheduledForDeferredDelete',
    softDeleteRetentionDays: 'properties.softDeleteRetentionPeriodInDays',
    isArchiveEnabled: 'properties.isArchiveEnabled',
  },
  links: [
    from('azure_recovery_services_vault', 'HAS', ({ scope }) => scope.id),
    to('USES', 'azure_backup_policy', keysAt('properties.policyId')),
    to('PROTECTS', 'azure_vm', (item) => sources(item, 'azure_vm')),
    to('PROTECTS', 'azure_storage_file_share', (item) => sources(item, 'azure_storage_file_share')),
    to('PROTECTS', 'azure_sql_database', (item) => sources(item, 'azure_sql_database')),
  ],
})

/**
 * What the item is a copy of. For a file share the source is its account and the item bears the share's name; a database
 * that runs on a machine has that for its source, of which this is no copy.
 */
function sources(item: AzureResource, type: string) {
  const { raw } = item
  const isShare = text(raw, 'properties.protectedItemType') === 'AzureFileShareProtectedItem'
  const isWorkload = text(raw, 'properties.backupManagementType') === 'AzureWorkload'
  const share = `/fileservices/default/shares/${(text(raw, 'properties.friendlyName') ?? '').toLowerCase()}`
  const keys = keysAt('properties.sourceResourceId')(item).map((key) => (isShare ? `${key}${share}` : key))
  return isWorkload ? [] : keys.map((key) => ({ by: 'key', key, type }) as const)
}

export const backupInstance = resource({
  type: 'azure_backup_instance',
  class: ['Backup'],
  title: 'Backup instance',
  service,
  list: childrenOf(backupVault, 'backupInstances', dataProtectionVersion),
  permission: 'Microsoft.DataProtection/backupVaults/backupInstances/read',
  properties: {
    displayName: 'properties.friendlyName',
    sourceResourceId: ref('properties.dataSourceInfo.resourceID'),
    datasourceType: 'properties.dataSourceInfo.datasourceType',
    policyId: ref('properties.policyInfo.policyId'),
    protectionStatus: 'properties.protectionStatus.status',
    currentProtectionState: 'properties.currentProtectionState',
    provisioningState: 'properties.provisioningState',
  },
  links: [
    from('azure_backup_vault', 'HAS', ({ scope }) => scope.id),
    to('PROTECTS', 'ANY_RESOURCE', keysAt('properties.dataSourceInfo.resourceID'), { type: 'azure_backup_instance_protects_any_resource' }),
    to('USES', 'azure_backup_vault_policy', keysAt('properties.policyInfo.policyId')),
  ],
})

/** Of another shape than the policies of Recovery Services: rules instead of schedules. */
export const backupVaultPolicy = resource({
  type: 'azure_backup_vault_policy',
  class: ['ControlPolicy'],
  title: 'Backup vault policy',
  service,
  list: childrenOf(backupVault, 'backupPolicies', dataProtectionVersion),
  permission: 'Microsoft.DataProtection/backupVaults/backupPolicies/read',
  properties: {
    datasourceTypes: 'properties.datasourceTypes',
    ruleNames: 'properties.policyRules[].name',
    retentionDurations: 'properties.policyRules[].lifecycles[].deleteAfter.duration',
    backupIntervals: 'properties.policyRules[].trigger.schedule.repeatingTimeIntervals',
  },
  links: [from('azure_backup_vault', 'HAS', ({ scope }) => scope.id)],
})

export const backupDefinitions = [recoveryServicesVault, backupVault, backupPolicy, backupItem, backupVaultPolicy, backupInstance]
