/** Runs jobs as they come, within bounded room, lower ranks first. Jobs may add jobs. */

/** What a running job knows of those that wait. */
export interface Place {
  /** For a job that adds many others: resolves when few enough wait. Its place is theirs until then. */
  whenRoomy(): Promise<void>
}

interface Job {
  /** How much of the room it takes: 1 for most. */
  readonly weight: number
  readonly run: (place: Place) => Promise<void>
}

/** A cloud lists resources faster than what hangs on each can be read: what waits for that must not fill the memory. */
const mostWaiting = 5000

export class Scheduler {
  readonly #room: number
  /** By rank; sets keep the order of insertion and let the first go cheaply, however many wait. */
  readonly #waiting: (Set<Job> | undefined)[] = []
  readonly #held: (() => void)[] = []
  #queued = 0
  #running = 0
  #taken = 0
  #holds = 0
  #failure: { readonly error: unknown } | undefined
  #idle: (() => void)[] = []

  /** @param room how many jobs of weight 1 run at once */
  constructor(room: number) {
    if (!(room >= 1)) throw new RangeError('At least one task must be allowed to run.')
    this.#room = room
  }

  /** Equal ranks run in the order they came. A job starts wherever any room is left, be it less than it takes. */
  add(rank: number, run: Job['run'], weight = 1): void {
    const queue = this.#waiting[rank] ?? new Set()
    this.#waiting[rank] = queue.add({ run, weight })
    this.#queued++
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
    this.#queued = 0
    this.#release()
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
    while (this.#taken < this.#room) {
      const job = this.#next()
      if (job === undefined) return
      this.#running++
      this.#taken += job.weight
      void this.#start(job)
    }
  }

  #next(): Job | undefined {
    // When too many wait, those first that add none.
    const queues = this.#crowded ? this.#waiting.toReversed() : this.#waiting
    for (const queue of queues) {
      const [job] = queue ?? []
      if (job === undefined) continue
      queue?.delete(job)
      this.#queued--
      return job
    }
    return undefined
  }

  get #crowded(): boolean {
    return this.#queued > mostWaiting
  }

  #placeOf(weight: number): Place {
    let held: Promise<void> | undefined
    const hold = () =>
      new Promise<void>((resolve) => {
        this.#taken -= weight
        this.#held.push(() => {
          this.#taken += weight
          held = undefined
          resolve()
        })
        this.#fill()
      })
    return {
      whenRoomy: async () => {
        // Each that is held holds a page of what it lists: not all of them may be.
        if (held === undefined && this.#crowded && this.#held.length < this.#room) held = hold()
        await held
      },
    }
  }

  /** Lets those go on that were held. */
  #release(): void {
    for (const goOn of this.#held.splice(0)) goOn()
  }

  async #start({ run, weight }: Job): Promise<void> {
    try {
      await run(this.#placeOf(weight))
    } catch (error) {
      this.#failure ??= { error }
    }
    this.#running--
    // Parts do not add up exactly: what is left of them must not outlive the last job.
    this.#taken = this.#running === 0 ? 0 : this.#taken - weight
    this.#fill()
    if (this.#queued <= mostWaiting / 2) this.#release()
    this.#settle()
  }

  #settle(): void {
    if (this.#busy) return
    const idle = this.#idle
    this.#idle = []
    for (const resolve of idle) resolve()
  }
}
