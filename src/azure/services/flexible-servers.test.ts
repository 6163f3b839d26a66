import { describe, expect, test } from 'vitest'
import { drawn, entityOf, hasAnswers, published } from '../service.fixture.ts'
import { mysqlFlexibleServer, postgresqlFlexibleServer } from './flexible-servers.ts'

const raw = { id: '/subscriptions/s1/resourceGroups/g/providers/Microsoft.DBforMySQL/flexibleServers/d', name: 'd' }
const found = (...items: object[]) => ({ found: items })
const mysql = (details: object) => entityOf(mysqlFlexibleServer, raw, { details: { ...details } }).properties

describe('a flexible server', () => {
  test('whose parameters were not read says nothing of them', () => {
    expect(mysql({})).not.toHaveProperty('secureTransport')
    expect(mysql({})).not.toHaveProperty('allowsAzureServices')
  })

  test('reads its parameters by their meaning, whatever their case', () => {
    const configurations = found(
      { name: 'require_secure_transport', value: 'on' },
      { name: 'tls_version', value: 'TLSv1.2, TLSv1.3' },
      { name: 'audit_log_enabled', value: 'OFF' },
    )
    expect(mysql({ configurations })).toMatchObject({
      secureTransport: true,
      tlsVersions: ['TLSv1.2', 'TLSv1.3'],
      'configuration.auditLogEnabled': false,
    })
  })

  test('tells the rule for all of Azure from one for everybody', () => {
    expect(mysql({ firewallRules: found({ start: '0.0.0.0', end: '0.0.0.0' }) })).toMatchObject({
      firewallRules: ['0.0.0.0-0.0.0.0'],
      allowsAzureServices: true,
      allowsAnyAddress: false,
    })
    expect(mysql({ firewallRules: found({ start: '0.0.0.0', end: '255.255.255.255' }) })).toMatchObject({
      allowsAzureServices: false,
      allowsAnyAddress: true,
    })
    expect(mysql({ firewallRules: found() })).toMatchObject({ allowsAzureServices: false, allowsAnyAddress: false })
  })

  test.skipIf(!hasAnswers)('of PostgreSQL uses the subnet that it is put into', () => {
    const server = published('azure_postgresql_flexible_server').find(({ name }) => name === 'pgtestsvc4') ?? {}
    expect(entityOf(postgresqlFlexibleServer, server).properties).toMatchObject({ passwordAuth: true, activeDirectoryAuth: false })
    expect(drawn(postgresqlFlexibleServer, server, {}, 'USES').join()).toContain('/subnets/')
    expect(JSON.stringify(entityOf(postgresqlFlexibleServer, server))).not.toContain('cloudsa')
  })
})
