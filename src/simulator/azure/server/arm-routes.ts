/** The addresses of Resource Manager that are none of a resource, as the model names them. */
import type { JsonObject } from '../json.ts'
import type { ArmRoute } from '../kind.ts'
import { armRoutes } from '../model/index.ts'
import type { Sequence } from '../sequence.ts'
import type { Subscription } from '../subscription.ts'
import { namespaceOf, type Tenant } from '../tenant.ts'
import { isReply, pageOf } from './paging.ts'
import { refused } from './refused.ts'
import { ok, type Reply, type SignedCall } from './reply.ts'
import type { ServerRules } from './settings.ts'

const usualPage = 1000

const matchers = armRoutes.map((route) => ({ route, pattern: new RegExp(`^${route.path.replace(/\{[^}]+\}/g, '([^/]+)')}$`, 'i') }))

/** The answer of a route, or undefined when none has this path. `path` is what follows the subscription. */
export function routed(
  call: SignedCall,
  tenant: Tenant,
  rules: ServerRules,
  subscription: Subscription | undefined,
  path: string,
): Reply | undefined {
  const found = matchers.find(({ route, pattern }) => (route.method ?? 'GET') === call.method && pattern.test(path))
  if (found === undefined) return undefined
  const namespace = namespaceOf(path.slice('/providers/'.length))
  // A provider that is not registered is told by the resource's own way.
  if (subscription !== undefined && !tenant.registered(namespace, subscription)) return undefined
  if (rules.deny.some((pattern) => pattern.test(call.path))) return refused(call)
  const names = (found.pattern.exec(path) ?? []).slice(1)
  return replyTo(call, rules, found.route, found.route.answer({ tenant, subscription, names, query: call.query }))
}

function replyTo(call: SignedCall, rules: ServerRules, { link = 'nextLink' }: ArmRoute, answer: Sequence<JsonObject> | JsonObject): Reply {
  if (!isSequence(answer)) return ok(answer, 'view')
  const page = pageOf(call, answer, { size: rules.pageSize || usualPage, link, parameter: '$skiptoken' })
  if (isReply(page)) return page
  return ok(
    {
      ...(link === 'nextLink' ? {} : { '@odata.context': call.path, '@odata.count': page.items.length }),
      [link]: page.next,
      value: page.items,
    },
    'list',
  )
}

export function isSequence(answer: Sequence<JsonObject> | JsonObject): answer is Sequence<JsonObject> {
  return typeof answer.at === 'function'
}
