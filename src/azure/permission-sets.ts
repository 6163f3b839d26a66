/** What a role allows or a deny assignment denies. https://learn.microsoft.com/azure/role-based-access-control/role-definitions */
import { type Answer, isAnswer, text } from './client/json.ts'
import { type FactTable, from } from './facts.ts'

/**
 * The four lists over all sets of permissions. What one set leaves out another may give, and a set may hold under a
 * condition only: where that is so, the sets are told apart by `permissions`, each as JSON.
 */
export const permissionFacts: FactTable = {
  actions: 'properties.permissions[].actions',
  notActions: 'properties.permissions[].notActions',
  dataActions: 'properties.permissions[].dataActions',
  notDataActions: 'properties.permissions[].notDataActions',
  permissions: from(['properties.permissions'], apart),
}

function apart(sets: unknown): readonly Answer[] | undefined {
  if (!Array.isArray(sets)) return undefined
  const all = sets.filter(isAnswer)
  return all.length > 1 || all.some((set) => text(set, 'condition') !== undefined) ? all : undefined
}
