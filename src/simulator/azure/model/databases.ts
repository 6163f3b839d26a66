/** Databases beside SQL: PostgreSQL, MySQL, MariaDB, Cosmos DB, Redis. https://learn.microsoft.com/rest/api/postgresql */
import type { JsonObject } from '../json.ts'
import type { ChildKind, Kind, Seat, Service } from '../kind.ts'
import { keyBeside, networkAccess, only, onOff, some, succeeded } from './shapes.ts'

const cosmosType = 'Microsoft.DocumentDB/databaseAccounts'
const redisType = 'Microsoft.Cache/Redis'

/** One of the servers that Azure has retired or is about to: all three have the same shape. */
function singleServer(engine: 'MariaDB' | 'MySQL' | 'PostgreSQL', version: string, prefix: string): Kind {
  return {
    type: `Microsoft.DBfor${engine}/servers`,
    apiVersion: engine === 'MariaDB' ? '2018-06-01' : '2017-12-01',
    weight: 2,
    least: 1,
    prefix,
    body: (seat) => ({
      sku: { name: 'GP_Gen5_2', tier: 'GeneralPurpose', family: 'Gen5', capacity: 2 },
      properties: {
        administratorLogin: 'dbadmin',
        fullyQualifiedDomainName: `${seat.name}.${engine.toLowerCase()}.database.azure.com`,
        version,
        userVisibleState: 'Ready',
        sslEnforcement: onOff(!seat.wrong('ssl')),
        minimalTlsVersion: seat.wrong('tls') ? 'TLSEnforcementDisabled' : 'TLS1_2',
        publicNetworkAccess: networkAccess(seat),
        infrastructureEncryption: 'Disabled',
        storageProfile: {
          storageMB: 102_400,
          backupRetentionDays: 7,
          geoRedundantBackup: onOff(seat.dice.chance('geo', 0.4)),
          storageAutogrow: 'Enabled',
        },
        replicationRole: 'None',
        earliestRestoreDate: seat.tenant.daysAgo(7),
        privateEndpointConnections: [],
      },
    }),
  }
}

function flexibleServer(engine: 'MySQL' | 'PostgreSQL', version: string, prefix: string): Kind {
  return {
    type: `Microsoft.DBfor${engine}/flexibleServers`,
    apiVersion: engine === 'MySQL' ? '2023-12-30' : '2024-08-01',
    weight: 6,
    least: 1,
    prefix,
    body: (seat) => ({
      sku: { name: 'Standard_D2ds_v5', tier: 'GeneralPurpose' },
      properties: {
        administratorLogin: 'dbadmin',
        version,
        state: 'Ready',
        fullyQualifiedDomainName: `${seat.name}.${engine.toLowerCase()}.database.azure.com`,
        storage: { storageSizeGB: 128, autoGrow: 'Enabled' },
        backup: {
          backupRetentionDays: 7,
          geoRedundantBackup: onOff(seat.dice.chance('geo', 0.4)),
          earliestRestoreDate: seat.tenant.daysAgo(7),
        },
        network: { publicNetworkAccess: networkAccess(seat) },
        highAvailability: { mode: seat.dice.chance('ha', 0.3) ? 'ZoneRedundant' : 'Disabled', state: 'NotEnabled' },
        authConfig: { activeDirectoryAuth: 'Enabled', passwordAuth: onOff(seat.wrong('passwords')) },
        dataEncryption: { type: 'SystemManaged' },
        replicationRole: engine === 'MySQL' ? 'None' : 'Primary',
      },
    }),
  }
}

const cosmos: Kind = {
  type: cosmosType,
  apiVersion: '2024-11-15',
  weight: 8,
  least: 1,
  prefix: 'cosmos',
  body: (seat) => ({
    kind: 'GlobalDocumentDB',
    properties: {
      ...succeeded,
      documentEndpoint: `https://${seat.name}.documents.azure.com:443/`,
      databaseAccountOfferType: 'Standard',
      enableAutomaticFailover: true,
      enableMultipleWriteLocations: false,
      isVirtualNetworkFilterEnabled: seat.dice.chance('filter', 0.4),
      ipRules: seat.dice.chance('office', 0.4) ? [{ ipAddressOrRange: '198.51.100.0/26' }] : [],
      virtualNetworkRules: [],
      publicNetworkAccess: networkAccess(seat),
      disableLocalAuth: !seat.wrong('keys'),
      disableKeyBasedMetadataWriteAccess: true,
      minimalTlsVersion: 'Tls12',
      ...(seat.dice.chance('cmk', 0.1) ? { keyVaultKeyUri: keyBeside(seat, 'cosmos') } : {}),
      backupPolicy: { type: seat.dice.chance('continuous', 0.4) ? 'Continuous' : 'Periodic' },
      readLocations: [location(seat)],
      writeLocations: [location(seat)],
      locations: [location(seat)],
      privateEndpointConnections: [],
      consistencyPolicy: { defaultConsistencyLevel: 'Session', maxIntervalInSeconds: 5, maxStalenessPrefix: 100 },
    },
  }),
}

