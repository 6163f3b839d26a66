/** API Management: gateways and the APIs behind them. https://learn.microsoft.com/rest/api/apimanagement */
import { from } from '../../collect/links.ts'
import { arm, childrenOf } from '../arm-listing.ts'
import { date, filled, json, ref } from '../facts.ts'
import { resource } from '../resource.ts'

const service = 'API Management'
const version = '2024-05-01'

export const apiManagementService = resource({
  type: 'azure_api_management_service',
  class: ['Gateway'],
  title: 'API Management service',
  service,
  list: arm('Microsoft.ApiManagement/service', version, { bulk: 'resources' }),
  permission: 'Microsoft.ApiManagement/service/read',
  properties: {
    skuName: 'sku.name',
    skuCapacity: 'sku.capacity',
    publisherEmail: 'properties.publisherEmail',
    publisherName: 'properties.publisherName',
    gatewayUrl: 'properties.gatewayUrl',
    portalUrl: 'properties.portalUrl',
    managementApiUrl: 'properties.managementApiUrl',
    scmUrl: 'properties.scmUrl',
    publicIpAddresses: 'properties.publicIPAddresses',
    privateIpAddresses: 'properties.privateIPAddresses',
    public: filled('properties.publicIPAddresses'),
    virtualNetworkType: 'properties.virtualNetworkType',
    subnetId: ref('properties.virtualNetworkConfiguration.subnetResourceId'),
    publicNetworkAccess: 'properties.publicNetworkAccess',
    disableGateway: 'properties.disableGateway',
    customProperties: json('properties.customProperties'),
    platformVersion: 'properties.platformVersion',
    enableClientCertificate: 'properties.enableClientCertificate',
    createdOn: date('properties.createdAtUtc'),
    privateEndpointConnectionIds: ref('properties.privateEndpointConnections[].id'),
    identityType: 'identity.type',
    principalId: 'identity.principalId',
  },
})

export const apiManagementApi = resource({
  type: 'azure_api_management_api',
  class: ['ApplicationEndpoint'],
  title: 'API of an API Management service',
  service,
  list: childrenOf(apiManagementService, 'apis', version),
  permission: 'Microsoft.ApiManagement/service/apis/read',
  properties: {
    displayName: 'properties.displayName',
    address: 'properties.path',
    protocols: 'properties.protocols',
    serviceUrl: 'properties.serviceUrl',
    apiRevision: 'properties.apiRevision',
    isCurrent: 'properties.isCurrent',
    subscriptionRequired: 'properties.subscriptionRequired',
    authenticationSettings: json('properties.authenticationSettings'),
    apiVersion: 'properties.apiVersion',
  },
  links: [from('azure_api_management_service', 'HAS', ({ scope }) => scope.id)],
})

export const apiManagementDefinitions = [apiManagementService, apiManagementApi]
