/** The nearest of some names to one that does not exist, for "did you mean". */

/** The candidate with the fewest slips (insert, delete, replace, swap), when there are few for its length; case is no slip. */
export function nearest(name: string, candidates: Iterable<string>): string | undefined {
  return new Names(candidates).nearest(name)
}

interface Candidate {
  readonly name: string
  readonly lower: string
  readonly letters: number
}

/** Names that exist, made ready once to be compared with many that may not. */
export class Names {
  readonly #names: ReadonlySet<string>
  #candidates: readonly Candidate[] | undefined

  constructor(names: Iterable<string>) {
    this.#names = new Set(names)
  }

  get size(): number {
    return this.#names.size
  }

  has(name: string): boolean {
    return this.#names.has(name)
  }

  /** As the function {@link nearest}, of these. */
  nearest(name: string): string | undefined {
    this.#candidates ??= [...this.#names].map((known) => ({
      name: known,
      lower: known.toLowerCase(),
      letters: lettersOf(known.toLowerCase()),
    }))
    const wanted = name.toLowerCase()
    const letters = lettersOf(wanted)
    let best: string | undefined
    let fewest = allowed(wanted.length) + 1
    for (const candidate of this.#candidates) {
      if (Math.abs(candidate.lower.length - wanted.length) >= fewest) continue
      // A slip takes away one letter and brings in one at the most.
      if (bits(candidate.letters ^ letters) > 2 * (fewest - 1)) continue
      const slips = distance(wanted, candidate.lower, fewest)
      if (slips < fewest && candidate.name !== name) {
        best = candidate.name
        fewest = slips
      }
    }
    return best
  }
}

/** Which characters occur, as bits; several share one. */
function lettersOf(text: string): number {
  let letters = 0
  for (let i = 0; i < text.length; i++) letters |= 1 << (text.charCodeAt(i) & 31)
  return letters
}

function bits(set: number): number {
  let count = 0
  for (let left = set; left !== 0; left &= left - 1) count++
  return count
}

function allowed(length: number): number {
  return length <= 2 ? 0 : length <= 4 ? 1 : length <= 8 ? 2 : 3
}

/** Optimal string alignment, given up once it cannot fall below `limit`. */
function distance(a: string, b: string, limit: number): number {
  let before: number[] = []
  let above = Array.from({ length: b.length + 1 }, (_, j) => j)
  for (let i = 1; i <= a.length; i++) {
    const row = [i]
    let least = i
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1]
      let cost = Math.min((above[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1, (above[j - 1] ?? 0) + (same ? 0 : 1))
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) cost = Math.min(cost, (before[j - 2] ?? 0) + 1)
      row.push(cost)
      least = Math.min(least, cost)
    }
    if (least >= limit) return limit
    before = above
    above = row
  }
  return above[b.length] ?? limit
}
