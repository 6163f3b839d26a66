/** Walks over resolved conditions and values. */

import type { Binding, Condition, Operand, Output, Value } from './pattern.ts'

/** The values that a condition compares; not those of subqueries, which have a scope of their own. */
export function* comparedValues(condition: Condition): Iterable<Value> {
  if (condition.kind === 'search') return
  if (condition.kind === 'test') {
    yield condition.left
    yield* operandValues(condition.right)
    return
  }
  for (const operand of condition.operands) yield* comparedValues(operand)
}

function* operandValues(operand: Operand): Iterable<Value> {
  if (operand.kind === 'regex' || operand.kind === 'subquery') return
  if (operand.kind === 'list') for (const value of operand.values) yield* operandValues(value)
  else yield operand
}

/** A value and all values inside it. */
export function* withParts(value: Value): Iterable<Value> {
  yield value
  if (value.kind === 'arithmetic') {
    yield* withParts(value.left)
    yield* withParts(value.right)
  } else if (value.kind === 'negative') yield* withParts(value.operand)
  else if (value.kind === 'function') for (const argument of value.arguments) yield* withParts(argument)
  else if (value.kind === 'aggregate' && value.argument !== undefined) yield* withParts(value.argument)
}

export function hasAggregate(value: Value): boolean {
  for (const part of withParts(value)) if (part.kind === 'aggregate') return true
  return false
}

/** The properties and entities that stand outside the aggregates of a value. */
export function* outsideAggregates(value: Value): Iterable<Value> {
  if (value.kind === 'property' || value.kind === 'whole') yield value
  else if (value.kind === 'arithmetic') {
    yield* outsideAggregates(value.left)
    yield* outsideAggregates(value.right)
  } else if (value.kind === 'negative') yield* outsideAggregates(value.operand)
  else if (value.kind === 'function') for (const argument of value.arguments) yield* outsideAggregates(argument)
}

/** What a condition looks at. */
export function* bindingsOf(condition: Condition): Iterable<Binding> {
  if (condition.kind === 'search') yield condition.of
  else if (condition.kind !== 'test') for (const operand of condition.operands) yield* bindingsOf(operand)
  for (const value of comparedValues(condition)) {
    for (const part of withParts(value)) if (part.kind === 'property' || part.kind === 'whole') yield part.of
  }
}

/** Conditions all of which must hold. */
export function conjuncts(condition: Condition): readonly Condition[] {
  return condition.kind === 'and' ? condition.operands.flatMap(conjuncts) : [condition]
}

/** Whether the rows of a table are groups of paths. */
export function isGrouped({ columns, having, order }: Pick<Extract<Output, { kind: 'table' }>, 'columns' | 'having' | 'order'>): boolean {
  const values = columns.flatMap((column) => (column.kind === 'value' ? [column.value] : []))
  return [...values, ...order.map(({ value }) => value), ...(having === undefined ? [] : comparedValues(having))].some(hasAggregate)
}
