/**
 * How many requests may be under way at once: per host, and per scope on it, which is what the cloud throttles as one.
 * Waiting is fair and can be cancelled; where the throttle has closed, everybody waits.
 */
import { onAbort } from './abort.ts'
import type { BackoffOptions } from './backoff.ts'
import { Throttle } from './throttle.ts'

export interface Limits {
  readonly perHost: number
  /** Clouds throttle by subscription or account; one large one must not take the whole host. */
  readonly perScope: number
  /** The same until answers tell how much a scope takes. */
  readonly perNewScope?: number
  /** How long a scope that refuses everybody is waited for. */
  readonly patience?: BackoffOptions
}

interface Waiting {
  start(): void
  fail(error: unknown): void
}

interface Scope {
  readonly throttle: Throttle
  running: number
  readonly waiting: Set<Waiting>
  timer?: NodeJS.Timeout | undefined
}

interface Host {
  running: number
  readonly scopes: Map<string, Scope>
  /** Those in which somebody waits; the one that was served last stands last. */
  readonly queue: Set<Scope>
}

export class Limiter {
  readonly #limits: Limits
  readonly #hosts = new Map<string, Host>()

  constructor(limits: Limits) {
    const { perHost, perScope, perNewScope = perScope } = limits
    if (!(perHost >= 1 && perScope >= 1 && perNewScope >= 1)) throw new RangeError('A limit must be at least 1.')
    this.#limits = limits
  }

  /** Requests under way. */
  get running(): number {
    let sum = 0
    for (const host of this.#hosts.values()) sum += host.running
    return sum
  }

  /**
   * Runs `work` as soon as both the host and the scope have a free place; the place is free again when its promise ends.
   * What the work learns of the scope's throttle it tells it.
   * @throws the signal's reason when it is aborted before `work` started; the throttle's last refusal when that is not waited for any more
   */
  async run<T>(hostName: string, scopeName: string, signal: AbortSignal, work: (throttle: Throttle) => Promise<T>): Promise<T> {
    const host = this.#host(hostName)
    const scope = this.#scope(host, scopeName)
    try {
      await this.#enter(host, scope, signal)
    } catch (error) {
      this.#forget(hostName, host, scopeName, scope)
      throw error
    }
    try {
      return await work(scope.throttle)
    } finally {
      host.running--
      scope.running--
      this.#fill(host)
      this.#forget(hostName, host, scopeName, scope)
    }
  }

  async #enter(host: Host, scope: Scope, signal: AbortSignal): Promise<void> {
    signal.throwIfAborted()
    if (scope.throttle.lost !== undefined) throw scope.throttle.lost.error
    if (scope.waiting.size === 0 && this.#isFree(host, scope)) {
      take(host, scope)
      return
    }
    await new Promise<void>((resolve, reject) => {
      const end = () => {
        off()
        scope.waiting.delete(waiting)
        if (scope.waiting.size > 0) return
        host.queue.delete(scope)
        clearTimeout(scope.timer)
        scope.timer = undefined
      }
      const waiting: Waiting = {
        start: () => {
          end()
          resolve()
        },
        fail: (error) => {
          end()
          reject(error)
        },
      }
      const off = onAbort(signal, () => waiting.fail(signal.reason))
      scope.waiting.add(waiting)
      host.queue.add(scope)
      this.#wake(host, scope)
    })
  }

  /** Starts whoever may start: scopes in turn, and in each the longest waiting. */
  #fill(host: Host): void {
    // A set shows what is put at its end meanwhile: a scope that was served is seen again after the others.
    for (const scope of host.queue) {
      if (host.running >= this.#limits.perHost) return
      if (scope.throttle.lost !== undefined) for (const waiting of scope.waiting) waiting.fail(scope.throttle.lost?.error)
      else if (scope.throttle.hasRoom(scope.running)) this.#start(host, scope)
      else this.#wake(host, scope)
    }
  }

  #start(host: Host, scope: Scope): void {
    const [first] = scope.waiting
    host.queue.delete(scope)
    if (scope.waiting.size > 1) host.queue.add(scope)
    take(host, scope)
    first?.start()
  }

  /** Looks again when a closed throttle opens; one that is full is looked at when somebody leaves it. */
  #wake(host: Host, scope: Scope): void {
    const { closedMs } = scope.throttle
    if (closedMs === 0 || scope.timer !== undefined) return
    scope.timer = setTimeout(() => {
      scope.timer = undefined
      this.#fill(host)
    }, closedMs)
  }

  /** A scope's throttle, for who learns of it elsewhere than in an answer to a request of its own. */
  throttle(hostName: string, scopeName: string): Throttle {
    return this.#scope(this.#host(hostName), scopeName).throttle
  }

  #isFree(host: Host, scope: Scope): boolean {
    return host.running < this.#limits.perHost && scope.throttle.hasRoom(scope.running)
  }

  #host(name: string): Host {
    const host = this.#hosts.get(name) ?? { running: 0, scopes: new Map(), queue: new Set() }
    this.#hosts.set(name, host)
    return host
  }

  #scope(host: Host, name: string): Scope {
    let scope = host.scopes.get(name)
    if (scope === undefined) {
      const { perScope, perNewScope = perScope, patience } = this.#limits
      scope = { throttle: new Throttle({ ...patience, most: perScope, atFirst: perNewScope }), running: 0, waiting: new Set() }
      host.scopes.set(name, scope)
    }
    return scope
  }

  /** Every vault and storage account is a host of its own: those of which nothing is known need not stay. */
  #forget(hostName: string, host: Host, scopeName: string, scope: Scope): void {
    if (scope.running === 0 && scope.waiting.size === 0 && !scope.throttle.isKnown) host.scopes.delete(scopeName)
    if (host.scopes.size === 0) this.#hosts.delete(hostName)
  }
}

function take(host: Host, scope: Scope): void {
  host.running++
  scope.running++
}
