/** The grammar: tokens in, syntax tree out. One rule a method, in the order in which a query is read. */

import { EmbeddedActionsParser, type IToken, tokenMatcher } from 'chevrotain'
import type {
  AnySelector,
  Arithmetic,
  Comparator,
  Comparison,
  Count,
  DateExpression,
  Expression,
  Filter,
  Hop,
  Name,
  NameSelector,
  NodePattern,
  OptionalGroup,
  OrderItem,
  Query,
  ResultClause,
  ReturnItem,
  Selector,
  SmartSelector,
  Step,
  UnionSelector,
  Value,
} from './ast.ts'
import { dateUnit, parseDate, unitWords } from './dates.ts'
import { type Range, syntaxError } from './error.ts'
import { type Lexed, lex } from './lexer.ts'
import * as t from './tokens.ts'

/** Operators of one arithmetic expression, hops of one query: more is refused, so that what walks the tree has a known depth. */
export const maxOperators = 200
export const maxHops = 100

type Comparing = Pick<Comparison, 'operator' | 'negated'>
type Operator = Arithmetic['operator']

export class QueryParser extends EmbeddedActionsParser {
  #text = ''
  #afterGroup: Lexed['afterGroup'] = new Map()

  constructor() {
    super([...t.tokens], { recoveryEnabled: false, maxLookahead: 2, skipValidations: true, nodeLocationTracking: 'none' })
    this.performSelfAnalysis()
  }

