/** Rules of expressions: arithmetic, dates, calls, references. */

import { type IToken, tokenMatcher } from 'chevrotain'
import type { Arithmetic, DateExpression, Expression, Name } from '../ast.ts'
import { dateUnit, parseDate, unitWords } from '../dates.ts'
import { syntaxError } from '../error.ts'
import { Grammar, isWordComparison, meaning, nameOf, rangeOf, unquoted } from './base.ts'
import * as t from './tokens.ts'

/** More operators in a row are refused, so that what walks the tree has a known depth. */
export const maxOperators = 200

type Operator = Arithmetic['operator']

export abstract class ExpressionGrammar extends Grammar {
  readonly expression = this.RULE('expression', (): Expression => {
    let left = this.SUBRULE(this.term)
    let operators = 0
    this.MANY(() => {
      const operator = this.OR([
        { ALT: (): Operator => meaning(this.CONSUME(t.Plus), '+') },
        { ALT: (): Operator => meaning(this.CONSUME(t.Minus), '-') },
      ])
      const right = this.SUBRULE1(this.term)
      left = this.ACTION(() => this.arithmetic(operator, left, right, ++operators))
    })
    return left
  })

  readonly term = this.RULE('term', (): Expression => {
    let left = this.SUBRULE(this.power)
    let operators = 0
    this.MANY(() => {
      const operator = this.OR([
        { ALT: (): Operator => meaning(this.CONSUME(t.Star), '*') },
        { ALT: (): Operator => meaning(this.CONSUME(t.Slash), '/') },
      ])
      const right = this.SUBRULE1(this.power)
      left = this.ACTION(() => this.arithmetic(operator, left, right, ++operators))
    })
    return left
  })

  /** Binds from the right: 2 ^ 3 ^ 2 is 2 ^ 9. */
  readonly power = this.RULE('power', (): Expression => {
    const operands: Expression[] = []
    this.AT_LEAST_ONE_SEP({
      SEP: t.Caret,
      DEF: () => {
        operands.push(this.SUBRULE(this.unary))
      },
    })
    return this.ACTION(() => operands.reduceRight((right, left, index) => this.arithmetic('^', left, right, operands.length - index)))
  })

  readonly unary = this.RULE('unary', (): Expression => {
    const minus = this.OPTION(() => this.CONSUME(t.Minus))
    const operand = this.SUBRULE(this.primary)
    return this.ACTION(() =>
      minus === undefined ? operand : { kind: 'negative', operand, range: { start: minus.startOffset, end: operand.range.end } },
    )
  })

  readonly primary = this.RULE(
    'primary',
    (): Expression =>
      this.OR([
        {
          ALT: (): Expression => {
            const token = this.CONSUME(t.Text)
            return { kind: 'string', value: this.ACTION(() => unquoted(token.image)), range: rangeOf(token) }
          },
        },
        {
          ALT: (): Expression => {
            const token = this.CONSUME(t.Digits)
            return { kind: 'number', value: Number(token.image), range: rangeOf(token) }
          },
        },
        { ALT: (): Expression => this.SUBRULE(this.date) },
        {
          ALT: (): Expression => {
            const token = this.CONSUME(t.Variable)
            return { kind: 'parameter', name: parameterName(token), range: rangeOf(token) }
          },
        },
        {
          ALT: (): Expression => {
            const first = this.CONSUME(t.Open)
            const inner = this.SUBRULE(this.expression)
            this.CONSUME(t.Close)
            return this.ACTION(() => ({ ...inner, range: this.since(first) }))
          },
        },
        { GATE: () => this.isCall(), ALT: (): Expression => this.SUBRULE(this.call) },
        { GATE: () => !this.isLiteralWord(), ALT: (): Expression => this.SUBRULE(this.reference) },
        { ALT: (): Expression => ({ kind: 'boolean', value: true, range: rangeOf(this.CONSUME(t.True)) }) },
        { ALT: (): Expression => ({ kind: 'boolean', value: false, range: rangeOf(this.CONSUME(t.False)) }) },
        { ALT: (): Expression => ({ kind: 'missing', range: rangeOf(this.CONSUME(t.Undefined)) }) },
        { ALT: (): Expression => ({ kind: 'missing', range: rangeOf(this.CONSUME(t.Null)) }) },
      ]),
  )

