/**
 * How fast questions are answered: `node bench/query.ts --workspace DIR [--rounds N] [--shape NAME]`, on a graph that
 * bench/merge.ts made. Twenty shapes of queries, each against SQL written by hand for the same answer on the same store.
 * What is timed is the engine: statements prepared, run and read to the end.
 */
import { parseArgs } from 'node:util'
import { prepare } from '../src/query/run.ts'
import { openWorkspace } from '../src/store/duckdb/open.ts'
import type { Reader } from '../src/store/store.ts'
import { median } from './process.ts'

const { values } = parseArgs({
  options: {
    workspace: { type: 'string', default: 'bench/results/graph' },
    rounds: { type: 'string', default: '5' },
    shape: { type: 'string' },
  },
})
const rounds = Number(values.rounds)
const store = await openWorkspace(values.workspace, { readOnly: true })

const entity = await kinds('SELECT id, type AS name FROM entity_kind')
const label = await kinds('SELECT id, unnest(classes) AS name FROM entity_kind')
const verb = await kinds('SELECT id, class AS name FROM relationship_kind')
const vm = await nameOf('azure_vm')
const secret = await nameOf('azure_secret')

interface Shape {
  readonly name: string
  readonly query: string
  /** Answers with as many rows as the query. */
  readonly sql: string
}

const whole = (row: string) =>
  `${row}.id, ${row}.key, ${row}.kind, ${row}.display_name, ${row}.properties, ${row}.created_on, ${row}.version`
const text = (row: string, name: string) => `json_extract_string(${row}.properties, '/${name}')`
const both = (verbs: string) =>
  `(SELECT nid, from_nid AS a, to_nid AS b FROM relationship WHERE ${verbs} UNION ALL SELECT nid, to_nid, from_nid FROM relationship WHERE ${verbs})`

