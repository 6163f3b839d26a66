/** What a scenario decides: the company, its subscriptions, and what is made by hand among the generated resources. */
import type { JsonObject } from '../json.ts'
import type { Node } from '../kind.ts'
import type { Group, Subscription } from '../subscription.ts'
import type { Tenant, TenantOptions } from '../tenant.ts'

export interface Company {
  readonly name: string
  /** The tenant's first domain, below onmicrosoft.com. */
  readonly initialDomain: string
  readonly mailDomain: string
  readonly countryCode: string
  readonly city: string
  /** Owners as tags name them. */
  readonly teams: readonly [string, ...string[]]
}

export interface Scenario {
  readonly name: string
  readonly company: Company
  /** How many there are in the directory; by default they grow with the resources. */
  readonly people?: { readonly users: number; readonly groups: number; readonly applications: number }
  /** The share of misconfigured resources when it is not asked for otherwise. */
  readonly misconfigured?: number
  /** Whether vaults show what they hold whatever their networks and policies say. */
  readonly openVaults?: boolean
  readonly subscriptions: (seed: number, options: TenantOptions) => readonly Subscription[]
  readonly furnish: (tenant: Tenant) => HandMade
}

export interface HandMade {
  /** Resources of a type in a subscription; '' for those of the tenant. Children and extension resources count too. */
  resources(type: string, subscriptionId: string): readonly Node[]
  groups(subscriptionId: string): readonly Group[]
  objects(kind: string): readonly JsonObject[]
  /** Ids of directory objects: `links('members', group id)`; undefined where the generated ones stand. */
  links(relation: string, id: string): readonly string[] | undefined
}

export const nothingByHand: HandMade = {
  resources: () => [],
  groups: () => [],
  objects: () => [],
  links: () => undefined,
}
