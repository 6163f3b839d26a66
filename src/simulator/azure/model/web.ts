/** Web and function apps, their plans, API Management and logic apps. https://learn.microsoft.com/rest/api/appservice */
import type { JsonObject } from '../json.ts'
import type { Kind, Node, Service, View } from '../kind.ts'
import { networkAccess, only, publicAddressText, some, subnetBeside, succeeded, withIdentity } from './shapes.ts'

const siteType = 'Microsoft.Web/sites'
const planType = 'Microsoft.Web/serverfarms'
const apiType = 'Microsoft.ApiManagement/service'

const plan: Kind = {
  type: planType,
  apiVersion: '2024-04-01',
  weight: 20,
  least: 1,
  prefix: 'plan',
  body: (seat) => ({
    kind: 'linux',
    sku: { name: 'P1v3', tier: 'PremiumV3', size: 'P1v3', family: 'Pv3', capacity: seat.drift.int('capacity', 1, 4) },
    properties: {
      ...succeeded,
      status: 'Ready',
      reserved: true,
      zoneRedundant: seat.dice.chance('zones', 0.3),
      numberOfSites: seat.sharers(siteType).length,
      maximumNumberOfWorkers: 30,
    },
  }),
}

const site: Kind = {
  type: siteType,
  apiVersion: '2024-04-01',
  weight: 55,
  least: 2,
  prefix: 'app',
  identity: 'fourth',
  body: (seat) => {
    const isFunction = seat.number === undefined || seat.number % 3 === 0
    const host = `${seat.name}.azurewebsites.net`
    return {
      kind: isFunction ? 'functionapp,linux' : 'app,linux',
      ...withIdentity(seat),
      properties: {
        state: seat.drift.chance('stopped', 0.06) ? 'Stopped' : 'Running',
        enabled: true,
        hostNames: [host],
        defaultHostName: host,
        enabledHostNames: [host],
        serverFarmId: seat.peer(planType)?.id,
        reserved: true,
        httpsOnly: !seat.wrong('http'),
        clientCertEnabled: seat.dice.chance('clientCert', 0.1),
        clientCertMode: 'Required',
        publicNetworkAccess: networkAccess(seat),
        virtualNetworkSubnetId: seat.dice.chance('subnet', 0.4) ? subnetBeside(seat) : null,
        outboundIpAddresses: publicAddressText(seat.dice, 'outbound'),
        keyVaultReferenceIdentity: 'SystemAssigned',
        siteConfig: { numberOfWorkers: 1, alwaysOn: true },
        lastModifiedTimeUtc: seat.madeOn(400),
      },
    }
  },
}

function isFunctionApp(node: Node): boolean {
  return String(node.body.kind).startsWith('functionapp')
}

const webSettings = (node: Node): JsonObject => ({
  properties: {
    minTlsVersion: node.drift.chance('tls', node.tenant.misconfigured) ? '1.0' : '1.2',
    scmMinTlsVersion: '1.2',
    ftpsState: node.drift.chance('ftp', node.tenant.misconfigured) ? 'AllAllowed' : 'FtpsOnly',
    http20Enabled: true,
    linuxFxVersion: node.dice.pick('runtime', ['NODE|20-lts', 'PYTHON|3.12', 'DOTNETCORE|8.0', 'JAVA|17-java17', 'NODE|14-lts']),
    netFrameworkVersion: 'v4.0',
    phpVersion: '',
    pythonVersion: '',
    nodeVersion: '',
    javaVersion: null,
    remoteDebuggingEnabled: node.drift.chance('debugging', node.tenant.misconfigured),
    httpLoggingEnabled: !node.drift.chance('logging', node.tenant.misconfigured),
    cors: {
      allowedOrigins: node.drift.chance('cors', node.tenant.misconfigured) ? ['*'] : ['https://portal.larkmoor.example'],
      supportCredentials: false,
    },
    ipSecurityRestrictions: [
      { ipAddress: 'Any', action: 'Allow', priority: 2147483647, name: 'Allow all', description: 'Allow all access' },
    ],
  },
})

