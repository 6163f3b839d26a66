/** Trees: every entity and relationship of the matched paths, once. */

import type { Frame } from './frame.ts'
import { entityStruct, relationshipStruct } from './metadata.ts'
import { own, type Sql, sql } from './sql.ts'
import type { Tables } from './tables.ts'

/** Rows with a `vertex` each, then rows with an `edge` each. */
export function treeSql(frame: Frame, tables: Tables, window: Sql): Sql {
  const columns = [sql`${frame.entities()} AS entities`, sql`${frame.relationships()} AS relationships`]
  const paths = own(tables.add(sql`${frame.selecting(columns)}${window}`, 'MATERIALIZED '))
  const vertices = sql`SELECT ${own(entityStruct('e'))} AS vertex FROM (${all('entities', paths)}) v JOIN entity e ON e.nid = v.nid${frame.entityKinds('e')}`
  const edges = sql`SELECT ${own(relationshipStruct('r', 'f', 't'))} AS edge FROM (${all('relationships', paths)}) v
    JOIN relationship r ON r.nid = v.nid${frame.relationshipKinds('r')} JOIN entity f ON f.nid = r.from_nid JOIN entity t ON t.nid = r.to_nid`
  return sql`${vertices} UNION ALL BY NAME ${edges}`
}

/**
 * Everything in the lists of all paths, once. Going through one list makes the engine take it for few rows, which it
 * looks up in the graph; it would else guess from the joins before that there are millions, and look the graph up in them.
 */
function all(column: string, paths: Sql): Sql {
  const each = sql`SELECT unnest(${own(column)}) AS nid FROM ${paths}`
  return sql`SELECT unnest(nids) AS nid FROM (SELECT list(DISTINCT nid) AS nids FROM (${each}) WHERE nid IS NOT NULL)`
}
