import { describe, expect, test } from 'vitest'
import { drawn, entityOf, hasAnswers, named, published, subscription } from '../service.fixture.ts'
import { backupInstance, backupItem, backupPolicy, backupVault, backupVaultPolicy, recoveryServicesVault } from './backup.ts'

const scope = { ...subscription, kind: 'azure_recovery_services_vault', id: '/vault' }

test('a protected machine is the source itself, a share the one of its name, a database on a machine none of ours', () => {
  const protects = (properties: object) => {
    const rule = backupItem.links.filter((link) => link.class === 'PROTECTS')
    const resource = { raw: { id: '/i', properties }, details: {}, scope }
    return rule.map((link) => [...link.links(resource, '/i')].flatMap(({ to }) => to.targets))
  }
  const target = (key: string) => (type: string) => [{ by: 'key', key, type }]
  const types = ['azure_vm', 'azure_storage_file_share', 'azure_sql_database']
  expect(protects({ sourceResourceId: '/VM' })).toEqual(types.map(target('/vm')))
  const share = { sourceResourceId: '/Account', protectedItemType: 'AzureFileShareProtectedItem', friendlyName: 'Share' }
  expect(protects(share)).toEqual(types.map(target('/account/fileservices/default/shares/share')))
  expect(protects({ sourceResourceId: '/VM', backupManagementType: 'AzureWorkload' })).toEqual([[], [], []])
})

test('an item follows a policy in its vault', () => {
  expect(drawn(backupItem, { id: '/I', properties: { policyId: '/P' } }, { scope })).toEqual(['/vault|HAS|/i', '/i|USES|/p'])
})

describe.skipIf(!hasAnswers)('of published answers', () => {
  test('a vault says what it does not say as unknown', () => {
    const { properties } = entityOf(recoveryServicesVault, named(published('azure_recovery_services_vault'), 'patchtest'))
    expect(properties).toMatchObject({ sku: 'Standard', region: 'westus', 'tag.Love': 'India' })
    expect(properties.softDeleteState).toBeUndefined()
    const full = published('azure_recovery_services_vault').find((raw) => JSON.stringify(raw).includes('softDeleteSettings'))
    expect(full && entityOf(recoveryServicesVault, full).properties).toMatchObject({
      immutabilityState: 'Disabled',
      publicNetworkAccess: 'Enabled',
    })
  })

  test('how long policies keep backups', () => {
    const policies = published('azure_backup_policy')
    expect(entityOf(backupPolicy, named(policies, 'DefaultPolicy'), { scope }).properties).toMatchObject({
      backupManagementType: 'AzureIaasVM',
      scheduleRunFrequency: 'Daily',
      dailyRetentionCount: 30,
      dailyRetentionUnit: 'Days',
    })
    expect(entityOf(backupPolicy, named(policies, 'HourlyLogBackup'), { scope }).properties).toMatchObject({
      workloadType: 'SQLDataBase',
      subPolicyTypes: ['Full', 'Log'],
      subPolicyDailyRetentionCounts: [30],
    })
  })

  test('when an item was last copied', () => {
    const item = named(published('azure_backup_item'), 'VM;iaasvmcontainerv2;clitest.rg000001;clitest-vm000003')
    expect(entityOf(backupItem, item, { scope }).properties).toMatchObject({
      displayName: 'clitest-vm000003',
      workloadType: 'VM',
      protectionState: 'Protected',
      healthStatus: 'Passed',
      lastBackupOn: Date.parse('2023-05-20T13:02:57.849Z'),
    })
  })

  test('the newer vaults, their policies and instances', () => {
    expect(entityOf(backupVault, named(published('azure_backup_vault'), 'example-backup-vault')).properties).toMatchObject({
      softDeleteState: 'On',
      softDeleteRetentionDays: 14,
      immutabilityState: 'Disabled',
      isVaultProtectedByResourceGuard: false,
      storageRedundancies: ['LocallyRedundant'],
    })
    const policy = named(published('azure_backup_vault', 'backupPolicies'), 'OSSDBPolicy')
    expect(entityOf(backupVaultPolicy, policy, { scope }).properties).toMatchObject({
      backupIntervals: ['R/2019-11-20T08:00:00-08:00/P1W'],
      retentionDurations: expect.arrayContaining(['P1W', 'P12W']),
    })
    const [instance] = published('azure_backup_vault', 'backupInstances')
    expect(instance && entityOf(backupInstance, instance, { scope }).properties).toMatchObject({
      protectionStatus: 'NotProtected',
      datasourceType: 'OssDB',
    })
    expect(instance && drawn(backupInstance, instance, { scope }, 'PROTECTS')).toEqual([
      expect.stringMatching(/\|PROTECTS\|.*\/servers\/viveksipgtest\/databases\/testdb$/),
    ])
  })
})
