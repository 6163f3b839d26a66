/** Content delivery: CDN and Front Door, new and classic. https://learn.microsoft.com/rest/api/cdn */
import type { ChildKind, Kind, Service } from '../kind.ts'
import { inParent, only, onOff, succeeded } from './shapes.ts'

const profileType = 'Microsoft.Cdn/profiles'
const frontDoorType = 'Microsoft.Network/frontDoors'
const wafType = 'Microsoft.Network/FrontDoorWebApplicationFirewallPolicies'

const profile: Kind = {
  type: profileType,
  apiVersion: '2025-06-01',
  weight: 4,
  least: 2,
  prefix: 'cdn',
  location: 'global',
  body: (seat) => ({
    kind: 'frontdoor',
    sku: { name: isFrontDoor(seat.name) ? 'Premium_AzureFrontDoor' : 'Standard_Microsoft' },
    properties: { ...succeeded, resourceState: 'Active', frontDoorId: seat.dice.guid('frontDoor'), originResponseTimeoutSeconds: 60 },
  }),
}

/** Every second profile is a Front Door; the others have classic endpoints. */
function isFrontDoor(name: string): boolean {
  return Number(/(\d+)$/.exec(name)?.[1]) % 2 === 0
}

const frontDoor: Kind = {
  type: frontDoorType,
  apiVersion: '2021-06-01',
  weight: 2,
  least: 1,
  prefix: 'fd',
  location: 'global',
  body: (seat) => {
    const id = (list: string, name: string) => `${seat.id}/${list}/${name}`
    return {
      properties: {
        ...succeeded,
        resourceState: 'Enabled',
        enabledState: 'Enabled',
        friendlyName: seat.name,
        frontdoorId: seat.dice.guid('frontDoor'),
        cname: `${seat.name}.azurefd.net`,
        backendPoolsSettings: { enforceCertificateNameCheck: onOff(!seat.wrong('names')), sendRecvTimeoutSeconds: 30 },
        backendPools: [
          {
            id: id('backendPools', 'sites'),
            name: 'sites',
            type: `${frontDoorType}/backendPools`,
            properties: {
              resourceState: 'Enabled',
              backends: [
                { address: `${seat.group.workload}.azurewebsites.net`, httpsPort: 443, enabledState: 'Enabled', priority: 1, weight: 50 },
              ],
              loadBalancingSettings: { id: id('loadBalancingSettings', 'default') },
              healthProbeSettings: { id: id('healthProbeSettings', 'default') },
            },
          },
        ],
        frontendEndpoints: [
          {
            id: id('frontendEndpoints', 'public'),
            name: 'public',
            type: `${frontDoorType}/frontendEndpoints`,
            properties: {
              resourceState: 'Enabled',
              hostName: `${seat.name}.azurefd.net`,
              sessionAffinityEnabledState: 'Disabled',
              customHttpsProvisioningState: 'Enabled',
              customHttpsConfiguration: { certificateSource: 'FrontDoor', minimumTlsVersion: seat.wrong('tls') ? '1.0' : '1.2' },
            },
          },
        ],
        rulesEngines: [
          {
            id: id('rulesEngines', 'headers'),
            name: 'headers',
            type: `${frontDoorType}/rulesEngines`,
            properties: { resourceState: 'Enabled', rules: [{ name: 'security', priority: 1, action: {} }] },
          },
        ],
        routingRules: [
          {
            id: id('routingRules', 'all'),
            name: 'all',
            type: `${frontDoorType}/routingRules`,
            properties: {
              resourceState: 'Enabled',
              enabledState: 'Enabled',
              acceptedProtocols: seat.wrong('http') ? ['Http', 'Https'] : ['Https'],
              patternsToMatch: ['/*'],
              frontendEndpoints: [{ id: id('frontendEndpoints', 'public') }],
              routeConfiguration: {
                '@odata.type': '#Microsoft.Azure.FrontDoor.Models.FrontdoorForwardingConfiguration',
                forwardingProtocol: 'HttpsOnly',
                backendPool: { id: id('backendPools', 'sites') },
              },
              rulesEngine: { id: id('rulesEngines', 'headers') },
            },
          },
        ],
      },
    }
  },
}