const shapes: readonly Shape[] = [
  {
    name: 'one by name',
    query: `FIND azure_vm WITH name = '${vm}'`,
    sql: `SELECT ${whole('e')} FROM entity e WHERE e.kind IN (${entity('azure_vm')}) AND ${text('e', 'name')} = '${vm}'`,
  },
  {
    name: 'any type, by name',
    query: `FIND * WITH name = '${vm}'`,
    sql: `SELECT ${whole('e')} FROM entity e WHERE ${text('e', 'name')} = '${vm}'`,
  },
  {
    name: 'two booleans',
    query: 'FIND Host WITH public = true AND encrypted != true',
    sql: `SELECT ${whole('e')} FROM entity e WHERE e.kind IN (${label('Host')}) AND ${text('e', 'public')} = 'true' AND coalesce(${text('e', 'encrypted')}, '') <> 'true'`,
  },
  {
    name: 'a number',
    query: 'FIND DataStore WITH score > 99 AS d RETURN d.name',
    sql: `SELECT ${text('e', 'name')} FROM entity e WHERE e.kind IN (${label('DataStore')}) AND TRY_CAST(${text('e', 'score')} AS DOUBLE) > 99`,
  },
  {
    name: 'part of a text',
    query: "FIND azure_user WITH tag.Owner ~= 'team-7' AS u RETURN u.name",
    sql: `SELECT ${text('e', 'name')} FROM entity e WHERE e.kind IN (${entity('azure_user')}) AND contains(${text('e', 'tag.Owner')}, 'team-7')`,
  },
  {
    name: 'count by type',
    query: 'FIND * AS e RETURN e._type, count(e) AS n ORDER BY n DESC',
    sql: 'SELECT k.type, count(*) AS n FROM entity e JOIN entity_kind k ON k.id = e.kind GROUP BY k.type ORDER BY n DESC',
  },
  {
    name: 'count and average by property',
    query: 'FIND azure_vm AS v RETURN v.region, count(v) AS n, avg(v.score) AS a',
    sql: `SELECT ${text('e', 'region')} AS region, count(*), avg(TRY_CAST(${text('e', 'score')} AS DOUBLE)) FROM entity e WHERE e.kind IN (${entity('azure_vm')}) GROUP BY region`,
  },
  {
    name: 'one hop, typed',
    query: `FIND azure_vm WITH name = '${vm}' THAT USES azure_secret AS s RETURN s.name`,
    sql: `SELECT ${text('s', 'name')} FROM entity e JOIN ${both(`kind IN (${verb('USES')})`)} r ON r.a = e.nid JOIN entity s ON s.nid = r.b
      WHERE e.kind IN (${entity('azure_vm')}) AND s.kind IN (${entity('azure_secret')}) AND ${text('e', 'name')} = '${vm}'`,
  },
  {
    name: 'one hop, untyped, from its selective end',
    query: `FIND * THAT HAS azure_vm WITH name = '${vm}'`,
    sql: `SELECT ${whole('s')} FROM entity e JOIN ${both(`kind IN (${verb('HAS')})`)} r ON r.b = e.nid JOIN entity s ON s.nid = r.a
      WHERE e.kind IN (${entity('azure_vm')}) AND ${text('e', 'name')} = '${vm}'`,
  },
  {
    name: 'two hops, undirected',
    query: `FIND azure_vm WITH name = '${vm}' THAT RELATES TO * THAT RELATES TO * AS x RETURN x._type, count(x) AS n`,
    sql: `SELECT k.type, count(DISTINCT r2.b) FROM entity e JOIN ${both('true')} r1 ON r1.a = e.nid JOIN ${both('true')} r2 ON r2.a = r1.b
      JOIN entity x ON x.nid = r2.b JOIN entity_kind k ON k.id = x.kind WHERE e.kind IN (${entity('azure_vm')}) AND ${text('e', 'name')} = '${vm}' GROUP BY k.type`,
  },
  {
    name: 'three hops and an aggregate',
    query: 'FIND azure_service AS s THAT HAS >> azure_vm THAT USES >> azure_secret THAT RELATES TO >> * AS x RETURN x._type, count(x) AS n',
    sql: `SELECT k.type, count(DISTINCT r3.to_nid) FROM entity s JOIN relationship r1 ON r1.from_nid = s.nid JOIN entity v ON v.nid = r1.to_nid
      JOIN relationship r2 ON r2.from_nid = v.nid JOIN entity t ON t.nid = r2.to_nid JOIN relationship r3 ON r3.from_nid = t.nid
      JOIN entity x ON x.nid = r3.to_nid JOIN entity_kind k ON k.id = x.kind
      WHERE s.kind IN (${entity('azure_service')}) AND v.kind IN (${entity('azure_vm')}) AND t.kind IN (${entity('azure_secret')})
        AND r1.kind IN (${verb('HAS')}) AND r2.kind IN (${verb('USES')}) GROUP BY k.type`,
  },
  {
    name: 'four hops from one',
    query: `FIND azure_vm WITH name = '${vm}' THAT RELATES TO >> * THAT RELATES TO >> * THAT RELATES TO >> * THAT RELATES TO >> * AS x RETURN count(x) AS n`,
    sql: `SELECT count(DISTINCT r4.to_nid) FROM entity e JOIN relationship r1 ON r1.from_nid = e.nid JOIN relationship r2 ON r2.from_nid = r1.to_nid
      JOIN relationship r3 ON r3.from_nid = r2.to_nid JOIN relationship r4 ON r4.from_nid = r3.to_nid WHERE e.kind IN (${entity('azure_vm')}) AND ${text('e', 'name')} = '${vm}'`,
  },
  {
    name: 'a hub of thousands',
    query: 'FIND Internet THAT ALLOWS << Host WITH public = true AS h RETURN h.name',
    sql: `SELECT ${text('h', 'name')} FROM entity i JOIN relationship r ON r.to_nid = i.nid JOIN entity h ON h.nid = r.from_nid
      WHERE i.kind IN (${label('Internet')}) AND h.kind IN (${label('Host')}) AND r.kind IN (${verb('ALLOWS')}) AND ${text('h', 'public')} = 'true'`,
  },
  {
    name: 'excluded',
    query: 'FIND azure_vm AS v THAT !ALLOWS Internet RETURN v.region, count(v) AS n',
    sql: `SELECT ${text('e', 'region')} AS region, count(*) FROM entity e WHERE e.kind IN (${entity('azure_vm')}) AND NOT EXISTS (
      SELECT 1 FROM ${both(`kind IN (${verb('ALLOWS')})`)} r JOIN entity i ON i.nid = r.b WHERE r.a = e.nid AND i.kind IN (${label('Internet')})) GROUP BY region`,
  },
  {
    name: 'optional',
    query: 'FIND azure_storage_account AS s WITH public = true (THAT HAS >> azure_function_app AS f)? RETURN s.name, f.name',
    sql: `SELECT ${text('s', 'name')}, f.name FROM entity s LEFT JOIN (SELECT r.from_nid, ${text('t', 'name')} AS name FROM relationship r JOIN entity t ON t.nid = r.to_nid
      WHERE r.kind IN (${verb('HAS')}) AND t.kind IN (${entity('azure_function_app')})) f ON f.from_nid = s.nid
      WHERE s.kind IN (${entity('azure_storage_account')}) AND ${text('s', 'public')} = 'true'`,
  },
  {
    name: 'full text',
    query: `FIND '${vm}'`,
    sql: `SELECT ${whole('e')} FROM entity e WHERE ${vm
      .split('-')
      .map((word) => `regexp_matches(e.properties, '(?i)\\b${word}\\b')`)
      .join(' AND ')}`,
  },
  {
    name: 'tree of 250 paths',
    query: "FIND azure_vm WITH public = true AND state = 'stopped' THAT USES >> azure_secret RETURN TREE LIMIT 250",
    sql: `WITH p AS MATERIALIZED (SELECT e.nid AS a, r.nid AS r, r.to_nid AS b FROM entity e JOIN relationship r ON r.from_nid = e.nid JOIN entity s ON s.nid = r.to_nid
      WHERE e.kind IN (${entity('azure_vm')}) AND s.kind IN (${entity('azure_secret')}) AND r.kind IN (${verb('USES')})
        AND ${text('e', 'public')} = 'true' AND ${text('e', 'state')} = 'stopped' LIMIT 250)
      SELECT id, key, properties FROM entity WHERE nid IN (SELECT a FROM p UNION SELECT b FROM p) UNION ALL SELECT id, key, properties FROM relationship WHERE nid IN (SELECT r FROM p)`,
  },
  {
    name: 'one to three steps from one',
    query: `FIND azure_vm WITH name = '${vm}' THAT RELATES TO{1,3} >> * AS x RETURN count(x) AS n`,
    sql: walkSql(`e.kind IN (${entity('azure_vm')}) AND ${text('e', 'name')} = '${vm}'`, 'true', 3),
  },
  {
    name: 'one to four steps from a thousand',
    query: "FIND azure_vm WITH public = true AND region ^= 'e' THAT USES{1,4} >> * AS x RETURN count(x) AS n",
    sql: walkSql(
      `e.kind IN (${entity('azure_vm')}) AND ${text('e', 'public')} = 'true' AND starts_with(${text('e', 'region')}, 'e')`,
      `kind IN (${verb('USES')})`,
      4,
    ),
  },
  {
    name: 'the shortest way',
    query: `FIND SHORTEST azure_vm WITH name = '${vm}' THAT RELATES TO{1,4} azure_secret WITH name = '${secret}' AS s RETURN s.name`,
    sql: `WITH RECURSIVE t AS MATERIALIZED (SELECT nid FROM entity s WHERE s.kind IN (${entity('azure_secret')}) AND ${text('s', 'name')} = '${secret}'),
      w (b, depth) USING KEY (b) AS (SELECT e.nid, 0 FROM entity e WHERE e.kind IN (${entity('azure_vm')}) AND ${text('e', 'name')} = '${vm}'
        UNION ALL SELECT r.b, min(w.depth) + 1 FROM w JOIN ${both('true')} r ON r.a = w.b WHERE w.depth < 4
          AND NOT EXISTS (SELECT 1 FROM recurring.w s WHERE s.b = r.b) AND NOT EXISTS (SELECT 1 FROM recurring.w s JOIN t ON t.nid = s.b) GROUP BY r.b)
      SELECT w.depth FROM w JOIN t ON t.nid = w.b`,
  },
  {
    name: 'as of a day before',
    query: 'FIND azure_vm AS v RETURN v.region, count(v) AS n AS OF date(2026-03-01)',
    sql: `SELECT ${text('e', 'region')} AS region, count(*) FROM (SELECT kind, properties FROM entity WHERE begin_on <= 1772323200000
      UNION ALL SELECT kind, properties FROM entity_history WHERE begin_on <= 1772323200000 AND end_on > 1772323200000) e WHERE e.kind IN (${entity('azure_vm')}) GROUP BY region`,
  },
]

