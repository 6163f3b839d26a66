/** The single-server databases: PostgreSQL, MySQL and MariaDB share one API shape. Retired by Microsoft; graphs still hold them. */
import { from } from '../../collect/links.ts'
import { arm, childrenOf } from '../arm-listing.ts'
import { text } from '../client/json.ts'
import { type DetailFacts, detail } from '../detail.ts'
import { date, type FactTable, from as fact, is, ref, region } from '../facts.ts'
import type { AzureDetail } from '../listing.ts'
import { type ResourceShape, resource } from '../resource.ts'

interface Product {
  readonly service: string
  readonly namespace: string
  readonly version: string
}

const postgresql: Product = { service: 'PostgreSQL', namespace: 'Microsoft.DBforPostgreSQL', version: '2017-12-01' }
const mysql: Product = { service: 'MySQL', namespace: 'Microsoft.DBforMySQL', version: '2017-12-01' }
const mariadb: Product = { service: 'MariaDB', namespace: 'Microsoft.DBforMariaDB', version: '2018-06-01' }

/** Administrator names and passwords are left where they are. */
const serverProperties: FactTable = {
  location: region('location'),
  'sku.name': 'sku.name',
  'sku.tier': 'sku.tier',
  'sku.capacity': 'sku.capacity',
  fqdn: 'properties.fullyQualifiedDomainName',
  hostname: 'properties.fullyQualifiedDomainName',
  version: 'properties.version',
  userVisibleState: 'properties.userVisibleState',
  secureTransport: is('properties.sslEnforcement', 'Enabled'),
  // Published queries ask by these names.
  sslEnforced: is('properties.sslEnforcement', 'Enabled'),
  sslEnforcement: 'properties.sslEnforcement',
  minimalTlsVersion: 'properties.minimalTlsVersion',
  publiclyAccessible: is('properties.publicNetworkAccess', 'Enabled'),
  infrastructureEncryption: 'properties.infrastructureEncryption',
  storageMB: 'properties.storageProfile.storageMB',
  backupRetentionDays: 'properties.storageProfile.backupRetentionDays',
  geoRedundantBackup: 'properties.storageProfile.geoRedundantBackup',
  storageAutogrow: 'properties.storageProfile.storageAutogrow',
  replicationRole: 'properties.replicationRole',
  earliestRestoreDate: date('properties.earliestRestoreDate'),
  privateEndpointConnectionIds: ref('properties.privateEndpointConnections[].id'),
}

function server(
  type: string,
  { service, namespace, version }: Product,
  more: { properties?: FactTable; details?: Record<string, AzureDetail> } = {},
) {
  return resource({
    type,
    class: ['Database', 'DataStore', 'Host'],
    title: `${service} server`,
    service,
    list: arm(`${namespace}/servers`, version, { bulk: 'resources' }),
    permission: `${namespace}/servers/read`,
    properties: { ...serverProperties, ...more.properties },
    ...(more.details === undefined ? {} : { details: more.details }),
  })
}

function database(type: string, parent: ResourceShape, { service, namespace, version }: Product) {
  return resource({
    type,
    class: ['Database', 'DataStore'],
    title: `${service} database`,
    service,
    list: childrenOf(parent, 'databases', version),
    permission: `${namespace}/servers/databases/read`,
    properties: { charset: 'properties.charset', collation: 'properties.collation' },
    links: [from(parent.type, 'HAS', ({ scope }) => scope.id)],
  })
}

/** The server's parameters as one object from name to value. */
function configurations({ version }: Product, facts: DetailFacts): AzureDetail {
  return detail('GET {id}/configurations', facts, async (call, raw) => {
    const parameters: Record<string, unknown> = {}
    for await (const item of call.session.arm.list(`${text(raw, 'id') ?? ''}/configurations`, version, call)) {
      const name = text(item, 'name')
      if (name !== undefined) parameters[name] = text(item, 'properties.value')
    }
    return parameters
  })
}

/** Parameters are text: `ON` and `off` mean what they say, a number is a number. */
function parameter(name: string) {
  return fact(
    [`configurations.${name}`],
    (value) => {
      if (typeof value !== 'string') return undefined
      const word = value.toLowerCase()
      if (word === 'on' || word === 'off') return word === 'on'
      return Number.isFinite(Number(word)) && word !== '' ? Number(word) : value
    },
    'text',
  )
}

/** The same by the name and in the words of published queries: `configurations.logConnections = 'on'`. */
function spoken(name: string) {
  return fact(
    [`configurations.${name}`],
    (value) => {
      if (typeof value !== 'string') return undefined
      return value !== '' && Number.isFinite(Number(value)) ? Number(value) : value.toLowerCase()
    },
    'text',
  )
}

export const postgresqlServer = server('azure_postgresql_server', postgresql, {
  details: { configurations: configurations(postgresql, { permission: 'Microsoft.DBforPostgreSQL/servers/configurations/read' }) },
  properties: {
    'configuration.logCheckpoints': parameter('log_checkpoints'),
    'configuration.logConnections': parameter('log_connections'),
    'configuration.logDisconnections': parameter('log_disconnections'),
    'configuration.connectionThrottling': parameter('connection_throttling'),
    'configuration.logRetentionDays': parameter('log_retention_days'),
    'configurations.logCheckpoints': spoken('log_checkpoints'),
    'configurations.logConnections': spoken('log_connections'),
    'configurations.logDisconnections': spoken('log_disconnections'),
    'configurations.connectionThrottling': spoken('connection_throttling'),
    'configurations.logRetentionDays': spoken('log_retention_days'),
  },
})
export const postgresqlDatabase = database('azure_postgresql_database', postgresqlServer, postgresql)

export const postgresqlServerFirewallRule = resource({
  type: 'azure_postgresql_server_firewall_rule',
  class: ['Firewall'],
  title: 'PostgreSQL server firewall rule',
  service: postgresql.service,
  list: childrenOf(postgresqlServer, 'firewallRules', postgresql.version),
  permission: 'Microsoft.DBforPostgreSQL/servers/firewallRules/read',
  properties: { startIpAddress: 'properties.startIpAddress', endIpAddress: 'properties.endIpAddress' },
  links: [from('azure_postgresql_server', 'HAS', ({ scope }) => scope.id)],
})

export const mysqlServer = server('azure_mysql_server', mysql)
export const mysqlDatabase = database('azure_mysql_database', mysqlServer, mysql)

export const mariadbServer = server('azure_mariadb_server', mariadb)
export const mariadbDatabase = database('azure_mariadb_database', mariadbServer, mariadb)

export const databaseServerDefinitions = [
  postgresqlServer,
  postgresqlDatabase,
  postgresqlServerFirewallRule,
  mysqlServer,
  mysqlDatabase,
  mariadbServer,
  mariadbDatabase,
]
