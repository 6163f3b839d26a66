/**
 * How many made-up queries a test tries, and from which seed. Each case has a seed of its own, so that the same cases are
 * tried on every machine, however fast, and one that fails can be repeated alone:
 *
 *     ISOBAR_FUZZ_SEED=7 ISOBAR_FUZZ_CASES=100000    longer, by hand
 *     ISOBAR_FUZZ_SEED=7 ISOBAR_FUZZ_ONLY=4711       one case
 */
import { type Random, seeded } from './generate.ts'

const { ISOBAR_FUZZ_SEED = '1', ISOBAR_FUZZ_CASES, ISOBAR_FUZZ_ONLY, CI } = process.env

export const seed = Number(ISOBAR_FUZZ_SEED)

/** @param few as many as one can wait for while working; `many` in CI, a minute of them */
export function howMany({ few, many }: { readonly few: number; readonly many: number }): number {
  return Number(ISOBAR_FUZZ_CASES ?? (CI === undefined ? few : many))
}

export interface Case {
  readonly number: number
  readonly random: Random
  /** For messages: how to try this one again. */
  readonly name: string
}

export function* cases(count: number): Iterable<Case> {
  const [first, last] = ISOBAR_FUZZ_ONLY === undefined ? [0, count] : [Number(ISOBAR_FUZZ_ONLY), Number(ISOBAR_FUZZ_ONLY) + 1]
  for (let number = first; number < last; number++) {
    yield { number, random: seeded(Math.imul(seed, 1_000_003) + number), name: `ISOBAR_FUZZ_SEED=${seed} ISOBAR_FUZZ_ONLY=${number}` }
  }
}
