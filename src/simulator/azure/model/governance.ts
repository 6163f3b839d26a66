/** Locks, budgets, advice, deployments and who else may manage a subscription. https://learn.microsoft.com/rest/api/resources */
import { guidOf } from '../guid.ts'
import type { JsonObject } from '../json.ts'
import type { ExtensionKind, Kind, Scope, Service } from '../kind.ts'
import { listed, nothing, type Sequence } from '../sequence.ts'
import type { Subscription } from '../subscription.ts'
import type { Tenant } from '../tenant.ts'
import { groupKind } from './groups.ts'
import { builtInRole } from './role-definitions.ts'
import { readerId } from './service-principals.ts'
import { ofSubscriptions as rows, some } from './shapes.ts'

const accountType = 'Microsoft.Storage/storageAccounts'

function locks({ tenant, subscription }: Scope): Sequence<JsonObject> {
  if (subscription === undefined) return nothing
  const groups = tenant.groups(subscription)
  const group = groups.length === 0 ? undefined : groups.at(0)
  const scope = `/subscriptions/${subscription.id}${group === undefined ? '' : `/resourceGroups/${group.name}`}`
  return listed([
    {
      id: `${scope}/providers/Microsoft.Authorization/locks/do-not-delete`,
      name: 'do-not-delete',
      type: 'Microsoft.Authorization/locks',
      properties: { level: 'CanNotDelete', notes: 'Ask the platform team first', owners: [{ applicationId: tenant.clientId }] },
    },
  ])
}

function principalProperties(tenant: Tenant, scope: string, subscription: Subscription): JsonObject {
  const role = builtInRole('Contributor')
  return {
    scope,
    roleDefinitionId: `/subscriptions/${subscription.id}/providers/Microsoft.Authorization/roleDefinitions/${role}`,
    principalId: tenant.objects(groupKind).id(subscription.index) ?? '',
    principalType: 'Group',
    memberType: 'Direct',
    status: 'Provisioned',
    startDateTime: tenant.daysAgo(100),
    endDateTime: tenant.daysAgo(-200),
  }
}

const extensions: readonly ExtensionKind[] = [
  { type: 'Microsoft.Authorization/locks', list: locks },
  rows(
    'Microsoft.Authorization/classicAdministrators',
    ({ tenant }) => [
      {
        name: 'serviceAdministrator',
        properties: { emailAddress: `root@${tenant.scenario.company.mailDomain}`, role: 'ServiceAdministrator;AccountAdministrator' },
      },
    ],
    'authorizationresources',
  ),
  rows('Microsoft.Authorization/roleEligibilityScheduleInstances', ({ tenant, subscription }) => [
    {
      name: guidOf(tenant.seed, 'eligibility', subscription.index),
      properties: principalProperties(tenant, `/subscriptions/${subscription.id}`, subscription),
    },
  ]),
  rows('Microsoft.Authorization/denyAssignments', ({ tenant, subscription }) => denials(tenant, subscription)),
  rows('Microsoft.Authorization/roleManagementPolicyAssignments', ({ tenant, subscription }) => [
    {
      name: `${guidOf(tenant.seed, 'role policy', subscription.index)}_${builtInRole('Owner')}`,
      properties: {
        scope: `/subscriptions/${subscription.id}`,
        roleDefinitionId: `/subscriptions/${subscription.id}/providers/Microsoft.Authorization/roleDefinitions/${builtInRole('Owner')}`,
        policyId: `/subscriptions/${subscription.id}/providers/Microsoft.Authorization/roleManagementPolicies/${guidOf(tenant.seed, 'role policy', subscription.index)}`,
        effectiveRules: [
          {
            id: 'Expiration_EndUser_Assignment',
            ruleType: 'RoleManagementPolicyExpirationRule',
            isExpirationRequired: true,
            maximumDuration: 'PT8H',
          },
          {
            id: 'Enablement_EndUser_Assignment',
            ruleType: 'RoleManagementPolicyEnablementRule',
            enabledRules: ['MultiFactorAuthentication', 'Justification'],
          },
          {
            id: 'Approval_EndUser_Assignment',
            ruleType: 'RoleManagementPolicyApprovalRule',
            setting: { isApprovalRequired: false, approvalStages: [] },
          },
        ],
      },
    },
  ]),
  rows('Microsoft.Consumption/budgets', ({ subscription, tenant }) =>
    tenant.dice('budget', subscription.index).chance('none', tenant.misconfigured)
      ? []
      : [
          {
            name: 'monthly',
            properties: {
              category: 'Cost',
              amount: 5000,
              timeGrain: 'Monthly',
              timePeriod: { startDate: '2025-01-01T00:00:00Z', endDate: '2027-01-01T00:00:00Z' },
              currentSpend: { amount: 3100.5, unit: 'EUR' },
              notifications: {
                Actual_80: {
                  enabled: true,
                  operator: 'GreaterThan',
                  threshold: 80,
                  contactEmails: [`finance@${tenant.scenario.company.mailDomain}`],
                },
              },
            },
          },
        ],
  ),
  rows('Microsoft.Consumption/usageDetails', ({ subscription, tenant }) => [
    {
      name: guidOf(tenant.seed, 'usage', subscription.index),
      kind: 'legacy',
      properties: {
        offerId: 'MS-AZR-0017P',
        product: 'Storage',
        productOrderName: 'Azure plan',
        date: tenant.daysAgo(1),
        cost: 12.5,
        billingCurrency: 'EUR',
        resourceId: `/subscriptions/${subscription.id}`,
        meterId: guidOf(tenant.seed, 'meter', 0),
        subscriptionId: subscription.id,
      },
    },
  ]),
  rows('Microsoft.CostManagement/scheduledActions', ({ tenant }) => [
    {
      name: 'anomalies',
      kind: 'InsightAlert',
      properties: {
        displayName: 'Anomalies',
        status: 'Enabled',
        notification: { to: [`finance@${tenant.scenario.company.mailDomain}`] },
        schedule: { frequency: 'Daily' },
      },
    },
  ]),
  rows(
    'Microsoft.ManagedServices/registrationAssignments',
    ({ tenant, subscription }) =>
      subscription.index % 3 === 1
        ? [
            {
              name: guidOf(tenant.seed, 'lighthouse', subscription.index),
              properties: {
                provisioningState: 'Succeeded',
                registrationDefinition: {
                  properties: {
                    registrationDefinitionName: 'Managed by a partner',
                    managedByTenantId: guidOf(tenant.seed, 'partner tenant', 0),
                    managedByTenantName: 'Partner Operations',
                    authorizations: [{ principalId: guidOf(tenant.seed, 'partner', 0), roleDefinitionId: builtInRole('Reader') }],
                  },
                },
              },
            },
          ]
        : [],
    'managedserviceresources',
  ),
  rows('Microsoft.Resources/deployments', ({ tenant, subscription }) =>
    some({ ...pseudo(tenant, subscription) }, ['main', 'network', 'policies'], 0.8, (_, dice) => ({
      location: 'westeurope',
      properties: {
        provisioningState: 'Succeeded',
        timestamp: tenant.daysAgo(dice.int('age', 1, 300)),
        mode: 'Incremental',
        correlationId: dice.guid('correlation'),
        templateHash: dice.hex('hash', 16),
        outputResources: [],
      },
    })).map(({ name, body }) => ({ name, ...body })),
  ),
  rows('Microsoft.Advisor/recommendations', ({ tenant, subscription }) => advice(tenant, subscription), 'advisorresources'),
]

