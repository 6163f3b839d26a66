/** Syntax trees without where things stand, to compare what they mean. */
import type { Query } from '../../src/query/ast.ts'

/** Ranges are left out, and of the text that names a column without an alias its white space and case. */
export function withoutPlaces(query: Query): unknown {
  return JSON.parse(JSON.stringify(query, (key, value: unknown) => (key === 'range' ? undefined : isColumn(value) ? named(value) : value)))
}

interface Column {
  readonly expression: unknown
  readonly text: string
}

function isColumn(value: unknown): value is Column {
  return typeof value === 'object' && value !== null && 'expression' in value && 'text' in value && typeof value.text === 'string'
}

function named(column: Column): Column {
  return { ...column, text: column.text.replace(/\s+/g, '').toLowerCase() }
}
