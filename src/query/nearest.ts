/** The nearest of some names to one that does not exist, for "did you mean". */

/** The candidate with the fewest slips (insert, delete, replace, swap), when there are few for its length; case is no slip. */
export function nearest(name: string, candidates: Iterable<string>): string | undefined {
  const wanted = name.toLowerCase()
  let best: string | undefined
  let fewest = allowed(wanted.length) + 1
  for (const candidate of candidates) {
    if (Math.abs(candidate.length - wanted.length) >= fewest) continue
    const slips = distance(wanted, candidate.toLowerCase(), fewest)
    if (slips < fewest && candidate !== name) {
      best = candidate
      fewest = slips
    }
  }
  return best
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
