/** Resources of a subscription in the order of their ids: by group, within it by type, within that by number, children behind their parents. */
import type { JsonObject } from '../json.ts'
import type { Kind } from '../kind.ts'
import { firstIn } from '../seat.ts'
import { type Expanded, first, type Sequence } from '../sequence.ts'
import { groupCount, type Subscription } from '../subscription.ts'
import type { Tenant } from '../tenant.ts'

/** What is wanted of one kind: its resources, their children, or both. */
export interface Strand {
  readonly kind: Kind
  readonly rows: Expanded<JsonObject>
}

interface Stretch {
  readonly place: number
  readonly start: number
  readonly end: number
  readonly from: readonly number[]
  readonly to: readonly number[]
}

/** `strands` are in the order of their types. The order holds for generated resources only. */
export function byGroup(tenant: Tenant, subscription: Subscription, strands: readonly Strand[]): Sequence<JsonObject> {
  const populations = strands.map(({ kind }) => tenant.population(kind, subscription))
  const groups = groupCount(subscription) + tenant.week
  const starts = (place: number) =>
    populations.map((population, i) => strands[i]?.rows.start(population.before(firstIn(population, subscription, place))) ?? 0)
  const sum = (numbers: readonly number[]) => numbers.reduce((total, number) => total + number, 0)
  const stretch = (place: number, from: readonly number[] = starts(place)): Stretch => {
    const to = starts(place + 1)
    return { place, from, to, start: sum(from), end: sum(to) }
  }
  // Pages are read in order: the group of the next item is most often that of the last, or the one behind it.
  let current = stretch(0)
  const find = (index: number) => {
    if (index >= current.end) current = stretch(current.place + 1, current.to)
    if (index < current.start || index >= current.end) current = stretch(first(groups, (place) => sum(starts(place + 1)) > index))
  }
  return {
    length: sum(strands.map(({ rows }) => rows.length)),
    at(index) {
      find(index)
      let rest = index - current.start
      for (const [i, { rows }] of strands.entries()) {
        const from = current.from[i] ?? 0
        const count = (current.to[i] ?? 0) - from
        if (rest < count) return rows.at(from + rest)
        rest -= count
      }
      throw new RangeError(`no item ${index}`)
    },
  }
}
