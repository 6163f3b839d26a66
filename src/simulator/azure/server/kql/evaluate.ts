/** Runs the stages of a query over rows. */
import { at, isObject, type Json, type JsonObject } from '../../json.ts'
import { each, listed, mapped, type Sequence } from '../../sequence.ts'
import { type Column, type Expression, KqlError, type Stage } from './parse.ts'

type Row = JsonObject

/** The rows in another order. Only their places are kept: a row is made anew when a page needs it. */
export function sorted(rows: Sequence<Row>, { keys }: Extract<Stage, { readonly kind: 'order' }>): Sequence<Row> {
  const values: (number | string)[][] = []
  for (const row of each(rows)) values.push(keys.map(({ value }) => sortable(evaluate(value, row))))
  const places = values
    .map((_, place) => place)
    .sort((a, b) => {
      for (const [i, { descending }] of keys.entries()) {
        const order = compare(values[a]?.[i] ?? '', values[b]?.[i] ?? '')
        if (order !== 0) return descending ? -order : order
      }
      return 0
    })
  return mapped(listed(places), (place) => rows.at(place))
}

/** The rows after a stage that looks at all of them. */
export function gather(rows: Iterable<Row>, stage: Extract<Stage, { readonly kind: 'count' | 'summarize' | 'distinct' }>): readonly Row[] {
  switch (stage.kind) {
    case 'count': {
      let count = 0
      for (const _ of rows) count++
      return [{ Count: count }]
    }
    case 'summarize':
    case 'distinct': {
      const groups = new Map<string, { readonly row: Row; count: number }>()
      for (const row of rows) {
        const own = named(stage.kind === 'summarize' ? stage.by : stage.columns, row)
        const key = JSON.stringify(own)
        const group = groups.get(key) ?? { row: own, count: 0 }
        group.count++
        groups.set(key, group)
      }
      return [...groups.values()].map(({ row, count }) => (stage.kind === 'summarize' ? { ...row, [stage.name]: count } : row))
    }
  }
}

/** A row with other columns. */
export function columns(row: Row, stage: Extract<Stage, { readonly kind: 'project' | 'extend' }>): Row {
  const own = named(stage.columns, row)
  return stage.kind === 'project' ? own : { ...row, ...own }
}

function named(all: readonly Column[], row: Row): Row {
  return Object.fromEntries(all.map(({ name, value }) => [name, evaluate(value, row) ?? null]))
}

export function evaluate(expression: Expression, row: Row): Json {
  switch (expression.kind) {
    case 'literal':
      return expression.value
    case 'path':
      return at(row, expression.names)
    case 'and':
      return evaluate(expression.left, row) === true && evaluate(expression.right, row) === true
    case 'or':
      return evaluate(expression.left, row) === true || evaluate(expression.right, row) === true
    case 'within': {
      const left = evaluate(expression.left, row)
      const insensitive = expression.operator.endsWith('~')
      const found = expression.items.some((item) => same(left, evaluate(item, row), insensitive))
      return found !== expression.operator.startsWith('!')
    }
    case 'compare':
      return holds(expression.operator, evaluate(expression.left, row), evaluate(expression.right, row))
    case 'call':
      return call(
        expression.name,
        expression.operands.map((operand) => evaluate(operand, row)),
      )
  }
}

function holds(operator: string, left: Json, right: Json): boolean {
  const negated = operator.startsWith('!') && operator !== '!=' && operator !== '!~'
  const plain = negated ? operator.slice(1) : operator
  const low = text(left).toLowerCase()
  const wanted = text(right).toLowerCase()
  switch (plain) {
    case '==':
      return same(left, right, false)
    case '!=':
      return !same(left, right, false)
    case '=~':
      return same(left, right, true)
    case '!~':
      return !same(left, right, true)
    case '>':
      return compare(sortable(left), sortable(right)) > 0
    case '>=':
      return compare(sortable(left), sortable(right)) >= 0
    case '<':
      return compare(sortable(left), sortable(right)) < 0
    case '<=':
      return compare(sortable(left), sortable(right)) <= 0
    case 'contains':
      return low.includes(wanted) !== negated
    case 'startswith':
      return low.startsWith(wanted) !== negated
    case 'endswith':
      return low.endsWith(wanted) !== negated
    case 'has':
      return low.split(/[^a-z0-9]+/).includes(wanted) !== negated
    default:
      throw new KqlError(`The simulated Resource Graph does not know the operator '${operator}'`)
  }
}

function call(name: string, operands: readonly Json[]): Json {
  const [first] = operands
  const empty = first === undefined || first === null || first === ''
  switch (name) {
    case 'tolower':
      return text(first).toLowerCase()
    case 'toupper':
      return text(first).toUpperCase()
    case 'tostring':
      return text(first)
    case 'not':
      return first !== true
    case 'isnull':
      return first === undefined || first === null
    case 'isnotnull':
      return first !== undefined && first !== null
    case 'isempty':
      return empty
    case 'isnotempty':
      return !empty
    case 'array_length':
      return Array.isArray(first) ? first.length : null
    case 'strcat':
      return operands.map(text).join('')
    default:
      throw new KqlError(`The simulated Resource Graph does not know the function '${name}'`)
  }
}

function text(value: Json): string {
  if (value === undefined || value === null) return ''
  return Array.isArray(value) || isObject(value) ? JSON.stringify(value) : String(value)
}

function same(left: Json, right: Json, insensitive: boolean): boolean {
  if (typeof left === 'number' || typeof left === 'boolean') return text(left) === text(right)
  return insensitive ? text(left).toLowerCase() === text(right).toLowerCase() : text(left) === text(right)
}

/** Numbers as numbers, everything else as text without case, as the service orders ids. */
function sortable(value: Json): number | string {
  return typeof value === 'number' ? value : text(value).toLowerCase()
}

function compare(left: number | string, right: number | string): number {
  if (typeof left === 'number' && typeof right === 'number') return left - right
  const a = String(left)
  const b = String(right)
  return a < b ? -1 : a > b ? 1 : 0
}
