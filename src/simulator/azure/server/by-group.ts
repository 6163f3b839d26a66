/** All resources of a subscription in the order of their ids: by group, within it by type, within that by number. */
import type { JsonObject } from '../json.ts'
import type { Kind } from '../kind.ts'
import { groupOf } from '../seat.ts'
import { first, type Sequence } from '../sequence.ts'
import { groupCount, type Subscription } from '../subscription.ts'
import type { Tenant } from '../tenant.ts'

interface Run {
  readonly kind: Kind
  /** Position in the list of the kind. */
  readonly from: number
  readonly count: number
}

interface Stretch {
  readonly start: number
  readonly end: number
  readonly runs: readonly Run[]
}

/** `own` are the kinds by type. The order holds for generated resources only. */
export function byGroup(tenant: Tenant, subscription: Subscription, own: readonly Kind[]): Sequence<JsonObject> {
  const lists = own.map((kind) => ({ kind, population: tenant.population(kind, subscription), bodies: tenant.bodies(kind, subscription) }))
  const groups = groupCount(subscription) + tenant.week
  const length = lists.reduce((sum, { population }) => sum + population.length, 0)
  const before = (list: (typeof lists)[number], place: number) => {
    const { population } = list
    return population.before(first(population.end, (number) => groupOf(population, subscription, number) >= place))
  }
  const stretchOf = (place: number): Stretch => {
    const starts = lists.map((list) => before(list, place))
    const ends = lists.map((list) => before(list, place + 1))
    const start = starts.reduce((sum, n) => sum + n, 0)
    const runs = lists.map(({ kind }, i) => ({ kind, from: starts[i] ?? 0, count: (ends[i] ?? 0) - (starts[i] ?? 0) }))
    return { start, end: ends.reduce((sum, n) => sum + n, 0), runs }
  }
  // Pages are read in order: the group of the last item is most often that of the next.
  let current: Stretch = { start: 0, end: 0, runs: [] }
  return {
    length,
    at(index) {
      if (index < current.start || index >= current.end) current = stretchOf(first(groups, (place) => stretchOf(place).end > index))
      let rest = index - current.start
      for (const [i, { from, count }] of current.runs.entries()) {
        const list = lists[i]
        if (rest < count && list !== undefined) return list.bodies.at(from + rest)
        rest -= count
      }
      throw new RangeError(`no item ${index} of ${length}`)
    },
  }
}
