/** Front Door (classic), which ends in 2027. Standard and Premium are profiles of the CDN. https://learn.microsoft.com/rest/api/frontdoor */
import { from } from '../../collect/links.ts'
import { arm, embeddedIn } from '../arm-listing.ts'
import { type Answer, isAnswer, objects, text } from '../client/json.ts'
import { from as fact, ref, region } from '../facts.ts'
import { armKey, parentKeyOf } from '../ids.ts'
import type { AzureResource } from '../listing.ts'
import { resource } from '../resource.ts'

const service = 'Front Door'
const permission = 'Microsoft.Network/frontDoors/read'
const armType = 'Microsoft.Network/frontDoors'

export const frontDoor = resource({
  type: 'azure_frontdoor',
  class: ['Service'],
  title: 'Front Door (classic)',
  service,
  list: arm(armType, '2021-06-01', { bulk: 'resources' }),
  permission,
  properties: {
    location: region('location'),
    friendlyName: 'properties.friendlyName',
    frontdoorId: 'properties.frontdoorId',
    cname: 'properties.cname',
    enabledState: 'properties.enabledState',
    resourceState: 'properties.resourceState',
    provisioningState: 'properties.provisioningState',
    'backendPoolSettings.enforceCertificateNameCheck': 'properties.backendPoolsSettings.enforceCertificateNameCheck',
    'backendPoolSettings.sendRecvTimeoutSeconds': 'properties.backendPoolsSettings.sendRecvTimeoutSeconds',
  },
})

/** All parts of a Front Door stand whole in its own answer: none of them needs a call of its own. */
function partOf(path: string) {
  const list = `properties.${path}`
  return embeddedIn(frontDoor, `${armType}/${path}`, `frontDoors[].${list}[]`, (door: Answer) => objects(door, list))
}

const inFrontDoor = from('azure_frontdoor', 'HAS', ({ raw }: AzureResource) => parentKeyOf(armKey(text(raw, 'id') ?? '')))

export const backendPool = resource({
  type: 'azure_frontdoor_backend_pool',
  class: ['Configuration'],
  title: 'Front Door back-end pool',
  service,
  list: partOf('backendPools'),
  permission,
  properties: {
    backendAddresses: 'properties.backends[].address',
    loadBalancingSettingsId: ref('properties.loadBalancingSettings.id'),
    healthProbeSettingsId: ref('properties.healthProbeSettings.id'),
    resourceState: 'properties.resourceState',
  },
  links: [inFrontDoor],
})

export const frontendEndpoint = resource({
  type: 'azure_frontdoor_frontend_endpoint',
  class: ['Gateway'],
  title: 'Front Door front-end endpoint',
  service,
  list: partOf('frontendEndpoints'),
  permission,
  properties: {
    hostName: 'properties.hostName',
    customHttpsProvisioningState: 'properties.customHttpsProvisioningState',
    'customHttpsConfiguration.minimumTlsVersion': 'properties.customHttpsConfiguration.minimumTlsVersion',
    'customHttpsConfiguration.certificateSource': 'properties.customHttpsConfiguration.certificateSource',
    sessionAffinityEnabledState: 'properties.sessionAffinityEnabledState',
    webApplicationFirewallPolicyLinkId: ref('properties.webApplicationFirewallPolicyLink.id'),
    resourceState: 'properties.resourceState',
  },
  links: [inFrontDoor],
})

export const routingRule = resource({
  type: 'azure_frontdoor_routing_rule',
  class: ['Rule'],
  title: 'Front Door routing rule',
  service,
  list: partOf('routingRules'),
  permission,
  properties: {
    enabledState: 'properties.enabledState',
    acceptedProtocols: 'properties.acceptedProtocols',
    patternsToMatch: 'properties.patternsToMatch',
    frontendEndpoints: ref('properties.frontendEndpoints[].id'),
    // The name holds a dot, which no path can.
    'routeConfiguration.odatatype': fact(['properties.routeConfiguration'], (route) =>
      isAnswer(route) ? route['@odata.type'] : undefined,
    ),
    'routeConfiguration.forwardingProtocol': 'properties.routeConfiguration.forwardingProtocol',
    'routeConfiguration.backendPoolId': ref('properties.routeConfiguration.backendPool.id'),
    rulesEngineId: ref('properties.rulesEngine.id'),
  },
  links: [inFrontDoor],
})

export const rulesEngine = resource({
  type: 'azure_frontdoor_rules_engine',
  class: ['Ruleset'],
  title: 'Front Door rules engine',
  service,
  list: partOf('rulesEngines'),
  permission,
  properties: {
    ruleNames: 'properties.rules[].name',
    ruleCount: fact(['properties.rules'], (rules) => (Array.isArray(rules) ? rules.length : undefined), 'list'),
    resourceState: 'properties.resourceState',
  },
  links: [inFrontDoor],
})

export const frontDoorDefinitions = [frontDoor, backendPool, frontendEndpoint, routingRule, rulesEngine]
