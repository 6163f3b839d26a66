/** Small graphs for tests of the query language, in the tables of a workspace but in memory. */

import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api'
import { relationshipKey } from '../../src/graph/model.ts'
import { DuckdbReader } from '../../src/store/duckdb/reader.ts'
import { migrations } from '../../src/store/duckdb/schema.ts'
import { propertiesText } from '../../src/store/duckdb/text.ts'
import type { Reader } from '../../src/store/store.ts'

export type Thing = Readonly<Record<string, unknown>>

export interface GraphFile {
  readonly entities: readonly Thing[]
  readonly relationships: readonly Thing[]
}

export interface TestGraph extends Reader {
  close(): void
}

const metadata = new Set([
  '_id',
  '_key',
  '_type',
  '_class',
  '_version',
  '_createdOn',
  '_beginOn',
  '_source',
  '_fromEntityKey',
  '_toEntityKey',
])

const rowColumns = {
  nid: 'BIGINT',
  id: 'VARCHAR',
  integration: 'INTEGER',
  key: 'VARCHAR',
  kind: 'INTEGER',
  properties: 'VARCHAR',
  source: 'VARCHAR',
}
const versionColumns = { created_on: 'BIGINT', begin_on: 'BIGINT', version: 'INTEGER', hash: 'UHUGEINT' }
const columns = {
  entity: { ...rowColumns, ...versionColumns, display_name: 'VARCHAR' },
  relationship: { ...rowColumns, ...versionColumns, from_nid: 'BIGINT', to_nid: 'BIGINT', derived: 'BOOLEAN', mapped: 'BOOLEAN' },
  entity_kind: { id: 'INTEGER', type: 'VARCHAR', classes: ['VARCHAR'], entities: 'BIGINT' },
  relationship_kind: { id: 'INTEGER', type: 'VARCHAR', class: 'VARCHAR', relationships: 'BIGINT' },
}

/** Entities need `_key`, `_type` and `_class`; relationships also `_fromEntityKey` and `_toEntityKey`. */
export async function graphOf(file: GraphFile): Promise<TestGraph> {
  const graphs = await SmallGraphs.open()
  return { ...(await graphs.load(file)), close: () => graphs.close() }
}

/** One graph after another in the same tables, for tests of hundreds of them: making the tables takes longest. */
export class SmallGraphs {
  readonly #instance: DuckDBInstance
  readonly #connection: DuckDBConnection
  #reader: DuckdbReader | undefined

  private constructor(instance: DuckDBInstance, connection: DuckDBConnection) {
    this.#instance = instance
    this.#connection = connection
  }

  static async open(): Promise<SmallGraphs> {
    const instance = await DuckDBInstance.create(':memory:', { memory_limit: '1GiB', threads: '2' })
    const connection = await instance.connect()
    for (const migration of migrations) await connection.run(migration)
    await connection.run(`INSERT INTO integration VALUES (1, 'test', 'test', 'test-1', [])`)
    return new SmallGraphs(instance, connection)
  }

  /** The graph that was loaded before is gone then. */
  async load(file: GraphFile): Promise<Reader> {
    this.#reader?.close()
    for (const table of [...Object.keys(columns), 'triple', 'property']) await this.#connection.run(`DELETE FROM ${table}`)
    await fill(this.#connection, file)
    // A reader of its own for each: what is known of a graph is kept by reader.
    const reader = new DuckdbReader(this.#instance, ':memory:')
    this.#reader = reader
    return {
      rows: (sql, parameters, options) => reader.rows(sql, parameters, options),
      stream: (sql, parameters, options) => reader.stream(sql, parameters, options),
    }
  }

  close(): void {
    this.#reader?.close()
    this.#connection.closeSync()
    this.#instance.closeSync()
  }
}

async function fill(connection: DuckDBConnection, { entities, relationships }: GraphFile): Promise<void> {
  const kinds = new Numbers()
  const verbs = new Numbers()
  const nids = new Map<string, number>()
  const entityRows = entities.map((entity, index) => {
    nids.set(String(entity._key), index + 1)
    const kind = kinds.of([String(entity._type), labels(entity._class)])
    return row(entity, index + 1, { kind, display_name: typeof entity.displayName === 'string' ? entity.displayName.toWellFormed() : null })
  })
  const relationshipRows = relationships.map((edge, index) => {
    const from = String(edge._fromEntityKey)
    const to = String(edge._toEntityKey)
    const verb = labels(edge._class)[0] ?? ''
    const kind = verbs.of([String(edge._type), verb])
    const key = String(edge._key ?? relationshipKey(from, verb, to))
    return row({ ...edge, _key: key }, index + 1, {
      kind,
      from_nid: nids.get(from) ?? -1,
      to_nid: nids.get(to) ?? -1,
      derived: false,
      mapped: false,
    })
  })
  const load = async (table: keyof typeof columns, rows: readonly object[]) => {
    const structure = JSON.stringify([columns[table]])
    await connection.run(`INSERT INTO ${table} BY NAME SELECT unnest(r) FROM (SELECT unnest(from_json($1, '${structure}')) r)`, [
      JSON.stringify(rows),
    ])
  }
  await load('entity', entityRows)
  await load('relationship', relationshipRows)
  await load(
    'entity_kind',
    kinds.all(([type, classes], id) => ({ id, type, classes, entities: 0 })),
  )
  await load(
    'relationship_kind',
    verbs.all(([type, verb], id) => ({ id, type, class: verb, relationships: 0 })),
  )
  await connection.run(`UPDATE entity_kind SET entities = (SELECT count(*) FROM entity e WHERE e.kind = entity_kind.id)`)
  await connection.run(
    `UPDATE relationship_kind SET relationships = (SELECT count(*) FROM relationship r WHERE r.kind = relationship_kind.id)`,
  )
  await connection.run(
    `INSERT INTO triple SELECT f.kind, r.kind, t.kind, count(*) FROM relationship r JOIN entity f ON f.nid = r.from_nid JOIN entity t ON t.nid = r.to_nid GROUP BY ALL`,
  )
  await connection.run(
    `INSERT INTO property SELECT kind, name, count(*) FROM (SELECT kind, unnest(json_keys(properties)) AS name FROM entity) GROUP BY ALL`,
  )
}

function row(thing: Thing, nid: number, columns: object): object {
  const properties = Object.fromEntries(Object.entries(thing).filter(([name]) => !metadata.has(name)))
  return {
    nid,
    id: String(thing._id ?? `id-${thing._key}`),
    integration: 1,
    key: String(thing._key),
    properties: propertiesText(properties),
    source: String(thing._source ?? 'integration-managed'),
    created_on: Number(thing._createdOn ?? 0),
    begin_on: Number(thing._beginOn ?? thing._createdOn ?? 0),
    version: Number(thing._version ?? 1),
    hash: 0,
    ...columns,
  }
}

function labels(value: unknown): string[] {
  return [value].flat().map(String)
}

/** Gives each distinct thing a number, from 1. */
class Numbers {
  readonly #numbers = new Map<string, number>()

  of(thing: readonly [string, string | readonly string[]]): number {
    const key = JSON.stringify(thing)
    const known = this.#numbers.get(key) ?? this.#numbers.size + 1
    this.#numbers.set(key, known)
    return known
  }

  all<T>(value: (thing: readonly [string, string | readonly string[]], number: number) => T): T[] {
    return [...this.#numbers].map(([key, number]) => value(JSON.parse(key), number))
  }
}