const views: readonly View[] = [
  {
    of: siteType,
    path: 'config/web',
    body: (node) => ({ id: `${node.id}/config/web`, name: 'web', type: `${siteType}/config`, ...webSettings(node) }),
  },
  {
    of: siteType,
    path: 'config/authsettings/list',
    method: 'POST',
    body: (node) => ({
      id: `${node.id}/config/authsettings`,
      name: 'authsettings',
      properties: { enabled: node.dice.chance('auth', 0.5) },
    }),
  },
  {
    of: siteType,
    path: 'config/authsettingsV2',
    body: (node) => ({
      id: `${node.id}/config/authsettingsV2`,
      name: 'authsettingsV2',
      properties: { platform: { enabled: node.dice.chance('auth', 0.5) }, globalValidation: { requireAuthentication: true } },
    }),
  },
  {
    of: siteType,
    path: 'config/appsettings/list',
    method: 'POST',
    body: (node) => ({
      id: `${node.id}/config/appsettings`,
      name: 'appsettings',
      properties: {
        FUNCTIONS_EXTENSION_VERSION: node.drift.chance('old runtime', node.tenant.misconfigured) ? '~3' : '~4',
        WEBSITE_RUN_FROM_PACKAGE: '1',
      },
    }),
  },
  {
    of: siteType,
    path: 'host/default/listkeys',
    method: 'POST',
    body: (node) => (isFunctionApp(node) ? { masterKey: 'not a key', functionKeys: { default: 'not a key' }, systemKeys: {} } : undefined),
  },
]

const apiService: Kind = {
  type: apiType,
  apiVersion: '2024-05-01',
  weight: 2,
  least: 1,
  prefix: 'apim',
  identity: 'fourth',
  body: (seat) => ({
    sku: { name: 'Developer', capacity: 1 },
    ...withIdentity(seat),
    properties: {
      ...succeeded,
      publisherEmail: 'api@larkmoor.example',
      publisherName: 'Integration',
      gatewayUrl: `https://${seat.name}.azure-api.net`,
      portalUrl: `https://${seat.name}.portal.azure-api.net`,
      developerPortalUrl: `https://${seat.name}.developer.azure-api.net`,
      managementApiUrl: `https://${seat.name}.management.azure-api.net`,
      scmUrl: `https://${seat.name}.scm.azure-api.net`,
      publicIPAddresses: [publicAddressText(seat.dice, 'address')],
      privateIPAddresses: null,
      virtualNetworkType: 'None',
      publicNetworkAccess: networkAccess(seat),
      disableGateway: false,
      enableClientCertificate: false,
      platformVersion: 'stv2',
      customProperties: { 'Microsoft.WindowsAzure.ApiManagement.Gateway.Security.Protocols.Tls10': String(seat.wrong('tls')) },
    },
  }),
}

const logicApp: Kind = {
  type: 'Microsoft.Logic/workflows',
  apiVersion: '2019-05-01',
  weight: 8,
  least: 1,
  prefix: 'logic',
  identity: 'fourth',
  body: (seat) => ({
    ...withIdentity(seat),
    properties: {
      ...succeeded,
      createdTime: seat.madeOn(700),
      changedTime: seat.tenant.daysAgo(seat.drift.int('changed', 1, 200)),
      state: seat.drift.chance('disabled', 0.1) ? 'Disabled' : 'Enabled',
      version: seat.dice.hex('version', 20),
      accessEndpoint: `https://prod-01.${seat.location}.logic.azure.com:443/workflows/${seat.dice.hex('workflow', 32)}`,
      accessControl: {},
      definition: { contentVersion: '1.0.0.0', triggers: { manual: { type: 'Request', kind: 'Http' } }, actions: {} },
      parameters: {},
    },
  }),
}

export const web: Service = {
  kinds: [plan, site, apiService, logicApp],
  views,
  children: [
    {
      type: `${siteType}/functions`,
      list: (node) =>
        isFunctionApp(node)
          ? some(node, ['HttpTrigger', 'QueueTrigger', 'Nightly'], 0.6, (name) => ({
              properties: {
                name,
                language: 'node',
                isDisabled: false,
                config: { bindings: [{ type: 'httpTrigger', authLevel: 'function' }] },
              },
            }))
          : [],
    },
    {
      type: `${siteType}/basicPublishingCredentialsPolicies`,
      list: (node) =>
        ['ftp', 'scm'].flatMap((name) => only(name, { properties: { allow: node.drift.chance('basic', node.tenant.misconfigured) } })),
    },
    {
      type: `${siteType}/slots`,
      list: (node) => some(node, ['staging'], 0.2, () => ({ location: node.body.location, properties: { state: 'Running' } })),
    },
    {
      type: `${apiType}/apis`,
      list: (service) => [
        ...only('echo-api', api(service, 'echo')),
        ...some(service, ['orders-api', 'tracking-api'], 0.7, (name) => api(service, name)),
      ],
    },
  ],
}

function api(service: Node, name: string): JsonObject {
  return {
    properties: {
      displayName: name,
      apiRevision: '1',
      path: name,
      protocols: service.drift.chance(`http ${name}`, service.tenant.misconfigured) ? ['http', 'https'] : ['https'],
      serviceUrl: `https://${name}.larkmoor.example`,
      isCurrent: true,
      subscriptionRequired: !service.drift.chance(`anonymous ${name}`, service.tenant.misconfigured),
      authenticationSettings: { oAuth2: null, openid: null },
      apiVersion: '',
    },
  }
}
