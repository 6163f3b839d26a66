/** What policies demand, where, and who is exempt. https://learn.microsoft.com/rest/api/policy */
import { type Edge, from, to } from '../../collect/links.ts'
import type { Loose } from '../../graph/properties.ts'
import { arm } from '../arm-listing.ts'
import { at, isAnswer, objects, text, texts } from '../client/json.ts'
import { extended, keysAt } from '../ends.ts'
import { date, json, ref, region } from '../facts.ts'
import { armKey } from '../ids.ts'
import type { AzureResource } from '../listing.ts'
import { referenced } from '../referenced.ts'
import { resource } from '../resource.ts'

const service = 'Policy'
const version = '2025-01-01'

export const policyAssignment = resource({
  type: 'azure_policy_assignment',
  class: ['ControlPolicy'],
  title: 'Policy assignment',
  service,
  // The list of a subscription holds those inherited from above; Resource Graph's row belongs to where it was made.
  list: arm('Microsoft.Authorization/policyAssignments', version, { inResourceGroup: false }),
  permission: 'Microsoft.Authorization/policyAssignments/read',
  properties: {
    assignmentName: 'name',
    displayName: 'properties.displayName',
    description: 'properties.description',
    scope: 'properties.scope',
    policyDefinitionId: ref('properties.policyDefinitionId'),
    enforcementMode: 'properties.enforcementMode',
    notScopes: 'properties.notScopes',
    parameters: json('properties.parameters'),
    nonComplianceMessages: 'properties.nonComplianceMessages[].message',
    assignedBy: 'properties.metadata.assignedBy',
    createdBy: 'properties.metadata.createdBy',
    createdOn: date('properties.metadata.createdOn'),
    updatedBy: 'properties.metadata.updatedBy',
    updatedOn: date('properties.metadata.updatedOn'),
    identityType: 'identity.type',
    principalId: 'identity.principalId',
    location: region('location'),
  },
  spread: { parameters: { at: 'properties.parameters', expects: 'object', of: scalarParameters } },
  forChildren: { policyDefinitionId: 'properties.policyDefinitionId' },
  links: [
    from('ANY_SCOPE', 'HAS', keysAt('properties.scope'), { type: 'azure_resource_has_policy_assignment' }),
    to('USES', 'azure_policy_definition', (assignment) => definitionOf(assignment, isDefinition)),
    to('USES', 'azure_policy_set_definition', (assignment) => definitionOf(assignment, isSetDefinition)),
  ],
})

/** `parameters.{name}` of parameters that are one value, and the same as `parameters.{name}.value`, as the API nests it. */
function scalarParameters({ raw }: AzureResource): Loose {
  const parameters = at(raw, 'properties.parameters')
  if (!isAnswer(parameters)) return {}
  const values = Object.entries(parameters).map(([name, parameter]) => [name, at(parameter, 'value')] as const)
  const scalars = values.filter(([, value]) => typeof value !== 'object')
  return Object.fromEntries(scalars.flatMap(([name, value]) => [[name, value] as const, [`${name}.value`, value] as const]))
}

function isDefinition(id: string): boolean {
  return /\/policyDefinitions\/[^/]+$/i.test(id)
}

function isSetDefinition(id: string): boolean {
  return /\/policySetDefinitions\/[^/]+$/i.test(id)
}

function definitionOf({ raw }: AzureResource, is: (id: string) => boolean): string | undefined {
  const id = text(raw, 'properties.policyDefinitionId')
  return id !== undefined && is(id) ? armKey(id) : undefined
}

export const policySetDefinition = resource({
  type: 'azure_policy_set_definition',
  class: ['Ruleset'],
  title: 'Policy initiative',
  service,
  // Thousands are built in: only those in use count.
  list: referenced({
    armType: 'Microsoft.Authorization/policySetDefinitions',
    version,
    by: ['azure_policy_assignment'],
    ids: (assignment) => texts(assignment, 'policyDefinitionId').filter(isSetDefinition),
    table: 'policyresources',
  }),
  permission: 'Microsoft.Authorization/policySetDefinitions/read',
  properties: {
    displayName: 'properties.displayName',
    description: 'properties.description',
    policyType: 'properties.policyType',
    version: 'properties.version',
    category: 'properties.metadata.category',
    policyDefinitionIds: ref('properties.policyDefinitions[].policyDefinitionId'),
    policyDefinitionReferenceIds: 'properties.policyDefinitions[].policyDefinitionReferenceId',
  },
  forChildren: { policyDefinitionIds: 'properties.policyDefinitions[].policyDefinitionId' },
  links: [to('CONTAINS', 'azure_policy_definition', members)],
})