  /** Sets what is to be parsed; the rules read from it. */
  begin(text: string, lexed: Lexed): void {
    this.#text = text
    this.#afterGroup = lexed.afterGroup
    this.input = [...lexed.tokens]
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
    const shortest = this.OPTION1({ GATE: () => this.#beginsSelector(2), DEF: () => this.CONSUME(t.Shortest) }) !== undefined
    const start = this.SUBRULE(this.node)
    const tail = this.SUBRULE(this.tail)
    return { kind: 'query', unique, shortest, start, ...tail, range: this.#since(first) }
  })

  /** A query that begins with a quoted text needs no FIND. */
  readonly bareSearch = this.RULE('bareSearch', (): Query => {
    const first = this.LA(1)
    const selector = this.SUBRULE(this.textSelector)
    const start = this.SUBRULE(this.conditions, { ARGS: [selector] })
    const tail = this.SUBRULE(this.tail)
    return { kind: 'query', unique: false, shortest: false, start, ...tail, range: this.#since(first) }
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

  // ---- entities ----

  readonly node = this.RULE('node', (): NodePattern => {
    const selector = this.SUBRULE(this.selector)
    return this.SUBRULE(this.conditions, { ARGS: [selector] })
  })

  /** WITH and AS, in either order. */
  readonly conditions = this.RULE('conditions', (selector: Selector): NodePattern => {
    const filters: Filter[] = []
    let alias: Name | undefined
    this.MANY({
      GATE: () => !this.#isAsOf(),
      DEF: () =>
        this.OR([
          {
            ALT: () => {
              this.CONSUME(t.With)
              filters.push(this.SUBRULE(this.filter))
            },
          },
          {
            ALT: () => {
              alias = this.SUBRULE(this.as)
            },
          },
        ]),
    })
    return this.ACTION(() => ({ selector, filters, ...(alias === undefined ? {} : { alias }), range: this.#from(selector.range) }))
  })

  readonly selector = this.RULE(
    'selector',
    (): Selector =>
      this.OR([
        { ALT: () => this.SUBRULE(this.anySelector) },
        { ALT: () => this.SUBRULE(this.nameSelector) },
        { ALT: () => this.SUBRULE(this.unionSelector) },
        { ALT: () => this.SUBRULE(this.smartSelector) },
        { ALT: () => this.SUBRULE(this.textSelector) },
      ]),
  )

  readonly anySelector = this.RULE('anySelector', (): AnySelector => ({ kind: 'any', range: rangeOf(this.CONSUME(t.Star)) }))

  readonly nameSelector = this.RULE('nameSelector', (): NameSelector => {
    const name = nameOf(this.CONSUME(t.Name))
    return { kind: 'name', name, range: name.range }
  })

  readonly unionSelector = this.RULE('unionSelector', (): UnionSelector => {
    const items: UnionSelector['items'][number][] = []
    const first = this.CONSUME(t.Open)
    this.AT_LEAST_ONE_SEP({
      SEP: t.Bar,
      DEF: () => {
        items.push(
          this.OR([
            { ALT: () => this.SUBRULE(this.anySelector) },
            { ALT: () => this.SUBRULE(this.nameSelector) },
            { ALT: () => this.SUBRULE(this.smartItem) },
          ]),
        )
      },
    })
    this.CONSUME(t.Close)
    return { kind: 'union', items, range: this.#since(first) }
  })

  readonly smartItem = this.RULE('smartItem', (): SmartSelector => {
    const name = this.SUBRULE(this.smartClass)
    const of = this.OPTION(() => this.SUBRULE(this.nameSelector))
    return this.ACTION(() => ({ kind: 'smart', classes: [name], ...(of === undefined ? {} : { of }), range: this.#from(name.range) }))
  })

  readonly smartSelector = this.RULE('smartSelector', (): SmartSelector => {
    const classes: Name[] = []
    this.AT_LEAST_ONE(() => {
      classes.push(this.SUBRULE(this.smartClass))
    })
    const of = this.OPTION({
      GATE: () => !this.#isOptionalGroup(),
      DEF: () =>
        this.OR([
          { ALT: () => this.SUBRULE(this.anySelector) },
          { ALT: () => this.SUBRULE(this.nameSelector) },
          { ALT: () => this.SUBRULE(this.unionSelector) },
        ]),
    })
    return this.ACTION(() => {
      const start = classes[0]?.range.start ?? 0
      return { kind: 'smart', classes, ...(of === undefined ? {} : { of }), range: this.#from({ start, end: start }) }
    })
  })

  readonly smartClass = this.RULE('smartClass', (): Name => {
    const hash = this.CONSUME(t.Hash)
    const name = this.CONSUME(t.Name)
    return { text: name.image, range: { start: hash.startOffset, end: endOf(name) } }
  })

  readonly textSelector = this.RULE('textSelector', (): Selector => {
    const token = this.CONSUME(t.Text)
    return { kind: 'text', text: this.ACTION(() => unquoted(token.image)), range: rangeOf(token) }
  })

  readonly as = this.RULE('as', (): Name => {
    this.CONSUME(t.As)
    return this.SUBRULE(this.alias)
  })

  readonly alias = this.RULE(
    'alias',
    (): Name =>
      this.OR([
        { ALT: () => nameOf(this.CONSUME(t.Name)) },
        {
          ALT: () => {
            const token = this.CONSUME(t.Text)
            return { text: this.ACTION(() => unquoted(token.image)), range: rangeOf(token) }
          },
        },
      ]),
  )

  // ---- traversal ----

  readonly step = this.RULE(
    'step',
    (): Step => this.OR([{ ALT: () => this.SUBRULE(this.hop) }, { ALT: () => this.SUBRULE(this.optionalGroup) }]),
  )

  readonly optionalGroup = this.RULE('optionalGroup', (): OptionalGroup => {
    const steps: Step[] = []
    const first = this.CONSUME(t.Open)
    this.AT_LEAST_ONE(() => {
      steps.push(this.SUBRULE(this.step))
    })
    this.CONSUME(t.Close)
    this.CONSUME(t.Question)
    const alias = this.OPTION({ GATE: () => !this.#isAsOf(), DEF: () => this.SUBRULE(this.as) })
    return { kind: 'optional', steps, ...(alias === undefined ? {} : { alias }), range: this.#since(first) }
  })

  readonly hop = this.RULE('hop', (): Hop => {
    const first = this.CONSUME(t.That)
    const negated = this.OPTION(() => this.CONSUME(t.Bang)) !== undefined
    const verbs = this.SUBRULE(this.verbs)
    const repeat = this.OPTION1(() => this.SUBRULE(this.repeat))
    let direction: Hop['direction'] = 'either'
    let alias: Name | undefined
    this.MANY(() =>
      this.OR([
        {
          ALT: () => {
            this.CONSUME(t.Right)
            direction = 'out'
          },
        },
        {
          ALT: () => {
            this.CONSUME(t.Left)
            direction = 'in'
          },
        },
        {
          ALT: () => {
            alias = this.SUBRULE(this.as)
          },
        },
      ]),
    )
    const target = this.SUBRULE(this.node)
    return {
      kind: 'hop',
      negated,
      verbs,
      direction,
      ...(repeat === undefined ? {} : { repeat }),
      ...(alias === undefined ? {} : { alias }),
      target,
      range: this.#since(first),
    }
  })

  readonly verbs = this.RULE('verbs', (): Name[] => {
    const verbs: Name[] = []
    this.OR([
      {
        ALT: () => {
          verbs.push(this.SUBRULE(this.verb))
        },
      },
      {
        ALT: () => {
          this.CONSUME(t.Open)
          this.AT_LEAST_ONE_SEP({
            SEP: t.Bar,
            DEF: () => {
              verbs.push(this.SUBRULE1(this.verb))
            },
          })
          this.CONSUME(t.Close)
          this.OPTION({ GATE: () => this.#isFiller(), DEF: () => this.CONSUME(t.To) })
        },
      },
    ])
    return verbs
  })

  /** TO after a verb is filler. */
  readonly verb = this.RULE('verb', (): Name => {
    const name = nameOf(this.CONSUME(t.Name))
    this.OPTION({ GATE: () => this.#isFiller(), DEF: () => this.CONSUME(t.To) })
    return name
  })

  /** `{2}`, `{1,4}`, `{1,}`. */
  readonly repeat = this.RULE('repeat', (): NonNullable<Hop['repeat']> => {
    const first = this.CONSUME(t.OpenBrace)
    const min = this.CONSUME(t.Digits)
    let open = false
    const max = this.OPTION(() => {
      this.CONSUME(t.Comma)
      open = true
      return this.OPTION1(() => this.CONSUME1(t.Digits))
    })
    this.CONSUME(t.CloseBrace)
    return this.ACTION(() => {
      const range = this.#since(first)
      const least = Number(min.image)
      const most = max === undefined ? (open ? undefined : least) : Number(max.image)
      if (!Number.isInteger(least) || (most !== undefined && (!Number.isInteger(most) || most < least || most < 1))) {
        throw syntaxError('A repetition is written {1,4}, {2} or {1,}, the smaller number first,', this.#text, range)
      }
      return { min: least, ...(most === undefined ? {} : { max: most }), range }
    })
  })

  // ---- filters ----

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
          GATE: () => this.#isFilterGroup(),
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
              { ALT: (): Comparator => (this.CONSUME(t.In), '=') },
              { ALT: (): Comparator => (this.CONSUME(t.Contains), '~=') },
              { ALT: (): Comparator => (this.CONSUME(t.StartsWith), '^=') },
              { ALT: (): Comparator => (this.CONSUME(t.EndsWith), '$=') },
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
            return { kind: 'subquery', query, range: this.#since(first) }
          },
        },
        {
          GATE: () => this.#isValueGroup(),
          ALT: (): Value => {
            const first = this.CONSUME1(t.Open)
            const value = this.SUBRULE(this.values)
            this.CONSUME1(t.Close)
            return this.ACTION(() => ({ ...value, range: this.#since(first) }))
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

  // ---- results ----

  readonly result = this.RULE('result', (): ResultClause => {
    const first = this.CONSUME(t.Return)
    return this.OR([
      {
        ALT: (): ResultClause => {
          this.CONSUME(t.Tree)
          return { kind: 'tree', range: this.#since(first) }
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
          return { kind: 'columns', items, range: this.#since(first) }
        },
      },
    ])
  })

  readonly returnItem = this.RULE('returnItem', (): ReturnItem => {
    const expression = this.SUBRULE(this.expression)
    const alias = this.OPTION({ GATE: () => !this.#isAsOf(), DEF: () => this.SUBRULE(this.columnName) })
    return this.ACTION(() => {
      const text = this.#text.slice(expression.range.start, expression.range.end).replace(/\s+/g, ' ')
      return { expression, ...(alias === undefined ? {} : { alias }), text, range: this.#from(expression.range) }
    })
  })

  /** A column may be called by a reserved word where nothing else can be meant. */
  readonly columnName = this.RULE('columnName', (): Name => {
    this.CONSUME(t.As)
    return this.OR([
      { ALT: () => this.SUBRULE(this.alias) },
      { GATE: () => this.#endsColumn(2), ALT: () => nameOf(this.CONSUME(t.Reserved)) },
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
      this.OR([{ ALT: () => (this.CONSUME(t.Asc), false) }, { ALT: () => (this.CONSUME(t.Desc), true) }]),
    )
    return this.ACTION(() => ({ expression, descending: descending ?? false, range: this.#from(expression.range) }))
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

  // ---- expressions ----

  readonly expression = this.RULE('expression', (): Expression => {
    let left = this.SUBRULE(this.term)
    let operators = 0
    this.MANY(() => {
      const operator = this.OR([
        { ALT: (): Operator => (this.CONSUME(t.Plus), '+') },
        { ALT: (): Operator => (this.CONSUME(t.Minus), '-') },
      ])
      const right = this.SUBRULE1(this.term)
      left = this.ACTION(() => this.#arithmetic(operator, left, right, ++operators))
    })
    return left
  })

  readonly term = this.RULE('term', (): Expression => {
    let left = this.SUBRULE(this.power)
    let operators = 0
    this.MANY(() => {
      const operator = this.OR([
        { ALT: (): Operator => (this.CONSUME(t.Star), '*') },
        { ALT: (): Operator => (this.CONSUME(t.Slash), '/') },
      ])
      const right = this.SUBRULE1(this.power)
      left = this.ACTION(() => this.#arithmetic(operator, left, right, ++operators))
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
    return this.ACTION(() => operands.reduceRight((right, left, index) => this.#arithmetic('^', left, right, operands.length - index)))
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
            return this.ACTION(() => ({ ...inner, range: this.#since(first) }))
          },
        },
        { GATE: () => tokenMatcher(this.LA(2), t.Open), ALT: (): Expression => this.SUBRULE(this.call) },
        { GATE: () => !this.#isLiteralWord(), ALT: (): Expression => this.SUBRULE(this.reference) },
        { ALT: (): Expression => ({ kind: 'boolean', value: true, range: rangeOf(this.CONSUME(t.True)) }) },
        { ALT: (): Expression => ({ kind: 'boolean', value: false, range: rangeOf(this.CONSUME(t.False)) }) },
        { ALT: (): Expression => ({ kind: 'missing', range: rangeOf(this.CONSUME(t.Undefined)) }) },
        { ALT: (): Expression => ({ kind: 'missing', range: rangeOf(this.CONSUME(t.Null)) }) },
      ]),
  )

  readonly date = this.RULE('date', (): DateExpression => {
    const first = this.LA(1)
    const base = this.OR([
      { ALT: (): DateExpression['base'] => (this.CONSUME(t.DateNow), 'now') },
      {
        ALT: () => {
          const token = this.CONSUME(t.DateLiteral)
          return this.ACTION(() => this.#dateOf(token))
        },
      },
    ])
    const offset = this.OPTION({
      GATE: () => tokenMatcher(this.LA(2), t.Digits) && this.#isUnit(this.LA(3)),
      DEF: () => {
        const sign = this.OR1([{ ALT: () => (this.CONSUME(t.Plus), 1) }, { ALT: () => (this.CONSUME(t.Minus), -1) }])
        const amount = this.CONSUME(t.Digits)
        const unit = this.CONSUME(t.Name)
        return this.ACTION(() => ({ amount: sign * Number(amount.image), unit: this.#unitOf(unit) }))
      },
    })
    return { kind: 'date', base, ...(offset === undefined ? {} : { offset }), range: this.#since(first) }
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
    return this.ACTION(() => ({ kind: 'call', name, arguments: args, star, range: this.#from(name.range) }))
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
    return this.ACTION(() => ({ kind: 'reference', segments, star, range: this.#from(segments[0]?.range ?? { start: 0, end: 0 }) }))
  })

  // ---- what stands ahead ----

  #isAsOf(): boolean {
    const third = this.LA(3)
    return (
      tokenMatcher(this.LA(1), t.As) &&
      tokenMatcher(this.LA(2), t.Of) &&
      (tokenMatcher(third, t.DateNow) || tokenMatcher(third, t.DateLiteral))
    )
  }

  #isOptionalGroup(ahead = 1): boolean {
    return tokenMatcher(this.LA(ahead), t.Open) && (tokenMatcher(this.LA(ahead + 1), t.That) || tokenMatcher(this.LA(ahead + 1), t.Open))
  }

  #beginsSelector(ahead: number): boolean {
    const token = this.LA(ahead)
    if (tokenMatcher(token, t.Open)) return !this.#isOptionalGroup(ahead)
    return [t.Name, t.Star, t.Hash, t.Text].some((type) => tokenMatcher(token, type))
  }

  /** TO is filler unless it is itself the entity: `THAT RELATES TO`, but `THAT HAS to` where nothing else follows. */
  #isFiller(): boolean {
    return tokenMatcher(this.LA(1), t.To)
  }

  #afterClosing(): IToken | undefined {
    return this.#afterGroup.get(this.LA(1).startOffset)
  }

  /** A bracket before a comparison holds conditions, unless what follows its end shows that it holds a number. */
  #isFilterGroup(): boolean {
    const after = this.#afterClosing()
    return after === undefined || !(tokenMatcher(after, t.Comparison) || isWordComparison(after) || isArithmetic(after))
  }

  #isValueGroup(): boolean {
    const after = this.#afterClosing()
    return after === undefined || !isArithmetic(after)
  }

  #isLiteralWord(): boolean {
    const token = this.LA(1)
    return [t.True, t.False, t.Undefined, t.Null].some((type) => tokenMatcher(token, type)) && !tokenMatcher(this.LA(2), t.Comparison)
  }

  #isUnit(token: IToken): boolean {
    return tokenMatcher(token, t.Name) && !isWordComparison(token) && !tokenMatcher(token, t.Asc) && !tokenMatcher(token, t.Desc)
  }

  #endsColumn(ahead: number): boolean {
    const token = this.LA(ahead)
    return (
      Number.isNaN(token.startOffset) ||
      [t.Comma, t.Semicolon, t.Close, t.Having, t.Order, t.Skip, t.Limit].some((type) => tokenMatcher(token, type))
    )
  }

  // ---- what has been read ----

  #since(first: IToken): Range {
    return { start: first.startOffset, end: endOf(this.LA(0)) }
  }

  #from(range: Range): Range {
    return { start: range.start, end: Math.max(range.end, endOf(this.LA(0))) }
  }

  #arithmetic(operator: Operator, left: Expression, right: Expression, operators: number): Expression {
    const range = { start: left.range.start, end: right.range.end }
    if (operators > maxOperators) throw syntaxError(`An expression has more than ${maxOperators} operators`, this.#text, range)
    return { kind: 'arithmetic', operator, left, right, range }
  }

  #dateOf(token: IToken): number {
    const text = token.image.slice(token.image.indexOf('(') + 1, -1)
    const time = parseDate(text)
    if (time === undefined) {
      throw syntaxError(`"${text}" is no date`, this.#text, rangeOf(token), {
        expected: ['a date as in 2019-10-30 or 2019-10-30T08:15:00Z'],
      })
    }
    return time
  }

  #unitOf(token: IToken): NonNullable<ReturnType<typeof dateUnit>> {
    const unit = dateUnit(token.image)
    if (unit === undefined) throw syntaxError(`Unexpected token "${token.image}"`, this.#text, rangeOf(token), { expected: [...unitWords] })
    return unit
  }
}

function rangeOf(token: IToken): Range {
  return { start: token.startOffset, end: endOf(token) }
}

function endOf(token: IToken): number {
  return token.startOffset + token.image.length
}

function nameOf(token: IToken): Name {
  return { text: token.image, range: rangeOf(token) }
}

function bracketed(token: IToken): Name {
  return { text: token.image.slice(1, -1), range: rangeOf(token) }
}

function parameterName(token: IToken): string {
  return token.image.slice(2, -1).trim()
}

function unquoted(image: string): string {
  return image.slice(1, -1).replace(/\\(['"\\])/g, '$1')
}

function comparator(sign: string): Comparing {
  const negated = sign.startsWith('!')
  const operator = (['=', '>', '>=', '<', '<=', '~=', '^=', '$='] as const).find((known) => known === (negated ? sign.slice(1) : sign))
  return { operator: operator ?? '=', negated }
}

function isWordComparison(token: IToken): boolean {
  return [t.Not, t.In, t.Contains, t.StartsWith, t.EndsWith].some((type) => tokenMatcher(token, type))
}

function isArithmetic(token: IToken): boolean {
  return [t.Plus, t.Minus, t.Star, t.Slash, t.Caret].some((type) => tokenMatcher(token, type))
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