  readonly date = this.RULE('date', (): DateExpression => {
    const first = this.LA(1)
    const base = this.OR([
      { ALT: (): DateExpression['base'] => meaning(this.CONSUME(t.DateNow), 'now') },
      {
        ALT: () => {
          const token = this.CONSUME(t.DateLiteral)
          return this.ACTION(() => this.dateOf(token))
        },
      },
    ])
    const offset = this.OPTION({
      GATE: () => tokenMatcher(this.LA(2), t.Digits) && this.isUnit(this.LA(3)),
      DEF: () => {
        const sign = this.OR1([{ ALT: () => meaning(this.CONSUME(t.Plus), 1) }, { ALT: () => meaning(this.CONSUME(t.Minus), -1) }])
        const amount = this.CONSUME(t.Digits)
        const unit = this.CONSUME(t.Name)
        return this.ACTION(() => ({ amount: sign * Number(amount.image), unit: this.unitOf(unit) }))
      },
    })
    return { kind: 'date', base, ...(offset === undefined ? {} : { offset }), range: this.since(first) }
  })

  readonly call = this.RULE('call', (): Expression => {
    const name = nameOf(this.CONSUME(t.Name))
    const args: Expression[] = []
    let star = false
    this.CONSUME(t.Open)
    this.OPTION(() =>
      this.OR([
        {
          ALT: () => {
            this.CONSUME(t.Star)
            star = true
          },
        },
        {
          ALT: () => {
            this.AT_LEAST_ONE_SEP({
              SEP: t.Comma,
              DEF: () => {
                args.push(this.SUBRULE(this.expression))
              },
            })
          },
        },
      ]),
    )
    this.CONSUME(t.Close)
    return this.ACTION(() => ({ kind: 'call', name, arguments: args, star, range: this.from(name.range) }))
  })

  /** A reserved word begins a reference only directly before a comparison, and may follow any dot. */
  readonly reference = this.RULE('reference', (): Expression => {
    const segments: Name[] = []
    let star = false
    segments.push(
      this.OR([
        { ALT: () => nameOf(this.CONSUME(t.Name)) },
        { ALT: () => bracketed(this.CONSUME(t.Bracket)) },
        { GATE: () => tokenMatcher(this.LA(2), t.Comparison), ALT: () => nameOf(this.CONSUME(t.Reserved)) },
      ]),
    )
    this.MANY({
      GATE: () => !star,
      DEF: () => {
        this.CONSUME(t.Dot)
        this.OR1([
          {
            ALT: () => {
              segments.push(nameOf(this.CONSUME(t.Word)))
            },
          },
          {
            ALT: () => {
              segments.push(bracketed(this.CONSUME1(t.Bracket)))
            },
          },
          {
            ALT: () => {
              this.CONSUME(t.Star)
              star = true
            },
          },
        ])
      },
    })
    return this.ACTION(() => ({ kind: 'reference', segments, star, range: this.from(segments[0]?.range ?? { start: 0, end: 0 }) }))
  })

  // ---- what stands ahead ----

  /** A bracket after a name holds arguments, unless it opens a group of steps after the last value of WITH. */
  protected isCall(): boolean {
    let ahead = 2
    while (tokenMatcher(this.LA(ahead), t.Open)) ahead++
    return ahead > 2 && !tokenMatcher(this.LA(ahead), t.That)
  }

  protected isLiteralWord(): boolean {
    const token = this.LA(1)
    return [t.True, t.False, t.Undefined, t.Null].some((type) => tokenMatcher(token, type)) && !tokenMatcher(this.LA(2), t.Comparison)
  }

  protected isUnit(token: IToken): boolean {
    return tokenMatcher(token, t.Name) && !isWordComparison(token) && !tokenMatcher(token, t.Asc) && !tokenMatcher(token, t.Desc)
  }

  // ---- what has been read ----

  protected arithmetic(operator: Operator, left: Expression, right: Expression, operators: number): Expression {
    const range = { start: left.range.start, end: right.range.end }
    if (operators > maxOperators) throw syntaxError(`An expression has more than ${maxOperators} operators`, this.text, range)
    return { kind: 'arithmetic', operator, left, right, range }
  }

  protected dateOf(token: IToken): number {
    const text = token.image.slice(token.image.indexOf('(') + 1, -1)
    const time = parseDate(text)
    if (time === undefined) {
      throw syntaxError(`"${text}" is no date`, this.text, rangeOf(token), {
        expected: ['a date as in 2019-10-30 or 2019-10-30T08:15:00Z'],
      })
    }
    return time
  }

  protected unitOf(token: IToken): NonNullable<ReturnType<typeof dateUnit>> {
    const unit = dateUnit(token.image)
    if (unit === undefined) throw syntaxError(`Unexpected token "${token.image}"`, this.text, rangeOf(token), { expected: [...unitWords] })
    return unit
  }
}

function bracketed(token: IToken): Name {
  return { text: token.image.slice(1, -1), range: rangeOf(token) }
}

export function parameterName(token: IToken): string {
  return token.image.slice(2, -1).trim()
}
