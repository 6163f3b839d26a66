/** Cosmos DB accounts and their SQL databases. https://learn.microsoft.com/rest/api/cosmos-db-resource-provider */
import { from } from '../../collect/links.ts'
import { arm, childrenOf } from '../arm-listing.ts'
import { from as fact, ref } from '../facts.ts'
import { resource } from '../resource.ts'

const service = 'Cosmos DB'
const version = '2024-11-15'

export const cosmosAccount = resource({
  type: 'azure_cosmosdb_account',
  class: ['Account', 'Service'],
  title: 'Cosmos DB account',
  service,
  list: arm('Microsoft.DocumentDB/databaseAccounts', version, { bulk: 'resources' }),
  permission: 'Microsoft.DocumentDB/databaseAccounts/read',
  properties: {
    kind: 'kind',
    documentEndpoint: 'properties.documentEndpoint',
    offerType: 'properties.databaseAccountOfferType',
    enableAutomaticFailover: 'properties.enableAutomaticFailover',
    enableMultipleWriteLocations: 'properties.enableMultipleWriteLocations',
    isVirtualNetworkFilterEnabled: 'properties.isVirtualNetworkFilterEnabled',
    ipRangeFilter: 'properties.ipRangeFilter',
    ipRules: 'properties.ipRules[].ipAddressOrRange',
    virtualNetworkRuleSubnetIds: ref('properties.virtualNetworkRules[].id'),
    publicNetworkAccess: 'properties.publicNetworkAccess',
    disableLocalAuth: 'properties.disableLocalAuth',
    disableKeyBasedMetadataWriteAccess: 'properties.disableKeyBasedMetadataWriteAccess',
    minimalTlsVersion: 'properties.minimalTlsVersion',
    keyVaultKeyUri: 'properties.keyVaultKeyUri',
    backupPolicyType: 'properties.backupPolicy.type',
    endpoints: 'properties.readLocations[].documentEndpoint',
    writeLocations: 'properties.writeLocations[].locationName',
    privateEndpointConnectionIds: ref('properties.privateEndpointConnections[].id'),
    defaultConsistencyLevel: 'properties.consistencyPolicy.defaultConsistencyLevel',
  },
  forChildren: { tags: 'tags', kind: 'kind' },
})

export const cosmosSqlDatabase = resource({
  type: 'azure_cosmosdb_sql_database',
  class: ['Database', 'DataStore'],
  title: 'Cosmos DB SQL database',
  service,
  list: childrenOf(cosmosAccount, 'sqlDatabases', version),
  permission: 'Microsoft.DocumentDB/databaseAccounts/sqlDatabases/read',
  properties: {
    databaseId: 'properties.resource.id',
    // Seconds since the epoch.
    updatedOn: fact(['properties.resource._ts'], (seconds) => (typeof seconds === 'number' ? seconds * 1000 : undefined), 'number'),
    throughput: 'properties.options.throughput',
    // Cosmos DB encrypts everything it stores.
    encrypted: fact([], () => true),
  },
  links: [from('azure_cosmosdb_account', 'HAS', ({ scope }) => scope.id)],
})

export const cosmosDefinitions = [cosmosAccount, cosmosSqlDatabase]
