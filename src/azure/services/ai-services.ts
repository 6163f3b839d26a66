/** AI services: accounts and the models they run, search, machine learning. https://learn.microsoft.com/rest/api/aiservices */
import { to } from '../../collect/links.ts'
import { arm } from '../arm-listing.ts'
import { type Answer, at, text } from '../client/json.ts'
import { detail } from '../detail.ts'
import { keysAt, usesManagedIdentities } from '../ends.ts'
import { date, is, ref } from '../facts.ts'
import { resource } from '../resource.ts'

const accountVersion = '2024-10-01'

export const cognitiveAccount = resource({
  type: 'azure_cognitive_account',
  class: ['Service'],
  title: 'AI services account',
  service: 'AI services',
  list: arm('Microsoft.CognitiveServices/accounts', accountVersion, { bulk: 'resources' }),
  permission: 'Microsoft.CognitiveServices/accounts/read',
  details: {
    deployments: detail(
      'GET {id}/deployments',
      // Only these kinds run models of one's own choice.
      {
        permission: 'Microsoft.CognitiveServices/accounts/deployments/read',
        when: ({ kind }) => kind === 'OpenAI' || kind === 'AIServices',
      },
      async (call, raw) => {
        const found: Answer[] = []
        for await (const one of call.session.arm.list(`${text(raw, 'id') ?? ''}/deployments`, accountVersion, call)) {
          found.push({ name: one.name, model: at(one, 'properties.model.name'), filter: at(one, 'properties.raiPolicyName') })
        }
        return { found }
      },
    ),
  },
  properties: {
    kind: 'kind',
    sku: 'sku.name',
    endpoint: 'properties.endpoint',
    customSubDomainName: 'properties.customSubDomainName',
    provisioningState: 'properties.provisioningState',
    publicNetworkAccess: 'properties.publicNetworkAccess',
    disableLocalAuth: 'properties.disableLocalAuth',
    restrictOutboundNetworkAccess: 'properties.restrictOutboundNetworkAccess',
    allowedFqdnList: 'properties.allowedFqdnList',
    'networkAcls.defaultAction': 'properties.networkAcls.defaultAction',
    'networkAcls.bypass': 'properties.networkAcls.bypass',
    'networkAcls.ipRules': 'properties.networkAcls.ipRules[].value',
    'networkAcls.subnetIds': ref('properties.networkAcls.virtualNetworkRules[].id'),
    keySource: 'properties.encryption.keySource',
    keyVaultUri: 'properties.encryption.keyVaultProperties.keyVaultUri',
    privateEndpointConnectionIds: ref('properties.privateEndpointConnections[].id'),
    deploymentNames: 'deployments.found[].name',
    deployedModels: 'deployments.found[].model',
    contentFilters: 'deployments.found[].filter',
    identityType: 'identity.type',
    principalId: 'identity.principalId',
    createdOn: date('properties.dateCreated'),
  },
  links: [to('USES', 'azure_storage_account', keysAt('properties.userOwnedStorage[].resourceId')), usesManagedIdentities],
})

export const searchService = resource({
  type: 'azure_search_service',
  class: ['Service'],
  title: 'AI Search service',
  service: 'AI Search',
  list: arm('Microsoft.Search/searchServices', '2025-05-01', { bulk: 'resources' }),
  permission: 'Microsoft.Search/searchServices/read',
  properties: {
    sku: 'sku.name',
    status: 'properties.status',
    endpoint: 'properties.endpoint',
    replicaCount: 'properties.replicaCount',
    partitionCount: 'properties.partitionCount',
    publicNetworkAccess: 'properties.publicNetworkAccess',
    ipRules: 'properties.networkRuleSet.ipRules[].value',
    networkBypass: 'properties.networkRuleSet.bypass',
    disableLocalAuth: 'properties.disableLocalAuth',
    customerKeyEnforcement: 'properties.encryptionWithCmk.enforcement',
    customerKeyCompliance: 'properties.encryptionWithCmk.encryptionComplianceStatus',
    privateEndpointConnectionIds: ref('properties.privateEndpointConnections[].id'),
    identityType: 'identity.type',
    principalId: 'identity.principalId',
  },
  links: [usesManagedIdentities],
})

export const machineLearningWorkspace = resource({
  type: 'azure_ml_workspace',
  class: ['Service'],
  title: 'Machine Learning workspace',
  service: 'Machine Learning',
  list: arm('Microsoft.MachineLearningServices/workspaces', '2024-10-01', { bulk: 'resources' }),
  permission: 'Microsoft.MachineLearningServices/workspaces/read',
  properties: {
    kind: 'kind',
    friendlyName: 'properties.friendlyName',
    description: 'properties.description',
    provisioningState: 'properties.provisioningState',
    publicNetworkAccess: 'properties.publicNetworkAccess',
    allowPublicAccessWhenBehindVnet: 'properties.allowPublicAccessWhenBehindVnet',
    managedNetworkIsolation: 'properties.managedNetwork.isolationMode',
    hbiWorkspace: 'properties.hbiWorkspace',
    encryptedWithCustomerKey: is('properties.encryption.status', 'Enabled'),
    storageAccountId: ref('properties.storageAccount'),
    keyVaultId: ref('properties.keyVault'),
    containerRegistryId: ref('properties.containerRegistry'),
    applicationInsightsId: ref('properties.applicationInsights'),
    privateEndpointConnectionIds: ref('properties.privateEndpointConnections[].id'),
    identityType: 'identity.type',
    principalId: 'identity.principalId',
  },
  links: [
    to('USES', 'azure_storage_account', keysAt('properties.storageAccount')),
    to('USES', 'azure_keyvault_service', keysAt('properties.keyVault')),
    to('USES', 'azure_container_registry', keysAt('properties.containerRegistry')),
    to('USES', 'azure_application_insights', keysAt('properties.applicationInsights')),
    usesManagedIdentities,
  ],
})

export const aiDefinitions = [cognitiveAccount, searchService, machineLearningWorkspace]
