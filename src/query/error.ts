/** What is wrong with a query, with where it is wrong: the one error class of the language. */

/** A stretch of the query text: offsets into it, the end exclusive. */
export interface Range {
  readonly start: number
  readonly end: number
}

/**
 * - `syntax`: the text is no query;
 * - `name`: an alias that the query does not define, a function that does not exist;
 * - `parameter`: a variable, parameter or placeholder without a value, or with one of the wrong kind;
 * - `value`: a value that cannot stand there (LIMIT 0, a date that is none, a regular expression the engine refuses);
 * - `size`: the text is too long, too deeply nested, has too many steps;
 * - `timeout`, `cancelled`: it was stopped;
 * - `engine`: the store failed while running it.
 */
export type QueryErrorCode = 'syntax' | 'name' | 'parameter' | 'value' | 'size' | 'timeout' | 'cancelled' | 'engine'

export interface QueryErrorFacts {
  /** What could have stood there: `a verb`, `WITH`, `a number`. */
  readonly expected?: readonly string[]
  /** The nearest name that exists. */
  readonly suggestion?: string
  readonly cause?: unknown
}

/** Thrown for every query that cannot be answered. `message` names line and column where there is a place to name. */
export class QueryError extends Error {
  override readonly name = 'QueryError'
  readonly code: QueryErrorCode
  /** 1-based; undefined when the error has no place in the text. */
  readonly line: number | undefined
  readonly column: number | undefined
  readonly expected: readonly string[]
  readonly suggestion: string | undefined
  /** The line of the text with the offending part underlined; empty when there is no place. */
  readonly excerpt: string

  constructor(code: QueryErrorCode, message: string, text: string, range: Range | undefined, facts: QueryErrorFacts = {}) {
    super(message, facts.cause === undefined ? undefined : { cause: facts.cause })
    const place = range === undefined ? undefined : placeOf(text, range.start)
    this.code = code
    this.line = place?.line
    this.column = place?.column
    this.expected = facts.expected ?? []
    this.suggestion = facts.suggestion
    this.excerpt = range === undefined ? '' : underlined(text, range)
  }
}

/** `Error parsing query. Unexpected token "x" at line 1 column 5. Expected a verb. Did you mean …?` */
export function syntaxError(what: string, text: string, range: Range, facts: QueryErrorFacts = {}): QueryError {
  return new QueryError('syntax', located(`Error parsing query. ${what}`, text, range, facts), text, range, facts)
}

/** A message with its place, what was expected and the nearest name. */
export function located(what: string, text: string, range: Range, facts: QueryErrorFacts = {}): string {
  const { line, column } = placeOf(text, range.start)
  const expected = facts.expected === undefined || facts.expected.length === 0 ? '' : ` Expected ${listed(facts.expected)}.`
  const meant = facts.suggestion === undefined ? '' : ` Did you mean ${facts.suggestion}?`
  return `${what} at line ${line} column ${column}.${expected}${meant}`
}

function listed(items: readonly string[]): string {
  return items.length < 2 ? items.join('') : `${items.slice(0, -1).join(', ')} or ${items.at(-1)}`
}

/** Line and column, both 1-based, of an offset. */
export function placeOf(text: string, offset: number): { readonly line: number; readonly column: number } {
  let line = 1
  let start = 0
  for (let i = text.indexOf('\n'); i !== -1 && i < offset; i = text.indexOf('\n', i + 1)) {
    line++
    start = i + 1
  }
  return { line, column: offset - start + 1 }
}

const context = 60

/**
 * The line that holds the range and a second line of carets under it. Long lines are cut around the range; control
 * characters and bidirectional marks, which would spoil a terminal, are shown as a dot.
 */
export function underlined(text: string, range: Range): string {
  const lineStart = text.lastIndexOf('\n', range.start - 1) + 1
  const lineEnd = text.indexOf('\n', range.start)
  const from = Math.max(lineStart, range.start - context)
  const to = Math.min(lineEnd === -1 ? text.length : lineEnd, range.start + context)
  const head = from > lineStart ? '…' : ''
  const tail = to < (lineEnd === -1 ? text.length : lineEnd) ? '…' : ''
  const width = Math.max(1, Math.min(range.end, to) - range.start)
  return `${head}${visible(text.slice(from, to))}${tail}\n${' '.repeat(head.length + range.start - from)}${'^'.repeat(width)}`
}

/** Text that is safe to show in one line. */
export function visible(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\p{Co}\p{Cs}\u2028\u2029]/gu, (c) => (c === '\t' ? ' ' : '·'))
}
