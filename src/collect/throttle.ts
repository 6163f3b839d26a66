/** What a cloud's throttle lets through, learnt from the answers of those who passed it and of those whom it refused. */
import { Backoff, type BackoffOptions, retryAfterMs } from './backoff.ts'

/** What the answer to a request that passed tells of those that could follow it. */
export interface Allowance {
  readonly left: number
  /** Milliseconds until there are more, where that is told. */
  readonly backInMs?: number
}

export interface ThrottleOptions extends BackoffOptions {
  /** The most requests under way at once, however many the throttle would take. */
  readonly most: number
  /** The same while nothing is known of the throttle. */
  readonly atFirst?: number
}

/** Where nothing is left and nobody says until when. Buckets fill up steadily; waiting for one drop takes no time from the rest. */
const dropMs = 100

/** Windows are of seconds; where one is said to end in hours, somebody tries before. */
const longestMs = 60_000

/** A counter that tells zero that often, while everybody passes, is not the throttle's. */
const mostEmptyTurns = 5

export class Throttle {
  readonly #options: ThrottleOptions
  readonly #now: () => number
  #atOnce: number
  #closedUntil = 0
  /** The refusals since a request last passed. */
  #refusals: Backoff | undefined
  #lost: { readonly error: unknown } | undefined
  #isTold = false
  /** How often in turn a request passed that had waited for more, and was told again that nothing is left. */
  #emptyTurns = 0
  #hasRefused = false

  constructor(options: ThrottleOptions) {
    this.#options = options
    this.#now = options.now ?? steadyNow
    this.#atOnce = options.atFirst ?? options.most
  }

  /** Whether one more request may be sent beside those under way. */
  hasRoom(running: number): boolean {
    return running < Math.min(this.#options.most, this.#atOnce) && this.closedMs === 0
  }

  /** Milliseconds until anybody may be sent; 0 when it is open. */
  get closedMs(): number {
    return Math.max(0, this.#closedUntil - this.#now())
  }

  /** The last refusal, where it has refused everybody for so long that waiting for it is given up. Who comes later tries again. */
  get lost(): { readonly error: unknown } | undefined {
    return this.closedMs > 0 ? this.#lost : undefined
  }

  /** Whether there is anything worth remembering. */
  get isKnown(): boolean {
    return this.#isTold || this.#hasRefused
  }

  /** A request passed. Those under way beside it are still to be taken off what is left. */
  passed(allowance?: Allowance): void {
    this.#refusals = undefined
    this.#lost = undefined
    if (allowance !== undefined && this.#isTrue(allowance)) {
      this.#isTold = true
      // With nothing left one is sent when there should be something again, and its answer tells how much there is.
      this.#atOnce = Math.max(1, allowance.left)
      if (allowance.left <= 0) this.#close(Math.min(longestMs, allowance.backInMs ?? dropMs))
    } else if (!this.#isTold) {
      // Quickly up to the first refusal, and carefully after it.
      this.#atOnce = Math.min(this.#options.most, this.#atOnce + (this.#hasRefused ? 1 / this.#atOnce : 1))
    }
  }

  #isTrue({ left }: Allowance): boolean {
    if (left > 0) this.#emptyTurns = 0
    else if (this.closedMs === 0) this.#emptyTurns++
    if (this.#emptyTurns <= mostEmptyTurns) return true
    this.#isTold = false
    return false
  }

  /**
   * A request was refused on behalf of all that share the throttle: nobody is sent before the time, and half as many then.
   * @param retryAfter the answer's Retry-After header, if it had one
   * @param error what those are told who wait in vain
   */
  refused(retryAfter: string | undefined, error: unknown): void {
    const asked = retryAfterMs(retryAfter, this.#now())
    // Those who were under way when it closed tell nothing new.
    if (this.closedMs > 0) {
      this.#close(asked ?? 0)
      return
    }
    this.#hasRefused = true
    this.#emptyTurns = 0
    this.#atOnce = Math.max(1, Math.min(this.#options.most, this.#atOnce) / 2)
    this.#refusals ??= new Backoff(this.#options)
    const wait = this.#refusals.next(retryAfter)
    if (wait === undefined) this.#lost = { error }
    this.#close(wait ?? asked ?? dropMs)
  }

  #close(ms: number): void {
    this.#closedUntil = Math.max(this.#closedUntil, this.#now() + ms)
  }
}

/** Epoch milliseconds that no setting of the clock makes jump: a throttle is not to stay closed for an hour that never passes. */
function steadyNow(): number {
  return performance.timeOrigin + performance.now()
}
