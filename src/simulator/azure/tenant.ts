/** The simulated tenant: what its options, its scenario and the week make of the model. Holds no resources. */
import { Dice } from './dice.ts'
import { guidOf } from './guid.ts'
import type { JsonObject } from './json.ts'
import type { Kind, Node, ObjectKind, Seat } from './kind.ts'
import { extensions, kinds } from './model/index.ts'
import { type DirectorySet, directorySet } from './objects.ts'
import { Population } from './population.ts'
import type { HandMade, Scenario } from './scenario/scenario.ts'
import { firstIn, GeneratedSeat } from './seat.ts'
import { generated, joined, listed, mapped, type Sequence } from './sequence.ts'
import { shares } from './shares.ts'
import { type Group, group, groupCount, groupIndex, type Subscription } from './subscription.ts'

export interface TenantOptions {
  readonly seed: number
  readonly subscriptions: number
  readonly resources: number
  /** How many weeks have passed. */
  readonly week: number
  /** Namespaces that are registered nowhere: `Microsoft.KeyVault`. There is nothing of them. */
  readonly notRegistered: readonly string[]
  /** The share of resources that are misconfigured in any one respect, from 0 to 1. */
  readonly misconfigured: number
  readonly scenario: Scenario
}

/** The tenant's own clock stands still, so that answers are the same on any day. */
const firstDay = Date.parse('2026-03-02T08:00:00Z')
const aDay = 86_400_000

export class Tenant {
  readonly seed: number
  readonly week: number
  readonly misconfigured: number
  readonly resources: number
  readonly id: string
  readonly clientId: string
  readonly scenario: Scenario
  readonly subscriptions: readonly Subscription[]
  readonly handMade: HandMade
  /** Kinds of the model by type in lower case. */
  readonly kinds: ReadonlyMap<string, Kind> = kinds
  readonly #absent: ReadonlySet<string>
  readonly #populations = new Map<Kind, Population[]>()
  readonly #shares = new Map<number, ReadonlyMap<string, number>>()
  readonly #objects = new Map<string, DirectorySet>()

  constructor(options: TenantOptions) {
    const { seed, week, scenario } = options
    this.seed = seed
    this.week = week
    this.misconfigured = options.misconfigured
    this.#absent = new Set(options.notRegistered.map((namespace) => namespace.toLowerCase()))
    this.scenario = scenario
    this.id = guidOf(seed, 'tenant', 0)
    this.clientId = guidOf(seed, 'client', 0)
    this.subscriptions = scenario.subscriptions(seed, options)
    this.resources = this.subscriptions.reduce((sum, { resources }) => sum + resources, 0)
    this.handMade = scenario.furnish(this)
  }

  dice(...path: readonly (string | number)[]): Dice {
    return new Dice(this.seed, ...path)
  }

  /** A time so many days before the tenant's first day, as the services write times: the same in every week. */
  daysAgo(days: number): string {
    return new Date(firstDay - Math.round(days * aDay)).toISOString()
  }

  /** When something was made: so many days before the first day, or in the week in which it came. */
  madeOn(dice: Dice, week: number, oldest: number): string {
    return this.daysAgo(week === 0 ? dice.int('age', 5, oldest) : dice.unit('age') * 7 - week * 7)
  }

  subscription(id: string): Subscription | undefined {
    const wanted = id.toLowerCase()
    return this.subscriptions.find((subscription) => subscription.id === wanted)
  }

