/** Which kinds of entities a selector and its conditions leave: decided on the list of kinds, before any row is read. */

import type { Comparator } from './ast.ts'
import type { Alternative, Condition, NodeId, Operand, PatternNode } from './pattern.ts'
import type { EntityKind, Statistics } from './statistics.ts'

export type KindSet = ReadonlySet<number>

/** Kinds that one alternative admits. */
export function kindsOf({ match, condition }: Alternative, node: NodeId, statistics: Statistics): KindSet {
  const kinds = new Set<number>()
  for (const kind of statistics.entityKinds.values()) {
    const named = match.by === 'any' || (match.by === 'type' ? kind.type === match.name : kind.classes.includes(match.name))
    if (named && (condition === undefined || decided(condition, node, kind) !== false)) kinds.add(kind.id)
  }
  return kinds
}

/** Kinds of a node of the pattern: what its alternatives admit and its own conditions do not rule out. */
export function nodeKinds(node: PatternNode, also: readonly Condition[], statistics: Statistics): KindSet {
  const kinds = new Set<number>()
  const conditions = node.condition === undefined ? also : [node.condition, ...also]
  for (const alternative of node.alternatives) {
    for (const id of kindsOf(alternative, node.id, statistics)) {
      const kind = statistics.entityKinds.get(id)
      if (kind !== undefined && conditions.every((condition) => decided(condition, node.id, kind) !== false)) kinds.add(id)
    }
  }
  return kinds
}

/** What a condition comes to for every entity of a kind, where type and classes alone tell; else undefined. */
export function decided(condition: Condition, node: NodeId, kind: EntityKind): boolean | undefined {
  if (condition.kind === 'search') return undefined
  if (condition.kind !== 'test') {
    const dominant = condition.kind === 'or'
    const outcomes = condition.operands.map((operand) => decided(operand, node, kind))
    if (outcomes.includes(dominant)) return dominant
    return outcomes.includes(undefined) ? undefined : !dominant
  }
  const { left } = condition
  if (left.kind !== 'property' || left.of.kind !== 'node' || left.of.node !== node) return undefined
  const values = left.name === '_type' ? [kind.type] : left.name === '_class' ? kind.classes : undefined
  const positive = values === undefined ? undefined : holds(condition.operator, values, condition.right)
  return positive === undefined ? undefined : positive !== condition.negated
}

function holds(operator: Comparator, values: readonly string[], right: Operand): boolean | undefined {
  if (right.kind === 'list') {
    const outcomes = right.values.map((value) => holds(operator, values, value))
    if (outcomes.includes(undefined)) return undefined
    return right.mode === 'some' ? outcomes.includes(true) : !outcomes.includes(false)
  }
  if (right.kind !== 'text') return undefined
  const wanted = right.value
  switch (operator) {
    case '=':
      return values.includes(wanted)
    case '~=':
      return values.some((value) => value.includes(wanted))
    case '^=':
      return values.some((value) => value.startsWith(wanted))
    case '$=':
      return values.some((value) => value.endsWith(wanted))
    default:
      return undefined
  }
}
