/** Rules that raise alerts, and whom they reach. https://learn.microsoft.com/azure/azure-monitor/alerts */
import { to } from '../../collect/links.ts'
import { arm } from '../arm-listing.ts'
import { at, objects, text, texts } from '../client/json.ts'
import { keysAt } from '../ends.ts'
import { type Fact, type FactTable, from as fact, ref } from '../facts.ts'
import { resource } from '../resource.ts'
import { sifted } from '../sift.ts'

const service = 'Monitor'

export const activityLogAlert = resource({
  type: 'azure_monitor_activity_log_alert',
  class: ['Rule'],
  title: 'Activity log alert',
  service,
  list: arm('Microsoft.Insights/activityLogAlerts', '2020-10-01', { bulk: 'resources' }),
  permission: 'Microsoft.Insights/ActivityLogAlerts/Read',
  properties: {
    enabled: 'properties.enabled',
    description: 'properties.description',
    scopes: 'properties.scopes',
    'condition.category': condition('category'),
    'condition.operationName': condition('operationName'),
    'condition.level': condition('level'),
    'condition.status': condition('status'),
    'condition.caller': condition('caller'),
    'condition.incidentType': condition('properties.incidentType'),
    actionGroupIds: ref('properties.actions.actionGroups[].actionGroupId'),
  },
  links: [
    to('MONITORS', 'ANY_SCOPE', keysAt('properties.scopes'), { type: 'azure_monitor_activity_log_alert_monitors_azure_scope' }),
    to('USES', 'azure_monitor_action_group', keysAt('properties.actions.actionGroups[].actionGroupId')),
  ],
})

/** What a field of the event must be for the rule to match: one value, one of several, or ANY where the rule does not ask. */
function condition(field: string): Fact {
  return fact(
    ['properties.condition.allOf'],
    (all) => {
      if (!Array.isArray(all)) return undefined
      const leaves = all.flatMap((part) => [part, ...objects(part, 'anyOf')]).filter((leaf) => text(leaf, 'field') === field)
      const values = leaves.flatMap((leaf) => [...texts(leaf, 'equals'), ...texts(leaf, 'containsAny')])
      if (values.length > 1) return values
      return leaves.some((leaf) => Array.isArray(at(leaf, 'containsAny'))) ? values : (values[0] ?? 'ANY')
    },
    'objects',
  )
}

export const actionGroup = resource({
  type: 'azure_monitor_action_group',
  class: ['Channel'],
  title: 'Action group',
  service,
  // Addresses that start something hold the key to it.
  list: sifted(arm('Microsoft.Insights/actionGroups', '2023-01-01', { bulk: 'resources' }), {
    without: [
      'properties.webhookReceivers[].serviceUri',
      'properties.automationRunbookReceivers[].serviceUri',
      'properties.logicAppReceivers[].callbackUrl',
      'properties.azureFunctionReceivers[].httpTriggerUrl',
    ],
  }),
  permission: 'Microsoft.Insights/actionGroups/read',
  properties: {
    shortName: 'properties.groupShortName',
    enabled: 'properties.enabled',
    emailAddresses: 'properties.emailReceivers[].emailAddress',
    phoneNumbers: 'properties.smsReceivers[].phoneNumber',
    voiceNumbers: 'properties.voiceReceivers[].phoneNumber',
    pushAddresses: 'properties.azureAppPushReceivers[].emailAddress',
    webhookNames: 'properties.webhookReceivers[].name',
    armRoleIds: 'properties.armRoleReceivers[].roleId',
    logicAppIds: ref('properties.logicAppReceivers[].resourceId'),
    functionAppIds: ref('properties.azureFunctionReceivers[].functionAppResourceId'),
    automationAccountIds: ref('properties.automationRunbookReceivers[].automationAccountId'),
    eventHubNames: 'properties.eventHubReceivers[].eventHubName',
    receiverCount: fact(['properties'], receivers, 'object'),
  },
  links: [
    to('TRIGGERS', 'azure_logic_app', keysAt('properties.logicAppReceivers[].resourceId')),
    to('TRIGGERS', 'azure_function_app', keysAt('properties.azureFunctionReceivers[].functionAppResourceId')),
  ],
})

/** An alert without a receiver is no alert. */
function receivers(properties: unknown): number | undefined {
  if (typeof properties !== 'object' || properties === null) return undefined
  const lists = Object.entries(properties).filter(([name, list]) => name.endsWith('Receivers') && Array.isArray(list))
  return lists.reduce((sum, [name]) => sum + objects(properties, name).filter((one) => one.status !== 'Disabled').length, 0)
}

const ruleProperties: FactTable = {
  enabled: 'properties.enabled',
  description: 'properties.description',
  severity: 'properties.severity',
  scopes: 'properties.scopes',
  evaluationFrequency: 'properties.evaluationFrequency',
  windowSize: 'properties.windowSize',
  autoMitigate: 'properties.autoMitigate',
  targetResourceType: 'properties.targetResourceType',
}

export const metricAlert = resource({
  type: 'azure_monitor_metric_alert',
  class: ['Rule'],
  title: 'Metric alert',
  service,
  list: sifted(arm('Microsoft.Insights/metricAlerts', '2018-03-01', { bulk: 'resources' }), {
    without: ['properties.actions[].webHookProperties'],
  }),
  permission: 'Microsoft.Insights/metricAlerts/read',
  properties: {
    ...ruleProperties,
    metricNames: 'properties.criteria.allOf[].metricName',
    thresholds: 'properties.criteria.allOf[].threshold',
    actionGroupIds: ref('properties.actions[].actionGroupId'),
  },
  links: [
    to('MONITORS', 'ANY_SCOPE', keysAt('properties.scopes'), { type: 'azure_monitor_metric_alert_monitors_azure_scope' }),
    to('USES', 'azure_monitor_action_group', keysAt('properties.actions[].actionGroupId')),
  ],
})

export const scheduledQueryRule = resource({
  type: 'azure_monitor_scheduled_query_rule',
  class: ['Rule'],
  title: 'Log search alert',
  service,
  list: sifted(arm('Microsoft.Insights/scheduledQueryRules', '2023-12-01', { bulk: 'resources' }), {
    without: ['properties.actions.customProperties', 'properties.actions.actionProperties'],
  }),
  permission: 'Microsoft.Insights/scheduledQueryRules/read',
  properties: {
    ...ruleProperties,
    kind: 'kind',
    queries: 'properties.criteria.allOf[].query',
    targetResourceTypes: 'properties.targetResourceTypes',
    muteActionsDuration: 'properties.muteActionsDuration',
    actionGroupIds: ref('properties.actions.actionGroups'),
  },
  links: [
    to('MONITORS', 'ANY_SCOPE', keysAt('properties.scopes'), { type: 'azure_monitor_scheduled_query_rule_monitors_azure_scope' }),
    to('USES', 'azure_monitor_action_group', keysAt('properties.actions.actionGroups')),
  ],
})

export const alertDefinitions = [activityLogAlert, actionGroup, metricAlert, scheduledQueryRule]
