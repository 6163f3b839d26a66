/** Answers that serve many resources: a report with a line for every user is asked for once, not once per user. */
import type { AzureSession } from './session.ts'

/** `make`, called once per session and key; its failure too is everyone's. */
export function oncePer<Call extends { readonly session: AzureSession }, T>(
  keyOf: (call: Call) => string,
  make: (call: Call) => Promise<T>,
): (call: Call) => Promise<T> {
  const sessions = new WeakMap<AzureSession, Map<string, Promise<T>>>()
  return (call) => {
    let made = sessions.get(call.session)
    if (made === undefined) {
      made = new Map()
      sessions.set(call.session, made)
    }
    const key = keyOf(call)
    let answer = made.get(key)
    if (answer === undefined) {
      answer = make(call)
      made.set(key, answer)
    }
    return answer
  }
}
