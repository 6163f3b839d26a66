/**
 * A query with its names resolved: what is to be matched, what must hold, what is wanted. Every entity and relationship
 * of the pattern has a number, unique over the query and its subqueries; aliases have become bindings to them.
 */
import type { Comparator } from './ast.ts'
import type { Range } from './error.ts'

export type NodeId = number
export type EdgeId = number

export interface PatternNode {
  readonly id: NodeId
  /** One of these must match. */
  readonly alternatives: readonly Alternative[]
  /** The WITH filter and a text search; names in it are properties of this entity. */
  readonly condition?: Condition
  /** For messages: `azure_vm`, `(Host|Device)`. */
  readonly text: string
  readonly range: Range
}

export interface Alternative {
  readonly match: { readonly by: 'any' } | { readonly by: 'class' | 'type'; readonly name: string }
  /** What a smart class adds. */
  readonly condition?: Condition
}

export interface PatternEdge {
  readonly id: EdgeId
  /** In capitals; undefined is any. */
  readonly verbs?: readonly string[]
  readonly direction: 'out' | 'in' | 'either'
  readonly repeat?: { readonly min: number; readonly max: number }
  readonly text: string
}

/** A walk over the graph: where it starts and how it goes on. */
export interface Chain {
  readonly start: NodeId
  readonly steps: readonly PatternStep[]
}

export type PatternStep = HopStep | OptionalStep | ExclusionStep

export interface HopStep {
  readonly kind: 'hop'
  readonly from: EntityBinding
  readonly edge: EdgeId
  readonly to: NodeId
}

export interface OptionalStep {
  readonly kind: 'optional'
  readonly steps: readonly PatternStep[]
  /** The query ends with this group: rows that cannot walk it skip it, all others walk it. */
  readonly last: boolean
}

/** What `from` stands on must not begin the chain, whose own start stands for it. */
export interface ExclusionStep {
  readonly kind: 'exclusion'
  readonly from: EntityBinding
  readonly chain: Chain
}

/** What an alias names. `latest`: the first of these that the path has walked; `nothing`: a relationship that is excluded. */
export type EntityBinding =
  | { readonly kind: 'node'; readonly node: NodeId }
  | { readonly kind: 'latest'; readonly nodes: readonly NodeId[] }
export type Binding = EntityBinding | { readonly kind: 'edge'; readonly edge: EdgeId } | { readonly kind: 'nothing' }

// ---- conditions ----

export type Condition =
  | { readonly kind: 'and' | 'or'; readonly operands: readonly Condition[] }
  | Test
  | { readonly kind: 'search'; readonly of: Binding; readonly words: readonly string[] }

/** `not (left operator right)` when negated. */
export interface Test {
  readonly kind: 'test'
  readonly operator: Comparator
  readonly negated: boolean
  readonly left: Value
  readonly right: Operand
}

export type Operand =
  | Value
  | { readonly kind: 'regex'; readonly pattern: string }
  | { readonly kind: 'list'; readonly mode: 'some' | 'all'; readonly values: readonly Operand[] }
  | { readonly kind: 'subquery'; readonly query: ResolvedQuery; readonly value: Value }

// ---- values ----

export type Value =
  | { readonly kind: 'text'; readonly value: string }
  | { readonly kind: 'number'; readonly value: number }
  | { readonly kind: 'boolean'; readonly value: boolean }
  | { readonly kind: 'missing' }
  | PropertyValue
  | { readonly kind: 'whole'; readonly of: Binding }
  | { readonly kind: 'arithmetic'; readonly operator: '+' | '-' | '*' | '/' | '^'; readonly left: Value; readonly right: Value }
  | { readonly kind: 'negative'; readonly operand: Value }
  | { readonly kind: 'function'; readonly name: ScalarFunction; readonly arguments: readonly Value[] }
  | AggregateValue
  /** A column of the result, in HAVING and ORDER BY. */
  | { readonly kind: 'column'; readonly index: number }

export interface PropertyValue {
  readonly kind: 'property'
  readonly of: Binding
  /** Dots and all: `tag.Name`, `securityContext.runAsUser`. */
  readonly name: string
}

export interface AggregateValue {
  readonly kind: 'aggregate'
  readonly function: AggregateFunction
  /** Undefined is `*`: the rows themselves. */
  readonly argument?: Value
}

export const scalarFunctions = ['concat', 'merge', 'coalesce', 'abs', 'sqrt', 'ceil', 'floor', 'round'] as const
export type ScalarFunction = (typeof scalarFunctions)[number]
export const aggregateFunctions = ['count', 'min', 'max', 'avg', 'sum'] as const
export type AggregateFunction = (typeof aggregateFunctions)[number]

// ---- the whole ----

export interface ResolvedQuery {
  readonly unique: boolean
  readonly shortest: boolean
  readonly nodes: ReadonlyMap<NodeId, PatternNode>
  readonly edges: ReadonlyMap<EdgeId, PatternEdge>
  readonly aliases: ReadonlyMap<string, Binding>
  readonly chain: Chain
  readonly where?: Condition
  readonly output: Output
  readonly skip?: number
  readonly limit?: number
  /** Epoch milliseconds. */
  readonly asOf?: number
}

export type Output =
  /** The first entity of each path, and what the group at its end reached, if it ends with one. */
  | { readonly kind: 'list'; readonly first: NodeId; readonly reached?: EntityBinding; readonly order: readonly OrderKey[] }
  | { readonly kind: 'tree' }
  | {
      readonly kind: 'table'
      readonly columns: readonly Column[]
      readonly having?: Condition
      readonly order: readonly OrderKey[]
    }

export type Column =
  | { readonly kind: 'value'; readonly name: string; readonly value: Value }
  /** All properties, each a column named `alias.property`. */
  | { readonly kind: 'all'; readonly name: string; readonly of: Binding }

export interface OrderKey {
  readonly value: Value
  readonly descending: boolean
}
