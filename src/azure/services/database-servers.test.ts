import { describe, expect, test } from 'vitest'
import { drawn, entityOf, opened } from '../service.fixture.ts'
import { mariadbServer, mysqlServer, postgresqlDatabase, postgresqlServer, postgresqlServerFirewallRule } from './database-servers.ts'

const id = '/subscriptions/s/resourceGroups/G/providers/Microsoft.DBforPostgreSQL/servers/P'
const key = id.toLowerCase()

describe.each([postgresqlServer, mysqlServer, mariadbServer])('$title', (definition) => {
  test('tells whether it enforces TLS and takes the public network, and never who administers it', () => {
    const { properties } = entityOf(definition, {
      id,
      name: 'P',
      properties: { sslEnforcement: 'Disabled', publicNetworkAccess: 'Enabled', administratorLogin: 'root-of-all' },
    })
    expect(properties).toMatchObject({ secureTransport: false, publiclyAccessible: true })
    expect(JSON.stringify(properties)).not.toContain('root-of-all')
  })

  test('does not guess what the answer leaves out', () => {
    const { properties } = entityOf(definition, { id, name: 'P', properties: {} })
    expect(properties).not.toHaveProperty('secureTransport')
    expect(properties).not.toHaveProperty('publiclyAccessible')
  })
})

test('parameters of a PostgreSQL server are switches and numbers', () => {
  const configurations = { log_checkpoints: 'on', log_connections: 'OFF', connection_throttling: 'strange', log_retention_days: '3' }
  const { properties } = entityOf(postgresqlServer, { id, name: 'P' }, { details: { configurations } })
  expect(properties).toMatchObject({
    'configuration.logCheckpoints': true,
    'configuration.logConnections': false,
    'configuration.connectionThrottling': 'strange',
    'configuration.logRetentionDays': 3,
  })
  expect(properties).not.toHaveProperty('configuration.logDisconnections')
})

test.each([
  [postgresqlDatabase, 'databases/D'],
  [postgresqlServerFirewallRule, 'firewallRules/R'],
])('what a server holds hangs under it', (definition, path) => {
  const scope = opened(postgresqlServer, { id, name: 'P' })
  expect(drawn(definition, { id: `${id}/${path}`, name: 'x' }, { scope })).toEqual([`${key}|HAS|${key}/${path.toLowerCase()}`])
})