/** One definition may stand in an initiative several times, each time with other parameters. */
function members({ raw }: AzureResource): Edge[] {
  return objects(raw, 'properties.policyDefinitions').flatMap((member) => {
    const id = text(member, 'policyDefinitionId')
    const suffix = text(member, 'policyDefinitionReferenceId')
    if (id === undefined) return []
    return [{ target: armKey(id), ...(suffix === undefined ? {} : { suffix, properties: { policyDefinitionReferenceId: suffix } }) }]
  })
}

export const policyDefinition = resource({
  type: 'azure_policy_definition',
  class: ['Rule'],
  title: 'Policy definition',
  service,
  list: referenced({
    armType: 'Microsoft.Authorization/policyDefinitions',
    version,
    by: ['azure_policy_assignment', 'azure_policy_set_definition'],
    ids: (parent) => [...texts(parent, 'policyDefinitionId').filter(isDefinition), ...texts(parent, 'policyDefinitionIds')],
    table: 'policyresources',
  }),
  permission: 'Microsoft.Authorization/policyDefinitions/read',
  properties: {
    displayName: 'properties.displayName',
    description: 'properties.description',
    policyType: 'properties.policyType',
    mode: 'properties.mode',
    version: 'properties.version',
    category: 'properties.metadata.category',
    preview: 'properties.metadata.preview',
    deprecated: 'properties.metadata.deprecated',
    effect: 'properties.policyRule.then.effect',
  },
})

export const policyExemption = resource({
  type: 'azure_policy_exemption',
  class: ['ControlPolicy'],
  title: 'Policy exemption',
  service,
  list: arm('Microsoft.Authorization/policyExemptions', '2022-07-01-preview', { inResourceGroup: false }),
  permission: 'Microsoft.Authorization/policyExemptions/read',
  properties: {
    displayName: 'properties.displayName',
    description: 'properties.description',
    exemptionCategory: 'properties.exemptionCategory',
    policyAssignmentId: ref('properties.policyAssignmentId'),
    policyDefinitionReferenceIds: 'properties.policyDefinitionReferenceIds',
    expiresOn: date('properties.expiresOn'),
    assignmentScopeValidation: 'properties.assignmentScopeValidation',
    createdBy: 'systemData.createdBy',
    updatedOn: date('systemData.lastModifiedAt'),
  },
  links: [
    to('EXCLUDES', 'azure_policy_assignment', keysAt('properties.policyAssignmentId')),
    from('ANY_SCOPE', 'HAS', ({ raw }) => extended(text(raw, 'id') ?? '', 'Microsoft.Authorization'), {
      type: 'azure_resource_has_policy_exemption',
    }),
  ],
})

export const policyRemediation = resource({
  type: 'azure_policy_remediation',
  class: ['Task'],
  title: 'Policy remediation task',
  service,
  // The list of a subscription holds those of its groups and resources, too.
  list: arm('Microsoft.PolicyInsights/remediations', '2024-10-01', { inResourceGroup: false }),
  permission: 'Microsoft.PolicyInsights/remediations/read',
  properties: {
    policyAssignmentId: ref('properties.policyAssignmentId'),
    policyDefinitionReferenceId: 'properties.policyDefinitionReferenceId',
    provisioningState: 'properties.provisioningState',
    statusMessage: 'properties.statusMessage',
    resourceDiscoveryMode: 'properties.resourceDiscoveryMode',
    totalDeployments: 'properties.deploymentStatus.totalDeployments',
    successfulDeployments: 'properties.deploymentStatus.successfulDeployments',
    failedDeployments: 'properties.deploymentStatus.failedDeployments',
    resourceCount: 'properties.resourceCount',
    parallelDeployments: 'properties.parallelDeployments',
    failureThreshold: 'properties.failureThreshold.percentage',
    filteredLocations: 'properties.filters.locations',
    createdOn: date('properties.createdOn'),
    updatedOn: date('properties.lastUpdatedOn'),
    createdBy: 'systemData.createdBy',
  },
  links: [from('azure_policy_assignment', 'HAS', keysAt('properties.policyAssignmentId'))],
})

export const policyDefinitions = [policyAssignment, policySetDefinition, policyDefinition, policyExemption, policyRemediation]
