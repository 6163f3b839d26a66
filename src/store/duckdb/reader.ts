/** Reads: each statement on a connection of its own, so that readers and the writer of one process run side by side. */
import type { DuckDBConnection, DuckDBInstance } from '@duckdb/node-api'
import type { QueryOptions, Reader, Row } from '../store.ts'
import { asStoreError } from './errors.ts'
import { type Bound, bind, toJavaScript } from './values.ts'

/** How often an aborted statement is told to stop, until it has: an interrupt between planning and running is lost. */
const interruptEveryMs = 10

export class DuckdbReader implements Reader {
  readonly #instance: DuckDBInstance
  readonly #dir: string
  readonly #idle: DuckDBConnection[] = []
  readonly #busy = new Set<DuckDBConnection>()
  #closed = false

  constructor(instance: DuckDBInstance, dir: string) {
    this.#instance = instance
    this.#dir = dir
  }

  async rows(sql: string, parameters: readonly unknown[] = [], options: QueryOptions = {}): Promise<Row[]> {
    const { values, types } = bind(parameters)
    return this.#use(options.signal, async (connection) => {
      const result = await connection.run(sql, values, types)
      return result.convertRowObjects(toJavaScript)
    })
  }

  async *stream(sql: string, parameters: readonly unknown[] = [], options: QueryOptions = {}): AsyncIterable<readonly Row[]> {
    const { values, types } = bind(parameters)
    const { signal } = options
    const connection = await this.#take(signal)
    const interruption = interruptOnAbort(connection, signal)
    let finished = false
    try {
      const result = await connection.stream(sql, values, types)
      const streaming = result.isStreaming
      for await (const rows of result.yieldConvertedRowObjects(toJavaScript)) {
        signal?.throwIfAborted()
        yield rows
      }
      signal?.throwIfAborted()
      // The binding ends a stream that failed as if it were complete; all it shows is that the result streams no more.
      if (streaming && !result.isStreaming) throw await failureOf(connection, sql, values, types)
      finished = true
    } catch (error) {
      signal?.throwIfAborted()
      throw asStoreError(error, this.#dir)
    } finally {
      interruption.stop()
      this.#give(connection, finished)
    }
  }

  /** Interrupts what still runs and closes every connection. */
  close(): void {
    this.#closed = true
    for (const connection of this.#busy) connection.interrupt()
    for (const connection of this.#idle.splice(0)) connection.closeSync()
  }

  async #use<T>(signal: AbortSignal | undefined, work: (connection: DuckDBConnection) => Promise<T>): Promise<T> {
    const connection = await this.#take(signal)
    const interruption = interruptOnAbort(connection, signal)
    let finished = false
    try {
      const result = await work(connection)
      finished = true
      return result
    } catch (error) {
      signal?.throwIfAborted()
      throw asStoreError(error, this.#dir)
    } finally {
      interruption.stop()
      this.#give(connection, finished)
    }
  }

  async #take(signal: AbortSignal | undefined): Promise<DuckDBConnection> {
    signal?.throwIfAborted()
    if (this.#closed) throw new Error('The store is closed')
    const connection = this.#idle.pop() ?? (await this.#instance.connect())
    this.#busy.add(connection)
    return connection
  }

  /** A connection whose statement did not come to its end is not used again. */
  #give(connection: DuckDBConnection, reusable: boolean): void {
    this.#busy.delete(connection)
    if (reusable && !this.#closed) this.#idle.push(connection)
    else connection.closeSync()
  }
}

/** Why a stream ended early: the statement is run once more, its rows thrown away, for the sake of the message. */
async function failureOf(connection: DuckDBConnection, sql: string, values: Bound['values'], types: Bound['types']): Promise<unknown> {
  try {
    await connection.run(`EXPLAIN ANALYZE ${sql}`, values, types)
  } catch (error) {
    return error
  }
  return new Error('The engine broke off the answer without saying why')
}

function interruptOnAbort(connection: DuckDBConnection, signal: AbortSignal | undefined): { stop(): void } {
  let timer: NodeJS.Timeout | undefined
  const interrupt = (): void => {
    connection.interrupt()
    timer ??= setInterval(() => connection.interrupt(), interruptEveryMs)
  }
  signal?.addEventListener('abort', interrupt, { once: true })
  return {
    stop: () => {
      signal?.removeEventListener('abort', interrupt)
      clearInterval(timer)
    },
  }
}
