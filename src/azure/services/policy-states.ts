/** How resources fare against the policies assigned to them. https://learn.microsoft.com/rest/api/policy/policy-states */
import { from } from '../../collect/links.ts'
import { bulkOf } from '../arm-listing.ts'
import { onBehalf } from '../client/http.ts'
import { type Answer, at, isAnswer, text } from '../client/json.ts'
import { keysAt } from '../ends.ts'
import { date, from as fact, ref } from '../facts.ts'
import type { ListingOf } from '../listing.ts'
import { resource } from '../resource.ts'

const armType = 'Microsoft.PolicyInsights/policyStates'
const query = `/providers/${armType}/latest/queryResults`
const queryByList = 'Microsoft.PolicyInsights/policyStates/queryResults/action'

export const policyState = resource({
  type: 'azure_policy_state',
  class: ['Review'],
  title: 'Policy state',
  service: 'Policy',
  list: latest,
  permission: 'Microsoft.PolicyInsights/policyStates/queryResults/read',
  properties: {
    policyAssignmentId: ref('policyAssignmentId'),
    policyAssignmentName: 'policyAssignmentName',
    policyAssignmentScope: 'policyAssignmentScope',
    policyDefinitionId: ref('policyDefinitionId'),
    policyDefinitionName: 'policyDefinitionName',
    policyDefinitionReferenceId: 'policyDefinitionReferenceId',
    policySetDefinitionId: ref('policySetDefinitionId'),
    policySetDefinitionName: 'policySetDefinitionName',
    resourceId: ref('resourceId'),
    resourceType: 'resourceType',
    resourceLocation: 'resourceLocation',
    resourceGroup: 'resourceGroup',
    resourceTags: 'resourceTags',
    subscriptionId: 'subscriptionId',
    timestamp: date('timestamp'),
    // Only the older way to ask still answers it.
    isCompliant: fact(['isCompliant', 'complianceState'], compliant),
    complianceState: 'complianceState',
    policyDefinitionAction: 'policyDefinitionAction',
    policyDefinitionGroupNames: 'policyDefinitionGroupNames',
    managementGroupIds: fact(['managementGroupIds'], groups, 'text'),
  },
  links: [
    from('azure_policy_assignment', 'HAS', keysAt('policyAssignmentId')),
    from('azure_policy_definition', 'DEFINES', keysAt('policyDefinitionId')),
    from('ANY_RESOURCE', 'HAS', keysAt('resourceId'), { type: 'azure_resource_has_policy_state' }),
  ],
})

/** One query of Resource Graph, which Reader may ask; the query of the provider itself is an action. */
function latest(): ReturnType<ListingOf> {
  return {
    scope: 'subscription',
    armType,
    source: {
      kind: 'list',
      api: `POST /subscriptions/{subscriptionId}${query}`,
      permission: queryByList,
      list: (call) => {
        const asking = onBehalf(call, queryByList)
        return call.session.arm.listByPost(`/subscriptions/${call.scope.id}${query}`, '2024-10-01', asking)
      },
    },
    bulk: bulkOf('policyresources', armType, stateOf),
    properties: ['displayName'],
    shared: ({ raw }) => ({ key: keyOf(raw), properties: { displayName: nameOf(raw) } }),
  }
}

/** A row holds the state where resources have their properties. */
function stateOf(row: Answer): Answer {
  const { subscriptionId, resourceGroup } = row
  const properties = at(row, 'properties')
  return { subscriptionId, resourceGroup, ...(isAnswer(properties) ? properties : {}) }
}

function keyOf(state: Answer): string {
  const parts = ['policyAssignmentId', 'policyDefinitionId', 'resourceId', 'policyDefinitionReferenceId']
  return [...parts.map((name) => text(state, name) ?? ''), 'latest'].join(':').toLowerCase()
}

function nameOf(state: Answer): string {
  const policy = text(state, 'policyDefinitionReferenceId') ?? text(state, 'policyDefinitionName') ?? 'policy'
  const id = text(state, 'resourceId') ?? ''
  return `${policy}: ${id.slice(id.lastIndexOf('/') + 1)}`
}

function compliant(isCompliant: unknown, state: unknown): boolean | undefined {
  if (typeof isCompliant === 'boolean') return isCompliant
  const known: Readonly<Record<string, boolean>> = { compliant: true, noncompliant: false }
  return typeof state === 'string' ? known[state.toLowerCase()] : undefined
}

function groups(ids: unknown): string[] | undefined {
  return typeof ids === 'string' ? ids.split(',').filter((id) => id !== '') : undefined
}

export const policyStateDefinitions = [policyState]
