import { expect, test } from 'vitest'
import { drawn, entityOf, hasAnswers, named, opened, published, recorded } from '../service.fixture.ts'
import { batchAccount, batchApplication, batchCertificate, batchPool } from './batch.ts'

const id = '/subscriptions/s/resourceGroups/g/providers/Microsoft.Batch/batchAccounts/A'
const scope = opened(batchAccount, { id, name: 'A' })

test.each([
  ['applications', batchApplication],
  ['certificates', batchCertificate],
  ['pools', batchPool],
])('an account has its %s', (path, definition) => {
  expect(drawn(definition, { id: `${id}/${path}/P`, name: 'P' }, { scope })).toEqual([
    `${id.toLowerCase()}|HAS|${`${id}/${path}/P`.toLowerCase()}`,
  ])
})

test.skipIf(!hasAnswers)('as recorded', () => {
  const account = named(recorded('resourceGroups/j1dev/providers/Microsoft.Batch/batchAccounts'), 'j1test')
  const { properties } = entityOf(batchAccount, account)
  expect(properties).toMatchObject({
    location: 'eastus',
    accountEndpoint: 'j1test.eastus.batch.azure.com',
    poolAllocationMode: 'BatchService',
    autoStorageAccountId: expect.stringMatching(/\/storageaccounts\/j1teststorageaccount$/),
  })
  expect(properties).not.toHaveProperty('publicNetworkAccess')
  const [application] = recorded('batchAccounts/batchaccountj1dev/applications').map((raw) => entityOf(batchApplication, raw, { scope }))
  expect(application?.properties).toMatchObject({ displayName: 'j1applicationexample', allowUpdates: true })
  const [certificate] = recorded('batchAccounts/batchaccountj1dev/certificates').map((raw) => entityOf(batchCertificate, raw, { scope }))
  expect(certificate?.properties).toMatchObject({ thumbprint: '87a63d9adb627d777836153c680a3dfcf27de90c', format: 'Cer' })
  expect(certificate?.properties).not.toHaveProperty('publicData')
  const [pool] = recorded('batchAccounts/batchaccountj1dev/pools').map((raw) => entityOf(batchPool, raw, { scope }))
  expect(pool?.properties).toMatchObject({
    vmSize: 'STANDARD_D2S_V3',
    allocationState: 'Steady',
    currentDedicatedNodes: 0,
    publicIpProvision: 'BatchManaged',
    createdOn: Date.parse('2024-08-20T14:24:28.875Z'),
  })
})

test.skipIf(!hasAnswers)('an account with a private endpoint or a vault of its own, as published', () => {
  const accounts = published('azure_batch_account').map((raw) => entityOf(batchAccount, raw).properties)
  expect(accounts).toContainEqual(expect.objectContaining({ keyVaultId: expect.stringMatching(/\/microsoft\.keyvault\/vaults\//) }))
})
