import { expect, test } from 'vitest'
import { drawn, entityOf, hasAnswers, opened, published } from '../service.fixture.ts'
import { recoveryServicesVault } from './backup.ts'
import { siteRecoveryItem } from './site-recovery.ts'

const vaultId = '/subscriptions/s/resourceGroups/g/providers/Microsoft.RecoveryServices/vaults/V'
const scope = opened(recoveryServicesVault, { id: vaultId, name: 'V' })
const id = `${vaultId}/replicationFabrics/F/replicationProtectionContainers/C/replicationProtectedItems/I`
const item = (fabricObjectId: unknown) => ({
  id,
  name: 'I',
  properties: { providerSpecificDetails: { instanceType: 'A2A', fabricObjectId } },
})
const key = id.toLowerCase()

test('a replicated item stands in its vault and protects the machine that it copies', () => {
  const machine = '/subscriptions/s/resourceGroups/g/providers/Microsoft.Compute/virtualMachines/VM'
  expect(drawn(siteRecoveryItem, item(machine), { scope })).toEqual([
    `${vaultId.toLowerCase()}|HAS|${key}`,
    `${key}|PROTECTS|${machine.toLowerCase()}`,
  ])
})

test('what is copied from elsewhere is no machine of Azure', () => {
  for (const source of ['6de8ee1b-4f8c-4d1c-a8ff-2b9b7c2b3c5d', undefined, 7])
    expect(drawn(siteRecoveryItem, item(source), { scope }, 'PROTECTS')).toEqual([])
})

test.skipIf(!hasAnswers)('as published', () => {
  const [found] = published('azure_site_recovery_item').map((raw) => entityOf(siteRecoveryItem, raw, { scope }).properties)
  expect(found).toMatchObject({
    displayName: 'vm1',
    protectionState: 'Protected',
    replicationHealth: 'Normal',
    activeLocation: 'Primary',
    replicationProvider: 'HyperVReplicaAzure',
    policyName: 'protectionprofile1',
  })
})
