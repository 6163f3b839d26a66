/** Which permissions definitions need, and what each of them is needed for. */
import type { ResourceDefinition } from './resource.ts'

/** One use of one permission. */
export interface Need {
  readonly permission: string
  readonly type: string
  /** The detail call that needs it; absent where the list of the type does. */
  readonly detail?: string
  /** Properties that stay unknown without that detail. */
  readonly properties?: readonly string[]
  /** Only the plain list needs it, and a bulk source comes first. */
  readonly spare?: true
}

/** What a definition says that asks the cloud for nothing. */
const nothing = 'none'

type Needing = Pick<ResourceDefinition, 'type' | 'permission' | 'furtherPermissions' | 'source' | 'bulk' | 'details' | 'fedBy'>

/** In the definitions' order. */
export function needsOf(definitions: readonly Needing[]): Need[] {
  return definitions.flatMap(needsOfOne).filter(({ permission }) => permission !== nothing)
}

function needsOfOne({ type, permission, furtherPermissions = [], source, bulk, details, fedBy }: Needing): Need[] {
  const ofList = [permission, ...furtherPermissions].map((one): Need => ({ permission: one, type }))
  const ofPlainList: Need[] =
    source.kind === 'list' && source.permission !== undefined
      ? [{ permission: source.permission, type, ...(bulk === undefined ? {} : { spare: true }) }]
      : []
  const ofDetails = Object.entries(details).flatMap(([detail, needing]) =>
    [needing.permission, ...(needing.furtherPermissions ?? [])].map(
      (one): Need => ({ permission: one, type, detail, properties: fedBy?.[detail] ?? [] }),
    ),
  )
  return [...ofList, ...ofPlainList, ...ofDetails]
}
