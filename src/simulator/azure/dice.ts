/**
 * Chance without memory: every value follows from a seed, a path that names a thing, and a label that names one of its
 * traits. Any resource can so be made anew at any time, in any order, and a trait added later disturbs no other.
 */

/** Spreads every bit of a 32-bit state over all of it (the finaliser of MurmurHash3, public domain). */
function scramble(state: number): number {
  let h = state
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b)
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35)
  return (h ^ (h >>> 16)) >>> 0
}

function absorb(state: number, part: string | number): number {
  if (typeof part === 'number') return scramble(Math.imul(state ^ part, 0x9e3779b1) ^ Math.floor(part / 0x100000000))
  let h = state ^ 0x811c9dc5
  for (let i = 0; i < part.length; i++) h = Math.imul(h ^ part.charCodeAt(i), 0x01000193)
  return scramble(h ^ part.length)
}

export class Dice {
  readonly #state: number

  constructor(seed: number, ...path: readonly (string | number)[]) {
    this.#state = path.reduce<number>(absorb, scramble(seed))
  }

  /** The dice of a part of this thing. */
  of(...path: readonly (string | number)[]): Dice {
    return new Dice(this.#state, ...path)
  }

  /** A whole number in [0, 2^32). */
  word(label: string): number {
    return absorb(this.#state, label)
  }

  /** A number in [0, 1). */
  unit(label: string): number {
    return this.word(label) / 0x100000000
  }

  chance(label: string, probability: number): boolean {
    return this.unit(label) < probability
  }

  /** A whole number from `low` to `high`, both included. */
  int(label: string, low: number, high: number): number {
    return low + Math.floor(this.unit(label) * (high - low + 1))
  }

  /** @throws RangeError when there is nothing to pick from */
  pick<T>(label: string, items: readonly T[]): T {
    const item = items[this.int(label, 0, items.length - 1)]
    if (item === undefined) throw new RangeError(`nothing to pick from for ${label}`)
    return item
  }

  /**
   * One of the items, each as often as its weight says.
   * @throws RangeError when there is nothing to pick from
   */
  weighted<T>(label: string, items: readonly (readonly [T, number])[]): T {
    let rest = this.unit(label) * items.reduce((sum, [, weight]) => sum + weight, 0)
    for (const [item, weight] of items) {
      rest -= weight
      if (rest < 0) return item
    }
    throw new RangeError(`nothing to pick from for ${label}`)
  }

  hex(label: string, digits: number): string {
    let text = ''
    for (let i = 0; text.length < digits; i++) text += this.word(`${label}${i}`).toString(16).padStart(8, '0')
    return text.slice(0, digits)
  }

  guid(label: string): string {
    return asGuid(this.hex(label, 32))
  }
}

/** 32 hexadecimal digits in the form of a random (version 4) guid. */
export function asGuid(hex: string): string {
  const variant = '89ab'[Number.parseInt(hex.charAt(16), 16) & 3] ?? '8'
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20, 32)}`
}
