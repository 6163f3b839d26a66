/** Outcomes of tasks in a file without a name: as many as there are, in constant memory, and gone with the process. */
import { closeSync, openSync, readSync, rmSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { StringDecoder } from 'node:string_decoder'
import type { TaskOutcome } from '../../store/store.ts'

/** What is gathered before it is written, and read at once. */
const chunk = 64 * 1024

let files = 0

export class OutcomeFile implements Iterable<TaskOutcome> {
  readonly #folder: string
  #file: number | undefined
  #pending = ''
  /** Told to whoever reads: to those that are heard it is no business. */
  #failure: { readonly error: unknown } | undefined

  /** @param folder must be there when the first outcome is added; nobody else's business, as the workspace is */
  constructor(folder: string) {
    this.#folder = folder
  }

  add(outcome: TaskOutcome): void {
    this.#pending += `${JSON.stringify(outcome)}\n`
    if (this.#pending.length >= chunk) this.#flush()
  }

  /** Reads them from the first on. @throws what hindered writing them */
  *[Symbol.iterator](): Iterator<TaskOutcome> {
    this.#flush()
    if (this.#failure !== undefined) throw this.#failure.error
    let rest = ''
    for (const text of this.#texts()) {
      const lines = `${rest}${text}`.split('\n')
      rest = lines.pop() ?? ''
      for (const line of lines) yield JSON.parse(line)
    }
  }

  close(): void {
    if (this.#file !== undefined) closeSync(this.#file)
    this.#file = undefined
    this.#pending = ''
  }

  *#texts(): Iterable<string> {
    if (this.#file === undefined) return
    const buffer = Buffer.allocUnsafe(chunk)
    const decoder = new StringDecoder()
    for (let position = 0; ; ) {
      const length = readSync(this.#file, buffer, 0, chunk, position)
      if (length === 0) return
      position += length
      yield decoder.write(buffer.subarray(0, length))
    }
  }

  #flush(): void {
    if (this.#pending === '') return
    const bytes = Buffer.from(this.#pending)
    this.#pending = ''
    try {
      this.#file ??= openNameless(this.#folder)
      for (let written = 0; written < bytes.length; ) written += writeSync(this.#file, bytes, written)
    } catch (error) {
      this.#failure ??= { error }
    }
  }
}

/** A process that is killed leaves nothing behind. */
function openNameless(folder: string): number {
  const name = join(folder, `outcomes-${process.pid}-${++files}`)
  const file = openSync(name, 'wx+', 0o600)
  rmSync(name)
  return file
}