/** What a managed application keeps everybody's hands off but its publisher's. */
function denials(tenant: Tenant, subscription: Subscription): readonly JsonObject[] {
  const groups = tenant.groups(subscription)
  if (groups.length === 0 || subscription.index % 2 === 1) return []
  const scope = `/subscriptions/${subscription.id}/resourceGroups/${groups.at(groups.length - 1).name}`
  const name = guidOf(tenant.seed, 'denial', subscription.index)
  return [
    {
      id: `${scope}/providers/Microsoft.Authorization/denyAssignments/${name}`,
      name,
      properties: {
        denyAssignmentName: 'Managed by its publisher',
        permissions: [{ actions: ['*'], notActions: ['*/read'], dataActions: [], notDataActions: [] }],
        scope,
        doNotApplyToChildScopes: false,
        principals: [{ id: '00000000-0000-0000-0000-000000000000', type: 'SystemDefined' }],
        excludePrincipals: [{ id: readerId(tenant), type: 'ServicePrincipal' }],
        isSystemProtected: true,
      },
    },
  ]
}

/** Something with dice of its own, for lists that no resource bears. */
function pseudo(tenant: Tenant, subscription: Subscription) {
  const dice = tenant.dice('subscription', subscription.index)
  return {
    tenant,
    subscription,
    type: 'subscription',
    id: `/subscriptions/${subscription.id}`,
    name: subscription.name,
    dice,
    drift: dice,
    body: {},
  }
}

function advice(tenant: Tenant, subscription: Subscription): readonly JsonObject[] {
  const accounts = tenant.populationOf(accountType, subscription)
  if (accounts === undefined) return []
  const nodes = tenant.list(accounts.kind, subscription)
  return Array.from({ length: Math.min(10, nodes.length) }, (_, position) => {
    const node = nodes.at(position)
    const assessment = `${node.id}/providers/Microsoft.Security/assessments/1b7d2a5e-0c44-4e0e-9a51-3f5b7e6f1a01`
    return {
      id: `${node.id}/providers/Microsoft.Advisor/recommendations/${node.dice.guid('advice')}`,
      name: node.dice.guid('advice'),
      properties: {
        category: 'Security',
        impact: node.dice.pick('impact', ['High', 'Medium', 'Low']),
        impactedField: accountType,
        impactedValue: node.name,
        lastUpdated: tenant.daysAgo(1),
        recommendationTypeId: '1b7d2a5e-0c44-4e0e-9a51-3f5b7e6f1a01',
        shortDescription: { problem: 'Storage accounts should not allow public access', solution: 'Turn public access off' },
        extendedProperties: { assessmentKey: '1b7d2a5e-0c44-4e0e-9a51-3f5b7e6f1a01', score: '5' },
        resourceMetadata: { resourceId: node.id, source: assessment },
        suppressionIds: null,
      },
    }
  })
}

const templateSpec: Kind = {
  type: 'Microsoft.Resources/templateSpecs',
  apiVersion: '2022-02-01',
  weight: 2,
  least: 1,
  prefix: 'ts',
  body: (seat) => ({ properties: { displayName: seat.name, description: 'A landing zone', versions: {} } }),
}

const deploymentStack: Kind = {
  type: 'Microsoft.Resources/deploymentStacks',
  table: 'deploymentresources',
  apiVersion: '2024-03-01',
  weight: 2,
  least: 1,
  prefix: 'stack',
  body: (seat) => ({
    properties: {
      provisioningState: 'succeeded',
      denySettings: { mode: 'denyDelete' },
      actionOnUnmanage: { resources: 'detach' },
      resources: [seat.peer(accountType)].flatMap((account) =>
        account === undefined ? [] : [{ id: account.id, status: 'managed', denyStatus: 'denyDelete' }],
      ),
    },
  }),
}

export const governance: Service = {
  kinds: [templateSpec, deploymentStack],
  extensions,
}
