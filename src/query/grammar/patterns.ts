/** Rules of the pattern: entities, and the steps between them. */

import { tokenMatcher } from 'chevrotain'
import type {
  AnySelector,
  Filter,
  Hop,
  Name,
  NameSelector,
  NodePattern,
  OptionalGroup,
  Selector,
  SmartSelector,
  Step,
  UnionSelector,
} from '../ast.ts'
import { syntaxError } from '../error.ts'
import { endOf, nameOf, rangeOf, unquoted } from './base.ts'
import { FilterGrammar } from './filters.ts'
import * as t from './tokens.ts'

export abstract class PatternGrammar extends FilterGrammar {
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
      GATE: () => !this.isAsOf(),
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
    return this.ACTION(() => ({ selector, filters, ...(alias === undefined ? {} : { alias }), range: this.from(selector.range) }))
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
    return { kind: 'union', items, range: this.since(first) }
  })

  readonly smartItem = this.RULE('smartItem', (): SmartSelector => {
    const name = this.SUBRULE(this.smartClass)
    const of = this.OPTION(() => this.SUBRULE(this.nameSelector))
    return this.ACTION(() => ({ kind: 'smart', classes: [name], ...(of === undefined ? {} : { of }), range: this.from(name.range) }))
  })

  readonly smartSelector = this.RULE('smartSelector', (): SmartSelector => {
    const classes: Name[] = []
    this.AT_LEAST_ONE(() => {
      classes.push(this.SUBRULE(this.smartClass))
    })
    const of = this.OPTION({
      GATE: () => !this.isOptionalGroup(),
      DEF: () =>
        this.OR([
          { ALT: () => this.SUBRULE(this.anySelector) },
          { ALT: () => this.SUBRULE(this.nameSelector) },
          { ALT: () => this.SUBRULE(this.unionSelector) },
        ]),
    })
    return this.ACTION(() => {
      const start = classes[0]?.range.start ?? 0
      return { kind: 'smart', classes, ...(of === undefined ? {} : { of }), range: this.from({ start, end: start }) }
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
    const alias = this.OPTION({ GATE: () => !this.isAsOf(), DEF: () => this.SUBRULE(this.as) })
    return { kind: 'optional', steps, ...(alias === undefined ? {} : { alias }), range: this.since(first) }
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
      range: this.since(first),
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
          this.OPTION({ DEF: () => this.CONSUME(t.To) })
        },
      },
    ])
    return verbs
  })

  /** TO after a verb is filler. */
  readonly verb = this.RULE('verb', (): Name => {
    const name = nameOf(this.CONSUME(t.Name))
    this.OPTION({ DEF: () => this.CONSUME(t.To) })
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
      const range = this.since(first)
      const least = Number(min.image)
      const most = max === undefined ? (open ? undefined : least) : Number(max.image)
      if (!Number.isInteger(least) || (most !== undefined && (!Number.isInteger(most) || most < least || most < 1))) {
        throw syntaxError('A repetition is written {1,4}, {2} or {1,}, the smaller number first,', this.text, range)
      }
      return { min: least, ...(most === undefined ? {} : { max: most }), range }
    })
  })

  // ---- what stands ahead ----

  protected isOptionalGroup(ahead = 1): boolean {
    return tokenMatcher(this.LA(ahead), t.Open) && (tokenMatcher(this.LA(ahead + 1), t.That) || tokenMatcher(this.LA(ahead + 1), t.Open))
  }

  protected beginsSelector(ahead: number): boolean {
    const token = this.LA(ahead)
    if (tokenMatcher(token, t.Open)) return !this.isOptionalGroup(ahead)
    return [t.Name, t.Star, t.Hash, t.Text].some((type) => tokenMatcher(token, type))
  }
}
