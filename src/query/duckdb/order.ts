/** ORDER BY: numbers by value, then texts by code point; what is missing comes last in either direction. */

import { join, own, type Sql, sql } from './sql.ts'
import { asNumber, asText, type SqlValue } from './value.ts'

export interface SqlOrderKey {
  readonly value: SqlValue
  readonly descending: boolean
}

/** ` ORDER BY …`, or nothing. */
export function orderBy(keys: readonly SqlOrderKey[]): Sql {
  if (keys.length === 0) return own('')
  return sql` ORDER BY ${join(keys.flatMap(terms), ', ')}`
}

function terms({ value, descending }: SqlOrderKey): readonly Sql[] {
  const direction = own(descending ? 'DESC NULLS LAST' : 'ASC NULLS LAST')
  const parts = value.type === 'json' ? [asNumber(value), asText(value)] : [value.sql]
  return parts.map((part) => sql`${part} ${direction}`)
}
