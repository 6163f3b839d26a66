/** Azure SQL: logical servers, their databases, administrators and firewall rules. https://learn.microsoft.com/rest/api/sql */
import { from, to } from '../../collect/links.ts'
import { arm, childrenOf } from '../arm-listing.ts'
import { text } from '../client/json.ts'
import { armDetail } from '../detail.ts'
import { date, from as fact, is, ref, region } from '../facts.ts'
import { objectKey } from '../ids.ts'
import { resource } from '../resource.ts'

const service = 'SQL'
const version = '2023-08-01'

export const sqlServer = resource({
  type: 'azure_sql_server',
  class: ['Database', 'DataStore', 'Host'],
  title: 'SQL server',
  service,
  list: arm('Microsoft.Sql/servers', version, { bulk: 'resources' }),
  permission: 'Microsoft.Sql/servers/read',
  details: {
    auditingSettings: armDetail('auditingSettings/default', version, { permission: 'Microsoft.Sql/servers/auditingSettings/read' }),
    securityAlertPolicies: armDetail('securityAlertPolicies/Default', version, {
      permission: 'Microsoft.Sql/servers/securityAlertPolicies/read',
    }),
    vulnerabilityAssessments: armDetail('vulnerabilityAssessments/default', version, {
      permission: 'Microsoft.Sql/servers/vulnerabilityAssessments/read',
    }),
    encryptionProtector: armDetail('encryptionProtector/current', version, {
      permission: 'Microsoft.Sql/servers/encryptionProtector/read',
    }),
  },
  // The storage key of the audit policy is none of ours: only named fields are read.
  properties: {
    location: region('location'),
    fqdn: 'properties.fullyQualifiedDomainName',
    hostname: 'properties.fullyQualifiedDomainName',
    version: 'properties.version',
    state: 'properties.state',
    // Connections to Azure SQL are always encrypted.
    secureTransport: fact([], () => true),
    minimalTlsVersion: 'properties.minimalTlsVersion',
    publiclyAccessible: is('properties.publicNetworkAccess', 'Enabled'),
    restrictOutboundNetworkAccess: 'properties.restrictOutboundNetworkAccess',
    azureAdOnlyAuthentication: 'properties.administrators.azureADOnlyAuthentication',
    azureAdAdministratorLogin: 'properties.administrators.login',
    privateEndpointConnectionIds: ref('properties.privateEndpointConnections[].id'),
    auditingEnabled: is('auditingSettings.properties.state', 'Enabled'),
    auditLogDestination: 'auditingSettings.properties.storageEndpoint',
    auditActionsAndGroups: 'auditingSettings.properties.auditActionsAndGroups',
    auditLogRetentionDays: 'auditingSettings.properties.retentionDays',
    auditLogMonitorEnabled: 'auditingSettings.properties.isAzureMonitorTargetEnabled',
    alertingEnabled: is('securityAlertPolicies.properties.state', 'Enabled'),
    alertEmails: named('securityAlertPolicies.properties.emailAddresses'),
    alertAdmins: 'securityAlertPolicies.properties.emailAccountAdmins',
    alertsDisabled: named('securityAlertPolicies.properties.disabledAlerts'),
    alertOnAllThreats: fact(['securityAlertPolicies.properties.state', 'securityAlertPolicies.properties.disabledAlerts'], alertsOnAll),
    vaStoragePath: 'vulnerabilityAssessments.properties.storageContainerPath',
    vaRecurringScansEnabled: 'vulnerabilityAssessments.properties.recurringScans.isEnabled',
    vaEmailSubscriptionAdmins: 'vulnerabilityAssessments.properties.recurringScans.emailSubscriptionAdmins',
    vaEmails: 'vulnerabilityAssessments.properties.recurringScans.emails',
    'encryptionProtector.serverKeyName': 'encryptionProtector.properties.serverKeyName',
    'encryptionProtector.serverKeyType': 'encryptionProtector.properties.serverKeyType',
  },
})

/** The API says "none" by one empty string. */
function named(path: string) {
  return fact([path], namedOnly, 'list')
}

