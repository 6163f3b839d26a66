/**
 * What can follow some tokens, from the grammar: an Earley recogniser over the parser's own rules. It needs no look-ahead
 * and knows every way on at once, which is what "expected …" and completion want; the parser itself is faster.
 */

import {
  Alternation,
  Alternative,
  type IProduction,
  type IToken,
  NonTerminal,
  Option,
  Repetition,
  RepetitionMandatory,
  RepetitionMandatoryWithSeparator,
  RepetitionWithSeparator,
  Rule,
  Terminal,
  type TokenType,
  tokenMatcher,
} from 'chevrotain'
import { parserRules } from './parser.ts'
import * as t from './tokens.ts'

export interface Next {
  readonly token: TokenType
  /** The rule in which it would stand: `selector`, `verb`, `alias`, `reference`… */
  readonly rule: string
  /** For people: `WITH`, `a verb`. */
  readonly label: string
}

/** Beyond so many tokens nobody waits for an enumeration of what could follow. */
const most = 400

/** What can follow, deduplicated by label, in the order of the grammar; nothing when the tokens begin no query. */
export function expectedAt(tokens: readonly IToken[]): readonly Next[] {
  return following(tokens, false)
}

/** The same for a query that is still being written: where a token fits nowhere, it is read as what was probably meant. */
export function expectedAfterAll(tokens: readonly IToken[]): readonly Next[] {
  return following(tokens, true)
}

function following(tokens: readonly IToken[], recover: boolean): readonly Next[] {
  if (tokens.length > most) return []
  const found = new Map<string, Next>()
  for (const { symbol, rule } of lastSet(tokens, recover)) {
    if (symbol.kind !== 'token' || symbol.type === t.Semicolon) continue
    const label = labelOf(symbol.type, rule)
    const key = `${label} ${rule}`
    if (!found.has(key)) found.set(key, { token: symbol.type, rule, label })
  }
  return [...found.values()]
}

/** The same for people: what begins a value is just that, what goes on with one is left out where more is said by the rest. */
export function expectedWords(tokens: readonly IToken[]): readonly string[] {
  const next = expectedAt(tokens)
  const isValue = next.some(({ token, rule }) => rule === 'primary' && token === t.Text)
  const isPattern = next.some(({ token }) => token === t.That)
  const words = next.flatMap(({ token, rule, label }) => {
    if (isValue && valueRules.has(rule)) return ['a value']
    if (rule === 'asOf' || (isPattern && token === t.Open && rule === 'optionalGroup')) return []
    if (rule === 'orderBy' && token === t.Order) return ['ORDER BY']
    return goingOn.has(rule) || (rule === 'reference' && token === t.Dot) || (rule === 'call' && token === t.Open) ? [] : [label]
  })
  return [...new Set(words)]
}

const valueRules = new Set(['primary', 'unary', 'reference', 'call', 'date', 'value'])
/** Rules whose signs may follow any value. */
const goingOn = new Set(['expression', 'term', 'power'])

const places: Readonly<Record<string, string>> = {
  nameSelector: 'a class or type',
  textSelector: 'a quoted text',
  smartClass: 'a smart class',
  verb: 'a verb',
  alias: 'an alias',
  columnName: 'a column name',
  reference: 'a property',
  call: 'a function',
  date: 'a unit of time',
}

function labelOf(token: TokenType, rule: string): string {
  if (token === t.Name || token === t.Word || token === t.Reserved || token === t.Bracket) return places[rule] ?? 'a name'
  return token.LABEL ?? token.name
}

// ---- the grammar as plain productions ----

type Sign = { readonly kind: 'token'; readonly type: TokenType } | { readonly kind: 'rule'; readonly name: string }

interface Production {
  readonly rule: string
  readonly signs: readonly Sign[]
}

type Grammar = ReadonlyMap<string, readonly Production[]>

let grammar: { readonly rules: Grammar; readonly empty: ReadonlySet<string> } | undefined

