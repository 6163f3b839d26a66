/** Rules of conditions: WITH, WHERE, HAVING. */

import { type ParserMethod, tokenMatcher } from 'chevrotain'
import type { Comparator, Comparison, Filter, Query, Value } from '../ast.ts'
import { isArithmetic, isWordComparison, meaning, rangeOf } from './base.ts'
import { ExpressionGrammar } from './expressions.ts'
import * as t from './tokens.ts'

type Comparing = Pick<Comparison, 'operator' | 'negated'>

export abstract class FilterGrammar extends ExpressionGrammar {
  /** A query inside a query. */
  abstract readonly find: ParserMethod<[], Query>

  readonly where = this.RULE('where', (): Filter => {
    this.CONSUME(t.Where)
    return this.SUBRULE(this.filter)
  })

  readonly having = this.RULE('having', (): Filter => {
    this.CONSUME(t.Having)
    return this.SUBRULE(this.filter)
  })

  readonly filter = this.RULE('filter', (): Filter => {
    const operands: Filter[] = []
    this.AT_LEAST_ONE_SEP({
      SEP: t.Or,
      DEF: () => {
        operands.push(this.SUBRULE(this.conjunction))
      },
    })
    return this.ACTION(() => joined('or', operands))
  })

  readonly conjunction = this.RULE('conjunction', (): Filter => {
    const operands: Filter[] = []
    this.AT_LEAST_ONE_SEP({
      SEP: t.And,
      DEF: () => {
        operands.push(this.SUBRULE(this.predicate))
      },
    })
    return this.ACTION(() => joined('and', operands))
  })

  readonly predicate = this.RULE(
    'predicate',
    (): Filter =>
      this.OR([
        {
          GATE: () => this.isFilterGroup(),
          ALT: () => {
            this.CONSUME(t.Open)
            const filter = this.SUBRULE(this.filter)
            this.CONSUME(t.Close)
            return filter
          },
        },
        { ALT: () => this.SUBRULE(this.comparison) },
      ]),
  )

  readonly comparison = this.RULE('comparison', (): Comparison => {
    const left = this.SUBRULE(this.expression)
    const { operator, negated } = this.SUBRULE(this.comparator)
    const right = this.SUBRULE(this.value)
    return this.ACTION(() => ({
      kind: 'comparison',
      operator,
      negated,
      left,
      right,
      range: { start: left.range.start, end: right.range.end },
    }))
  })

  readonly comparator = this.RULE(
    'comparator',
    (): Comparing =>
      this.OR([
        {
          ALT: (): Comparing => {
            const token = this.CONSUME(t.Comparison)
            return this.ACTION(() => comparator(token.image))
          },
        },
        {
          ALT: (): Comparing => {
            const negated = this.OPTION(() => this.CONSUME(t.Not)) !== undefined
            const operator = this.OR1([
              { ALT: (): Comparator => meaning(this.CONSUME(t.In), '=') },
              { ALT: (): Comparator => meaning(this.CONSUME(t.Contains), '~=') },
              { ALT: (): Comparator => meaning(this.CONSUME(t.StartsWith), '^=') },
              { ALT: (): Comparator => meaning(this.CONSUME(t.EndsWith), '$=') },
            ])
            return { operator, negated }
          },
        },
      ]),
  )

  readonly value = this.RULE(
    'value',
    (): Value =>
      this.OR([
        {
          ALT: (): Value => {
            const token = this.CONSUME(t.RegexLiteral)
            return this.ACTION(() => {
              const end = token.image.lastIndexOf('/')
              return { kind: 'regex', source: token.image.slice(1, end), flags: token.image.slice(end + 1), range: rangeOf(token) }
            })
          },
        },
        {
          GATE: () => tokenMatcher(this.LA(2), t.Find),
          ALT: (): Value => {
            const first = this.CONSUME(t.Open)
            const query = this.SUBRULE(this.find)
            this.CONSUME(t.Close)
            return { kind: 'subquery', query, range: this.since(first) }
          },
        },
        {
          GATE: () => this.isValueGroup(),
          ALT: (): Value => {
            const first = this.CONSUME1(t.Open)
            const value = this.SUBRULE(this.values)
            this.CONSUME1(t.Close)
            return this.ACTION(() => ({ ...value, range: this.since(first) }))
          },
        },
        { ALT: (): Value => this.SUBRULE(this.expression) },
      ]),
  )

  /** A comma in a list means OR. */
  readonly values = this.RULE('values', (): Value => {
    const values: Value[] = []
    values.push(this.SUBRULE(this.valuesTogether))
    this.MANY(() => {
      this.OR([{ ALT: () => this.CONSUME(t.Or) }, { ALT: () => this.CONSUME(t.Comma) }])
      values.push(this.SUBRULE1(this.valuesTogether))
    })
    return this.ACTION(() => listOf('some', values))
  })

  readonly valuesTogether = this.RULE('valuesTogether', (): Value => {
    const values: Value[] = []
    this.AT_LEAST_ONE_SEP({
      SEP: t.And,
      DEF: () => {
        values.push(this.SUBRULE(this.value))
      },
    })
    return this.ACTION(() => listOf('all', values))
  })

  /** A bracket before a comparison holds conditions, unless what follows its end shows that it holds a number. */
  protected isFilterGroup(): boolean {
    const after = this.afterClosing()
    return after === undefined || !(tokenMatcher(after, t.Comparison) || isWordComparison(after) || isArithmetic(after))
  }

  protected isValueGroup(): boolean {
    const after = this.afterClosing()
    return after === undefined || !isArithmetic(after)
  }
}

function comparator(sign: string): Comparing {
  const negated = sign.startsWith('!')
  const operator = (['=', '>', '>=', '<', '<=', '~=', '^=', '$='] as const).find((known) => known === (negated ? sign.slice(1) : sign))
  return { operator: operator ?? '=', negated }
}

function joined(kind: 'and' | 'or', operands: readonly Filter[]): Filter {
  const [first] = operands
  const last = operands.at(-1)
  if (first === undefined || last === undefined) throw new Error('a filter has at least one operand')
  return operands.length === 1 ? first : { kind, operands, range: { start: first.range.start, end: last.range.end } }
}

function listOf(mode: 'some' | 'all', values: readonly Value[]): Value {
  const [first] = values
  const last = values.at(-1)
  if (first === undefined || last === undefined) throw new Error('a list has at least one value')
  return values.length === 1 ? first : { kind: 'list', mode, values, range: { start: first.range.start, end: last.range.end } }
}
