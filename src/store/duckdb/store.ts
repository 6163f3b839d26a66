/** The store's port on DuckDB. */
import type { DuckDBInstance } from '@duckdb/node-api'
import type { Analysis, QueryOptions, Row, RunHeader, Stage, Store } from '../store.ts'
import { asStoreError } from './errors.ts'
import { Memory } from './memory.ts'
import { refuseTakenName } from './names.ts'
import { DuckdbReader } from './reader.ts'

export class DuckdbStore implements Store {
  readonly #instance: DuckDBInstance
  readonly #dir: string
  readonly #reader: DuckdbReader
  readonly #memory: Memory
  readonly #analyses: readonly Analysis[]
  readonly #onClose: () => void
  /** Merges follow one another; each starts when the one before has ended. */
  #merging: Promise<unknown> = Promise.resolve()
  #stages = 0
  #merges = 0
  #unfinished = 0

  constructor(instance: DuckDBInstance, dir: string, analyses: readonly Analysis[], onClose: () => void) {
    this.#instance = instance
    this.#dir = dir
    this.#reader = new DuckdbReader(instance, dir)
    this.#memory = new Memory(this.#reader)
    this.#analyses = analyses
    this.#onClose = onClose
  }

  get revision(): number | undefined {
    return this.#unfinished === 0 ? this.#merges : undefined
  }

  rows(sql: string, parameters?: readonly unknown[], options?: QueryOptions): Promise<Row[]> {
    return this.#reader.rows(sql, parameters, options)
  }

  stream(sql: string, parameters?: readonly unknown[], options?: QueryOptions): AsyncIterable<readonly Row[]> {
    return this.#reader.stream(sql, parameters, options)
  }

  async stage(run: RunHeader): Promise<Stage> {
    try {
      await refuseTakenName(this.#reader, run.integration)
      // Readers open in half the time without what only writers need.
      const { openStage } = await import('./stage.ts')
      const stage = await openStage({
        instance: this.#instance,
        dir: this.#dir,
        number: ++this.#stages,
        run,
        analyses: this.#analyses,
        alone: (work) => this.#alone(work),
        ended: () => this.#memory.stages(-1),
      })
      await this.#memory.stages(1)
      return stage
    } catch (error) {
      throw asStoreError(error, this.#dir)
    }
  }

  async close(): Promise<void> {
    await this.#merging
    this.#reader.close()
    this.#instance.closeSync()
    this.#onClose()
  }

  #alone<T>(work: () => Promise<T>): Promise<T> {
    this.#unfinished++
    const merging = async () => {
      await this.#memory.merges(1)
      try {
        return await work()
      } finally {
        await this.#memory.merges(-1)
      }
    }
    const turn = this.#merging.then(merging).finally(() => {
      this.#unfinished--
      this.#merges++
    })
    this.#merging = turn.catch(() => undefined)
    return turn
  }
}
