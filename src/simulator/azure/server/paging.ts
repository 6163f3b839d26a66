/** Pages of lists. A page's link says by a token where the next one starts. */
import { randomInt } from 'node:crypto'
import type { Json, JsonObject } from '../json.ts'
import { type Sequence, slice } from '../sequence.ts'
import { type Call, type Reply, refusal } from './reply.ts'

export interface PageRule {
  readonly size: number
  /** The member that names the next page. */
  readonly link: 'nextLink' | '@odata.nextLink'
  /** The query parameter that carries the token. */
  readonly parameter: string
}

export interface Page {
  readonly items: JsonObject[]
  readonly next: Json
}

const tokenForm = /^at:(\d+):/

/** One page, or the refusal of a token that is none of ours. */
export function pageOf(call: Call, all: Sequence<JsonObject>, rule: PageRule): Page | Reply {
  const given = parameterOf(call, rule.parameter)
  const start = given === undefined ? 0 : offsetOf(given)
  if (start === undefined) return refusal(call.host, 400, 'InvalidSkipToken', 'The skip token is not valid.')
  const items = slice(all, start, rule.size)
  const end = start + items.length
  if (end >= all.length) return { items, next: undefined }
  const query = new URLSearchParams()
  for (const [name, value] of call.query) if (name.toLowerCase() !== rule.parameter.toLowerCase()) query.append(name, value)
  query.append(rule.parameter, tokenAt(end))
  return { items, next: `${call.origin(call.host)}${encodeURI(call.path)}?${query.toString().replaceAll('%24', '$')}` }
}

/** A token tells nothing to a client and is another one each time, as the services' are. */
export function tokenAt(offset: number): string {
  return Buffer.from(`at:${offset}:${randomInt(1e9)}`).toString('base64url')
}

export function offsetOf(token: string): number | undefined {
  const offset = tokenForm.exec(Buffer.from(token, 'base64url').toString())?.[1]
  return offset === undefined ? undefined : Number(offset)
}

export function isReply(found: Page | Reply): found is Reply {
  return 'status' in found
}

/** A query parameter, its name in any case. */
export function parameterOf(call: Call, name: string): string | undefined {
  for (const [given, value] of call.query) if (given.toLowerCase() === name.toLowerCase()) return value
  return undefined
}
