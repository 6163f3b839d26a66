/** Resources of the providers: lists, items, children, views, and what any scope may have. */
import type { JsonObject } from '../json.ts'
import type { Child, ChildKind, Kind, Node, Scope } from '../kind.ts'
import { children, extensions, kinds, views } from '../model/index.ts'
import { listed, mapped, type Sequence } from '../sequence.ts'
import type { Subscription } from '../subscription.ts'
import { namespaceOf, type Tenant } from '../tenant.ts'
import { isReply, pageOf } from './paging.ts'
import { refused } from './refused.ts'
import { armHost, ok, type Reply, refusal, type SignedCall } from './reply.ts'
import type { ServerRules } from './settings.ts'

/** What most providers put on a page. */
const usualPage = 100

export class ArmResources {
  readonly #tenant: Tenant
  readonly #rules: ServerRules

  constructor(tenant: Tenant, rules: ServerRules) {
    this.#tenant = tenant
    this.#rules = rules
  }

  /** `segments` is the whole path, with `providers` in it. */
  answer(call: SignedCall, subscription: Subscription | undefined, segments: readonly string[]): Reply {
    const at = segments.findLastIndex((segment, index) => segment.toLowerCase() === 'providers' && index < segments.length - 2)
    if (at < 0) return refusal(armHost, 404, 'NotFound', `There is nothing at ${call.path}.`)
    const above = segments.slice(0, at)
    const [namespace = '', ...names] = segments.slice(at + 1)
    if (subscription !== undefined && !this.#tenant.registered(namespace, subscription))
      return refusal(
        armHost,
        409,
        'MissingSubscriptionRegistration',
        `The subscription is not registered to use namespace '${namespace}'. See https://aka.ms/rps-not-found for how to register subscriptions.`,
      )
    if (this.#rules.deny.some((pattern) => pattern.test(call.path))) return refused(call)
    const extension = extensions.get(`${namespace}/${names[0] ?? ''}`.toLowerCase())
    if (extension !== undefined) return this.#extension(call, subscription, above, `${namespace}/${names[0] ?? ''}`, names[1])
    return this.#resource(call, subscription, above, namespace, names)
  }

  #resource(
    call: SignedCall,
    subscription: Subscription | undefined,
    above: readonly string[],
    namespace: string,
    names: readonly string[],
  ): Reply {
    const [typeName = '', name, ...below] = names
    const kind = kinds.get(`${namespace}/${typeName}`.toLowerCase())
    if (kind === undefined || subscription === undefined) return unknownType(namespace, typeName)
    if (name === undefined) {
      const all = this.#inScope(kind, subscription, above)
      if (all === undefined) return refusal(armHost, 404, 'ResourceGroupNotFound', `Resource group '${above[3] ?? ''}' could not be found.`)
      return this.#list(call, all, kind.pageSize ?? usualPage)
    }
    const node = this.#tenant.find(kind, subscription, above[3] ?? '', name)
    if (node === undefined)
      return refusal(
        armHost,
        404,
        'ResourceNotFound',
        `The Resource '${kind.type}/${name}' under resource group '${above[3] ?? ''}' was not found. For more details please go to https://aka.ms/ARMResourceNotFoundFix`,
      )
    return this.#below(call, node, below)
  }

  #inScope(kind: Kind, subscription: Subscription, above: readonly string[]): Sequence<JsonObject> | undefined {
    if (above.length <= 2) return this.#tenant.bodies(kind, subscription)
    const group = this.#tenant.findGroup(subscription, above[3] ?? '')
    return group === undefined ? undefined : mapped(this.#tenant.listInGroup(kind, subscription, group), (node) => node.body)
  }

  #below(call: SignedCall, node: Node, segments: readonly string[]): Reply {
    if (segments.length === 0) return ok(node.body, 'item')
    const view = views.find(
      ({ of, path, method = 'GET' }) => same(of, node.type) && same(path, segments.join('/')) && method === call.method,
    )
    if (view !== undefined) {
      const body = view.body(node)
      return body === undefined ? notFound(call) : ok(body, 'view')
    }
    const [segment = '', name, ...rest] = segments
    const kind = children.get(`${node.type}/${segment}`.toLowerCase())
    if (kind === undefined) return unknownType(namespaceOf(node.type), `${node.type}/${segment}`)
    const nodes = childrenOf(node, kind)
    if (name === undefined) return this.#list(call, listed(nodes.map((child) => child.body)), usualPage)
    const child = nodes.find((candidate) => same(candidate.name, name))
    return child === undefined ? notFound(call) : this.#below(call, child, rest)
  }

