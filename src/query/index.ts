/** The query language: J1QL and a superset of it, over the graph of a store. */

import type { Reader } from '../store/store.ts'
import { format } from './format.ts'
import type { Explanation, QueryResult, QueryStream } from './result.ts'
import { run, stream } from './run.ts'
import type { QuerySettings } from './settings.ts'

export { QueryError, type QueryErrorCode } from './error.ts'
export type * from './result.ts'
export type { ParameterValue, QuerySettings, SmartClassRule } from './settings.ts'

export interface QueryOptions {
  readonly settings?: QuerySettings
  /** Added to `settings.variables` and `settings.placeholders`: what `--param name=value` sets. */
  readonly params?: Readonly<Record<string, string | number | boolean | readonly (string | number | boolean)[]>>
  /** Asks the graph as it was at this instant, epoch milliseconds. `AS OF` in the query wins. */
  readonly asOf?: number
  /** At most so many rows (list items, table rows; vertices and edges each); the answer says when it was cut. */
  readonly limit?: number
  readonly signal?: AbortSignal
  readonly timeoutMs?: number
}

/**
 * Answers a query.
 * @throws QueryError when it cannot be answered: syntax, names, parameters, time limit, cancellation.
 */
export async function runQuery(reader: Reader, text: string, options: QueryOptions = {}): Promise<QueryResult> {
  return run(reader, text, options)
}

/** The same in constant memory: the answer's head at once, its rows as they come. */
export async function streamQuery(reader: Reader, text: string, options: QueryOptions = {}): Promise<QueryStream> {
  return stream(reader, text, options)
}

/** The plan in words and the SQL; with `run`, the query is run step by step for actual rows and times. */
export async function explainQuery(
  reader: Reader,
  text: string,
  options: QueryOptions & { readonly run?: boolean } = {},
): Promise<Explanation> {
  const { explain } = await import('./explain.ts')
  return explain(reader, text, options)
}

/** The query in the one style. @throws QueryError for a text that is no query. */
export function formatQuery(text: string): string {
  return format(text)
}

export interface Completion {
  /** What to put in place of `replace`. */
  readonly text: string
  readonly kind: 'keyword' | 'operator' | 'class' | 'type' | 'verb' | 'property' | 'alias' | 'function' | 'smart class' | 'value'
  readonly replace: { readonly start: number; readonly end: number }
  /** How often it occurs in the graph, where that is known. */
  readonly count?: number
}

/** What can stand at an offset of an unfinished query, from the grammar and the graph, most likely first. */
export async function completeQuery(
  reader: Reader,
  text: string,
  offset: number,
  settings: QuerySettings = {},
): Promise<readonly Completion[]> {
  const { complete } = await import('./complete.ts')
  return complete(reader, text, offset, settings)
}
