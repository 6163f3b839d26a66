/** The last stop of an error: its words on stderr, its exit status. */
import { constants } from 'node:os'
import { ConfigError, UsageError } from './errors.ts'
import { exit } from './exit.ts'
import type { Output } from './output/output.ts'
import { Interrupted } from './signals.ts'

/** Writes what happened and returns the exit status. Stack traces only with `verbose`. */
export function explain(error: unknown, err: Output, verbose: boolean): number {
  const { status, words } = judge(error)
  err.write(`${err.style('red', 'isobar:')} ${words}\n`)
  if (verbose) err.write(`${trace(error)}\n`)
  else if (status === exit.fault) err.write('This is a fault of Isobar. --verbose shows where; please report it with that text.\n')
  return status
}

interface Judgement {
  readonly status: number
  readonly words: string
}

/** Tells apart by name, not by class: loading every room only to compare classes would slow each start. */
function judge(error: unknown): Judgement {
  if (!(error instanceof Error)) return { status: exit.fault, words: String(error) }
  if (error instanceof UsageError || error instanceof ConfigError) return { status: exit.usage, words: error.message }
  const interrupt = interrupted(error)
  if (interrupt !== undefined) return { status: 128 + constants.signals[interrupt.by], words: interrupt.message }
  switch (error.name) {
    case 'QueryError':
      return {
        status: exit.usage,
        words: 'excerpt' in error && error.excerpt !== '' ? `${error.message}\n${error.excerpt}` : error.message,
      }
    case 'StoreError':
    case 'ArchiveError':
    case 'OwnDataError':
      return { status: exit.usage, words: error.message }
    case 'SignInError':
    case 'PermissionError':
    case 'UnreachableError':
      return { status: exit.refused, words: error.message }
    default:
      return { status: systemFault(error) ? exit.usage : exit.fault, words: error.message }
  }
}

function interrupted(error: unknown): Interrupted | undefined {
  if (error instanceof Interrupted) return error
  return error instanceof Error && error.cause !== undefined ? interrupted(error.cause) : undefined
}

/** A file that is not there, a disk that is full: the caller's to mend, and Node's message names the path. */
function systemFault(error: Error): boolean {
  return (
    'code' in error && typeof error.code === 'string' && /^E(NOENT|ACCES|PERM|NOSPC|ROFS|ISDIR|NOTDIR|EXIST|DQUOT|MFILE)$/.test(error.code)
  )
}

function trace(error: unknown): string {
  if (!(error instanceof Error)) return ''
  const cause = error.cause === undefined ? '' : `\ncaused by: ${trace(error.cause)}`
  return `${error.stack ?? error.message}${cause}`
}
