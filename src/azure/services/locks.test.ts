import { describe, expect, test } from 'vitest'
import { edgesOf, entityOf, hasAnswers, named, recorded } from '../service.fixture.ts'
import { resourceLock } from './locks.ts'

const lock = (scope: string) => ({ id: `${scope}/providers/Microsoft.Authorization/locks/L`, name: 'L' })

test.each([
  ['/subscriptions/s1', '/subscriptions/s1'],
  ['/subscriptions/s1/resourceGroups/G', '/subscriptions/s1/resourcegroups/g'],
  [
    '/subscriptions/s1/resourcegroups/g/providers/microsoft.storage/storageAccounts/A',
    '/subscriptions/s1/resourcegroups/g/providers/microsoft.storage/storageaccounts/a',
  ],
  [
    '/subscriptions/s1/providers/Microsoft.Authorization/policyAssignments/P',
    '/subscriptions/s1/providers/microsoft.authorization/policyassignments/p',
  ],
])('a lock of %s locks just that, known or not', (scope, key) => {
  const raw = lock(scope)
  expect(edgesOf(resourceLock, raw)).toMatchObject([
    { edge: `${raw.id.toLowerCase()}|HAS|${key}`, type: 'azure_resource_lock_has_any_resource', placeholder: { type: 'azure_scope', key } },
  ])
})

test('an id that names no scope draws nothing', () => {
  expect(edgesOf(resourceLock, { id: '/locks/L' })).toEqual([])
})

describe.skipIf(!hasAnswers)('of recorded locks', () => {
  test('the level and why', () => {
    const backup = named(recorded('/cloud-shell-storage-eastus/providers/Microsoft.Authorization/locks'), 'AzureBackupProtectionLock')
    expect(entityOf(resourceLock, backup).properties).toMatchObject({
      level: 'CanNotDelete',
      notes: expect.stringContaining('Auto-created by Azure Backup'),
      resourceGroup: 'cloud-shell-storage-eastus',
    })
  })
})
