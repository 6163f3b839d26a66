/** How Microsoft Defender for Cloud is set up. https://learn.microsoft.com/rest/api/defenderforcloud */
import { from, to } from '../../collect/links.ts'
import { arm } from '../arm-listing.ts'
import { at, objects } from '../client/json.ts'
import { keysAt } from '../ends.ts'
import { date, type FactTable, from as fact, ref } from '../facts.ts'
import type { AzureResource, ListingOf } from '../listing.ts'
import { resource } from '../resource.ts'
import { sifted } from '../sift.ts'
import { subscriptionKeyOf } from '../tenant.ts'

const service = 'Defender for Cloud'

/** A setting of a whole subscription. */
function ofSubscription(name: string, facts: { type: string; title: string; list: ListingOf; properties: FactTable; class?: string }) {
  const { type, title, list, properties } = facts
  return resource({
    type,
    class: [facts.class ?? 'Configuration'],
    title,
    service,
    list,
    permission: `Microsoft.Security/${name}/read`,
    properties,
    links: [from('azure_subscription', 'HAS', ({ scope }) => subscriptionKeyOf(scope))],
  })
}

export const autoProvisioningSetting = ofSubscription('autoProvisioningSettings', {
  type: 'azure_security_center_auto_provisioning_setting',
  title: 'Agent provisioning setting',
  list: arm('Microsoft.Security/autoProvisioningSettings', '2017-08-01-preview', { inResourceGroup: false }),
  properties: { autoProvision: 'properties.autoProvision' },
})

export const defenderSetting = ofSubscription('settings', {
  type: 'azure_security_center_setting',
  title: 'Defender setting',
  list: arm('Microsoft.Security/settings', '2022-05-01', { inResourceGroup: false }),
  properties: { kind: 'kind', enabled: 'properties.enabled' },
})

export const defenderPlan = ofSubscription('pricings', {
  type: 'azure_security_center_subscription_pricing',
  title: 'Defender plan',
  list: arm('Microsoft.Security/pricings', '2024-01-01', { bulk: 'securityresources', inResourceGroup: false }),
  properties: {
    pricingTier: 'properties.pricingTier',
    subPlan: 'properties.subPlan',
    freeTrialRemainingTime: 'properties.freeTrialRemainingTime',
    deprecated: 'properties.deprecated',
    enabledOn: date('properties.enablementTime'),
    extensionNames: 'properties.extensions[].name',
    extensionStates: 'properties.extensions[].isEnabled',
  },
})

/** Its shape changed with every version: one address or several in one text, one severity or one for each kind of notice. */
export const securityContact = ofSubscription('securityContacts', {
  type: 'azure_security_center_contact',
  class: 'Resource',
  title: 'Security contact',
  list: arm('Microsoft.Security/securityContacts', '2023-12-01-preview', { inResourceGroup: false }),
  properties: {
    email: fact(['properties.emails', 'properties.email'], (emails, email) => emails ?? email),
    phone: 'properties.phone',
    enabled: 'properties.isEnabled',
    notificationsByRoleState: 'properties.notificationsByRole.state',
    notificationsByRoleRoles: 'properties.notificationsByRole.roles',
    notificationSourceTypes: 'properties.notificationsSources[].sourceType',
    minimalSeverity: fact(
      // Older versions say only whether alerts are sent at all.
      ['properties.notificationsSources[].minimalSeverity', 'properties.alertNotifications'],
      (sources, notifications) => sources ?? at(notifications, 'minimalSeverity'),
    ),
    minimalRiskLevel: 'properties.notificationsSources[].minimalRiskLevel',
    alertNotifications: fact(
      ['properties.alertNotifications.state', 'properties.alertNotifications'],
      (state, notifications) => state ?? notifications,
    ),
    alertsToAdmins: 'properties.alertsToAdmins',
  },
})

export const jitNetworkAccessPolicy = resource({
  type: 'azure_jit_network_access_policy',
  class: ['ControlPolicy'],
  title: 'Just-in-time access policy',
  service,
  list: arm('Microsoft.Security/locations/jitNetworkAccessPolicies', '2020-01-01', {
    path: '/providers/Microsoft.Security/jitNetworkAccessPolicies',
  }),
  permission: 'Microsoft.Security/jitNetworkAccessPolicies/read',
  properties: {
    kind: 'kind',
    provisioningState: 'properties.provisioningState',
    virtualMachineIds: ref('properties.virtualMachines[].id'),
    ports: fact(['properties.virtualMachines'], ports, 'objects'),
    maxRequestAccessDurations: 'properties.virtualMachines[].ports[].maxRequestAccessDuration',
    allowedSourceAddressPrefixes: 'properties.virtualMachines[].ports[].allowedSourceAddressPrefix',
  },
  links: [to('PROTECTS', 'azure_vm', keysAt('properties.virtualMachines[].id'))],
})

/** Every port that some machine opens on request, once. */
function ports(machines: unknown): number[] | undefined {
  if (!Array.isArray(machines)) return undefined
  const numbers = machines.flatMap((machine) => objects(machine, 'ports').map(({ number }) => number))
  return [...new Set(numbers.filter((number) => typeof number === 'number'))].sort((a, b) => a - b)
}

export const securityAutomation = resource({
  type: 'azure_security_automation',
  class: ['Workflow'],
  title: 'Defender workflow automation',
  service,
  // The address that starts a logic app and the connection string of an event hub are keys.
  list: sifted(arm('Microsoft.Security/automations', '2023-12-01-preview', { bulk: 'resources' }), {
    without: ['properties.actions[].uri', 'properties.actions[].connectionString'],
  }),
  permission: 'Microsoft.Security/automations/read',
  properties: {
    description: 'properties.description',
    enabled: 'properties.isEnabled',
    scopes: 'properties.scopes[].scopePath',
    eventSources: 'properties.sources[].eventSource',
    actionTypes: 'properties.actions[].actionType',
  },
  links: [
    to('USES', 'azure_logic_app', keysAt('properties.actions[].logicAppResourceId')),
    to('USES', 'azure_event_hub', eventHubs),
    to('USES', 'azure_log_analytics_workspace', keysAt('properties.actions[].workspaceResourceId')),
  ],
})

/** The id may be that of the namespace: then it names no event hub. */
function eventHubs(automation: AzureResource): string[] {
  return keysAt('properties.actions[].eventHubResourceId')(automation).filter((key) => key.includes('/eventhubs/'))
}

export const defenderSettingDefinitions = [
  autoProvisioningSetting,
  defenderSetting,
  defenderPlan,
  securityContact,
  jitNetworkAccessPolicy,
  securityAutomation,
]
