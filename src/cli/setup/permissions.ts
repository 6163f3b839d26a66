/** Which permissions the resource definitions need, and for what: the least privilege, read off the definitions. */
import { type Need, needsOf } from '../../collect/needs.ts'
import type { Definition } from '../../collect/plan.ts'

export interface NeededPermission {
  readonly permission: string
  /** Entity types that need it, in alphabetical order. */
  readonly neededBy: readonly string[]
  readonly uses: readonly Need[]
}

/** In alphabetical order; what several definitions or their detail calls need stands there once. */
export function neededPermissions(definitions: readonly Definition[]): NeededPermission[] {
  const byPermission = Map.groupBy(needsOf(definitions), ({ permission }) => permission)
  return [...byPermission]
    .sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))
    .map(([permission, uses]) => ({ permission, neededBy: typesOf(uses), uses }))
}

/** What a graph collected without the permission lacks. */
export interface Loss {
  /** Types that are not read at all. */
  readonly types: readonly string[]
  /** Properties that stay unknown, of types that are read. */
  readonly properties: readonly { readonly type: string; readonly names: readonly string[] }[]
  /** Nothing: another way to ask comes first, and needs it not. */
  readonly spare: boolean
}

export function lossOf({ uses }: NeededPermission): Loss {
  const types = typesOf(uses.filter(({ detail, spare }) => detail === undefined && spare !== true))
  const partly = Map.groupBy(
    uses.filter(({ type, detail }) => detail !== undefined && !types.includes(type)),
    ({ type }) => type,
  )
  const properties = [...partly]
    .map(([type, details]) => ({ type, names: [...new Set(details.flatMap((one) => one.properties ?? []))].sort() }))
    .sort((a, b) => (a.type < b.type ? -1 : 1))
  return { types, properties, spare: types.length === 0 && properties.length === 0 }
}

function typesOf(uses: readonly Need[]): string[] {
  return [...new Set(uses.map(({ type }) => type))].sort()
}
