/** Why a run ends before its time: cancelled by the caller, refused by the cloud as a whole, or the workspace cannot take more. */
import type { Stage } from '../store/store.ts'
import { SignInError } from './errors.ts'
import { type Failure, failureOf } from './failure.ts'
import type { Verdict } from './outcome-tally.ts'

type Reason =
  | { readonly kind: 'cancelled' }
  | { readonly kind: 'sign-in'; readonly error: SignInError }
  /** The root scopes could not all be had; what they led to so far stands. */
  | { readonly kind: 'roots'; readonly error: unknown }
  /** Nothing can be written any more, or not even be begun. */
  | { readonly kind: 'broken'; readonly error: unknown }

export class RunEnd {
  readonly #controller = new AbortController()
  readonly #outer: AbortSignal | undefined
  #reason: Reason | undefined

  constructor(outer?: AbortSignal) {
    this.#outer = outer
    if (outer?.aborted === true) this.#cancel()
    else outer?.addEventListener('abort', this.#cancel, { once: true })
  }

  /** Aborted as soon as the run is over, whatever the reason. */
  get signal(): AbortSignal {
    return this.#controller.signal
  }

  stop(error: SignInError): void {
    this.#end({ kind: 'sign-in', error })
  }

  /** The run cannot go on whatever the cloud answers: the workspace or the archive failed. */
  break(error: unknown): void {
    this.#end({ kind: 'broken', error })
  }

  /** Takes note of what ended the reading as a whole; what is but an echo of an earlier reason counts for nothing. */
  note(error: unknown): void {
    if (this.#reason !== undefined) return
    if (error instanceof SignInError) this.stop(error)
    else this.#reason = { kind: 'roots', error }
  }

  /** The stage, with its first failure ending the run. */
  guard(stage: Stage): Pick<Stage, 'entity' | 'link' | 'outcome'> {
    const guarded = async (write: Promise<void>) => {
      try {
        await write
      } catch (error) {
        this.break(error)
        throw error
      }
    }
    return {
      entity: (task, entity) => guarded(stage.entity(task, entity)),
      link: (task, link) => guarded(stage.link(task, link)),
      outcome: (outcome) => guarded(stage.outcome(outcome)),
    }
  }

  /** @throws the store's error, if it was that which ended the run */
  throwIfBroken(): void {
    if (this.#reason?.kind === 'broken') throw this.#reason.error
  }

  /** How tasks end that the end of the run cut off. */
  get failure(): Failure {
    return this.#reason === undefined || this.#reason.kind === 'cancelled' ? { status: 'interrupted' } : failureOf(this.#reason.error)
  }

  /** The run's status, where its tasks alone would say another. */
  judge(byTasks: Verdict): Verdict {
    if (this.#reason === undefined) return byTasks
    if (this.#reason.kind === 'cancelled') return { status: 'interrupted' }
    const { status, error } = failureOf(this.#reason.error)
    const kind = this.#reason.kind === 'sign-in' ? 'sign-in' : status === 'denied' ? 'permission' : 'failed'
    return { status: 'failed', error: { message: 'The run failed.', ...error, kind } }
  }

  release(): void {
    this.#outer?.removeEventListener('abort', this.#cancel)
  }

  readonly #cancel = (): void => this.#end({ kind: 'cancelled' })

  #end(reason: Reason): void {
    this.#reason ??= reason
    this.#controller.abort(new Error('The run was ended.'))
  }
}
