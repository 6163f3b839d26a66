/** Divides a number of resources among kinds. */
import type { Kind } from './kind.ts'

/** Subscriptions from this size on have the `least` of every kind. */
const full = 300

/** How many of each kind make up `total`: by weight, the largest remainders rounded up so that the sum is exact. */
export function shares(kinds: readonly Kind[], total: number): ReadonlyMap<string, number> {
  const counts = new Map<string, number>()
  let rest = total
  if (total >= full)
    for (const kind of kinds) {
      const least = Math.min(kind.least ?? 0, rest)
      counts.set(kind.type, least)
      rest -= least
    }
  const weights = kinds.reduce((sum, kind) => sum + kind.weight, 0)
  const remainders: { type: string; remainder: number }[] = []
  let given = 0
  for (const kind of kinds) {
    const exact = weights === 0 ? 0 : (rest * kind.weight) / weights
    const whole = Math.floor(exact)
    given += whole
    counts.set(kind.type, (counts.get(kind.type) ?? 0) + whole)
    remainders.push({ type: kind.type, remainder: exact - whole })
  }
  remainders.sort((a, b) => b.remainder - a.remainder)
  for (const { type } of remainders.slice(0, rest - given)) counts.set(type, (counts.get(type) ?? 0) + 1)
  return counts
}