function location(seat: Seat): JsonObject {
  return {
    id: `${seat.name}-${seat.location}`,
    locationName: seat.location,
    documentEndpoint: `https://${seat.name}-${seat.location}.documents.azure.com:443/`,
    ...succeeded,
    failoverPriority: 0,
  }
}

const redis: Kind = {
  type: redisType,
  apiVersion: '2024-11-01',
  weight: 5,
  least: 2,
  prefix: 'redis',
  body: (seat) => ({
    properties: {
      ...succeeded,
      hostName: `${seat.name}.redis.cache.windows.net`,
      port: 6379,
      sslPort: 6380,
      enableNonSslPort: seat.wrong('plain'),
      minimumTlsVersion: seat.wrong('tls') ? '1.0' : '1.2',
      publicNetworkAccess: networkAccess(seat),
      disableAccessKeyAuthentication: seat.dice.chance('entra', 0.3),
      redisVersion: '6.0',
      sku: { name: 'Premium', family: 'P', capacity: 1 },
      linkedServers: isPrimary(seat) ? [{ id: `${seat.id}/linkedServers/${seat.next(1)?.name ?? 'none'}` }] : [],
      redisConfiguration: { 'rdb-backup-enabled': 'true', 'aad-enabled': 'true', 'maxmemory-policy': 'volatile-lru' },
      privateEndpointConnections: [],
    },
  }),
}

/** Caches with an even number replicate to the next one. */
function isPrimary(seat: Seat): boolean {
  return seat.number !== undefined && seat.number % 2 === 0 && seat.next(1) !== undefined
}

const databases = ['orders', 'billing', 'reporting', 'stock'] as const

/** Databases, settings and rules of the other servers. */
function serverChildren(serverType: string, systemDatabases: readonly string[]): readonly ChildKind[] {
  return [
    {
      type: `${serverType}/databases`,
      list: (server) => [...systemDatabases.flatMap((name) => only(name, charset)), ...some(server, databases, 0.4, () => charset)],
    },
    {
      type: `${serverType}/configurations`,
      list: (server) =>
        [
          'log_checkpoints',
          'log_connections',
          'log_disconnections',
          'connection_throttling',
          'log_retention_days',
          'audit_log_enabled',
          'require_secure_transport',
        ].flatMap((name) =>
          only(name, {
            properties: {
              value: name === 'log_retention_days' ? '3' : server.drift.chance(name, server.tenant.misconfigured) ? 'off' : 'on',
              dataType: 'Boolean',
              source: 'system-default',
              allowedValues: 'on,off',
            },
          }),
        ),
    },
    {
      type: `${serverType}/firewallRules`,
      list: () => only('office', { properties: { startIpAddress: '198.51.100.1', endIpAddress: '198.51.100.62' } }),
    },
  ]
}

const charset = { properties: { charset: 'UTF8', collation: 'English_United States.1252' } } as const

export const databaseServices: Service = {
  kinds: [
    singleServer('MariaDB', '10.3', 'mariadb'),
    singleServer('MySQL', '5.7', 'mysql'),
    singleServer('PostgreSQL', '11', 'pg'),
    flexibleServer('MySQL', '8.0.21', 'mysqlf'),
    flexibleServer('PostgreSQL', '16', 'pgf'),
    cosmos,
    redis,
  ],
  children: [
    ...serverChildren('Microsoft.DBforMariaDB/servers', ['mysql']),
    ...serverChildren('Microsoft.DBforMySQL/servers', ['mysql', 'sys']),
    ...serverChildren('Microsoft.DBforPostgreSQL/servers', ['postgres', 'azure_sys']),
    ...serverChildren('Microsoft.DBforMySQL/flexibleServers', ['mysql', 'sys']),
    ...serverChildren('Microsoft.DBforPostgreSQL/flexibleServers', ['postgres', 'azure_sys']),
    {
      type: `${cosmosType}/sqlDatabases`,
      list: (account) =>
        some(account, databases, 0.5, (name, dice) => ({
          properties: { resource: { id: name, _rid: dice.hex('rid', 8), _ts: 1_760_000_000 }, options: { throughput: 400 } },
        })),
    },
    { type: `${redisType}/firewallRules`, list: () => only('office', { properties: { startIP: '198.51.100.1', endIP: '198.51.100.62' } }) },
    {
      type: `${redisType}/linkedServers`,
      list: (cache) => {
        const { tenant, subscription } = cache
        const found = subscription === undefined ? undefined : tenant.populationOf(redisType, subscription)
        const number = Number(/(\d+)$/.exec(cache.name)?.[1]) - 1
        if (subscription === undefined || found === undefined || number % 2 !== 0 || !found.population.has(number + 1)) return []
        const other = tenant.list(found.kind, subscription).at(found.population.before(number + 1))
        return only(other.name, {
          properties: {
            ...succeeded,
            linkedRedisCacheId: other.id,
            linkedRedisCacheLocation: other.body.location,
            serverRole: 'Secondary',
          },
        })
      },
    },
  ],
}
