/** Writes a run's raw answers to an archive while they are collected. The file has its name only when it is whole. */
import { createWriteStream } from 'node:fs'
import { open, rename, rm } from 'node:fs/promises'
import { pipeline } from 'node:stream/promises'
import { createGzip } from 'node:zlib'
import type { Loose } from '../graph/properties.ts'
import type { RunHeader, RunResult } from '../store/store.ts'
import { type ArchivedDetails, ArchiveError, format, formatVersion, type Header, type Line, type Reading } from './archive-format.ts'
import { tellable } from './failure.ts'
import type { DetailAnswers } from './intake.ts'
import type { RunError } from './outcome-tally.ts'
import { programVersion } from './program.ts'
import type { Recorder } from './recorder.ts'
import type { Scope } from './resource.ts'
import type { Task } from './task.ts'

/** Lines gathered before they go to the compressor. */
const flushEvery = 64 * 1024

export class ArchiveWriter implements Recorder {
  readonly #file: string
  readonly #gzip = createGzip()
  readonly #written: Promise<void>
  #failure: unknown
  #drained: Promise<void> | undefined
  #pending = ''
  #tasks = 0
  #resources = 0

  /** @throws ArchiveError when the file cannot be made there */
  static async open(file: string, { integration, startedOn, only, kept }: RunHeader, properties: Loose): Promise<ArchiveWriter> {
    const path = partial(file)
    try {
      // What clouds answer is nobody else's business.
      const handle = await open(path, 'w', 0o600)
      await handle.close()
    } catch (error) {
      throw new ArchiveError(
        file,
        `the archive cannot be written (${tellable(error)}). Name a file in a folder that exists and may be written to.`,
        {
          cause: error,
        },
      )
    }
    const writer = new ArchiveWriter(file)
    const header: Header = {
      format,
      version: formatVersion,
      isobar: programVersion(),
      integration: { ...integration, class: [...integration.class] },
      properties,
      startedOn,
      ...(only === undefined ? {} : { only: [...only] }),
      ...(kept === undefined ? {} : { kept: [...kept] }),
    }
    await writer.#write(JSON.stringify(header))
    return writer
  }

  private constructor(file: string) {
    this.#file = file
    this.#written = pipeline(this.#gzip, createWriteStream(partial(file))).catch((error: unknown) => {
      this.#failure = error
    })
  }

  root(scope: Scope): Promise<void> {
    return this.#line({ root: scope })
  }

  begin({ ref, scope, openedBy }: Task): Promise<void> {
    this.#tasks++
    return this.#line({
      task: { type: ref.type, scope: { kind: scope.kind, id: scope.id }, ...(openedBy === undefined ? {} : { openedBy: { ...openedBy } }) },
    })
  }

  resource({ ref }: Task, raw: unknown, details: ReadonlyMap<string, DetailAnswers>): Promise<void> {
    this.#resources++
    const { '': own, ...embedded } = Object.fromEntries([...details].map(([path, answers]) => [path, archived(answers)]))
    return this.#line({ resource: { ...ref, raw, ...own, ...(Object.keys(embedded).length === 0 ? {} : { embedded }) } })
  }

  restart({ ref }: Task): Promise<void> {
    return this.#line({ again: { ...ref } })
  }

  end(task: Task): Promise<void> {
    const [, ...children] = task.family()
    const embedded = Object.fromEntries(children.map((child) => [child.ref.type, reading(child)]))
    return this.#line({ outcome: { ...task.ref, ms: task.ms, ...reading(task), ...(children.length === 0 ? {} : { embedded }) } })
  }

  /**
   * Completes the file and gives it its name. The graph does not depend on it, so a failure is told, not thrown.
   * @returns what went wrong, for people
   */
  async finish({ status, endedOn, requests, bytes }: RunResult, error: RunError | undefined): Promise<string | undefined> {
    const counts = { tasks: this.#tasks, resources: this.#resources }
    await this.#line({ end: { status, ...(error === undefined ? {} : { error }), endedOn, requests, bytes, ...counts } })
    this.#gzip.end(this.#pending)
    await this.#written
    if (this.#failure === undefined) {
      await rename(partial(this.#file), this.#file)
      return undefined
    }
    await rm(partial(this.#file), { force: true })
    return `${this.#file}: the archive could not be written (${tellable(this.#failure)}). The graph is complete; collect again for an archive.`
  }

  /** Leaves nothing behind. */
  async abandon(): Promise<void> {
    this.#gzip.destroy()
    await this.#written
    await rm(partial(this.#file), { force: true })
  }

  #line(line: Line): Promise<void> {
    return this.#write(JSON.stringify(line))
  }

  async #write(text: string): Promise<void> {
    if (this.#failure !== undefined) return
    this.#pending += `${text}\n`
    if (this.#pending.length < flushEvery) return
    const lines = this.#pending
    this.#pending = ''
    if (!this.#gzip.write(lines)) this.#drained ??= this.#drain()
    await this.#drained
  }

  /** One wait for all who write; it also ends when the stream breaks, which emits no drain. */
  async #drain(): Promise<void> {
    await Promise.race([new Promise((resolve) => this.#gzip.once('drain', resolve)), this.#written])
    this.#drained = undefined
  }
}

function partial(file: string): string {
  return `${file}.partial`
}

function reading({ requests, reading: failure }: Task): Reading {
  return { requests, ...(failure === undefined ? {} : { failure }) }
}

function archived({ values, refused, failed }: DetailAnswers): ArchivedDetails {
  return {
    ...(Object.keys(values).length === 0 ? {} : { details: values }),
    ...(refused === undefined ? {} : { refused }),
    ...(failed === undefined ? {} : { failed }),
  }
}
