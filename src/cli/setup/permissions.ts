/** Which permissions the resource definitions need, and for what: the least privilege, read off the definitions. */
import type { Definition } from '../../collect/plan.ts'

export interface NeededPermission {
  readonly permission: string
  /** Entity types that need it, in alphabetical order. */
  readonly neededBy: readonly string[]
}

/** What a definition says that asks the cloud for nothing. */
const nothing = 'none'

/** In alphabetical order; what several definitions or their detail calls need stands there once. */
export function neededPermissions(definitions: readonly Definition[]): NeededPermission[] {
  const needed = new Map<string, Set<string>>()
  const need = (permission: string, type: string): void => {
    if (permission === nothing) return
    const types = needed.get(permission)
    if (types === undefined) needed.set(permission, new Set([type]))
    else types.add(type)
  }
  for (const { type, permission, details } of definitions) {
    need(permission, type)
    for (const detail of Object.values(details)) need(detail.permission, type)
  }
  return [...needed]
    .sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))
    .map(([permission, types]) => ({ permission, neededBy: [...types].sort() }))
}
