/** Names and values that occur in the graph, for completion. */

import type { Reader } from '../store/store.ts'
import { bound, own, render, sql } from './duckdb/sql.ts'
import { property } from './duckdb/value.ts'
import type { Completion } from './index.ts'

type Suggestion = Omit<Completion, 'replace'>

/** Property names of some kinds of entities, metadata included; names with special characters in brackets. */
export async function propertiesOf(reader: Reader, kinds: ReadonlySet<number>): Promise<readonly Suggestion[]> {
  const rows = await reader.rows(
    'SELECT name, sum(entities)::BIGINT AS entities FROM property WHERE list_contains(CAST($1 AS INTEGER[]), kind) GROUP BY name',
    [[...kinds]],
  )
  const found = rows.map((row): Suggestion => ({ text: spelt(String(row.name)), kind: 'property', count: Number(row.entities) }))
  return [...found, ...metadata.map((text): Suggestion => ({ text, kind: 'property' }))]
}

const metadata = ['_id', '_key', '_type', '_class', '_createdOn', '_beginOn', '_version', '_source', '_integrationName', '_integrationType']

function spelt(name: string): string {
  return /^[A-Za-z_]\w*(\.[A-Za-z_]\w*)*$/.test(name) ? name : `[${name}]`
}

/** Entities that are looked at for values: enough to know the usual ones, few enough to wait for. */
const sample = 20_000

export async function valuesOfProperty(reader: Reader, kinds: ReadonlySet<number>, name: string): Promise<readonly Suggestion[]> {
  const value = property(own('e.properties'), name)
  const { text, parameters } = render(
    sql`SELECT value, count(*) AS entities FROM (SELECT ${value.sql} AS value FROM entity e WHERE list_contains(CAST(${bound([...kinds])} AS INTEGER[]), e.kind) LIMIT ${own(String(sample))})
      WHERE value IS NOT NULL AND length(value) < 100 AND NOT starts_with(value, '[') AND NOT starts_with(value, '{')
      GROUP BY value ORDER BY entities DESC, value LIMIT 20`,
  )
  const rows = await reader.rows(text, parameters)
  return rows.map((row): Suggestion => ({ text: quoted(JSON.parse(String(row.value))), kind: 'value', count: Number(row.entities) }))
}

function quoted(value: unknown): string {
  if (typeof value !== 'string') return String(value)
  return value.includes("'") && !value.includes('"') ? `"${value}"` : `'${value.replace(/[\\']/g, '\\$&')}'`
}
