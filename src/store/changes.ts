/** What differs between two versions of a thing. */

/** By name; a side on which the property is absent is left out. */
export type PropertyChanges = Readonly<Record<string, { readonly from?: unknown; readonly to?: unknown }>>

export function propertyChanges(from: Readonly<Record<string, unknown>>, to: Readonly<Record<string, unknown>>): PropertyChanges {
  const names = [...new Set([...Object.keys(from), ...Object.keys(to)])].sort()
  const changes = names.flatMap((name) => {
    const [before, after] = [from[name], to[name]]
    if (JSON.stringify(before) === JSON.stringify(after)) return []
    return [[name, { ...(before === undefined ? {} : { from: before }), ...(after === undefined ? {} : { to: after }) }] as const]
  })
  return Object.fromEntries(changes)
}
