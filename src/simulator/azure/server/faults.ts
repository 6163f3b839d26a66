/**
 * Faults on purpose. Each rule names a kind and may say how often, how many times at most, and on which paths:
 * `503`, `429,rate=0.05`, `slow,ms=2000`, `cut,times=2,path=/virtualMachines`, `repeat,path=/users`.
 */
import { Dice } from '../dice.ts'
import { isObject, type Json, type JsonObject } from '../json.ts'
import { offsetOf, parameterOf, tokenAt } from './paging.ts'
import { type Call, graphHost, loginHost, type Reply, refusal } from './reply.ts'

export const faultKinds = {
  reset: 'the connection breaks before the answer',
  slow: 'the answer comes late (ms=, 3000 by default)',
  'expired-token': 'a good token is called expired',
  cut: 'the connection breaks in the middle of the body',
  truncated: 'the body ends in the middle, as if it were whole',
  'not-json': 'a page of HTML with status 200',
  'no-list': 'an object without the list',
  'no-id': 'the first item of a list lacks its id',
  'wrong-type': 'members of the first item, or of an answer that is no list, have unexpected types',
  repeat: 'the link to the next page leads to the same page again',
  endless: 'the last page names a next one too, and so on for ever',
  'foreign-link': 'the link to the next page names another host',
} as const

export type FaultKind = keyof typeof faultKinds

export interface FaultRule {
  /** A status code such as 503, or one of {@link faultKinds}. */
  readonly kind: number | FaultKind
  /** The share of matching requests, from 0 to 1. */
  readonly rate: number
  readonly times: number
  readonly ms: number
  readonly path: RegExp
}

/** @throws RangeError for a rule that cannot be read */
export function parseFault(text: string): FaultRule {
  const [kind = '', ...options] = text.split(',')
  const rule = { rate: 1, times: Number.POSITIVE_INFINITY, ms: 3000, path: /^/ }
  for (const [index, option] of options.entries()) {
    const [name, value] = [option.slice(0, option.indexOf('=')), option.slice(option.indexOf('=') + 1)]
    if (name === 'path') {
      // A pattern may hold commas: it is the last option.
      rule.path = new RegExp([value, ...options.slice(index + 1)].join(','), 'i')
      break
    }
    if (name !== 'rate' && name !== 'times' && name !== 'ms')
      throw new RangeError(`a fault has no option '${option}': rate=, times=, ms= and path= are known`)
    if (!(Number(value) >= 0)) throw new RangeError(`'${option}' of a fault is no number`)
    rule[name] = Number(value)
  }
  if (/^[1-5]\d\d$/.test(kind)) return { ...rule, kind: Number(kind) }
  if (isFaultKind(kind)) return { ...rule, kind }
  throw new RangeError(`there is no fault '${kind}': a status code, or one of ${Object.keys(faultKinds).join(', ')}`)
}

function isFaultKind(kind: string): kind is FaultKind {
  return Object.hasOwn(faultKinds, kind)
}

interface State {
  readonly rule: FaultRule
  readonly dice: Dice
  seen: number
  done: number
}

/** What befalls one request. */
export interface Fate {
  readonly kind: number | FaultKind
  readonly ms: number
}

export class Faults {
  readonly #states: readonly State[]
  #count = 0

  constructor(rules: readonly FaultRule[], seed: number) {
    this.#states = rules.map((rule, index) => ({ rule, dice: new Dice(seed, 'fault', index), seen: 0, done: 0 }))
  }

  get count(): number {
    return this.#count
  }

  /** The first rule that strikes this call. */
  fateOf(call: Call): Fate | undefined {
    const where = `${call.host}${call.path}?${call.query}`
    for (const state of this.#states) {
      const { rule } = state
      if (state.done >= rule.times || !rule.path.test(where)) continue
      // Signing in takes no token.
      if (rule.kind === 'expired-token' && call.host === loginHost) continue
      if (!state.dice.chance(`request ${state.seen++}`, rule.rate)) continue
      state.done++
      this.#count++
      return rule
    }
    return undefined
  }
}

const codes: Readonly<Record<number, string>> = {
  400: 'BadRequest',
  401: 'Unauthorized',
  403: 'AuthorizationFailed',
  404: 'ResourceNotFound',
  409: 'Conflict',
  429: 'TooManyRequests',
  500: 'InternalServerError',
  502: 'BadGateway',
  503: 'ServiceUnavailable',
  504: 'GatewayTimeout',
}

