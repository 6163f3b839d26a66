/** What an answer is made of. Undefined members are left out when it is written. */
export type Json = string | number | boolean | null | undefined | readonly Json[] | JsonObject

export interface JsonObject {
  readonly [name: string]: Json
}

export function isObject(value: Json): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** The value at a path of names (`['properties', 'encryption', 'type']`), names compared without case as Azure does. */
export function at(value: Json, path: readonly string[]): Json {
  let here = value
  for (const name of path) {
    if (!isObject(here)) return undefined
    if (Object.hasOwn(here, name)) here = here[name]
    else {
      const wanted = name.toLowerCase()
      const found = Object.keys(here).find((key) => key.toLowerCase() === wanted)
      here = found === undefined ? undefined : here[found]
    }
  }
  return here
}

/** `base` with `patch` laid over it, objects member by member, everything else replaced; null takes a member away. */
export function merge(base: JsonObject, patch: JsonObject): JsonObject {
  const result: Record<string, Json> = { ...base }
  for (const [name, value] of Object.entries(patch)) {
    const before = result[name]
    if (value === null) delete result[name]
    else result[name] = isObject(before) && isObject(value) ? merge(before, value) : value
  }
  return result
}
