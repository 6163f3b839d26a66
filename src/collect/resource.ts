/**
 * What a resource definition may say. A definition is the declarative description of one entity type: where it is listed,
 * what it becomes, what it links to. It looks at its own raw resource only; targets are named, never looked up.
 */
import type { Borrowed, Link } from '../graph/link.ts'
import type { Loose } from '../graph/properties.ts'

/** Where a list call runs: a tenant, subscription, account, account and region, or a parent resource. */
export interface Scope {
  /** `tenant`, `subscription`, `account`, `region`, or the entity type of the parent resource. */
  readonly kind: string
  /** Stable and unique within the kind: a subscription id, `<account>/<region>`, the parent's key. */
  readonly id: string
  /** For people: the subscription's name, the region. */
  readonly name: string
  /** What opened this scope: the subscription of a storage account. */
  readonly within?: Scope
  /**
   * What the cloud's client and the children's mappings need of it (tenant id, account id, the parent's raw resource).
   * Plain JSON without secrets: archives hold it. Clients and credentials belong to the session, found by the scope's id.
   */
  readonly data: unknown
}

/** One call in progress, for the list functions of a definition. */
export interface Call<Session> {
  readonly session: Session
  readonly scope: Scope
  readonly signal: AbortSignal
  /** The permission the definition names, for error texts. */
  readonly permission: string
  /** Called once for every request sent, retries included. */
  request(): void
  /** Bytes received. */
  received(bytes: number): void
}

/** A raw resource with what its detail calls answered; a detail that was refused is absent. */
export interface Resource<Raw> {
  readonly raw: Raw
  readonly details: Readonly<Record<string, unknown>>
  readonly scope: Scope
}

/** How raw resources of one type are had. `api` says it for the docs: `GET /subscriptions/{id}/providers/…`. */
export interface ListSource<Raw, Session> {
  readonly kind: 'list'
  readonly api: string
  /** What the plain list needs beside the definition's permission, where a bulk source gets along without it. */
  readonly permission?: string
  /** Its cost in requests, for the docs, where that does not follow from the kind of its scope: "1 per 20 applications". */
  readonly cost?: string
  /** How many such lists, each of a scope of its own, the client asks for by one request; 1 unless said. */
  readonly perRequest?: number
  list(call: Call<Session>): AsyncIterable<Raw>
}

/**
 * Resources that stand inside their parent's answer: no list call of their own. They are read with the parent, in the
 * parent's scope, and have a task row of their own that shares the parent's fate.
 */
export interface EmbeddedSource<Raw> {
  readonly kind: 'embedded'
  readonly api: string
  readonly parent: string
  /** The parent's detail call whose answer holds them, where they are not in the parent's own: without it they are unknown, not gone. */
  readonly detail?: string
  /** In an order that depends on the parent's answer alone. */
  pick(parent: Resource<unknown>): Iterable<Raw>
}

/**
 * One call that lists a type in many scopes at once (Azure Resource Graph). It yields each resource with the id of its
 * scope. Where a scope got none and `proves` does not vouch for that, the plain list call decides: a permission that
 * lacks must not look like an empty list. Where `proves` throws a {@link PermissionError}, what was found, be it nothing,
 * is the part that the principal may see: it is staged, and the task is denied. Where it throws a {@link NotRegisteredError}
 * and nothing was found, there is nothing to find.
 */
export interface BulkSource<Raw, Session> {
  readonly api: string
  /** How many scopes one call may cover. */
  readonly scopesPerCall: number
  list(call: Call<Session>, scopes: readonly Scope[]): AsyncIterable<{ readonly scope: string; readonly raw: Raw }>
  proves(call: Call<Session>, scope: Scope): Promise<boolean>
}

/** A further call per resource. Its refusal leaves the properties it feeds unknown and is reported as a task of its own. */
export interface DetailSource<Raw, Session> {
  readonly api: string
  readonly permission: string
  /** What its calls need beside. */
  readonly furtherPermissions?: readonly string[]
  /** Its cost in requests, for the docs, where it is not one per resource; `once`: one in each scope of the list. */
  readonly cost?: string
  /** Resources that have no such detail (a premium account without blob service) are left out. */
  when?(raw: Raw): boolean
  /** The answer, or undefined where the cloud says there is none (404 on an optional setting). */
  get(call: Call<Session>, raw: Raw): Promise<unknown>
}

