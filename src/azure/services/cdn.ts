/** CDN profiles and endpoints, Front Door Standard and Premium included. https://learn.microsoft.com/rest/api/cdn */
import { from } from '../../collect/links.ts'
import { arm, childrenOf } from '../arm-listing.ts'
import { type Answer, text } from '../client/json.ts'
import { from as fact, ref, region } from '../facts.ts'
import { resource } from '../resource.ts'

const service = 'CDN'
const version = '2025-06-01'

export const cdnProfile = resource({
  type: 'azure_cdn_profile',
  class: ['Service'],
  title: 'CDN or Front Door profile',
  service,
  list: arm('Microsoft.Cdn/profiles', version, { bulk: 'resources' }),
  permission: 'Microsoft.Cdn/profiles/read',
  properties: {
    location: region('location'),
    sku: 'sku.name',
    kind: 'kind',
    resourceState: 'properties.resourceState',
    provisioningState: 'properties.provisioningState',
    frontDoorId: 'properties.frontDoorId',
    originResponseTimeoutSeconds: 'properties.originResponseTimeoutSeconds',
    identityType: 'identity.type',
  },
  forChildren: { sku: 'sku.name' },
})

/** Front Door Standard and Premium have endpoints of another kind. */
export function isFrontDoor(profile: Answer): boolean {
  return text(profile, 'sku')?.toLowerCase().endsWith('azurefrontdoor') === true
}

export const cdnEndpoint = resource({
  type: 'azure_cdn_endpoint',
  class: ['Gateway'],
  title: 'CDN endpoint',
  service,
  list: childrenOf(cdnProfile, 'endpoints', version, { bulk: 'resources', when: (profile) => !isFrontDoor(profile) }),
  permission: 'Microsoft.Cdn/profiles/endpoints/read',
  properties: {
    public: fact([], () => true),
    location: region('location'),
    hostName: 'properties.hostName',
    originHostHeader: 'properties.originHostHeader',
    isHttpAllowed: 'properties.isHttpAllowed',
    isHttpsAllowed: 'properties.isHttpsAllowed',
    isCompressionEnabled: 'properties.isCompressionEnabled',
    queryStringCachingBehavior: 'properties.queryStringCachingBehavior',
    originHostNames: 'properties.origins[].properties.hostName',
    wafPolicyId: ref('properties.webApplicationFirewallPolicyLink.id'),
    resourceState: 'properties.resourceState',
    provisioningState: 'properties.provisioningState',
  },
  links: [from('azure_cdn_profile', 'HAS', ({ scope }) => scope.id)],
})

export const cdnDefinitions = [cdnProfile, cdnEndpoint]
