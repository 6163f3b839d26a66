/** Microsoft Defender for Cloud. https://learn.microsoft.com/rest/api/defenderforcloud */
import type { JsonObject } from '../json.ts'
import type { ExtensionKind, Kind, Scope, Service } from '../kind.ts'
import { joined, listed, nothing, type Sequence } from '../sequence.ts'
import type { Subscription } from '../subscription.ts'
import type { Tenant } from '../tenant.ts'
import { attackPaths } from './attack-paths.ts'
import { alerts, assessments, subAssessments } from './security-findings.ts'

const plans = ['VirtualMachines', 'StorageAccounts', 'KeyVaults', 'Containers', 'SqlServers', 'AppServices', 'Arm', 'CloudPosture'] as const

function pricings({ subscription, tenant }: Scope): Sequence<JsonObject> {
  if (subscription === undefined) return nothing
  return listed(
    plans.map((name) => {
      const on = !tenant.dice('plan', subscription.index, name).chance('free', tenant.misconfigured * 2)
      return {
        id: `/subscriptions/${subscription.id}/providers/Microsoft.Security/pricings/${name}`,
        name,
        type: 'Microsoft.Security/pricings',
        properties: {
          pricingTier: on ? 'Standard' : 'Free',
          ...(name === 'VirtualMachines' && on ? { subPlan: 'P2' } : {}),
          freeTrialRemainingTime: 'PT0S',
          ...(on ? { enablementTime: tenant.daysAgo(400) } : {}),
          deprecated: false,
          extensions: [{ name: 'AgentlessVmScanning', isEnabled: on ? 'True' : 'False' }],
        },
      }
    }),
  )
}

/** A list that every subscription has in the same way. */
function everywhere(
  type: string,
  rows: (scope: { readonly tenant: Tenant; readonly subscription: Subscription }) => readonly JsonObject[],
  table?: string,
): ExtensionKind {
  return {
    type,
    whole: true,
    ...(table === undefined ? {} : { table }),
    list: ({ tenant, subscription, kind }) =>
      subscription === undefined || kind !== 'subscription'
        ? nothing
        : listed(
            rows({ tenant, subscription }).map((body) => ({
              id: `/subscriptions/${subscription.id}/providers/${type}/${String(body.name)}`,
              type,
              ...body,
            })),
          ),
  }
}

function ofSubscription(
  type: string,
  rows: (tenant: Tenant, subscription: Subscription) => Sequence<JsonObject>,
  table?: string,
): ExtensionKind {
  return {
    type,
    ...(table === undefined ? {} : { table }),
    list: ({ tenant, subscription, kind }) =>
      subscription === undefined || kind !== 'subscription' ? nothing : rows(tenant, subscription),
  }
}

const jitPolicy: Kind = {
  type: 'Microsoft.Security/jitNetworkAccessPolicies',
  table: null,
  apiVersion: '2020-01-01',
  weight: 3,
  least: 1,
  prefix: 'jit',
  body: (seat) => {
    const machine = seat.peer('Microsoft.Compute/virtualMachines')
    return {
      kind: 'Basic',
      properties: {
        provisioningState: 'Succeeded',
        virtualMachines:
          machine === undefined
            ? []
            : [
                {
                  id: machine.id,
                  ports: [{ number: 22, protocol: 'TCP', allowedSourceAddressPrefix: '*', maxRequestAccessDuration: 'PT3H' }],
                },
              ],
        requests: [],
      },
    }
  },
}

const automation: Kind = {
  type: 'Microsoft.Security/automations',
  apiVersion: '2023-12-01-preview',
  weight: 2,
  least: 1,
  prefix: 'secauto',
  body: (seat) => ({
    kind: '',
    properties: {
      isEnabled: true,
      scopes: [{ description: 'subscription', scopePath: `/subscriptions/${seat.subscription.id}` }],
      sources: [{ eventSource: 'Alerts', ruleSets: [] }],
      actions: [
        { actionType: 'LogicApp', logicAppResourceId: seat.peer('Microsoft.Logic/workflows')?.id, uri: 'https://example.invalid/trigger' },
      ],
    },
  }),
}

export const security: Service = {
  kinds: [jitPolicy, automation],
  extensions: [
    { type: 'Microsoft.Security/pricings', whole: true, table: 'securityresources', list: pricings },
    ofSubscription('Microsoft.Security/assessments', assessments, 'securityresources'),
    ofSubscription('Microsoft.Security/subAssessments', subAssessments),
    ofSubscription('Microsoft.Security/alerts', alerts),
    everywhere('Microsoft.Security/autoProvisioningSettings', () => [{ name: 'default', properties: { autoProvision: 'Off' } }]),
    everywhere('Microsoft.Security/settings', () => [
      { name: 'MCAS', kind: 'DataExportSettings', properties: { enabled: true } },
      { name: 'WDATP', kind: 'DataExportSettings', properties: { enabled: true } },
    ]),
    everywhere('Microsoft.Security/securityContacts', ({ tenant, subscription }) =>
      tenant.dice('contact', subscription.index).chance('none', tenant.misconfigured)
        ? []
        : [
            {
              name: 'default',
              properties: {
                emails: `security@${tenant.scenario.company.mailDomain}`,
                phone: '',
                isEnabled: true,
                notificationsByRole: { state: 'On', roles: ['Owner'] },
                notificationsSources: [{ sourceType: 'Alert', minimalSeverity: 'High' }],
              },
            },
          ],
    ),
    everywhere(
      'Microsoft.Security/secureScores',
      ({ tenant, subscription }) => [
        {
          name: 'ascScore',
          properties: {
            displayName: 'ASC score',
            score: { max: 58, current: 30 + (subscription.index % 20), percentage: 0.6 },
            weight: tenant.resources,
          },
        },
      ],
      'securityresources',
    ),
    everywhere(
      'Microsoft.Security/regulatoryComplianceStandards',
      () => [
        {
          name: 'Microsoft-cloud-security-benchmark',
          properties: { state: 'Failed', passedControls: 40, failedControls: 12, skippedControls: 3, unsupportedControls: 2 },
        },
      ],
      'securityresources',
    ),
  ],
  tables: [
    {
      table: 'securityresources',
      type: 'microsoft.security/locations/alerts',
      rows: (tenant) => joined(tenant.subscriptions.map((subscription) => alerts(tenant, subscription))),
    },
    {
      table: 'securityresources',
      type: 'microsoft.security/assessments/subassessments',
      rows: (tenant) => joined(tenant.subscriptions.map((subscription) => subAssessments(tenant, subscription))),
    },
    {
      table: 'securityresources',
      type: 'microsoft.security/attackpaths',
      rows: attackPaths,
    },
  ],
}