/** One row of the links table of a definition: the edges it may draw, and how they follow from the raw resource. */
export interface LinkRule<Raw> {
  readonly direction: 'to' | 'from'
  readonly class: string
  /** The type of the near end, where the resource only stands between two others: a membership. */
  readonly near?: string
  /** The type of the other end; several where the raw resource decides which. */
  readonly other: string
  /** Relationship `_type` where it is not built from the types of the ends found. */
  readonly type?: string
  /** `direct`: both ends in this integration; `mapped`: the other end may belong to another one or be a placeholder. */
  readonly kind: 'direct' | 'mapped'
  /** The links of one resource; `self` is its key, undefined when it is no entity. */
  links(resource: Resource<Raw>, self: string | undefined): Iterable<Link>
}

export interface MappedEntity {
  readonly key: string
  /** Where the resource decides; by default the definition's. */
  readonly class?: readonly string[]
  readonly properties: Loose
  readonly borrowed?: Readonly<Record<string, Borrowed>>
  /** Properties left out because the answer holds something of an unexpected type in their place. */
  readonly skipped?: readonly string[]
}

/**
 * One entity type. Methods, not function properties, so that definitions of different raw types stand in one list.
 * A cloud's own `resource()` fills in what all its resources share.
 */
export interface ResourceDefinition<Raw = unknown, Session = unknown> {
  readonly type: string
  readonly class: readonly string[]
  /** For people: "Storage account". */
  readonly title: string
  /** The cloud service it is documented under: "Storage". */
  readonly service: string
  /**
   * The kind of scope its list call runs in, or the kinds where resources of many types have such children (a diagnostic
   * setting); for an embedded source the kind of its parent's.
   */
  readonly scope: string | readonly string[]
  readonly permission: string
  /** What its list needs beside: for a type that is listed by several calls. */
  readonly furtherPermissions?: readonly string[]
  readonly source: ListSource<Raw, Session> | EmbeddedSource<Raw>
  readonly bulk?: BulkSource<Raw, Session>
  readonly details: Readonly<Record<string, DetailSource<Raw, Session>>>
  readonly links: readonly LinkRule<Raw>[]
  /** Names of the properties that its entities may have beside `tag.*`, for the docs; absent where code decides. */
  readonly properties?: readonly string[]
  /** Which of them each detail call feeds, by its name: what stays unknown without it. For the docs. */
  readonly fedBy?: Readonly<Record<string, readonly string[]>>
  /**
   * Throws {@link MalformedAnswerError} for a resource without identity. Undefined: this resource is no entity of the
   * type; its links and what is embedded in it count all the same (a member that is a user, a location that many
   * subscriptions share, a finding that a type of its own stands for).
   */
  entity(resource: Resource<Raw>): MappedEntity | undefined
  /** The kind of the scopes that its resources open, where it is not its own type: `subscription`. */
  readonly opensKind?: string
  /** The scope this resource opens for other definitions, when it is one for them. */
  opens(resource: Resource<Raw>, key: string): Scope | undefined
}

/** A connected cloud, ready to be collected. */
export interface Integration<Session = unknown> {
  readonly name: string
  readonly type: 'azure' | 'aws'
  readonly instance: string
  readonly class: readonly string[]
  /** What is read; loaded while the sign-in is under way. */
  definitions(): Promise<readonly ResourceDefinition<unknown, Session>[]>
  /** Added to every entity: tag.AccountName, tag.Production. */
  readonly properties: Loose
  /** Signs in. @throws SignInError */
  open(signal: AbortSignal): Promise<Session>
  /** The scopes that are there from the start: the tenant; accounts and their regions. */
  roots(session: Session, signal: AbortSignal): AsyncIterable<Scope>
  /** Which permissions the definitions need and whether they are granted, without changing anything. */
  permissions(session: Session, signal: AbortSignal): AsyncIterable<PermissionCheck>
  close(session: Session): Promise<void>
}

export interface PermissionCheck {
  readonly permission: string
  readonly scope: string
  /** `unknown` where the cloud does not tell before it is tried. */
  readonly granted: boolean | 'unknown'
  readonly neededBy: readonly string[]
  /** What to do when it is missing. */
  readonly remedy?: string
}
