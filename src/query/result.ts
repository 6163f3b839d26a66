/** The answers of a query, in the shapes that clients of J1QL know. */

/** Metadata beside the display name. As in the published answers, `_type` and `_class` are lists and times ISO 8601 text. */
export interface EntityMetadata {
  readonly _id: string
  readonly _key: string
  readonly _type: readonly string[]
  readonly _class: readonly string[]
  readonly displayName: string
  readonly [name: string]: unknown
}

export interface RelationshipMetadata {
  readonly _id: string
  readonly _key: string
  readonly _type: readonly string[]
  readonly _class: readonly string[]
  readonly _fromEntityKey: string
  readonly _toEntityKey: string
  readonly displayName: string
  readonly [name: string]: unknown
}

/** A whole entity: an item of a list, a vertex of a tree, a cell of a table. Properties are as stored: dates are numbers. */
export interface EntityItem {
  readonly id: string
  readonly entity: EntityMetadata
  readonly properties: Readonly<Record<string, unknown>>
}

/** A whole relationship in a cell of a table. */
export interface RelationshipItem {
  readonly id: string
  readonly relationship: RelationshipMetadata
  readonly properties: Readonly<Record<string, unknown>>
}

export interface Edge extends RelationshipItem {
  readonly fromVertexId: string
  readonly toVertexId: string
}

/** Column name to value; a missing value is null. A value is a scalar, a list, or a whole entity or relationship. */
export type TableRow = Readonly<Record<string, unknown>>

/** A name that exists nowhere in this graph, a query that may take long: worth a look, no reason to refuse. */
export interface QueryWarning {
  readonly message: string
  readonly line?: number
  readonly column?: number
  readonly suggestion?: string
}

interface Answer {
  readonly warnings: readonly QueryWarning[]
  /** The row limit of the call cut the answer short. */
  readonly truncated: boolean
}

export interface ListResult extends Answer {
  readonly type: 'list'
  readonly data: readonly EntityItem[]
}

export interface TableResult extends Answer {
  readonly type: 'table'
  readonly columns: readonly string[]
  readonly data: readonly TableRow[]
}

export interface TreeResult extends Answer {
  readonly type: 'tree'
  readonly data: { readonly vertices: readonly EntityItem[]; readonly edges: readonly Edge[] }
}

export type QueryResult = ListResult | TableResult | TreeResult

interface Stream {
  readonly warnings: readonly QueryWarning[]
  /** Whether the row limit of the call cut the answer short; known once the rows were read. */
  readonly isCut: () => boolean
}

/** The same answers one piece at a time, in constant memory; a tree gives its vertices first, then its edges. */
export type QueryStream =
  | (Stream & { readonly type: 'list'; readonly rows: AsyncIterable<EntityItem> })
  | (Stream & {
      readonly type: 'table'
      /** The columns of all these rows. `alias.*` has as many as its rows have properties, so only they tell. */
      readonly columnsOf: (rows: readonly TableRow[]) => readonly string[]
      /** Whether the columns are the same whatever the rows are. */
      readonly fixed: boolean
      readonly rows: AsyncIterable<TableRow>
    })
  | (Stream & { readonly type: 'tree'; readonly rows: AsyncIterable<TreePart> })

export type TreePart = { readonly kind: 'vertex'; readonly vertex: EntityItem } | { readonly kind: 'edge'; readonly edge: Edge }

/** How a query is answered, in words and in SQL. */
export interface Explanation {
  /** One line a step, in the order in which they are taken. */
  readonly steps: readonly ExplainedStep[]
  /** The steps as indented text. */
  readonly text: string
  readonly sql: string
  readonly parameters: readonly unknown[]
  readonly warnings: readonly QueryWarning[]
}

export interface ExplainedStep {
  readonly text: string
  readonly estimatedRows: number
  /** Only when the query was run to explain it. */
  readonly actualRows?: number
  readonly ms?: number
}
