/** SQL servers, their databases and managed instances. https://learn.microsoft.com/rest/api/sql */
import type { JsonObject } from '../json.ts'
import type { ChildKind, Kind, Node, Service } from '../kind.ts'
import { networkAccess, only, onOff, some, subnetBeside, succeeded, withIdentity } from './shapes.ts'

const sqlType = 'Microsoft.Sql/servers'
const databases = ['orders', 'billing', 'reporting', 'stock'] as const

const sqlServer: Kind = {
  type: sqlType,
  apiVersion: '2023-08-01',
  weight: 14,
  least: 1,
  prefix: 'sql',
  identity: 'fourth',
  body: (seat) => ({
    kind: 'v12.0',
    ...withIdentity(seat),
    properties: {
      administratorLogin: 'sqladmin',
      version: '12.0',
      state: 'Ready',
      fullyQualifiedDomainName: `${seat.name}.database.windows.net`,
      privateEndpointConnections: [],
      minimalTlsVersion: seat.wrong('tls') ? '1.0' : '1.2',
      publicNetworkAccess: networkAccess(seat),
      restrictOutboundNetworkAccess: 'Disabled',
      administrators: {
        administratorType: 'ActiveDirectory',
        principalType: 'Group',
        login: 'dba-team',
        sid: seat.dice.guid('dba'),
        tenantId: seat.tenant.id,
        azureADOnlyAuthentication: !seat.wrong('passwords'),
      },
    },
  }),
}

const managedInstance: Kind = {
  type: 'Microsoft.Sql/managedInstances',
  apiVersion: '2023-08-01',
  weight: 2,
  least: 1,
  prefix: 'sqlmi',
  body: (seat) => ({
    sku: { name: 'GP_Gen5', tier: 'GeneralPurpose', family: 'Gen5', capacity: 4 },
    properties: {
      ...succeeded,
      state: 'Ready',
      fullyQualifiedDomainName: `${seat.name}.database.windows.net`,
      administratorLogin: 'miadmin',
      subnetId: subnetBeside(seat),
      licenseType: 'LicenseIncluded',
      vCores: 4,
      storageSizeInGB: 256,
      publicDataEndpointEnabled: seat.wrong('public'),
      minimalTlsVersion: '1.2',
      zoneRedundant: false,
    },
  }),
}

const sqlChildren: readonly ChildKind[] = [
  {
    type: `${sqlType}/databases`,
    table: 'resources',
    list: (server) => [...only('master', database(server, 'master')), ...some(server, databases, 0.5, (name) => database(server, name))],
  },
  {
    type: `${sqlType}/databases/transparentDataEncryption`,
    list: (node) => only('current', { properties: { state: onOff(!node.drift.chance('tde', node.tenant.misconfigured)) } }),
  },
  { type: `${sqlType}/databases/auditingSettings`, list: (node) => only('default', { properties: auditing(node) }) },
  { type: `${sqlType}/databases/sqlVulnerabilityAssessments`, list: () => only('default', { properties: { state: 'Enabled' } }) },
  {
    type: `${sqlType}/databases/sqlVulnerabilityAssessments/scans`,
    list: (node) =>
      only('latest', {
        properties: {
          scanId: 'latest',
          triggerType: 'Recurring',
          state: 'Failed',
          server: node.id,
          totalFailedRulesCount: 2,
          highSeverityFailedRulesCount: 1,
        },
      }),
  },
  { type: `${sqlType}/auditingSettings`, list: (node) => only('default', { properties: auditing(node) }) },
  {
    type: `${sqlType}/securityAlertPolicies`,
    list: (node) =>
      only('Default', {
        properties: {
          state: onOff(!node.drift.chance('alerts', node.tenant.misconfigured)),
          disabledAlerts: [''],
          emailAddresses: ['security@larkmoor.example'],
          emailAccountAdmins: true,
          retentionDays: 0,
        },
      }),
  },
  {
    type: `${sqlType}/vulnerabilityAssessments`,
    list: (node) =>
      only('default', {
        properties: {
          storageContainerPath: `https://st${node.dice.hex('va', 8)}.blob.core.windows.net/vulnerability-assessment/`,
          recurringScans: { isEnabled: true, emailSubscriptionAdmins: true, emails: [] },
        },
      }),
  },
  {
    type: `${sqlType}/encryptionProtector`,
    list: () =>
      only('current', {
        kind: 'servicemanaged',
        properties: { serverKeyName: 'ServiceManaged', serverKeyType: 'ServiceManaged', autoRotationEnabled: false },
      }),
  },
  {
    type: `${sqlType}/administrators`,
    list: (node) =>
      only('ActiveDirectory', {
        properties: {
          administratorType: 'ActiveDirectory',
          login: 'dba-team',
          sid: node.dice.guid('dba'),
          tenantId: node.tenant.id,
          azureADOnlyAuthentication: true,
        },
      }),
  },
  {
    type: `${sqlType}/firewallRules`,
    list: (node) => [
      ...only('office', { properties: { startIpAddress: '198.51.100.1', endIpAddress: '198.51.100.62' } }),
      ...(node.drift.chance('azure', 0.3)
        ? only('AllowAllWindowsAzureIps', { properties: { startIpAddress: '0.0.0.0', endIpAddress: '0.0.0.0' } })
        : []),
      ...(node.drift.chance('everything', node.tenant.misconfigured)
        ? only('temporary', { properties: { startIpAddress: '0.0.0.0', endIpAddress: '255.255.255.255' } })
        : []),
    ],
  },
]

function database(server: Node, name: string): JsonObject {
  return {
    location: server.body.location,
    kind: name === 'master' ? 'v12.0,system' : 'v12.0,user',
    sku:
      name === 'master'
        ? { name: 'System', tier: 'System', capacity: 0 }
        : { name: 'GP_S_Gen5', tier: 'GeneralPurpose', family: 'Gen5', capacity: 2 },
    properties: {
      status: 'Online',
      collation: 'SQL_Latin1_General_CP1_CI_AS',
      databaseId: server.dice.guid(`database ${name}`),
      creationDate: server.tenant.daysAgo(server.dice.int(`age ${name}`, 10, 900)),
      maxSizeBytes: 34_359_738_368,
      zoneRedundant: false,
      requestedBackupStorageRedundancy: 'Geo',
      readScale: 'Disabled',
      isLedgerOn: false,
    },
  }
}

function auditing(node: Node): JsonObject {
  const on = !node.drift.chance('auditing', node.tenant.misconfigured)
  return {
    state: onOff(on),
    storageEndpoint: on ? `https://st${node.dice.hex('audit', 8)}.blob.core.windows.net/` : '',
    retentionDays: node.drift.pick('retention', [0, 30, 90, 365]),
    auditActionsAndGroups: on ? ['BATCH_COMPLETED_GROUP', 'SUCCESSFUL_DATABASE_AUTHENTICATION_GROUP'] : [],
    isAzureMonitorTargetEnabled: on,
  }
}

export const sql: Service = { kinds: [sqlServer, managedInstance], children: sqlChildren }
