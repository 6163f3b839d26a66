/** What judges, locks and watches: policy, locks, diagnostic settings, alerts, recommendations. */

import type { Reading } from '../crawl.ts'
import { at, list, text, texts } from '../json.ts'
import type { Item, World } from '../world.ts'

export function governance(world: World, reading: Reading): void {
  policies(world, reading)
  for (const lock of world.of('azure_resource_lock')) {
    // What stands before the provider is the id of what is locked.
    const scope = lock.key.slice(0, lock.key.lastIndexOf('/providers/microsoft.authorization/'))
    world.draw(lock, 'HAS', world.findOrStandIn('azure_scope', scope))
  }
  for (const setting of world.of('azure_diagnostic_setting')) {
    for (const resource of setting.listedFor) world.draw(resource, 'HAS', setting)
    usesAccount(world, setting, 'properties.storageAccountId')
  }
  for (const profile of world.of('azure_monitor_log_profile')) usesAccount(world, profile, 'properties.storageAccountId')
  for (const alert of world.of('azure_monitor_activity_log_alert'))
    for (const scope of texts(alert.raw, 'properties.scopes')) world.draw(alert, 'MONITORS', world.find(scope))
  for (const recommendation of world.of('azure_advisor_recommendation')) {
    world.draw(world.find(text(recommendation.raw, 'properties.resourceMetadata.resourceId')), 'HAS', recommendation)
    const source = world.find(text(recommendation.raw, 'properties.resourceMetadata.source'), 'azure_security_assessment')
    world.draw(source, 'IDENTIFIED', recommendation)
  }
  for (const alert of world.of('azure_defender_alert'))
    for (const resource of affectedBy(alert)) world.draw(world.find(resource), 'HAS', alert)
}

function policies(world: World, reading: Reading): void {
  for (const assignment of world.of('azure_policy_assignment')) {
    world.draw(world.find(text(assignment.raw, 'properties.scope')), 'HAS', assignment)
    const id = text(assignment.raw, 'properties.policyDefinitionId') ?? ''
    const definition = world.find(id) ?? (reading.namesakes === true ? namesakeOf(world, id) : undefined)
    if (definition?.type.startsWith('azure_policy_')) world.draw(assignment, 'USES', definition)
  }
  for (const state of world.of('azure_policy_state')) {
    world.draw(world.find(text(state.raw, 'policyAssignmentId'), 'azure_policy_assignment'), 'HAS', state)
    world.draw(world.find(text(state.raw, 'policyDefinitionId'), 'azure_policy_definition'), 'DEFINES', state)
    world.draw(world.find(text(state.raw, 'resourceId')), 'HAS', state)
  }
  for (const set of world.of('azure_policy_set_definition'))
    for (const member of list(set.raw, 'properties.policyDefinitions')) {
      const definition = world.find(text(member, 'policyDefinitionId'), 'azure_policy_definition')
      world.draw(set, 'CONTAINS', definition, text(member, 'policyDefinitionReferenceId'))
    }
}

function namesakeOf(world: World, id: string): Item | undefined {
  const name = id.slice(id.lastIndexOf('/')).toLowerCase()
  return world.of('azure_policy_definition').find((definition) => definition.key.endsWith(name))
}

export function usesAccount(world: World, user: Item, path: string): void {
  world.draw(user, 'USES', world.find(text(user.raw, path), 'azure_storage_account'))
}

/** Of the 2022 shape, or of 2019. */
function affectedBy(alert: Item): ReadonlySet<string> {
  const now = list(alert.raw, 'properties.resourceIdentifiers').map((identifier) => text(identifier, 'azureResourceId'))
  const then = at(alert.raw, 'properties.associatedResource')
  return new Set([...now, typeof then === 'string' ? then : undefined].filter((id) => id !== undefined).map((id) => id.toLowerCase()))
}
