/** Jobs that wait: lower ranks first, and within a rank a job of each lane in turn, however many wait in one of them. */
export class Waiting<Job> {
  /** By rank and lane; maps and sets keep the order of insertion and let the first go cheaply. */
  readonly #ranks: (Map<string, Set<Job>> | undefined)[] = []
  #size = 0

  get size(): number {
    return this.#size
  }

  add(rank: number, lane: string, job: Job): void {
    const lanes = this.#ranks[rank] ?? new Map<string, Set<Job>>()
    this.#ranks[rank] = lanes
    const jobs = lanes.get(lane) ?? new Set<Job>()
    lanes.set(lane, jobs.add(job))
    this.#size++
  }

  /**
   * Takes the next job out.
   * @param isFree whether a job of this lane may be taken now
   * @param fromTheEnd the highest ranks first
   */
  take(isFree: (lane: string) => boolean, fromTheEnd: boolean): Job | undefined {
    for (const lanes of fromTheEnd ? this.#ranks.toReversed() : this.#ranks) {
      for (const [lane, jobs] of lanes ?? []) {
        const [job] = jobs
        if (job === undefined || !isFree(lane)) continue
        jobs.delete(job)
        this.#size--
        lanes?.delete(lane)
        if (jobs.size > 0) lanes?.set(lane, jobs)
        return job
      }
    }
    return undefined
  }

  clear(): void {
    this.#ranks.length = 0
    this.#size = 0
  }
}
