/** Runs jobs as they come, within bounded room, lower ranks first, no lane before the others. Jobs may add jobs of higher ranks. */
import { Waiting } from './waiting.ts'

/** What a running job knows of those that wait. */
export interface Place {
  /** For a job that adds many others: resolves when few enough of higher ranks wait. Its place is theirs until then. */
  whenRoomy(): Promise<void>
}

export interface JobFacts {
  /** How much of the room it takes; 1 unless said. */
  readonly weight?: number
  /** What it is throttled with: a subscription, an account. Lanes take turns, and one has half of the room at most. */
  readonly lane?: string
}

interface Job extends Required<JobFacts> {
  readonly rank: number
  readonly run: (place: Place) => Promise<void>
}

/**
 * A cloud lists resources faster than what hangs on each can be read: what waits for that must not fill the memory. Ten
 * thousand, each with the resource that it belongs to, are 10 to 80 MiB and many seconds of requests.
 */
const mostWaiting = 10_000

/** So many jobs may be held before others that would be are not even begun: each holds a page of what it lists, some megabytes. */
const mostHeld = 12

export class Scheduler {
  readonly #room: number
  readonly #mostWaiting: number
  readonly #waiting = new Waiting<Job>()
  #held: { readonly rank: number; readonly goOn: () => void }[] = []
  /** How much of the room each lane takes. */
  readonly #lanes = new Map<string, number>()
  #running = 0
  #taken = 0
  #holds = 0
  #failure: { readonly error: unknown } | undefined
  #idle: (() => void)[] = []

  /**
   * @param room how many jobs of weight 1 run at once
   * @param limit how many of higher ranks may wait before those that add them are held
   */
  constructor(room: number, limit = mostWaiting) {
    if (!(room >= 1)) throw new RangeError('At least one task must be allowed to run.')
    this.#room = room
    this.#mostWaiting = limit
  }

  /** Equal ranks of one lane run in the order they came. A job starts wherever any room is left, be it less than it takes. */
  add(rank: number, run: Job['run'], { weight = 1, lane = '' }: JobFacts = {}): void {
    this.#waiting.add(rank, lane, { rank, run, weight, lane })
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
    this.#waiting.clear()
    this.#release(0)
  }

  /** Resolves when nothing runs, waits or is held; rejects with the first error of a job. */
  async idle(): Promise<void> {
    if (this.#busy) await new Promise<void>((resolve) => this.#idle.push(resolve))
    if (this.#failure !== undefined) throw this.#failure.error
  }

  get #busy(): boolean {
    return this.#running > 0 || this.#holds > 0 || this.#waiting.size > 0
  }

  /** Whether a job of this rank is to wait for those of higher ones. The highest never is, so that there is always one that goes on. */
  #crowded(rank: number): boolean {
    return this.#waiting.above(rank) > this.#mostWaiting
  }

  #fill(): void {
    while (this.#taken < this.#room) {
      const job = this.#next()
      if (job === undefined) return
      this.#running++
      this.#take(job, 1)
      void this.#start(job)
    }
  }

  /** The first that would not be held; where all of these are in lanes that have enough, a few of those that would. */
  #next(): Job | undefined {
    const isFree = (lane: string) => (this.#lanes.get(lane) ?? 0) < this.#room / 2
    let from = 0
    while (this.#crowded(from) || this.#held.some(({ rank }) => rank >= from)) from++
    return this.#waiting.take(isFree, from) ?? (from > 0 && this.#held.length < mostHeld ? this.#waiting.take(isFree) : undefined)
  }

  async #start(job: Job): Promise<void> {
    try {
      await job.run(this.#placeOf(job))
    } catch (error) {
      this.#failure ??= { error }
    }
    this.#running--
    this.#take(job, -1)
    this.#fill()
    this.#release(this.#mostWaiting / 2)
    this.#settle()
  }

  #take({ weight, lane }: Job, sign: 1 | -1): void {
    this.#taken = rounded(this.#taken + sign * weight)
    const taken = rounded((this.#lanes.get(lane) ?? 0) + sign * weight)
    if (taken > 0) this.#lanes.set(lane, taken)
    else this.#lanes.delete(lane)
  }

  #placeOf(job: Job): Place {
    let held: Promise<void> | undefined
    const hold = () =>
      new Promise<void>((resolve) => {
        const goOn = () => {
          this.#take(job, 1)
          held = undefined
          resolve()
        }
        this.#held.push({ rank: job.rank, goOn })
        this.#take(job, -1)
        this.#fill()
      })
    return {
      whenRoomy: async () => {
        if (held === undefined && this.#crowded(job.rank)) held = hold()
        await held
      },
    }
  }

  /** Lets those go on that were held, where no more than so many of higher ranks wait by now. */
  #release(limit: number): void {
    const { free = [], still = [] } = Object.groupBy(this.#held, ({ rank }) => (this.#waiting.above(rank) > limit ? 'still' : 'free'))
    this.#held = still
    for (const { goOn } of free) goOn()
  }

  #settle(): void {
    if (this.#busy) return
    const idle = this.#idle
    this.#idle = []
    for (const resolve of idle) resolve()
  }
}

/** Parts of a place do not add up exactly. */
function rounded(sum: number): number {
  return Math.round(sum * 1e6) / 1e6
}
