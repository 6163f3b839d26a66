/** Trees for drawing tools: Mermaid, Graphviz and GraphML. Names come from clouds and may hold anything. */
import type { Edge, EntityItem } from '../../query/index.ts'
import { xmlText } from '../../store/graphml.ts'
import type { Drawing } from '../context.ts'

/** The lines of the drawing. */
export function drawTree(drawing: Drawing, vertices: readonly EntityItem[], edges: readonly Edge[]): Iterable<string> {
  return painters[drawing](vertices, edges)
}

type Painter = (vertices: readonly EntityItem[], edges: readonly Edge[]) => Iterable<string>

const painters: Readonly<Record<Drawing, Painter>> = { mermaid, dot, graphml }

/** https://mermaid.js.org/syntax/flowchart.html */
function* mermaid(vertices: readonly EntityItem[], edges: readonly Edge[]): Iterable<string> {
  const names = numbered(vertices)
  yield 'flowchart LR'
  for (const { id, entity } of vertices) {
    yield `  ${names.get(id)}["${mermaidText(entity.displayName)}<br/>${mermaidText(entity._type.join(', '))}"]`
  }
  for (const { fromVertexId, toVertexId, relationship } of edges) {
    yield `  ${names.get(fromVertexId)} -->|${mermaidText(relationship._class.join(', '))}| ${names.get(toVertexId)}`
  }
}

/** Whatever has a meaning in Mermaid or in HTML is written as a character reference. */
function mermaidText(text: string): string {
  return visible(text).replaceAll(/[^\p{L}\p{N} _.,:/@+-]/gu, (character) => `#${character.codePointAt(0)};`)
}

/** https://graphviz.org/doc/info/lang.html */
function* dot(vertices: readonly EntityItem[], edges: readonly Edge[]): Iterable<string> {
  const names = numbered(vertices)
  yield 'digraph isobar {'
  yield '  rankdir=LR'
  yield '  node [shape=box]'
  for (const { id, entity } of vertices)
    yield `  ${names.get(id)} [label=${dotText(entity.displayName)} tooltip=${dotText(entity._type.join(', '))}]`
  for (const { fromVertexId, toVertexId, relationship } of edges) {
    yield `  ${names.get(fromVertexId)} -> ${names.get(toVertexId)} [label=${dotText(relationship._class.join(', '))}]`
  }
  yield '}'
}

function dotText(text: string): string {
  return `"${visible(text).replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`
}

/** http://graphml.graphdrawing.org/specification.html */
function* graphml(vertices: readonly EntityItem[], edges: readonly Edge[]): Iterable<string> {
  const names = numbered(vertices)
  yield '<?xml version="1.0" encoding="UTF-8"?>'
  yield '<graphml xmlns="http://graphml.graphdrawing.org/xmlns">'
  for (const [element, attributes] of [
    ['node', ['key', 'type', 'class', 'displayName']],
    ['edge', ['verb']],
  ] as const) {
    for (const name of attributes) yield `<key id="${name}" for="${element}" attr.name="${name}" attr.type="string"/>`
  }
  yield '<graph id="tree" edgedefault="directed">'
  for (const { id, entity } of vertices) {
    const values = { key: entity._key, type: entity._type.join(', '), class: entity._class.join(', '), displayName: entity.displayName }
    yield `<node id="${names.get(id)}">${data(values)}</node>`
  }
  for (const { fromVertexId, toVertexId, relationship } of edges) {
    yield `<edge source="${names.get(fromVertexId)}" target="${names.get(toVertexId)}">${data({ verb: relationship._class.join(', ') })}</edge>`
  }
  yield '</graph>'
  yield '</graphml>'
}

function data(values: Readonly<Record<string, string>>): string {
  return Object.entries(values)
    .map(([name, value]) => `<data key="${name}">${xmlText(value)}</data>`)
    .join('')
}

/** Ids of their own: those of the graph hold characters that drawing languages do not allow. */
function numbered(vertices: readonly EntityItem[]): ReadonlyMap<string, string> {
  return new Map(vertices.map(({ id }, index) => [id, `n${index}`]))
}

/** One line of printable characters. */
function visible(text: string): string {
  return text.toWellFormed().replaceAll(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu, ' ')
}
