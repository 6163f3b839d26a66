/** Microsoft Sentinel, the SIEM on top of a Log Analytics workspace. https://learn.microsoft.com/rest/api/securityinsights */
import { from, to } from '../../collect/links.ts'
import { childrenOf } from '../arm-listing.ts'
import { at, isAnswer } from '../client/json.ts'
import { extended, keysAt } from '../ends.ts'
import { date, from as fact, ref } from '../facts.ts'
import { resource } from '../resource.ts'
import { sifted } from '../sift.ts'
import { logAnalyticsWorkspace } from './monitor.ts'

const service = 'Sentinel'
const version = '2024-09-01'

/** Its onboarding state is what tells that a workspace has Sentinel. */
export const sentinelWorkspace = resource({
  type: 'azure_sentinel_workspace',
  class: ['Service'],
  title: 'Sentinel',
  service,
  list: childrenOf(logAnalyticsWorkspace, 'providers/Microsoft.SecurityInsights/onboardingStates', version),
  permission: 'Microsoft.SecurityInsights/onboardingStates/read',
  properties: { customerManagedKey: 'properties.customerManagedKey' },
  // What it consists of hangs on the workspace.
  forChildren: { id: fact(['id'], (id) => (typeof id === 'string' ? extended(id, 'Microsoft.SecurityInsights') : undefined)) },
  links: [from('azure_log_analytics_workspace', 'HAS', ({ scope }) => scope.id)],
})

export const sentinelAlertRule = resource({
  type: 'azure_sentinel_alert_rule',
  class: ['Rule'],
  title: 'Sentinel analytics rule',
  service,
  list: childrenOf(sentinelWorkspace, 'providers/Microsoft.SecurityInsights/alertRules', version),
  permission: 'Microsoft.SecurityInsights/alertRules/read',
  properties: {
    displayName: 'properties.displayName',
    kind: 'kind',
    enabled: 'properties.enabled',
    severity: 'properties.severity',
    tactics: 'properties.tactics',
    techniques: 'properties.techniques',
    description: 'properties.description',
    query: 'properties.query',
    queryFrequency: 'properties.queryFrequency',
    queryPeriod: 'properties.queryPeriod',
    productFilter: 'properties.productFilter',
    alertRuleTemplateName: 'properties.alertRuleTemplateName',
    createsIncident: 'properties.incidentConfiguration.createIncident',
    suppressionEnabled: 'properties.suppressionEnabled',
    updatedOn: date('properties.lastModifiedUtc'),
  },
  links: [from('azure_sentinel_workspace', 'HAS', ({ scope }) => scope.id)],
})

export const sentinelDataConnector = resource({
  type: 'azure_sentinel_data_connector',
  class: ['Configuration'],
  title: 'Sentinel data connector',
  service,
  // Connectors that poll an interface hold how they sign in there.
  list: sifted(childrenOf(sentinelWorkspace, 'providers/Microsoft.SecurityInsights/dataConnectors', version), {
    without: ['properties.pollingConfig.auth', 'properties.auth'],
  }),
  permission: 'Microsoft.SecurityInsights/dataConnectors/read',
  properties: {
    kind: 'kind',
    connectedTenantId: 'properties.tenantId',
    connectedSubscriptionId: 'properties.subscriptionId',
    connectorDefinitionName: 'properties.connectorDefinitionName',
    dataTypes: fact(['properties.dataTypes'], enabledTypes, 'object'),
  },
  links: [from('azure_sentinel_workspace', 'HAS', ({ scope }) => scope.id)],
})

/** The kinds of data that do flow in. */
function enabledTypes(types: unknown): string[] | undefined {
  if (!isAnswer(types)) return undefined
  return Object.keys(types).filter((name) => String(at(types[name], 'state')).toLowerCase() === 'enabled')
}

export const sentinelAutomationRule = resource({
  type: 'azure_sentinel_automation_rule',
  class: ['Workflow'],
  title: 'Sentinel automation rule',
  service,
  list: childrenOf(sentinelWorkspace, 'providers/Microsoft.SecurityInsights/automationRules', version),
  permission: 'Microsoft.SecurityInsights/automationRules/read',
  properties: {
    displayName: 'properties.displayName',
    order: 'properties.order',
    enabled: 'properties.triggeringLogic.isEnabled',
    triggersOn: 'properties.triggeringLogic.triggersOn',
    triggersWhen: 'properties.triggeringLogic.triggersWhen',
    actionTypes: 'properties.actions[].actionType',
    logicAppIds: ref('properties.actions[].actionConfiguration.logicAppResourceId'),
    expiresOn: date('properties.triggeringLogic.expirationTimeUtc'),
    createdOn: date('properties.createdTimeUtc'),
    updatedOn: date('properties.lastModifiedTimeUtc'),
  },
  links: [
    from('azure_sentinel_workspace', 'HAS', ({ scope }) => scope.id),
    to('TRIGGERS', 'azure_logic_app', keysAt('properties.actions[].actionConfiguration.logicAppResourceId')),
  ],
})

export const sentinelDefinitions = [sentinelWorkspace, sentinelAlertRule, sentinelDataConnector, sentinelAutomationRule]
