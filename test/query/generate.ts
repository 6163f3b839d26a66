/** Makes queries up: by walking the grammar at random, and by spoiling what came of it. Seeded, so that a find can be repeated. */

import {
  Alternation,
  Alternative,
  type IProduction,
  NonTerminal,
  Option,
  Repetition,
  RepetitionMandatory,
  RepetitionMandatoryWithSeparator,
  Terminal,
  type TokenType,
} from 'chevrotain'
import { parserRules } from '../../src/query/grammar/parser.ts'
import * as t from '../../src/query/grammar/tokens.ts'

export type Random = () => number

/** mulberry32 */
export function seeded(seed: number): Random {
  let state = seed | 0
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}

export function pick<T>(items: readonly T[], random: Random): T {
  const item = items[Math.floor(random() * items.length)]
  if (item === undefined) throw new Error('nothing to pick from')
  return item
}

/** Texts that have broken programs before. */
export const hostile: readonly string[] = [
  "'; DROP TABLE entity; --",
  '$1',
  '%s%n',
  '\u0000',
  '\ud800',
  '\udfff\ud83d',
  '\u202e',
  '\u200f\u2066',
  '\ufeff',
  '👩‍👩‍👧',
  '\\',
  '"',
  "'",
  '{{x}}',
  '${x}',
  '{{',
  '/*',
  '*/',
  '//',
  '[',
  ']',
  '((((((((((',
  '))))))))))',
  '1e999',
  '9'.repeat(400),
  '__proto__',
  'constructor',
  'NaN',
  '-0',
  'ß'.repeat(50),
  '\n\r\t\v\f',
  'x'.repeat(3000),
]

const names = [
  'Host',
  'User',
  'acme_host',
  'acme_user',
  'HAS',
  'USES',
  'name',
  'size',
  'tags',
  'on',
  'h',
  'u',
  'r',
  '_key',
  '_type',
  '_class',
  '_createdOn',
  'TO',
  'desc',
  'in',
  'count',
  'days',
]
const functions = ['count', 'sum', 'min', 'max', 'avg', 'concat', 'merge', 'coalesce', 'abs', 'sqrt', 'ceil', 'floor', 'round', 'nope']
const patterns = ['/a/', '/(a|b)+$/i', '/[/]x/', '/(?=a)/', '/((a+)+)+b/', '/\\d{2,3}/', '/(/', '/a{99}/']
const dates = ['date(2026-01-01)', 'date(2020)', 'date()', 'date(x)', 'date(2026-02-30)']
const signs = ['=', '!=', '>', '>=', '<', '<=', '~=', '!~=', '^=', '!^=', '$=', '!$=']

/** One query, as the grammar says; `depth` bounds how far rules go into each other. */
export function generate(random: Random, depth = 14): string {
  return sequence([new NonTerminal({ nonTerminalName: 'statement' })], depth, { random, rule: 'statement' }).join(' ')
}

interface Walk {
  readonly random: Random
  readonly rule: string
}

function sequence(parts: readonly IProduction[], depth: number, walk: Walk): string[] {
  return parts.flatMap((part) => one(part, depth, walk))
}

function one(part: IProduction, depth: number, walk: Walk): string[] {
  const { random } = walk
  if (part instanceof Terminal) return [word(part.terminalType, walk)]
  if (part instanceof NonTerminal) {
    const rule = parserRules()[part.nonTerminalName]
    return rule === undefined ? [] : sequence(rule.definition, depth - 1, { random, rule: part.nonTerminalName })
  }
  if (part instanceof Alternation) {
    const ways = depth > 0 ? part.definition : part.definition.filter((_, index) => index < 2 || !isDeep(walk.rule))
    const way = pick(ways, random)
    return way instanceof Alternative ? sequence(way.definition, depth, walk) : []
  }
  if (part instanceof Option) return depth > 0 && random() < 0.4 ? sequence(part.definition, depth, walk) : []
  if (part instanceof Repetition)
    return repeated(part.definition, depth > 0 && random() < 0.5 ? 1 + Math.floor(random() * 2) : 0, depth, walk)
  if (part instanceof RepetitionMandatory) return repeated(part.definition, 1 + (depth > 0 && random() < 0.3 ? 1 : 0), depth, walk)
  if (part instanceof RepetitionMandatoryWithSeparator) {
    const first = sequence(part.definition, depth, walk)
    return depth > 0 && random() < 0.4 ? [...first, word(part.separator, walk), ...sequence(part.definition, depth, walk)] : first
  }
  return []
}

function isDeep(rule: string): boolean {
  return rule === 'primary' || rule === 'value' || rule === 'step'
}

function repeated(parts: readonly IProduction[], times: number, depth: number, walk: Walk): string[] {
  return Array.from({ length: times }).flatMap(() => sequence(parts, depth, walk))
}

function word(type: TokenType, { random, rule }: Walk): string {
  if (type === t.Name || type === t.Word) return rule === 'call' ? pick(functions, random) : pick(names, random)
  if (type === t.Reserved) return pick(['order', 'limit', 'where'], random)
  if (type === t.Text) return quoted(random() < 0.3 ? pick(hostile, random) : pick(['a', 'web', 'x y', ''], random))
  if (type === t.Digits) return pick(['0', '1', '2', '3', '10', '0.5', '250', '999999999999999999999'], random)
  if (type === t.Bracket) return pick(['[tag.a-b]', '[x"y]', "[a'b]", '[ ]'], random)
  if (type === t.Variable) return pick(['${x}', '${list}', '${param.p}', '${me.email}', '${nope}'], random)
  if (type === t.RegexLiteral) return pick(patterns, random)
  if (type === t.DateLiteral) return pick(dates, random)
  if (type === t.DateNow) return 'date.now'
  if (type === t.Comparison) return pick(signs, random)
  return type.LABEL ?? type.name
}

function quoted(text: string): string {
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`
}

/** Takes away, doubles, swaps and adds. */
export function spoil(text: string, random: Random): string {
  let spoilt = text
  const times = 1 + Math.floor(random() * 3)
  for (let time = 0; time < times; time++) {
    const at = Math.floor(random() * (spoilt.length + 1))
    const length = Math.floor(random() * 8)
    const kind = random()
    if (kind < 0.3) spoilt = spoilt.slice(0, at) + spoilt.slice(at + length)
    else if (kind < 0.5) spoilt = spoilt.slice(0, at) + spoilt.slice(at, at + length).repeat(2) + spoilt.slice(at + length)
    else if (kind < 0.8) spoilt = spoilt.slice(0, at) + pick(hostile, random) + spoilt.slice(at)
    else {
      const words = spoilt.split(' ')
      const [i, j] = [Math.floor(random() * words.length), Math.floor(random() * words.length)]
      const held = words[i] ?? ''
      words[i] = words[j] ?? ''
      words[j] = held
      spoilt = words.join(' ')
    }
  }
  return spoilt
}
