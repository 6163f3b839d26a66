/** Logs, alerts and where they go: Azure Monitor, Log Analytics, Sentinel, Automation. https://learn.microsoft.com/rest/api/monitor */
import { guidOf } from '../guid.ts'
import type { JsonObject } from '../json.ts'
import type { ExtensionKind, Kind, Scope, Service } from '../kind.ts'
import { listed, nothing, type Sequence } from '../sequence.ts'
import { only, some, succeeded, withIdentity } from './shapes.ts'

const workspaceType = 'Microsoft.OperationalInsights/workspaces'
const actionType = 'Microsoft.Insights/actionGroups'
const accountType = 'Microsoft.Storage/storageAccounts'

const workspace: Kind = {
  type: workspaceType,
  apiVersion: '2023-09-01',
  weight: 5,
  least: 1,
  prefix: 'log',
  body: (seat) => ({
    properties: {
      ...succeeded,
      customerId: seat.dice.guid('customer'),
      createdDate: seat.madeOn(1000),
      sku: { name: 'PerGB2018' },
      retentionInDays: seat.wrong('retention') ? 30 : 90,
      publicNetworkAccessForIngestion: 'Enabled',
      publicNetworkAccessForQuery: seat.wrong('query') ? 'Enabled' : 'Disabled',
      features: { disableLocalAuth: true },
      workspaceCapping: { dailyQuotaGb: -1 },
    },
  }),
}

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

const collectionRule: Kind = {
  type: 'Microsoft.Insights/dataCollectionRules',
  apiVersion: '2022-06-01',
  weight: 4,
  least: 1,
  prefix: 'dcr',
  body: (seat) => ({
    kind: 'Linux',
    properties: {
      ...succeeded,
      immutableId: `dcr-${seat.dice.hex('immutable', 32)}`,
      dataSources: { syslog: [{ name: 'syslog', streams: ['Microsoft-Syslog'], facilityNames: ['auth'], logLevels: ['Warning'] }] },
      destinations: { logAnalytics: [{ name: 'workspace', workspaceResourceId: seat.peer(workspaceType)?.id }] },
      dataFlows: [{ streams: ['Microsoft-Syslog'], destinations: ['workspace'] }],
    },
  }),
}

const insights: Kind = {
  type: 'Microsoft.Insights/components',
  apiVersion: '2020-02-02',
  weight: 14,
  least: 1,
  prefix: 'appi',
  body: (seat) => ({
    kind: 'web',
    properties: {
      ...succeeded,
      AppId: seat.dice.guid('app'),
      Application_Type: 'web',
      CreationDate: seat.madeOn(700),
      IngestionMode: 'LogAnalytics',
      WorkspaceResourceId: seat.peer(workspaceType)?.id,
      RetentionInDays: 90,
      DisableLocalAuth: !seat.wrong('keys'),
      publicNetworkAccessForIngestion: 'Enabled',
      publicNetworkAccessForQuery: 'Enabled',
    },
  }),
}

const automation: Kind = {
  type: 'Microsoft.Automation/automationAccounts',
  apiVersion: '2023-11-01',
  weight: 3,
  least: 1,
  prefix: 'aa',
  identity: 'fourth',
  body: (seat) => ({
    ...withIdentity(seat),
    properties: {
      state: 'Ok',
      creationTime: seat.madeOn(900),
      lastModifiedTime: seat.tenant.daysAgo(50),
      publicNetworkAccess: !seat.wrong('private'),
      disableLocalAuth: false,
      sku: { name: 'Basic' },
      encryption: { keySource: 'Microsoft.Automation' },
    },
  }),
}

/** Diagnostic settings of resources and of subscriptions; a share of them has none. */
function diagnostics({ tenant, node, subscription, kind }: Scope): Sequence<JsonObject> {
  if (subscription === undefined || (kind !== 'resource' && kind !== 'subscription')) return nothing
  const dice = node?.drift ?? tenant.dice('diagnostics', subscription.index)
  if (dice.chance('no diagnostics', 0.3 + tenant.misconfigured)) return nothing
  const base = node?.id ?? `/subscriptions/${subscription.id}`
  return listed([
    {
      id: `${base}/providers/microsoft.insights/diagnosticSettings/to-workspace`,
      name: 'to-workspace',
      type: 'Microsoft.Insights/diagnosticSettings',
      properties: {
        workspaceId: tenant.one(workspaceType, subscription, dice)?.id ?? null,
        storageAccountId: dice.chance('archive', 0.4) ? (tenant.one(accountType, subscription, dice)?.id ?? null) : null,
        eventHubName: null,
        eventHubAuthorizationRuleId: null,
        marketplacePartnerId: null,
        logAnalyticsDestinationType: null,
        logs: [{ category: null, categoryGroup: 'allLogs', enabled: true, retentionPolicy: { enabled: false, days: 0 } }],
        metrics: [{ category: 'AllMetrics', enabled: true, retentionPolicy: { enabled: false, days: 0 } }],
      },
    },
  ])
}

const sentinel = 'Microsoft.SecurityInsights'

/** What Sentinel has on a workspace; on one in two it is not switched on. */
function sentinelOn(type: string, rows: (workspaceId: string, scope: Scope) => readonly JsonObject[]): ExtensionKind {
  return {
    type: `${sentinel}/${type}`,
    list: (scope) => {
      const { node } = scope
      if (node === undefined || node.type !== workspaceType || node.dice.chance('no sentinel', 0.5)) return nothing
      return listed(
        rows(node.id, scope).map((body) => ({
          id: `${node.id}/providers/${sentinel}/${type}/${String(body.name)}`,
          type: `${sentinel}/${type}`,
          ...body,
        })),
      )
    },
  }
}

