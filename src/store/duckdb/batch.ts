/** Rows on their way into a table, gathered into vectors: a call into the engine per 2,048 rows, not per value. */
import { type DuckDBAppender, type DuckDBConnection, DuckDBDataChunk, type DuckDBType, type DuckDBValue } from '@duckdb/node-api'

const vectorSize = 2048

export interface TablePlace {
  readonly table: string
  /** The attached database that holds it; `temp` for temporary tables. */
  readonly database: string
}

export class Batch {
  /** One for all vectors: its memory is the engine's, and a dropped chunk would keep it until the garbage collector comes by. */
  readonly #chunk: DuckDBDataChunk
  readonly #appender: DuckDBAppender
  readonly #columns: DuckDBValue[][]
  #rows = 0

  private constructor(types: readonly DuckDBType[], appender: DuckDBAppender) {
    this.#chunk = DuckDBDataChunk.create(types)
    this.#appender = appender
    this.#columns = types.map(() => [])
  }

  static async open(connection: DuckDBConnection, place: TablePlace, types: readonly DuckDBType[]): Promise<Batch> {
    return new Batch(types, await connection.createAppender(place.table, 'main', place.database))
  }

  /** One value for each column, in the order of the types. */
  add(...values: readonly DuckDBValue[]): void {
    for (const [index, column] of this.#columns.entries()) column.push(values[index] ?? null)
    if (++this.#rows === vectorSize) this.#append()
  }

  /** Hands what was gathered to the table. */
  flush(): void {
    this.#append()
    this.#appender.flushSync()
  }

  close(): void {
    this.#appender.closeSync()
  }

  /** Closes it without handing over what is still gathered. */
  abandon(): void {
    this.#appender.clear()
    this.#appender.closeSync()
  }

  #append(): void {
    if (this.#rows === 0) return
    this.#chunk.reset()
    this.#chunk.setColumns(this.#columns)
    this.#appender.appendDataChunk(this.#chunk)
    for (const column of this.#columns) column.length = 0
    this.#rows = 0
  }
}
