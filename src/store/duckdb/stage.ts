/**
 * What a run collects, in a database file of its own beside the graph, so that the graph is touched by the merge
 * alone. The file is written inside one transaction that is only committed to be merged: a killed process leaves a
 * stray file, which the next opening removes.
 */
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { BIGINT, BOOLEAN, type DuckDBConnection, type DuckDBInstance, INTEGER, VARCHAR } from '@duckdb/node-api'
import type { End, Link } from '../../graph/link.ts'
import { canonicalJson } from '../../graph/properties.ts'
import type { Analysis, MergeSummary, RunHeader, RunResult, Stage, StagedEntity, TaskOutcome, TaskRef } from '../store.ts'
import { Batch } from './batch.ts'
import { asStoreError } from './errors.ts'
import { type Kind, type LinkVerb, merge } from './merge/merge.ts'
import { stagePrefix } from './strays.ts'
import { propertiesText, textOf, wellFormed } from './text.ts'
import { rollback } from './transaction.ts'

export interface StageSite {
  readonly instance: DuckDBInstance
  readonly dir: string
  /** Tells apart the stages of one process. */
  readonly number: number
  readonly run: RunHeader
  readonly analyses: readonly Analysis[]
  /** Runs a merge when no other one is running. */
  alone<T>(work: () => Promise<T>): Promise<T>
  /** Told when nothing more is staged here. */
  ended(): Promise<void>
}

/** How much text is gathered before it is handed to the engine: what a stage holds in memory. */
const flushEveryBytes = 1024 * 1024

export async function openStage(site: StageSite): Promise<Stage> {
  const connection = await site.instance.connect()
  const file = join(site.dir, `${stagePrefix}${process.pid}-${site.number}.duckdb`)
  const database = `stage_${site.number}`
  await connection.run(`ATTACH '${file.replaceAll("'", "''")}' AS ${database} (ROW_GROUP_SIZE 2048, STORAGE_VERSION 'v1.5.0')`)
  await connection.run(`BEGIN`)
  await connection.run(`
    CREATE TABLE ${database}.entity (n BIGINT, task INTEGER, kind INTEGER, key VARCHAR, properties VARCHAR, borrowed VARCHAR, metadata VARCHAR);
    CREATE TABLE ${database}.raw (n BIGINT, body VARCHAR);
    CREATE TABLE ${database}.link (
      n BIGINT, task INTEGER, verb INTEGER, suffix VARCHAR, key VARCHAR, properties VARCHAR, metadata VARCHAR,
      from_key VARCHAR, from_type VARCHAR, to_key VARCHAR, to_type VARCHAR, from_end VARCHAR, to_end VARCHAR, mapped BOOLEAN
    );
    CREATE TABLE ${database}.task (number INTEGER, type VARCHAR, scope VARCHAR);
    CREATE TABLE ${database}.outcome (
      n BIGINT, type VARCHAR, scope VARCHAR, detail VARCHAR, opener_type VARCHAR, opener_scope VARCHAR, status VARCHAR, passed BOOLEAN,
      resources BIGINT, requests BIGINT, ms BIGINT, error VARCHAR
    );`)
  return new DuckdbStage(site, connection, database, file, await openBatches(connection, database))
}

class DuckdbStage implements Stage {
  readonly #site: StageSite
  readonly #connection: DuckDBConnection
  readonly #database: string
  readonly #file: string
  /** Tasks by the object that names them, so that those that ended are forgotten; the stage holds what is behind the numbers. */
  readonly #tasks = new WeakMap<TaskRef, number>()
  readonly #kinds = new Numbering<Kind>()
  readonly #verbs = new Numbering<LinkVerb>()
  readonly #batches: Batches
  #numbered = 0
  #rows = 0
  #bytes = 0
  #ended = false

  constructor(site: StageSite, connection: DuckDBConnection, database: string, file: string, batches: Batches) {
    this.#site = site
    this.#connection = connection
    this.#database = database
    this.#file = file
    this.#batches = batches
  }

  async entity(task: TaskRef, entity: StagedEntity): Promise<void> {
    const { entities, raws } = this.#open()
    const n = BigInt(++this.#rows)
    const key = entity.key.toWellFormed()
    const { properties, metadata } = textOf(entity.properties, entity.metadata)
    const borrowed = entity.borrowed === undefined ? null : canonicalJson(entity.borrowed)
    this.#write(key.length + properties.length + (entity.raw?.length ?? 0), () => {
      entities.add(n, this.#task(task), this.#kind(entity), key, properties, borrowed, metadata)
      if (entity.raw !== undefined) raws.add(n, entity.raw)
    })
  }

  async link(task: TaskRef, link: Link): Promise<void> {
    const { links } = this.#open()
    const from = plainKey(link.from)
    const to = plainKey(link.to)
    const plain = from !== undefined && to !== undefined
    const { properties, metadata } = textOf(link.properties ?? {}, link.metadata)
    this.#write(properties.length + (from?.key.length ?? 200) + (to?.key.length ?? 200), () =>
      links.add(
        BigInt(++this.#rows),
        this.#task(task),
        this.#verb(link),
        link.suffix?.toWellFormed() ?? null,
        link.key?.toWellFormed() ?? null,
        properties === '{}' ? null : properties,
        metadata,
        plain ? from.key.toWellFormed() : null,
        plain ? (from.type ?? null) : null,
        plain ? to.key.toWellFormed() : null,
        plain ? (to.type ?? null) : null,
        plain ? null : propertiesText({ ...link.from }),
        plain ? null : propertiesText({ ...link.to }),
        isMapped(link.from) || isMapped(link.to),
      ),
    )
  }

