/** A query in the one style: keywords in capitals, a line for each step and clause unless all of it fits on one. */

import { type IToken, tokenMatcher } from 'chevrotain'
import { lex } from './grammar/lexer.ts'
import { parse } from './grammar/parse.ts'
import * as t from './grammar/tokens.ts'

const width = 80

/** Comments are kept, and so is everything that has a meaning: names, verbs and quotes stay as they are written. */
export function format(text: string): string {
  parse(text)
  const words = pieces(text)
  const oneLine = words.map(({ space, text: word }) => (space ? ` ${word}` : word)).join('')
  const fits = oneLine.length <= width && !words.some(({ comment }) => comment === 'line')
  return fits ? oneLine : broken(words)
}

interface Piece {
  readonly text: string
  /** A space stands before it, where no new line does. */
  readonly space: boolean
  /** Begins a step or a clause: how far a line that begins here is indented. */
  readonly indent: number | undefined
  readonly comment: 'line' | 'block' | undefined
}

function broken(words: readonly Piece[]): string {
  let text = ''
  let ended = true
  for (const word of words) {
    if (word.indent !== undefined && !ended) text += `\n${' '.repeat(word.indent)}`
    else if (word.space && !ended) text += ' '
    text += word.text
    ended = word.comment === 'line'
    if (ended) text += '\n'
  }
  return text.trimEnd()
}

function pieces(text: string): readonly Piece[] {
  const { tokens, comments } = lex(text)
  const all = [...tokens, ...comments].sort((a, b) => a.startOffset - b.startOffset)
  const place = new Place(tokens)
  let previous: IToken | undefined
  return all.map((token) => {
    const comment = comments.includes(token) ? (token.image.startsWith('//') ? 'line' : 'block') : undefined
    if (comment !== undefined) return { text: token.image.trim(), space: previous !== undefined, indent: undefined, comment }
    const { indent, word } = place.enter(token)
    const space = previous !== undefined && place.spaced(previous, token)
    previous = token
    return { text: word, space, indent, comment: undefined }
  })
}

/** Where the formatter is in the query. */
class Place {
  readonly #tokens: readonly IToken[]
  #index = -1
  #depth = 0
  #clause: 'pattern' | 'filter' | 'result' = 'pattern'
  /** Depths of the brackets of optional groups. */
  readonly #groups: number[] = []

  constructor(tokens: readonly IToken[]) {
    this.#tokens = tokens
  }

  enter(token: IToken): { readonly indent: number | undefined; readonly word: string } {
    this.#index++
    const isWord = this.#isKeyword(token)
    const top = this.#depth === 0
    const indent = top && this.#index > 0 ? this.#indent(token, isWord) : undefined
    if (isWord) this.#turn(token)
    if (tokenMatcher(token, t.Open)) {
      if (this.#opensGroup()) {
        this.#groups.push(this.#depth)
        this.#clause = 'pattern'
      }
      this.#depth++
    }
    if (tokenMatcher(token, t.Close)) {
      this.#depth--
      if (this.#groups.at(-1) === this.#depth) this.#groups.pop()
    }
    return { indent, word: isWord ? keyword(token) : canonical(token) }
  }

  spaced(before: IToken, token: IToken): boolean {
    const is = (...types: readonly (typeof t.Open)[]) => types.some((type) => tokenMatcher(token, type))
    const was = (...types: readonly (typeof t.Open)[]) => types.some((type) => tokenMatcher(before, type))
    if (is(t.Comma, t.Semicolon, t.Close, t.Question, t.Dot, t.Bar, t.OpenBrace, t.CloseBrace)) return false
    if (was(t.Open, t.Dot, t.Hash, t.Bang, t.Bar, t.OpenBrace)) return false
    if (is(t.Digits) && this.#isIn(t.OpenBrace)) return false
    if (is(t.Open)) return !(this.#clause !== 'pattern' && was(t.Name) && !this.#isComparisonWord(this.#index - 1))
    if (was(t.Minus)) return this.#endsValue(this.#tokens[this.#index - 2])
    return true
  }

  #indent(token: IToken, isWord: boolean): number | undefined {
    if (this.#opensGroup()) return 2
    if (!isWord) return undefined
    if (tokenMatcher(token, t.That)) return 2
    const clauses = [t.Where, t.Return, t.Having, t.Order, t.Skip, t.Limit]
    if (clauses.some((type) => tokenMatcher(token, type))) return 0
    return tokenMatcher(token, t.As) && this.#next(t.Of) && this.#isDate(this.#index + 2) ? 0 : undefined
  }

  #turn(token: IToken): void {
    if ([t.With, t.Where, t.Having].some((type) => tokenMatcher(token, type))) this.#clause = 'filter'
    else if ([t.Return, t.Order].some((type) => tokenMatcher(token, type))) this.#clause = 'result'
    else if ([t.Find, t.That].some((type) => tokenMatcher(token, type))) this.#clause = 'pattern'
  }

  /** A word of the language here, and not a name that looks like one. */
  #isKeyword(token: IToken): boolean {
    const before = this.#tokens[this.#index - 1]
    const after = this.#tokens[this.#index + 1]
    if (before !== undefined && (tokenMatcher(before, t.Dot) || tokenMatcher(before, t.As))) {
      return tokenMatcher(token, t.Of) && this.#isDate(this.#index + 1)
    }
    if (tokenMatcher(token, t.Reserved)) return after === undefined || !tokenMatcher(after, t.Comparison)
    if (tokenMatcher(token, t.To)) return before !== undefined && this.#isVerb(this.#index - 1)
    if (tokenMatcher(token, t.Asc) || tokenMatcher(token, t.Desc)) return this.#clause === 'result' && this.#endsValue(before)
    if (tokenMatcher(token, t.Shortest)) return before !== undefined && tokenMatcher(before, t.Find) && startsSelector(after)
    return this.#isComparisonWord(this.#index)
  }

  #isVerb(index: number): boolean {
    const before = this.#tokens[index - 1]
    return before !== undefined && [t.That, t.Bang].some((type) => tokenMatcher(before, type))
  }

