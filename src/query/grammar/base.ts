/** What all rules of the grammar share: the text they read, the places of what they read, and the plainest pieces. */

import { EmbeddedActionsParser, type IToken, tokenMatcher } from 'chevrotain'
import type { Name } from '../ast.ts'
import type { Range } from '../error.ts'
import type { Lexed } from './lexer.ts'
import * as t from './tokens.ts'

export abstract class Grammar extends EmbeddedActionsParser {
  protected text = ''
  #afterGroup: Lexed['afterGroup'] = new Map()

  constructor() {
    super([...t.tokens], { recoveryEnabled: false, maxLookahead: 2, skipValidations: true, nodeLocationTracking: 'none' })
  }

  /** Sets what is to be parsed; the rules read from it. */
  begin(text: string, lexed: Lexed): void {
    this.text = text
    this.#afterGroup = lexed.afterGroup
    this.input = [...lexed.tokens]
  }

  /** The place from a token to the last one read. */
  protected since(first: IToken): Range {
    return { start: first.startOffset, end: endOf(this.LA(0)) }
  }

  protected from(range: Range): Range {
    return { start: range.start, end: Math.max(range.end, endOf(this.LA(0))) }
  }

  /** What follows the bracket that closes the one ahead. */
  protected afterClosing(): IToken | undefined {
    return this.#afterGroup.get(this.LA(1).startOffset)
  }

  protected isAsOf(): boolean {
    const third = this.LA(3)
    return (
      tokenMatcher(this.LA(1), t.As) &&
      tokenMatcher(this.LA(2), t.Of) &&
      (tokenMatcher(third, t.DateNow) || tokenMatcher(third, t.DateLiteral))
    )
  }
}

export function rangeOf(token: IToken): Range {
  return { start: token.startOffset, end: endOf(token) }
}

export function endOf(token: IToken): number {
  return token.startOffset + token.image.length
}

export function nameOf(token: IToken): Name {
  return { text: token.image, range: rangeOf(token) }
}

export function unquoted(image: string): string {
  return image.slice(1, -1).replace(/\\(['"\\])/g, '$1')
}

/** What a word or sign that was read stands for. */
export function meaning<T>(_read: IToken, value: T): T {
  return value
}

export function isWordComparison(token: IToken): boolean {
  return [t.Not, t.In, t.Contains, t.StartsWith, t.EndsWith].some((type) => tokenMatcher(token, type))
}

export function isArithmetic(token: IToken): boolean {
  return [t.Plus, t.Minus, t.Star, t.Slash, t.Caret].some((type) => tokenMatcher(token, type))
}
