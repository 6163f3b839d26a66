import { describe, expect, test } from 'vitest'
import { drawn, entityOf, hasAnswers, named, published } from '../service.fixture.ts'
import { databricksWorkspace, dataFactory, sqlManagedInstance } from './data-platforms.ts'

describe.skipIf(!hasAnswers)('data platforms', () => {
  test('a managed instance stands in its subnet, and its administrator is not named', () => {
    const raw = named(published('azure_sql_managed_instance'), 'testinstance1')
    expect(drawn(sqlManagedInstance, raw, {}, 'HAS').join()).toContain('/virtualnetworks/vnet1/subnets/subnet1|HAS|')
    const { properties } = entityOf(sqlManagedInstance, raw)
    expect(properties).toMatchObject({ publiclyAccessible: false, minimalTlsVersion: '1.2' })
    expect(JSON.stringify(properties)).not.toContain('dummylogin')
  })

  test('a workspace of Databricks tells its own network and key from none', () => {
    const all = published('azure_databricks_workspace').map((raw) => entityOf(databricksWorkspace, raw).properties)
    expect(all.some((one) => one.managedDiskKeyName === 'test-cmk-key')).toBe(true)
    expect(all.some((one) => one.virtualNetworkId !== undefined)).toBe(true)
    expect(entityOf(databricksWorkspace, { id: '/subscriptions/s/x', properties: { parameters: null } }).properties).not.toHaveProperty(
      'noPublicIp',
    )
  })

  test('a factory connects the stores that its linked services reach', () => {
    const [raw] = published('azure_data_factory')
    const found = [
      { name: 'lake', type: 'AzureBlobFS', storageAccount: 'lake01' },
      { name: 'orders', type: 'AzureSqlDatabase', sqlServer: 'sql-01', sqlDatabase: 'orders' },
      { name: 'mail', type: 'HttpServer' },
    ]
    const details = { linkedServices: { found } }
    expect(drawn(dataFactory, raw ?? {}, { details }, 'CONNECTS').map((edge) => edge.split('|').at(-1))).toEqual([
      'azure_storage_account{"name":"lake01"}',
      'azure_sql_database{"serverName":"sql-01","name":"orders"}',
    ])
    expect(entityOf(dataFactory, raw ?? {}, { details }).properties).toMatchObject({
      linkedServiceTypes: ['AzureBlobFS', 'AzureSqlDatabase', 'HttpServer'],
    })
  })
})
