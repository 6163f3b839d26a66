import { describe, expect, test } from 'vitest'
import { drawn, entityOf, hasAnswers, named, published } from '../service.fixture.ts'
import { databricksWorkspace, sqlManagedInstance } from './data-platforms.ts'

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
})
