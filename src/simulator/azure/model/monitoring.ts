/** Logs and where they go: Azure Monitor, Log Analytics, Automation. https://learn.microsoft.com/rest/api/monitor */
import { guidOf } from '../guid.ts'
import type { ExtensionKind, Kind, Service } from '../kind.ts'
import { listed, nothing } from '../sequence.ts'
import { only, some, succeeded, withIdentity } from './shapes.ts'

export const workspaceType = 'Microsoft.OperationalInsights/workspaces'
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

const extensions: readonly ExtensionKind[] = [
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
]

export const monitoring: Service = {
  kinds: [workspace, collectionRule, insights, automation],
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
      table: 'resources',
      list: (parent) =>
        some(parent, ['stop-machines', 'rotate-keys'], 1, () => ({
          location: parent.body.location,
          properties: { runbookType: 'PowerShell', state: 'Published', logVerbose: false, creationTime: parent.tenant.daysAgo(300) },
        })),
    },
    {
      type: 'Microsoft.Automation/automationAccounts/variables',
      list: (parent) =>
        some(parent, ['environment'], 0.7, (name) => ({
          properties: {
            isEncrypted: !parent.drift.chance(`plain ${name}`, parent.tenant.misconfigured * 2),
            creationTime: parent.tenant.daysAgo(300),
          },
        })),
    },
    {
      type: `${collectionRule.type}/associations`,
      list: (rule) => {
        const machine = rule.tenant.one('Microsoft.Compute/virtualMachines', rule.subscription, rule.dice)
        const id = `${machine?.id ?? ''}/providers/Microsoft.Insights/dataCollectionRuleAssociations/logs`
        return machine === undefined
          ? []
          : only('logs', { id, type: 'Microsoft.Insights/dataCollectionRuleAssociations', properties: { dataCollectionRuleId: rule.id } })
      },
    },
  ],
  arm: [
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
