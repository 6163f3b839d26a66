/** Where generated resources stand: in which group, under which name, beside which others. */
import { Dice } from './dice.ts'
import { guidOf } from './guid.ts'
import type { JsonObject } from './json.ts'
import type { Kind, Seat } from './kind.ts'
import type { Population } from './population.ts'
import { type Group, group, groupCount, type Subscription } from './subscription.ts'
import type { Tenant } from './tenant.ts'

const userAssignedType = 'Microsoft.ManagedIdentity/userAssignedIdentities'

/** Groups at the front hold more than those at the back. */
const skew = 1.7

export class GeneratedSeat implements Seat {
  readonly tenant: Tenant
  readonly subscription: Subscription
  readonly kind: Kind
  readonly number: number
  readonly dice: Dice
  readonly #population: Population
  #group: Group | undefined
  #name: string | undefined

  constructor(tenant: Tenant, subscription: Subscription, kind: Kind, number: number) {
    this.tenant = tenant
    this.subscription = subscription
    this.kind = kind
    this.number = number
    this.dice = new Dice(tenant.seed, kind.type, subscription.index, number)
    this.#population = tenant.population(kind, subscription)
  }

  get group(): Group {
    this.#group ??= group(this.tenant.seed, this.subscription, groupOf(this.#population, this.subscription, this.number))
    return this.#group
  }

  get location(): string {
    return this.kind.location ?? this.group.location
  }

  get name(): string {
    this.#name ??= this.#ownName()
    return this.#name
  }

  #ownName(): string {
    const { workload, short } = this.group
    const { code } = this.subscription
    const digits = String(this.number + 1).padStart(Math.max(5, String(this.#population.base * 4).length), '0')
    if (this.kind.compact) return `${this.kind.prefix}${workload}${code}${digits}`
    if (this.kind.short) return `${this.kind.prefix}-${workload}-${code}-${digits}`
    return `${this.kind.prefix}-${workload}-${code}-${short}-${digits}`
  }

  get id(): string {
    return resourceId(this.subscription, this.group.name, this.kind.type, this.name)
  }

  get drift(): Dice {
    return this.dice.of('revision', this.#population.revision(this.number))
  }

  wrong(what: string): boolean {
    return this.drift.chance(what, this.tenant.misconfigured)
  }

  madeOn(oldest: number): string {
    return this.tenant.madeOn(this.dice, this.#population.week(this.number), oldest)
  }

  peer(type: string): Seat | undefined {
    const other = this.tenant.populationOf(type, this.subscription)
    if (other === undefined) return undefined
    const own = this.#population
    const number =
      this.number < own.base ? Math.floor((this.number * other.population.base) / own.base) : other.population.base + this.number - own.base
    return this.#at(other.kind, number)
  }

  owner(type: string): Seat | undefined {
    const other = this.tenant.populationOf(type, this.subscription)
    if (other === undefined || other.population.base > this.#population.base) return undefined
    const own = this.#population
    const number =
      this.number < own.base ? Math.ceil((this.number * other.population.base) / own.base) : other.population.base + this.number - own.base
    const found = this.#at(other.kind, number)
    return found?.peer(this.kind.type)?.number === this.number ? found : undefined
  }

  sharers(type: string): readonly Seat[] {
    const other = this.tenant.populationOf(type, this.subscription)
    const own = this.#population
    if (other === undefined || this.number >= own.base || other.population.base < own.base) return []
    const from = Math.ceil((this.number * other.population.base) / own.base)
    const to = Math.ceil(((this.number + 1) * other.population.base) / own.base)
    return Array.from({ length: to - from }, (_, i) => this.#at(other.kind, from + i)).filter((seat) => seat !== undefined)
  }

  next(steps: number): Seat | undefined {
    return this.#at(this.kind, this.number + steps)
  }

  identity(): JsonObject | undefined {
    const given = this.#givenIdentity()
    if (!hasIdentity(this.kind, this.number)) return given === undefined ? undefined : { type: 'UserAssigned', ...given }
    const own = { principalId: this.principalId, tenantId: this.tenant.id }
    return { type: given === undefined ? 'SystemAssigned' : 'SystemAssigned, UserAssigned', ...own, ...given }
  }

  /** The object id of its own identity, for kinds that have one. */
  get principalId(): string {
    return guidOf(this.tenant.seed, identityTag(this.kind), identityIndex(this.subscription, this.number))
  }

  /** Of the kinds with identities, every sixth is given the one that stands beside it. */
  #givenIdentity(): JsonObject | undefined {
    if (this.kind.identity !== 'fourth' || this.number % 6 !== 0) return undefined
    const given = this.peer(userAssignedType)
    if (!(given instanceof GeneratedSeat)) return undefined
    return { userAssignedIdentities: { [given.id]: { principalId: given.principalId, clientId: given.dice.guid('client') } } }
  }

  #at(kind: Kind, number: number): Seat | undefined {
    return this.tenant.population(kind, this.subscription).has(number)
      ? new GeneratedSeat(this.tenant, this.subscription, kind, number)
      : undefined
  }
}

/** A seat that a scenario sets: nothing stands beside it but what its maker says. */
export function handMadeSeat(tenant: Tenant, subscription: Subscription, kind: Kind, place: Group, name: string): Seat {
  const dice = new Dice(tenant.seed, 'hand', subscription.index, kind.type, name)
  return {
    tenant,
    subscription,
    group: place,
    kind,
    number: undefined,
    id: resourceId(subscription, place.name, kind.type, name),
    name,
    location: kind.location ?? place.location,
    dice,
    drift: dice,
    wrong: () => false,
    madeOn: (oldest) => tenant.madeOn(dice, 0, oldest),
    peer: () => undefined,
    owner: () => undefined,
    sharers: () => [],
    next: () => undefined,
    identity: () => undefined,
  }
}

export function resourceId(subscription: Subscription, groupName: string, type: string, name: string): string {
  return `/subscriptions/${subscription.id}/resourceGroups/${groupName}/providers/${type}/${name}`
}

export function groupOf(population: Population, subscription: Subscription, number: number): number {
  const groups = groupCount(subscription)
  if (number >= population.base) return groups - 1 + population.week(number)
  return Math.min(groups - 1, Math.floor(groups * ((number + 0.5) / population.base) ** skew))
}

/** The first number of a population that stands in this group or behind it. */
export function firstIn(population: Population, subscription: Subscription, place: number): number {
  const groups = groupCount(subscription)
  const { base, end } = population
  let number = place >= groups ? base : Math.max(0, Math.floor(base * (place / groups) ** (1 / skew)) - 1)
  while (number < end && groupOf(population, subscription, number) < place) number++
  return number
}

export function hasIdentity(kind: Kind, number: number): boolean {
  return kind.identity === 'each' || (kind.identity === 'fourth' && number % 4 === 0)
}

export function identityTag(kind: Kind): string {
  return `identity ${kind.type}`
}

const numbersPerSubscription = 2 ** 24

/** One number for the subscription and the resource in it, for guids that lead back to both. */
export function identityIndex(subscription: Subscription, number: number): number {
  return subscription.index * numbersPerSubscription + number
}

export function splitIdentityIndex(index: number): { readonly subscription: number; readonly number: number } {
  return { subscription: Math.floor(index / numbersPerSubscription), number: index % numbersPerSubscription }
}
