/**
 * The resources of one kind in one subscription, as numbers: which exist in which week, and where they stand. All of it
 * is arithmetic on the number, so that a million resources take no more memory than ten.
 *
 * Numbers below `base` are there from the start; each week some of them go and new numbers come at the end. Numbers
 * divisible by four never go: what hangs on them elsewhere (an identity in the directory) can rely on it.
 */
import type { Dice } from './dice.ts'
import { first } from './sequence.ts'

/** One in `cycle` old resources goes each week; a multiple of four. */
const cycle = 148
const growth = 0.012
const changing = 43

export class Population {
  readonly base: number
  readonly length: number
  /** Every number in use is below this. */
  readonly end: number
  readonly #week: number
  readonly #phase: number
  readonly #gone: readonly number[]

  constructor(base: number, week: number, dice: Dice, permanent = false) {
    this.base = base
    this.#week = week
    this.#phase = dice.unit('phase')
    const start = dice.int('gone', 0, cycle / 4 - 1)
    const gone = new Set<number>()
    if (!permanent) for (let w = 1; w <= week; w++) gone.add(((start + w * 7) % (cycle / 4)) * 4 + 1)
    this.#gone = [...gone]
    this.end = base + this.#created(week)
    this.length = this.before(this.end)
  }

  has(number: number): boolean {
    return number >= 0 && number < this.end && !(number < this.base && this.#gone.includes(number % cycle))
  }

  /** The number of the resource at a position of the list. */
  number(position: number): number {
    return first(this.end, (number) => this.before(number + 1) > position)
  }

  /** How many resources have a smaller number. */
  before(number: number): number {
    const old = Math.min(number, this.base)
    let missing = 0
    for (const rest of this.#gone) missing += old > rest ? Math.floor((old - rest - 1) / cycle) + 1 : 0
    return number - missing
  }

  /** The week a resource came: 0 for those that are there from the start. */
  week(number: number): number {
    return number < this.base ? 0 : first(this.#week, (w) => this.#created(w) > number - this.base)
  }

  /** How often a resource has changed since it came. */
  revision(number: number): number {
    const start = Math.floor(this.#phase * changing)
    let changes = 0
    for (let w = this.week(number) + 1; w <= this.#week; w++) if ((number + start + w * 17) % changing === 0) changes++
    return changes
  }

  #created(week: number): number {
    return this.base === 0 ? 0 : Math.floor(this.base * growth * week + this.#phase)
  }
}
