/** What the principal may do in each subscription, as Azure Resource Manager itself says. */
import { CloudError } from '../../collect/errors.ts'
import type { PermissionCheck } from '../../collect/resource.ts'
import { allows, type Grant } from '../client/access.ts'
import { isAction } from '../client/arm.ts'
import { onBehalf } from '../client/http.ts'
import { text } from '../client/json.ts'
import { subscriptionsRead } from '../permission-kinds.ts'
import { type AzureSession, ownCaller } from '../session.ts'
import { rootScope } from './management-groups.ts'
import { attempt, type Needed } from './needed.ts'

export interface Subscription {
  readonly id: string
  /** Whether ARM lists it: whoever has no role there at all does not see it. */
  readonly seen: boolean
}

/**
 * The subscriptions that are asked for, or why they are unknown.
 * @param below those that the management groups name
 */
export async function subscriptionsOf(
  session: AzureSession,
  below: readonly string[],
  signal: AbortSignal,
): Promise<readonly Subscription[] | CloudError> {
  const seen = await attempt(async () => {
    const ids = new Set<string>()
    for await (const one of session.arm.list('/subscriptions', '2022-12-01', ownCaller(signal, subscriptionsRead))) {
      const id = text(one, 'subscriptionId')?.toLowerCase()
      if (id !== undefined) ids.add(id)
    }
    return ids
  })
  if (seen instanceof CloudError) return seen
  const wanted = session.config.subscriptions
  const ids = wanted === 'all' ? [...new Set([...seen, ...below])] : wanted
  return ids.map((id) => ({ id, seen: seen.has(id.toLowerCase()) }))
}

export async function* subscriptionChecks(
  session: AzureSession,
  needed: Needed,
  subscriptions: readonly Subscription[] | CloudError,
  signal: AbortSignal,
): AsyncGenerator<PermissionCheck> {
  if (subscriptions instanceof CloudError) {
    const scope = `tenant ${session.config.tenantId}`
    for (const [permission, neededBy] of needed) yield { permission, scope, granted: 'unknown', neededBy, remedy: subscriptions.message }
    return
  }
  const ofSubscription = needed.get(subscriptionsRead) ?? []
  if (subscriptions.length === 0) {
    const remedy = session.arm.grant('Reader', rootScope(session))
    yield { permission: subscriptionsRead, scope: `tenant ${session.config.tenantId}`, granted: false, neededBy: ofSubscription, remedy }
  }
  // All at once: the clients keep to their limits.
  const asked = await Promise.all(
    subscriptions.map(async ({ id, seen }) => ({ id, seen, held: seen ? await grantsAt(session, `/subscriptions/${id}`, signal) : [] })),
  )
  for (const { id, seen, held } of asked) {
    const scope = `/subscriptions/${id}`
    const remedy = session.arm.grant('Reader', scope)
    yield { permission: subscriptionsRead, scope, granted: seen, neededBy: ofSubscription, ...(seen ? {} : { remedy }) }
    for (const [permission, neededBy] of needed) {
      if (permission === subscriptionsRead) continue
      const how = isAction(permission) ? session.arm.grantAction(scope) : remedy
      const granted = held === undefined ? 'unknown' : allows(held, permission)
      const open = `Azure does not say what the principal may do there; a collection will show it. Where it is refused: ${how}`
      yield { permission, scope, granted, neededBy, ...(granted === true ? {} : { remedy: granted === false ? how : open }) }
    }
  }
}

/** Undefined where ARM does not tell what the principal may do: an empty answer is no proof of having nothing. */
async function grantsAt(session: AzureSession, scope: string, signal: AbortSignal): Promise<readonly Grant[] | undefined> {
  const caller = onBehalf(ownCaller(signal, ''), 'Microsoft.Authorization/permissions/read')
  const grants = await attempt(() => session.access.at(scope, caller))
  return grants instanceof CloudError || grants.length === 0 ? undefined : grants
}
