/** Values on their way into DuckDB as bound parameters, and out of it as plain JavaScript. */
import {
  BIGINT,
  BOOLEAN,
  DOUBLE,
  type DuckDBType,
  type DuckDBValue,
  type DuckDBValueConverter,
  HUGEINT,
  type JS,
  JSDuckDBValueConverter,
  LIST,
  listValue,
  SQLNULL,
  VARCHAR,
} from '@duckdb/node-api'

export interface Bound {
  readonly values: DuckDBValue[]
  readonly types: DuckDBType[]
}

/** Parameters with their types. Whole numbers are BIGINT, others DOUBLE; an array is a LIST of what its items have in common. */
export function bind(parameters: readonly unknown[]): Bound {
  const bound = parameters.map(bindOne)
  return { values: bound.map(({ value }) => value), types: bound.map(({ type }) => type) }
}

function bindOne(parameter: unknown): { value: DuckDBValue; type: DuckDBType } {
  if (!Array.isArray(parameter)) {
    const type = typeOf(parameter)
    return { value: scalar(parameter, type), type }
  }
  const type = parameter.map(typeOf).reduce(common, SQLNULL)
  const item = type === SQLNULL ? VARCHAR : type
  return { value: listValue(parameter.map((value) => scalar(value, item))), type: LIST(item) }
}

function typeOf(value: unknown): DuckDBType {
  switch (typeof value) {
    case 'boolean':
      return BOOLEAN
    case 'number':
      return Number.isSafeInteger(value) ? BIGINT : DOUBLE
    case 'bigint':
      return HUGEINT
    case 'string':
      return VARCHAR
    default:
      if (value === null || value === undefined) return SQLNULL
      throw new TypeError(`A value of type ${typeof value} cannot be bound to a statement`)
  }
}

function common(a: DuckDBType, b: DuckDBType): DuckDBType {
  if (a === b || b === SQLNULL) return a
  if (a === SQLNULL) return b
  if ((a === BIGINT && b === DOUBLE) || (a === DOUBLE && b === BIGINT)) return DOUBLE
  throw new TypeError('The items of a bound array must be of one type')
}

function scalar(value: unknown, type: DuckDBType): DuckDBValue {
  if (typeof value === 'number') return type === BIGINT ? BigInt(value) : value
  if (typeof value === 'string' || typeof value === 'boolean' || typeof value === 'bigint') return value
  return null
}

/** Rows as plain JavaScript: integers of any width as numbers, lists as arrays, structs as objects, JSON as its text. */
export const toJavaScript: DuckDBValueConverter<JS> = (value, type, converter) =>
  typeof value === 'bigint' ? Number(value) : JSDuckDBValueConverter(value, type, converter)
