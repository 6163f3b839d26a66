/** Microsoft Graph: lists with $select, $top, $filter and $count, single objects, and $batch. https://learn.microsoft.com/graph/query-parameters */
import { isObject, type Json, type JsonObject } from '../json.ts'
import type { GraphRoute } from '../kind.ts'
import { graphRoutes } from '../model/index.ts'
import { each, listed, type Sequence } from '../sequence.ts'
import type { Tenant } from '../tenant.ts'
import { isSequence } from './arm-routes.ts'
import { isReply, pageOf } from './paging.ts'
import { registrationAnswer } from './registration.ts'
import { graphHost, ok, type Reply, refusal, type SignedCall } from './reply.ts'
import type { ServerRules } from './settings.ts'

const usualPage = 100
const largestPage = 999
const largestBatch = 20

interface Matcher {
  readonly route: GraphRoute
  readonly pattern: RegExp
}

const matchers: readonly Matcher[] = graphRoutes.map((route) => ({
  route,
  pattern: new RegExp(`^${route.path.replace(/\{[^}]+\}/g, '([^/]+)')}$`, 'i'),
}))

export class Graph {
  readonly #tenant: Tenant
  readonly #rules: ServerRules
  /** Lets throttling and faults see each request of a batch by itself. */
  readonly #guard: (call: SignedCall, answer: () => Reply) => Reply

  constructor(tenant: Tenant, rules: ServerRules, guard: (call: SignedCall, answer: () => Reply) => Reply) {
    this.#tenant = tenant
    this.#rules = rules
    this.#guard = guard
  }

  answer(call: SignedCall): Reply {
    const [, version, path = ''] = /^\/(v1\.0|beta)(\/.*)$/i.exec(call.path) ?? []
    if (version === undefined) return refusal(graphHost, 400, 'BadRequest', 'Invalid version.')
    if (call.method === 'POST' && path.toLowerCase() === '/$batch') return this.#batch(call, version)
    if (call.method !== 'GET') return refusal(graphHost, 405, 'Request_BadRequest', `${call.method} is not simulated.`)
    return this.#get(call, version, path)
  }

  #get(call: SignedCall, version: string, whole: string): Reply {
    const counts = whole.endsWith('/$count')
    const path = counts ? whole.slice(0, -'/$count'.length) : whole
    const found = matchers.find(({ pattern }) => pattern.test(path))
    if (found === undefined)
      return refusal(graphHost, 400, 'BadRequest', `Resource not found for the segment '${path.split('/').at(-1) ?? ''}'.`)
    const { route, pattern } = found
    const denied = this.#denied(call, route)
    if (denied !== undefined) return denied
    const ids = (pattern.exec(path) ?? []).slice(1)
    const answer =
      registrationAnswer(this.#tenant, this.#rules.registration, call) ?? route.answer({ tenant: this.#tenant, ids, query: call.query })
    if (answer === undefined)
      return refusal(
        graphHost,
        404,
        'Request_ResourceNotFound',
        `Resource '${ids.at(-1) ?? ''}' does not exist or one of its queried reference-property objects are not present.`,
      )
    const context = `https://${graphHost}/${version}/$metadata#${path.slice(1)}`
    const select = selection(call.query.get('$select'), route.defaults)
    if (!isSequence(answer)) return ok({ '@odata.context': `${context}/$entity`, ...select(answer) }, 'item')
    const filtered = filter(answer, call.query.get('$filter'))
    if (filtered === undefined) return refusal(graphHost, 400, 'Request_UnsupportedQuery', 'Unsupported Query.')
    if (counts) return { status: 200, body: String(filtered.length), kind: 'count', headers: { 'content-type': 'text/plain' } }
    return this.#list(call, filtered, route, context, select)
  }

