/** A resolved, planned query as one SQL statement, with how its rows are to be read. */

import { withOwnConditions } from '../own-conditions.ts'
import type { ResolvedQuery, Value } from '../pattern.ts'
import { type Plan, plan } from '../plan.ts'
import type { Statistics } from '../statistics.ts'
import type { Frame, FrameContext } from './frame.ts'
import { listSql } from './list.ts'
import { own, render, type Sql, type Statement, sql } from './sql.ts'
import { type CellType, tableSql } from './table.ts'
import { Tables } from './tables.ts'
import { treeSql } from './tree.ts'
import { asJson } from './value.ts'
import { Walker } from './walk.ts'

export interface Compiled {
  readonly statement: Statement
  readonly shape: Shape
  readonly plan: Plan
}

/** What the columns of the statement's rows are. */
export type Shape =
  /** `entity`. */
  | { readonly type: 'list' }
  /** `vertex` or `edge`, the other one null. */
  | { readonly type: 'tree' }
  /** `c0`, `c1`… */
  | { readonly type: 'table'; readonly columns: readonly ShapeColumn[] }

export interface ShapeColumn {
  readonly name: string
  readonly cell: CellType
  /** `alias.*`: the cell is a whole one, to be spread over columns of this prefix. */
  readonly spread: boolean
}

export interface CompileOptions {
  readonly asOf?: number
  /** Versions of one thing overlap in time, so that of the past the right one must be chosen. */
  readonly overlap?: boolean
  /** Rows beyond this one are not wanted. */
  readonly atMost?: number
  /** Made already, for this query or one that goes on from it. */
  readonly plan?: Plan
}

export function compile(query: ResolvedQuery, statistics: Statistics, options: CompileOptions = {}): Compiled {
  const asOf = query.asOf ?? options.asOf
  const tables = new Tables()
  const compiler = new Compiler(statistics, tables, asOf !== undefined)
  const { body, shape, plan } = compiler.query(query, options.atMost, options.plan)
  const statement = render(sql`${tables.clause(asOf === undefined ? [] : graphAt(asOf, options.overlap === true))}${body}`)
  return { statement, shape, plan }
}

class Compiler {
  readonly #statistics: Statistics
  readonly #tables: Tables
  readonly #asOf: boolean

  constructor(statistics: Statistics, tables: Tables, asOf: boolean) {
    this.#statistics = statistics
    this.#tables = tables
    this.#asOf = asOf
  }

  query(given: ResolvedQuery, atMost?: number, made?: Plan): { readonly body: Sql; readonly shape: Shape; readonly plan: Plan } {
    const query = withOwnConditions(given)
    const planned = made ?? plan(query, this.#statistics, this.#asOf)
    const context: FrameContext = { plan: planned, subquery: (inner, value) => this.#subquery(inner, value) }
    const frame = new Walker(query, context, this.#tables).walk()
    return { ...this.#output(query, frame, window(query, atMost)), plan: planned }
  }

  #output(query: ResolvedQuery, frame: Frame, window: Sql): { readonly body: Sql; readonly shape: Shape } {
    const { output } = query
    if (output.kind === 'list') return { body: listSql(output, query.unique, frame, window), shape: { type: 'list' } }
    if (output.kind === 'tree') return { body: treeSql(frame, this.#tables, window), shape: { type: 'tree' } }
    const { body, cells } = tableSql(output, query, frame, window)
    const columns = output.columns.map(({ name, kind }, index) => ({ name, cell: cells[index] ?? 'json', spread: kind === 'all' }))
    return { body, shape: { type: 'table', columns } }
  }

  /** The values that a query inside the query finds, as JSON text in the column `value`. */
  #subquery(query: ResolvedQuery, value: Value): Sql {
    const { body, shape } = this.query(query)
    const cell = shape.type === 'table' ? shape.columns[0]?.cell : undefined
    if (cell === undefined || cell === 'entity' || cell === 'relationship') throw new Error(`a ${value.kind} is no value to compare with`)
    return sql`SELECT ${asJson({ type: cell, sql: own('c0') })} AS value FROM (${body})`
  }
}

/** LIMIT and OFFSET: the query's own, and the row limit of the call. */
function window({ skip, limit }: ResolvedQuery, atMost: number | undefined): Sql {
  const most = Math.min(limit ?? Number.POSITIVE_INFINITY, atMost ?? Number.POSITIVE_INFINITY)
  const parts = [Number.isFinite(most) ? ` LIMIT ${most}` : '', skip === undefined ? '' : ` OFFSET ${skip}`]
  return own(parts.join(''))
}

/**
 * The graph as it was: tables of the same names in front of those of the present. Where versions overlap, the one that
 * ended first is what the graph held.
 */
function graphAt(time: number, overlap: boolean): readonly Sql[] {
  const at = own(String(Math.trunc(time)))
  return ['entity', 'relationship'].map((table) => {
    const name = own(table)
    const ended = sql`SELECT * FROM ${name}_history WHERE begin_on <= ${at} AND end_on > ${at}`
    if (!overlap) {
      return sql`${name} AS NOT MATERIALIZED (
        SELECT * FROM main.${name} WHERE begin_on <= ${at} UNION ALL SELECT * EXCLUDE (end_on, deleted) FROM (${ended}))`
    }
    return sql`${name} AS (
      WITH ended AS (${ended} QUALIFY row_number() OVER (PARTITION BY nid ORDER BY end_on, version) = 1)
      SELECT * FROM main.${name} n WHERE begin_on <= ${at} AND NOT EXISTS (SELECT 1 FROM ended WHERE ended.nid = n.nid)
      UNION ALL SELECT * EXCLUDE (end_on, deleted) FROM ended)`
  })
}