  #isComparisonWord(index: number): boolean {
    const token = this.#tokens[index]
    if (token === undefined || this.#clause !== 'filter') return false
    if (![t.Not, t.In, t.Contains, t.StartsWith, t.EndsWith].some((type) => tokenMatcher(token, type))) return false
    const before = this.#tokens[index - 1]
    return this.#endsValue(before) || (before !== undefined && tokenMatcher(before, t.Not))
  }

  #endsValue(token: IToken | undefined): boolean {
    if (token === undefined) return false
    if (tokenMatcher(token, t.Reserved)) return isLiteral(token)
    return [t.Name, t.Bracket, t.Close, t.Text, t.Digits, t.DateNow, t.DateLiteral, t.Variable].some((type) => tokenMatcher(token, type))
  }

  #opensGroup(): boolean {
    const [token, after] = [this.#tokens[this.#index], this.#tokens[this.#index + 1]]
    return token !== undefined && after !== undefined && tokenMatcher(token, t.Open) && tokenMatcher(after, t.That)
  }

  #isIn(open: typeof t.Open): boolean {
    const near = this.#tokens.slice(Math.max(0, this.#index - 3), this.#index)
    return near.some((token) => tokenMatcher(token, open)) && !near.some((token) => tokenMatcher(token, t.CloseBrace))
  }

  #next(type: typeof t.Open): boolean {
    const token = this.#tokens[this.#index + 1]
    return token !== undefined && tokenMatcher(token, type)
  }

  #isDate(index: number): boolean {
    const token = this.#tokens[index]
    return token !== undefined && (tokenMatcher(token, t.DateNow) || tokenMatcher(token, t.DateLiteral))
  }
}

function startsSelector(token: IToken | undefined): boolean {
  return token !== undefined && [t.Name, t.Star, t.Hash, t.Text, t.Open].some((type) => tokenMatcher(token, type))
}

function isLiteral(token: IToken): boolean {
  return [t.True, t.False, t.Undefined, t.Null].some((type) => tokenMatcher(token, type))
}

/** Words of the language in capitals, values that are words in small letters. */
function keyword(token: IToken): string {
  return isLiteral(token) ? token.image.toLowerCase() : token.image.toUpperCase()
}

function canonical(token: IToken): string {
  if (tokenMatcher(token, t.DateNow)) return 'date.now'
  if (tokenMatcher(token, t.DateLiteral)) return `date(${token.image.slice(token.image.indexOf('(') + 1, -1).trim()})`
  if (tokenMatcher(token, t.Variable)) return `\${${token.image.slice(2, -1).trim()}}`
  return token.image
}
