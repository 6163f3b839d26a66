/** What a run came to: the JSON answer of `collect` and `import`. */
import {
  type Changes,
  completeStatuses,
  type MergeSummary,
  type RunResult,
  statusAfter,
  type TaskError,
  type TaskOutcome,
} from '../store/store.ts'

/** Why a run as a whole failed; `sign-in` and `permission` are for the owner of the credentials to mend. */
export interface RunError extends TaskError {
  readonly kind: 'sign-in' | 'permission' | 'failed'
}

export interface RunSummary {
  /** Name of the integration. */
  readonly integration: string
  readonly status: RunResult['status']
  /** Epoch milliseconds. */
  readonly startedOn: number
  /** The merge included; of a replayed run, the reading when it was recorded. */
  readonly ms: number
  readonly requests: number
  readonly bytes: number
  readonly tasks: readonly TaskOutcome[]
  /** Tasks that an interrupted run had finished and this one, resuming it, did not repeat. */
  readonly kept: number
  readonly entities: Changes
  readonly relationships: Changes
  readonly placeholders: number
  readonly dangling: number
  readonly unconcluded?: MergeSummary['unconcluded']
  /** Present when `status` is `failed`. */
  readonly error?: RunError
  /** Set when an archive was asked for and could not be written; the graph is not affected. */
  readonly archiveError?: string
}

/** How a run as a whole ended, and what to tell when it failed. */
export interface Verdict {
  readonly status: RunResult['status']
  readonly error?: RunError
}

/** How the run as a whole ended, judged by its tasks alone. */
export function verdict(tasks: readonly TaskOutcome[], kept = 0): Verdict {
  const incomplete = tasks.filter((task) => !completeStatuses.includes(task.status))
  const first = incomplete[0]
  if (first === undefined) return { status: 'succeeded' }
  if (incomplete.some((task) => task.status === 'interrupted')) return { status: 'interrupted' }
  if (kept > 0 || tasks.some((task) => task.detail === undefined && completeStatuses.includes(task.status))) return { status: 'partial' }
  const error = first.error ?? { message: 'No task could be finished.' }
  return { status: 'failed', error: { ...error, kind: incomplete.every((task) => task.status === 'denied') ? 'permission' : 'failed' } }
}

export function summarise(
  run: Pick<RunSummary, 'integration' | 'startedOn' | 'ms' | 'kept'>,
  result: RunResult,
  merged: MergeSummary,
  { error }: Verdict,
  archiveError?: string,
): RunSummary {
  return {
    integration: run.integration,
    status: statusAfter(result.status, merged),
    startedOn: run.startedOn,
    ms: run.ms,
    requests: result.requests,
    bytes: result.bytes,
    tasks: result.tasks,
    kept: run.kept,
    entities: merged.entities,
    relationships: merged.relationships,
    placeholders: merged.placeholders,
    dangling: merged.dangling,
    ...(merged.unconcluded === undefined ? {} : { unconcluded: merged.unconcluded }),
    ...(error === undefined ? {} : { error }),
    ...(archiveError === undefined ? {} : { archiveError }),
  }
}
