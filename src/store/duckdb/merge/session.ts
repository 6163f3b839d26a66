/** The connection of one merge: statements with bound parameters, and small sets of rows loaded into temporary tables. */
import type { DuckDBConnection, DuckDBType, DuckDBValue } from '@duckdb/node-api'
import type { Row } from '../../store.ts'
import { Batch } from '../batch.ts'
import { bind, toJavaScript } from '../values.ts'

export class Session {
  readonly #connection: DuckDBConnection

  constructor(connection: DuckDBConnection) {
    this.#connection = connection
  }

  /** Runs one statement. `$name` stands for a parameter. */
  async run(sql: string, parameters: Parameters = {}): Promise<void> {
    await this.#execute(sql, parameters)
  }

  async rows(sql: string, parameters: Parameters = {}): Promise<Row[]> {
    return (await this.#execute(sql, parameters)).convertRowObjects(toJavaScript)
  }

  /** The one number that a statement answers with. */
  async number(sql: string, parameters: Parameters = {}): Promise<number> {
    const [row] = await this.rows(sql, parameters)
    return Number(Object.values(row ?? {})[0] ?? 0)
  }

  /** Makes a temporary table of these rows. */
  async load(table: string, columns: Readonly<Record<string, DuckDBType>>, rows: Iterable<readonly DuckDBValue[]>): Promise<void> {
    const declared = Object.entries(columns).map(([name, type]) => `${name} ${type}`)
    await this.#connection.run(`CREATE TEMP TABLE ${table} (${declared.join(', ')})`)
    const batch = await Batch.open(this.#connection, { table, database: 'temp' }, Object.values(columns))
    for (const row of rows) batch.add(...row)
    batch.flush()
    batch.close()
  }

  async #execute(sql: string, parameters: Parameters) {
    const names = Object.keys(parameters)
    const { values, types } = bind(Object.values(parameters))
    return this.#connection.run(
      sql,
      Object.fromEntries(names.map((name, index) => [name, values[index] ?? null])),
      Object.fromEntries(names.map((name, index) => [name, types[index]])),
    )
  }
}

type Parameters = Readonly<Record<string, unknown>>
