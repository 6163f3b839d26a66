/** From a query's text to its answer: placeholders, parse, resolve, plan, compile, run, read. */

import type { Reader, Row } from '../store/store.ts'
import { checkNames } from './check.ts'
import { ResolveContext } from './context.ts'
import { warnOfDeadEnds } from './dead-ends.ts'
import { Decoder } from './decode.ts'
import { type Compiled, type CompileOptions, compile } from './duckdb/compile.ts'
import { QueryError } from './error.ts'
import { checkSize } from './estimate.ts'
import { parse } from './grammar/parse.ts'
import type { QueryOptions } from './index.ts'
import type { ResolvedQuery } from './pattern.ts'
import { withPlaceholders } from './placeholders.ts'
import { resolve } from './resolve.ts'
import type { Edge, EntityItem, QueryResult, QueryStream, QueryWarning } from './result.ts'
import type { QuerySettings } from './settings.ts'
import { type Statistics, statisticsOf, versionsOverlap } from './statistics.ts'
import { RowWindow, TreeWindow, through } from './window.ts'

export async function run(reader: Reader, text: string, options: QueryOptions): Promise<QueryResult> {
  const answer = await stream(reader, text, options)
  const { warnings } = answer
  switch (answer.type) {
    case 'list': {
      const data = await Array.fromAsync(answer.rows)
      return { type: 'list', data, warnings, truncated: answer.isCut() }
    }
    case 'table': {
      const data = await Array.fromAsync(answer.rows)
      return { type: 'table', columns: answer.columnsOf(data), data, warnings, truncated: answer.isCut() }
    }
    case 'tree': {
      const vertices: EntityItem[] = []
      const edges: Edge[] = []
      for await (const part of answer.rows) {
        if (part.kind === 'vertex') vertices.push(part.vertex)
        else edges.push(part.edge)
      }
      return { type: 'tree', data: { vertices, edges }, warnings, truncated: answer.isCut() }
    }
  }
}

export async function stream(reader: Reader, text: string, options: QueryOptions): Promise<QueryStream> {
  const stopped = deadline(options)
  try {
    return streamed(await prepare(reader, text, options, stopped.signal), options.limit, stopped.clear)
  } catch (error) {
    stopped.clear()
    throw error
  }
}

function streamed(prepared: Prepared, limit: number | undefined, done: () => void): QueryStream {
  const { decoder, warnings, compiled } = prepared
  const { shape } = compiled
  if (shape.type === 'tree') {
    const window = new TreeWindow(limit)
    const rows = through(
      items(prepared, (row) => decoder.treePart(row)),
      window,
      done,
    )
    return { type: 'tree', warnings, isCut: () => window.isCut, rows }
  }
  const window = new RowWindow(limit)
  const isCut = () => window.isCut
  const rows = <T>(decode: (row: Row) => T): AsyncIterable<T> => through(items(prepared, decode), window, done)
  if (shape.type === 'list') return { type: 'list', warnings, isCut, rows: rows((row) => decoder.listItem(row)) }
  return {
    type: 'table',
    warnings,
    isCut,
    columnsOf: (some) => Decoder.columns(shape, some),
    fixed: !shape.columns.some(({ spread }) => spread),
    rows: rows((row) => decoder.tableRow(row, shape)),
  }
}

export interface Prepared {
  readonly resolved: ResolvedQuery
  readonly reader: Reader
  readonly text: string
  readonly compiled: Compiled
  readonly past: Past
  readonly statistics: Statistics
  readonly decoder: Decoder
  readonly warnings: readonly QueryWarning[]
  readonly signal: AbortSignal | undefined
}

export async function prepare(reader: Reader, given: string, options: QueryOptions, signal: AbortSignal | undefined): Promise<Prepared> {
  const settings = withParams(options)
  const text = withPlaceholders(given.toWellFormed(), settings.placeholders)
  const query = parse(text)
  const context = new ResolveContext(text, settings)
  const resolved = resolve(query, context)
  await checkPatterns(reader, context, signal)
  const statistics = await reading(text, signal, () => statisticsOf(reader, signal === undefined ? {} : { signal }))
  const past = await pastOf(reader, resolved, statistics, text, options, signal)
  const compiled = compile(resolved, statistics, { ...past, ...atMost(resolved, options.limit) })
  checkNames(query, context, statistics)
  // Of the past it is not known which kinds met.
  if (past.asOf === undefined) warnOfDeadEnds(resolved, context, compiled.plan)
  checkSize(resolved, compiled.plan, context)
  return { reader, text, resolved, compiled, past, statistics, decoder: new Decoder(statistics), warnings: context.warnings, signal }
}

