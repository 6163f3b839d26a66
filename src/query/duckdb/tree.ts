/** Trees: every entity and relationship of the matched paths, once. */

import type { Frame } from './frame.ts'
import { entityStruct, relationshipStruct } from './metadata.ts'
import { own, type Sql, sql } from './sql.ts'
import type { Tables } from './walk.ts'

/** Rows with a `vertex` each, then rows with an `edge` each. */
export function treeSql(frame: Frame, tables: Tables, window: Sql): Sql {
  const nodes = [...frame.nodes].map((id) => `n${id}`)
  const edges = [...frame.edges].map((id) => `r${id}`)
  const paths = own(tables.add(sql`${frame.select()}${window}`, 'MATERIALIZED'))
  const vertices = sql`SELECT ${own(entityStruct('e'))} AS vertex FROM entity e WHERE e.nid IN (SELECT unnest([${own(nodes.join(', '))}]) FROM ${paths})`
  if (edges.length === 0) return sql`SELECT vertex, NULL AS edge FROM (${vertices})`
  const relationships = sql`SELECT ${own(relationshipStruct('r', 'f', 't'))} AS edge FROM relationship r JOIN entity f ON f.nid = r.from_nid JOIN entity t ON t.nid = r.to_nid WHERE r.nid IN (SELECT unnest([${own(edges.join(', '))}]) FROM ${paths})`
  return sql`${vertices} UNION ALL BY NAME ${relationships}`
}
