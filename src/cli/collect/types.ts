/** The types of `--only`, checked against what can be collected. */
import { nearest } from '../../query/nearest.ts'
import { type CloudType, definitionsOf } from '../clouds.ts'
import { UsageError } from '../errors.ts'

/** @throws UsageError for a type that none of the integrations has, with the nearest one */
export async function checkTypes(list: string, integrations: readonly { readonly type: CloudType }[]): Promise<string[]> {
  const clouds = [...new Set(integrations.map(({ type }) => type))]
  const definitions = (await Promise.all(clouds.map(definitionsOf))).flat()
  const known = new Set(definitions.map(({ type }) => type))
  const types = list
    .split(',')
    .map((type) => type.trim())
    .filter((type) => type !== '')
  if (types.length === 0) throw new UsageError('--only needs at least one entity type')
  for (const type of types) {
    if (known.has(type)) continue
    const meant = nearest(type, known)
    throw new UsageError(
      `--only: there is no type "${type}"; ${meant === undefined ? "'isobar catalogue' lists them" : `did you mean ${meant}?`}`,
    )
  }
  return types
}
