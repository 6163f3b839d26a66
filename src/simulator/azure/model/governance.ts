/** Policies, locks, budgets, deployments and who else may manage a subscription. https://learn.microsoft.com/rest/api/policy */
import { guidOf } from '../guid.ts'
import type { JsonObject } from '../json.ts'
import type { ArmRoute, ExtensionKind, Kind, Scope, Service } from '../kind.ts'
import { generated, joined, listed, nothing, type Sequence } from '../sequence.ts'
import type { Subscription } from '../subscription.ts'
import type { Tenant } from '../tenant.ts'
import { builtInRole } from './authorization.ts'
import { groupKind } from './groups.ts'
import { rootGroupId } from './management-groups.ts'
import { some } from './shapes.ts'
import { userKind } from './users.ts'

const definitionType = 'Microsoft.Authorization/policyDefinitions'
const setType = 'Microsoft.Authorization/policySetDefinitions'
const assignmentType = 'Microsoft.Authorization/policyAssignments'
const accountType = 'Microsoft.Storage/storageAccounts'

const rules = [
  ['require-owner-tag', 'Resources should name an owner', 'Tags', 'Audit'],
  ['deny-public-storage', 'Storage accounts should not be public', 'Storage', 'Deny'],
  ['audit-vault-purge', 'Vaults should protect against purge', 'Key Vault', 'Audit'],
] as const

function definitions(): readonly JsonObject[] {
  return rules.map(([name, displayName, category, effect]) => ({
    id: `/providers/${definitionType}/${name}`,
    name,
    type: definitionType,
    properties: {
      displayName,
      description: displayName,
      policyType: 'BuiltIn',
      mode: 'Indexed',
      version: '1.0.0',
      metadata: { category, version: '1.0.0', preview: false, deprecated: false },
      parameters: {},
      // biome-ignore lint/suspicious/noThenProperty: the name is Azure's
      policyRule: { if: { field: 'type', equals: accountType }, then: { effect } },
    },
  }))
}

function sets(): readonly JsonObject[] {
  return [
    {
      id: `/providers/${setType}/baseline`,
      name: 'baseline',
      type: setType,
      properties: {
        displayName: 'Security baseline',
        description: 'What every subscription keeps to',
        policyType: 'BuiltIn',
        version: '1.2.0',
        metadata: { category: 'Security' },
        policyDefinitions: rules.map(([name]) => ({
          policyDefinitionReferenceId: name,
          policyDefinitionId: `/providers/${definitionType}/${name}`,
          parameters: {},
        })),
      },
    },
  ]
}

/** The baseline from the root of the tenant, and one rule of the subscription's own. */
function assignments({ tenant, subscription }: Pick<Scope, 'tenant' | 'subscription'>): readonly JsonObject[] {
  const root = assignment(tenant, rootGroupId(tenant), 'baseline', `/providers/${setType}/baseline`)
  if (subscription === undefined) return [root]
  return [
    root,
    assignment(tenant, `/subscriptions/${subscription.id}`, 'deny-public-storage', `/providers/${definitionType}/deny-public-storage`),
  ]
}

function assignment(tenant: Tenant, scope: string, name: string, policyDefinitionId: string): JsonObject {
  return {
    id: `${scope}/providers/${assignmentType}/${name}`,
    name,
    type: assignmentType,
    location: 'westeurope',
    identity: { type: 'None' },
    properties: {
      displayName: name,
      description: '',
      scope,
      policyDefinitionId,
      enforcementMode: 'Default',
      notScopes: [],
      parameters: {},
      nonComplianceMessages: [{ message: 'Ask the platform team' }],
      metadata: {
        assignedBy: 'Platform',
        createdBy: tenant.objects(userKind).id(2) ?? '',
        createdOn: tenant.daysAgo(500),
        updatedBy: null,
        updatedOn: null,
      },
    },
  }
}

/** One state of each storage account; the service writes ids in lower case here. */
function states(tenant: Tenant, subscription: Subscription): Sequence<JsonObject> {
  const accounts = tenant.populationOf(accountType, subscription)
  if (accounts === undefined) return nothing
  const nodes = tenant.list(accounts.kind, subscription)
  const scope = `/subscriptions/${subscription.id}`
  return generated(nodes.length, (position) => {
    const node = nodes.at(position)
    const compliant = !node.drift.chance('policy', tenant.misconfigured)
    return {
      '@odata.id': null,
      timestamp: tenant.daysAgo(0.5),
      resourceId: node.id.toLowerCase(),
      resourceType: accountType.toLowerCase(),
      resourceLocation: node.body.location,
      resourceGroup: node.id.split('/')[4]?.toLowerCase(),
      resourceTags: 'tbd',
      subscriptionId: subscription.id,
      policyAssignmentId: `${scope}/providers/${assignmentType}/deny-public-storage`.toLowerCase(),
      policyAssignmentName: 'deny-public-storage',
      policyAssignmentScope: scope,
      policyDefinitionId: `/providers/${definitionType}/deny-public-storage`.toLowerCase(),
      policyDefinitionName: 'deny-public-storage',
      policyDefinitionAction: 'deny',
      policyDefinitionReferenceId: '',
      policyDefinitionGroupNames: [],
      policySetDefinitionId: '',
      policySetDefinitionName: '',
      managementGroupIds: tenant.id,
      isCompliant: compliant,
      complianceState: compliant ? 'Compliant' : 'NonCompliant',
    }
  })
}

