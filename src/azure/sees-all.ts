/** Whether a list of a subscription is all there is, or what a role on single groups or resources of it lets one see. */
import { CloudError, PermissionError, SignInError } from '../collect/errors.ts'
import { allows, type Grant } from './client/access.ts'
import type { AzureCall } from './listing.ts'

/**
 * True where ARM says that the principal may read the type in the whole subscription; false where nobody can tell.
 * ARM and Resource Graph answer who may not with what he may see, and never say that there is more.
 * @throws PermissionError where ARM tells what the principal may do and the permission is not among it
 */
export async function seesAll(call: AzureCall, subscriptionId: string): Promise<boolean> {
  const { permission, session } = call
  const scope = `/subscriptions/${subscriptionId}`
  const grants = await grantsAt(call, scope)
  if (allows(grants, permission)) return true
  // What other actions than reading answer, Resource Graph answers to who reads.
  if (grants.every(({ actions }) => actions.length === 0) || !/\/read$/i.test(permission)) return false
  const message = `${permission} is not granted on ${scope}: what is found there is only what single groups or resources show. Grant the role Reader there: ${session.arm.grant('Reader', scope)}`
  throw new PermissionError(permission, scope, message)
}

/** Whether ARM says so. Where it does not, what is below a single group may be read all the same. */
export async function mayRead(call: AzureCall, subscriptionId: string): Promise<boolean> {
  return allows(await grantsAt(call, `/subscriptions/${subscriptionId}`), call.permission)
}

/** The list, and after it the refusal where it was only a part. */
export async function* orOnlyPart<Raw>(call: AzureCall, list: AsyncIterable<Raw>): AsyncGenerator<Raw> {
  yield* list
  await seesAll(call, call.scope.id)
}

/** None where ARM does not say: it may be asked of nobody whose role leaves that out. */
async function grantsAt(call: AzureCall, scope: string): Promise<readonly Grant[]> {
  try {
    return await call.session.access.at(scope, call)
  } catch (error) {
    if (error instanceof CloudError && !(error instanceof SignInError) && !call.signal.aborted) return []
    throw error
  }
}
