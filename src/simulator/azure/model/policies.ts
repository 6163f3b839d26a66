/** Azure Policy: definitions, assignments, exemptions and what complies. https://learn.microsoft.com/rest/api/policy */
import { guidOf } from '../guid.ts'
import type { JsonObject } from '../json.ts'
import type { ArmRoute, ExtensionKind, Scope, Service } from '../kind.ts'
import { generated, joined, listed, nothing, type Sequence } from '../sequence.ts'
import type { Subscription } from '../subscription.ts'
import type { Tenant } from '../tenant.ts'
import { rootGroupId } from './management-groups.ts'
import { ofSubscriptions } from './shapes.ts'
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

export const policies: Service = {
  extensions: [
    ...definitionLists,
    { type: assignmentType, list: (scope) => listed(assignments(scope)) },
    ofSubscriptions(
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
    ofSubscriptions('Microsoft.PolicyInsights/remediations', ({ subscription, tenant }) => [
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
  ],
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
