/**
 * Rows grouped by the columns that hold no aggregate. Three layers: the values of each path (`k…` what is grouped by,
 * `a…` what is counted), the groups, and the columns computed from those.
 */

import { hasAggregate, outsideAggregates, withParts } from '../fold.ts'
import type { Binding, ResolvedQuery, Value } from '../pattern.ts'
import { valueSql } from './expressions.ts'
import type { Frame } from './frame.ts'
import type { Scope } from './scope.ts'
import { join, own, type Sql, sql } from './sql.ts'
import { asJson, asNumber, asText, type Coded, type SqlValue } from './value.ts'

type Aggregate = Extract<Value, { kind: 'aggregate' }>

export class Aggregation implements Scope {
  readonly #frame: Frame
  /** Every row is another entity, so nothing can weigh twice. */
  readonly #single: boolean
  readonly #keys: { readonly text: string; readonly value: SqlValue }[] = []
  readonly #arguments: Sql[] = []

  constructor(frame: Frame, columns: readonly Value[], single: boolean) {
    this.#frame = frame
    this.#single = single
    for (const column of columns) {
      if (!hasAggregate(column)) this.#key(column)
      else for (const part of outsideAggregates(column)) this.#key(part)
    }
  }

  /** A column: what is grouped by, or what is computed of groups. */
  cell(value: Value): SqlValue {
    return hasAggregate(value) ? valueSql(value, this) : this.#grouped(value)
  }

  /** SELECT of these, of the groups. */
  selecting(items: readonly Sql[]): Sql {
    const keys = this.#keys.map(({ value }, index) => sql`${codeOf(value)?.code ?? value.sql} AS ${own(`k${index}`)}`)
    const paths = this.#frame.selecting([...keys, ...this.#arguments, own('1 AS one')])
    const groups = this.#keys.length === 0 ? '' : ` GROUP BY ${this.#keys.map((_, index) => `k${index}`).join(', ')}`
    return sql`SELECT ${join(items, ', ')} FROM (${paths}) g${own(groups)}`
  }

  property(of: Binding, name: string): SqlValue {
    return this.#grouped({ kind: 'property', of, name })
  }

  whole(of: Binding): SqlValue {
    return this.#grouped({ kind: 'whole', of })
  }

  aggregate({ function: name, argument }: Aggregate): SqlValue {
    if (argument === undefined) return { type: 'number', sql: own('count(*)') }
    const value = valueSql(argument, this.#frame)
    switch (name) {
      case 'count':
        if (this.#single && value.type === 'entity') return { type: 'number', sql: own('count(*)') }
        return { type: 'number', sql: sql`count(DISTINCT ${this.#argument(isWhole(value) ? value.sql : asJson(value))})` }
      case 'sum':
      case 'avg':
        return { type: 'number', sql: this.#weighed(name, argument, asNumber(value)) }
      case 'min':
      case 'max':
        return this.#extreme(name, value)
    }
  }

  column(): SqlValue {
    throw new Error('columns of the result exist only after it was grouped')
  }

  row(of: Binding): string {
    return this.#frame.row(of)
  }

  subquery(query: ResolvedQuery, value: Value): Sql {
    return this.#frame.subquery(query, value)
  }

  #key(value: Value): void {
    const text = JSON.stringify(value)
    if (!this.#keys.some((key) => key.text === text)) this.#keys.push({ text, value: valueSql(value, this.#frame) })
  }

  #grouped(value: Value): SqlValue {
    const text = JSON.stringify(value)
    const index = this.#keys.findIndex((key) => key.text === text)
    const key = this.#keys[index]
    if (key === undefined) throw new Error(`not the same for all rows of a group: ${text}`)
    const name = own(`k${index}`)
    return { type: key.value.type, sql: codeOf(key.value)?.decoded(name) ?? name }
  }

  #argument(value: Sql): Sql {
    const name = `a${this.#arguments.length}`
    this.#arguments.push(sql`${value} AS ${own(name)}`)
    return own(name)
  }

  /** Over distinct entities: paths that fork do not make one weigh twice. */
  #weighed(name: 'sum' | 'avg', argument: Value, number: Sql): Sql {
    const amount = this.#argument(number)
    if (this.#single) return sql`${own(name)}(${amount})`
    const who = this.#argument(
      sql`[${join(
        bindingsOf(argument).map((of) => this.#frame.whole(of).sql),
        ', ',
      )}]`,
    )
    return sql`${own(`list_${name}`)}(list_transform(list(DISTINCT struct_pack(who := ${who}, amount := ${amount})), lambda s: s.amount))`
  }

  /** Numbers come before texts. */
  #extreme(name: 'min' | 'max', value: SqlValue): SqlValue {
    if (value.type !== 'json') return { type: value.type, sql: sql`${own(name)}(${this.#argument(value.sql)})` }
    const number = this.#argument(asNumber(value))
    const text = this.#argument(asText(value))
    const least = sql`${own(name)}(${number})`
    return { type: 'json', sql: sql`COALESCE(${asJson({ type: 'number', sql: least })}, CAST(to_json(${own(name)}(${text})) AS VARCHAR))` }
  }
}

function codeOf(value: SqlValue): Coded | undefined {
  return value.type === 'text' ? value.coded : undefined
}

function isWhole(value: SqlValue): boolean {
  return value.type === 'entity' || value.type === 'relationship'
}

function bindingsOf(value: Value): readonly Binding[] {
  const found = new Map<string, Binding>()
  for (const part of withParts(value)) {
    if (part.kind === 'property' || part.kind === 'whole') found.set(JSON.stringify(part.of), part.of)
  }
  return [...found.values()]
}
