/** Many queries in one process: NDJSON in, NDJSON out in the same order. A query that fails is a line like any other. */
import { createReadStream } from 'node:fs'
import { createInterface } from 'node:readline'
import { QueryError, type QueryOptions, runQuery } from '../../query/index.ts'
import type { Reader } from '../../store/store.ts'
import type { Context } from '../context.ts'
import { isParameter } from './settings.ts'

interface Asked {
  readonly id: unknown
  readonly query: string
  readonly params: NonNullable<QueryOptions['params']>
}

export async function batch(context: Context, reader: Reader, file: string, options: QueryOptions): Promise<void> {
  const input = file === '-' ? process.stdin : createReadStream(file)
  const lines = createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY })
  let number = 0
  for await (const line of lines) {
    number++
    if (line.trim() === '') continue
    context.out.write(`${JSON.stringify(await answer(reader, line, `${file}:${number}`, options))}\n`)
    await context.out.flushed()
    context.signal.throwIfAborted()
  }
}

async function answer(reader: Reader, line: string, place: string, options: QueryOptions): Promise<Record<string, unknown>> {
  const asked = parse(line)
  if (asked === undefined) return { id: null, ms: 0, error: { message: `${place}: expected {"id": …, "query": "…", "params": {…}}` } }
  const start = performance.now()
  const ms = (): number => Math.round((performance.now() - start) * 10) / 10
  try {
    const { type, data, truncated } = await runQuery(reader, asked.query, { ...options, params: { ...options.params, ...asked.params } })
    return { id: asked.id, ms: ms(), result: { type, data, ...(truncated ? { truncated } : {}) } }
  } catch (error) {
    if (!(error instanceof QueryError)) throw error
    return { id: asked.id, ms: ms(), error: { message: error.message, line: error.line, column: error.column } }
  }
}

function parse(line: string): Asked | undefined {
  let value: unknown
  try {
    value = JSON.parse(line)
  } catch {
    return undefined
  }
  if (typeof value !== 'object' || value === null || !('query' in value) || typeof value.query !== 'string') return undefined
  const params: Record<string, string | number | boolean | readonly (string | number | boolean)[]> = {}
  if ('params' in value && typeof value.params === 'object' && value.params !== null) {
    for (const [name, parameter] of Object.entries(value.params)) if (isParameter(parameter)) params[name] = parameter
  }
  return { id: 'id' in value ? value.id : null, query: value.query, params }
}
