/** Application security groups, DDoS protection plans and security perimeters. https://learn.microsoft.com/rest/api/virtualnetwork */
import { type Edge, from, to } from '../../collect/links.ts'
import { arm } from '../arm-listing.ts'
import { at, objects, text, texts } from '../client/json.ts'
import { detail } from '../detail.ts'
import { distinct, ref, region } from '../facts.ts'
import { armKey, armKeys, subscriptionIdOf } from '../ids.ts'
import type { AzureResource } from '../listing.ts'
import { resource } from '../resource.ts'

const version = '2024-05-01'
const perimeterType = 'Microsoft.Network/networkSecurityPerimeters'
const perimeterVersion = '2024-07-01'

// Resource Graph has no etag: the first two types are listed.

/** Which machines it protects, their interfaces say. */
export const applicationSecurityGroup = resource({
  type: 'azure_application_security_group',
  class: ['Firewall'],
  title: 'Application security group',
  service: 'Network',
  list: arm('Microsoft.Network/applicationSecurityGroups', version),
  permission: 'Microsoft.Network/applicationSecurityGroups/read',
  properties: {
    location: region('location'),
    etag: 'etag',
    resourceGuid: 'properties.resourceGuid',
    provisioningState: 'properties.provisioningState',
  },
})

export const ddosProtectionPlan = resource({
  type: 'azure_ddos_protection_plan',
  class: ['Configuration'],
  title: 'DDoS protection plan',
  service: 'Network',
  list: arm('Microsoft.Network/ddosProtectionPlans', version),
  permission: 'Microsoft.Network/ddosProtectionPlans/read',
  key: (_, id) => `azure_ddos_protection_plan:${id}`,
  properties: {
    location: region('location'),
    etag: 'etag',
    provisioningState: 'properties.provisioningState',
    publicIPAddresses: ref('properties.publicIPAddresses[].id'),
    virtualNetworks: ref('properties.virtualNetworks[].id'),
  },
  links: [
    from('azure_subscription', 'HAS', ({ raw }) => {
      const subscription = subscriptionIdOf(armKey(text(raw, 'id') ?? ''))
      return subscription === undefined ? undefined : `/subscriptions/${subscription}`
    }),
    to('ASSIGNED', 'azure_public_ip', ({ raw }) => armKeys(texts(raw, 'properties.publicIPAddresses[].id'))),
    to('ASSIGNED', 'azure_vnet', ({ raw }) => armKeys(texts(raw, 'properties.virtualNetworks[].id'))),
  ],
})

/** A fence around platform services, which have no network of their own. It says itself what stands inside. */
export const networkSecurityPerimeter = resource({
  type: 'azure_network_security_perimeter',
  class: ['Firewall'],
  title: 'Network security perimeter',
  service: 'Network',
  list: arm(perimeterType, perimeterVersion, { bulk: 'resources' }),
  permission: `${perimeterType}/read`,
  details: {
    associations: detail('GET {id}/resourceAssociations', { permission: `${perimeterType}/resourceAssociations/read` }, (call, raw) =>
      Array.fromAsync(call.session.arm.list(`${text(raw, 'id') ?? ''}/resourceAssociations`, perimeterVersion, call)),
    ),
  },
  properties: {
    location: region('location'),
    perimeterGuid: 'properties.perimeterGuid',
    provisioningState: 'properties.provisioningState',
    protectedResourceIds: ref('associations[].properties.privateLinkResource.id'),
    accessModes: distinct('associations[].properties.accessMode'),
  },
  links: [to('PROTECTS', 'ANY_RESOURCE', fenced, { type: 'azure_network_security_perimeter_protects_any_resource' })],
})

/** In the mode `Learning` (once called `Audit`) what the rules would keep out is only logged: the edge says so. */
function fenced({ details }: AzureResource): Edge[] {
  return objects({ found: at(details, 'associations') }, 'found').flatMap((association) => {
    const id = text(association, 'properties.privateLinkResource.id')
    if (id === undefined) return []
    const profile = text(association, 'properties.profile.id')
    const properties = {
      accessMode: text(association, 'properties.accessMode'),
      enforced: enforced.get(text(association, 'properties.accessMode') ?? ''),
      profileId: profile === undefined ? undefined : armKey(profile),
      provisioningState: text(association, 'properties.provisioningState'),
    }
    return [{ target: armKey(id), properties }]
  })
}

const enforced: ReadonlyMap<string, boolean> = new Map([
  ['Enforced', true],
  ['Learning', false],
  ['Audit', false],
])

export const networkProtectionDefinitions = [applicationSecurityGroup, ddosProtectionPlan, networkSecurityPerimeter]
