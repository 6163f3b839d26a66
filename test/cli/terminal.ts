/** The command line on a terminal: bin/isobar behind a pseudo-terminal, whose other side is typed to and read from here. */
import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process'
import { once } from 'node:events'
import { stripVTControlCharacters } from 'node:util'
import { bin } from './isobar.ts'

/** Node cannot open a pseudo-terminal; Python can, and passes on what goes in and comes out. */
const pseudoTerminal = `import os, pty, sys
sys.exit(os.waitstatus_to_exitcode(pty.spawn(sys.argv[1:])))`

export const keys = { tab: '\t', up: '\u001b[A', enter: '\r', interrupt: '\u0003', end: '\u0004' } as const

export class Terminal {
  readonly #child: ChildProcessWithoutNullStreams
  readonly #closed: Promise<unknown[]>
  #shown = ''
  #read = 0

  constructor(cwd: string, args: readonly string[], columns = 80) {
    const sized = `stty cols ${columns} rows 24; exec "$0" "$@"`
    this.#child = spawn('python3', ['-c', pseudoTerminal, 'sh', '-c', sized, bin, ...args], {
      cwd,
      env: { ...process.env, TERM: 'xterm', NO_COLOR: '1' },
    })
    this.#closed = once(this.#child, 'close')
    this.#child.stdout.setEncoding('utf8')
    this.#child.stdout.on('data', (text: string) => {
      this.#shown += text
    })
  }

  type(...texts: readonly string[]): void {
    this.#child.stdin.write(texts.join(''))
  }

  /** Waits until the text has been shown after what was waited for before. @returns what was shown up to its end */
  async until(text: string): Promise<string> {
    const began = performance.now()
    for (;;) {
      const unread = stripVTControlCharacters(this.#shown).slice(this.#read)
      const at = unread.indexOf(text)
      if (at !== -1) {
        this.#read += at + text.length
        return unread.slice(0, at + text.length)
      }
      if (performance.now() - began > 20_000) throw new Error(`waited for ${JSON.stringify(text)}, but was shown ${JSON.stringify(unread)}`)
      await new Promise((resolve) => setTimeout(resolve, 20))
    }
  }

  /** The exit status, once it has ended. */
  async ended(): Promise<number | null> {
    const [status] = await this.#closed
    return typeof status === 'number' ? status : null
  }

  close(): void {
    this.#child.kill()
  }
}
