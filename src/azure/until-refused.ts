/** Detail calls that need a permission few principals hold: one refusal in a subscription is answer enough. */
import { PermissionError } from '../collect/errors.ts'
import type { Answer } from './client/json.ts'
import type { AzureCall } from './listing.ts'
import type { AzureSession } from './session.ts'

type Ask = (call: AzureCall, raw: Answer) => Promise<unknown>

/**
 * Asks for the first resource of each scope, and for the others once that is answered. Where it was refused, the same
 * refusal stands for all of them: their facts are unknown, and nobody is asked again.
 */
export function untilRefused(ask: Ask): Ask {
  const sessions = new WeakMap<AzureSession, Map<string, Promise<unknown>>>()
  return async (call, raw) => {
    const pilots = sessions.get(call.session) ?? new Map<string, Promise<unknown>>()
    sessions.set(call.session, pilots)
    const pilot = pilots.get(call.scope.id)
    if (pilot === undefined) {
      const first = ask(call, raw)
      pilots.set(call.scope.id, first)
      return first
    }
    const refusal = await pilot.then(
      () => undefined,
      (error: unknown) => (error instanceof PermissionError ? error : undefined),
    )
    if (refusal !== undefined) throw refusal
    return ask(call, raw)
  }
}
