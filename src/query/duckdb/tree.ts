/** Trees: every entity and relationship of the matched paths, once. */

import type { Frame } from './frame.ts'
import { entityStruct, relationshipStruct } from './metadata.ts'
import { own, type Sql, sql } from './sql.ts'
import type { Tables } from './tables.ts'

/** Rows with a `vertex` each, then rows with an `edge` each. */
export function treeSql(frame: Frame, tables: Tables, window: Sql): Sql {
  const paths = own(
    tables.add(
      sql`${frame.selecting([sql`${frame.entities()} AS entities`, sql`${frame.relationships()} AS relationships`])}${window}`,
      'MATERIALIZED ',
    ),
  )
  const vertices = sql`SELECT ${own(entityStruct('e'))} AS vertex FROM entity e WHERE e.nid IN (SELECT unnest(entities) FROM ${paths})`
  const edges = sql`SELECT ${own(relationshipStruct('r', 'f', 't'))} AS edge FROM relationship r JOIN entity f ON f.nid = r.from_nid JOIN entity t ON t.nid = r.to_nid WHERE r.nid IN (SELECT unnest(relationships) FROM ${paths})`
  return sql`${vertices} UNION ALL BY NAME ${edges}`
}
