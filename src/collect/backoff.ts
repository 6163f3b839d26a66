/** How long to wait before a request is tried again: the server's word where it gives one, exponential with full jitter where not. */
import { onAbort } from './abort.ts'

export interface BackoffOptions {
  /** Upper bound of the first wait in milliseconds; doubles with every attempt. */
  readonly firstMs?: number
  /** No single jittered wait is longer. A server's Retry-After may be. */
  readonly longestMs?: number
  /** All waits of one request together; when the next one does not fit, the request is given up. */
  readonly budgetMs?: number
  readonly random?: () => number
  readonly now?: () => number
}

/** The waits of one request. Make a new one for each request; it keeps count. */
export class Backoff {
  readonly #firstMs: number
  readonly #longestMs: number
  readonly #random: () => number
  readonly #now: () => number
  #remainingMs: number
  #attempts = 0

  constructor({ firstMs = 400, longestMs = 20_000, budgetMs = 120_000, random = Math.random, now = Date.now }: BackoffOptions = {}) {
    this.#firstMs = firstMs
    this.#longestMs = longestMs
    this.#remainingMs = budgetMs
    this.#random = random
    this.#now = now
  }

  /** How often {@link next} granted a wait. */
  get attempts(): number {
    return this.#attempts
  }

  /**
   * Milliseconds to wait before the next attempt, taken off the budget; undefined when the budget does not allow it.
   * @param retryAfter the answer's Retry-After header, if it had one: seconds or an HTTP date
   */
  next(retryAfter?: string | null): number | undefined {
    const asked = retryAfterMs(retryAfter, this.#now())
    // Jitter also on top of the server's word: all who were refused together must not come back together.
    const ceiling = asked === undefined ? Math.min(this.#longestMs, this.#firstMs * 2 ** this.#attempts) : this.#firstMs
    const wait = Math.round((asked ?? 0) + this.#random() * ceiling)
    if (wait > this.#remainingMs) return undefined
    this.#remainingMs -= wait
    this.#attempts++
    return wait
  }
}

/** Milliseconds that a Retry-After header asks for (RFC 9110, 10.2.3); undefined when it is absent or neither form. */
export function retryAfterMs(header: string | null | undefined, now = Date.now()): number | undefined {
  const text = header?.trim()
  if (text === undefined || text === '') return undefined
  if (/^\d+(\.\d+)?$/.test(text)) return Number(text) * 1000
  // Date.parse also takes bare numbers with a sign; an HTTP date starts with a weekday.
  const time = /^[A-Za-z]{3}/.test(text) ? Date.parse(text) : Number.NaN
  return Number.isNaN(time) ? undefined : Math.max(0, time - now)
}

/** Resolves after `ms`, or rejects with the signal's reason as soon as it is aborted. */
export function pause(ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) {
      reject(signal.reason)
      return
    }
    const timer = setTimeout(() => {
      off?.()
      resolve()
    }, ms)
    const cancel = () => {
      clearTimeout(timer)
      reject(signal?.reason)
    }
    const off = signal === undefined ? undefined : onAbort(signal, cancel)
  })
}
