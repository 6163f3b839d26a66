/** Lists of Azure Resource Manager, plain and in bulk, and what every ARM resource shares. */
import { CloudError, MalformedAnswerError } from '../collect/errors.ts'
import { from as linkFrom } from '../collect/links.ts'
import type { BulkSource, ListSource, Scope } from '../collect/resource.ts'
import type { Loose } from '../graph/properties.ts'
import type { Query } from './client/arm.ts'
import { NotFoundError } from './client/failure.ts'
import { type Answer, isAnswer, text } from './client/json.ts'
import { subscriptionsPerQuery } from './client/resource-graph.ts'
import { date, type FactTable, region, words } from './facts.ts'
import { armKey, lastSegmentOf, parentKeyOf, resourceGroupKeyOf, resourceGroupOf, subscriptionIdOf } from './ids.ts'
import { type AzureCall, type AzureLink, type AzureResource, idOf, type Listing, type ListingOf } from './listing.ts'
import { requireRegistered } from './registration.ts'
import type { ResourceShape } from './resource.ts'
import { mayRead, orOnlyPart, seesAll } from './sees-all.ts'
import type { AzureSession } from './session.ts'
import { subscriptionOf, tenantOf } from './tenant.ts'

type Table = 'resources' | 'resourcecontainers' | 'advisorresources' | 'deploymentresources' | 'securityresources'

export interface ArmOptions {
  /** The table of Resource Graph that holds every property of the type. */
  readonly bulk?: Table
  readonly query?: Query
  /** False for types that the catalogue hangs elsewhere than under their resource group. */
  readonly inResourceGroup?: boolean
  /** The list's path after the subscription, where it is not /providers/{type}. */
  readonly path?: string
}

/** `GET /subscriptions/{id}/providers/{type}`, for every subscription. */
export function arm(armType: string, version: string, options: ArmOptions = {}): ListingOf {
  const path = options.path ?? `/providers/${armType}`
  const source: ListSource<Answer, AzureSession> = {
    kind: 'list',
    api: `GET /subscriptions/{subscriptionId}${path}`,
    async *list(call) {
      await requireRegistered(call, call.scope.id, armType)
      yield* orOnlyPart(call, call.session.arm.list(`/subscriptions/${call.scope.id}${path}`, version, call, options.query))
    },
  }
  return ({ type }) => ({
    scope: 'subscription',
    source,
    armType,
    ...(options.bulk === undefined ? {} : { bulk: bulkOf(options.bulk, armType) }),
    ...shared(type, armType, options.inResourceGroup ?? true),
  })
}

/** What `childrenOf` may be told beside the path. */
export interface ChildOptions {
  readonly when?: (parent: Answer) => boolean
  readonly query?: Query
  /** There is exactly one, answered by itself and not as a list. */
  readonly single?: boolean
  /** The table of Resource Graph that holds every property of the type. */
  readonly bulk?: 'resources'
  /** True for what is a child of its group only because no list of the subscription holds it. */
  readonly inResourceGroup?: boolean
  /** Error codes by which this API says that the parent can have no such children. */
  readonly absentWhen?: readonly string[]
}

/** `GET {parent}/{path}`, for every parent that has such children. */
export function childrenOf(parent: ResourceShape, path: string, version: string, options: ChildOptions = {}): ListingOf {
  const armType = path.startsWith(provider) ? path.slice(provider.length) : `${parent.armType ?? ''}/${typesOf(path)}`
  const source: ListSource<Answer, AzureSession> = {
    kind: 'list',
    api: `GET {${parent.type}}/${path}`,
    async *list(call) {
      const data = isAnswer(call.scope.data) ? call.scope.data : {}
      if (options.when?.(data) === false) return
      yield* children(call, `${parentIdOf(call.scope)}/${path}`, version, options)
    },
  }
  return ({ type }) => ({
    scope: parent.type,
    source,
    armType,
    ...(options.bulk === undefined ? {} : { bulk: bulkOfChildren(options.bulk, armType, path) }),
    ...shared(type, armType, options.inResourceGroup ?? false),
  })
}

/** Which error codes mean that there are none, and whether they hang below a group. */
type ManyOptions = Pick<ChildOptions, 'absentWhen' | 'inResourceGroup'>

