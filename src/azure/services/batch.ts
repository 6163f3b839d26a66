/** Batch accounts, and what they run. https://learn.microsoft.com/rest/api/batchmanagement */
import { from } from '../../collect/links.ts'
import { arm, childrenOf } from '../arm-listing.ts'
import { date, ref, region } from '../facts.ts'
import { resource } from '../resource.ts'

const service = 'Batch'
const version = '2024-07-01'

export const batchAccount = resource({
  type: 'azure_batch_account',
  class: ['Service'],
  title: 'Batch account',
  service,
  list: arm('Microsoft.Batch/batchAccounts', version, { bulk: 'resources' }),
  permission: 'Microsoft.Batch/batchAccounts/read',
  properties: {
    location: region('location'),
    accountEndpoint: 'properties.accountEndpoint',
    nodeManagementEndpoint: 'properties.nodeManagementEndpoint',
    provisioningState: 'properties.provisioningState',
    poolAllocationMode: 'properties.poolAllocationMode',
    publicNetworkAccess: 'properties.publicNetworkAccess',
    allowedAuthenticationModes: 'properties.allowedAuthenticationModes',
    'encryption.keySource': 'properties.encryption.keySource',
    'encryption.keyIdentifier': 'properties.encryption.keyVaultProperties.keyIdentifier',
    autoStorageAccountId: ref('properties.autoStorage.storageAccountId'),
    keyVaultId: ref('properties.keyVaultReference.id'),
    privateEndpointConnectionIds: ref('properties.privateEndpointConnections[].id'),
    identityType: 'identity.type',
    principalId: 'identity.principalId',
  },
})

const inAccount = from('azure_batch_account', 'HAS', ({ scope }) => scope.id)

export const batchApplication = resource({
  type: 'azure_batch_application',
  class: ['Process'],
  title: 'Batch application',
  service,
  list: childrenOf(batchAccount, 'applications', version),
  permission: 'Microsoft.Batch/batchAccounts/applications/read',
  properties: {
    displayName: 'properties.displayName',
    allowUpdates: 'properties.allowUpdates',
    defaultVersion: 'properties.defaultVersion',
  },
  links: [inAccount],
})

export const batchCertificate = resource({
  type: 'azure_batch_certificate',
  class: ['Certificate'],
  title: 'Batch certificate',
  service,
  list: childrenOf(batchAccount, 'certificates', version),
  permission: 'Microsoft.Batch/batchAccounts/certificates/read',
  properties: {
    thumbprint: 'properties.thumbprint',
    thumbprintAlgorithm: 'properties.thumbprintAlgorithm',
    format: 'properties.format',
    provisioningState: 'properties.provisioningState',
  },
  links: [inAccount],
})

const machines = 'properties.deploymentConfiguration.virtualMachineConfiguration'

export const batchPool = resource({
  type: 'azure_batch_pool',
  class: ['Cluster'],
  title: 'Batch pool',
  service,
  list: childrenOf(batchAccount, 'pools', version),
  permission: 'Microsoft.Batch/batchAccounts/pools/read',
  properties: {
    displayName: 'properties.displayName',
    vmSize: 'properties.vmSize',
    provisioningState: 'properties.provisioningState',
    allocationState: 'properties.allocationState',
    currentDedicatedNodes: 'properties.currentDedicatedNodes',
    currentLowPriorityNodes: 'properties.currentLowPriorityNodes',
    interNodeCommunication: 'properties.interNodeCommunication',
    subnetId: ref('properties.networkConfiguration.subnetId'),
    publicIpProvision: 'properties.networkConfiguration.publicIPAddressConfiguration.provision',
    diskEncryptionTargets: `${machines}.diskEncryptionConfiguration.targets`,
    createdOn: date('properties.creationTime'),
    updatedOn: date('properties.lastModified'),
  },
  links: [inAccount],
})

export const batchDefinitions = [batchAccount, batchApplication, batchCertificate, batchPool]