function theGrammar(): { readonly rules: Grammar; readonly empty: ReadonlySet<string> } {
  grammar ??= flattened(parserRules())
  return grammar
}

/** Turns options, alternatives and repetitions into rules of their own, and finds the rules that may be empty. */
function flattened(rules: Readonly<Record<string, Rule>>): { readonly rules: Grammar; readonly empty: ReadonlySet<string> } {
  const all = new Map<string, Production[]>()
  const extra = (rule: string, alternatives: (name: string) => readonly (readonly Sign[])[]): Sign => {
    const name = `${rule}#${all.size}`
    const productions: Production[] = []
    all.set(name, productions)
    productions.push(...alternatives(name).map((signs) => ({ rule, signs })))
    return { kind: 'rule', name }
  }
  const sequence = (rule: string, parts: readonly IProduction[]): readonly Sign[] => parts.map((part) => sign(rule, part))
  const sign = (rule: string, part: IProduction): Sign => {
    if (part instanceof Terminal) return { kind: 'token', type: part.terminalType }
    if (part instanceof NonTerminal) return { kind: 'rule', name: part.nonTerminalName }
    if (part instanceof Alternation)
      return extra(rule, () => part.definition.map((one) => sequence(rule, one instanceof Alternative ? one.definition : [])))
    if (part instanceof Option) return extra(rule, () => [[], sequence(rule, part.definition)])
    if (part instanceof Repetition) return extra(rule, (self) => [[], [...sequence(rule, part.definition), { kind: 'rule', name: self }]])
    if (part instanceof RepetitionMandatory) {
      const once = extra(rule, () => [sequence(rule, part.definition)])
      return extra(rule, (self) => [[once], [once, { kind: 'rule', name: self }]])
    }
    if (part instanceof RepetitionMandatoryWithSeparator || part instanceof RepetitionWithSeparator) {
      const once = extra(rule, () => [sequence(rule, part.definition)])
      return extra(rule, (self) => [[once], [once, { kind: 'token', type: part.separator }, { kind: 'rule', name: self }]])
    }
    if (part instanceof Alternative || part instanceof Rule) return extra(rule, () => [sequence(rule, part.definition)])
    throw new Error(`no rule for a ${part.constructor.name}`)
  }
  for (const rule of Object.values(rules)) all.set(rule.name, [{ rule: rule.name, signs: sequence(rule.name, rule.definition) }])
  return { rules: all, empty: emptyRules(all) }
}

function emptyRules(all: Grammar): ReadonlySet<string> {
  const empty = new Set<string>()
  for (let before = -1; before < empty.size; ) {
    before = empty.size
    for (const [name, productions] of all) {
      if (productions.some(({ signs }) => signs.every((sign) => sign.kind === 'rule' && empty.has(sign.name)))) empty.add(name)
    }
  }
  return empty
}

// ---- the recogniser ----

interface Item {
  readonly name: string
  readonly production: Production
  readonly dot: number
  readonly origin: number
}

/** The set of items after one token, with those that wait for a rule indexed by its name. */
class ItemSet {
  readonly items: Item[] = []
  readonly waiting = new Map<string, Item[]>()
  readonly #seen = new Map<Production, Set<number>>()

  add(item: Item): void {
    const key = item.dot * 1_000_000 + item.origin
    const seen = this.#seen.get(item.production)
    if (seen?.has(key)) return
    if (seen === undefined) this.#seen.set(item.production, new Set([key]))
    else seen.add(key)
    this.items.push(item)
    const sign = item.production.signs[item.dot]
    if (sign?.kind !== 'rule') return
    const waiting = this.waiting.get(sign.name)
    if (waiting === undefined) this.waiting.set(sign.name, [item])
    else waiting.push(item)
  }
}

