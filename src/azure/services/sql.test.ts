import { describe, expect, test } from 'vitest'
import { drawn, entityOf, opened } from '../service.fixture.ts'
import { sqlDatabase, sqlServer, sqlServerAdministrator, sqlServerFirewallRule } from './sql.ts'

const id = '/subscriptions/s/resourceGroups/G/providers/Microsoft.Sql/servers/S'
const key = id.toLowerCase()
const parents = opened(sqlServer, { id, name: 'S' })

describe('a SQL server', () => {
  const server = { id, name: 'S', properties: { publicNetworkAccess: 'Enabled', minimalTlsVersion: '1.2' } }

  test('whose settings could not be read does not say that they are off', () => {
    const { properties } = entityOf(sqlServer, server)
    expect(properties).toMatchObject({ publiclyAccessible: true, secureTransport: true, minimalTlsVersion: '1.2' })
    expect(properties).not.toHaveProperty('auditingEnabled')
    expect(properties).not.toHaveProperty('alertingEnabled')
    expect(properties).not.toHaveProperty('alertOnAllThreats')
  })

  test('never keeps the storage key of its audit policy', () => {
    const details = {
      auditingSettings: { properties: { state: 'Enabled', retentionDays: 90, storageAccountAccessKey: 'do-not-keep' } },
    }
    const { properties } = entityOf(sqlServer, server, { details })
    expect(properties).toMatchObject({ auditingEnabled: true, auditLogRetentionDays: 90 })
    expect(JSON.stringify(properties)).not.toContain('do-not-keep')
  })

  test('alerts on all threats only when it alerts and none is left out', () => {
    const alerts = (state: string, disabledAlerts: string[]) =>
      entityOf(sqlServer, server, { details: { securityAlertPolicies: { properties: { state, disabledAlerts } } } }).properties
        .alertOnAllThreats
    expect(alerts('Enabled', [''])).toBe(true)
    expect(alerts('Enabled', ['Sql_Injection'])).toBe(false)
    expect(alerts('Disabled', [])).toBe(false)
  })
})

describe('a SQL database', () => {
  const database = { id: `${id}/databases/D`, name: 'D', properties: { creationDate: '2021-01-02T03:04:05Z' } }

  test('hangs under its server', () => {
    expect(drawn(sqlDatabase, database, { scope: parents })).toEqual([`${key}|HAS|${key}/databases/d`])
  })

  test.each([
    [{ properties: { state: 'Enabled' } }, true],
    [{ properties: { status: 'Enabled' } }, true],
    [{ properties: { status: 'Disabled' } }, false],
    [undefined, undefined],
  ])('is encrypted as far as is known: %o', (transparentDataEncryption, encrypted) => {
    const details = transparentDataEncryption === undefined ? {} : { transparentDataEncryption }
    expect(entityOf(sqlDatabase, database, { scope: parents, details }).properties.encrypted).toBe(encrypted)
  })
})

test('an administrator is linked to whoever the sid names', () => {
  const raw = { id: `${id}/administrators/ActiveDirectory`, properties: { sid: '5F33789B-0CAE-443B-9F6C-C115895D3C64' } }
  expect(drawn(sqlServerAdministrator, raw, { scope: parents })).toContain(
    `${key}/administrators/activedirectory|ASSIGNED|5f33789b-0cae-443b-9f6c-c115895d3c64`,
  )
})

test('a firewall rule tells its range', () => {
  const raw = { id: `${id}/firewallRules/All`, name: 'All', properties: { startIpAddress: '0.0.0.0', endIpAddress: '255.255.255.255' } }
  expect(entityOf(sqlServerFirewallRule, raw, { scope: parents }).properties).toMatchObject({
    startIpAddress: '0.0.0.0',
    endIpAddress: '255.255.255.255',
  })
})
