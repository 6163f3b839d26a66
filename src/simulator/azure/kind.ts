/** What a file of the model says: the resources of one Azure service and how its answers look. */
import type { Dice } from './dice.ts'
import type { JsonObject } from './json.ts'
import type { Sequence } from './sequence.ts'
import type { Group, Subscription } from './subscription.ts'
import type { Tenant } from './tenant.ts'

/** A resource in a resource group. */
export interface Kind {
  /** `Microsoft.Compute/disks`, in the service's own spelling. */
  readonly type: string
  readonly apiVersion: string
  /** How many there are, relative to the other kinds. */
  readonly weight: number
  /** At least this many in every subscription of a few hundred resources. */
  readonly least?: number
  /** What a name starts with: `vm` makes `vm-booking-prd01-weu-00012`. */
  readonly prefix: string
  /** Names of lower-case letters and digits only, unique in the world (storage accounts). */
  readonly compact?: boolean
  /** Names unique in the world and thus short (vaults, registries). */
  readonly short?: boolean
  readonly location?: 'global'
  /** The table of Resource Graph that holds it; `resources` unless said otherwise, null where none does. */
  readonly table?: string | null
  /**
   * Which of them have an identity in the directory: every fourth one its own, or each one because it is an identity.
   * The body says so itself by {@link Seat.identity}.
   */
  readonly identity?: 'fourth' | 'each'
  /** Items on a page of the list; 100 unless said otherwise. */
  readonly pageSize?: number
  /** Everything but id, name, type, location and tags. */
  readonly body: (seat: Seat) => JsonObject
}

/** Where a generated resource stands; what its body is made from. */
export interface Seat {
  readonly tenant: Tenant
  readonly subscription: Subscription
  readonly group: Group
  readonly kind: Kind
  /** Its number among its kind in the subscription; undefined for one that a scenario made by hand. */
  readonly number: number | undefined
  readonly id: string
  readonly name: string
  readonly location: string
  /** Traits for life. */
  readonly dice: Dice
  /** Traits that change from one week to another. */
  readonly drift: Dice
  /** Whether this one is misconfigured in some respect. */
  wrong(what: string): boolean
  /** When it was made: at most so many days before the tenant's first day, or in the week in which it came. */
  madeOn(oldest: number): string
  /** The resource of another kind that stands beside this one; several may share it when there are fewer of them. */
  peer(type: string): Seat | undefined
  /** The resource of another kind whose peer this one is. */
  owner(type: string): Seat | undefined
  /** The resources of another, more numerous kind that have this one as their peer. */
  sharers(type: string): readonly Seat[]
  /** Another resource of the same kind, so many numbers on. */
  next(steps: number): Seat | undefined
  /** The `identity` member of a resource with an identity of its own. */
  identity(): JsonObject | undefined
}

/** A resource with its answer: what children, views and extensions are made for. */
export interface Node {
  readonly tenant: Tenant
  readonly subscription: Subscription | undefined
  /** What it is a child of. */
  readonly parent?: Node
  readonly type: string
  readonly id: string
  readonly name: string
  readonly dice: Dice
  readonly drift: Dice
  readonly body: JsonObject
}

export interface Child {
  readonly name: string
  /** Everything but id, name and type. */
  readonly body: JsonObject
}

/** Resources below a parent resource: `Microsoft.Storage/storageAccounts/blobServices`. */
export interface ChildKind {
  readonly type: string
  /** The table of Resource Graph that holds them: `resources`, `dnsresources`. */
  readonly table?: string
  readonly list: (parent: Node) => readonly Child[]
}

/** Something to ask of a resource that is no resource itself: `GET …/instanceView`, `POST …/config/appsettings/list`. */
export interface View {
  readonly of: string
  readonly path: string
  readonly method?: 'GET' | 'POST'
  readonly body: (node: Node) => JsonObject | undefined
}

/** What a scope of any kind may have: role assignments, locks, diagnostic settings. */
export interface Scope {
  readonly tenant: Tenant
  readonly kind: 'tenant' | 'managementGroup' | 'subscription' | 'resourceGroup' | 'resource'
  /** '' for the tenant. */
  readonly id: string
  readonly subscription: Subscription | undefined
  readonly node: Node | undefined
}

export interface ExtensionKind {
  readonly type: string
  /** Lists that the service never pages. */
  readonly whole?: boolean
  /** The table of Resource Graph that holds what subscriptions have of them. */
  readonly table?: string
  readonly list: (scope: Scope, filter: string | null) => Sequence<JsonObject>
}

/** Rows of a Resource Graph table other than `resources`. */
export interface TableRows {
  readonly table: string
  readonly type: string
  readonly rows: (tenant: Tenant) => Sequence<JsonObject>
}

export interface GraphRequest {
  readonly tenant: Tenant
  /** Values of the `{…}` segments, in order. */
  readonly ids: readonly string[]
  readonly query: URLSearchParams
}

/** An address of Resource Manager that is none of a resource: `/providers/microsoft.aadiam/diagnosticSettings`. */
export interface ArmRoute {
  /** Below a subscription, or from the root when it starts with `/providers`. */
  readonly path: string
  readonly method?: 'GET' | 'POST'
  readonly link?: 'nextLink' | '@odata.nextLink'
  readonly answer: (request: ArmRequest) => Sequence<JsonObject> | JsonObject
}

export interface ArmRequest {
  readonly tenant: Tenant
  readonly subscription: Subscription | undefined
  /** Values of the `{…}` segments, in order. */
  readonly names: readonly string[]
  readonly query: URLSearchParams
}

/** One address of Microsoft Graph, without its version. */
export interface GraphRoute {
  /** `/groups/{id}/members` */
  readonly path: string
  /** Application permissions, any of which opens it. */
  readonly permissions: readonly string[]
  /** The members an answer has when `$select` is not given; all when absent. */
  readonly defaults?: readonly string[]
  /** What `$select` may only name with a further permission. */
  readonly guarded?: Readonly<Record<string, readonly string[]>>
  readonly pageSize?: number
  /** A list, one object, or undefined for what is not there. */
  readonly answer: (request: GraphRequest) => Sequence<JsonObject> | JsonObject | undefined
}

/** Objects of the directory of one kind. */
export interface ObjectKind {
  readonly name: string
  readonly count: (tenant: Tenant) => number
  readonly permanent?: boolean
  readonly make: (object: DirectoryObject) => JsonObject
}

export interface DirectoryObject {
  readonly tenant: Tenant
  readonly id: string
  readonly number: number
  readonly dice: Dice
  readonly drift: Dice
  wrong(what: string): boolean
  madeOn(oldest: number): string
}

/** One file of the model. */
export interface Service {
  readonly kinds?: readonly Kind[]
  readonly children?: readonly ChildKind[]
  readonly views?: readonly View[]
  readonly extensions?: readonly ExtensionKind[]
  readonly tables?: readonly TableRows[]
  readonly arm?: readonly ArmRoute[]
  readonly graph?: readonly GraphRoute[]
}
