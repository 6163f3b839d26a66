import { describe, expect, test } from 'vitest'
import { drawn, entityOf, hasAnswers, named, published } from '../service.fixture.ts'
import { diskEncryptionSet, diskSnapshot, managedDisk } from './disks.ts'

const compute = '/subscriptions/S/resourceGroups/G/providers/Microsoft.Compute'
const disk = (properties: object) => ({ id: `${compute}/disks/D`, name: 'D', properties })
const group = '/subscriptions/s/resourcegroups/g'
const provider = `${group}/providers/microsoft.compute`

describe('a disk', () => {
  test('uses the encryption set that it names', () => {
    const raw = disk({ encryption: { type: 'EncryptionAtRestWithCustomerKey', diskEncryptionSetId: `${compute}/diskEncryptionSets/E` } })
    expect(drawn(managedDisk, raw, {}, 'USES')).toEqual([`${provider}/disks/d|USES|${provider}/diskencryptionsets/e`])
    expect(drawn(managedDisk, disk({ encryption: { type: 'EncryptionAtRestWithPlatformKey' } }), {}, 'USES')).toEqual([])
  })

  test('that says nothing of its state or encryption has them unknown', () => {
    const { properties } = entityOf(managedDisk, disk({}))
    expect(properties).not.toHaveProperty('attached')
    expect(properties).not.toHaveProperty('encrypted')
    expect(entityOf(managedDisk, disk({ diskState: 'Unattached' })).properties.attached).toBe(false)
  })

  test('may be attached to several machines', () => {
    const raw = { ...disk({}), managedByExtended: [`${compute}/virtualMachines/A`, `${compute}/virtualMachines/B`] }
    expect(entityOf(managedDisk, raw).properties.managedByExtended).toEqual([
      `${provider}/virtualmachines/a`,
      `${provider}/virtualmachines/b`,
    ])
  })
})

describe('a snapshot', () => {
  const snapshot = (creationData: object) => ({ id: `${compute}/snapshots/S1`, name: 'S1', properties: { creationData } })

  test('hangs under the disk that it was taken of, not under another snapshot or a file', () => {
    const taken = snapshot({ createOption: 'Copy', sourceResourceId: `${compute}/disks/D` })
    expect(drawn(diskSnapshot, taken)).toEqual([
      `${group}|HAS|${provider}/snapshots/s1`,
      `${provider}/disks/d|HAS|${provider}/snapshots/s1`,
    ])
    const copied = snapshot({ createOption: 'CopyStart', sourceResourceId: `${compute}/snapshots/S0` })
    expect(drawn(diskSnapshot, copied)).toEqual([`${group}|HAS|${provider}/snapshots/s1`])
    expect(drawn(diskSnapshot, snapshot({ createOption: 'Import', sourceUri: 'https://a.blob.core.windows.net/v/x.vhd' })).length).toBe(1)
  })

  test.skipIf(!hasAnswers)('as published', () => {
    const raw = named(published('azure_disk_snapshot'), 'Testsnapshot')
    expect(entityOf(diskSnapshot, raw).properties).toMatchObject({
      encryption: 'EncryptionAtRestWithCustomerKey',
      encrypted: true,
      networkAccessPolicy: 'AllowAll',
      incremental: false,
      sku: 'Standard_ZRS',
      createdOn: Date.parse('2023-05-18T17:41:22.526Z'),
    })
    expect(drawn(diskSnapshot, raw, {}, 'USES')).toEqual([
      expect.stringMatching(/\/snapshots\/testsnapshot\|USES\|.*\/diskencryptionsets\/cmkencryptionset$/),
    ])
  })
})

describe('an encryption set', () => {
  const set = (keyUrl: unknown) => ({ id: `${compute}/diskEncryptionSets/E`, name: 'E', properties: { activeKey: { keyUrl } } })

  test('uses the key of the vault, whatever its version', () => {
    const self = `${provider}/diskencryptionsets/e`
    expect(drawn(diskEncryptionSet, set('https://v.vault.azure.net/keys/k/0123'), {}, 'USES')).toEqual([
      `${self}|USES|https://v.vault.azure.net/keys/k`,
    ])
    expect(drawn(diskEncryptionSet, set('https://v.vault.azure.net/keys/k'), {}, 'USES').length).toBe(1)
    expect(drawn(diskEncryptionSet, set('nonsense'), {}, 'USES')).toEqual([])
    expect(drawn(diskEncryptionSet, set(7), {}, 'USES')).toEqual([])
  })

  test.skipIf(!hasAnswers)('as published', () => {
    const raw = named(published('azure_disk_encryption_set'), 'myDiskEncryptionSet')
    expect(entityOf(diskEncryptionSet, raw).properties).toMatchObject({
      identityType: 'SystemAssigned',
      encryptionType: 'EncryptionAtRestWithCustomerKey',
    })
  })
})
