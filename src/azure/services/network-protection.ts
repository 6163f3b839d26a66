/** Application security groups and DDoS protection plans. https://learn.microsoft.com/rest/api/virtualnetwork */
import { from, to } from '../../collect/links.ts'
import { arm } from '../arm-listing.ts'
import { text, texts } from '../client/json.ts'
import { ref, region } from '../facts.ts'
import { armKey, armKeys, subscriptionIdOf } from '../ids.ts'
import { resource } from '../resource.ts'

const version = '2024-05-01'

// Resource Graph has no etag: both types are listed.

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

export const networkProtectionDefinitions = [applicationSecurityGroup, ddosProtectionPlan]
