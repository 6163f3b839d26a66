/** What has to be checked, sorted by who can tell whether it is granted. */
import { CloudError } from '../../collect/errors.ts'
import { needsOf } from '../../collect/needs.ts'
import { kindOf, type PermissionKind } from '../permission-kinds.ts'
import type { AzureDefinition } from '../resource.ts'

/** Permissions to the types that need them. */
export type Needed = ReadonlyMap<string, readonly string[]>

/** @returns every permission that a definition or one of its details needs; what only a spare way to ask needs is left out */
export function neededByKind(definitions: readonly AzureDefinition[]): (kind: PermissionKind) => Needed {
  const needs = needsOf(definitions).filter(({ spare }) => spare !== true)
  const byKind = Map.groupBy(needs, ({ permission }) => kindOf(permission))
  return (kind) => {
    const byPermission = Map.groupBy(byKind.get(kind) ?? [], ({ permission }) => permission)
    return new Map([...byPermission].map(([permission, uses]) => [permission, [...new Set(uses.map(({ type }) => type))]]))
  }
}

/**
 * What was asked, or the error it ended with: a check that cannot be made must not hide the others. That nobody can sign in
 * to one API is told by its own checks; who cannot sign in at all never comes here.
 */
export async function attempt<T>(ask: () => Promise<T>): Promise<T | CloudError> {
  try {
    return await ask()
  } catch (error) {
    if (error instanceof CloudError) return error
    throw error
  }
}
