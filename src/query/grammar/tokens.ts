/** The words and signs of the language, and the lexer that cuts a text into them. */

import { type CustomPatternMatcherFunc, createToken, type IToken, Lexer, type TokenType } from 'chevrotain'

// ---- words ----

/** Any word: a name or a reserved word; what may stand after a dot. */
export const Word = createToken({ name: 'Word', pattern: Lexer.NA })
/** Words that cannot name an entity, a verb or an alias. */
export const Reserved = createToken({ name: 'Reserved', pattern: Lexer.NA, categories: Word })
export const Name = createToken({
  name: 'Name',
  pattern: /[A-Za-z_\xc0-\u024f\u0370-\u1fff\u3040-\ud7ff][\w\xc0-\u024f\u0370-\u1fff\u3040-\ud7ff]*/,
  categories: Word,
  label: 'a name',
})

export const keywords: TokenType[] = []

function reserved(word: string): TokenType {
  const token = createToken({ name: word, pattern: new RegExp(word, 'i'), longer_alt: Name, categories: Reserved, label: word })
  keywords.push(token)
  return token
}

/** A word with a meaning in one place, and an ordinary name elsewhere. */
function contextual(word: string): TokenType {
  const token = createToken({ name: word, pattern: new RegExp(word, 'i'), longer_alt: Name, categories: Name, label: word })
  keywords.push(token)
  return token
}

export const Find = reserved('FIND')
export const Unique = reserved('UNIQUE')
export const With = reserved('WITH')
export const As = reserved('AS')
export const That = reserved('THAT')
export const Where = reserved('WHERE')
export const Return = reserved('RETURN')
export const Having = reserved('HAVING')
export const Order = reserved('ORDER')
export const By = reserved('BY')
export const Skip = reserved('SKIP')
export const Limit = reserved('LIMIT')
export const And = reserved('AND')
export const Or = reserved('OR')
export const Tree = reserved('TREE')
export const True = reserved('TRUE')
export const False = reserved('FALSE')
export const Undefined = reserved('UNDEFINED')
export const Null = reserved('NULL')

export const To = contextual('TO')
export const Asc = contextual('ASC')
export const Desc = contextual('DESC')
export const Shortest = contextual('SHORTEST')
export const Of = contextual('OF')
export const Not = contextual('NOT')
export const In = contextual('IN')
export const Contains = contextual('CONTAINS')
export const StartsWith = contextual('STARTSWITH')
export const EndsWith = contextual('ENDSWITH')

// ---- literals ----

const dateNow = /date\s*\.\s*now(?!\w)/iy
const dateLiteral = /date\s*\([^()]*\)/iy

/** `date.now` and `date(…)` are one token each, unless they stand after a dot, where `date` is a property. */
export const DateNow = createToken({
  name: 'DateNow',
  pattern: notAfterDot(dateNow),
  start_chars_hint: ['d', 'D'],
  label: 'date.now',
  line_breaks: true,
})
export const DateLiteral = createToken({
  name: 'DateLiteral',
  pattern: notAfterDot(dateLiteral),
  start_chars_hint: ['d', 'D'],
  label: 'date(…)',
  line_breaks: true,
})
export const Text = createToken({
  name: 'Text',
  pattern: /'(?:[^'\\]|\\[\s\S])*'|"(?:[^"\\]|\\[\s\S])*"/,
  label: 'a quoted text',
  line_breaks: true,
})
export const Digits = createToken({ name: 'Digits', pattern: /\d+(?:\.\d+)?/, label: 'a number' })
export const Bracket = createToken({ name: 'Bracket', pattern: /\[[^\]]+\]/, label: '[property name]', line_breaks: true })
export const Variable = createToken({ name: 'Variable', pattern: /\$\{[^{}]*\}/, label: '${parameter}', line_breaks: true })

// ---- comparisons ----

export const Comparison = createToken({ name: 'Comparison', pattern: Lexer.NA, label: 'a comparison' })

function comparison(sign: string): TokenType {
  return createToken({ name: sign, pattern: sign, categories: Comparison, label: sign })
}

const comparisons = ['!~=', '!^=', '!$=', '~=', '^=', '$=', '!=', '>=', '<='].map(comparison)

// ---- signs ----

function sign(name: string, text: string, categories?: TokenType): TokenType {
  return createToken({ name, pattern: text, label: text, ...(categories === undefined ? {} : { categories }) })
}

export const Right = sign('Right', '>>')
export const Left = sign('Left', '<<')
export const Greater = sign('Greater', '>', Comparison)
export const Less = sign('Less', '<', Comparison)
export const Equals = sign('Equals', '=', Comparison)
export const Bang = sign('Bang', '!')
export const Open = sign('Open', '(')
export const Close = sign('Close', ')')
export const OpenBrace = sign('OpenBrace', '{')
export const CloseBrace = sign('CloseBrace', '}')
export const Bar = sign('Bar', '|')
export const Question = sign('Question', '?')
export const Hash = sign('Hash', '#')
export const Comma = sign('Comma', ',')
export const Dot = sign('Dot', '.')
export const Semicolon = sign('Semicolon', ';')
export const Star = sign('Star', '*')
export const Plus = sign('Plus', '+')
export const Minus = sign('Minus', '-')
export const Slash = sign('Slash', '/')
export const Caret = sign('Caret', '^')

const beforeRegex = new Set<TokenType>([Open, And, Or, Comma, Greater, Less, Equals, ...comparisons])
const regex = /\/(?![/*])(?:\\.|\[(?:\\.|[^\]\\\n])*\]|[^/[\\\n])+\/[A-Za-z]*/y

function notAfterDot(pattern: RegExp): CustomPatternMatcherFunc {
  return (text, offset, tokens) => {
    if (tokens.at(-1)?.tokenType === Dot) return null
    pattern.lastIndex = offset
    return pattern.exec(text)
  }
}

/** A slash begins a regular expression where a value may stand, elsewhere it divides. */
export const RegexLiteral = createToken({
  name: 'RegexLiteral',
  label: '/regular expression/',
  start_chars_hint: ['/'],
  line_breaks: false,
  pattern: (text: string, offset: number, tokens: IToken[]) => {
    const before = tokens.at(-1)
    if (before === undefined || !beforeRegex.has(before.tokenType)) return null
    regex.lastIndex = offset
    return regex.exec(text)
  },
})

export const Space = createToken({ name: 'Space', pattern: /[\s\uFEFF]+/, group: Lexer.SKIPPED, line_breaks: true })
export const Comment = createToken({
  name: 'Comment',
  pattern: /\/\*[\s\S]*?\*\/|\/\/[^\n]*/,
  group: 'comments',
  line_breaks: true,
})

/** In the order in which they are tried: ORDER before OR. */
export const tokens: readonly TokenType[] = [
  Space,
  Comment,
  RegexLiteral,
  DateNow,
  DateLiteral,
  ...keywords.toSorted((a, b) => b.name.length - a.name.length),
  Name,
  Text,
  Digits,
  Bracket,
  Variable,
  ...comparisons,
  Right,
  Left,
  Greater,
  Less,
  Equals,
  Bang,
  Open,
  Close,
  OpenBrace,
  CloseBrace,
  Bar,
  Question,
  Hash,
  Comma,
  Dot,
  Semicolon,
  Star,
  Plus,
  Minus,
  Slash,
  Caret,
  Word,
  Reserved,
  Comparison,
]
