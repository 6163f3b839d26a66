/**
 * Steps that follow several relationships in a row: `THAT HAS{1,4} X` and the shortest ways of `FIND SHORTEST`. Both
 * make a table of walks: where one starts (`a`) and ends (`b`), its relationships and the entities it comes to.
 */
import { join, own, type Sql, sql } from './sql.ts'
import type { Tables } from './tables.ts'

export interface Walks {
  /** The entities to start from, in a column `nid`, each once. */
  readonly starts: Sql
  /** The relationships to follow, as `nid`, `a`, `b`. */
  readonly source: Sql
  readonly min: number
  readonly max: number
  /** The entities on the way are wanted, in any order and with or without the ends; else their lists stay empty. */
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

/** The same walks, made from where they end: `starts` are the ends. */
export function walksTo(walks: Walks, tables: Tables): Sql {
  const back = allWalks({ ...walks, source: reversed(walks.source) }, tables)
  return sql`(SELECT b AS a, a AS b, list_reverse(rels) AS rels, nodes FROM ${back} v)`
}

/**
 * For each start and each target the ways between them that no other way undercuts. Where the targets are few, everything
 * up to `back` relationships before them is found first; then everything ahead of each start, one relationship further at
 * a time, until it has met all targets. The first meeting is on a shortest way: nearer ones would have met before.
 * @param targets the entities to end at, in a column `nid`, each once
 * @param back how far the targets come to meet the starts; 0 where they are many
 */
export function shortestWalks(walks: Walks, targets: Sql, back: number, tables: Tables): Sql {
  const wanted = own(tables.add(targets, 'MATERIALIZED '))
  const behind = own(distances(sql`SELECT nid, nid, 0 FROM ${wanted}`, reversed(walks.source), back, tables))
  const ahead = own(meetings(walks, wanted, behind, back, tables))
  const least = own(String(Math.max(1, walks.min)))
  const lengths = own(
    tables.add(
      sql`SELECT f.a, k.a AS t, min(f.depth + k.depth) AS length FROM ${ahead} f JOIN ${behind} k ON k.b = f.b GROUP BY f.a, k.a HAVING length BETWEEN ${least} AND ${own(String(walks.max))}`,
      'MATERIALIZED ',
    ),
  )
  const near = own(waysNear(walks.source, [ahead, behind], lengths, tables))
  // Each way is cut at one place, so that it is made once: where the part before its target is as long as was looked.
  const met = sql`SELECT l.a, l.t, []::BIGINT[], [f.b], f.depth, f.b, f.b, l.length - f.depth
    FROM ${lengths} l JOIN ${ahead} f ON f.a = l.a AND f.depth = greatest(l.length - ${own(String(back))}, 0)
    JOIN ${behind} k ON k.a = l.t AND k.b = f.b AND k.depth = l.length - f.depth`
  const starting = tables.addRecursive(
    ['a', 't', 'rels', 'nodes', 'depth', 'here', 'meeting', 'rest'],
    (walk) => sql`${met} UNION ALL
      SELECT v.a, v.t, list_prepend(e.nid, v.rels), list_prepend(e.a, v.nodes), v.depth - 1, e.a, v.meeting, v.rest
      FROM ${own(walk)} v JOIN ${near} e ON e.b = v.here JOIN ${ahead} f ON f.a = v.a AND f.b = e.a AND f.depth = v.depth - 1`,
  )
  const ending = tables.addRecursive(
    ['a', 't', 'rels', 'nodes', 'rest', 'here'],
    (walk) => sql`SELECT a, t, rels, nodes, rest, meeting FROM ${own(starting)} WHERE depth = 0 UNION ALL
      SELECT v.a, v.t, list_append(v.rels, e.nid), list_append(v.nodes, e.b), v.rest - 1, e.b
      FROM ${own(walk)} v JOIN ${near} e ON e.a = v.here JOIN ${behind} k ON k.a = v.t AND k.b = e.b AND k.depth = v.rest - 1`,
  )
  return own(`(SELECT a, t AS b, rels, nodes FROM ${ending} WHERE rest = 0)`)
}

/** The relationships among all that was seen, if any way was found: read once, for each step of every way is one of them. */
function waysNear(source: Sql, seen: readonly Sql[], lengths: Sql, tables: Tables): string {
  const each = seen.map((table) => sql`SELECT b FROM ${table} WHERE EXISTS (SELECT 1 FROM ${lengths})`)
  const nodes = own(tables.add(join(each, ' UNION '), 'MATERIALIZED '))
  return tables.add(
    sql`SELECT nid, a, b FROM ${source} e WHERE a IN (SELECT b FROM ${nodes}) AND b IN (SELECT b FROM ${nodes})`,
    'MATERIALIZED ',
  )
}

function reversed(source: Sql): Sql {
  return sql`(SELECT nid, a AS b, b AS a FROM ${source})`
}

/** How far everything is from each of some entities, up to a depth. */
function distances(from: Sql, source: Sql, depth: number, tables: Tables): string {
  if (depth === 0) return tables.add(sql`SELECT a, b, depth FROM (${from}) d (a, b, depth)`, 'MATERIALIZED ')
  return tables.addRecursive(
    ['a', 'b', 'depth'],
    (walk) =>
      sql`${from} UNION ALL ${further(sql`SELECT a, b, depth FROM ${own(walk)} WHERE depth < ${own(String(depth))}`, source, walk)}`,
    ['a', 'b'],
  )
}

/** The same from the starts, each until it has met what is behind every target. */
function meetings({ starts, source, max }: Walks, targets: Sql, behind: Sql, back: number, tables: Tables): string {
  const unfinished = (walk: Sql) => sql`SELECT w.a, w.b, w.depth FROM ${walk} w WHERE w.depth < ${own(String(max - back))} AND w.a NOT IN (
    SELECT r.a FROM recurring.${walk} r JOIN ${behind} k ON k.b = r.b GROUP BY r.a HAVING count(DISTINCT k.a) >= (SELECT count(*) FROM ${targets}))`
  return tables.addRecursive(
    ['a', 'b', 'depth'],
    (walk) =>
      sql`SELECT nid, nid, 0 FROM (${starts}) WHERE EXISTS (SELECT 1 FROM ${targets}) UNION ALL ${further(unfinished(own(walk)), source, walk)}`,
    ['a', 'b'],
  )
}

/** One relationship on from some rows, to where the walk has not been yet. */
function further(rows: Sql, source: Sql, walk: string): Sql {
  return sql`SELECT w.a, e.b, min(w.depth) + 1 FROM (${rows}) w JOIN ${source} e ON e.a = w.b
    WHERE NOT EXISTS (SELECT 1 FROM recurring.${own(walk)} r WHERE r.a = w.a AND r.b = e.b) GROUP BY w.a, e.b`
}
