/** The syntax tree of a query: plain objects, each with its kind and its place in the text. Built by parser.ts only. */

import type { Range } from './error.ts'

export interface Name {
  readonly text: string
  readonly range: Range
}

export interface Query {
  readonly kind: 'query'
  readonly unique: boolean
  /** Ours: `FIND SHORTEST a THAT RELATES TO{1,6} b`. */
  readonly shortest: boolean
  readonly start: NodePattern
  readonly steps: readonly Step[]
  readonly where?: Filter
  readonly result?: ResultClause
  readonly having?: Filter
  readonly orderBy: readonly OrderItem[]
  readonly skip?: Count
  readonly limit?: Count
  /** Ours: the query is asked of the graph as it was then. */
  readonly asOf?: DateExpression
  readonly range: Range
}

// ---- entities ----

/** An entity of the pattern: what it may be, what must hold for it, how it is called. */
export interface NodePattern {
  readonly selector: Selector
  /** WITH filters, usually none or one; all must hold. */
  readonly filters: readonly Filter[]
  readonly alias?: Name
  readonly range: Range
}

export type Selector = AnySelector | NameSelector | UnionSelector | SmartSelector | TextSelector

export interface AnySelector {
  readonly kind: 'any'
  readonly range: Range
}

/** A class when it begins with a capital, else a type. */
export interface NameSelector {
  readonly kind: 'name'
  readonly name: Name
  readonly range: Range
}

export interface UnionSelector {
  readonly kind: 'union'
  readonly items: readonly (AnySelector | NameSelector | SmartSelector)[]
  readonly range: Range
}

/** `#A #B Host`: entities of all these smart classes that also match what follows. */
export interface SmartSelector {
  readonly kind: 'smart'
  readonly classes: readonly Name[]
  readonly of?: AnySelector | NameSelector | UnionSelector
  readonly range: Range
}

export interface TextSelector {
  readonly kind: 'text'
  readonly text: string
  readonly range: Range
}

// ---- traversal ----

export type Step = Hop | OptionalGroup

export interface Hop {
  readonly kind: 'hop'
  readonly negated: boolean
  readonly verbs: readonly Name[]
  readonly direction: 'out' | 'in' | 'either'
  /** Ours: `HAS{1,4}`. Without `max`, as deep as the settings allow. */
  readonly repeat?: { readonly min: number; readonly max?: number; readonly range: Range }
  readonly alias?: Name
  readonly target: NodePattern
  readonly range: Range
}

export interface OptionalGroup {
  readonly kind: 'optional'
  readonly steps: readonly Step[]
  /** Names the entity that the query stands on after the group, walked or skipped. */
  readonly alias?: Name
  readonly range: Range
}

// ---- filters ----

export type Filter = OrFilter | AndFilter | Comparison

export interface OrFilter {
  readonly kind: 'or'
  readonly operands: readonly Filter[]
  readonly range: Range
}

export interface AndFilter {
  readonly kind: 'and'
  readonly operands: readonly Filter[]
  readonly range: Range
}

/** The positive comparisons; a negated one is `negated` and means "not (left operator right)". */
export type Comparator = '=' | '>' | '>=' | '<' | '<=' | '~=' | '^=' | '$='

export interface Comparison {
  readonly kind: 'comparison'
  readonly operator: Comparator
  readonly negated: boolean
  readonly left: Expression
  readonly right: Value
  readonly range: Range
}

/** What may stand on the right of a comparison. */
export type Value = Expression | Regex | Subquery | ValueList

export interface Regex {
  readonly kind: 'regex'
  readonly source: string
  readonly flags: string
  readonly range: Range
}

export interface Subquery {
  readonly kind: 'subquery'
  readonly query: Query
  readonly range: Range
}

/** `('a' OR 'b')`, `('a' AND 'b')`. */
export interface ValueList {
  readonly kind: 'list'
  readonly mode: 'some' | 'all'
  readonly values: readonly Value[]
  readonly range: Range
}

// ---- expressions ----

export type Expression =
  | StringLiteral
  | NumberLiteral
  | BooleanLiteral
  | MissingLiteral
  | DateExpression
  | Parameter
  | Reference
  | Call
  | Arithmetic
  | Negative

export interface StringLiteral {
  readonly kind: 'string'
  readonly value: string
  readonly range: Range
}

export interface NumberLiteral {
  readonly kind: 'number'
  readonly value: number
  readonly range: Range
}

export interface BooleanLiteral {
  readonly kind: 'boolean'
  readonly value: boolean
  readonly range: Range
}

/** `undefined`, `null`. */
export interface MissingLiteral {
  readonly kind: 'missing'
  readonly range: Range
}

/** `date.now - 7 days`, `date(2019-10-30)`. */
export interface DateExpression {
  readonly kind: 'date'
  /** Epoch milliseconds, or the moment of the query. */
  readonly base: number | 'now'
  readonly offset?: { readonly amount: number; readonly unit: DateUnit }
  readonly range: Range
}

export type DateUnit = 'minute' | 'hour' | 'day' | 'week' | 'month' | 'year'

/** `${param.name}`. */
export interface Parameter {
  readonly kind: 'parameter'
  readonly name: string
  readonly range: Range
}

/** `alias.tag.Name`, a bare property, a bare alias, `alias.*`. */
export interface Reference {
  readonly kind: 'reference'
  readonly segments: readonly Name[]
  readonly star: boolean
  readonly range: Range
}

export interface Call {
  readonly kind: 'call'
  readonly name: Name
  readonly arguments: readonly Expression[]
  /** Ours: `count(*)`. */
  readonly star: boolean
  readonly range: Range
}

export interface Arithmetic {
  readonly kind: 'arithmetic'
  readonly operator: '+' | '-' | '*' | '/' | '^'
  readonly left: Expression
  readonly right: Expression
  readonly range: Range
}

export interface Negative {
  readonly kind: 'negative'
  readonly operand: Expression
  readonly range: Range
}

// ---- results ----

export type ResultClause = TreeClause | ColumnsClause

export interface TreeClause {
  readonly kind: 'tree'
  readonly range: Range
}

export interface ColumnsClause {
  readonly kind: 'columns'
  readonly items: readonly ReturnItem[]
  readonly range: Range
}

export interface ReturnItem {
  readonly expression: Expression
  readonly alias?: Name
  /** The expression as written, white space collapsed: the column's name where it has no alias. */
  readonly text: string
  readonly range: Range
}

export interface OrderItem {
  readonly expression: Expression
  readonly descending: boolean
  readonly range: Range
}

/** The number of SKIP and LIMIT. */
export type Count = NumberLiteral | Parameter
