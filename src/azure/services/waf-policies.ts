/**
 * Policies of web application firewalls, of application gateways and of Front Door.
 * https://learn.microsoft.com/rest/api/application-gateway/web-application-firewall-policies · https://learn.microsoft.com/rest/api/frontdoor
 */
import { to } from '../../collect/links.ts'
import { type Answer, at, objects, text, texts } from '../client/json.ts'
import { from as fact, ref } from '../facts.ts'
import { armKeys } from '../ids.ts'
import { armOfTypes } from '../joined-listing.ts'
import type { AzureResource } from '../listing.ts'
import { resource } from '../resource.ts'

const gatewayType = 'Microsoft.Network/ApplicationGatewayWebApplicationFirewallPolicies'
const frontDoorType = 'Microsoft.Network/frontDoorWebApplicationFirewallPolicies'
/** The list of them, or one level deeper. */
const customRulePaths = ['properties.customRules', 'properties.customRules.rules']

/** Which endpoints of Front Door Standard and Premium it protects, their profile's security policies say. */
export const wafPolicy = resource({
  type: 'azure_waf_policy',
  class: ['Firewall'],
  title: 'Web application firewall policy',
  service: 'Network',
  list: armOfTypes(
    { armType: gatewayType, version: '2024-05-01', permission: `${gatewayType}/read` },
    { armType: frontDoorType, version: '2024-02-01', permission: `${frontDoorType}/read` },
  ),
  permission: `${gatewayType}/read`,
  furtherPermissions: [`${frontDoorType}/read`],
  properties: {
    sku: 'sku.name',
    provisioningState: 'properties.provisioningState',
    resourceState: 'properties.resourceState',
    enabled: fact(
      ['properties.policySettings.state', 'properties.policySettings.enabledState'],
      (gateway, frontDoor) => isEnabled(gateway ?? frontDoor),
      'scalar',
    ),
    mode: 'properties.policySettings.mode',
    requestBodyCheck: fact(['properties.policySettings.requestBodyCheck'], isEnabled, 'scalar'),
    managedRuleSets: { paths: ['properties.managedRules'], expects: 'object', read: (policy) => ruleSetsOf(policy).map(nameOf) },
    disabledRuleIds: { paths: ['properties.managedRules'], expects: 'object', read: disabledRules },
    exclusions: { paths: ['properties.managedRules'], expects: 'object', read: exclusionsOf },
    customRules: { paths: customRulePaths, read: customRulesOf },
    customRuleNames: {
      paths: customRulePaths,
      read: (policy) => customRulesOf(policy)?.map((rule) => text(rule, 'name')),
    },
    applicationGatewayIds: ref('properties.applicationGateways[].id'),
    frontendEndpointIds: ref('properties.frontendEndpointLinks[].id'),
    securityPolicyIds: ref('properties.securityPolicyLinks[].id'),
  },
  links: [
    to('PROTECTS', 'azure_application_gateway', gateways),
    to('PROTECTS', 'azure_frontdoor_frontend_endpoint', ({ raw }) => armKeys(texts(raw, 'properties.frontendEndpointLinks[].id'))),
  ],
})

/** The one says it by a word, the other by a truth value. */
function isEnabled(value: unknown): boolean | undefined {
  if (typeof value === 'boolean') return value
  return typeof value === 'string' ? value.toLowerCase() === 'enabled' : undefined
}

function ruleSetsOf(policy: Answer): Answer[] {
  return objects(policy, 'properties.managedRules.managedRuleSets')
}

function nameOf(ruleSet: Answer): string {
  return `${text(ruleSet, 'ruleSetType') ?? ''} ${text(ruleSet, 'ruleSetVersion') ?? ''}`
}

/** Rules of the managed sets that are switched off one by one. A rule that is named without a state is off. */
function disabledRules(policy: Answer): string[] {
  const named = ruleSetsOf(policy).flatMap((set) => objects(set, 'ruleGroupOverrides').flatMap((group) => objects(group, 'rules')))
  return named.flatMap((rule) => {
    const state = text(rule, 'state') ?? text(rule, 'enabledState') ?? 'Disabled'
    return state === 'Disabled' ? texts(rule, 'ruleId') : []
  })
}

/** What the managed rules do not look at: said for the policy, for a rule set, for a group or for one rule. */
function exclusionsOf(policy: Answer): Answer[] {
  const sets = ruleSetsOf(policy)
  const groups = sets.flatMap((set) => objects(set, 'ruleGroupOverrides'))
  const rules = groups.flatMap((group) => objects(group, 'rules'))
  return [
    ...objects(policy, 'properties.managedRules.exclusions'),
    ...[...sets, ...groups, ...rules].flatMap((one) => objects(one, 'exclusions')),
  ]
}

function customRulesOf(policy: Answer): Answer[] | undefined {
  const path = customRulePaths.find((one) => Array.isArray(at(policy, one)))
  return path === undefined ? undefined : objects(policy, path)
}

/** Also those of which it protects a listener or a path only. */
function gateways({ raw }: AzureResource): string[] {
  const parts = [...texts(raw, 'properties.httpListeners[].id'), ...texts(raw, 'properties.pathBasedRules[].id')]
  return armKeys([
    ...texts(raw, 'properties.applicationGateways[].id'),
    ...parts.map((id) => id.replace(/(\/applicationGateways\/[^/]+)\/.*$/i, '$1')),
  ])
}

export const wafPolicyDefinitions = [wafPolicy]
