/** A command on a pseudo-terminal, as a person sees it. */
import { spawn } from 'node:child_process'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import { stripVTControlCharacters } from 'node:util'
import { bin } from './isobar.ts'

const script = fileURLToPath(new URL('conversation.py', import.meta.url))

export interface Conversation {
  readonly status: number
  /** Without colours and the movements of the cursor. */
  readonly shown: string
}

/** What is waited for, and what is typed then. */
export type Step = readonly [waitedFor: string, typed: string]

export const enter = '\r'
export const ctrlC = '\u0003'
export const ctrlD = '\u0004'

/** @param into file that standard output goes to, where that is not the terminal */
export async function converse(folder: string, args: readonly string[], steps: readonly Step[], into?: string): Promise<Conversation> {
  const command = into === undefined ? [bin, ...args] : ['sh', '-c', `exec "$0" "$@" > ${into}`, bin, ...args]
  const { ISOBAR_WORKSPACE: _w, ISOBAR_CONFIG: _c, NO_COLOR: _n, ...inherited } = process.env
  const child = spawn('python3', [script, ...command], {
    cwd: folder,
    env: { ...inherited, TERM: 'xterm-256color' },
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  child.stdin.end(JSON.stringify(steps))
  const { status, shown, unsaid } = JSON.parse(await text(child.stdout))
  const plain = stripVTControlCharacters(String(shown)).replaceAll('\r', '')
  if (unsaid > 0) throw new Error(`The terminal never showed "${steps.at(-unsaid)?.[0]}":\n${plain}`)
  return { status, shown: plain }
}
