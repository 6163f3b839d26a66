/** Text to syntax tree, or an error that says what could have stood where it went wrong. */

import { EOF, type IToken, tokenMatcher } from 'chevrotain'
import type { Query } from '../ast.ts'
import { QueryError, syntaxError, visible } from '../error.ts'
import { nearest } from '../nearest.ts'
import { expectedWords } from './expected.ts'
import { parserOf } from './parser.ts'
import * as t from './tokens.ts'

/** @throws QueryError with code `syntax` or `size`. */
export function parse(text: string): Query {
  const { parser, lexed } = parserOf(text)
  const query = parser.statement()
  const error = parser.errors[0]
  if (error !== undefined) throw unexpected(text, lexed.tokens, error.token)
  return query
}

/** The query, if the text is one; without the work of saying why it is none. */
export function tryParse(text: string): Query | undefined {
  try {
    const { parser } = parserOf(text)
    const query = parser.statement()
    return parser.errors.length === 0 ? query : undefined
  } catch (error) {
    if (error instanceof QueryError) return undefined
    throw error
  }
}

function unexpected(text: string, tokens: readonly IToken[], found: IToken): QueryError {
  if (tokenMatcher(found, EOF)) {
    const end = text.trimEnd().length
    return syntaxError('Unexpected end of the query', text, { start: end, end: end + 1 }, { expected: expectedWords(tokens) })
  }
  const index = tokens.indexOf(found)
  const range = { start: found.startOffset, end: found.startOffset + found.image.length }
  const expected = expectedWords(tokens.slice(0, index))
  const suggestion = hint(tokens, index) ?? (tokenMatcher(found, t.Word) ? nearest(found.image, expected) : undefined)
  return syntaxError(`Unexpected token "${visible(shortened(found.image))}"`, text, range, {
    expected: expected.length > 0 ? expected : ['the end of the query'],
    ...(suggestion === undefined ? {} : { suggestion }),
  })
}

function shortened(image: string): string {
  return image.length > 40 ? `${image.slice(0, 40)}…` : image
}

/** What people of other query languages write, and how it is said here. */
function hint(tokens: readonly IToken[], index: number): string | undefined {
  const word = (at: number) => tokens[at]?.image.toUpperCase()
  const [first] = tokens
  if (index === 0 && tokens.length < 4 && first !== undefined && tokenMatcher(first, t.Name)) return `FIND ${first.image}`
  const negated = tokens.findIndex((token, at) => at <= index && tokenMatcher(token, t.Not) && word(at - 1) === 'THAT')
  if (negated !== -1) return `THAT !${tokens[negated + 1]?.image ?? 'HAS'}`
  if (word(index) === '=' && word(index - 1) === '=') return '='
  if (word(index) === '>' && word(index - 1) === '<') return '!='
  if (word(index) === 'LIKE') return '~= (contains), ^= (begins with) or $= (ends with)'
  if (word(index) === 'IS') return '= or !='
  if (word(index) === 'GROUP') return 'no GROUP BY at all, for columns without an aggregate group the rows by themselves'
  if (word(index) === 'WITH' && word(index - 2) === 'THAT') return 'THAT HAS AS r … WHERE r.property = …'
  return isLate(tokens, index)
    ? `the order ${order.map((clause) => (clause === t.Order ? 'ORDER BY' : clause.name)).join(', ')}`
    : undefined
}

const order = [t.Where, t.Return, t.Having, t.Order, t.Skip, t.Limit]

/** A clause that stands after one that it should stand before. */
function isLate(tokens: readonly IToken[], index: number): boolean {
  const place = (token: IToken | undefined) => order.findIndex((clause) => token !== undefined && tokenMatcher(token, clause))
  const found = place(tokens[index])
  return found !== -1 && tokens.slice(0, index).some((token) => place(token) > found)
}
