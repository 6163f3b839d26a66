/** Lists: the first entity of each path, and what a group at the end of the query reached. */

import type { Output } from '../pattern.ts'
import { valueSql } from './expressions.ts'
import type { Frame } from './frame.ts'
import { entityStruct } from './metadata.ts'
import { orderBy } from './order.ts'
import { join, own, type Sql, sql } from './sql.ts'

export function listSql(output: Extract<Output, { kind: 'list' }>, unique: boolean, frame: Frame, window: Sql): Sql {
  const first = { kind: 'node', node: output.first } as const
  const keys = output.order.map(({ value, descending }) => ({ value: valueSql(value, frame), descending }))
  if (!unique && output.reached === undefined) {
    const row = frame.row(first)
    return sql`SELECT ${own(entityStruct(row))} AS entity ${frame.body()}${orderBy(keys)}${window}`
  }
  const nids = output.reached === undefined ? frame.nid(first) : sql`unnest([${frame.nid(first)}, ${frame.nid(output.reached)}])`
  const named = keys.map(({ value }, index) => sql`${value.sql} AS ${own(`k${index}`)}`)
  const paths = frame.selecting([sql`${nids} AS nid`, ...named])
  const again = keys.map(({ value, descending }, index) => ({ value: { type: value.type, sql: own(`l.k${index}`) }, descending }))
  const listed = unique
    ? sql`SELECT ${join([own('nid'), ...keys.map((_, index) => own(`min(k${index}) AS k${index}`))], ', ')} FROM (${paths}) GROUP BY nid`
    : paths
  return sql`SELECT ${own(entityStruct('e'))} AS entity FROM (${listed}) l JOIN entity e ON e.nid = l.nid${orderBy(again)}${window}`
}
