/** Which entities the ends of links mean. */
import { rangesOf } from '../../address-ranges.ts'
import type { Session } from './session.ts'
import { jsonItems, jsonText, pointerTo } from './sql.ts'

/**
 * Leaves `found_end` behind: for each end the entity rows found (`nid`), or the placeholder (`placeholder_key`) that
 * stands in. An end's alternatives are tried in order, and for each the own integration before the others. Ends that
 * found nothing have no row.
 */
export async function findTargets(session: Session): Promise<void> {
  await session.run(
    `CREATE TEMP TABLE end_target AS
     SELECT id AS end_id, integration, parsed.placeholder IS NOT NULL OR coalesce(parsed.mapped, false) AS anywhere,
            generate_subscripts(parsed.targets, 1) AS alternative, unnest(parsed.targets, max_depth := 2)
     FROM end_said`,
  )
  await session.run(
    'CREATE TEMP TABLE candidate (end_id BIGINT, integration INTEGER, anywhere BOOLEAN, alternative BIGINT, first BOOLEAN, nid BIGINT)',
  )
  await findPatterns(session)
  const ways = await session.rows('SELECT DISTINCT "by" AS way FROM end_target')
  for (const { way } of ways) await session.run(`INSERT INTO candidate ${searches[String(way)]}`)
  await session.run(
    `CREATE TEMP TABLE found_end AS
     WITH met AS (
       SELECT c.end_id, c.alternative, e.integration <> c.integration AS foreigner, coalesce(c.first, false) AS first_only, e.nid,
              CASE WHEN c.first THEN e.key END AS key
       FROM candidate c JOIN node e ON e.nid = c.nid
       WHERE e.integration = c.integration OR (c.anywhere AND e.integration <> 0)
     ),
     best AS (
       SELECT * FROM met
       QUALIFY rank() OVER (PARTITION BY end_id ORDER BY alternative, foreigner) = 1
     ),
     taken AS (
       SELECT * FROM best
       QUALIFY NOT first_only OR row_number() OVER (PARTITION BY end_id ORDER BY key, nid) = 1
     )
     SELECT DISTINCT end_id, nid, NULL::VARCHAR AS placeholder_key FROM taken
     UNION ALL
     SELECT id, NULL, json_extract_string(parsed.placeholder, '/key') FROM end_said
     WHERE parsed.placeholder IS NOT NULL AND id NOT IN (SELECT end_id FROM met)`,
  )
  await session.run('DROP TABLE candidate')
}

const columns = 't.end_id, t.integration, t.anywhere, t.alternative, t.first'

const byKey = (named: string): string => `
  SELECT ${columns}, e.nid
  FROM (${named}) t JOIN node e ON e.key = t.key
  WHERE t.type IS NULL OR (e.kind, t.type) IN (SELECT (kind, name) FROM kind_name)`

/** The keys that a property of the own entity with the named key holds. */
const heldKeys = `
  SELECT end_id, integration, anywhere, alternative, first, type, ${jsonText('unnest(held)')} AS key
  FROM (
    SELECT t.*, ${jsonItems(`json_extract(e.properties, ${pointerTo('t.property')})`)} AS held
    FROM end_target t JOIN node e ON e.integration = t.integration AND e.key = t.key WHERE t."by" = 'through'
  )`

/**
 * Entities of a type with all the wanted property values; of an array property one item is enough. Each end begins with
 * the value that the fewest hold: many hold the same name, few the same name in the same account.
 */
const byProperties = `
  WITH wanted AS MATERIALIZED (
    SELECT ${columns}, t.type, t.names, t.name, json_extract(t."where", ${pointerTo('t.name')})::VARCHAR AS value
    FROM (SELECT *, unnest(json_keys("where")) AS name, len(json_keys("where")) AS names FROM end_target WHERE "by" = 'where') t
  ),
  held AS MATERIALIZED (
    SELECT DISTINCT h.type, h.name, h.value, h.nid
    FROM (
      SELECT type, name, nid, unnest(${jsonItems('value')})::VARCHAR AS value
      FROM (
        SELECT w.type, w.name, e.nid, json_extract(e.properties, ${pointerTo('w.name')}) AS value
        FROM (SELECT DISTINCT type, name FROM wanted) w JOIN kind_name k ON k.name = w.type JOIN node e ON e.kind = k.kind
      )
    ) h
    SEMI JOIN wanted w ON w.type = h.type AND w.name = h.name AND w.value = h.value
  ),
  rarest AS (
    SELECT w.end_id, w.alternative, arg_min(w.name, (coalesce(c.holders, 0), w.name)) AS name
    FROM wanted w
    LEFT JOIN (SELECT type, name, value, count(*) AS holders FROM held GROUP BY ALL) c ON c.type = w.type AND c.name = w.name AND c.value = w.value
    GROUP BY w.end_id, w.alternative
  ),
  near AS (
    SELECT w.end_id, w.alternative, h.nid
    FROM wanted w
    JOIN rarest r ON r.end_id = w.end_id AND r.alternative = w.alternative AND r.name = w.name
    JOIN held h ON h.type = w.type AND h.name = w.name AND h.value = w.value
  )
  SELECT ${columns}, n.nid
  FROM wanted t
  JOIN near n ON n.end_id = t.end_id AND n.alternative = t.alternative
  JOIN held h ON h.type = t.type AND h.name = t.name AND h.value = t.value AND h.nid = n.nid
  GROUP BY ${columns}, t.names, n.nid
  HAVING count(*) = t.names`