/** The engine's own matcher takes time in proportion to the text, whatever the pattern; it has no look-around and no back-references. */
async function checkPatterns(reader: Reader, context: ResolveContext, signal: AbortSignal | undefined): Promise<void> {
  for (const { pattern, refusal } of context.patterns) {
    try {
      await reader.rows(`SELECT regexp_matches('', $1)`, [pattern], signal === undefined ? {} : { signal })
    } catch (error) {
      signal?.throwIfAborted()
      const reason = error instanceof Error ? error.message.replace(/^.*?Error: /, '').split('\n')[0] : ''
      throw refusal(reason ?? '')
    }
  }
}

/** The time that is asked for, and whether versions overlap; nothing for the present. */
type Past = Pick<CompileOptions, 'asOf' | 'overlap'>

async function pastOf(
  reader: Reader,
  query: ResolvedQuery,
  statistics: Statistics,
  text: string,
  options: QueryOptions,
  signal: AbortSignal | undefined,
): Promise<Past> {
  const asOf = query.asOf ?? options.asOf
  if (asOf === undefined) return {}
  return { asOf, overlap: await reading(text, signal, () => versionsOverlap(reader, statistics, signal === undefined ? {} : { signal })) }
}

/** The engine gathers what it limits. So it limits few rows, and sorted ones, which it gathers anyway; reading on just ends before the others. */
const fewRows = 10_000

function atMost({ output }: ResolvedQuery, limit: number | undefined): { readonly atMost?: number } {
  // Of a tree, paths are no rows: the first of them need not hold all of its vertices.
  if (limit === undefined || output.kind === 'tree') return {}
  return limit < fewRows || output.order.length > 0 ? { atMost: limit + 1 } : {}
}

function withParams({ settings = {}, params = {} }: QueryOptions): QuerySettings {
  const texts = Object.entries(params).filter(([, value]) => !Array.isArray(value))
  return {
    ...settings,
    variables: { ...settings.variables, ...params },
    placeholders: { ...settings.placeholders, ...Object.fromEntries(texts.map(([name, value]) => [name, String(value)])) },
  }
}

async function* items<T>({ reader, text, compiled, signal }: Prepared, decode: (row: Row) => T): AsyncIterable<T> {
  const { text: statement, parameters } = compiled.statement
  const rows = reader.stream(statement, parameters, signal === undefined ? {} : { signal })[Symbol.asyncIterator]()
  try {
    for (;;) {
      const next = await reading(text, signal, () => rows.next())
      if (next.done === true) return
      for (const row of next.value) yield decode(row)
    }
  } finally {
    await rows.return?.()
  }
}

// ---- stopping ----

const timeLimit = Symbol('time limit')

export interface Deadline {
  readonly signal: AbortSignal | undefined
  readonly clear: () => void
}

/** The caller's signal and the time limit in one. */
export function deadline({ signal, timeoutMs }: QueryOptions): Deadline {
  if (timeoutMs === undefined) return { signal, clear: () => {} }
  const limit = new AbortController()
  const timer = setTimeout(() => limit.abort(timeLimit), timeoutMs)
  // Rows that nobody reads to their end must not keep the process until then.
  timer.unref()
  return { signal: signal === undefined ? limit.signal : AbortSignal.any([signal, limit.signal]), clear: () => clearTimeout(timer) }
}

/** What the store throws, said in the words of a query: never SQL, never a stack. */
export async function reading<T>(text: string, signal: AbortSignal | undefined, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    if (signal?.aborted === true) {
      if (signal.reason === timeLimit)
        throw new QueryError('timeout', 'The query ran longer than its time limit and was stopped.', text, undefined)
      throw new QueryError('cancelled', 'The query was cancelled.', text, undefined, { cause: signal.reason })
    }
    throw engineError(error, text)
  }
}

function engineError(error: unknown, text: string): unknown {
  if (!(error instanceof Error) || error.name === 'StoreError') return error
  if (/out of memory|memory limit/i.test(error.message)) {
    return new QueryError('size', 'The query needs more memory than it may use; narrow it with WITH, WHERE or LIMIT.', text, undefined, {
      cause: error,
    })
  }
  return new QueryError(
    'engine',
    'The store could not run this query. This is a fault of ours: please report the query.',
    text,
    undefined,
    { cause: error },
  )
}
