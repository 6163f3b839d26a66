/** Alerts of Azure Monitor and whom they tell. https://learn.microsoft.com/rest/api/monitor */
import type { JsonObject } from '../json.ts'
import type { Kind, Service } from '../kind.ts'
import { workspaceType } from './monitoring.ts'

const actionType = 'Microsoft.Insights/actionGroups'

const actionGroup: Kind = {
  type: actionType,
  apiVersion: '2023-01-01',
  weight: 5,
  least: 1,
  prefix: 'ag',
  location: 'global',
  body: (seat) => ({
    properties: {
      groupShortName: 'oncall',
      enabled: true,
      emailReceivers: [
        {
          name: 'on call',
          emailAddress: `on-call@${seat.tenant.scenario.company.mailDomain}`,
          status: 'Enabled',
          useCommonAlertSchema: true,
        },
      ],
      smsReceivers: [],
      webhookReceivers: [],
      armRoleReceivers: [],
    },
  }),
}

const activityAlert: Kind = {
  type: 'Microsoft.Insights/activityLogAlerts',
  apiVersion: '2020-10-01',
  weight: 6,
  least: 1,
  prefix: 'ala',
  location: 'global',
  body: (seat) => ({
    properties: {
      enabled: !seat.wrong('enabled'),
      description: 'Tells when something important changes',
      scopes: [`/subscriptions/${seat.subscription.id}`],
      condition: {
        allOf: [
          { field: 'category', equals: 'Administrative' },
          {
            field: 'operationName',
            equals: seat.dice.pick('operation', [
              'Microsoft.Authorization/policyAssignments/write',
              'Microsoft.Network/networkSecurityGroups/write',
              'Microsoft.Sql/servers/firewallRules/write',
              'Microsoft.Security/securitySolutions/write',
            ]),
          },
        ],
      },
      actions: { actionGroups: groupsBeside(seat.peer(actionType)?.id) },
    },
  }),
}

function groupsBeside(id: string | undefined): readonly JsonObject[] {
  return id === undefined ? [] : [{ actionGroupId: id }]
}

const metricAlert: Kind = {
  type: 'Microsoft.Insights/metricAlerts',
  apiVersion: '2018-03-01',
  weight: 8,
  least: 1,
  prefix: 'ma',
  location: 'global',
  body: (seat) => ({
    properties: {
      enabled: true,
      severity: 2,
      description: 'CPU is high',
      scopes: [seat.peer('Microsoft.Compute/virtualMachines')?.id ?? `/subscriptions/${seat.subscription.id}`],
      evaluationFrequency: 'PT5M',
      windowSize: 'PT15M',
      criteria: { 'odata.type': 'Microsoft.Azure.Monitor.SingleResourceMultipleMetricCriteria', allOf: [] },
      actions: groupsBeside(seat.peer(actionType)?.id),
    },
  }),
}

const queryRule: Kind = {
  type: 'Microsoft.Insights/scheduledQueryRules',
  apiVersion: '2023-12-01',
  weight: 4,
  least: 1,
  prefix: 'sqr',
  body: (seat) => ({
    kind: 'LogAlert',
    properties: {
      enabled: true,
      severity: 1,
      displayName: seat.name,
      scopes: [seat.peer(workspaceType)?.id ?? `/subscriptions/${seat.subscription.id}`],
      evaluationFrequency: 'PT10M',
      windowSize: 'PT10M',
      criteria: {
        allOf: [{ query: 'SigninLogs | where ResultType != 0', timeAggregation: 'Count', operator: 'GreaterThan', threshold: 10 }],
      },
      actions: { actionGroups: [seat.peer(actionType)?.id] },
    },
  }),
}

export const alerts: Service = { kinds: [actionGroup, activityAlert, metricAlert, queryRule] }
