/** Microsoft Sentinel on Log Analytics workspaces. https://learn.microsoft.com/rest/api/securityinsights */
import type { JsonObject } from '../json.ts'
import type { ExtensionKind, Scope, Service } from '../kind.ts'
import { listed, nothing } from '../sequence.ts'

const workspaceType = 'Microsoft.OperationalInsights/workspaces'
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

export const sentinelService: Service = {
  extensions: [
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
  ],
}
