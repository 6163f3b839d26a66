/** The shapes of queries that are measured, each with SQL written by hand for the same answer on the same store. */
import { both, equals, type Hand, text, walked, whole } from './hand.ts'
import { dayBefore } from './workspace.ts'

export interface Shape {
  readonly name: string
  readonly group: 'one kind of entity' | 'counting' | 'steps' | 'walks and ways' | 'full text and the past'
  readonly query: string
  /** The rows of the query: of lists and trees the first column is the id, of tables all columns are the cells. */
  readonly sql: string
}

export function shapesOf({ type, label, verb, vm, secret }: Hand): readonly Shape[] {
  const isVm = `e.kind IN (${type('azure_vm')}) AND ${equals('e', 'name', vm)}`
  return [
    {
      name: 'one by name',
      group: 'one kind of entity',
      query: `FIND azure_vm WITH name = '${vm}'`,
      sql: `SELECT ${whole('e')} FROM entity e WHERE ${isVm}`,
    },
    {
      name: 'any type, by name',
      group: 'one kind of entity',
      query: `FIND * WITH name = '${vm}'`,
      sql: `SELECT ${whole('e')} FROM entity e WHERE ${equals('e', 'name', vm)}`,
    },
    {
      name: 'two booleans',
      group: 'one kind of entity',
      query: 'FIND Host WITH public = true AND encrypted != true',
      sql: `SELECT ${whole('e')} FROM entity e WHERE e.kind IN (${label('Host')}) AND ${text('e', 'public')} = 'true' AND coalesce(${text('e', 'encrypted')}, '') <> 'true'`,
    },
    {
      name: 'a number',
      group: 'one kind of entity',
      query: 'FIND DataStore WITH score > 99 AS d RETURN d.name',
      sql: `SELECT ${text('e', 'name')} FROM entity e WHERE e.kind IN (${label('DataStore')}) AND TRY_CAST(${text('e', 'score')} AS DOUBLE) > 99`,
    },
    {
      name: 'part of a text',
      group: 'one kind of entity',
      query: "FIND azure_user WITH tag.Owner ~= 'team-7' AS u RETURN u.name",
      sql: `SELECT ${text('e', 'name')} FROM entity e WHERE e.kind IN (${type('azure_user')}) AND contains(e.properties, 'team-7') AND contains(${text('e', 'tag.Owner')}, 'team-7')`,
    },
    {
      name: 'count by type',
      group: 'counting',
      query: 'FIND * AS e RETURN e._type, count(e) AS n',
      sql: 'SELECT k.type, e.n FROM (SELECT kind, count(*) AS n FROM entity GROUP BY kind) e JOIN entity_kind k ON k.id = e.kind',
    },
    {
      name: 'count and average by property',
      group: 'counting',
      query: 'FIND azure_vm AS v RETURN v.region, count(v) AS n, avg(v.score) AS a',
      sql: `SELECT p[1] AS region, count(*) AS n, avg(TRY_CAST(p[2] AS DOUBLE)) AS a FROM (
        SELECT json_extract_string(properties, ['/region', '/score']) AS p FROM entity WHERE kind IN (${type('azure_vm')})) GROUP BY region`,
    },
    {
      name: 'one step, typed',
      group: 'steps',
      query: `FIND azure_vm WITH name = '${vm}' THAT USES azure_secret AS s RETURN s.name`,
      sql: `SELECT ${text('s', 'name')} FROM entity e JOIN ${both(`kind IN (${verb('USES')})`)} r ON r.a = e.nid JOIN entity s ON s.nid = r.b
        WHERE s.kind IN (${type('azure_secret')}) AND ${isVm}`,
    },
    {
      name: 'one step, untyped, from its selective end',
      group: 'steps',
      query: `FIND * THAT HAS azure_vm WITH name = '${vm}'`,
      sql: `SELECT ${whole('s')} FROM entity e JOIN ${both(`kind IN (${verb('HAS')})`)} r ON r.b = e.nid JOIN entity s ON s.nid = r.a WHERE ${isVm}`,
    },
    {
      name: 'the same the other way round',
      group: 'steps',
      query: `FIND azure_vm WITH name = '${vm}' THAT HAS * AS x RETURN x._key`,
      sql: `SELECT s.key FROM entity e JOIN ${both(`kind IN (${verb('HAS')})`)} r ON r.a = e.nid JOIN entity s ON s.nid = r.b WHERE ${isVm}`,
    },
    {
      name: 'two steps, undirected',
      group: 'steps',
      query: `FIND azure_vm WITH name = '${vm}' THAT RELATES TO * THAT RELATES TO * AS x RETURN x._type, count(x) AS n`,
      sql: `SELECT k.type, count(DISTINCT r2.b) AS n FROM entity e JOIN ${both('true')} r1 ON r1.a = e.nid JOIN ${both('true')} r2 ON r2.a = r1.b
        JOIN entity x ON x.nid = r2.b JOIN entity_kind k ON k.id = x.kind WHERE ${isVm} GROUP BY k.type`,
    },
    {
      name: 'three steps and a count',
      group: 'steps',
      query: 'FIND azure_service THAT HAS >> azure_vm THAT USES >> azure_secret THAT RELATES TO >> * AS x RETURN x._type, count(x) AS n',
      sql: `SELECT k.type, count(DISTINCT r3.to_nid) AS n FROM entity s JOIN relationship r1 ON r1.from_nid = s.nid JOIN entity v ON v.nid = r1.to_nid
        JOIN relationship r2 ON r2.from_nid = v.nid JOIN entity t ON t.nid = r2.to_nid JOIN relationship r3 ON r3.from_nid = t.nid
        JOIN entity x ON x.nid = r3.to_nid JOIN entity_kind k ON k.id = x.kind
        WHERE s.kind IN (${type('azure_service')}) AND v.kind IN (${type('azure_vm')}) AND t.kind IN (${type('azure_secret')})
          AND r1.kind IN (${verb('HAS')}) AND r2.kind IN (${verb('USES')}) GROUP BY k.type`,
    },
    {
      name: 'four steps, typed',
      group: 'steps',
      query: `FIND azure_vm WITH name = '${vm}' THAT USES >> azure_secret THAT CONNECTS >> aws_storage_account THAT HAS >> aws_function_app THAT TRUSTS >> aws_certificate AS x RETURN x.name`,
      sql: `SELECT ${text('x', 'name')} FROM entity e JOIN relationship r1 ON r1.from_nid = e.nid JOIN entity s ON s.nid = r1.to_nid JOIN relationship r2 ON r2.from_nid = s.nid
        JOIN entity t ON t.nid = r2.to_nid JOIN relationship r3 ON r3.from_nid = t.nid JOIN entity u ON u.nid = r3.to_nid JOIN relationship r4 ON r4.from_nid = u.nid JOIN entity x ON x.nid = r4.to_nid
        WHERE ${isVm} AND r1.kind IN (${verb('USES')}) AND s.kind IN (${type('azure_secret')}) AND r2.kind IN (${verb('CONNECTS')}) AND t.kind IN (${type('aws_storage_account')})
          AND r3.kind IN (${verb('HAS')}) AND u.kind IN (${type('aws_function_app')}) AND r4.kind IN (${verb('TRUSTS')}) AND x.kind IN (${type('aws_certificate')})`,
    },
    {
      name: 'four steps from one',
      group: 'steps',
      query: `FIND azure_vm WITH name = '${vm}' THAT RELATES TO >> * THAT RELATES TO >> * THAT RELATES TO >> * THAT RELATES TO >> * AS x RETURN count(x) AS n`,
      sql: `SELECT count(DISTINCT r4.to_nid) FROM entity e JOIN relationship r1 ON r1.from_nid = e.nid JOIN relationship r2 ON r2.from_nid = r1.to_nid
        JOIN relationship r3 ON r3.from_nid = r2.to_nid JOIN relationship r4 ON r4.from_nid = r3.to_nid WHERE ${isVm}`,
    },
    {
      name: 'a hub of thousands',
      group: 'steps',
      query: 'FIND Internet THAT ALLOWS << Host WITH public = true AS h RETURN h.name',
      sql: `SELECT ${text('h', 'name')} FROM entity i JOIN relationship r ON r.to_nid = i.nid JOIN entity h ON h.nid = r.from_nid
        WHERE i.kind IN (${label('Internet')}) AND h.kind IN (${label('Host')}) AND r.kind IN (${verb('ALLOWS')}) AND ${text('h', 'public')} = 'true'`,
    },
    {
      name: 'excluded',
      group: 'steps',
      query: 'FIND azure_vm AS v THAT !ALLOWS Internet RETURN v.region, count(v) AS n',
      sql: `SELECT ${text('e', 'region')} AS region, count(*) AS n FROM entity e WHERE e.kind IN (${type('azure_vm')}) AND NOT EXISTS (
        SELECT 1 FROM ${both(`kind IN (${verb('ALLOWS')})`)} r JOIN entity i ON i.nid = r.b WHERE r.a = e.nid AND i.kind IN (${label('Internet')})) GROUP BY region`,
    },
    {
      name: 'optional',
      group: 'steps',
      query: 'FIND azure_storage_account AS s WITH public = true (THAT HAS >> azure_function_app AS f)? RETURN s.name, f.name',
      sql: `SELECT ${text('s', 'name')} AS s, f.name FROM entity s LEFT JOIN (SELECT r.from_nid, ${text('t', 'name')} AS name FROM relationship r JOIN entity t ON t.nid = r.to_nid
        WHERE r.kind IN (${verb('HAS')}) AND t.kind IN (${type('azure_function_app')})) f ON f.from_nid = s.nid
        WHERE s.kind IN (${type('azure_storage_account')}) AND ${text('s', 'public')} = 'true'`,
    },
    {
      name: 'tree of a thousand paths',
      group: 'steps',
      query: "FIND azure_vm WITH public = true AND state = 'running' THAT USES >> azure_secret RETURN TREE",
      sql: `WITH p AS MATERIALIZED (SELECT e.nid AS a, r.nid AS r, r.to_nid AS b FROM entity e JOIN relationship r ON r.from_nid = e.nid JOIN entity s ON s.nid = r.to_nid
        WHERE e.kind IN (${type('azure_vm')}) AND s.kind IN (${type('azure_secret')}) AND r.kind IN (${verb('USES')})
          AND ${text('e', 'public')} = 'true' AND ${text('e', 'state')} = 'running')
        SELECT id, key, properties FROM entity WHERE nid IN (SELECT a FROM p UNION SELECT b FROM p) UNION ALL SELECT id, key, properties FROM relationship WHERE nid IN (SELECT r FROM p)`,
    },
    {
      name: 'one to three steps from one',
      group: 'walks and ways',
      query: `FIND azure_vm WITH name = '${vm}' THAT RELATES TO{1,3} >> * AS x RETURN count(x) AS n`,
      sql: walked(isVm, 'true', 3),
    },
    {
      name: 'one to four steps from a thousand',
      group: 'walks and ways',
      query: "FIND azure_vm WITH public = true AND region ~= 'eu' THAT USES{1,4} >> * AS x RETURN count(x) AS n",
      sql: walked(
        `e.kind IN (${type('azure_vm')}) AND ${text('e', 'public')} = 'true' AND contains(${text('e', 'region')}, 'eu')`,
        `kind IN (${verb('USES')})`,
        4,
      ),
    },
    {
      name: 'the shortest way',
      group: 'walks and ways',
      query: `FIND SHORTEST azure_vm WITH name = '${vm}' AS v THAT RELATES TO{1,4} azure_secret WITH name = '${secret}' RETURN v.name`,
      sql: `WITH RECURSIVE t AS MATERIALIZED (SELECT nid FROM entity s WHERE s.kind IN (${type('azure_secret')}) AND ${equals('s', 'name', secret)}),
        w (a, b, ways, depth) AS (SELECT ${text('e', 'name')}, e.nid, 1, 0 FROM entity e WHERE ${isVm}
          UNION ALL SELECT any_value(w.a), r.b, sum(w.ways), min(w.depth) + 1 FROM w JOIN ${both('true')} r ON r.a = w.b WHERE w.depth < 4
            AND NOT EXISTS (SELECT 1 FROM w s JOIN t ON t.nid = s.b) GROUP BY r.b)
        SELECT w.a FROM w JOIN t ON t.nid = w.b, range(w.ways::BIGINT)`,
    },
    {
      name: 'full text',
      group: 'full text and the past',
      query: `FIND '${vm}'`,
      sql: `SELECT ${whole('e')} FROM entity e WHERE ${vm
        .split('-')
        .reverse()
        .map((word) => `regexp_matches(e.properties, '(?i)\\b${word}\\b')`)
        .join(' AND ')}`,
    },
    {
      name: 'as of a day before',
      group: 'full text and the past',
      query: `FIND azure_vm AS v RETURN v.state, count(v) AS n AS OF date(${dayBefore})`,
      sql: `SELECT ${text('e', 'state')} AS state, count(*) AS n FROM (SELECT kind, properties FROM entity WHERE begin_on <= ${Date.parse(dayBefore)}
        UNION ALL SELECT kind, properties FROM entity_history WHERE begin_on <= ${Date.parse(dayBefore)} AND end_on > ${Date.parse(dayBefore)}) e
        WHERE e.kind IN (${type('azure_vm')}) GROUP BY state`,
    },
    {
      name: 'a step of a day before',
      group: 'full text and the past',
      query: `FIND azure_vm WITH name = '${vm}' THAT USES azure_secret AS s RETURN s.name AS OF date(${dayBefore})`,
      sql: `WITH pe AS NOT MATERIALIZED (SELECT nid, kind, properties FROM entity WHERE begin_on <= ${Date.parse(dayBefore)}
          UNION ALL SELECT nid, kind, properties FROM entity_history WHERE begin_on <= ${Date.parse(dayBefore)} AND end_on > ${Date.parse(dayBefore)}),
        pr AS NOT MATERIALIZED (SELECT nid, kind, from_nid, to_nid FROM relationship WHERE begin_on <= ${Date.parse(dayBefore)}
          UNION ALL SELECT nid, kind, from_nid, to_nid FROM relationship_history WHERE begin_on <= ${Date.parse(dayBefore)} AND end_on > ${Date.parse(dayBefore)}),
        r AS NOT MATERIALIZED (SELECT from_nid AS a, to_nid AS b FROM pr WHERE kind IN (${verb('USES')}) UNION ALL SELECT to_nid, from_nid FROM pr WHERE kind IN (${verb('USES')}))
        SELECT ${text('s', 'name')} FROM pe e JOIN r ON r.a = e.nid JOIN pe s ON s.nid = r.b WHERE s.kind IN (${type('azure_secret')}) AND ${isVm}`,
    },
  ]
}
