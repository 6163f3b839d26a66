/** What the signed-in principal may do, as ARM itself says. https://learn.microsoft.com/rest/api/authorization/permissions */
import type { Arm } from './arm.ts'
import { type Caller, onBehalf } from './http.ts'
import { texts } from './json.ts'

/** One role's effect: its actions, less its notActions. */
export interface Grant {
  readonly actions: readonly string[]
  readonly notActions: readonly string[]
}

export class Access {
  readonly #arm: Arm
  readonly #held = new Map<string, Promise<readonly Grant[]>>()

  constructor(arm: Arm) {
    this.#arm = arm
  }

  /** The grants that reach this scope, asked once. */
  at(scope: string, caller: Caller): Promise<readonly Grant[]> {
    const key = scope.toLowerCase()
    let grants = this.#held.get(key)
    if (grants === undefined) {
      grants = this.#read(scope, caller)
      this.#held.set(key, grants)
      // A question that failed is asked again by the next one who needs it.
      grants.catch(() => this.#held.delete(key))
    }
    return grants
  }

  async #read(scope: string, caller: Caller): Promise<Grant[]> {
    const grants: Grant[] = []
    const path = `${scope}/providers/Microsoft.Authorization/permissions`
    const own = onBehalf(caller, 'Microsoft.Authorization/permissions/read')
    for await (const item of this.#arm.list(path, '2022-04-01', own)) {
      grants.push({ actions: texts(item, 'actions'), notActions: texts(item, 'notActions') })
    }
    return grants
  }
}

/** Whether any of the grants allows the action. */
export function allows(grants: readonly Grant[], action: string): boolean {
  return grants.some(
    ({ actions, notActions }) =>
      actions.some((pattern) => matches(pattern, action)) && !notActions.some((pattern) => matches(pattern, action)),
  )
}

/** Azure's patterns: `*` stands for any text, slashes included; case does not count. */
export function matches(pattern: string, action: string): boolean {
  const parts = pattern.toLowerCase().split('*')
  const wanted = action.toLowerCase()
  const first = parts[0] ?? ''
  if (parts.length === 1) return wanted === first
  const last = parts.at(-1) ?? ''
  if (!wanted.startsWith(first) || wanted.length < first.length + last.length || !wanted.endsWith(last)) return false
  let from = first.length
  for (const part of parts.slice(1, -1)) {
    const found = wanted.indexOf(part, from)
    if (found < 0 || found + part.length > wanted.length - last.length) return false
    from = found + part.length
  }
  return true
}