const waf: Kind = {
  type: wafType,
  apiVersion: '2024-02-01',
  weight: 2,
  least: 1,
  prefix: 'fdwaf',
  compact: true,
  location: 'global',
  body: (seat) => ({
    sku: { name: 'Premium_AzureFrontDoor' },
    properties: {
      ...succeeded,
      resourceState: 'Enabled',
      policySettings: { enabledState: 'Enabled', mode: seat.wrong('mode') ? 'Detection' : 'Prevention' },
      managedRules: { managedRuleSets: [{ ruleSetType: 'Microsoft_DefaultRuleSet', ruleSetVersion: '2.1' }] },
      customRules: { rules: [] },
      frontendEndpointLinks: [],
      securityPolicyLinks: [],
    },
  }),
}

const children: readonly ChildKind[] = [
  {
    type: `${profileType}/endpoints`,
    table: 'resources',
    list: (parent) =>
      isFrontDoor(parent.name)
        ? []
        : only('assets', {
            location: 'global',
            properties: {
              ...succeeded,
              resourceState: 'Running',
              hostName: `${parent.name}.azureedge.net`,
              originHostHeader: 'assets.example',
              isHttpAllowed: parent.drift.chance('http', parent.tenant.misconfigured * 2),
              isHttpsAllowed: true,
              isCompressionEnabled: true,
              queryStringCachingBehavior: 'IgnoreQueryString',
              origins: [
                {
                  name: 'storage',
                  properties: {
                    hostName: `${parent.tenant.one('Microsoft.Storage/storageAccounts', parent.subscription, parent.dice)?.name ?? 'none'}.blob.core.windows.net`,
                  },
                },
              ],
              webApplicationFirewallPolicyLink: null,
            },
          }),
  },
  {
    type: `${profileType}/afdEndpoints`,
    table: 'resources',
    list: (parent) =>
      isFrontDoor(parent.name)
        ? only('public', {
            location: 'global',
            properties: {
              ...succeeded,
              hostName: `public-${parent.name}.z01.azurefd.net`,
              enabledState: 'Enabled',
              deploymentStatus: 'NotStarted',
            },
          })
        : [],
  },
  {
    type: `${profileType}/afdEndpoints/routes`,
    list: (endpoint) =>
      only('all', {
        properties: {
          ...succeeded,
          enabledState: 'Enabled',
          patternsToMatch: ['/*'],
          supportedProtocols: endpoint.drift.chance('http', endpoint.tenant.misconfigured) ? ['Http', 'Https'] : ['Https'],
          httpsRedirect: 'Enabled',
          forwardingProtocol: 'HttpsOnly',
          originGroup: { id: `${endpoint.parent?.id ?? ''}/originGroups/sites` },
          customDomains: [],
        },
      }),
  },
  { type: `${profileType}/customDomains`, list: () => [] },
  {
    type: `${profileType}/securityPolicies`,
    list: (parent) => {
      const policy = parent.tenant.one(wafType, parent.subscription, parent.dice)
      return policy === undefined || !isFrontDoor(parent.name)
        ? []
        : only('waf', {
            properties: {
              ...succeeded,
              parameters: {
                type: 'WebApplicationFirewall',
                wafPolicy: { id: policy.id },
                associations: [{ domains: [{ id: `${parent.id}/afdEndpoints/public`, isActive: true }], patternsToMatch: ['/*'] }],
              },
            },
          })
    },
  },
  { type: `${profileType}/originGroups`, list: (parent) => (isFrontDoor(parent.name) ? only('sites', { properties: succeeded }) : []) },
  {
    type: `${profileType}/originGroups/origins`,
    list: () => only('site', { properties: { ...succeeded, hostName: 'portal.azurewebsites.net', enabledState: 'Enabled' } }),
  },
  inParent(frontDoorType, 'frontendEndpoints'),
  inParent(frontDoorType, 'rulesEngines'),
]

export const contentDelivery: Service = { kinds: [profile, frontDoor, waf], children }
