/**
 * `isobar query` without a query, on a terminal: asks again and again. A query may go over several lines; it is run at a
 * semicolon, at an empty line, or where it can only be complete. Tab completes from the grammar and the graph.
 */
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import type { Readable } from 'node:stream'
import { completeQuery, formatQuery, type QueryOptions } from '../../query/index.ts'
import type { Reader } from '../../store/store.ts'
import type { Context } from '../context.ts'
import { explain } from '../report.ts'

const historyLength = 500

export interface Prompted {
  readonly context: Context
  readonly reader: Reader
  readonly options: QueryOptions
  readonly input: Readable & { readonly isTTY?: boolean }
  /** Runs one query and shows its answer. */
  answer(text: string, options: QueryOptions): Promise<void>
}

export async function prompt({ context, reader, options, input, answer }: Prompted): Promise<void> {
  const historyFile = join(context.workspace, 'history.json')
  let history = await readHistory(historyFile)
  let lines: string[] = []
  const { promise: closed, resolve: close } = Promise.withResolvers<void>()
  const terminal = createInterface({
    input,
    output: process.stderr,
    terminal: input.isTTY === true,
    history: [...history],
    historySize: historyLength,
    removeHistoryDuplicates: true,
    completer: (line: string, done: (error: Error | null, found: [string[], string]) => void) => {
      complete(reader, lines, line, options).then(
        (found) => done(null, found),
        // Nothing to offer is no reason to disturb whoever types; the query itself tells what is wrong.
        () => done(null, [[], line]),
      )
    },
  })
  let open = true
  let left = false
  /** Stops the query that is being answered. */
  let stop: AbortController | undefined
  const ask = (): void => {
    // Input from a file ends long before its last query is answered.
    if (!open) return
    terminal.setPrompt(lines.length === 0 ? 'isobar> ' : '     …> ')
    terminal.prompt()
  }
  // One line after the other: what is typed while an answer comes waits.
  let running = Promise.resolve()
  terminal.on('line', (line) => {
    running = running.then(async () => {
      if (left) return
      const command = line.trim()
      if (command === '.exit') {
        left = true
        return terminal.close()
      }
      if (command === '.help') {
        context.err.write(help)
        return ask()
      }
      lines.push(line)
      const text = lines.join('\n').trim()
      if (text === '') lines = []
      else if (line.trim() === '' || isWhole(text)) {
        remember(history, lines)
        lines = []
        stop = new AbortController()
        try {
          await answer(text, { ...options, signal: AbortSignal.any([context.signal, stop.signal]) })
        } catch (error) {
          if (context.signal.aborted) throw error
          explain(error, context.err, context.verbose)
        } finally {
          stop = undefined
        }
      }
      ask()
    })
    running.catch(() => terminal.close())
  })
  // Stops the query that runs; else it drops what was typed, and on an empty line it leaves.
  terminal.on('SIGINT', () => {
    if (stop !== undefined) return stop.abort()
    if (lines.length === 0 && terminal.line === '') return terminal.close()
    lines = []
    terminal.write(null, { ctrl: true, name: 'e' })
    terminal.write(null, { ctrl: true, name: 'u' })
    context.err.write('\n')
    ask()
  })
  // The array that the terminal itself goes through: what is changed in it is what Up brings back.
  terminal.on('history', (kept: string[]) => {
    history = kept
  })
  terminal.on('close', () => {
    open = false
    close()
  })
  context.err.write('Ask the graph; .help for more, .exit to leave.\n')
  ask()
  await closed
  try {
    await running
  } finally {
    if (input.isTTY === true) await writeFile(historyFile, JSON.stringify(history.slice(0, historyLength)), { mode: 0o600 })
  }
}

/** A query that was typed over several lines comes back whole: its lines, the newest of the history, become one. */
function remember(history: string[], lines: readonly string[]): void {
  const typed = lines.filter((line) => line.trim() !== '')
  // What follows // to the end of its line would swallow the rest.
  if (typed.length < 2 || typed.some((line) => line.includes('//'))) return
  const other = history.findIndex((line) => !typed.includes(line))
  history.splice(0, other === -1 ? history.length : other, typed.map((line) => line.trim()).join(' '))
}

const help = `  FIND azure_vm THAT USES azure_nic        a query; over several lines, end it with ; or an empty line
  Tab                                      completes keywords, types, verbs and properties of this graph
  Up, Down                                 earlier queries
  Ctrl+C                                   stops the query that runs, or drops what is typed; on an empty line it
                                           leaves, like Ctrl+D and .exit
`

/** Whether the text can stand as a query: it ends with a semicolon, or it parses and the line does not end in the middle of something. */
export function isWhole(text: string): boolean {
  if (text.endsWith(';')) return true
  try {
    formatQuery(text)
    return true
  } catch {
    return false
  }
}

async function complete(reader: Reader, before: readonly string[], line: string, options: QueryOptions): Promise<[string[], string]> {
  const text = [...before, line].join('\n')
  const found = await completeQuery(reader, text, text.length, options.settings)
  // What goes on with the word under the cursor comes before what may follow it.
  const start = Math.min(text.length, ...found.map(({ replace }) => replace.start))
  return [found.filter(({ replace }) => replace.start === start).map((completion) => completion.text), text.slice(start)]
}

async function readHistory(file: string): Promise<string[]> {
  try {
    const kept: unknown = JSON.parse(await readFile(file, 'utf8'))
    return Array.isArray(kept) ? kept.filter((line) => typeof line === 'string') : []
  } catch {
    // There is none yet, or it is spoilt: a prompt without history is still a prompt.
    return []
  }
}
