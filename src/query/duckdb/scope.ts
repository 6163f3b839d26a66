/** What a condition or expression may refer to, as SQL. */

import type { Binding, ResolvedQuery, Value } from '../pattern.ts'
import type { Sql } from './sql.ts'
import type { SqlValue } from './value.ts'

export interface Scope {
  property(of: Binding, name: string): SqlValue
  /** The entity or relationship itself. */
  whole(of: Binding): SqlValue
  /** A column of the result. */
  column(index: number): SqlValue
  aggregate(value: Extract<Value, { kind: 'aggregate' }>): SqlValue
  /** A query with one column of JSON text, `value`: the values that a query inside the query finds. */
  subquery(query: ResolvedQuery, value: Value): Sql
  /** The table alias of an entity's row, for searching it whole. */
  row(of: Binding): string
}
