/**
 * Azure Resource Graph: queries over all readable subscriptions at once.
 * Rows are made when a page needs them. What a query restricts by type and subscription picks the sequences it runs over;
 * an order by id is the sequences' own. Any other condition is tried on every row once, and only the places of those that
 * meet it are kept for the pages to come.
 */
import { isObject, type Json, type JsonObject } from '../json.ts'
import { each, generated, joined, listed, mapped, type Sequence, slice } from '../sequence.ts'
import type { Tenant } from '../tenant.ts'
import { columns, evaluate, gather, sorted } from './kql/evaluate.ts'
import { type Expression, KqlError, parse, type Query, type Stage } from './kql/parse.ts'
import { allowsType, restrictionOf, unrestricted } from './kql/restriction.ts'
import { offsetOf, tokenAt } from './paging.ts'
import { armHost, ok, type Reply, refusal, type SignedCall } from './reply.ts'
import type { ServerRules } from './settings.ts'
import { type Part, Tables, tableNames } from './tables.ts'

const largestPage = 1000
/** The most rows that a query may sort. */
const mostSorted = 500_000
/** How many queries are remembered between their pages: a client reads many at the same time. */
const remembered = 256

export class ResourceGraph {
  readonly #tenant: Tenant
  readonly #rules: ServerRules
  readonly #tables: Tables
  readonly #results = new Map<string, Sequence<JsonObject>>()

  constructor(tenant: Tenant, rules: ServerRules) {
    this.#tenant = tenant
    this.#rules = rules
    this.#tables = new Tables(tenant)
  }

  answer(call: SignedCall): Reply {
    const ask = read(call.body)
    if (ask === undefined) return bad('The request body is not valid JSON.')
    try {
      const query = parse(ask.query)
      if (!tableNames.includes(query.table))
        return bad(`Table ${query.table} was not found. Please provide a valid table name: ${tableNames.join(', ')}.`)
      return this.#page(this.#result(query, ask), ask)
    } catch (error) {
      if (error instanceof KqlError) return bad(error.message)
      throw error
    }
  }

  #result(query: Query, ask: Ask): Sequence<JsonObject> {
    const key = JSON.stringify([ask.query, ask.subscriptions])
    const found = this.#results.get(key) ?? this.#rows(query, ask.subscriptions)
    // The one that was asked for last stands at the end.
    this.#results.delete(key)
    this.#results.set(key, found)
    const [oldest] = this.#results.keys()
    if (this.#results.size > remembered && oldest !== undefined) this.#results.delete(oldest)
    return found
  }

  #rows(query: Query, subscriptions: readonly string[]): Sequence<JsonObject> {
    const [first] = query.stages
    const restriction = first?.kind === 'where' ? restrictionOf(first.test) : unrestricted
    const readable = this.#tenant.subscriptions.filter(
      ({ id, readable: may }) => may && allows(subscriptions, id) && allows(restriction.subscriptions, id),
    )
    const stages = restriction.whole ? query.stages.slice(1) : query.stages
    const wanted = (type: string) => allowsType(restriction, type)
    const found = this.#tables.parts(query.table, readable, wanted)
    const counted = countedByPart(found, stages)
    if (counted !== undefined) return counted
    const byId = placeOfOrderById(stages)
    const ordered = byId === undefined ? undefined : this.#tables.ordered(query.table, readable, wanted)
    if (byId === undefined || ordered === undefined) return run(joined(found.map(({ rows }) => rows)), stages)
    const others = stages.filter((stage, place) => place > byId || stage.kind !== 'order')
    return run(ordered, others)
  }

  #page(rows: Sequence<JsonObject>, ask: Ask): Reply {
    const offset = ask.skipToken === undefined ? ask.skip : offsetOf(ask.skipToken)
    if (offset === undefined) return bad('The skip token is not valid.')
    const size = Math.min(largestPage, ask.top, this.#rules.pageSize || largestPage)
    const data = slice(rows, offset, size)
    const end = offset + data.length
    return ok(
      {
        totalRecords: rows.length,
        count: data.length,
        data,
        facets: [],
        resultTruncated: 'false',
        ...(end < rows.length ? { $skipToken: tokenAt(end) } : {}),
      },
      'resourceGraph',
    )
  }
}

interface Ask {
  readonly query: string
  readonly subscriptions: readonly string[]
  readonly top: number
  readonly skip: number
  readonly skipToken: string | undefined
}

