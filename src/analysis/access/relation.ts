/** An intermediate result by name, so that a merge and a reader work from the same statements. */

export interface Relation {
  readonly name: string
  readonly sql: string
}

/** For an analysis: each relation a temporary table, in order. */
export function asSteps(relations: readonly Relation[]): string[] {
  return relations.map(({ name, sql }) => `CREATE TEMP TABLE ${name} AS ${sql}`)
}

/** For a reader: one statement over the last committed graph. */
export function asQuery(relations: readonly Relation[], select: string): string {
  const before = committedGraph.map(({ name, sql }) => `${name} AS NOT MATERIALIZED (${sql})`)
  const made = relations.map(({ name, sql }) => `${name} AS MATERIALIZED (${sql})`)
  return `WITH RECURSIVE ${[...before, ...made].join(',\n')}\n${select}`
}

/** People's own data has no class, whatever its name: nothing follows from it. */
const ofClouds = "SELECT id FROM integration WHERE id = 0 OR (type = 'azure' AND len(classes) > 0)"

/** What an analysis reads under the same names during a merge (`Analysis` in store.ts). */
const committedGraph: readonly Relation[] = [
  {
    name: 'entity_next',
    sql: `SELECT e.nid, e.integration, e.key, k.type, k.classes, e.properties::VARCHAR AS properties
          FROM entity e JOIN entity_kind k ON k.id = e.kind WHERE e.integration IN (${ofClouds})`,
  },
  {
    name: 'relationship_next',
    sql: `SELECT r.nid, k.class, k.type, r.from_nid, r.to_nid, r.properties::VARCHAR AS properties
          FROM relationship r JOIN relationship_kind k ON k.id = r.kind WHERE r.owner IS NOT NULL AND r.integration IN (${ofClouds})`,
  },
  { name: 'task_next', sql: 'SELECT integration, type, scope, detail, status FROM task' },
]

/** A text as SQL writes it. For words of this program only: what users say is bound. */
export function quoted(text: string): string {
  return `'${text.replaceAll("'", "''")}'`
}

export function list(texts: Iterable<string>): string {
  return `(${[...texts].map(quoted).join(', ')})`
}

/** What an entity is called, its key where it has no name. */
export function displayName(entity: string): string {
  return `coalesce(json_extract_string(${entity}.properties, '/displayName'), ${entity}.key)`
}
