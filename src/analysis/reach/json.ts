/** Properties of entities in SQL, read without trust: what is not of the expected type is null. */

/** What to read: a type of SQL, a list of one, or fields by name. */
export type Shape = string | readonly [Shape] | { readonly [name: string]: Shape }

/** The JSON of an expression as a value of that shape. */
export function shaped(json: string, shape: Shape): string {
  return `json_transform(${json}, '${JSON.stringify(shape)}')`
}

/** The same of a text that should be JSON: nested properties are kept as such texts. */
export function shapedText(text: string, shape: Shape): string {
  return shaped(`TRY_CAST(${text} AS JSON)`, shape)
}

/**
 * The entities of a type with some of their properties: `nid`, `integration`, `key`, and `p` with these.
 */
export function entitiesOf(type: string, shape: Shape): string {
  return `(SELECT nid, integration, key, ${shaped('properties', shape)} AS p FROM entity_next WHERE type = '${type}')`
}

/** Words of our own as a list of SQL literals. */
export function quoted(words: readonly string[]): string {
  return words.map((word) => `'${word}'`).join(', ')
}
