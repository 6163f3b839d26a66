/** How much the engine may hold. */
import type { Reader } from '../store.ts'

/** For merges and readers. The process takes as much again beside it in the largest merges: 1.4 GiB in all where three million entities and 22 million relationships are written. */
export const memoryLimit = '700MiB'

/** From so much on, freed at once, memory goes back to the system: a merge of a small tenant peaks 40 MiB lower. */
export const givenBack = '1MiB'

/** While runs are only staged, more would be a cache of what nobody reads before the merge. */
const stagingLimit = '192MiB'

/** Keeps the limit low while nothing but staging goes on. */
export class Memory {
  readonly #reader: Reader
  #stages = 0
  #merges = 0
  #limit = memoryLimit
  #adjusting: Promise<void> = Promise.resolve()

  constructor(reader: Reader) {
    this.#reader = reader
  }

  stages(change: 1 | -1): Promise<void> {
    this.#stages += change
    return this.#adjust()
  }

  merges(change: 1 | -1): Promise<void> {
    this.#merges += change
    return this.#adjust()
  }

  /** One after the other: the last word is to be the last that the engine hears. */
  #adjust(): Promise<void> {
    const adjusted = this.#adjusting.then(() => this.#set())
    this.#adjusting = adjusted.catch(() => undefined)
    return adjusted
  }

  async #set(): Promise<void> {
    const limit = this.#stages > 0 && this.#merges === 0 ? stagingLimit : memoryLimit
    if (limit === this.#limit) return
    try {
      await this.#reader.rows(`SET memory_limit = '${limit}'`)
      this.#limit = limit
    } catch (error) {
      // A reader may hold more at this moment: then the limit stays as it is until the next change.
      if (limit === memoryLimit) throw error
    }
  }
}