/** The answer in place of the real one, for faults that need none. */
export function replacement(call: Call, { kind }: Fate): Reply | undefined {
  if (typeof kind === 'number') {
    const headers = kind === 429 || kind === 503 ? { 'retry-after': '1' } : {}
    const code = kind === 403 && call.host === graphHost ? 'Authorization_RequestDenied' : (codes[kind] ?? 'Error')
    return { ...refusal(call.host, kind, code, `Status ${kind} as asked for.`, headers), kind: 'fault' }
  }
  if (kind === 'expired-token') {
    const code = call.host === graphHost ? 'InvalidAuthenticationToken' : 'ExpiredAuthenticationToken'
    return {
      ...refusal(call.host, 401, code, 'The access token has expired.', { 'www-authenticate': 'Bearer error="invalid_token"' }),
      kind: 'fault',
    }
  }
  if (kind === 'not-json')
    return {
      status: 200,
      body: '<!doctype html><title>Sign in to the proxy</title>',
      headers: { 'content-type': 'text/html' },
      kind: 'fault',
    }
  if (kind === 'no-list') return { status: 200, body: { message: 'nothing to see' }, kind: 'fault' }
  return undefined
}

/** The real answer with a fault in it; the same answer when the fault has nothing to take hold of. */
export function spoiled(call: Call, reply: Reply, { kind }: Fate): Reply {
  if (!isObject(reply.body)) return reply
  const { body } = reply
  switch (kind) {
    case 'no-id':
      return { ...reply, body: withFirst(body, ({ id: _, ...item }) => item) }
    case 'wrong-type':
      return { ...reply, body: lists.some((name) => Array.isArray(body[name])) ? withFirst(body, wrongTypes) : wrongTypes(body) }
    case 'repeat':
      return { ...reply, body: repeated(call, body) }
    case 'endless':
      return { ...reply, body: endless(call, body) }
    case 'foreign-link':
      return { ...reply, body: relinked(body, (link) => link.replace(/^https?:\/\/[^/]+/, 'https://collector.invalid')) }
    default:
      return reply
  }
}

const lists = ['value', 'data'] as const
const links = ['nextLink', '@odata.nextLink'] as const

function withFirst(body: JsonObject, change: (item: JsonObject) => JsonObject): JsonObject {
  for (const name of lists) {
    const items: Json = body[name]
    if (!Array.isArray(items)) continue
    const [item, ...rest]: readonly Json[] = items
    if (isObject(item)) return { ...body, [name]: [change(item), ...rest] }
  }
  return body
}

/** Objects become text, lists become objects, text becomes numbers, but for what identifies the item. */
function wrongTypes(item: JsonObject): JsonObject {
  const kept = ['id', 'name', 'type', 'properties']
  const turned = (value: Json): Json =>
    Array.isArray(value) ? { unexpected: true } : isObject(value) ? 'unexpected' : typeof value === 'string' ? 42 : String(value)
  const all = (object: JsonObject): JsonObject => Object.fromEntries(Object.entries(object).map(([name, value]) => [name, turned(value)]))
  const { properties } = item
  return {
    ...Object.fromEntries(Object.entries(item).map(([name, value]) => [name, kept.includes(name) ? value : turned(value)])),
    ...(isObject(properties) ? { properties: all(properties) } : {}),
  }
}

/** Where the page begins that the call asks for, by its address or, of Resource Graph, by its body. */
function offsetIn(call: Call): number {
  const token = parameterOf(call, '$skiptoken') ?? /"\$skipToken":"([^"]+)"/.exec(call.body)?.[1]
  return (token === undefined ? 0 : offsetOf(token)) ?? 0
}

function repeated(call: Call, body: JsonObject): JsonObject {
  const token = tokenAt(offsetIn(call))
  if (typeof body.$skipToken === 'string') return { ...body, $skipToken: token }
  return relinked(body, (link) => link.replace(/(skiptoken=)[^&]*/i, `$1${token}`))
}

/** Behind all items; each time under another token. */
function endless(call: Call, body: JsonObject): JsonObject {
  const token = tokenAt(offsetIn(call) + 1_000_000)
  if (Array.isArray(body.data)) return typeof body.$skipToken === 'string' ? body : { ...body, $skipToken: token }
  if (!Array.isArray(body.value) || links.some((name) => typeof body[name] === 'string')) return body
  const query = new URLSearchParams([...call.query].filter(([name]) => name.toLowerCase() !== '$skiptoken'))
  query.append('$skiptoken', token)
  const link = `${call.origin(call.host)}${encodeURI(call.path)}?${query}`
  return { ...body, [call.host === graphHost ? '@odata.nextLink' : 'nextLink']: link }
}

function relinked(body: JsonObject, change: (link: string) => string): JsonObject {
  for (const name of links) {
    const link = body[name]
    if (typeof link === 'string') return { ...body, [name]: change(link) }
  }
  return body
}
