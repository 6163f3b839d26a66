/**
 * Values in SQL, with what is known of their type. A property may hold anything, so it is JSON text; what the query
 * itself computes has a type. NULL is "missing" throughout.
 */
import { bound, join, own, type Sql, sql } from './sql.ts'

export type SqlValue =
  /** JSON text: a scalar, an array, or NULL. */
  | { readonly type: 'json'; readonly sql: Sql; readonly property?: StoredProperty }
  | { readonly type: 'number' | 'text' | 'boolean'; readonly sql: Sql; readonly coded?: Coded }
  /** A whole entity or relationship: its nid. */
  | { readonly type: 'entity' | 'relationship'; readonly sql: Sql }

/** A number that stands for a text, one for one: what is grouped by it need not look at the text. */
export interface Coded {
  readonly code: Sql
  decoded(code: Sql): Sql
}

/** Where a value is stored: searching the document's text for what must be in it costs far less than taking it apart. */
export interface StoredProperty {
  readonly document: Sql
  /** The value as extracted, where a stored null need not be told from other values. */
  readonly extracted: Sql
  /** Names directly before the value in the document: it may have nested paths. */
  readonly names: readonly string[]
}

/** A double; NULL for everything that is no number. */
export function asNumber(value: SqlValue): Sql {
  if (value.type === 'number') return value.sql
  // Text keeps its quotes in JSON and is therefore no number, as it should be.
  if (value.type === 'json') return sql`TRY_CAST(${value.property?.extracted ?? value.sql} AS DOUBLE)`
  return sql`CAST(NULL AS DOUBLE)`
}

/** As concat() writes it: numbers without a trailing `.0`, the items of an array with commas between. */
export function asText(value: SqlValue): Sql {
  switch (value.type) {
    case 'text':
      return value.sql
    case 'number':
      return plainNumber(value.sql)
    case 'boolean':
      return sql`CAST(${value.sql} AS VARCHAR)`
    case 'json':
      return sql`CASE WHEN starts_with(${value.sql}, '[') THEN array_to_string(json_extract_string(${value.sql}, '$[*]'), ',') ELSE json_extract_string(${value.sql}, '$') END`
    default:
      return sql`CAST(${value.sql} AS VARCHAR)`
  }
}

function plainNumber(number: Sql): Sql {
  return sql`regexp_replace(CAST(${number} AS VARCHAR), '\.0$', '')`
}

/** JSON text in one spelling, so that equal values are equal text. */
export function asJson(value: SqlValue): Sql {
  switch (value.type) {
    case 'json':
      return value.sql
    case 'text':
      return sql`CAST(to_json(${value.sql}) AS VARCHAR)`
    case 'number':
      return plainNumber(value.sql)
    case 'boolean':
    case 'entity':
    case 'relationship':
      return sql`CAST(${value.sql} AS VARCHAR)`
  }
}

/** The elements of an array, or the value itself, as a list of JSON text; empty when it is missing. */
export function elements(value: SqlValue): Sql {
  if (value.type !== 'json') return sql`list_filter([${asJson(value)}], lambda x: x IS NOT NULL)`
  return sql`CASE WHEN ${value.sql} IS NULL THEN [] WHEN starts_with(${value.sql}, '[') THEN CAST(json_extract(${value.sql}, '$[*]') AS VARCHAR[]) ELSE [${value.sql}] END`
}

/** The JSON text of a string, spelt as the engine spells what it extracts. */
export function jsonText(value: string): Sql {
  return sql`CAST(to_json(${bound(value)}) AS VARCHAR)`
}

/** What is known of the documents of which a property is read. */
export interface Reading {
  /** What else is read of the same document in the same place: it is taken apart once for all of it. */
  readonly together?: readonly string[]
  /** The names that documents have at their top, where that is known: what is in none need not be looked into. */
  readonly names?: ReadonlyMap<string, unknown>
}

/** Where in a document a property may stand. */
export function pointers(name: string, reading: Reading): readonly string[] {
  return ways(name, reading).map(pointer)
}

function ways(name: string, { names }: Reading): readonly (readonly string[])[] {
  return paths(name).filter((path) => path.length === 1 || names?.has(path[0] ?? '') !== false)
}

/** A property of a JSON document: the flat name first, then the paths that its dots can mean. A stored null is missing. */
export function property(document: Sql, name: string, reading: Reading = {}): SqlValue {
  const { together = [] } = reading
  const places = ways(name, reading)
  const found = places.map((path) => sql`CAST(${extraction(document, pointer(path), together)} AS VARCHAR)`)
  const present = found.map((value) => sql`NULLIF(${value}, 'null')`)
  const [only] = found
  return {
    type: 'json',
    sql: coalesce(present),
    property: {
      document,
      extracted: found.length === 1 && only !== undefined ? only : coalesce(present),
      names: places.map((path) => path.at(-1) ?? ''),
    },
  }
}

function extraction(document: Sql, place: string, together: readonly string[]): Sql {
  const index = together.indexOf(place)
  if (index === -1 || together.length < 2) return sql`json_extract(${document}, ${bound(place)})`
  const places = join(
    together.map((each) => bound(each)),
    ', ',
  )
  return sql`(json_extract(${document}, [${places}]))[${own(String(index + 1))}]`
}

function coalesce(values: readonly Sql[]): Sql {
  return values.length === 1 ? (values[0] ?? own('NULL')) : sql`COALESCE(${join(values, ', ')})`
}

function pointer(path: readonly string[]): string {
  return path.map((step) => `/${step.replaceAll('~', '~0').replaceAll('/', '~1')}`).join('')
}

const mostWays = 3

/** `a.b` as the paths `a.b` and `a`, `b`; of names with many dots only the flat one and the fully nested one. */
function paths(name: string): readonly (readonly string[])[] {
  const parts = name.split('.')
  if (parts.length === 1 || parts.includes('')) return [[name]]
  if (parts.length - 1 > mostWays) return [[name], parts]
  return Array.from({ length: 2 ** (parts.length - 1) }, (_, cuts) => cutAt(parts, cuts))
}

/** Joins parts with dots but where a bit of `cuts` is set. */
function cutAt(parts: readonly string[], cuts: number): readonly string[] {
  const steps: string[] = []
  for (const [index, part] of parts.entries()) {
    const starts = index === 0 || (cuts & (1 << (index - 1))) !== 0
    steps.push(starts ? part : `${steps.pop() ?? ''}.${part}`)
  }
  return steps
}
