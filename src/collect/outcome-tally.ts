/** What the tasks of a run say of it as a whole. Counted as they end, for millions of them cannot be kept. */
import { completeStatuses, type RunResult, type TaskError, type TaskOutcome } from '../store/store.ts'

/** Why a run as a whole failed; `sign-in` and `permission` are for the owner of the credentials to mend. */
export interface RunError extends TaskError {
  readonly kind: 'sign-in' | 'permission' | 'failed'
}

/** How a run as a whole ended, and what to tell when it failed. */
export interface Verdict {
  readonly status: RunResult['status']
  readonly error?: RunError
}

export class OutcomeTally {
  /** The first that is not complete. */
  #incomplete: TaskOutcome | undefined
  #interrupted = false
  /** Whether a task, not just a detail of one, was read completely. */
  #complete = false
  /** Whether all that is not complete was denied. */
  #denied = true

  add(outcome: TaskOutcome): void {
    if (completeStatuses.includes(outcome.status)) {
      if (outcome.detail === undefined) this.#complete = true
      return
    }
    this.#incomplete ??= outcome
    if (outcome.status === 'interrupted') this.#interrupted = true
    if (outcome.status !== 'denied') this.#denied = false
  }

  /**
   * How the run as a whole ended, judged by its tasks alone.
   * @param kept tasks that an interrupted run had finished and this one did not repeat
   */
  verdict(kept = 0): Verdict {
    if (this.#incomplete === undefined) return { status: 'succeeded' }
    if (this.#interrupted) return { status: 'interrupted' }
    if (kept > 0 || this.#complete) return { status: 'partial' }
    const error = this.#incomplete.error ?? { message: 'No task could be finished.' }
    return { status: 'failed', error: { ...error, kind: this.#denied ? 'permission' : 'failed' } }
  }
}
