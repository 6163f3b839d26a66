/** Analytics and AI: Synapse, Data Factory, Databricks, Machine Learning, AI services, Search. https://learn.microsoft.com/rest/api/synapse */
import type { ChildKind, Kind, Service } from '../kind.ts'
import { networkAccess, only, some, succeeded, vaultBeside, withIdentity } from './shapes.ts'

const synapseType = 'Microsoft.Synapse/workspaces'
const serverType = 'Microsoft.Sql/servers'
const accountType = 'Microsoft.Storage/storageAccounts'

const synapse: Kind = {
  type: synapseType,
  apiVersion: '2021-06-01',
  weight: 2,
  least: 1,
  prefix: 'syn',
  identity: 'fourth',
  body: (seat) => ({
    ...withIdentity(seat),
    properties: {
      ...succeeded,
      workspaceUID: seat.dice.guid('workspace'),
      publicNetworkAccess: networkAccess(seat),
      managedVirtualNetwork: 'default',
      managedVirtualNetworkSettings: { preventDataExfiltration: !seat.wrong('exfiltration') },
      azureADOnlyAuthentication: !seat.wrong('passwords'),
      trustedServiceBypassEnabled: true,
      encryption: {
        doubleEncryptionEnabled: true,
        cmk: { status: 'Consistent', key: { name: 'workspace', keyVaultUrl: `${vaultBeside(seat) ?? ''}/keys/synapse` } },
      },
      sqlAdministratorLogin: 'sqladminuser',
      defaultDataLakeStorage: { accountUrl: `https://${seat.peer(accountType)?.name ?? 'none'}.dfs.core.windows.net`, filesystem: 'lake' },
    },
  }),
}

const factory: Kind = {
  type: 'Microsoft.DataFactory/factories',
  apiVersion: '2018-06-01',
  weight: 4,
  least: 1,
  prefix: 'adf',
  identity: 'fourth',
  body: (seat) => ({
    ...withIdentity(seat),
    properties: {
      ...succeeded,
      createTime: seat.madeOn(800),
      version: '2018-06-01',
      publicNetworkAccess: networkAccess(seat),
      repoConfiguration: { type: 'FactoryGitHubConfiguration', accountName: 'larkmoor', repositoryName: 'pipelines' },
    },
  }),
}

const databricks: Kind = {
  type: 'Microsoft.Databricks/workspaces',
  apiVersion: '2024-05-01',
  weight: 2,
  least: 1,
  prefix: 'dbw',
  body: (seat) => ({
    sku: { name: 'premium' },
    properties: {
      ...succeeded,
      workspaceId: seat.dice.hex('workspace', 16),
      workspaceUrl: `adb-${seat.dice.int('number', 1e9, 9e9)}.1.azuredatabricks.net`,
      managedResourceGroupId: `/subscriptions/${seat.subscription.id}/resourceGroups/databricks-rg-${seat.name}`,
      publicNetworkAccess: networkAccess(seat),
      requiredNsgRules: 'AllRules',
      parameters: { enableNoPublicIp: { type: 'Bool', value: !seat.wrong('publicIp') } },
    },
  }),
}

const machineLearning: Kind = {
  type: 'Microsoft.MachineLearningServices/workspaces',
  apiVersion: '2025-09-01',
  weight: 2,
  least: 1,
  prefix: 'mlw',
  identity: 'fourth',
  body: (seat) => ({
    kind: 'Default',
    ...withIdentity(seat),
    properties: {
      ...succeeded,
      friendlyName: seat.name,
      workspaceId: seat.dice.guid('workspace'),
      publicNetworkAccess: networkAccess(seat),
      hbiWorkspace: false,
      storageAccount: seat.peer(accountType)?.id,
      keyVault: seat.peer('Microsoft.KeyVault/vaults')?.id,
      containerRegistry: seat.peer('Microsoft.ContainerRegistry/registries')?.id,
      applicationInsights: seat.peer('Microsoft.Insights/components')?.id,
    },
  }),
}

