/** Which of millions of texts were there before: 64 bits of a salted hash stand for each, eight bytes in place of its length. */
import { hash, randomUUID } from 'node:crypto'

const smallest = 1024

export class Seen {
  /** Unknown to whoever names resources, so that nobody can make two of them one. */
  readonly #salt = randomUUID()
  /** Pairs of 32 bits, each where its first half leads or in the next free place; a pair of zeros is a free place. */
  #places = new Uint32Array(2 * smallest)
  #size = 0

  get size(): number {
    return this.#size
  }

  has(text: string): boolean {
    const [low, high] = this.#hash(text)
    return this.#taken(this.#placeOf(low, high))
  }

  /** @returns whether it was not there before */
  add(text: string): boolean {
    const [low, high] = this.#hash(text)
    const place = this.#placeOf(low, high)
    if (this.#taken(place)) return false
    this.#places[place] = low
    this.#places[place + 1] = high
    this.#size++
    if (this.#size > this.#places.length / 3) this.#grow()
    return true
  }

  #hash(text: string): [low: number, high: number] {
    const bytes = hash('sha1', `${this.#salt}${text}`, 'buffer')
    const [low, high] = [bytes.readUInt32LE(0), bytes.readUInt32LE(4)]
    return low === 0 && high === 0 ? [1, 0] : [low, high]
  }

  #taken(place: number): boolean {
    return this.#places[place] !== 0 || this.#places[place + 1] !== 0
  }

  /** Where it is, or would be. */
  #placeOf(low: number, high: number): number {
    const places = this.#places
    const last = places.length - 1
    let place = (low * 2) & last
    while (this.#taken(place) && (places[place] !== low || places[place + 1] !== high)) place = (place + 2) & last
    return place
  }

  #grow(): void {
    const old = this.#places
    this.#places = new Uint32Array(2 * old.length)
    for (let from = 0; from < old.length; from += 2) {
      const [low, high] = [old[from] ?? 0, old[from + 1] ?? 0]
      if (low === 0 && high === 0) continue
      const place = this.#placeOf(low, high)
      this.#places[place] = low
      this.#places[place + 1] = high
    }
  }
}
