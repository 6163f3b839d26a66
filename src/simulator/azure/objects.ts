/** Objects of the directory: users, groups, service principals. */
import { Dice } from './dice.ts'
import { guidOf, indexOf } from './guid.ts'
import type { JsonObject } from './json.ts'
import type { ObjectKind } from './kind.ts'
import { Population } from './population.ts'
import { generated, joined, listed, type Sequence } from './sequence.ts'
import type { Tenant } from './tenant.ts'

export interface DirectorySet extends Sequence<JsonObject> {
  find(id: string): JsonObject | undefined
  /** Where in the list the object with this id stands. */
  position(id: string): number | undefined
  /** The id of one of the generated objects, any number is taken into range; undefined when there are none. */
  id(number: number): string | undefined
}

export function directorySet(tenant: Tenant, kind: ObjectKind): DirectorySet {
  const { seed } = tenant
  const population = new Population(kind.count(tenant), tenant.week, tenant.dice('objects', kind.name), kind.permanent)
  const byHand = tenant.handMade.objects(kind.name)
  const make = (number: number): JsonObject => {
    const dice = new Dice(seed, kind.name, number)
    const drift = dice.of('revision', population.revision(number))
    return kind.make({
      tenant,
      id: guidOf(seed, kind.name, number),
      number,
      dice,
      drift,
      wrong: (what) => drift.chance(what, tenant.misconfigured),
      madeOn: (oldest) => tenant.madeOn(dice, population.week(number), oldest),
    })
  }
  const all = joined([listed(byHand), generated(population.length, (position) => make(population.number(position)))])
  return {
    length: all.length,
    at: all.at,
    find(id) {
      const wanted = id.toLowerCase()
      const hand = byHand.find((object) => object.id === wanted)
      if (hand !== undefined) return hand
      const number = indexOf(seed, kind.name, wanted)
      return number !== undefined && population.has(number) ? make(number) : undefined
    },
    position(id) {
      const hand = byHand.findIndex((object) => object.id === id.toLowerCase())
      if (hand >= 0) return hand
      const number = indexOf(seed, kind.name, id)
      return number !== undefined && population.has(number) ? byHand.length + population.before(number) : undefined
    },
    id(number) {
      return population.length === 0 ? undefined : guidOf(seed, kind.name, population.number(number % population.length))
    },
  }
}