function read(body: string): Ask | undefined {
  let parsed: Json
  try {
    parsed = JSON.parse(body)
  } catch {
    return undefined
  }
  if (!isObject(parsed) || typeof parsed.query !== 'string') return undefined
  const options = isObject(parsed.options) ? parsed.options : {}
  const { subscriptions } = parsed
  const token = options.$skipToken
  return {
    query: parsed.query,
    subscriptions: Array.isArray(subscriptions) ? subscriptions.map((id) => String(id).toLowerCase()) : [],
    top: typeof options.$top === 'number' ? options.$top : largestPage,
    skip: typeof options.$skip === 'number' ? options.$skip : 0,
    skipToken: typeof token === 'string' && token !== '' ? token : undefined,
  }
}

function allows(wanted: readonly string[], value: string): boolean {
  return wanted.length === 0 || wanted.includes(value)
}

/** Counts by type and subscription need no rows: every part knows its length. */
function countedByPart(found: readonly Part[], stages: readonly Stage[]): Sequence<JsonObject> | undefined {
  const [first, ...rest] = stages
  const byPart = (expression: Expression) =>
    expression.kind === 'path' &&
    expression.names.length === 1 &&
    ['type', 'subscriptionid'].includes(expression.names[0]?.toLowerCase() ?? '')
  if (first?.kind === 'count') {
    const count = found.reduce((sum, { rows }) => sum + rows.length, 0)
    return run(
      generated(1, () => ({ Count: count })),
      rest,
    )
  }
  if (first?.kind !== 'summarize' || !first.by.every(({ value }) => byPart(value))) return undefined
  const groups = new Map<string, { readonly row: JsonObject; count: number }>()
  for (const { type, subscriptionId, rows } of found) {
    if (rows.length === 0) continue
    const row = Object.fromEntries(
      first.by.map(({ name, value }) => [name, value.kind === 'path' && value.names[0]?.toLowerCase() === 'type' ? type : subscriptionId]),
    )
    const key = JSON.stringify(row)
    const group = groups.get(key) ?? { row, count: 0 }
    group.count += rows.length
    groups.set(key, group)
  }
  const rows = [...groups.values()].map(({ row, count }) => ({ ...row, [first.name]: count }))
  return run(
    generated(rows.length, (index) => rows[index] ?? {}),
    rest,
  )
}

/** Where the rows are ordered by id, the stages before leaving them rows with that id; undefined where they are not. */
function placeOfOrderById(stages: readonly Stage[]): number | undefined {
  for (const [place, stage] of stages.entries()) {
    if (stage.kind === 'order') {
      const [key, ...more] = stage.keys
      if (more.length === 0 && key?.descending === false && isId(key.value)) return place
    } else if (stage.kind === 'project' || stage.kind === 'extend') {
      const id = stage.columns.find(({ name }) => name.toLowerCase() === 'id')
      if (id === undefined ? stage.kind === 'project' : !isId(id.value)) return undefined
    } else if (stage.kind !== 'where') return undefined
  }
  return undefined
}

function isId(expression: Expression): boolean {
  return expression.kind === 'path' && expression.names.join('.').toLowerCase() === 'id'
}

function run(rows: Sequence<JsonObject>, stages: readonly Stage[]): Sequence<JsonObject> {
  const [stage, ...rest] = stages
  if (stage === undefined) return rows
  switch (stage.kind) {
    case 'project':
    case 'extend':
      return run(
        mapped(rows, (row) => columns(row, stage)),
        rest,
      )
    case 'take':
      return run(generated(Math.min(stage.count, rows.length), rows.at), rest)
    case 'where':
      return run(chosen(rows, stage.test), rest)
    case 'order':
      if (rows.length > mostSorted) throw new KqlError(`The query sorts ${rows.length} rows; restrict it, or order it by id alone.`)
      return run(sorted(rows, stage), rest)
    default:
      return run(listed(gather(each(rows), stage)), rest)
  }
}

function chosen(rows: Sequence<JsonObject>, test: Expression): Sequence<JsonObject> {
  const places: number[] = []
  for (let place = 0; place < rows.length; place++) if (evaluate(test, rows.at(place)) === true) places.push(place)
  return mapped(listed(places), (place) => rows.at(place))
}

function bad(message: string): Reply {
  return refusal(armHost, 400, 'BadRequest', `Please provide below info when asking for support. ${message}`)
}
