/** Properties that an entity borrows from others: a machine's addresses, which its network interfaces hold. */
import type { MergeFacts } from './merge.ts'
import { portions } from './portions.ts'
import type { Session } from './session.ts'
import { jsonItems, pointerTo } from './sql.ts'

/** Borrowers that are patched at once: what is put together of so many stays in memory. */
const portion = 20_000

/**
 * Leaves the table `patched` behind: every staged entity that borrows, with its whole properties, names sorted. What is
 * lent is what this run staged, else what stands in the graph of the same integration.
 */
export async function patchBorrowed(session: Session, facts: MergeFacts, staged: string): Promise<void> {
  await session.run(`CREATE TABLE ${facts.beside}.patched AS SELECT n, task, kind, key, properties, metadata FROM ${staged}.entity LIMIT 0`)
  const borrowers = 'borrowed IS NOT NULL'
  for (const range of await portions(session, { number: 'n', size: '1', rows: `${staged}.entity WHERE ${borrowers}`, portion }))
    await patch(session, facts, staged, `${borrowers} AND n ${range}`)
}

/** Adds to `patched` the borrowers among the staged entities that a condition picks. */
async function patch(session: Session, { integration, beside }: MergeFacts, staged: string, borrowers: string): Promise<void> {
  await session.run(`CREATE TEMP TABLE borrower AS FROM ${staged}.entity WHERE ${borrowers}`)
  await session.run(
    `CREATE TEMP TABLE borrowing AS
     SELECT n, name, json_extract_string(spec, '/property') AS property, json_extract_string(spec, '/take') AS take,
            unnest(from_json(json_extract(spec, '/keys'), '["VARCHAR"]')) AS key
     FROM (
       SELECT n, name, json_extract(borrowed, ${pointerTo('name')}) AS spec
       FROM (SELECT n, borrowed, unnest(json_keys(borrowed)) AS name FROM borrower)
     )`,
  )
  await session.run(
    `CREATE TEMP TABLE lender AS
     WITH wanted AS (SELECT DISTINCT key FROM borrowing),
     fresh AS (
       SELECT e.key, arg_min(e.properties, (t.type, t.scope, k.type, e.properties)) AS properties
       FROM ${staged}.entity e SEMI JOIN wanted w ON w.key = e.key
       JOIN ${staged}.task t ON t.number = e.task JOIN staged_kind s ON s.number = e.kind JOIN entity_kind k ON k.id = s.kind GROUP BY e.key
     )
     FROM fresh
     UNION ALL
     SELECT key, properties FROM entity
     WHERE integration = $integration AND key IN (SELECT key FROM wanted) AND key NOT IN (SELECT key FROM fresh)`,
    { integration },
  )
  await session.run(
    `INSERT INTO ${beside}.patched
     WITH lent AS (
       SELECT b.n, b.name, b.take, b.key, json_extract(l.properties, ${pointerTo('b.property')}) AS value
       FROM borrowing b JOIN lender l ON l.key = b.key
     ),
     patch AS (
       SELECT n, name, arg_min(value, key)::VARCHAR AS value FROM lent WHERE take = 'first' AND value IS NOT NULL GROUP BY n, name
       UNION ALL
       SELECT n, name, '[' || ${joined("{'key': key, 'place': place, 'text': item::VARCHAR}")} || ']'
       FROM (SELECT n, name, key, unnest(${jsonItems('value')}) AS item, generate_subscripts(${jsonItems('value')}, 1) AS place FROM lent WHERE take = 'list')
       GROUP BY n, name
     ),
     own AS (
       SELECT n, name, json_extract(properties, ${pointerTo('name')})::VARCHAR AS value
       FROM (SELECT n, properties, unnest(json_keys(properties)) AS name FROM borrower)
     )
     SELECT e.n, e.task, e.kind, e.key, coalesce(whole.properties, e.properties), e.metadata
     FROM borrower e
     LEFT JOIN (
       SELECT n, '{' || ${joined("{'name': name, 'text': to_json(name)::VARCHAR || ':' || value}")} || '}' AS properties
       FROM (FROM patch UNION ALL SELECT * FROM own o WHERE NOT EXISTS (SELECT 1 FROM patch p WHERE p.n = o.n AND p.name = o.name))
       GROUP BY n
     ) whole ON whole.n = e.n`,
  )
  await session.run('DROP TABLE borrower; DROP TABLE borrowing; DROP TABLE lender')
}

/** The texts of a group in the order of what stands before them. (An aggregate that is told an order takes a hundred times the memory.) */
function joined(item: string): string {
  return `array_to_string(list_transform(list_sort(list(${item})), lambda one: one.text), ',')`
}
