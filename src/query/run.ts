/** From a query's text to its answer: placeholders, parse, resolve, plan, compile, run, read. */

import type { Reader, Row } from '../store/store.ts'
import { checkNames } from './check.ts'
import { ResolveContext } from './context.ts'
import { warnOfDeadEnds } from './dead-ends.ts'
import { Decoder } from './decode.ts'
import { type Compiled, compile } from './duckdb/compile.ts'
import { QueryError } from './error.ts'
import { checkSize } from './estimate.ts'
import { parse } from './grammar/parse.ts'
import type { QueryOptions } from './index.ts'
import type { ResolvedQuery } from './pattern.ts'
import { withPlaceholders } from './placeholders.ts'
import { resolve } from './resolve.ts'
import type { Edge, EntityItem, QueryResult, QueryStream, QueryWarning, TableRow, TreePart } from './result.ts'
import type { QuerySettings } from './settings.ts'
import { type Statistics, statisticsOf } from './statistics.ts'

export async function run(reader: Reader, text: string, options: QueryOptions): Promise<QueryResult> {
  const stopped = deadline(options)
  const { limit } = options
  try {
    const prepared = await prepare(reader, text, options, stopped.signal)
    const { warnings } = prepared
    const { shape } = prepared.compiled
    switch (shape.type) {
      case 'list': {
        const data: EntityItem[] = []
        for await (const item of items(prepared, (row) => prepared.decoder.listItem(row))) data.push(item)
        return { type: 'list', data: cut(data, limit), warnings, truncated: isCut(data, limit) }
      }
      case 'table': {
        const data: TableRow[] = []
        for await (const row of items(prepared, (row) => prepared.decoder.tableRow(row, shape))) data.push(row)
        const kept = cut(data, limit)
        return { type: 'table', columns: Decoder.columns(shape, kept), data: kept, warnings, truncated: isCut(data, limit) }
      }
      case 'tree': {
        const vertices: EntityItem[] = []
        const edges: Edge[] = []
        const window = new TreeWindow(limit)
        for await (const part of items(prepared, (row) => prepared.decoder.treePart(row))) {
          if (!window.admits(part)) continue
          if (part.kind === 'vertex') vertices.push(part.vertex)
          else edges.push(part.edge)
        }
        return { type: 'tree', data: { vertices, edges }, warnings, truncated: window.isCut }
      }
    }
  } finally {
    stopped.clear()
  }
}

export async function stream(reader: Reader, text: string, options: QueryOptions): Promise<QueryStream> {
  const stopped = deadline(options)
  const prepared = await prepare(reader, text, options, stopped.signal)
  const { shape } = prepared.compiled
  const { decoder, warnings } = prepared
  const window = new Window(options.limit)
  const rows = <T>(decode: (row: Row) => T): AsyncIterable<T> => through(items(prepared, decode), window, stopped.clear)
  const isCut = () => window.isCut
  switch (shape.type) {
    case 'list':
      return { type: 'list', warnings, isCut, rows: rows((row) => decoder.listItem(row)) }
    case 'table':
      return {
        type: 'table',
        warnings,
        isCut,
        columnsOf: (some) => Decoder.columns(shape, some),
        fixed: !shape.columns.some(({ spread }) => spread),
        rows: rows((row) => decoder.tableRow(row, shape)),
      }
    case 'tree': {
      const tree = new TreeWindow(options.limit)
      const parts = items(prepared, (row) => decoder.treePart(row))
      return { type: 'tree', warnings, isCut: () => tree.isCut, rows: through(parts, tree, stopped.clear) }
    }
  }
}

export interface Prepared {
  readonly resolved: ResolvedQuery
  readonly reader: Reader
  readonly text: string
  readonly compiled: Compiled
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
  const compiled = compile(resolved, statistics, {
    ...(options.asOf === undefined ? {} : { asOf: options.asOf }),
    // Of a tree, paths are no rows: the first of them need not hold all of its vertices.
    ...(options.limit === undefined || resolved.output.kind === 'tree' ? {} : { atMost: options.limit + 1 }),
  })
  checkNames(query, context, statistics)
  // Of the past it is not known which kinds met.
  if (resolved.asOf === undefined && options.asOf === undefined) warnOfDeadEnds(resolved, context, statistics)
  checkSize(resolved, compiled.plan, context)
  return { reader, text, resolved, compiled, statistics, decoder: new Decoder(statistics), warnings: context.warnings, signal }
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

/** What the row limit of the call lets through. */
class Window {
  protected left: number
  isCut = false

  constructor(limit: number | undefined) {
    this.left = limit ?? Number.POSITIVE_INFINITY
  }

  admits(_row: unknown): boolean {
    this.isCut ||= this.left <= 0
    return this.left-- > 0
  }
}

/** Of a tree as many vertices, and as many edges; none whose ends are not there. */
class TreeWindow {
  readonly #vertices: Window
  readonly #edges: Window
  readonly #known: Set<string> | undefined

  constructor(limit: number | undefined) {
    this.#vertices = new Window(limit)
    this.#edges = new Window(limit)
    this.#known = limit === undefined ? undefined : new Set()
  }

  get isCut(): boolean {
    return this.#vertices.isCut || this.#edges.isCut
  }

  admits(part: TreePart): boolean {
    if (part.kind === 'vertex') {
      const admitted = this.#vertices.admits(part)
      if (admitted) this.#known?.add(part.vertex.id)
      return admitted
    }
    const { fromVertexId, toVertexId } = part.edge
    if (this.#known !== undefined && !(this.#known.has(fromVertexId) && this.#known.has(toVertexId))) return false
    return this.#edges.admits(part)
  }
}

async function* through<T>(rows: AsyncIterable<T>, window: { admits(row: NoInfer<T>): boolean }, done: () => void): AsyncIterable<T> {
  try {
    for await (const row of rows) if (window.admits(row)) yield row
  } finally {
    done()
  }
}

function cut<T>(rows: readonly T[], limit: number | undefined): readonly T[] {
  return limit === undefined ? rows : rows.slice(0, limit)
}

function isCut(rows: readonly unknown[], limit: number | undefined): boolean {
  return limit !== undefined && rows.length > limit
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
