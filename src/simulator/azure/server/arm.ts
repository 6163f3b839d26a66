/** Azure Resource Manager: subscriptions, groups, regions, providers, and the way to everything below. */
import { isObject, type JsonObject } from '../json.ts'
import type { Kind, Node } from '../kind.ts'
import { groupBody, locations, subscriptionBody } from '../model/containers.ts'
import { children, extensions, kinds } from '../model/index.ts'
import { managementGroup, managementGroups } from '../model/management-groups.ts'
import { expanded, joined, listed, mapped, type Sequence } from '../sequence.ts'
import type { Subscription } from '../subscription.ts'
import { namespaceOf, type Tenant } from '../tenant.ts'
import { ArmResources, childrenOf } from './arm-resources.ts'
import { routed } from './arm-routes.ts'
import { isReply, pageOf, parameterOf } from './paging.ts'
import { actionOf, refused } from './refused.ts'
import { armHost, ok, type Reply, refusal, type SignedCall } from './reply.ts'
import { ResourceGraph } from './resource-graph.ts'
import type { ServerRules } from './settings.ts'
import { isResourceGraph } from './throttle.ts'

/** Lists of ARM itself come in larger pages than those of most providers. */
const containerPage = 1000

export class Arm {
  readonly #tenant: Tenant
  readonly #rules: ServerRules
  readonly #resources: ArmResources
  readonly #resourceGraph: ResourceGraph

  constructor(tenant: Tenant, rules: ServerRules) {
    this.#tenant = tenant
    this.#rules = rules
    this.#resources = new ArmResources(tenant, rules)
    this.#resourceGraph = new ResourceGraph(tenant, rules)
  }

  answer(call: SignedCall): Reply {
    const reply = this.#answer(call)
    return asksForRights(call) ? this.#withoutLacking(reply) : reply
  }

