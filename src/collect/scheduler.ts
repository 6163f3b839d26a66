/** Runs jobs as they come, a bounded number at once, lower ranks first. Jobs may add jobs. */

type Job = () => Promise<void>

export class Scheduler {
  readonly #concurrency: number
  /** By rank; sets keep the order of insertion and let the first go cheaply, however many wait. */
  readonly #waiting: (Set<Job> | undefined)[] = []
  #running = 0
  #holds = 0
  #failure: { readonly error: unknown } | undefined
  #idle: (() => void)[] = []

  constructor(concurrency: number) {
    if (!(concurrency >= 1)) throw new RangeError('At least one task must be allowed to run.')
    this.#concurrency = concurrency
  }

  /** Equal ranks run in the order they came: the first definition of every scope before the second of any. */
  add(rank: number, job: Job): void {
    const queue = this.#waiting[rank] ?? new Set()
    this.#waiting[rank] = queue.add(job)
    this.#fill()
  }

  /** Keeps {@link idle} waiting while something outside still finds jobs. */
  async during(work: () => Promise<void>): Promise<void> {
    this.#holds++
    try {
      await work()
    } finally {
      this.#holds--
      this.#settle()
    }
  }

  /** Drops what has not started. */
  clear(): void {
    this.#waiting.length = 0
  }

  /** Resolves when nothing runs, waits or is held; rejects with the first error of a job. */
  async idle(): Promise<void> {
    if (this.#busy) await new Promise<void>((resolve) => this.#idle.push(resolve))
    if (this.#failure !== undefined) throw this.#failure.error
  }

  get #busy(): boolean {
    return this.#running > 0 || this.#holds > 0 || this.#waiting.some((queue) => queue !== undefined && queue.size > 0)
  }

  #fill(): void {
    while (this.#running < this.#concurrency) {
      const job = this.#next()
      if (job === undefined) return
      this.#running++
      void this.#run(job)
    }
  }

  #next(): Job | undefined {
    for (const queue of this.#waiting) {
      const [job] = queue ?? []
      if (job === undefined) continue
      queue?.delete(job)
      return job
    }
    return undefined
  }

  async #run(job: Job): Promise<void> {
    try {
      await job()
    } catch (error) {
      this.#failure ??= { error }
    }
    this.#running--
    this.#fill()
    this.#settle()
  }

  #settle(): void {
    if (this.#busy) return
    const idle = this.#idle
    this.#idle = []
    for (const resolve of idle) resolve()
  }
}
