/** Text to syntax tree, or an error that says what could have stood where it went wrong. */

import { EOF, type IToken, tokenMatcher } from 'chevrotain'
import type { Query } from '../ast.ts'
import { type QueryError, syntaxError, visible } from '../error.ts'
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

function unexpected(text: string, tokens: readonly IToken[], found: IToken): QueryError {
  if (tokenMatcher(found, EOF)) {
    const end = text.trimEnd().length
    return syntaxError('Unexpected end of the query', text, { start: end, end: end + 1 }, { expected: expectedWords(tokens) })
  }
  const index = tokens.indexOf(found)
  const range = { start: found.startOffset, end: found.startOffset + found.image.length }
  const expected = whatCanStand(tokens, index)
  const suggestion = hint(tokens, index) ?? (tokenMatcher(found, t.Word) ? nearest(found.image, expected) : undefined)
  return syntaxError(`Unexpected token "${visible(shortened(found.image))}"`, text, range, {
    expected,
    ...(suggestion === undefined ? {} : { suggestion }),
  })
}

const clauses = [t.Where, t.Return, t.Having, t.Order, t.Skip, t.Limit]

function whatCanStand(tokens: readonly IToken[], index: number): readonly string[] {
  const words = expectedWords(tokens.slice(0, index))
  const found = tokens[index]
  if (words.length > 0 || found === undefined) return words
  const isLate = clauses.some((clause) => tokenMatcher(found, clause))
  return [isLate ? 'the end of the query, for WHERE, RETURN, HAVING, ORDER BY, SKIP and LIMIT stand in this order' : 'the end of the query']
}

function shortened(image: string): string {
  return image.length > 40 ? `${image.slice(0, 40)}…` : image
}

/** What people of other query languages write, and how it is said here. */
function hint(tokens: readonly IToken[], index: number): string | undefined {
  const word = (at: number) => tokens[at]?.image.toUpperCase()
  const negated = tokens.findIndex((token, at) => at <= index && tokenMatcher(token, t.Not) && word(at - 1) === 'THAT')
  if (negated !== -1) return `THAT !${tokens[negated + 1]?.image ?? 'HAS'}`
  if (word(index) === '=' && word(index - 1) === '=') return '='
  if (word(index) === '>' && word(index - 1) === '<') return '!='
  if (word(index) === 'LIKE') return '~= (contains), ^= (begins with) or $= (ends with)'
  if (word(index) === 'IS') return '= or !='
  if (word(index) === 'GROUP') return 'no GROUP BY at all, for columns without an aggregate group the rows by themselves'
  if (word(index) === 'WITH' && word(index - 2) === 'THAT') return 'THAT HAS AS r … WHERE r.property = …'
  return undefined
}
