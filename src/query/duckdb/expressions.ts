/** Expressions in SQL. What has no value (a non-number in arithmetic, a division by zero) is NULL. */

import type { Value } from '../pattern.ts'
import type { Scope } from './scope.ts'
import { bound, join, own, sql } from './sql.ts'
import { asJson, asNumber, asText, elements, type SqlValue } from './value.ts'

export function valueSql(value: Value, scope: Scope): SqlValue {
  switch (value.kind) {
    case 'text':
      return { type: 'text', sql: bound(value.value) }
    case 'number':
      return { type: 'number', sql: bound(value.value) }
    case 'boolean':
      return { type: 'boolean', sql: bound(value.value) }
    case 'missing':
      return { type: 'json', sql: own('CAST(NULL AS VARCHAR)') }
    case 'property':
      return scope.property(value.of, value.name)
    case 'whole':
      return scope.whole(value.of)
    case 'column':
      return scope.column(value.index)
    case 'aggregate':
      return scope.aggregate(value)
    case 'negative':
      return { type: 'number', sql: sql`(-${asNumber(valueSql(value.operand, scope))})` }
    case 'arithmetic':
      return arithmetic(value.operator, valueSql(value.left, scope), valueSql(value.right, scope))
    case 'function':
      return scalar(
        value.name,
        value.arguments.map((argument) => valueSql(argument, scope)),
      )
  }
}

function arithmetic(operator: '+' | '-' | '*' | '/' | '^', left: SqlValue, right: SqlValue): SqlValue {
  const [a, b] = [asNumber(left), asNumber(right)]
  switch (operator) {
    case '/':
      return { type: 'number', sql: sql`(${a} / NULLIF(${b}, 0))` }
    case '^':
      return { type: 'number', sql: sql`pow(${a}, ${b})` }
    default:
      return { type: 'number', sql: sql`(${a} ${own(operator)} ${b})` }
  }
}

function scalar(name: Extract<Value, { kind: 'function' }>['name'], values: readonly SqlValue[]): SqlValue {
  const [first, second] = values
  const number = first === undefined ? own('NULL') : asNumber(first)
  switch (name) {
    case 'concat':
      return { type: 'text', sql: sql`concat(${join(values.map(asText), ', ')})` }
    case 'coalesce':
      return { type: 'json', sql: sql`COALESCE(${join(values.map(asJson), ', ')})` }
    case 'merge':
      return { type: 'json', sql: sql`('[' || array_to_string(list_concat(${join(values.map(elements), ', ')}), ',') || ']')` }
    case 'sqrt':
      return { type: 'number', sql: sql`sqrt(CASE WHEN ${number} >= 0 THEN ${number} END)` }
    case 'round':
      if (second !== undefined)
        return { type: 'number', sql: sql`round(${number}, CAST(greatest(-15, least(15, ${asNumber(second)})) AS INTEGER))` }
      return { type: 'number', sql: sql`round(${number})` }
    case 'abs':
    case 'ceil':
    case 'floor':
      return { type: 'number', sql: sql`${own(name)}(${number})` }
  }
}