const cognitive: Kind = {
  type: 'Microsoft.CognitiveServices/accounts',
  apiVersion: '2024-10-01',
  weight: 8,
  least: 1,
  prefix: 'ai',
  identity: 'fourth',
  body: (seat) => ({
    kind: seat.dice.pick('kind', ['OpenAI', 'AIServices', 'FormRecognizer', 'TextAnalytics']),
    sku: { name: 'S0' },
    ...withIdentity(seat),
    properties: {
      ...succeeded,
      endpoint: `https://${seat.name}.cognitiveservices.azure.com/`,
      customSubDomainName: seat.name,
      publicNetworkAccess: networkAccess(seat),
      disableLocalAuth: !seat.wrong('keys'),
      networkAcls: { defaultAction: seat.wrong('open') ? 'Allow' : 'Deny', ipRules: [], virtualNetworkRules: [] },
      dateCreated: seat.madeOn(500),
      privateEndpointConnections: [],
    },
  }),
}

const search: Kind = {
  type: 'Microsoft.Search/searchServices',
  apiVersion: '2025-05-01',
  weight: 3,
  least: 1,
  prefix: 'srch',
  identity: 'fourth',
  body: (seat) => ({
    sku: { name: 'standard' },
    ...withIdentity(seat),
    properties: {
      ...succeeded,
      status: 'running',
      replicaCount: 2,
      partitionCount: 1,
      hostingMode: 'default',
      publicNetworkAccess: networkAccess(seat).toLowerCase(),
      disableLocalAuth: !seat.wrong('keys'),
      networkRuleSet: { ipRules: [], bypass: 'None' },
    },
  }),
}

const children: readonly ChildKind[] = [
  {
    type: `${synapseType}/sqlPools`,
    table: 'resources',
    list: (workspace) =>
      only('dwh', {
        location: workspace.body.location,
        sku: { name: 'DW100c', capacity: 0 },
        properties: {
          ...succeeded,
          status: 'Online',
          collation: 'SQL_Latin1_General_CP1_CI_AS',
          maxSizeBytes: 263_882_790_666_240,
          storageAccountType: 'GRS',
          creationDate: workspace.tenant.daysAgo(400),
        },
      }),
  },
  {
    type: `${synapseType}/keys`,
    list: (workspace) =>
      only('default', {
        properties: {
          isActiveCMK: true,
          keyVaultUrl: `https://${workspace.tenant.one('Microsoft.KeyVault/vaults', workspace.subscription, workspace.dice)?.name ?? 'none'}.vault.azure.net/keys/synapse`,
        },
      }),
  },
  {
    type: `${synapseType}/sqlPools/dataMaskingPolicies`,
    list: () =>
      only('Default', {
        kind: '',
        managedBy: '',
        properties: { dataMaskingState: 'Enabled', exemptPrincipals: '', applicationPrincipals: '', maskingLevel: '' },
      }),
  },
  {
    type: `${synapseType}/sqlPools/dataMaskingPolicies/rules`,
    list: () =>
      only('customers-email', {
        kind: '',
        properties: {
          id: 'customers-email',
          aliasName: '',
          ruleState: 'Enabled',
          schemaName: 'dbo',
          tableName: 'customers',
          columnName: 'email',
          maskingFunction: 'Email',
          numberFrom: '',
          numberTo: '',
          prefixSize: '',
          suffixSize: '',
          replacementString: '',
        },
      }),
  },
  {
    type: 'Microsoft.DataFactory/factories/linkedservices',
    list: (node) => {
      const account = node.tenant.one(accountType, node.subscription, node.dice)
      const server = node.tenant.one(serverType, node.subscription, node.dice)
      return [
        ...(account === undefined
          ? []
          : only('lake', {
              properties: { type: 'AzureBlobFS', typeProperties: { url: `https://${account.name}.dfs.core.windows.net/` } },
            })),
        ...(server === undefined
          ? []
          : only('orders', {
              properties: {
                type: 'AzureSqlDatabase',
                typeProperties: {
                  server: `${server.name}.database.windows.net`,
                  database: 'orders',
                  authenticationType: 'SystemAssignedManagedIdentity',
                },
              },
            })),
      ]
    },
  },
  {
    type: 'Microsoft.CognitiveServices/accounts/deployments',
    list: (account) =>
      account.body.kind === 'OpenAI'
        ? some(account, ['gpt', 'embeddings'], 0.8, (name) => ({
            sku: { name: 'Standard', capacity: 10 },
            properties: { ...succeeded, model: { format: 'OpenAI', name, version: '1' } },
          }))
        : [],
  },
]

export const dataAndAi: Service = { kinds: [synapse, factory, databricks, machineLearning, cognitive, search], children }
