/** Cuts a query into tokens, or says where that fails. */

import { type IToken, Lexer, tokenMatcher } from 'chevrotain'
import { QueryError, syntaxError, visible } from '../error.ts'
import { Close, Open, Slash, tokens } from './tokens.ts'

/** Longer texts are refused before they are read: no question that a person or a program asks is that long. */
export const maxLength = 262_144
/** Brackets deeper than this are refused: what reads a query recursively stays far from the end of the stack. */
export const maxNesting = 100

const lexer = new Lexer([...tokens], { ensureOptimizations: false, positionTracking: 'onlyOffset', skipValidations: true })

export interface Lexed {
  readonly tokens: readonly IToken[]
  readonly comments: readonly IToken[]
  /** By the offset of an opening bracket: the token after the bracket that closes it, if there is one. */
  readonly afterGroup: ReadonlyMap<number, IToken | undefined>
}

/** @throws QueryError */
export function lex(text: string): Lexed {
  if (text.length > maxLength) {
    throw new QueryError('size', `The query is ${text.length} characters long; at most ${maxLength} are accepted.`, text, undefined)
  }
  const { tokens: found, groups, errors } = lexer.tokenize(text)
  const error = errors[0]
  if (error !== undefined) throw unreadable(text, error.offset)
  const unclosed = found.find((token) => tokenMatcher(token, Slash) && text.startsWith('/*', token.startOffset))
  if (unclosed !== undefined) throw unreadable(text, unclosed.startOffset)
  return { tokens: found, comments: groups.comments ?? [], afterGroup: groupEnds(text, found) }
}

/** As {@link lex}, but skips what it cannot read: for unfinished queries. */
export function lexLeniently(text: string): Lexed {
  const { tokens: found, groups } = lexer.tokenize(text.slice(0, maxLength))
  return { tokens: found, comments: groups.comments ?? [], afterGroup: new Map() }
}

function unreadable(text: string, offset: number): QueryError {
  const character = String.fromCodePoint(text.codePointAt(offset) ?? 0)
  const say = (what: string, facts = {}) => syntaxError(what, text, { start: offset, end: offset + character.length }, facts)
  if (character === "'" || character === '"') return say(`Text without its closing ${character}`)
  if (text.startsWith('/*', offset)) return say('Comment without its closing */')
  if (text.startsWith('${', offset)) return say('Parameter without its closing }')
  if (character === '[') return say('Property name without its closing ]')
  if (/[\u2018\u2019]/.test(character)) return say(`Unexpected token "${character}"`, { suggestion: "'" })
  if (/[\u201c\u201d]/.test(character)) return say(`Unexpected token "${character}"`, { suggestion: '"' })
  return say(`Unexpected token "${visible(character)}"`)
}

function groupEnds(text: string, found: readonly IToken[]): ReadonlyMap<number, IToken | undefined> {
  const open: IToken[] = []
  const after = new Map<number, IToken | undefined>()
  for (const [index, token] of found.entries()) {
    if (tokenMatcher(token, Open)) {
      open.push(token)
      if (open.length > maxNesting) {
        const range = { start: token.startOffset, end: token.startOffset + 1 }
        throw new QueryError('size', `Brackets are nested more than ${maxNesting} deep.`, text, range)
      }
    } else if (tokenMatcher(token, Close)) {
      const opened = open.pop()
      if (opened !== undefined) after.set(opened.startOffset, found[index + 1])
    }
  }
  return after
}
