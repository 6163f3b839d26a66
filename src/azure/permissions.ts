/** Which permissions the definitions need, and whether the signed-in principal holds them. Changes nothing. */
import type { PermissionCheck } from '../collect/resource.ts'
import { managementGroupsRead } from './permission-kinds.ts'
import { directoryChecks } from './permissions/directory.ts'
import { graphChecks } from './permissions/graph.ts'
import { managementGroupCheck, rootGroupOf, subscriptionsBelow } from './permissions/management-groups.ts'
import { neededByKind } from './permissions/needed.ts'
import { subscriptionChecks, subscriptionsOf } from './permissions/subscriptions.ts'
import { vaultChecks } from './permissions/vaults.ts'
import type { AzureDefinition } from './resource.ts'
import type { AzureSession } from './session.ts'

/** Each permission on each scope that grants it: the tenant, the root management group, subscriptions, vaults. */
export async function* permissionsOf(
  session: AzureSession,
  definitions: readonly AzureDefinition[],
  signal: AbortSignal,
): AsyncGenerator<PermissionCheck> {
  const needed = neededByKind(definitions)
  const ofManager = new Map([...needed('read'), ...needed('action')])
  const ofGroups = ofManager.get(managementGroupsRead)
  ofManager.delete(managementGroupsRead)
  yield* graphChecks(session, needed('graph'), signal)
  const root = await rootGroupOf(session, signal)
  if (ofGroups !== undefined) yield managementGroupCheck(session, root, ofGroups)
  yield* directoryChecks(session, needed('directory'), signal)
  const subscriptions = await subscriptionsOf(session, subscriptionsBelow(root), signal)
  yield* subscriptionChecks(session, ofManager, subscriptions, signal)
  yield* vaultChecks(session, needed('data'), subscriptions, signal)
}
