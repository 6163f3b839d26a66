/** A connection of a merge: statements with bound parameters, and small sets of rows loaded into temporary tables. */
import type { DuckDBConnection, DuckDBInstance, DuckDBType, DuckDBValue } from '@duckdb/node-api'
import type { Row } from '../../store.ts'
import { Batch } from '../batch.ts'
import { inTransaction } from '../transaction.ts'
import { bind, toJavaScript } from '../values.ts'

export class Session {
  readonly #instance: DuckDBInstance
  readonly #connection: DuckDBConnection
  #looksInto: string | undefined

  private constructor(instance: DuckDBInstance, connection: DuckDBConnection) {
    this.#instance = instance
    this.#connection = connection
  }

  static async open(instance: DuckDBInstance): Promise<Session> {
    return new Session(instance, await instance.connect())
  }

  /** Finds tables of this database too where no other is named. */
  async lookInto(database: string): Promise<void> {
    await this.#connection.run(`SET search_path = 'main,${database}.main'`)
    this.#looksInto = database
  }

  /**
   * Does the work on a connection of its own, so that other statements can run beside it. There none of this one's
   * temporary tables and views are seen, and what it makes of them is gone afterwards.
   */
  async aside(work: (own: Session) => Promise<void>): Promise<void> {
    const own = await Session.open(this.#instance)
    try {
      if (this.#looksInto !== undefined) await own.lookInto(this.#looksInto)
      await work(own)
    } finally {
      own.close()
    }
  }

  close(): void {
    this.#connection.closeSync()
  }

  /** Runs the work in one transaction. */
  transaction<T>(work: () => Promise<T>): Promise<T> {
    return inTransaction(this.#connection, work)
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
