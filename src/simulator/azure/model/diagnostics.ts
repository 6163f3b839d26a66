/** Diagnostic settings: which logs go where. https://learn.microsoft.com/rest/api/monitor/diagnostic-settings */
import type { JsonObject } from '../json.ts'
import type { Scope, Service } from '../kind.ts'
import { listed, nothing, type Sequence } from '../sequence.ts'

const workspaceType = 'Microsoft.OperationalInsights/workspaces'
const accountType = 'Microsoft.Storage/storageAccounts'

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

export const diagnosticSettings: Service = {
  extensions: [
    { type: 'Microsoft.Insights/diagnosticSettings', whole: true, list: diagnostics },
    {
      type: 'Microsoft.Insights/diagnosticSettingsCategories',
      whole: true,
      list: ({ node }) =>
        node === undefined
          ? nothing
          : listed(
              [
                ['AuditEvent', 'Logs'],
                ['AllMetrics', 'Metrics'],
              ].map(([name, categoryType]) => ({
                id: `${node.id}/providers/microsoft.insights/diagnosticSettingsCategories/${name}`,
                name,
                type: 'Microsoft.Insights/diagnosticSettingsCategories',
                properties: { categoryType, categoryGroups: categoryType === 'Logs' ? ['allLogs', 'audit'] : null },
              })),
            ),
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
  ],
}
