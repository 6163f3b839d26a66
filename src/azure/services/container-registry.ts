/** Container registries and whom they call. https://learn.microsoft.com/rest/api/containerregistry */
import { from } from '../../collect/links.ts'
import { arm, childrenOf } from '../arm-listing.ts'
import { date, from as fact, is, ref, region } from '../facts.ts'
import { resource } from '../resource.ts'

const service = 'Container Registry'
const version = '2023-07-01'

export const containerRegistry = resource({
  type: 'azure_container_registry',
  class: ['DataStore'],
  title: 'Container registry',
  service,
  list: arm('Microsoft.ContainerRegistry/registries', version, { bulk: 'resources' }),
  permission: 'Microsoft.ContainerRegistry/registries/read',
  properties: {
    location: region('location'),
    sku: 'sku.name',
    loginServer: 'properties.loginServer',
    adminUserEnabled: 'properties.adminUserEnabled',
    publicNetworkAccess: 'properties.publicNetworkAccess',
    'networkRuleSet.defaultAction': 'properties.networkRuleSet.defaultAction',
    'networkRuleSet.allowedIpAddresses': 'properties.networkRuleSet.ipRules[].value',
    networkRuleBypassOptions: 'properties.networkRuleBypassOptions',
    anonymousPullEnabled: 'properties.anonymousPullEnabled',
    // Encryption with a customer's key: the service encrypts the rest with its own.
    encrypted: is('properties.encryption.status', 'enabled'),
    encryptionKeyIdentifier: 'properties.encryption.keyVaultProperties.keyIdentifier',
    quarantinePolicyStatus: 'properties.policies.quarantinePolicy.status',
    trustPolicyStatus: 'properties.policies.trustPolicy.status',
    retentionPolicyStatus: 'properties.policies.retentionPolicy.status',
    exportPolicyStatus: 'properties.policies.exportPolicy.status',
    zoneRedundancy: 'properties.zoneRedundancy',
    dataEndpointEnabled: 'properties.dataEndpointEnabled',
    privateEndpointConnectionIds: ref('properties.privateEndpointConnections[].id'),
    createdOn: date('properties.creationDate'),
    identityType: 'identity.type',
    principalId: 'identity.principalId',
  },
})

export const containerRegistryWebhook = resource({
  type: 'azure_container_registry_webhook',
  class: ['ApplicationEndpoint'],
  title: 'Container registry webhook',
  service,
  list: childrenOf(containerRegistry, 'webhooks', version, { bulk: 'resources' }),
  permission: 'Microsoft.ContainerRegistry/registries/webhooks/read',
  properties: {
    location: region('location'),
    status: 'properties.status',
    scope: 'properties.scope',
    actions: 'properties.actions',
    provisioningState: 'properties.provisioningState',
    // The class asks for an address; Azure gives it only together with the headers, which hold secrets.
    address: fact([], () => 'not returned'),
  },
  links: [from('azure_container_registry', 'HAS', ({ scope }) => scope.id)],
})

export const containerRegistryDefinitions = [containerRegistry, containerRegistryWebhook]