  #list(call: SignedCall, all: Sequence<JsonObject>, route: GraphRoute, context: string, select: (item: JsonObject) => JsonObject): Reply {
    const top = call.query.get('$top')
    if (top !== null && !(Number(top) >= 1 && Number(top) <= largestPage))
      return refusal(
        graphHost,
        400,
        'Request_BadRequest',
        `Invalid page size specified: '${top}'. Must be between 1 and ${largestPage} inclusive.`,
      )
    const asked = top === null ? (route.pageSize ?? usualPage) : Number(top)
    const size = this.#rules.pageSize === 0 ? asked : Math.min(asked, this.#rules.pageSize)
    const page = pageOf(call, all, { size, link: '@odata.nextLink', parameter: '$skiptoken' })
    if (isReply(page)) return page
    const count = call.query.get('$count') === 'true' ? { '@odata.count': all.length } : {}
    return ok({ '@odata.context': context, ...count, '@odata.nextLink': page.next, value: page.items.map(select) }, 'list')
  }

  #denied(call: SignedCall, route: GraphRoute): Reply | undefined {
    const { roles } = call.token
    const holds = (any: readonly string[]) => any.some((permission) => roles.includes(permission))
    if (!holds(route.permissions) || this.#rules.deny.some((pattern) => pattern.test(call.path)))
      return refusal(graphHost, 403, 'Authorization_RequestDenied', 'Insufficient privileges to complete the operation.')
    const select = (call.query.get('$select') ?? '').toLowerCase().split(',')
    for (const [name, permissions] of Object.entries(route.guarded ?? {})) {
      if (!select.includes(name.toLowerCase())) continue
      if (!holds(permissions))
        return refusal(
          graphHost,
          403,
          'Authentication_MSGraphPermissionMissing',
          `The principal does not have required Microsoft Graph permission(s): ${permissions.join(', ')} to call this API.`,
        )
      if (!this.#rules.premium) return notPremium
    }
    return !this.#rules.premium && route.path.startsWith('/reports/') ? notPremium : undefined
  }

  #batch(call: SignedCall, version: string): Reply {
    const requests = batchRequests(call.body)
    if (requests === undefined || requests.length > largestBatch)
      return refusal(graphHost, 400, 'BadRequest', `Number of requests in the batch must be between 1 and ${largestBatch}.`)
    const responses = requests.map((request): JsonObject => {
      const url = new URL(`http://batch/${version}/${String(request.url).replace(/^\//, '')}`)
      const inner: SignedCall = {
        ...call,
        method: String(request.method ?? 'GET').toUpperCase(),
        path: decodeURIComponent(url.pathname),
        query: url.searchParams,
        body: '',
      }
      const reply = this.#guard(inner, () => this.answer(inner))
      const retry = reply.headers?.['retry-after']
      const scope = reply.headers?.['x-ms-throttle-scope']
      return {
        id: request.id,
        status: reply.status,
        headers: {
          'Content-Type': 'application/json',
          ...(retry === undefined ? {} : { 'Retry-After': retry }),
          ...(scope === undefined ? {} : { 'x-ms-throttle-scope': scope }),
        },
        body: reply.body,
      }
    })
    return ok({ responses }, 'batch')
  }
}

const notPremium = refusal(
  graphHost,
  403,
  'Authentication_RequestFromNonPremiumTenantOrB2CTenant',
  "Neither tenant is B2C or tenant doesn't have premium license",
)

function batchRequests(body: string): readonly JsonObject[] | undefined {
  try {
    const parsed: Json = JSON.parse(body)
    const requests = isObject(parsed) ? parsed.requests : undefined
    return Array.isArray(requests) && requests.length > 0 ? requests.filter(isObject) : undefined
  } catch {
    return undefined
  }
}

function selection(select: string | null, defaults: readonly string[] | undefined): (item: JsonObject) => JsonObject {
  const names = select === null || select === '' ? defaults : select.split(',').map((name) => name.trim().split('/')[0] ?? '')
  if (names === undefined) return (item) => item
  return (item) => ({
    ...Object.fromEntries(Object.entries(item).filter(([name]) => name.startsWith('@odata.'))),
    ...Object.fromEntries(['id', ...names].filter((name) => name in item).map((name) => [name, item[name]])),
  })
}

/** Conditions of the form `name eq value`, joined by `and`; undefined for any other filter. */
function filter(all: Sequence<JsonObject>, text: string | null): Sequence<JsonObject> | undefined {
  if (text === null) return all
  const tests = text.split(/\s+and\s+/i).map((part) => /^\s*(\w+)\s+(eq|ne)\s+(?:'([^']*)'|(\w+))\s*$/.exec(part))
  if (tests.includes(null)) return undefined
  const matches = (item: JsonObject) =>
    tests.every(
      (test) =>
        test !== null && (String(item[test[1] ?? '']).toLowerCase() === (test[3] ?? test[4] ?? '').toLowerCase()) === (test[2] === 'eq'),
    )
  return listed([...each(all)].filter(matches))
}
