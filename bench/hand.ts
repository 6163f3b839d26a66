/** What SQL written by hand on a workspace of the made-up graph needs: the numbers of kinds, and names to ask for. */
import type { Store } from '../src/store/store.ts'

export interface Hand {
  /** Ids of kinds, as the list of an IN: entities by type, entities by class, relationships by class. */
  readonly type: (name: string) => string
  readonly label: (name: string) => string
  readonly verb: (name: string) => string
  /** Names of single entities, in the middle of their types: neither hubs nor alone. */
  readonly vm: string
  readonly secret: string
}

export async function handOf(store: Store): Promise<Hand> {
  const list = async (sql: string) => {
    const rows = await store.rows(sql)
    return (name: string) => rows.flatMap((row) => (row.name === name ? [Number(row.id)] : [])).join(', ') || '-1'
  }
  const type = await list('SELECT id, type AS name FROM entity_kind')
  const nameOf = async (kinds: string) => {
    const [row] = await store.rows(
      `SELECT display_name AS name FROM entity WHERE kind IN (${kinds}) ORDER BY nid LIMIT 1 OFFSET (SELECT count(*) // 2 FROM entity WHERE kind IN (${kinds}))`,
    )
    return String(row?.name)
  }
  return {
    type,
    label: await list('SELECT id, unnest(classes) AS name FROM entity_kind'),
    verb: await list('SELECT id, class AS name FROM relationship_kind'),
    vm: await nameOf(type('azure_vm')),
    secret: await nameOf(type('azure_secret')),
  }
}

export const whole = (row: string): string =>
  `${row}.id, ${row}.key, ${row}.kind, ${row}.display_name, ${row}.properties, ${row}.created_on, ${row}.version`

export const text = (row: string, name: string): string => `json_extract_string(${row}.properties, '/${name}')`

/** A property that equals a text: the document is searched for it first, which costs a fraction of taking it apart. */
export const equals = (row: string, name: string, value: string): string =>
  `contains(${row}.properties, '"${value}"') AND ${text(row, name)} = '${value}'`

/** Relationships in both directions. */
export const both = (verbs: string): string =>
  `(SELECT nid, from_nid AS a, to_nid AS b FROM relationship WHERE ${verbs} UNION ALL SELECT nid, to_nid, from_nid FROM relationship WHERE ${verbs})`

/** How many entities walks of 1 to `most` relationships come to, none of which a walk takes twice. */
export const walked = (start: string, relationships: string, most: number): string =>
  `WITH RECURSIVE w (b, path, depth) AS (SELECT e.nid, []::BIGINT[], 0 FROM entity e WHERE ${start}
    UNION ALL SELECT r.to_nid, list_append(w.path, r.nid), w.depth + 1 FROM w JOIN relationship r ON r.from_nid = w.b
    WHERE ${relationships} AND w.depth < ${most} AND NOT list_contains(w.path, r.nid)) SELECT count(DISTINCT b) FROM w WHERE depth > 0`
