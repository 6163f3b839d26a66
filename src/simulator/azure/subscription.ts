/** Subscriptions and their resource groups. */
import { Dice } from './dice.ts'
import { regions, workloads } from './words.ts'

export interface Subscription {
  readonly index: number
  readonly id: string
  readonly name: string
  /** Stands in the names of its resources: `prd01`. */
  readonly code: string
  /** How many generated resources it has in the first week. */
  readonly resources: number
  readonly tags: Readonly<Record<string, string>>
  readonly quotaId: string
  /** The management group it hangs below. */
  readonly managementGroup: string
  /** Whether the simulated client may read it; it sees the subscription itself in any case. */
  readonly readable: boolean
  /** False where the client has no role at all: it does not even learn that there is such a subscription. */
  readonly seen?: false
}

export interface Group {
  readonly index: number
  readonly name: string
  readonly workload: string
  readonly location: string
  readonly short: string
}

const perGroup = 18
const environments = ['prd', 'prd', 'dev', 'tst', 'stg', 'sbx'] as const

/** The code of a subscription whose scenario does not give it one. */
export function subscriptionCode(index: number): string {
  return `${environments[index % environments.length] ?? 'prd'}${String(index + 1).padStart(2, '0')}`
}

/** How many resource groups a subscription starts with; each week brings one more. */
export function groupCount(subscription: Subscription): number {
  return Math.max(1, Math.round(subscription.resources / perGroup))
}

const regionWeights = regions.map((region, index) => [region, index === 0 ? 8 : Math.max(1, 6 - index)] as const)

/** Names start with the padded number, so that the order of numbers is the order of names. */
export function group(seed: number, subscription: Subscription, index: number): Group {
  const dice = new Dice(seed, 'group', subscription.index, index)
  const width = Math.max(4, String(groupCount(subscription) + 600).length)
  const workload = dice.pick('workload', workloads)
  const region = dice.weighted('region', regionWeights)
  return {
    index,
    name: `rg-${String(index + 1).padStart(width, '0')}-${workload}-${subscription.code}-${region.short}`,
    workload,
    location: region.name,
    short: region.short,
  }
}

/** The number in the name of a generated group, if it is one. */
export function groupIndex(name: string): number | undefined {
  const digits = /^rg-(\d+)-/i.exec(name)?.[1]
  return digits === undefined ? undefined : Number(digits) - 1
}