  async outcome(outcome: TaskOutcome): Promise<void> {
    const { outcomes } = this.#open()
    const { type, scope, detail, openedBy, status, passed, resources, requests, ms } = outcome
    const error = outcome.error === undefined ? null : JSON.stringify(wellFormed(outcome.error))
    this.#write(type.length + 2 * scope.length + (error?.length ?? 0) + 100, () =>
      outcomes.add(
        BigInt(++this.#rows),
        type.toWellFormed(),
        scope.toWellFormed(),
        detail?.toWellFormed() ?? null,
        openedBy?.type.toWellFormed() ?? null,
        openedBy?.scope.toWellFormed() ?? null,
        status,
        passed === true,
        BigInt(resources),
        BigInt(requests),
        BigInt(Math.round(ms)),
        error,
      ),
    )
  }

  async merge(result: RunResult): Promise<MergeSummary> {
    try {
      await this.#seal()
      return await this.#site.alone(() =>
        merge({
          instance: this.#site.instance,
          staged: this.#database,
          run: this.#site.run,
          result,
          kinds: this.#kinds.values,
          verbs: this.#verbs.values,
          analyses: this.#site.analyses,
        }),
      )
    } catch (error) {
      throw asStoreError(error, this.#site.dir)
    } finally {
      await this.#end()
    }
  }

  async discard(): Promise<void> {
    if (this.#ended) return
    for (const batch of Object.values(this.#batches)) batch.abandon()
    await rollback(this.#connection)
    await this.#end()
    await this.#site.ended()
  }

  #open(): Batches {
    if (this.#ended) throw new Error('This stage was merged or discarded already')
    return this.#batches
  }

  #task(task: TaskRef): number {
    const known = this.#tasks.get(task)
    if (known !== undefined) return known
    const number = this.#numbered++
    this.#tasks.set(task, number)
    this.#batches.tasks.add(number, task.type.toWellFormed(), task.scope.toWellFormed())
    return number
  }

  #kind({ type, class: classes }: StagedEntity): number {
    return this.#kinds.of(JSON.stringify([type, classes]), { type, classes })
  }

  #verb({ class: verb, type }: Link): number {
    return this.#verbs.of(JSON.stringify([verb, type]), { class: verb.toWellFormed(), type: type?.toWellFormed() })
  }

  /** @param bytes about how much text is written */
  #write(bytes: number, add: () => void): void {
    try {
      add()
      this.#bytes += bytes
      if (this.#bytes < flushEveryBytes) return
      for (const batch of Object.values(this.#batches)) batch.flush()
      this.#bytes = 0
    } catch (error) {
      throw asStoreError(error, this.#site.dir)
    }
  }

  /** Writes what is still gathered, for the merge to read. */
  async #seal(): Promise<void> {
    try {
      for (const batch of Object.values(this.#batches)) batch.flush()
      for (const batch of Object.values(this.#batches)) batch.close()
      await this.#connection.run('COMMIT')
    } catch (error) {
      await this.discard()
      throw error
    }
    await this.#site.ended()
  }

  async #end(): Promise<void> {
    if (this.#ended) return
    this.#ended = true
    // What is removed next need not be set in order first.
    await this.#connection.run('PRAGMA disable_checkpoint_on_shutdown')
    await this.#connection.run(`DETACH ${this.#database}`)
    await this.#connection.run('PRAGMA enable_checkpoint_on_shutdown')
    this.#connection.closeSync()
    for (const file of [this.#file, `${this.#file}.wal`]) rmSync(file, { force: true })
  }
}

interface Batches {
  readonly tasks: Batch
  readonly outcomes: Batch
  readonly entities: Batch
  readonly raws: Batch
  readonly links: Batch
}

async function openBatches(connection: DuckDBConnection, database: string): Promise<Batches> {
  const text = (count: number) => Array.from({ length: count }, () => VARCHAR)
  return {
    tasks: await Batch.open(connection, { table: 'task', database }, [INTEGER, ...text(2)]),
    outcomes: await Batch.open(connection, { table: 'outcome', database }, [BIGINT, ...text(6), BOOLEAN, BIGINT, BIGINT, BIGINT, VARCHAR]),
    entities: await Batch.open(connection, { table: 'entity', database }, [BIGINT, INTEGER, INTEGER, ...text(4)]),
    raws: await Batch.open(connection, { table: 'raw', database }, [BIGINT, VARCHAR]),
    links: await Batch.open(connection, { table: 'link', database }, [BIGINT, INTEGER, INTEGER, ...text(10), BOOLEAN]),
  }
}

/** The key of an end that is nothing but one key in the own integration: by far the most links are between two of them. */
function plainKey(end: End): { readonly key: string; readonly type?: string } | undefined {
  const [target, ...others] = end.targets
  return target?.by === 'key' && others.length === 0 && !isMapped(end) ? target : undefined
}

function isMapped(end: End): boolean {
  return end.placeholder !== undefined || end.mapped === true
}

/** Gives each distinct thing the next number. */
class Numbering<T> {
  readonly #numbers = new Map<string, number>()
  readonly values: T[] = []

  of(key: string, value: T): number {
    const known = this.#numbers.get(key)
    if (known !== undefined) return known
    const number = this.values.length
    this.values.push(value)
    this.#numbers.set(key, number)
    return number
  }
}
