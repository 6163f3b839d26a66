/** Synapse workspaces, keys, dedicated SQL pools and what these mask. https://learn.microsoft.com/rest/api/synapse */
import { from, where } from '../../collect/links.ts'
import { arm, childrenOf } from '../arm-listing.ts'
import { text } from '../client/json.ts'
import { date, region } from '../facts.ts'
import type { AzureResource } from '../listing.ts'
import { resource } from '../resource.ts'
import { onePerTenant, tenantWideKey } from '../synthetic-listing.ts'
import { tenantOf } from '../tenant.ts'

const service = 'Synapse'
const version = '2021-06-01'

export const synapse = resource({
  type: 'azure_synapse',
  class: ['Service'],
  title: 'Synapse Analytics',
  service,
  list: onePerTenant('Azure Synapse Analytics'),
  permission: 'none',
  properties: {},
  links: [from('azure_subscription', 'HAS', ({ scope }) => where('azure_subscription', { tenantId: tenantOf(scope).tenantId }))],
})

const inSynapse = from('azure_synapse', 'HAS', ({ scope }: AzureResource) => tenantWideKey('azure_synapse', scope))

export const synapseWorkspace = resource({
  type: 'azure_synapse_workspace',
  class: ['Configuration'],
  title: 'Synapse workspace',
  service,
  list: arm('Microsoft.Synapse/workspaces', version, { bulk: 'resources', inResourceGroup: false }),
  permission: 'Microsoft.Synapse/workspaces/read',
  key: ({ raw }, id) => `azure_synapse_workspace:${text(raw, 'properties.workspaceUID')?.toLowerCase() ?? id}`,
  properties: {
    location: region('location'),
    workspaceUID: 'properties.workspaceUID',
    provisioningState: 'properties.provisioningState',
    publicNetworkAccess: 'properties.publicNetworkAccess',
    managedVirtualNetwork: 'properties.managedVirtualNetwork',
    preventDataExfiltration: 'properties.managedVirtualNetworkSettings.preventDataExfiltration',
    azureAdOnlyAuthentication: 'properties.azureADOnlyAuthentication',
    trustedServiceBypassEnabled: 'properties.trustedServiceBypassEnabled',
    doubleEncryptionEnabled: 'properties.encryption.doubleEncryptionEnabled',
    cmkKeyVaultUrl: 'properties.encryption.cmk.key.keyVaultUrl',
    sqlAdministratorLogin: 'properties.sqlAdministratorLogin',
    defaultDataLakeAccountUrl: 'properties.defaultDataLakeStorage.accountUrl',
    principalId: 'identity.principalId',
  },
  links: [inSynapse],
})

export const synapseKey = resource({
  type: 'azure_synapse_key',
  class: ['Key'],
  title: 'Synapse workspace key',
  service,
  list: childrenOf(synapseWorkspace, 'keys', version),
  permission: 'Microsoft.Synapse/workspaces/keys/read',
  key: (_, id) => `azure_synapse_key:${id}`,
  properties: { isActiveCMK: 'properties.isActiveCMK', keyVaultUrl: 'properties.keyVaultUrl' },
  links: [
    inSynapse,
    from('azure_synapse_workspace', 'HAS', ({ scope }) => scope.id),
    // The key names its vault by address; which resource group that stands in is not said.
    from('azure_keyvault_service', 'HAS', ({ raw }) => {
      const url = text(raw, 'properties.keyVaultUrl')
      if (url === undefined || !URL.canParse(url)) return undefined
      const { origin } = new URL(url)
      return { target: [`${origin}/`, origin].flatMap((vaultUrl) => where('azure_keyvault_service', { vaultUrl }) ?? []) }
    }),
  ],
})

export const synapseSqlPool = resource({
  type: 'azure_synapse_sql_pool',
  class: ['Configuration'],
  title: 'Synapse SQL pool',
  service,
  list: childrenOf(synapseWorkspace, 'sqlPools', version),
  permission: 'Microsoft.Synapse/workspaces/sqlPools/read',
  key: (_, id) => `azure_synapse_sql_pool:${id}`,
  properties: {
    location: region('location'),
    sku: 'sku.name',
    status: 'properties.status',
    collation: 'properties.collation',
    maxSizeBytes: 'properties.maxSizeBytes',
    storageAccountType: 'properties.storageAccountType',
    provisioningState: 'properties.provisioningState',
    createdOn: date('properties.creationDate'),
  },
  links: [inSynapse, from('azure_synapse_workspace', 'HAS', ({ scope }) => scope.id)],
})

export const synapseMaskingPolicy = resource({
  type: 'azure_synapse_masking_policy',
  class: ['Policy'],
  title: 'Synapse data masking policy',
  service,
  list: childrenOf(synapseSqlPool, 'dataMaskingPolicies/Default', version, { single: true }),
  permission: 'Microsoft.Synapse/workspaces/sqlPools/dataMaskingPolicies/read',
  key: (_, id) => `azure_synapse_masking_policy:${id}`,
  properties: {
    location: region('location'),
    kind: 'kind',
    managedBy: 'managedBy',
    dataMaskingState: 'properties.dataMaskingState',
    exemptPrincipals: 'properties.exemptPrincipals',
    applicationPrincipals: 'properties.applicationPrincipals',
    maskingLevel: 'properties.maskingLevel',
  },
  links: [from('azure_synapse_sql_pool', 'ASSIGNED', ({ scope }) => scope.id)],
})

export const synapseMaskingRule = resource({
  type: 'azure_synapse_masking_rule',
  class: ['Rule'],
  title: 'Synapse data masking rule',
  service,
  list: childrenOf(synapseSqlPool, 'dataMaskingPolicies/Default/rules', version),
  permission: 'Microsoft.Synapse/workspaces/sqlPools/dataMaskingPolicies/rules/read',
  key: ({ raw }, id) => `azure_synapse_masking_rule:${id}:${text(raw, 'properties.id') ?? ''}`,
  properties: {
    location: region('location'),
    kind: 'kind',
    idPropertiesId: 'properties.id',
    ruleState: 'properties.ruleState',
    schemaName: 'properties.schemaName',
    tableName: 'properties.tableName',
    columnName: 'properties.columnName',
    aliasName: 'properties.aliasName',
    maskingFunction: 'properties.maskingFunction',
    numberFrom: 'properties.numberFrom',
    numberTo: 'properties.numberTo',
    prefixSize: 'properties.prefixSize',
    suffixSize: 'properties.suffixSize',
    replacementString: 'properties.replacementString',
  },
  links: [from('azure_synapse_sql_pool', 'HAS', ({ scope }) => scope.id)],
})

export const synapseDefinitions = [synapse, synapseWorkspace, synapseKey, synapseSqlPool, synapseMaskingPolicy, synapseMaskingRule]
