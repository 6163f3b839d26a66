/** Tables: one row for each path, or for each group of paths where a column holds an aggregate. */

import { isGrouped } from '../fold.ts'
import type { Binding, Output, ResolvedQuery, Value } from '../pattern.ts'
import { Aggregation } from './aggregation.ts'
import { conditionSql } from './conditions.ts'
import { valueSql } from './expressions.ts'
import type { Frame } from './frame.ts'
import { entityStruct, relationshipStruct } from './metadata.ts'
import { orderBy } from './order.ts'
import type { Scope } from './scope.ts'
import { own, type Sql, sql } from './sql.ts'
import type { SqlValue } from './value.ts'

export type CellType = SqlValue['type']

type Table = Extract<Output, { kind: 'table' }>

/** A statement with the columns `c0`, `c1`…, and what each holds; whole entities and relationships as structs. */
export function tableSql(
  output: Table,
  query: ResolvedQuery,
  frame: Frame,
  window: Sql,
): { readonly body: Sql; readonly cells: readonly CellType[] } {
  const values = output.columns.map((column): Value => (column.kind === 'all' ? { kind: 'whole', of: column.of } : column.value))
  const grouped = isGrouped(output)
  frame.readTogether(values)
  const rows = grouped ? new Aggregation(frame, values, query.chain.steps.length === 0) : undefined
  const scope = rows ?? frame
  const cells = values.map((value) => rows?.cell(value) ?? valueSql(value, frame))
  const result = new ResultScope(scope, cells)
  const having = output.having === undefined ? undefined : conditionSql(output.having, result)
  const keys = output.order.map(({ value, descending }) => ({ value: result.key(value), descending }))
  const items = [...cells.map(({ sql: cell }, index) => sql`${cell} AS ${own(`c${index}`)}`), ...result.hidden]
  const inner = rows === undefined ? frame.selecting(items) : rows.selecting(items)
  const once = query.unique ? distinct(inner, cells.length, result.hidden.length) : inner
  const where = having === undefined ? own('') : sql` WHERE ${having}`
  return { body: expanded(once, cells, where, sql`${orderBy(keys)}${window}`), cells: cells.map(({ type }) => type) }
}

/** Rows that read alike become one; what they are sorted by beside their columns is the least of them. */
function distinct(inner: Sql, cells: number, hidden: number): Sql {
  const columns = Array.from({ length: cells }, (_, index) => `c${index}`)
  const sortKeys = Array.from({ length: hidden }, (_, index) => `min(h${index}) AS h${index}`)
  return sql`SELECT ${own([...columns, ...sortKeys].join(', '))} FROM (${inner}) GROUP BY ${own(columns.join(', '))}`
}

/** Puts whole entities and relationships in place of their numbers. */
function expanded(inner: Sql, cells: readonly SqlValue[], where: Sql, tail: Sql): Sql {
  const joins: string[] = []
  const columns = cells.map(({ type }, index) => {
    const name = `c${index}`
    if (type === 'entity') {
      joins.push(` LEFT JOIN entity x${index} ON x${index}.nid = q.${name}`)
      return `CASE WHEN x${index}.nid IS NOT NULL THEN ${entityStruct(`x${index}`)} END AS ${name}`
    }
    if (type === 'relationship') {
      const [x, f, t] = [`x${index}`, `f${index}`, `t${index}`]
      joins.push(
        ` LEFT JOIN relationship ${x} ON ${x}.nid = q.${name} LEFT JOIN entity ${f} ON ${f}.nid = ${x}.from_nid LEFT JOIN entity ${t} ON ${t}.nid = ${x}.to_nid`,
      )
      return `CASE WHEN ${x}.nid IS NOT NULL THEN ${relationshipStruct(x, f, t)} END AS ${name}`
    }
    return `q.${name}`
  })
  return sql`SELECT ${own(columns.join(', '))} FROM (${inner}) q${own(joins.join(''))}${where}${tail}`
}

/** What HAVING and ORDER BY see: the columns of the result, and what has to be computed beside them. */
class ResultScope implements Scope {
  readonly #rows: Scope
  readonly #cells: readonly SqlValue[]
  readonly hidden: Sql[] = []

  constructor(rows: Scope, cells: readonly SqlValue[]) {
    this.#rows = rows
    this.#cells = cells
  }

  column(index: number): SqlValue {
    const cell = this.#cells[index]
    if (cell === undefined) throw new Error(`the result has no column ${index}`)
    return { type: cell.type, sql: own(`q.c${index}`) }
  }

  /** A sort key; a whole entity is sorted by its name. */
  key(value: Value): SqlValue {
    if (value.kind === 'column' && this.#cells[value.index]?.type === 'entity')
      return { type: 'text', sql: own(`x${value.index}.display_name`) }
    return value.kind === 'whole' ? this.property(value.of, 'displayName') : valueSql(value, this)
  }

  property(of: Binding, name: string): SqlValue {
    return this.#hide(this.#rows.property(of, name))
  }

  whole(of: Binding): SqlValue {
    return this.#hide(this.#rows.whole(of))
  }

  aggregate(value: Extract<Value, { kind: 'aggregate' }>): SqlValue {
    return this.#hide(this.#rows.aggregate(value))
  }

  row(of: Binding): string {
    return this.#rows.row(of)
  }

  subquery(query: ResolvedQuery, value: Value): Sql {
    return this.#rows.subquery(query, value)
  }

  #hide(value: SqlValue): SqlValue {
    const name = `h${this.hidden.length}`
    this.hidden.push(sql`${value.sql} AS ${own(name)}`)
    return { type: value.type, sql: own(`q.${name}`) }
  }
}
