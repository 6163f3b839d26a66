/**
 * Steps that follow several relationships in a row: `THAT HAS{1,4} X` and the shortest ways of `FIND SHORTEST`. Both
 * make a table of walks: where one starts (`a`) and ends (`b`), its relationships and the entities it comes to.
 */
import { own, type Sql, sql } from './sql.ts'
import type { Tables } from './tables.ts'

export interface Walks {
  /** The entities to start from, in a column `nid`, each once. */
  readonly starts: Sql
  /** The relationships to follow, as `nid`, `a`, `b`. */
  readonly source: Sql
  readonly min: number
  readonly max: number
  /** The entities on the way are wanted; else their lists stay empty. */
  readonly entities: boolean
}

const columns = ['a', 'b', 'rels', 'nodes', 'depth']

/** Every walk of min to max relationships that takes none of them twice. */
export function allWalks({ starts, source, min, max, entities }: Walks, tables: Tables): Sql {
  const nodes = own(entities ? 'list_append(w.nodes, e.b)' : 'w.nodes')
  const walks = tables.addRecursive(
    columns,
    (walk) => sql`SELECT nid, nid, []::BIGINT[], []::BIGINT[], 0 FROM (${starts})
      UNION ALL SELECT w.a, e.b, list_append(w.rels, e.nid), ${nodes}, w.depth + 1
      FROM ${own(walk)} w JOIN ${source} e ON e.a = w.b WHERE w.depth < ${own(String(max))} AND NOT list_contains(w.rels, e.nid)`,
  )
  return own(`(SELECT a, b, rels, nodes FROM ${walks} WHERE depth >= ${min})`)
}

/**
 * For each start and each target the ways between them that no other way undercuts. First how far everything is from
 * each start, until all targets are found; then back from the targets along falling distance.
 * @param targets the entities to end at, in a column `nid`, each once
 */
export function shortestWalks({ starts, source, min, max }: Walks, targets: Sql, tables: Tables): Sql {
  const wanted = own(tables.add(targets, 'MATERIALIZED '))
  const reached = tables.addRecursive(
    ['a', 'b', 'depth'],
    (walk) => sql`SELECT nid, nid, 0 FROM (${starts}) WHERE EXISTS (SELECT 1 FROM ${wanted})
      UNION ALL SELECT w.a, e.b, min(w.depth) + 1
      FROM (${unfinished(own(walk), wanted, max)}) w JOIN ${source} e ON e.a = w.b
      WHERE NOT EXISTS (SELECT 1 FROM recurring.${own(walk)} r WHERE r.a = w.a AND r.b = e.b)
      GROUP BY w.a, e.b`,
    ['a', 'b'],
  )
  const back = tables.addRecursive(
    [...columns, 'here'],
    (
      walk,
    ) => sql`SELECT w.a, w.b, []::BIGINT[], [w.b], w.depth, w.b FROM ${own(reached)} w JOIN ${wanted} t ON t.nid = w.b WHERE w.depth >= ${own(String(Math.max(1, min)))}
      UNION ALL SELECT v.a, v.b, list_prepend(e.nid, v.rels), list_prepend(e.a, v.nodes), v.depth - 1, e.a
      FROM ${own(walk)} v JOIN ${source} e ON e.b = v.here JOIN ${own(reached)} w ON w.a = v.a AND w.b = e.a AND w.depth = v.depth - 1`,
  )
  return own(`(SELECT a, b, rels, nodes FROM ${back} WHERE depth = 0)`)
}

/** Where walks go on: those of starts that have not come to all targets yet. */
function unfinished(walk: Sql, targets: Sql, max: number): Sql {
  return sql`SELECT w.a, w.b, w.depth FROM ${walk} w WHERE w.depth < ${own(String(max))} AND w.a NOT IN (
    SELECT r.a FROM recurring.${walk} r JOIN ${targets} t ON t.nid = r.b GROUP BY r.a HAVING count(*) >= (SELECT count(*) FROM ${targets}))`
}