  #answer(call: SignedCall): Reply {
    const version = parameterOf(call, 'api-version')
    if (version === undefined)
      return refusal(
        armHost,
        400,
        'MissingApiVersionParameter',
        'The api-version query parameter (?api-version=) is required for all requests.',
      )
    if (!/^\d{4}-\d{2}-\d{2}(-\w+)?$/.test(version))
      return refusal(
        armHost,
        400,
        'InvalidApiVersionParameter',
        `The api-version '${version}' is invalid. The supported versions are dates such as '2024-03-01'.`,
      )
    const segments = call.path.split('/').filter(Boolean)
    const head = segments[0]?.toLowerCase()
    if (isResourceGraph(call)) return this.#resourceGraph.answer(call)
    if (call.method === 'POST' && this.#lacks(actionOf(call))) return refused(call)
    if (head === 'subscriptions') return this.#belowSubscription(call, segments.slice(1))
    if (head === 'tenants')
      return ok(
        { value: [{ id: `/tenants/${this.#tenant.id}`, tenantId: this.#tenant.id, displayName: this.#tenant.scenario.company.name }] },
        'list',
      )
    if (head !== 'providers') return refusal(armHost, 404, 'NotFound', `There is nothing at ${call.path}.`)
    const route = routed(call, this.#tenant, this.#rules, undefined, call.path)
    if (route !== undefined) return route
    if (segments[1]?.toLowerCase() === 'microsoft.management') return this.#management(call, segments.slice(2))
    return this.#resources.answer(call, undefined, segments)
  }

  #belowSubscription(call: SignedCall, [id, ...rest]: readonly string[]): Reply {
    const { subscriptions } = this.#tenant
    if (id === undefined) {
      const seen = subscriptions.filter((subscription) => subscription.seen !== false)
      return this.#list(call, listed(seen.map((subscription) => subscriptionBody(this.#tenant, subscription))), {
        count: { type: 'Total', value: seen.length },
      })
    }
    const subscription = this.#tenant.subscription(id)
    if (subscription === undefined) return refusal(armHost, 404, 'SubscriptionNotFound', `The subscription '${id}' could not be found.`)
    if (subscription.seen === false) return refused(call)
    if (rest.length === 0) return ok(subscriptionBody(this.#tenant, subscription), 'item')
    // Anyone may ask what he may do.
    if (!subscription.readable && !asksForRights(call)) return refused(call)
    const route = routed(call, this.#tenant, this.#rules, subscription, `/${rest.join('/')}`)
    if (route !== undefined) return route
    const [first, second, third, ...more] = rest
    switch (first?.toLowerCase()) {
      case 'locations':
        return rest.length === 1
          ? ok({ value: locations(subscription) }, 'list')
          : refusal(armHost, 404, 'NotFound', `There is nothing at ${call.path}.`)
      case 'resources':
        return this.#list(call, this.#summaries(call, subscription), {}, containerPage)
      case 'providers':
        if (rest.length <= 2) return this.#providers(call, subscription, second)
        return this.#resources.answer(call, subscription, call.path.split('/').filter(Boolean))
      case 'resourcegroups':
        if (second === undefined)
          return this.#list(
            call,
            mapped(this.#tenant.groups(subscription), (group) => groupBody(this.#tenant, subscription, group)),
            {},
            containerPage,
          )
        return this.#group(call, subscription, second, third, more)
      default:
        return refusal(armHost, 404, 'NotFound', `There is nothing at ${call.path}.`)
    }
  }

  #lacks(action: string): boolean {
    return this.#rules.withoutActions.some((one) => one.toLowerCase() === action.toLowerCase())
  }

  /** What the client may do, less what its roles lack. */
  #withoutLacking(reply: Reply): Reply {
    const { body } = reply
    if (!isObject(body) || !Array.isArray(body.value)) return reply
    const value = body.value.map((role) => {
      const actions = isObject(role) ? role.actions : undefined
      return isObject(role) && Array.isArray(actions)
        ? { ...role, actions: actions.filter((action) => !this.#lacks(String(action))) }
        : role
    })
    return { ...reply, body: { ...body, value } }
  }

  #group(call: SignedCall, subscription: Subscription, name: string, third: string | undefined, more: readonly string[]): Reply {
    const group = this.#tenant.findGroup(subscription, name)
    if (group === undefined) return refusal(armHost, 404, 'ResourceGroupNotFound', `Resource group '${name}' could not be found.`)
    if (third === undefined) return ok(groupBody(this.#tenant, subscription, group), 'item')
    if (third.toLowerCase() === 'resources') {
      const all = joined(
        [...kinds.values()].map((kind) => mapped(this.#tenant.listInGroup(kind, subscription, group), (node) => summary(node.body))),
      )
      return this.#list(call, all, {}, containerPage)
    }
    if (third.toLowerCase() === 'providers' && more.length > 0)
      return this.#resources.answer(call, subscription, call.path.split('/').filter(Boolean))
    return refusal(armHost, 404, 'NotFound', `There is nothing at ${call.path}.`)
  }

  /** All resources, those below others included that Azure keeps track of by themselves. */
  #summaries(call: SignedCall, subscription: Subscription): Sequence<JsonObject> {
    const wanted = [...(call.query.get('$filter') ?? '').matchAll(/resourceType\s+eq\s+'([^']+)'/gi)].map((match) =>
      match[1]?.toLowerCase(),
    )
    const wants = (type: string) => wanted.length === 0 || wanted.includes(type.toLowerCase())
    return joined(
      trackedKinds.flatMap((kind) => [
        ...(wants(kind.type) ? [mapped(this.#tenant.bodies(kind, subscription), summary)] : []),
        ...(hasTracked(kind.type, wants) ? [this.#below(kind, subscription, wants)] : []),
      ]),
    )
  }

  #below(kind: Kind, subscription: Subscription, wants: (type: string) => boolean): Sequence<JsonObject> {
    return expanded(this.#tenant.list(kind, subscription), (node) =>
      trackedBelow(node)
        .filter(({ type }) => wants(type))
        .map(({ body }) => summary(body)),
    )
  }

  #providers(call: SignedCall, subscription: Subscription, wanted: string | undefined): Reply {
    const types = [...kinds.values(), ...children.values(), ...extensions.values()].map(({ type }) => type)
    const namespaces = new Map(types.map((type) => [namespaceOf(type), type.slice(0, type.indexOf('/'))]))
    const provider = (namespace: string): JsonObject => ({
      id: `/subscriptions/${subscription.id}/providers/${namespace}`,
      namespace,
      registrationPolicy: 'RegistrationRequired',
      registrationState: this.#tenant.registered(namespace, subscription) ? 'Registered' : 'NotRegistered',
      resourceTypes: types
        .filter((type) => namespaceOf(type) === namespace.toLowerCase())
        .map((type) => ({
          resourceType: type.slice(namespace.length + 1),
          locations: ['West Europe', 'North Europe'],
          apiVersions: [kinds.get(type.toLowerCase())?.apiVersion ?? '2024-01-01'],
          capabilities: 'None',
        })),
    })
    if (wanted === undefined) return this.#list(call, listed([...namespaces.values()].sort().map(provider)), {}, containerPage)
    const known = namespaces.get(wanted.toLowerCase())
    if (known === undefined) return refusal(armHost, 404, 'InvalidResourceNamespace', `The resource namespace '${wanted}' is invalid.`)
    return ok(provider(known), 'item')
  }

  #management(call: SignedCall, [type, name, ...rest]: readonly string[]): Reply {
    if (this.#rules.deny.some((pattern) => pattern.test(call.path))) return refused(call)
    if (type?.toLowerCase() === 'getentities') return refusal(armHost, 404, 'NotFound', 'Entities are not simulated.')
    if (type?.toLowerCase() !== 'managementgroups')
      return refusal(
        armHost,
        404,
        'InvalidResourceType',
        `The resource type '${type ?? ''}' could not be found in the namespace 'Microsoft.Management'.`,
      )
    if (name === undefined) return this.#list(call, listed(managementGroups(this.#tenant)))
    const found = managementGroup(this.#tenant, name, call.query.get('$expand'), call.query.get('$recurse')?.toLowerCase() === 'true')
    if (found === undefined)
      return refusal(armHost, 404, 'NotFound', `'/providers/Microsoft.Management/managementGroups/${name}' not found`)
    return rest.length === 0 ? ok(found, 'item') : this.#resources.answer(call, undefined, call.path.split('/').filter(Boolean))
  }

  #list(call: SignedCall, all: Sequence<JsonObject>, extra: JsonObject = {}, size = 100): Reply {
    if (this.#rules.deny.some((pattern) => pattern.test(call.path))) return refused(call)
    const page = pageOf(call, all, { size: this.#rules.pageSize || size, link: 'nextLink', parameter: '$skiptoken' })
    return isReply(page) ? page : ok({ ...extra, value: page.items, nextLink: page.next }, 'list')
  }
}

/** What the list of all resources holds: what Resource Graph has in its table of resources. */
const trackedKinds = [...kinds.values()].filter(({ table = 'resources' }) => table === 'resources')
const trackedChildren = [...children.values()].filter(({ table }) => table === 'resources')

function hasTracked(top: string, wants: (type: string) => boolean): boolean {
  return trackedChildren.some(({ type }) => type.toLowerCase().startsWith(`${top.toLowerCase()}/`) && wants(type))
}

function trackedBelow(node: Node): readonly Node[] {
  const next = [...children.values()].filter(({ type }) => type.slice(0, type.lastIndexOf('/')).toLowerCase() === node.type.toLowerCase())
  const leading = next.filter((kind) => kind.table === 'resources' || hasTracked(kind.type, () => true))
  return leading.flatMap((kind) =>
    childrenOf(node, kind).flatMap((child) => [...(kind.table === 'resources' ? [child] : []), ...trackedBelow(child)]),
  )
}

function asksForRights({ path }: SignedCall): boolean {
  return /\/providers\/microsoft\.authorization\/permissions$/i.test(path)
}

/** What the lists of all resources say of one. */
function summary(body: JsonObject): JsonObject {
  const { id, name, type, kind, location, sku, managedBy, identity, zones, tags } = body
  return { id, name, type, kind, location, sku, managedBy, identity, zones, tags }
}