const extensions: readonly ExtensionKind[] = [
  { type: 'Microsoft.Insights/diagnosticSettings', whole: true, list: diagnostics },
  {
    type: 'Microsoft.Insights/logprofiles',
    whole: true,
    list: ({ subscription, kind, tenant }) =>
      subscription === undefined || kind !== 'subscription' || subscription.index % 3 !== 0
        ? nothing
        : listed([
            {
              id: `/subscriptions/${subscription.id}/providers/microsoft.insights/logprofiles/default`,
              name: 'default',
              type: 'Microsoft.Insights/logprofiles',
              properties: {
                storageAccountId: tenant.one(accountType, subscription, tenant.dice('log profile'))?.id ?? null,
                serviceBusRuleId: null,
                locations: ['westeurope', 'global'],
                categories: ['Write', 'Delete', 'Action'],
                retentionPolicy: { enabled: true, days: 365 },
              },
            },
          ]),
  },
  {
    type: 'Microsoft.Insights/dataCollectionRuleAssociations',
    list: ({ node, tenant, subscription }) => {
      const rule = node === undefined ? undefined : tenant.one(collectionRule.type, subscription, node.dice)
      if (node === undefined || rule === undefined || !/\/virtualMachines$/i.test(node.type)) return nothing
      return listed([
        {
          id: `${node.id}/providers/Microsoft.Insights/dataCollectionRuleAssociations/logs`,
          name: 'logs',
          type: 'Microsoft.Insights/dataCollectionRuleAssociations',
          properties: { dataCollectionRuleId: rule.id },
        },
      ])
    },
  },
  sentinelOn('onboardingStates', () => [{ name: 'default', properties: { customerManagedKey: false } }]),
  sentinelOn('alertRules', () => [
    {
      name: 'brute-force',
      kind: 'Scheduled',
      properties: {
        displayName: 'Many failed sign-ins',
        enabled: true,
        severity: 'Medium',
        query: 'SigninLogs | where ResultType != 0',
        queryFrequency: 'PT1H',
        tactics: ['CredentialAccess'],
      },
    },
    {
      name: 'fusion',
      kind: 'Fusion',
      properties: { displayName: 'Advanced multistage attack', enabled: true, severity: 'High', tactics: ['Exfiltration'] },
    },
  ]),
  sentinelOn('dataConnectors', (_, { tenant }) => [
    { name: 'entra', kind: 'AzureActiveDirectory', properties: { tenantId: tenant.id, dataTypes: { alerts: { state: 'Enabled' } } } },
  ]),
  sentinelOn('automationRules', () => [
    {
      name: 'assign',
      properties: {
        displayName: 'Assign incidents',
        order: 1,
        triggeringLogic: { isEnabled: true, triggersOn: 'Incidents', triggersWhen: 'Created', conditions: [] },
        actions: [],
      },
    },
  ]),
]

export const monitoring: Service = {
  kinds: [workspace, actionGroup, activityAlert, metricAlert, queryRule, collectionRule, insights, automation],
  extensions,
  children: [
    {
      type: `${workspaceType}/tables`,
      list: (parent) =>
        ['SigninLogs', 'AzureActivity', 'Syslog'].flatMap((name) =>
          only(name, {
            properties: {
              ...succeeded,
              plan: 'Analytics',
              retentionInDays: 90,
              totalRetentionInDays: 365,
              schema: { name, tableType: 'Microsoft', columns: [] },
              archiveRetentionInDays: parent.dice.int('archive', 0, 275),
            },
          }),
        ),
    },
    {
      type: 'Microsoft.Automation/automationAccounts/runbooks',
      list: (parent) =>
        some(parent, ['stop-machines', 'rotate-keys'], 0.7, () => ({
          location: parent.body.location,
          properties: { runbookType: 'PowerShell', state: 'Published', logVerbose: false, creationTime: parent.tenant.daysAgo(300) },
        })),
    },
  ],
  arm: [
    {
      path: '/providers/microsoft.aadiam/diagnosticSettings',
      answer: ({ tenant }) => ({
        value: [
          {
            id: '/providers/microsoft.aadiam/providers/microsoft.insights/diagnosticSettings/entra',
            name: 'entra',
            properties: {
              workspaceId: tenant.one(workspaceType, tenant.subscriptions[0], tenant.dice('entra'))?.id ?? null,
              logs: ['AuditLogs', 'SignInLogs', 'NonInteractiveUserSignInLogs'].map((category) => ({
                category,
                enabled: true,
                retentionPolicy: { enabled: false, days: 0 },
              })),
            },
          },
        ],
      }),
    },
    {
      path: '/providers/Microsoft.Insights/eventtypes/management/values',
      answer: ({ tenant, subscription }) => ({
        value: [
          {
            id: `/subscriptions/${subscription?.id}/events/${guidOf(tenant.seed, 'event', subscription?.index ?? 0)}`,
            eventDataId: guidOf(tenant.seed, 'event', subscription?.index ?? 0),
            eventTimestamp: tenant.daysAgo(1),
            caller: `ops@${tenant.scenario.company.mailDomain}`,
            level: 'Informational',
            operationName: { value: 'Microsoft.Network/networkSecurityGroups/write', localizedValue: 'Change a security group' },
            status: { value: 'Succeeded', localizedValue: 'Succeeded' },
            resourceId: `/subscriptions/${subscription?.id}`,
          },
        ],
      }),
    },
  ],
}