console.log('| question | rows | ms | by hand | ratio | parse and plan |\n| --- | ---: | ---: | ---: | ---: | ---: |')
for (const shape of shapes) {
  if (values.shape === undefined || values.shape === shape.name) console.log(await measured(shape))
}
await store.close()

async function measured({ name, query, sql }: Shape): Promise<string> {
  const ours: number[] = []
  const theirs: number[] = []
  const planning: number[] = []
  let rows = 0
  // Alternating, so that what else the machine does weighs on both alike; the first round only warms up.
  for (let round = 0; round <= rounds; round++) {
    const began = performance.now()
    const { compiled } = await prepare(store, query, {}, undefined)
    const planned = performance.now() - began
    const own = await timed(store, compiled.statement.text, compiled.statement.parameters)
    const hand = await timed(store, sql, [])
    rows = own.rows
    if (round === 0) continue
    ours.push(own.ms)
    theirs.push(hand.ms)
    planning.push(planned)
  }
  const [a, b] = [median(ours), median(theirs)]
  return `| ${name} | ${rows} | ${a.toFixed(0)} | ${b.toFixed(0)} | ${(a / b).toFixed(2)} | ${median(planning).toFixed(1)} |`
}

async function timed(reader: Reader, sql: string, parameters: readonly unknown[]): Promise<{ readonly ms: number; readonly rows: number }> {
  const began = performance.now()
  let rows = 0
  for await (const chunk of reader.stream(sql, parameters)) rows += chunk.length
  return { ms: performance.now() - began, rows }
}

function walkSql(start: string, relationships: string, most: number): string {
  return `WITH RECURSIVE w (b, path, depth) AS (SELECT e.nid, []::BIGINT[], 0 FROM entity e WHERE ${start}
    UNION ALL SELECT r.to_nid, list_append(w.path, r.nid), w.depth + 1 FROM w JOIN relationship r ON r.from_nid = w.b
    WHERE ${relationships} AND w.depth < ${most} AND NOT list_contains(w.path, r.nid)) SELECT count(DISTINCT b) FROM w WHERE depth > 0`
}

/** Ids of kinds by name, as the list of an IN. */
async function kinds(sql: string): Promise<(name: string) => string> {
  const rows = await store.rows(sql)
  return (name) => rows.flatMap((row) => (row.name === name ? [Number(row.id)] : [])).join(', ') || '-1'
}

/** The name of an entity in the middle of its type: neither a hub nor alone. */
async function nameOf(type: string): Promise<string> {
  const [row] = await store.rows(
    `SELECT display_name AS name FROM entity WHERE kind IN (${entity(type)}) ORDER BY nid LIMIT 1 OFFSET (SELECT count(*) // 2 FROM entity WHERE kind IN (${entity(type)}))`,
  )
  return String(row?.name)
}
