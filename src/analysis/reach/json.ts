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

/** Entities of these types with what is read of them, taken once from the whole graph. */
export function entityTable(table: string, types: readonly string[], names: readonly string[]): string {
  const shape = Object.fromEntries(names.map((name) => [name, 'JSON']))
  return `CREATE TEMP TABLE ${table} AS
          SELECT nid, integration, key, type, ${shaped('properties', shape)} AS p FROM entity_next WHERE type IN (${quoted(types)})`
}

/** The entities of a type in such a table, each property as a value of its shape: `nid`, `integration`, `key`, `p`. */
export function entitiesOf(table: string, type: string, properties: { readonly [name: string]: Shape | undefined }): string {
  const fields = Object.entries(properties).flatMap(([name, shape]) =>
    shape === undefined ? [] : `'${name}': ${shaped(`p."${name}"`, shape)}`,
  )
  return `(SELECT nid, integration, key, {${fields.join(', ')}} AS p FROM ${table} WHERE type = '${type}')`
}

/** Words of our own as a list of SQL literals. */
export function quoted(words: readonly string[]): string {
  return words.map((word) => `'${word}'`).join(', ')
}
