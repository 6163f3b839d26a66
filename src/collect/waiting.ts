/** Jobs that wait: lower ranks first, and within a rank a job of each lane in turn, however many wait in one of them. */
export class Waiting<Job> {
  /** By rank and lane; maps and sets keep the order of insertion and let the first go cheaply. */
  readonly #ranks: Map<string, Set<Job>>[] = []
  readonly #sizes: number[] = []

  get size(): number {
    return this.above(-1)
  }

  /** How many wait whose rank is higher than this. */
  above(rank: number): number {
    let count = 0
    for (let higher = rank + 1; higher < this.#sizes.length; higher++) count += this.#sizes[higher] ?? 0
    return count
  }

  add(rank: number, lane: string, job: Job): void {
    while (this.#ranks.length <= rank) {
      this.#ranks.push(new Map())
      this.#sizes.push(0)
    }
    const lanes = this.#ranks[rank] ?? new Map<string, Set<Job>>()
    const jobs = lanes.get(lane) ?? new Set<Job>()
    lanes.set(lane, jobs.add(job))
    this.#count(rank, 1)
  }

  /**
   * Takes the next job out.
   * @param isFree whether a job of this lane may be taken now
   * @param from the lowest rank to be taken
   */
  take(isFree: (lane: string) => boolean, from = 0): Job | undefined {
    for (let rank = from; rank < this.#ranks.length; rank++) {
      const lanes = this.#ranks[rank]
      for (const [lane, jobs] of lanes ?? []) {
        const [job] = jobs
        if (job === undefined || !isFree(lane)) continue
        jobs.delete(job)
        this.#count(rank, -1)
        lanes?.delete(lane)
        if (jobs.size > 0) lanes?.set(lane, jobs)
        return job
      }
    }
    return undefined
  }

  clear(): void {
    this.#ranks.length = 0
    this.#sizes.length = 0
  }

  #count(rank: number, change: 1 | -1): void {
    this.#sizes[rank] = (this.#sizes[rank] ?? 0) + change
  }
}
