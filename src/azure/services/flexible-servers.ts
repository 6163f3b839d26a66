/** The flexible servers of PostgreSQL and MySQL, with what is set inside them. https://learn.microsoft.com/azure/postgresql/flexible-server/overview */
import { to } from '../../collect/links.ts'
import { arm } from '../arm-listing.ts'
import { type Answer, at, objects, text } from '../client/json.ts'
import { detail } from '../detail.ts'
import { keysAt, usesManagedIdentities } from '../ends.ts'
import { date, type Fact, type FactTable, from as fact, is, ref, region } from '../facts.ts'
import type { AzureDetail } from '../listing.ts'
import { resource } from '../resource.ts'

interface Product {
  readonly service: string
  readonly armType: string
  readonly version: string
}

const postgresql: Product = { service: 'PostgreSQL', armType: 'Microsoft.DBforPostgreSQL/flexibleServers', version: '2024-08-01' }
const mysql: Product = { service: 'MySQL', armType: 'Microsoft.DBforMySQL/flexibleServers', version: '2023-12-30' }

/** Administrator names and passwords are left where they are. */
const serverProperties: FactTable = {
  location: region('location'),
  'sku.name': 'sku.name',
  'sku.tier': 'sku.tier',
  fqdn: 'properties.fullyQualifiedDomainName',
  hostname: 'properties.fullyQualifiedDomainName',
  version: 'properties.version',
  state: 'properties.state',
  availabilityZone: 'properties.availabilityZone',
  publiclyAccessible: is('properties.network.publicNetworkAccess', 'Enabled'),
  subnetId: ref('properties.network.delegatedSubnetResourceId'),
  storageSizeGB: 'properties.storage.storageSizeGB',
  storageAutogrow: 'properties.storage.autoGrow',
  backupRetentionDays: 'properties.backup.backupRetentionDays',
  geoRedundantBackup: 'properties.backup.geoRedundantBackup',
  earliestRestoreDate: date('properties.backup.earliestRestoreDate'),
  highAvailabilityMode: 'properties.highAvailability.mode',
  highAvailabilityState: 'properties.highAvailability.state',
  replicationRole: 'properties.replicationRole',
  sourceServerId: ref('properties.sourceServerResourceId'),
  encryptionKeyType: 'properties.dataEncryption.type',
  encryptionKeyUri: 'properties.dataEncryption.primaryKeyURI',
  identityType: 'identity.type',
  privateEndpointConnectionIds: ref('properties.privateEndpointConnections[].id'),
  databaseNames: 'databases.found[].name',
  firewallRules: fact(['firewallRules.found'], ranges, 'objects'),
  allowsAzureServices: anyRange((start, end) => start === '0.0.0.0' && end === '0.0.0.0'),
  allowsAnyAddress: anyRange((start, end) => start === '0.0.0.0' && end === '255.255.255.255'),
}

/** All parts of a server of one kind, with only what facts are read from. */
function parts({ armType, version }: Product, path: string, slim: (part: Answer) => Answer): AzureDetail {
  return detail(`GET {id}/${path}`, { permission: `${armType}/${path}/read` }, async (call, raw) => {
    const found: Answer[] = []
    for await (const part of call.session.arm.list(`${text(raw, 'id') ?? ''}/${path}`, version, call)) found.push(slim(part))
    return { found }
  })
}

/** Both ends of a range, in a row of its own: `{start}-{end}`. */
function ranges(rules: unknown): string[] | undefined {
  return Array.isArray(rules) ? objects({ rules }, 'rules').map(({ start, end }) => `${start}-${end}`) : undefined
}

function anyRange(matches: (start: unknown, end: unknown) => boolean): Fact {
  return fact(
    ['firewallRules.found'],
    (rules) => (Array.isArray(rules) ? objects({ rules }, 'rules').some(({ start, end }) => matches(start, end)) : undefined),
    'objects',
  )
}

function detailsOf(product: Product): Readonly<Record<string, AzureDetail>> {
  return {
    configurations: parts(product, 'configurations', (one) => ({ name: one.name, value: at(one, 'properties.value') })),
    databases: parts(product, 'databases', ({ name }) => ({ name })),
    firewallRules: parts(product, 'firewallRules', (rule) => ({
      start: at(rule, 'properties.startIpAddress'),
      end: at(rule, 'properties.endIpAddress'),
    })),
  }
}

/** A parameter by its name, as `read` understands its text. */
function parameter(name: string, read: (value: string) => unknown): Fact {
  return fact(
    ['configurations.found'],
    (found) => {
      const value = objects({ found }, 'found').find((one) => text(one, 'name')?.toLowerCase() === name)?.value
      return typeof value === 'string' ? read(value) : undefined
    },
    'objects',
  )
}

const isOn = (value: string): boolean => value.toLowerCase() === 'on'
const listed = (value: string): string[] => value.split(',').flatMap((one) => one.trim() || [])
const number = (value: string): number | undefined => (value.trim() === '' || !Number.isFinite(Number(value)) ? undefined : Number(value))

const inItsSubnet = to('USES', 'azure_subnet', keysAt('properties.network.delegatedSubnetResourceId'))

export const postgresqlFlexibleServer = resource({
  type: 'azure_postgresql_flexible_server',
  class: ['Database', 'DataStore', 'Host'],
  title: 'PostgreSQL flexible server',
  service: postgresql.service,
  list: arm(postgresql.armType, postgresql.version, { bulk: 'resources' }),
  permission: `${postgresql.armType}/read`,
  details: {
    ...detailsOf(postgresql),
    administrators: parts(postgresql, 'administrators', (one) => ({
      name: at(one, 'properties.principalName'),
      objectId: at(one, 'properties.objectId'),
    })),
  },
  properties: {
    ...serverProperties,
    minorVersion: 'properties.minorVersion',
    activeDirectoryAuth: is('properties.authConfig.activeDirectoryAuth', 'Enabled'),
    passwordAuth: is('properties.authConfig.passwordAuth', 'Enabled'),
    administratorNames: 'administrators.found[].name',
    administratorObjectIds: 'administrators.found[].objectId',
    secureTransport: parameter('require_secure_transport', isOn),
    minimalTlsVersion: parameter('ssl_min_protocol_version', (value) => value),
    'configuration.logCheckpoints': parameter('log_checkpoints', isOn),
    'configuration.logConnections': parameter('log_connections', isOn),
    'configuration.logDisconnections': parameter('log_disconnections', isOn),
    'configuration.connectionThrottling': parameter('connection_throttle.enable', isOn),
    'configuration.logRetentionDays': parameter('logfiles.retention_days', number),
  },
  links: [inItsSubnet, usesManagedIdentities],
})

export const mysqlFlexibleServer = resource({
  type: 'azure_mysql_flexible_server',
  class: ['Database', 'DataStore', 'Host'],
  title: 'MySQL flexible server',
  service: mysql.service,
  list: arm(mysql.armType, mysql.version, { bulk: 'resources' }),
  permission: `${mysql.armType}/read`,
  details: detailsOf(mysql),
  properties: {
    ...serverProperties,
    secureTransport: parameter('require_secure_transport', isOn),
    tlsVersions: parameter('tls_version', listed),
    'configuration.auditLogEnabled': parameter('audit_log_enabled', isOn),
    'configuration.auditLogEvents': parameter('audit_log_events', listed),
  },
  links: [inItsSubnet, usesManagedIdentities],
})

export const flexibleServerDefinitions = [postgresqlFlexibleServer, mysqlFlexibleServer]