const policyStates: ArmRoute = {
  path: '/providers/Microsoft.PolicyInsights/policyStates/latest/queryResults',
  method: 'POST',
  link: '@odata.nextLink',
  answer: ({ tenant, subscription }) => (subscription === undefined ? nothing : states(tenant, subscription)),
}

/** Definitions are looked up by id: at the root, and below a subscription too. */
const definitionLists: readonly ExtensionKind[] = [
  { type: definitionType, list: () => listed(definitions()) },
  { type: setType, list: () => listed(sets()) },
]

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

function rows(
  type: string,
  make: (scope: Scope & { readonly subscription: Subscription }) => readonly JsonObject[],
  table?: string,
): ExtensionKind {
  return {
    type,
    ...(table === undefined ? {} : { table }),
    list: (scope) => {
      const { subscription } = scope
      if (subscription === undefined) return nothing
      return listed(
        make({ ...scope, subscription }).map((body) => ({
          id: `/subscriptions/${subscription.id}/providers/${type}/${String(body.name)}`,
          type,
          ...body,
        })),
      )
    },
  }
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
  ...definitionLists,
  {
    type: assignmentType,
    list: (scope) => listed(assignments(scope)),
  },
  { type: 'Microsoft.Authorization/locks', list: locks },
  rows('Microsoft.Authorization/classicAdministrators', ({ tenant }) => [
    {
      name: 'serviceAdministrator',
      properties: { emailAddress: `root@${tenant.scenario.company.mailDomain}`, role: 'ServiceAdministrator;AccountAdministrator' },
    },
  ]),
  rows(
    'Microsoft.Authorization/policyExemptions',
    ({ subscription, tenant }) => [
      {
        name: 'legacy-storage',
        properties: {
          displayName: 'Legacy storage',
          policyAssignmentId: `/subscriptions/${subscription.id}/providers/${assignmentType}/deny-public-storage`,
          policyDefinitionReferenceIds: [],
          exemptionCategory: 'Waiver',
          expiresOn: tenant.daysAgo(-90),
        },
      },
    ],
    'policyresources',
  ),
  rows('Microsoft.Authorization/roleEligibilityScheduleInstances', ({ tenant, subscription }) => [
    {
      name: guidOf(tenant.seed, 'eligibility', subscription.index),
      properties: principalProperties(tenant, `/subscriptions/${subscription.id}`, subscription),
    },
  ]),
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
  rows('Microsoft.PolicyInsights/remediations', ({ subscription, tenant }) => [
    {
      name: 'add-owner-tags',
      properties: {
        policyAssignmentId: `/subscriptions/${subscription.id}/providers/${assignmentType}/deny-public-storage`,
        provisioningState: 'Succeeded',
        createdOn: tenant.daysAgo(30),
        deploymentStatus: { totalDeployments: 4, successfulDeployments: 4, failedDeployments: 0 },
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
  rows('Microsoft.ManagedServices/registrationAssignments', ({ tenant, subscription }) =>
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
  arm: [policyStates],
  tables: [
    { table: 'policyresources', type: definitionType, rows: () => listed(definitions()) },
    { table: 'policyresources', type: setType, rows: () => listed(sets()) },
    {
      table: 'policyresources',
      type: assignmentType,
      rows: (tenant) =>
        listed([
          ...assignments({ tenant, subscription: undefined }),
          ...tenant.subscriptions.flatMap((subscription) => assignments({ tenant, subscription }).slice(1)),
        ]),
    },
    {
      table: 'policyresources',
      type: 'microsoft.policyinsights/policystates',
      rows: (tenant) =>
        joined(
          tenant.subscriptions.map((subscription) => {
            const all = states(tenant, subscription)
            return generated(all.length, (position) => {
              const state = all.at(position)
              const id = `${String(state.resourceId)}/providers/microsoft.policyinsights/policystates/${guidOf(tenant.seed, `state ${subscription.index}`, position)}`
              return { id, name: id.slice(id.lastIndexOf('/') + 1), properties: state }
            })
          }),
        ),
    },
  ],
}
