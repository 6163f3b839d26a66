/** The tables of Resource Graph, as parts of one type and subscription each. */
import { at, type JsonObject } from '../json.ts'
import type { ChildKind, Kind, Node } from '../kind.ts'
import { children, extensions, kinds, tables } from '../model/index.ts'
import { type Expanded, expanded, joined, listed, mapped, type Sequence } from '../sequence.ts'
import type { Subscription } from '../subscription.ts'
import { namespaceOf, type Tenant } from '../tenant.ts'
import { childrenOf } from './arm-resources.ts'
import { byGroup, type Strand } from './by-group.ts'

export interface Part {
  /** In lower case, as the tables have it. */
  readonly type: string
  readonly subscriptionId: string
  readonly rows: Sequence<JsonObject>
}

type Wanted = (type: string) => boolean

const childKinds = [...children.values()]

export const tableNames: readonly string[] = [
  ...new Set([
    ...[...kinds.values()].flatMap((kind) => tableOf(kind) ?? []),
    ...[...tables, ...childKinds, ...extensions.values()].flatMap(({ table }) => table ?? []),
  ]),
]

function tableOf({ table = 'resources' }: Kind): string | null {
  return table
}

export class Tables {
  readonly #tenant: Tenant
  readonly #parts = new Map<string, Part>()

  constructor(tenant: Tenant) {
    this.#tenant = tenant
  }