/** `GET {resource}/{path}`, for the resources of many kinds, of which `subscription` may be one. */
export function childrenOfMany(kinds: readonly string[], path: string, version: string, options: ManyOptions = {}): ListingOf {
  const armType = path.slice(provider.length)
  return ({ type }) => ({
    scope: kinds,
    source: {
      kind: 'list',
      api: `GET {resource}/${path}`,
      list: (call) => children(call, `${resourceIdOf(call.scope)}/${path}`, version, options),
    },
    armType,
    ...shared(type, armType, options.inResourceGroup ?? false),
  })
}

/** A parent that went away since it was listed has no children any more; a subscription that is not found may not be read. */
async function* children(call: AzureCall, url: string, version: string, options: ChildOptions): AsyncGenerator<Answer> {
  const { single = false, query, absentWhen = [] } = options
  try {
    if (single) yield await call.session.arm.get(url, version, call)
    else yield* call.session.arm.list(url, version, call, query)
  } catch (error) {
    if (error instanceof NotFoundError && call.scope.kind !== 'subscription') return
    if (!(error instanceof CloudError && absentWhen.includes(error.facts.code ?? ''))) throw error
  }
}

/** The ARM id of what a scope stands for, in lower case for a subscription. */
export function resourceIdOf(scope: Scope): string {
  return scope.kind === 'subscription' ? `/subscriptions/${scope.id}` : parentIdOf(scope)
}

/** With it a path begins whose children are of another provider than their parent. */
const provider = 'providers/'

/** A parent's own id: its key may be another. */
function parentIdOf(scope: Scope): string {
  return text(scope.data, 'id') ?? scope.id
}

/** Resources that stand in their parent's answer. Each is picked with what it needs of the parent. */
export function embeddedIn(parent: ResourceShape, armType: string, api: string, pick: (parent: Answer) => Iterable<Answer>): ListingOf {
  return ({ type }) => ({
    scope: parent.scope,
    source: { kind: 'embedded', api, parent: parent.type, pick: ({ raw }) => (isAnswer(raw) ? pick(raw) : []) },
    armType,
    ...shared(type, armType, false),
  })
}

type ArmShared = Pick<Listing, 'shared' | 'facts' | 'tags' | 'properties' | 'links'>

/** Key, properties and links of every ARM resource. */
export function shared(type: string, armType: string, inResourceGroup: boolean): ArmShared {
  return {
    shared: (resource) => ({ key: armKey(idOf(resource.raw, type)), properties: armProperties(resource, armType) }),
    facts: armFacts,
    tags: 'tags',
    properties: sharedProperties,
    links: inResourceGroup ? [inItsResourceGroup] : [],
  }
}

const armFacts: FactTable = {
  name: words('name'),
  displayName: words('name'),
  region: region('location'),
  createdOn: date('systemData.createdAt'),
}

const sharedProperties = ['id', 'name', 'displayName', 'type', 'region', 'resourceGroup', 'subscriptionId', 'createdOn', 'webLink']

const inItsResourceGroup: AzureLink = linkFrom('azure_resource_group', 'HAS', ({ raw }) => {
  const id = text(raw, 'id')
  return id === undefined ? undefined : resourceGroupKeyOf(armKey(id))
})

export function armProperties({ raw, scope }: AzureResource, armType: string): Loose {
  const id = rooted(text(raw, 'id') ?? '')
  const key = armKey(id)
  const { domain, portal } = tenantOf(scope)
  return {
    id,
    type: armType,
    resourceGroup: resourceGroupOf(key),
    subscriptionId: subscriptionIdOf(key),
    webLink: `${portal}/#@${domain}/resource${id}`,
  }
}

/** Some providers drop the slash that an id begins with. */
function rooted(id: string): string {
  return id.startsWith('/') ? id : `/${id}`
}

/** `blobServices/default/containers` → `blobServices/containers` */
function typesOf(path: string): string {
  return path
    .split('/')
    .filter((_, index) => index % 2 === 0)
    .join('/')
}

