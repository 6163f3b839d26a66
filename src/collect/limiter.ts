/** How many requests may be under way at once: per host, and per scope on it. Waiting is fair and can be cancelled. */

export interface Limits {
  readonly perHost: number
  /** Clouds throttle by subscription or account; one large one must not take the whole host. */
  readonly perScope: number
}

interface Waiting {
  readonly host: string
  readonly scope: string
  start(): void
}

export class Limiter {
  readonly #limits: Limits
  readonly #hosts = new Map<string, number>()
  readonly #scopes = new Map<string, number>()
  readonly #waiting = new Set<Waiting>()

  constructor(limits: Limits) {
    if (!(limits.perHost >= 1 && limits.perScope >= 1)) throw new RangeError('A limit must be at least 1.')
    this.#limits = limits
  }

  /** Requests under way. */
  get running(): number {
    let sum = 0
    for (const count of this.#hosts.values()) sum += count
    return sum
  }

  /**
   * Runs `work` as soon as both the host and the scope have a free place; the place is free again when its promise ends.
   * @throws the signal's reason when it is aborted before `work` started
   */
  async run<T>(host: string, scope: string, signal: AbortSignal, work: () => Promise<T>): Promise<T> {
    const key = `${host}\n${scope}`
    await this.#enter(host, key, signal)
    try {
      return await work()
    } finally {
      this.#leave(host, key)
    }
  }

  #enter(host: string, scope: string, signal: AbortSignal): Promise<void> {
    signal.throwIfAborted()
    if (this.#free(host, scope)) {
      this.#take(host, scope)
      return Promise.resolve()
    }
    return new Promise((resolve, reject) => {
      const onAbort = () => {
        this.#waiting.delete(waiting)
        reject(signal.reason)
      }
      const waiting: Waiting = {
        host,
        scope,
        start: () => {
          signal.removeEventListener('abort', onAbort)
          resolve()
        },
      }
      this.#waiting.add(waiting)
      signal.addEventListener('abort', onAbort, { once: true })
    })
  }

  #leave(host: string, scope: string): void {
    count(this.#hosts, host, -1)
    count(this.#scopes, scope, -1)
    // The longest waiting first; one that waits for another scope does not hold up those behind it.
    for (const waiting of this.#waiting) {
      if (waiting.host !== host || !this.#free(waiting.host, waiting.scope)) continue
      this.#waiting.delete(waiting)
      this.#take(waiting.host, waiting.scope)
      waiting.start()
      return
    }
  }

  #free(host: string, scope: string): boolean {
    return (this.#hosts.get(host) ?? 0) < this.#limits.perHost && (this.#scopes.get(scope) ?? 0) < this.#limits.perScope
  }

  #take(host: string, scope: string): void {
    count(this.#hosts, host, 1)
    count(this.#scopes, scope, 1)
  }
}

function count(counts: Map<string, number>, key: string, change: number): void {
  const value = (counts.get(key) ?? 0) + change
  if (value === 0) counts.delete(key)
  else counts.set(key, value)
}
