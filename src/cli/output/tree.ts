/** A tree answer as indented text: each vertex once, with the edges that leave it; where it turns up again it is only named. */
import { visible } from './cell.ts'
import type { Output } from './output.ts'

export interface TreeVertex {
  readonly id: string
  readonly label: string
  readonly type: string
}

export interface TreeEdge {
  readonly from: string
  readonly to: string
  readonly verb: string
}

/** Roots are the vertices that no edge enters; what only hangs in circles begins at its first vertex. */
export function tree(out: Output, vertices: readonly TreeVertex[], edges: readonly TreeEdge[]): string {
  const byId = new Map(vertices.map((vertex) => [vertex.id, vertex]))
  const leaving = Map.groupBy(edges, ({ from }) => from)
  const entered = new Set(edges.filter(({ from, to }) => from !== to).map(({ to }) => to))
  const shown = new Set<string>()
  const lines: string[] = []

  const name = (vertex: TreeVertex): string => `${out.style('dim', visible(vertex.type))} ${out.style('bold', visible(vertex.label))}`
  // An explicit stack: a path of thousands of steps must not overflow ours.
  const draw = (root: TreeVertex): void => {
    const stack = [{ vertex: root, head: '', indent: '' }]
    for (let next = stack.pop(); next !== undefined; next = stack.pop()) {
      const again = shown.has(next.vertex.id)
      const children = leaving.get(next.vertex.id) ?? []
      lines.push(`${next.head}${name(next.vertex)}${again && children.length > 0 ? out.style('dim', ' (above)') : ''}`)
      if (again) continue
      shown.add(next.vertex.id)
      const { indent } = next
      const below = children.flatMap((edge, index) => {
        const vertex = byId.get(edge.to)
        if (vertex === undefined) return []
        const last = index === children.length - 1
        const head = `${indent}${last ? '└─' : '├─'} ${out.style('cyan', visible(edge.verb))} `
        return [{ vertex, head, indent: `${indent}${last ? '   ' : '│  '}` }]
      })
      stack.push(...below.reverse())
    }
  }
  for (const vertex of vertices) if (!entered.has(vertex.id)) draw(vertex)
  for (const vertex of vertices) if (!shown.has(vertex.id)) draw(vertex)
  return lines.length === 0 ? '' : `${lines.join('\n')}\n`
}