  /** The parts of a table that stand in these subscriptions, of the types that are wanted. */
  parts(table: string, subscriptions: readonly Subscription[], wanted: Wanted): readonly Part[] {
    const here = byId(subscriptions)
    const own = [...kinds.values()].filter((kind) => tableOf(kind) === table && wanted(kind.type))
    const below = childKinds.filter((child) => child.table === table && wanted(child.type))
    const attached = [...extensions.values()].filter((extension) => extension.table === table && wanted(extension.type))
    const others = tables.filter((rows) => rows.table === table && wanted(rows.type))
    return [
      ...here.flatMap((subscription) => [
        ...own.map(({ type }) => this.#part(type, subscription, () => this.#strand(type, subscription, [type]))),
        ...below.map(({ type }) => this.#part(type, subscription, () => this.#strand(topOf(type), subscription, [type]))),
        ...attached
          .filter(({ type }) => this.#tenant.registered(namespaceOf(type), subscription))
          .map(({ type, list }) =>
            this.#part(type, subscription, () => {
              const scope = {
                tenant: this.#tenant,
                kind: 'subscription',
                id: `/subscriptions/${subscription.id}`,
                subscription,
                node: undefined,
              } as const
              return mapped(list(scope, null), (body) => row(this.#tenant, { type, ...body }))
            }),
          ),
      ]),
      ...others
        .filter(({ type }) => here.length === 0 || here.some((subscription) => this.#tenant.registered(namespaceOf(type), subscription)))
        .map(({ type, rows }) => otherPart(this.#tenant, type, rows(this.#tenant), subscriptions)),
    ]
  }

  /**
   * Rows in the order of their ids without sorting them; undefined where they have to be sorted: among resources made by
   * hand and in tables other than `resources`.
   */
  ordered(table: string, subscriptions: readonly Subscription[], wanted: Wanted): Sequence<JsonObject> | undefined {
    if (table !== 'resources') return undefined
    const chosen = [
      ...[...kinds.values()].filter((kind) => tableOf(kind) === table),
      ...childKinds.filter((child) => child.table === table),
    ]
      .map(({ type }) => type)
      .filter(wanted)
    const tops = byType([...kinds.values()].filter(({ type }) => chosen.some((one) => topOf(one).toLowerCase() === type.toLowerCase())))
    const byHand = (type: string) => subscriptions.some(({ id }) => this.#tenant.handMade.resources(type, id).length > 0)
    if (chosen.some(byHand) || tops.some(({ type }) => byHand(type))) return undefined
    const strands = (subscription: Subscription): readonly Strand[] =>
      tops.map((kind) => ({ kind, rows: this.#strand(kind.type, subscription, chosen) }))
    return joined(byId(subscriptions).map((subscription) => byGroup(this.#tenant, subscription, strands(subscription))))
  }

  #part(type: string, subscription: Subscription, rows: () => Sequence<JsonObject>): Part {
    const key = `${type.toLowerCase()} ${subscription.id}`
    const known = this.#parts.get(key) ?? { type: type.toLowerCase(), subscriptionId: subscription.id, rows: rows() }
    this.#parts.set(key, known)
    return known
  }

  /** Rows of the resources of a kind and of what is below them, as far as these types name them. */
  #strand(top: string, subscription: Subscription, types: readonly string[]): Expanded<JsonObject> {
    const wanted = wants(types)
    const kind = kinds.get(top.toLowerCase())
    if (kind === undefined) return expanded(listed<Node>([]), () => [])
    const nodes = this.#tenant.list(kind, subscription)
    const below = childrenByParent(top, wanted)
    const rowOf = (node: Node) => row(this.#tenant, node.body)
    if (below.size === 0) return { ...mapped(nodes, rowOf), start: (position) => position }
    const all = expanded(nodes, (node) =>
      [...(wanted(node.type) ? [node] : []), ...descend(node, below).filter(({ type }) => wanted(type))].toSorted((a, b) =>
        a.id.toLowerCase() < b.id.toLowerCase() ? -1 : 1,
      ),
    )
    return {
      get length() {
        return all.length
      },
      start: all.start,
      at: (index) => rowOf(all.at(index)),
    }
  }
}

function wants(types: readonly string[]): Wanted {
  const low = new Set(types.map((type) => type.toLowerCase()))
  return (type) => low.size === 0 || low.has(type.toLowerCase())
}

function topOf(type: string): string {
  return type.split('/').slice(0, 2).join('/')
}

/** Kinds of children by the type of their parent, in lower case: those wanted below a kind and what leads to them. */
function childrenByParent(top: string, wanted: Wanted): ReadonlyMap<string, readonly ChildKind[]> {
  const found = new Map<string, ChildKind[]>()
  const inside = childKinds.filter(({ type }) => topOf(type).toLowerCase() === top.toLowerCase())
  for (const kind of inside) {
    if (!inside.some((other) => wanted(other.type) && `${other.type}/`.startsWith(`${kind.type}/`))) continue
    const parent = kind.type.slice(0, kind.type.lastIndexOf('/')).toLowerCase()
    found.set(parent, [...(found.get(parent) ?? []), kind])
  }
  return found
}

function descend(node: Node, below: ReadonlyMap<string, readonly ChildKind[]>): readonly Node[] {
  const next = below.get(node.type.toLowerCase()) ?? []
  return next.flatMap((kind) => childrenOf(node, kind).flatMap((child) => [child, ...descend(child, below)]))
}

function byId(subscriptions: readonly Subscription[]): readonly Subscription[] {
  return subscriptions.toSorted((a, b) => (a.id < b.id ? -1 : 1))
}

function byType(all: readonly Kind[]): readonly Kind[] {
  return all.toSorted((a, b) => (`${a.type}/`.toLowerCase() < `${b.type}/`.toLowerCase() ? -1 : 1))
}

/** Rows that belong to a subscription show only when it is readable. */
function otherPart(tenant: Tenant, type: string, rows: Sequence<JsonObject>, subscriptions: readonly Subscription[]): Part {
  const readable = new Set(subscriptions.map(({ id }) => id))
  const visible = (body: JsonObject) => {
    const owner = subscriptionIn(body)
    return owner === '' || readable.has(owner)
  }
  const all = tenant.subscriptions.every(({ id }) => readable.has(id))
  const kept = all ? rows : listed([...Array(rows.length).keys()].map((index) => rows.at(index)).filter(visible))
  return { type: type.toLowerCase(), subscriptionId: '', rows: mapped(kept, (body) => row(tenant, { ...body, type })) }
}

function subscriptionIn(body: JsonObject): string {
  return /^\/subscriptions\/([^/]+)/i.exec(String(body.id))?.[1]?.toLowerCase() ?? ''
}

function row(tenant: Tenant, body: JsonObject): JsonObject {
  const id = String(body.id)
  const text = (name: string) => (typeof body[name] === 'string' ? body[name] : '')
  return {
    id,
    name: body.name,
    type: String(body.type).toLowerCase(),
    tenantId: tenant.id,
    kind: text('kind'),
    location: text('location').toLowerCase(),
    resourceGroup: (/\/resourcegroups\/([^/]+)/i.exec(id)?.[1] ?? '').toLowerCase(),
    subscriptionId: subscriptionIn(body),
    managedBy: text('managedBy'),
    sku: body.sku ?? null,
    plan: body.plan ?? null,
    properties: at(body, ['properties']) ?? null,
    tags: body.tags ?? null,
    identity: body.identity ?? null,
    zones: body.zones ?? null,
    extendedLocation: body.extendedLocation ?? null,
    systemData: body.systemData ?? null,
  }
}