  population(kind: Kind, subscription: Subscription): Population {
    let own = this.#populations.get(kind)
    if (own === undefined) {
      own = []
      this.#populations.set(kind, own)
    }
    let population = own[subscription.index]
    if (population === undefined) {
      const dice = this.dice('population', kind.type, subscription.index)
      population = new Population(this.#share(subscription).get(kind.type) ?? 0, this.week, dice, kind.identity === 'each')
      own[subscription.index] = population
    }
    return population
  }

  populationOf(type: string, subscription: Subscription): { readonly kind: Kind; readonly population: Population } | undefined {
    const kind = kinds.get(type.toLowerCase())
    return kind === undefined ? undefined : { kind, population: this.population(kind, subscription) }
  }

  /** All resources of a kind in a subscription, hand-made ones first. */
  list(kind: Kind, subscription: Subscription): Sequence<Node> {
    const population = this.population(kind, subscription)
    return joined([
      listed(this.handMade.resources(kind.type, subscription.id)),
      generated(population.length, (position) => this.node(this.#seat(kind, subscription, population.number(position)))),
    ])
  }

  /** The resources of a kind in one group. */
  listInGroup(kind: Kind, subscription: Subscription, place: Group): Sequence<Node> {
    const population = this.population(kind, subscription)
    const start = population.before(firstIn(population, subscription, place.index))
    const end = population.before(firstIn(population, subscription, place.index + 1))
    return joined([
      listed(this.handMade.resources(kind.type, subscription.id).filter((node) => inGroup(node.id, place.name))),
      generated(place.index < 0 ? 0 : end - start, (i) => this.node(this.#seat(kind, subscription, population.number(start + i)))),
    ])
  }

  /** One resource by the group and name in its id. */
  find(kind: Kind, subscription: Subscription, groupName: string, name: string): Node | undefined {
    const same = (other: string, wanted: string) => other.toLowerCase() === wanted.toLowerCase()
    const byHand = this.handMade.resources(kind.type, subscription.id).find((node) => same(node.name, name) && inGroup(node.id, groupName))
    if (byHand !== undefined) return byHand
    const digits = /(\d+)$/.exec(name)?.[1]
    if (digits === undefined) return undefined
    // In a compact name the digits of the number follow those of the subscription's code at once: `prd01` + `00012`.
    const tail = this.numberWidth(kind, subscription)
    const number = Number(digits.slice(-tail)) - 1
    if (!this.population(kind, subscription).has(number)) return undefined
    const seat = this.#seat(kind, subscription, number)
    return same(seat.name, name) && same(seat.group.name, groupName) ? this.node(seat) : undefined
  }

  numberWidth(kind: Kind, subscription: Subscription): number {
    return Math.max(5, String(this.population(kind, subscription).base * 4).length)
  }

  /** A generated resource; its body is made when it is looked at. */
  node(seat: Seat): Node {
    const { kind, id, name, dice, drift, subscription, tenant } = seat
    let body: JsonObject | undefined
    return {
      tenant,
      subscription,
      type: kind.type,
      id,
      name,
      dice,
      drift,
      get body() {
        body ??= bodyOf(seat)
        return body
      },
    }
  }

  groups(subscription: Subscription): Sequence<Group> {
    const own = groupCount(subscription)
    return joined([
      listed(this.handMade.groups(subscription.id)),
      generated(subscription.resources === 0 ? 0 : own + this.week, (index) => group(this.seed, subscription, index)),
    ])
  }

  findGroup(subscription: Subscription, name: string): Group | undefined {
    const wanted = name.toLowerCase()
    const byHand = this.handMade.groups(subscription.id).find((candidate) => candidate.name.toLowerCase() === wanted)
    if (byHand !== undefined) return byHand
    const index = groupIndex(name)
    if (index === undefined || index < 0 || index >= groupCount(subscription) + this.week) return undefined
    const found = group(this.seed, subscription, index)
    return found.name.toLowerCase() === wanted ? found : undefined
  }

  /** The objects of the directory of one kind, hand-made ones first. */
  objects(kind: ObjectKind): DirectorySet {
    let set = this.#objects.get(kind.name)
    if (set === undefined) {
      set = directorySet(this, kind)
      this.#objects.set(kind.name, set)
    }
    return set
  }

  /** A resource of a type in a subscription, which one the dice say; undefined where there is none. */
  one(type: string, subscription: Subscription | undefined, dice: Dice): Node | undefined {
    const kind = this.kinds.get(type.toLowerCase())
    if (kind === undefined || subscription === undefined) return undefined
    const all = this.list(kind, subscription)
    return all.length === 0 ? undefined : all.at(dice.int(`one ${type}`, 0, all.length - 1))
  }

  bodies(kind: Kind, subscription: Subscription): Sequence<JsonObject> {
    return mapped(this.list(kind, subscription), (node) => node.body)
  }

  /** Whether a provider is registered in a subscription: where it has something, and elsewhere as it happens. */
  registered(namespace: string, subscription: Subscription): boolean {
    const wanted = namespace.toLowerCase()
    if (this.#absent.has(wanted)) return false
    const own = byNamespace.get(wanted)
    if (own === undefined || subscription.resources === 0 || widespread.has(wanted)) return true
    if (own.some((kind) => this.list(kind, subscription).length > 0)) return true
    return this.dice('registered', wanted, subscription.index).chance('anyway', 0.5)
  }

  #seat(kind: Kind, subscription: Subscription, number: number): Seat {
    return new GeneratedSeat(this, subscription, kind, number)
  }

  #share(subscription: Subscription): ReadonlyMap<string, number> {
    let share = this.#shares.get(subscription.resources)
    if (share === undefined) {
      const present = [...kinds.values()].filter((kind) => !this.#absent.has(namespaceOf(kind.type)))
      share = shares(present, subscription.resources)
      this.#shares.set(subscription.resources, share)
    }
    return share
  }
}

const byNamespace: ReadonlyMap<string, readonly Kind[]> = Map.groupBy(kinds.values(), ({ type }) => namespaceOf(type))

/** Providers that have something in every subscription: role assignments, plans of Defender. */
const widespread: ReadonlySet<string> = new Set([...extensions.keys()].map(namespaceOf))

export function namespaceOf(type: string): string {
  return type.slice(0, type.indexOf('/')).toLowerCase()
}

export function inGroup(id: string, groupName: string): boolean {
  return id.toLowerCase().split('/')[4] === groupName.toLowerCase()
}

export function bodyOf(seat: Seat): JsonObject {
  const { kind, id, name, location } = seat
  return { id, name, type: kind.type, location, tags: tagsOf(seat), ...kind.body(seat) }
}

/** Most resources say who owns them; some do not, and some name people who left. */
function tagsOf(seat: Seat): JsonObject | undefined {
  const { drift, dice, group: place, subscription, tenant } = seat
  if (dice.chance('untagged', 0.08 + tenant.misconfigured)) return undefined
  return {
    Owner: drift.pick('owner', tenant.scenario.company.teams),
    Workload: place.workload,
    Environment: subscription.tags.Environment ?? subscription.code.slice(0, 3),
    ...(dice.chance('cost', 0.6) ? { CostCentre: `CC${dice.int('costCentre', 1000, 1099)}` } : {}),
    ...(dice.chance('confidential', 0.12) ? { Classification: dice.pick('class', ['Internal', 'Confidential', 'Public']) } : {}),
  }
}