function namedOnly(value: unknown): unknown[] | undefined {
  return Array.isArray(value) ? value.filter((item) => item !== '') : undefined
}

function alertsOnAll(state: unknown, disabled: unknown): boolean | undefined {
  if (disabled !== undefined && !Array.isArray(disabled)) return undefined
  return state === undefined ? undefined : state === 'Enabled' && (namedOnly(disabled) ?? []).length === 0
}

export const sqlDatabase = resource({
  type: 'azure_sql_database',
  class: ['Database', 'DataStore'],
  title: 'SQL database',
  service,
  list: childrenOf(sqlServer, 'databases', version),
  permission: 'Microsoft.Sql/servers/databases/read',
  details: {
    transparentDataEncryption: armDetail('transparentDataEncryption/current', version, {
      permission: 'Microsoft.Sql/servers/databases/transparentDataEncryption/read',
    }),
    auditingSettings: armDetail('auditingSettings/default', version, {
      permission: 'Microsoft.Sql/servers/databases/auditingSettings/read',
    }),
  },
  properties: {
    location: region('location'),
    'sku.name': 'sku.name',
    'sku.tier': 'sku.tier',
    kind: 'kind',
    status: 'properties.status',
    databaseId: 'properties.databaseId',
    // What connection strings name a server by.
    serverName: fact(['id'], (id) => /\/servers\/([^/]+)\//i.exec(String(id))?.[1]?.toLowerCase()),
    createdOn: date('properties.creationDate'),
    maxSizeBytes: 'properties.maxSizeBytes',
    zoneRedundant: 'properties.zoneRedundant',
    backupStorageRedundancy: 'properties.requestedBackupStorageRedundancy',
    elasticPoolId: ref('properties.elasticPoolId'),
    readScale: 'properties.readScale',
    isLedgerOn: 'properties.isLedgerOn',
    // Versions before 2021 call the field status.
    encrypted: fact(['transparentDataEncryption.properties.state', 'transparentDataEncryption.properties.status'], (state, status) => {
      const known = state ?? status
      return known === undefined ? undefined : known === 'Enabled'
    }),
    auditingEnabled: is('auditingSettings.properties.state', 'Enabled'),
    auditActionsAndGroups: 'auditingSettings.properties.auditActionsAndGroups',
    auditLogRetentionDays: 'auditingSettings.properties.retentionDays',
  },
  links: [from('azure_sql_server', 'HAS', ({ scope }) => scope.id)],
})

export const sqlServerAdministrator = resource({
  type: 'azure_sql_server_active_directory_admin',
  class: ['AccessRole'],
  title: 'SQL server administrator of Entra ID',
  service,
  list: childrenOf(sqlServer, 'administrators', version),
  permission: 'Microsoft.Sql/servers/administrators/read',
  properties: {
    administratorType: 'properties.administratorType',
    login: 'properties.login',
    sid: 'properties.sid',
    tenantId: 'properties.tenantId',
    azureAdOnlyAuthentication: 'properties.azureADOnlyAuthentication',
  },
  links: [
    from('azure_sql_server', 'HAS', ({ scope }) => scope.id),
    to('ASSIGNED', 'ANY_PRINCIPAL', ({ raw }) => {
      const sid = text(raw, 'properties.sid')
      return sid === undefined ? undefined : objectKey(sid)
    }),
  ],
})

export const sqlServerFirewallRule = resource({
  type: 'azure_sql_server_firewall_rule',
  class: ['Firewall'],
  title: 'SQL server firewall rule',
  service,
  list: childrenOf(sqlServer, 'firewallRules', version),
  permission: 'Microsoft.Sql/servers/firewallRules/read',
  properties: {
    startIpAddress: 'properties.startIpAddress',
    endIpAddress: 'properties.endIpAddress',
  },
  links: [from('azure_sql_server', 'HAS', ({ scope }) => scope.id)],
})

export const sqlDefinitions = [sqlServer, sqlDatabase, sqlServerAdministrator, sqlServerFirewallRule]