function lastSet(tokens: readonly IToken[], recover: boolean): { readonly symbol: Sign; readonly rule: string }[] {
  const reading = new Reading()
  for (const [index, token] of tokens.entries()) {
    if (reading.read(token, tokens[index + 1])) continue
    if (!recover) return []
    reading.readWrong(token, tokens[index + 1])
  }
  return reading.last.items.flatMap(({ production, dot }) => {
    const symbol = production.signs[dot]
    return symbol === undefined ? [] : [{ symbol, rule: production.rule }]
  })
}

/** The sets of items, one after each token that was read. */
class Reading {
  readonly #grammar = theGrammar()
  readonly #sets: ItemSet[] = []

  constructor() {
    const start = new ItemSet()
    for (const production of this.#grammar.rules.get('statement') ?? []) start.add({ name: 'statement', production, dot: 0, origin: 0 })
    this.#push(start)
  }

  get last(): ItemSet {
    const set = this.#sets.at(-1)
    if (set === undefined) throw new Error('there is a set before the first token')
    return set
  }

  /** @returns whether the token can stand here; it is read if so */
  read(token: IToken, next: IToken | undefined): boolean {
    return this.#readFrom(this.last, token, next)
  }

  /**
   * A token that cannot stand here: it may be too much, stand for another one, or follow one that is missing; whichever
   * lets the next token stand. A word of the language begins its clause wherever that was last possible.
   */
  readWrong(token: IToken, next: IToken | undefined): void {
    const afterAny = this.#closed(this.#advanced(this.last, () => true))
    const isKeyword = tokenMatcher(token, t.Reserved)
    if (!isKeyword && next !== undefined && accepts(this.last, next)) return
    if (!isKeyword && (next === undefined || accepts(afterAny, next))) this.#sets.push(afterAny)
    else if (accepts(afterAny, token)) {
      this.#sets.push(afterAny)
      this.read(token, next)
    } else if (isKeyword) {
      const before = this.#sets.findLast((set) => accepts(set, token))
      if (before !== undefined) this.#readFrom(before, token, next)
    }
  }

  #readFrom(set: ItemSet, token: IToken, next: IToken | undefined): boolean {
    const after = this.#advanced(set, (type) => tokenMatcher(token, type) && (type !== t.Reserved || isNameHere(next)))
    if (after.items.length === 0) return false
    this.#push(after)
    return true
  }

  #push(set: ItemSet): void {
    this.#sets.push(this.#closed(set))
  }

  #advanced(set: ItemSet, fits: (type: TokenType) => boolean): ItemSet {
    const next = new ItemSet()
    for (const item of set.items) {
      const sign = item.production.signs[item.dot]
      if (sign?.kind === 'token' && fits(sign.type)) next.add({ ...item, dot: item.dot + 1 })
    }
    return next
  }

  /** Adds what follows from the items: the rules that begin here, and what waited for those that end here. */
  #closed(set: ItemSet): ItemSet {
    const { rules, empty } = this.#grammar
    const position = this.#sets.length
    for (const item of set.items) {
      const sign = item.production.signs[item.dot]
      if (sign === undefined) {
        const origin = item.origin === position ? set : this.#sets[item.origin]
        for (const waiting of origin?.waiting.get(item.name) ?? []) set.add({ ...waiting, dot: waiting.dot + 1 })
      } else if (sign.kind === 'rule') {
        for (const production of rules.get(sign.name) ?? []) set.add({ name: sign.name, production, dot: 0, origin: position })
        if (empty.has(sign.name)) set.add({ ...item, dot: item.dot + 1 })
      }
    }
    return set
  }
}

/** Whether a reserved word is a name: a property directly before a comparison, a column before the end of RETURN. */
function isNameHere(next: IToken | undefined): boolean {
  return next !== undefined && [t.Comparison, t.Comma, t.Having, t.Order, t.Skip, t.Limit].some((type) => tokenMatcher(next, type))
}

function accepts({ items }: ItemSet, token: IToken): boolean {
  return items.some(({ production, dot }) => {
    const sign = production.signs[dot]
    return sign?.kind === 'token' && sign.type !== t.Reserved && tokenMatcher(token, sign.type)
  })
}
