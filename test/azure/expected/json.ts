/** Reading answers of unknown shape without trusting them: every step may be missing. */

export type Json = null | boolean | number | string | readonly Json[] | { readonly [name: string]: Json }

/** The value at a dotted path, or undefined where any step is missing. */
export function at(value: Json | undefined, path: string): Json | undefined {
  let here: Json | undefined = value
  for (const name of path.split('.')) {
    if (!isObject(here)) return undefined
    here = here[name]
  }
  return here
}

/** The text at a path; anything else is undefined. */
export function text(value: Json | undefined, path: string): string | undefined {
  const found = at(value, path)
  return typeof found === 'string' ? found : undefined
}

/** The elements of the list at a path; none where it is absent or null. */
export function list(value: Json | undefined, path: string): readonly Json[] {
  const found = at(value, path)
  return isList(found) ? found : []
}

/** The texts of the list at a path. */
export function texts(value: Json | undefined, path: string): readonly string[] {
  return list(value, path).filter((element) => typeof element === 'string')
}

/** Names and values of the object at a path. */
export function entries(value: Json | undefined, path: string): readonly (readonly [string, Json])[] {
  const found = at(value, path)
  return isObject(found) ? Object.entries(found) : []
}

function isList(value: Json | undefined): value is readonly Json[] {
  return Array.isArray(value)
}

function isObject(value: Json | undefined): value is { readonly [name: string]: Json } {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