/** Entities of a type with a range inside the wanted one. */
const byRange = `
  WITH held AS MATERIALIZED (
    SELECT type, property, nid, ${jsonText('item')} AS text
    FROM (
      SELECT w.type, w.property, e.nid, unnest(${jsonItems(`json_extract(e.properties, ${pointerTo('w.property')})`)}) AS item
      FROM (SELECT DISTINCT type, property FROM end_target WHERE "by" = 'within') w
      JOIN kind_name k ON k.name = w.type JOIN node e ON e.kind = k.kind
    )
  ),
  inner_range AS MATERIALIZED (${rangesOf('(SELECT DISTINCT text FROM held)')}),
  outer_range AS MATERIALIZED (${rangesOf(`(SELECT DISTINCT cidr AS text FROM end_target WHERE "by" = 'within')`)}),
  inside AS MATERIALIZED (
    SELECT o.text AS cidr, i.text FROM outer_range o JOIN inner_range i ON i.family = o.family AND i.first >= o.first AND i.last <= o.last
  )
  SELECT DISTINCT ${columns}, h.nid
  FROM end_target t JOIN inside i ON i.cidr = t.cidr JOIN held h ON h.text = i.text AND h.type = t.type AND h.property = t.property
  WHERE t."by" = 'within'`

/** Beyond so many stars the time of LIKE, which tries them one inside the other, gets out of hand. */
const mostStars = 3

/** Leaves `fitting` behind: which patterns of `like` which entities fit. */
async function findPatterns(session: Session): Promise<void> {
  await session.run(
    `CREATE TEMP TABLE pattern AS
     SELECT type, text, regexp_extract(text, '^[^*?]*') AS prefix, len(text) - len(replace(text, '*', '')) > ${mostStars} AS hostile
     FROM (SELECT DISTINCT type, regexp_replace(key, '[*]+', '*', 'g') AS text FROM end_target WHERE "by" = 'like')`,
  )
  const candidates = `pattern p JOIN kind_name k ON k.name = p.type JOIN node e ON e.kind = k.kind AND starts_with(e.key, p.prefix)`
  const liked = `replace(replace(regexp_replace(p.text, '([%_~])', '~\\1', 'g'), '*', '%'), '?', '_')`
  await session.run(
    `CREATE TEMP TABLE fitting AS SELECT p.type, p.text, e.nid FROM ${candidates} WHERE NOT p.hostile AND e.key LIKE ${liked} ESCAPE '~'`,
  )
  // One by one: an expression that differs from row to row would be built anew for each.
  for (const { text } of await session.rows('SELECT DISTINCT text FROM pattern WHERE hostile')) {
    await session.run(
      `INSERT INTO fitting
       SELECT p.type, p.text, e.nid FROM ${candidates}
       WHERE p.text = $text AND regexp_full_match(e.key, replace(replace(regexp_escape($text), '\\*', '.*'), '\\?', '.'), 's')`,
      { text },
    )
  }
}

/** Entities whose key fits a pattern, with all the wanted property values. */
const byPattern = `
  SELECT ${columns}, f.nid
  FROM end_target t
  JOIN fitting f ON f.type = t.type AND f.text = regexp_replace(t.key, '[*]+', '*', 'g')
  JOIN node e ON e.nid = f.nid
  WHERE t."by" = 'like' AND coalesce(list_bool_and(list_transform(
    json_keys(t."where"),
    lambda name: json_extract(e.properties, ${pointerTo('name')})::VARCHAR IS NOT DISTINCT FROM json_extract(t."where", ${pointerTo('name')})::VARCHAR
  )), true)`

const searches: Readonly<Record<string, string>> = {
  key: byKey(`FROM end_target WHERE "by" = 'key'`),
  through: byKey(heldKeys),
  where: byProperties,
  within: byRange,
  like: byPattern,
}
