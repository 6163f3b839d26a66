/** Who has a workspace open, in files beside it. The lock itself is DuckDB's and ends with its process; these only give names. */
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { StoreError } from '../store.ts'

interface Owner {
  readonly pid: number
  readonly command: string
  /** Epoch milliseconds. */
  readonly since: number
}

const prefix = 'owner-'

/** Says that this process has the workspace open. */
export function announce(dir: string): { withdraw(): void } {
  const file = join(dir, `${prefix}${process.pid}.json`)
  const owner: Owner = { pid: process.pid, command: commandLine(), since: Date.now() }
  try {
    writeFileSync(file, JSON.stringify(owner), { mode: 0o600 })
  } catch (error) {
    // A workspace on a read-only medium can be read; nobody can own it, so nobody needs the name.
    if (!isReadOnly(error)) throw error
  }
  return { withdraw: () => rmSync(file, { force: true }) }
}

/** Removes what processes left that were killed. Only for the one that holds the write lock. */
export function removeStale(dir: string): void {
  for (const name of readdirSync(dir)) {
    if (name.startsWith(prefix)) rmSync(join(dir, name), { force: true })
  }
}

/** The error for a workspace that another process has open, or undefined when the failure is another. */
export function ownedError(dir: string, cause: unknown): StoreError | undefined {
  const message = cause instanceof Error ? cause.message : ''
  if (!/Could not set lock|Conflicting lock/i.test(message)) return undefined
  const pid = Number(/PID (\d+)/.exec(message)?.[1])
  return new StoreError('owned', ownedMessage(dir, Number.isNaN(pid) ? undefined : pid), { cause })
}

export function ownedMessage(dir: string, pid: number | undefined): string {
  const owner = owners(dir).find((candidate) => pid === undefined || candidate.pid === pid)
  const who =
    owner === undefined
      ? pid === undefined
        ? 'another process'
        : `process ${pid}`
      : `process ${owner.pid} (${owner.command}, since ${new Date(owner.since).toISOString()})`
  return `The workspace ${dir} is in use by ${who}. Wait until it has finished, or stop it.`
}

function commandLine(): string {
  return [basename(process.argv[1] ?? process.execPath), ...process.argv.slice(2)].join(' ')
}

function owners(dir: string): Owner[] {
  return readdirSync(dir)
    .filter((name) => name.startsWith(prefix))
    .map((name) => read(join(dir, name)))
    .filter(isOwner)
}

/** By hand: a validation library would take longer to load than the workspace to open. */
function isOwner(value: unknown): value is Owner {
  if (value === null || typeof value !== 'object') return false
  return (
    'pid' in value &&
    typeof value.pid === 'number' &&
    'command' in value &&
    typeof value.command === 'string' &&
    'since' in value &&
    typeof value.since === 'number'
  )
}

function read(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8'))
  } catch (error) {
    // Withdrawn or half written in this very moment: then it names nobody.
    if (error instanceof SyntaxError || (error instanceof Error && 'code' in error && error.code === 'ENOENT')) return undefined
    throw error
  }
}

function isReadOnly(error: unknown): boolean {
  return error instanceof Error && 'code' in error && (error.code === 'EROFS' || error.code === 'EACCES' || error.code === 'EPERM')
}
