/** How an exception ends a task: the status it gives, and what to tell people. */
import type { TaskError, TaskStatus } from '../store/store.ts'
import { CloudError, PermissionError, ThrottledError, UnreachableError } from './errors.ts'

export interface Failure {
  readonly status: TaskStatus
  readonly error?: TaskError
}

/** @param permission what the call needed, for a refusal that does not name it */
export function failureOf(error: unknown, permission?: string): Failure {
  const message = tellable(error)
  if (!(error instanceof CloudError)) return { status: 'failed', error: { message, ...systemCode(error) } }
  const { status, code, requestId } = error.facts
  const missing = error instanceof PermissionError ? error.permission : error.outcome === 'denied' ? permission : undefined
  return {
    status: error.outcome,
    error: {
      message,
      ...(missing === undefined ? {} : { permission: missing }),
      ...(status === undefined ? {} : { status }),
      ...(code === undefined ? {} : { code }),
      ...(requestId === undefined ? {} : { requestId }),
    },
  }
}

/** Whether the cloud gave an answer that stands: no right, nothing there to read, nothing we can read. Trying again would not change it. */
export function isRefusal({ status }: Failure): boolean {
  return status === 'denied' || status === 'not-registered' || status === 'malformed'
}

/** Whether the whole retry budget of a request was spent in vain. */
export function isExhausted(error: unknown): boolean {
  return error instanceof ThrottledError || error instanceof UnreachableError
}

/** An exception's message fit for a terminal and a log: what an unknown one quotes may be long and hold anything. */
export function tellable(error: unknown): string {
  const text = error instanceof Error ? error.message || error.name : String(error)
  const clean = text.replace(/\p{Cc}+/gu, ' ').trim()
  return clean.length > 1000 ? `${clean.slice(0, 1000)}…` : clean
}

function systemCode(error: unknown): { code?: string } {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? { code: error.code } : {}
}
