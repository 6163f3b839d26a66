/** The tables of Resource Graph, as parts of one type and subscription each. */
import { at, type JsonObject } from '../json.ts'
import type { Kind, Node } from '../kind.ts'
import { children, kinds, tables } from '../model/index.ts'
import { joined, listed, mapped, type Sequence } from '../sequence.ts'
import type { Subscription } from '../subscription.ts'
import type { Tenant } from '../tenant.ts'
import { childrenOf } from './arm-resources.ts'
import { byGroup } from './by-group.ts'

export interface Part {
  /** In lower case, as the tables have it. */
  readonly type: string
  readonly subscriptionId: string
  readonly rows: Sequence<JsonObject>
}

export const tableNames: readonly string[] = ['resources', ...new Set(tables.map(({ table }) => table))]

/** The parts of a table that stand in these subscriptions. */
export function parts(tenant: Tenant, table: string, subscriptions: readonly Subscription[]): readonly Part[] {
  if (table === 'resources') return byId(subscriptions).flatMap((subscription) => resourceParts(tenant, subscription))
  return tables.filter((rows) => rows.table === table).map((source) => otherPart(tenant, source.type, source.rows(tenant), subscriptions))
}

/**
 * Rows in the order of their ids without sorting them; undefined where they have to be sorted: among resources made by
 * hand, children, and tables other than `resources`.
 */
export function ordered(
  tenant: Tenant,
  table: string,
  subscriptions: readonly Subscription[],
  types: readonly string[],
): Sequence<JsonObject> | undefined {
  const wanted = (type: string) => types.length === 0 || types.includes(type.toLowerCase())
  const own = byType([...kinds.values()].filter(({ type }) => wanted(type)))
  const byHand = own.some(({ type }) => subscriptions.some(({ id }) => tenant.handMade.resources(type, id).length > 0))
  if (table !== 'resources' || byHand || childTypes().some(wanted)) return undefined
  return joined(byId(subscriptions).map((subscription) => mapped(byGroup(tenant, subscription, own), (body) => row(tenant, body))))
}

function byId(subscriptions: readonly Subscription[]): readonly Subscription[] {
  return subscriptions.toSorted((a, b) => (a.id < b.id ? -1 : 1))
}

function byType(all: readonly Kind[]): readonly Kind[] {
  return all.toSorted((a, b) => (`${a.type}/`.toLowerCase() < `${b.type}/`.toLowerCase() ? -1 : 1))
}

function childTypes(): readonly string[] {
  return [...children.values()].filter(({ inResourceGraph }) => inResourceGraph === true).map(({ type }) => type)
}

function resourceParts(tenant: Tenant, subscription: Subscription): Part[] {
  const of = (kind: Kind): Part => ({
    type: kind.type.toLowerCase(),
    subscriptionId: subscription.id,
    rows: mapped(tenant.bodies(kind, subscription), (body) => row(tenant, body)),
  })
  return [...[...kinds.values()].map(of), ...childTypes().map((type) => childPart(tenant, subscription, type))]
}

/** Children are counted by making their parents: there are few kinds of them in the table, and few parents of each. */
function childPart(tenant: Tenant, subscription: Subscription, type: string): Part {
  const path: string[] = type.split('/')
  const top = kinds.get(path.slice(0, 2).join('/').toLowerCase())
  const parents = top === undefined ? [] : descendants(tenant, subscription, top, path)
  return { type: type.toLowerCase(), subscriptionId: subscription.id, rows: listed(parents.map((node) => row(tenant, node.body))) }
}

function descendants(tenant: Tenant, subscription: Subscription, top: Kind, path: readonly string[]): readonly Node[] {
  const all = tenant.list(top, subscription)
  let level: readonly Node[] = Array.from({ length: all.length }, (_, position) => all.at(position))
  for (let depth = 3; depth <= path.length; depth++) {
    const kind = children.get(path.slice(0, depth).join('/').toLowerCase())
    level = kind === undefined ? [] : level.flatMap((node) => childrenOf(node, kind))
  }
  return level
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
