/** Where data is kept and moved beside the databases: managed instances of SQL, Databricks, Data Factory. */
import { from as linkFrom, to, where } from '../../collect/links.ts'
import { arm } from '../arm-listing.ts'
import { type Answer, objects, text } from '../client/json.ts'
import { linkedServiceOf } from '../data/linked-services.ts'
import { detail } from '../detail.ts'
import { keysAt, usesManagedIdentities } from '../ends.ts'
import { date, distinct, from, is, ref, region } from '../facts.ts'
import { resource } from '../resource.ts'

export const sqlManagedInstance = resource({
  type: 'azure_sql_managed_instance',
  class: ['Database', 'DataStore', 'Host'],
  title: 'SQL managed instance',
  service: 'SQL',
  list: arm('Microsoft.Sql/managedInstances', '2023-08-01', { bulk: 'resources' }),
  permission: 'Microsoft.Sql/managedInstances/read',
  // The administrator's name is left where it is, as with the other servers.
  properties: {
    location: region('location'),
    'sku.name': 'sku.name',
    'sku.tier': 'sku.tier',
    fqdn: 'properties.fullyQualifiedDomainName',
    hostname: 'properties.fullyQualifiedDomainName',
    state: 'properties.state',
    // Connections to it are always encrypted.
    secureTransport: from([], () => true),
    minimalTlsVersion: 'properties.minimalTlsVersion',
    publiclyAccessible: 'properties.publicDataEndpointEnabled',
    proxyOverride: 'properties.proxyOverride',
    subnetId: ref('properties.subnetId'),
    storageSizeInGB: 'properties.storageSizeInGB',
    zoneRedundant: 'properties.zoneRedundant',
    backupStorageRedundancy: 'properties.currentBackupStorageRedundancy',
    azureAdOnlyAuthentication: 'properties.administrators.azureADOnlyAuthentication',
    azureAdAdministratorLogin: 'properties.administrators.login',
    privateEndpointConnectionIds: ref('properties.privateEndpointConnections[].id'),
    identityType: 'identity.type',
    principalId: 'identity.principalId',
  },
  links: [linkFrom('azure_subnet', 'HAS', keysAt('properties.subnetId')), usesManagedIdentities],
})

const parameters = 'properties.parameters'
const customerKey = 'properties.encryption.entities.managedDisk'

export const databricksWorkspace = resource({
  type: 'azure_databricks_workspace',
  class: ['Service'],
  title: 'Databricks workspace',
  service: 'Databricks',
  list: arm('Microsoft.Databricks/workspaces', '2024-05-01', { bulk: 'resources' }),
  permission: 'Microsoft.Databricks/workspaces/read',
  properties: {
    sku: 'sku.name',
    workspaceUrl: 'properties.workspaceUrl',
    provisioningState: 'properties.provisioningState',
    publicNetworkAccess: 'properties.publicNetworkAccess',
    noPublicIp: `${parameters}.enableNoPublicIp.value`,
    virtualNetworkId: ref(`${parameters}.customVirtualNetworkId.value`),
    publicSubnetName: `${parameters}.customPublicSubnetName.value`,
    privateSubnetName: `${parameters}.customPrivateSubnetName.value`,
    infrastructureEncryption: `${parameters}.requireInfrastructureEncryption.value`,
    requiredNsgRules: 'properties.requiredNsgRules',
    managedDiskKeySource: `${customerKey}.keySource`,
    managedDiskKeyName: `${customerKey}.keyVaultProperties.keyName`,
    managedDiskKeyVaultUri: `${customerKey}.keyVaultProperties.keyVaultUri`,
    managedResourceGroupId: ref('properties.managedResourceGroupId'),
    unityCatalogEnabled: 'properties.isUcEnabled',
    privateEndpointConnectionIds: ref('properties.privateEndpointConnections[].id'),
    createdOn: date('properties.createdDateTime'),
  },
  links: [to('USES', 'azure_vnet', keysAt(`${parameters}.customVirtualNetworkId.value`))],
})

const linkedServices = 'linkedServices.found'
const factoryVersion = '2018-06-01'

export const dataFactory = resource({
  type: 'azure_data_factory',
  class: ['Service'],
  title: 'Data factory',
  service: 'Data Factory',
  list: arm('Microsoft.DataFactory/factories', factoryVersion, { bulk: 'resources' }),
  permission: 'Microsoft.DataFactory/factories/read',
  details: {
    linkedServices: detail(
      'GET {id}/linkedservices',
      { permission: 'Microsoft.DataFactory/factories/linkedServices/read' },
      async (call, raw) => {
        const found: Answer[] = []
        for await (const one of call.session.arm.list(`${text(raw, 'id') ?? ''}/linkedservices`, factoryVersion, call)) {
          found.push(linkedServiceOf(one))
        }
        return { found }
      },
    ),
  },
  properties: {
    provisioningState: 'properties.provisioningState',
    version: 'properties.version',
    publicNetworkAccess: 'properties.publicNetworkAccess',
    encryptionKeyName: 'properties.encryption.keyName',
    encryptionVaultUrl: 'properties.encryption.vaultBaseUrl',
    repositoryType: 'properties.repoConfiguration.type',
    repositoryAccount: 'properties.repoConfiguration.accountName',
    repositoryName: 'properties.repoConfiguration.repositoryName',
    usesGitHub: is('properties.repoConfiguration.type', 'FactoryGitHubConfiguration'),
    linkedServiceNames: 'linkedServices.found[].name',
    linkedServiceTypes: distinct('linkedServices.found[].type'),
    identityType: 'identity.type',
    principalId: 'identity.principalId',
    createdOn: date('properties.createTime'),
  },
  links: [
    usesManagedIdentities,
    to('CONNECTS', 'azure_storage_account', ({ details }) =>
      objects(details, linkedServices).map((one) => where('azure_storage_account', { name: text(one, 'storageAccount') })),
    ),
    to('CONNECTS', 'azure_sql_database', ({ details }) =>
      objects(details, linkedServices).map((one) =>
        where('azure_sql_database', { serverName: text(one, 'sqlServer'), name: text(one, 'sqlDatabase') }),
      ),
    ),
  ],
})

export const dataPlatformDefinitions = [sqlManagedInstance, databricksWorkspace, dataFactory]