  #extension(
    call: SignedCall,
    subscription: Subscription | undefined,
    above: readonly string[],
    type: string,
    name: string | undefined,
  ): Reply {
    const extension = extensions.get(type.toLowerCase())
    const scope = this.#scope(subscription, above)
    if (extension === undefined || scope === undefined) return notFound(call)
    const all = extension.list(scope, call.query.get('$filter'))
    if (name === undefined) return this.#list(call, all, extension.whole ? Math.max(1, all.length) : usualPage, extension.whole)
    for (let i = 0; i < all.length; i++) {
      const item = all.at(i)
      if (same(String(item.name), name)) return ok(item, 'item')
    }
    return notFound(call)
  }

  #scope(subscription: Subscription | undefined, above: readonly string[]): Scope | undefined {
    const id = above.length === 0 ? '' : `/${above.join('/')}`
    const base = { tenant: this.#tenant, id, subscription, node: undefined }
    if (above.length === 0) return { ...base, kind: 'tenant' }
    if (subscription === undefined) return { ...base, kind: 'managementGroup' }
    if (above.length === 2) return { ...base, kind: 'subscription' }
    if (above.length === 4)
      return this.#tenant.findGroup(subscription, above[3] ?? '') === undefined ? undefined : { ...base, kind: 'resourceGroup' }
    const [, , , group = '', , namespace = '', type = '', name = ''] = above
    const kind = kinds.get(`${namespace}/${type}`.toLowerCase())
    const node = kind === undefined ? undefined : this.#tenant.find(kind, subscription, group, name)
    const found = node === undefined ? undefined : descend(node, above.slice(8))
    return found === undefined ? undefined : { ...base, kind: 'resource', node: found }
  }

  #list(call: SignedCall, all: Sequence<JsonObject>, size: number, whole = false): Reply {
    const page = pageOf(call, all, { size: whole ? size : this.#rules.pageSize || size, link: 'nextLink', parameter: '$skiptoken' })
    return isReply(page) ? page : ok({ value: page.items, nextLink: page.next }, 'list')
  }
}

/** The children of one kind, those that a scenario made in place of the generated ones. */
export function childrenOf(parent: Node, kind: ChildKind): readonly Node[] {
  const segment = kind.type.slice(kind.type.lastIndexOf('/') + 1)
  const prefix = `${parent.id}/${segment}/`
  const byHand = parent.tenant.handMade.resources(kind.type, parent.subscription?.id ?? '').filter((node) => node.id.startsWith(prefix))
  if (byHand.length > 0) return byHand
  return kind.list(parent).map((child) => childNode(parent, kind.type, prefix, child))
}

function childNode(parent: Node, type: string, prefix: string, { name, body }: Child): Node {
  const id = `${prefix}${name}`
  return {
    tenant: parent.tenant,
    subscription: parent.subscription,
    parent,
    type,
    id,
    name,
    dice: parent.dice.of(type, name),
    drift: parent.drift.of(type, name),
    body: { id, name, type, ...body },
  }
}

function descend(node: Node, [segment, name, ...rest]: readonly string[]): Node | undefined {
  if (segment === undefined || name === undefined) return node
  const kind = children.get(`${node.type}/${segment}`.toLowerCase())
  const child = kind === undefined ? undefined : childrenOf(node, kind).find((candidate) => same(candidate.name, name))
  return child === undefined ? undefined : descend(child, rest)
}

function unknownType(namespace: string, type: string): Reply {
  return refusal(armHost, 404, 'InvalidResourceType', `The resource type '${type}' could not be found in the namespace '${namespace}'.`)
}

function notFound(call: SignedCall): Reply {
  return refusal(armHost, 404, 'ResourceNotFound', `The resource '${call.path}' was not found.`)
}

function same(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase()
}
