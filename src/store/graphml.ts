/** The graph as GraphML, which drawing tools read. Every value is a string; properties are declared by name. */
import type { QueryOptions, Reader, Row } from './store.ts'

export async function* graphml(reader: Reader, options: QueryOptions): AsyncIterable<string> {
  const ofEntities = await names(reader, 'SELECT DISTINCT name FROM property ORDER BY name')
  const ofRelationships = await names(reader, 'SELECT DISTINCT unnest(json_keys(properties)) AS name FROM relationship ORDER BY name')
  const node = new Attributes('node', ['_key', '_type', '_class', ...ofEntities])
  const edge = new Attributes('edge', ['_key', '_type', '_class', ...ofRelationships])
  yield '<?xml version="1.0" encoding="UTF-8"?>\n<graphml xmlns="http://graphml.graphdrawing.org/xmlns">\n'
  yield node.declarations() + edge.declarations()
  yield '<graph id="isobar" edgedefault="directed">\n'
  for await (const rows of reader.stream(nodes, [], options)) {
    yield rows.map((row) => `<node id="n${row.nid}">${node.of(row)}</node>\n`).join('')
  }
  for await (const rows of reader.stream(edges, [], options)) {
    yield rows.map((row) => `<edge id="e${row.nid}" source="n${row.from_nid}" target="n${row.to_nid}">${edge.of(row)}</edge>\n`).join('')
  }
  yield '</graph>\n</graphml>\n'
}

const nodes = `
  SELECT e.nid, e.key, k.type, array_to_string(k.classes, ', ') AS class, e.properties
  FROM entity e JOIN entity_kind k ON k.id = e.kind ORDER BY e.nid`

const edges = `
  SELECT r.nid, r.from_nid, r.to_nid, r.key, k.type, k.class, r.properties FROM relationship r JOIN relationship_kind k ON k.id = r.kind ORDER BY r.nid`

async function names(reader: Reader, sql: string): Promise<string[]> {
  return (await reader.rows(sql)).map((row) => String(row.name))
}

/** The attributes of nodes or of edges: GraphML declares each before it is used. */
class Attributes {
  readonly #element: 'node' | 'edge'
  readonly #ids: ReadonlyMap<string, string>

  constructor(element: 'node' | 'edge', attributes: readonly string[]) {
    this.#element = element
    this.#ids = new Map(attributes.map((name, index) => [name, `${element}-${index}`]))
  }

  declarations(): string {
    return [...this.#ids]
      .map(([name, id]) => `<key id="${id}" for="${this.#element}" attr.name="${xmlText(name)}" attr.type="string"/>\n`)
      .join('')
  }

  of(row: Row): string {
    const properties: Record<string, unknown> = JSON.parse(String(row.properties))
    const values = { _key: row.key, _type: row.type, _class: row.class, ...properties }
    return Object.entries(values)
      .map(([name, value]) => this.#value(name, value))
      .join('')
  }

  #value(name: string, value: unknown): string {
    const id = this.#ids.get(name)
    if (id === undefined || value === null || value === undefined) return ''
    return `<data key="${id}">${xmlText(typeof value === 'string' ? value : JSON.stringify(value))}</data>`
  }
}

const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&apos;' }

/** Text as XML may hold it. XML has no way to write most control characters, and no way to escape them either. */
export function xmlText(text: string): string {
  return (
    text
      .toWellFormed()
      // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must go
      .replaceAll(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, '\ufffd')
      .replaceAll(/[&<>"']/g, (character) => entities[character] ?? character)
      .replaceAll('\r', '&#13;')
  )
}