/** All subscriptions by one query; an empty answer counts where ARM says that the type may be read there. */
export function bulkOf(table: string, armType: string, rawOf = resourceOf): BulkSource<Answer, AzureSession> {
  return {
    ...bulkByQuery(queryOf(table, armType), rawOf),
    async proves(call, scope) {
      if (!(await seesAll(call, scope.id))) return false
      await requireRegistered(call, scope.id, armType)
      return true
    },
  }
}

/**
 * By id, the resources of one subscription would come one after the other, and so would the calls for what hangs on each:
 * as many a second as ARM lets pass for one subscription.
 */
export const acrossSubscriptions = 'order by name asc, id asc'

/** The tables with what is asked further: resources, and the groups that they are in. */
const ofManyCalls: ReadonlySet<string> = new Set(['resources', 'resourcecontainers'])

/** The rows of one query, each given to its subscription. */
export function bulkByQuery(query: string, rawOf: (row: Answer) => Answer): BulkSource<Answer, AzureSession> {
  return {
    api: `Resource Graph: ${query}`,
    scopesPerCall: subscriptionsPerQuery,
    async *list(call, scopes: readonly Scope[]) {
      const known = new Map(scopes.map(({ id }) => [id.toLowerCase(), id]))
      for await (const row of call.session.resourceGraph.rows(query, [...known.values()], call)) {
        const scope = known.get(said(row, 'subscriptionId').toLowerCase())
        if (scope !== undefined) yield { scope, raw: rawOf(row) }
      }
    },
    proves: (call, scope) => seesAll(call, scope.id),
  }
}

/** The children of all parents by one query. */
function bulkOfChildren(table: string, armType: string, path: string): BulkSource<Answer, AzureSession> {
  const query = queryOf(table, armType)
  const levels = Math.ceil(path.split('/').length / 2)
  return {
    api: `Resource Graph: ${query}`,
    // The query asks for all children of a subscription: parents in several calls would have them read several times.
    scopesPerCall: Number.POSITIVE_INFINITY,
    async *list(call, scopes: readonly Scope[]) {
      const parents = new Map(scopes.map((scope) => [armKey(parentIdOf(scope)), scope.id]))
      const subscriptions = [...new Set(scopes.flatMap((scope) => subscriptionOf(scope)?.id ?? []))]
      for (let start = 0; start < subscriptions.length; start += subscriptionsPerQuery) {
        const some = subscriptions.slice(start, start + subscriptionsPerQuery)
        for await (const row of call.session.resourceGraph.rows(query, some, call)) {
          const scope = parents.get(parentKeyOf(armKey(said(row, 'id')), levels))
          if (scope !== undefined) yield { scope, raw: childOf(row) }
        }
      }
    },
    async proves(call, scope) {
      const subscription = subscriptionOf(scope)
      return subscription !== undefined && (await mayRead(call, subscription.id))
    },
  }
}

/** What says whose a row is. @throws MalformedAnswerError without it: the row would be lost, and what it tells of be gone */
function said(row: Answer, column: string): string {
  const value = text(row, column)
  if (value === undefined) throw new MalformedAnswerError(`Resource Graph answered a row without ${column}.`)
  return value
}

function queryOf(table: string, armType: string): string {
  return `${table} | where type =~ '${resourceGraphType(armType)}' | ${ofManyCalls.has(table) ? acrossSubscriptions : 'order by id asc'}`
}

/** Children of some types are named `{parent}/{child}` there, and by their own name alone in the lists. */
function childOf(row: Answer): Answer {
  const child = resourceOf(row)
  const name = text(child, 'name')
  return name === undefined ? child : { ...child, name: lastSegmentOf(name) }
}

/** Resource groups bear another type name there than in their own answers. */
function resourceGraphType(armType: string): string {
  return armType === 'Microsoft.Resources/resourceGroups' ? 'microsoft.resources/subscriptions/resourcegroups' : armType.toLowerCase()
}

/**
 * A row as the list call would answer it: without the columns that Resource Graph adds and those that are empty.
 * @throws MalformedAnswerError for a row without id
 */
export function resourceOf(row: Answer): Answer {
  said(row, 'id')
  const { tenantId: _, subscriptionId: __, resourceGroup: ___, ...rest } = row
  return Object.fromEntries(Object.entries(rest).filter(([, value]) => value !== null && value !== ''))
}
