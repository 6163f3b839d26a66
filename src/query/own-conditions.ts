/** What WHERE says of one entity alone is a condition of that entity, as if WITH had said it: it can be tested where it is found. */

import { bindingsOf, conjuncts } from './fold.ts'
import type { Condition, NodeId, PatternNode, ResolvedQuery } from './pattern.ts'
import { certainNodes } from './plan.ts'

/** The same query with such parts of WHERE moved to their entities. */
export function withOwnConditions(query: ResolvedQuery): ResolvedQuery {
  const { where, ...rest } = query
  if (where === undefined) return query
  const certain = new Set(certainNodes(query.chain))
  const own = new Map<NodeId, Condition[]>()
  const others: Condition[] = []
  for (const condition of conjuncts(where)) {
    const node = onlyNode(condition)
    if (node === undefined || !certain.has(node)) others.push(condition)
    else own.set(node, [...(own.get(node) ?? []), condition])
  }
  if (own.size === 0) return query
  const nodes = new Map([...query.nodes].map(([id, node]) => [id, under(node, own.get(id) ?? [])]))
  return { ...rest, nodes, ...(others.length === 0 ? {} : { where: all(others) }) }
}

function onlyNode(condition: Condition): NodeId | undefined {
  const nodes = new Set<NodeId | undefined>()
  for (const binding of bindingsOf(condition)) nodes.add(binding.kind === 'node' ? binding.node : undefined)
  const [node] = nodes
  return nodes.size === 1 ? node : undefined
}

function under(node: PatternNode, more: readonly Condition[]): PatternNode {
  if (more.length === 0) return node
  return { ...node, condition: all(node.condition === undefined ? more : [node.condition, ...more]) }
}

function all(conditions: readonly Condition[]): Condition {
  const [only, ...others] = conditions
  return only !== undefined && others.length === 0 ? only : { kind: 'and', operands: conditions }
}
