import { describe, expect, test } from 'vitest'
import type { Edge, EntityItem } from '../../query/index.ts'
import { drawTree } from './drawing.ts'

function vertex(id: string, displayName: string): EntityItem {
  return { id, entity: { _id: id, _key: `key of ${id}`, _type: ['acme_host'], _class: ['Host'], displayName }, properties: {} }
}

function edge(fromVertexId: string, toVertexId: string): Edge {
  const relationship = {
    _id: 'r', _key: 'r', _type: ['acme_host_uses_host'], _class: ['USES'], _fromEntityKey: 'a', _toEntityKey: 'b', displayName: 'USES',
  } // biome-ignore format: a record
  return { id: 'r', relationship, properties: {}, fromVertexId, toVertexId }
}

const hostile = 'x"]; click n0 "javascript:alert(1)"\n</data><script>\u202e& \\'
const vertices = [vertex('a', 'web'), vertex('b', hostile)]
const edges = [edge('a', 'b')]
const lines = (drawing: 'mermaid' | 'dot' | 'graphml') => [...drawTree(drawing, vertices, edges)]

describe('a tree', () => {
  test('as Mermaid has a node for each vertex and an arrow for each edge', () => {
    expect(lines('mermaid')).toEqual([
      'flowchart LR',
      '  n0["web<br/>acme_host"]',
      expect.stringContaining('  n1["x#34;'),
      '  n0 -->|USES| n1',
    ])
  })

  test('as Graphviz is one digraph', () => {
    expect(lines('dot').slice(0, 4)).toEqual([
      'digraph isobar {',
      '  rankdir=LR',
      '  node [shape=box]',
      '  n0 [label="web" tooltip="acme_host"]',
    ])
    expect(lines('dot').slice(-2)).toEqual(['  n0 -> n1 [label="USES"]', '}'])
  })

  test('as GraphML declares what it uses', () => {
    const text = lines('graphml').join('\n')
    for (const [, name] of text.matchAll(/<data key="(\w+)"/g)) expect(text).toContain(`<key id="${name}"`)
    expect(text).toContain('<edge source="n0" target="n1"><data key="verb">USES</data></edge>')
  })

  test.each(['mermaid', 'dot', 'graphml'] as const)('as %s cannot be broken out of by a name', (drawing) => {
    const text = lines(drawing).join('\n')
    // Graphviz itself escapes what it draws.
    if (drawing !== 'dot') expect(text).not.toContain('<script>')
    // GraphML is data and keeps the name as it is; what people look at must not be turned around.
    if (drawing !== 'graphml') expect(text).not.toContain('\u202e')
    expect(lines(drawing)).toHaveLength(drawing === 'mermaid' ? 4 : drawing === 'dot' ? 7 : 13)
    expect(text).not.toMatch(/[^\\]"\]; click/)
  })
})
