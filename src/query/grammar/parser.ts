/** The grammar's top: statements and their result clauses; and the one parser of the process. */

import { EOF, tokenMatcher } from 'chevrotain'
import type { Count, DateExpression, Name, OrderItem, Query, ResultClause, ReturnItem, Step } from '../ast.ts'
import { meaning, nameOf, rangeOf } from './base.ts'
import { parameterName } from './expressions.ts'
import { type Lexed, lex } from './lexer.ts'
import { PatternGrammar } from './patterns.ts'
import * as t from './tokens.ts'

export class QueryParser extends PatternGrammar {
  constructor() {
    super()
    this.performSelfAnalysis()
  }

  // ---- statement ----

  readonly statement = this.RULE('statement', (): Query => {
    const query = this.OR([{ ALT: () => this.SUBRULE(this.find) }, { ALT: () => this.SUBRULE(this.bareSearch) }])
    this.OPTION(() => this.CONSUME(t.Semicolon))
    return query
  })

  readonly find = this.RULE('find', (): Query => {
    const first = this.CONSUME(t.Find)
    const unique = this.OPTION(() => this.CONSUME(t.Unique)) !== undefined
    const shortest = this.OPTION1({ GATE: () => this.beginsSelector(2), DEF: () => this.CONSUME(t.Shortest) }) !== undefined
    const start = this.SUBRULE(this.node)
    const tail = this.SUBRULE(this.tail)
    return { kind: 'query', unique, shortest, start, ...tail, range: this.since(first) }
  })

  /** A query that begins with a quoted text needs no FIND. */
  readonly bareSearch = this.RULE('bareSearch', (): Query => {
    const first = this.LA(1)
    const selector = this.SUBRULE(this.textSelector)
    const start = this.SUBRULE(this.conditions, { ARGS: [selector] })
    const tail = this.SUBRULE(this.tail)
    return { kind: 'query', unique: false, shortest: false, start, ...tail, range: this.since(first) }
  })

  readonly tail = this.RULE('tail', (): Omit<Query, 'kind' | 'unique' | 'shortest' | 'start' | 'range'> => {
    const steps: Step[] = []
    this.MANY(() => {
      steps.push(this.SUBRULE(this.step))
    })
    const where = this.OPTION(() => this.SUBRULE(this.where))
    const result = this.OPTION1(() => this.SUBRULE(this.result))
    const having = this.OPTION2(() => this.SUBRULE(this.having))
    const orderBy = this.OPTION3(() => this.SUBRULE(this.orderBy)) ?? []
    const skip = this.OPTION4(() => this.SUBRULE(this.skip))
    const limit = this.OPTION5(() => this.SUBRULE(this.limit))
    const asOf = this.OPTION6(() => this.SUBRULE(this.asOf))
    return {
      steps,
      ...(where === undefined ? {} : { where }),
      ...(result === undefined ? {} : { result }),
      ...(having === undefined ? {} : { having }),
      orderBy,
      ...(skip === undefined ? {} : { skip }),
      ...(limit === undefined ? {} : { limit }),
      ...(asOf === undefined ? {} : { asOf }),
    }
  })

  // ---- results ----

  readonly result = this.RULE('result', (): ResultClause => {
    const first = this.CONSUME(t.Return)
    return this.OR([
      {
        ALT: (): ResultClause => {
          this.CONSUME(t.Tree)
          return { kind: 'tree', range: this.since(first) }
        },
      },
      {
        ALT: (): ResultClause => {
          const items: ReturnItem[] = []
          this.AT_LEAST_ONE_SEP({
            SEP: t.Comma,
            DEF: () => {
              items.push(this.SUBRULE(this.returnItem))
            },
          })
          return { kind: 'columns', items, range: this.since(first) }
        },
      },
    ])
  })

  readonly returnItem = this.RULE('returnItem', (): ReturnItem => {
    const expression = this.SUBRULE(this.expression)
    const alias = this.OPTION({ GATE: () => !this.isAsOf(), DEF: () => this.SUBRULE(this.columnName) })
    return this.ACTION(() => {
      const text = this.text.slice(expression.range.start, expression.range.end).replace(/\s+/g, ' ')
      return { expression, ...(alias === undefined ? {} : { alias }), text, range: this.from(expression.range) }
    })
  })

  /** A column may be called by a reserved word where nothing else can be meant. */
  readonly columnName = this.RULE('columnName', (): Name => {
    this.CONSUME(t.As)
    return this.OR([
      { ALT: () => this.SUBRULE(this.alias) },
      { GATE: () => this.endsColumn(2), ALT: () => nameOf(this.CONSUME(t.Reserved)) },
    ])
  })

  readonly orderBy = this.RULE('orderBy', (): OrderItem[] => {
    const items: OrderItem[] = []
    this.CONSUME(t.Order)
    this.CONSUME(t.By)
    this.AT_LEAST_ONE_SEP({
      SEP: t.Comma,
      DEF: () => {
        items.push(this.SUBRULE(this.orderItem))
      },
    })
    return items
  })

  readonly orderItem = this.RULE('orderItem', (): OrderItem => {
    const expression = this.SUBRULE(this.expression)
    const descending = this.OPTION(() =>
      this.OR([{ ALT: () => meaning(this.CONSUME(t.Asc), false) }, { ALT: () => meaning(this.CONSUME(t.Desc), true) }]),
    )
    return this.ACTION(() => ({ expression, descending: descending ?? false, range: this.from(expression.range) }))
  })

  readonly skip = this.RULE('skip', (): Count => {
    this.CONSUME(t.Skip)
    return this.SUBRULE(this.count)
  })

  readonly limit = this.RULE('limit', (): Count => {
    this.CONSUME(t.Limit)
    return this.SUBRULE(this.count)
  })

  readonly count = this.RULE(
    'count',
    (): Count =>
      this.OR([
        {
          ALT: (): Count => {
            const token = this.CONSUME(t.Digits)
            return { kind: 'number', value: Number(token.image), range: rangeOf(token) }
          },
        },
        {
          ALT: (): Count => {
            const token = this.CONSUME(t.Variable)
            return { kind: 'parameter', name: parameterName(token), range: rangeOf(token) }
          },
        },
      ]),
  )

  readonly asOf = this.RULE('asOf', (): DateExpression => {
    this.CONSUME(t.As)
    this.CONSUME(t.Of)
    return this.SUBRULE(this.date)
  })

  // ---- what stands ahead ----

  protected endsColumn(ahead: number): boolean {
    const token = this.LA(ahead)
    return (
      tokenMatcher(token, EOF) ||
      [t.Comma, t.Semicolon, t.Close, t.Having, t.Order, t.Skip, t.Limit].some((type) => tokenMatcher(token, type))
    )
  }
}

let shared: QueryParser | undefined

/** The one parser of the process, made when first needed: making it costs more than parsing. */
function theParser(): QueryParser {
  shared ??= new QueryParser()
  return shared
}

/** The parser, ready to read a text, and the text's tokens. */
export function parserOf(text: string): { readonly parser: QueryParser; readonly lexed: Lexed } {
  const lexed = lex(text)
  const parser = theParser()
  parser.begin(text, lexed)
  return { parser, lexed }
}

/** The rules of the grammar, for whoever wants to know what can follow. */
export function parserRules(): ReturnType<QueryParser['getGAstProductions']> {
  return theParser().getGAstProductions()
}
