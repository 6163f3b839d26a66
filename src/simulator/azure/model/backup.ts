/** Backups: Recovery Services vaults and backup vaults. https://learn.microsoft.com/rest/api/backup */
import type { JsonObject } from '../json.ts'
import type { ChildKind, Kind, Node, Service } from '../kind.ts'
import { only, onOff, succeeded, withIdentity } from './shapes.ts'

const vaultType = 'Microsoft.RecoveryServices/vaults'
const backupVaultType = 'Microsoft.DataProtection/backupVaults'

const recoveryVault: Kind = {
  type: vaultType,
  apiVersion: '2024-10-01',
  weight: 4,
  least: 1,
  prefix: 'rsv',
  identity: 'fourth',
  body: (seat) => ({
    sku: { name: 'RS0', tier: 'Standard' },
    ...withIdentity(seat),
    properties: {
      ...succeeded,
      publicNetworkAccess: onOff(seat.wrong('public')),
      privateEndpointStateForBackup: 'None',
      securitySettings: {
        softDeleteSettings: { softDeleteState: onOff(!seat.wrong('softDelete')), softDeleteRetentionPeriodInDays: 14 },
        immutabilitySettings: { state: seat.dice.chance('immutable', 0.3) ? 'Unlocked' : 'Disabled' },
        multiUserAuthorization: 'Disabled',
      },
      redundancySettings: {
        standardTierStorageRedundancy: seat.wrong('redundancy') ? 'LocallyRedundant' : 'GeoRedundant',
        crossRegionRestore: 'Enabled',
      },
      monitoringSettings: { azureMonitorAlertSettings: { alertsForAllJobFailures: 'Enabled' } },
    },
  }),
}

const backupVault: Kind = {
  type: backupVaultType,
  apiVersion: '2025-01-01',
  weight: 3,
  least: 1,
  prefix: 'bvault',
  identity: 'fourth',
  body: (seat) => ({
    ...withIdentity(seat),
    properties: {
      ...succeeded,
      storageSettings: [{ datastoreType: 'VaultStore', type: 'GeoRedundant' }],
      securitySettings: {
        softDeleteSettings: { state: seat.wrong('softDelete') ? 'Off' : 'On', retentionDurationInDays: 14 },
        immutabilitySettings: { state: 'Disabled' },
      },
      isVaultProtectedByResourceGuard: false,
    },
  }),
}

function machineOf(vault: Node): Node | undefined {
  return vault.tenant.one('Microsoft.Compute/virtualMachines', vault.subscription, vault.dice)
}

function item(vault: Node): JsonObject {
  const machine = machineOf(vault)
  return {
    properties: {
      protectedItemType: 'Microsoft.Compute/virtualMachines',
      workloadType: 'VM',
      backupManagementType: 'AzureIaasVM',
      friendlyName: machine?.name ?? 'gone',
      sourceResourceId: machine?.id,
      virtualMachineId: machine?.id,
      policyId: `${vault.id}/backupPolicies/daily`,
      policyName: 'daily',
      protectionState: vault.drift.chance('stopped', vault.tenant.misconfigured) ? 'ProtectionStopped' : 'Protected',
      protectionStatus: 'Healthy',
      healthStatus: 'Passed',
      lastBackupStatus: 'Completed',
      lastBackupTime: vault.tenant.daysAgo(0.6),
      lastRecoveryPoint: vault.tenant.daysAgo(0.6),
    },
  }
}

const children: readonly ChildKind[] = [
  {
    type: `${vaultType}/backupPolicies`,
    table: 'recoveryservicesresources',
    list: () =>
      only('daily', {
        properties: {
          backupManagementType: 'AzureIaasVM',
          policyType: 'V2',
          protectedItemsCount: 1,
          timeZone: 'UTC',
          instantRpRetentionRangeInDays: 2,
          schedulePolicy: { schedulePolicyType: 'SimpleSchedulePolicyV2', scheduleRunFrequency: 'Daily' },
          retentionPolicy: {
            retentionPolicyType: 'LongTermRetentionPolicy',
            dailySchedule: { retentionDuration: { count: 30, durationType: 'Days' } },
          },
        },
      }),
  },
  {
    type: `${vaultType}/backupProtectedItems`,
    table: 'recoveryservicesresources',
    list: (vault) => only(`vm;iaasvmcontainerv2;${machineOf(vault)?.name ?? 'gone'}`, item(vault)),
  },
  {
    type: `${vaultType}/replicationProtectedItems`,
    table: 'recoveryservicesresources',
    list: (vault) =>
      only('replica', {
        properties: {
          friendlyName: machineOf(vault)?.name,
          protectionState: 'Protected',
          replicationHealth: 'Normal',
          activeLocation: 'Primary',
          testFailoverState: 'None',
          lastSuccessfulTestFailoverTime: vault.tenant.daysAgo(vault.drift.int('failover', 20, 500)),
          providerSpecificDetails: {
            instanceType: 'A2A',
            fabricObjectId: machineOf(vault)?.id,
            primaryFabricLocation: 'westeurope',
            recoveryFabricLocation: 'northeurope',
          },
        },
      }),
  },
  {
    type: `${vaultType}/backupconfig`,
    list: () => only('vaultconfig', { properties: { softDeleteFeatureState: 'Enabled', enhancedSecurityState: 'Enabled' } }),
  },
  {
    type: `${vaultType}/backupstorageconfig`,
    list: () =>
      only('vaultstorageconfig', { properties: { storageType: 'GeoRedundant', storageTypeState: 'Locked', crossRegionRestoreFlag: true } }),
  },
  {
    type: `${backupVaultType}/backupPolicies`,
    list: () =>
      only('blobs', {
        properties: { objectType: 'BackupPolicy', datasourceTypes: ['Microsoft.Storage/storageAccounts/blobServices'], policyRules: [] },
      }),
  },
  {
    type: `${backupVaultType}/backupInstances`,
    list: (vault) => {
      const account = vault.tenant.one('Microsoft.Storage/storageAccounts', vault.subscription, vault.dice)
      return only('blobs', {
        properties: {
          objectType: 'BackupInstance',
          friendlyName: account?.name,
          dataSourceInfo: {
            objectType: 'Datasource',
            datasourceType: 'Microsoft.Storage/storageAccounts/blobServices',
            resourceID: account?.id,
            resourceName: account?.name,
          },
          policyInfo: { policyId: `${vault.id}/backupPolicies/blobs` },
          protectionStatus: { status: 'ProtectionConfigured' },
          currentProtectionState: 'ProtectionConfigured',
          ...succeeded,
        },
      })
    },
  },
]

export const backup: Service = { kinds: [recoveryVault, backupVault], children }
