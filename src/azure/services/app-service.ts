/** App Service: plans, and the web and function apps that run in them. https://learn.microsoft.com/rest/api/appservice */
import { to } from '../../collect/links.ts'
import { appSettings, authentication, functions, publishing, web } from '../app-service/site-details.ts'
import { arm } from '../arm-listing.ts'
import { type Answer, text } from '../client/json.ts'
import { usesManagedIdentities } from '../ends.ts'
import { distinct, type FactTable, from as fact, json, ref, region } from '../facts.ts'
import { armKey } from '../ids.ts'
import { resource } from '../resource.ts'
import { sifted } from '../sift.ts'

const service = 'App Service'
const version = '2024-04-01'

export const appServicePlan = resource({
  type: 'azure_app_service_plan',
  class: ['Configuration'],
  title: 'App Service plan',
  service,
  list: arm('Microsoft.Web/serverfarms', version, { bulk: 'resources' }),
  permission: 'Microsoft.Web/serverfarms/Read',
  properties: {
    kind: 'kind',
    location: region('location'),
    'sku.name': 'sku.name',
    'sku.tier': 'sku.tier',
    'sku.size': 'sku.size',
    'sku.family': 'sku.family',
    'sku.capacity': 'sku.capacity',
    zoneRedundant: 'properties.zoneRedundant',
    numberOfSites: 'properties.numberOfSites',
    reserved: 'properties.reserved',
    status: 'properties.status',
    hostingEnvironmentId: ref('properties.hostingEnvironmentProfile.id'),
  },
})

const siteProperties: FactTable = {
  kind: fact(['kind'], (kind) => (typeof kind === 'string' ? kind.split(',') : undefined), 'text'),
  location: region('location'),
  state: 'properties.state',
  enabled: 'properties.enabled',
  httpsOnly: 'properties.httpsOnly',
  clientCertEnabled: 'properties.clientCertEnabled',
  clientCertMode: 'properties.clientCertMode',
  publicNetworkAccess: 'properties.publicNetworkAccess',
  defaultHostName: 'properties.defaultHostName',
  hostNames: 'properties.hostNames',
  serverFarmId: ref('properties.serverFarmId'),
  virtualNetworkSubnetId: ref('properties.virtualNetworkSubnetId'),
  outboundIpAddresses: 'properties.outboundIpAddresses',
  keyVaultReferenceIdentity: 'properties.keyVaultReferenceIdentity',
  privateEndpointConnectionIds: ref('properties.privateEndpointConnections[].id'),
  identityType: 'identity.type',
  principalId: 'identity.principalId',
  minTlsVersion: 'web.minTlsVersion',
  scmMinTlsVersion: 'web.scmMinTlsVersion',
  ftpsState: 'web.ftpsState',
  http20Enabled: 'web.http20Enabled',
  phpVersion: 'web.phpVersion',
  pythonVersion: 'web.pythonVersion',
  javaVersion: 'web.javaVersion',
  nodeVersion: 'web.nodeVersion',
  linuxFxVersion: 'web.linuxFxVersion',
  windowsFxVersion: 'web.windowsFxVersion',
  netFrameworkVersion: 'web.netFrameworkVersion',
  remoteDebuggingEnabled: 'web.remoteDebuggingEnabled',
  httpLoggingEnabled: 'web.httpLoggingEnabled',
  detailedErrorLoggingEnabled: 'web.detailedErrorLoggingEnabled',
  alwaysOn: 'web.alwaysOn',
  vnetRouteAllEnabled: 'web.vnetRouteAllEnabled',
  corsAllowedOrigins: 'web.cors.allowedOrigins',
  ipSecurityRestrictions: json('web.ipSecurityRestrictions'),
  ipSecurityRestrictionsDefaultAction: 'web.ipSecurityRestrictionsDefaultAction',
  authEnabled: 'authentication.enabled',
  authRequired: 'authentication.required',
  unauthenticatedClientAction: 'authentication.unauthenticatedAction',
  ftpBasicAuthAllowed: 'publishing.ftp',
  scmBasicAuthAllowed: 'publishing.scm',
}

const siteDetails = { web, authentication, publishing }

/** The list holds apps of both kinds, and more beside. Fields that may hold secrets are empty there, or should be. */
function sites(only: (site: Answer) => boolean) {
  return sifted(arm('Microsoft.Web/sites', version, { bulk: 'resources' }), {
    only,
    without: ['appSettings', 'connectionStrings', 'azureStorageAccounts', 'machineKey', 'publishingPassword'].map(
      (name) => `properties.siteConfig.${name}`,
    ),
  })
}

function isFunctionApp(site: Answer): boolean {
  return text(site, 'kind')?.toLowerCase().includes('functionapp') === true
}

const usesPlan = to('USES', 'azure_app_service_plan', ({ raw }: { readonly raw: Answer }) => {
  const plan = text(raw, 'properties.serverFarmId')
  return plan === undefined ? undefined : armKey(plan)
})

export const webApp = resource({
  type: 'azure_web_app',
  class: ['Application'],
  title: 'Web app',
  service,
  list: sites((site) => !isFunctionApp(site)),
  permission: 'Microsoft.Web/sites/Read',
  details: siteDetails,
  properties: siteProperties,
  links: [usesPlan, usesManagedIdentities],
})

/** What Application Insights is told by. */
const insightsSettings = ['APPLICATIONINSIGHTS_CONNECTION_STRING', 'APPINSIGHTS_INSTRUMENTATIONKEY']

export const functionApp = resource({
  type: 'azure_function_app',
  class: ['Function'],
  title: 'Function app',
  service,
  list: sites(isFunctionApp),
  permission: 'Microsoft.Web/sites/Read',
  details: { ...siteDetails, appSettings, functions },
  properties: {
    ...siteProperties,
    settingNames: 'appSettings.names',
    applicationInsightsConfigured: fact(
      ['appSettings.names'],
      (names) => (Array.isArray(names) ? insightsSettings.some((name) => names.includes(name)) : undefined),
      'list',
    ),
    functionsExtensionVersion: 'appSettings.values.FUNCTIONS_EXTENSION_VERSION',
    functionsWorkerRuntime: 'appSettings.values.FUNCTIONS_WORKER_RUNTIME',
    functionCount: fact(['functions.found'], (found) => (Array.isArray(found) ? found.length : undefined), 'list'),
    functionNames: 'functions.found[].name',
    functionTriggers: distinct('functions.found[].triggers'),
    functionAuthLevels: distinct('functions.found[].authLevels'),
  },
  links: [usesPlan, usesManagedIdentities],
})

export const appServiceDefinitions = [appServicePlan, webApp, functionApp]
