/** The answer of a query in every format, a row at a time: a million of them take no more memory than a thousand. */
import type { Edge, EntityItem, QueryStream } from '../../query/index.ts'
import type { Context, Drawing } from '../context.ts'
import { UsageError } from '../errors.ts'
import { csvLine } from '../output/csv.ts'
import { layOut } from '../output/table.ts'
import { tree } from '../output/tree.ts'

/** Rows that decide how wide the columns of a table are. */
const sampled = 500

/** Writes the answer and returns how many rows (of a tree: vertices) it has. */
export async function show(context: Context, answer: QueryStream): Promise<number> {
  switch (context.format) {
    case 'table':
      return answer.type === 'tree' ? await showTree(context, answer) : await showTable(context, answer)
    case 'json':
      return await writeJson(context, answer)
    case 'ndjson':
      return await writeNdjson(context, answer)
    case 'csv':
      return await writeCsv(context, answer)
    case 'mermaid':
    case 'dot':
    case 'graphml':
      return await draw(context, context.format, answer)
  }
}

type ListStream = Extract<QueryStream, { type: 'list' }>
type TableStream = Extract<QueryStream, { type: 'table' }>
type TreeStream = Extract<QueryStream, { type: 'tree' }>

async function showTable(context: Context, answer: ListStream | TableStream): Promise<number> {
  const { out } = context
  const head: Named[] = []
  let columns: readonly string[] = []
  let layout: ReturnType<typeof layOut> | undefined
  let count = 0
  const line = (row: Named): string => layout?.line(columns.map((column) => short(row[column]))) ?? ''
  const begin = (): void => {
    columns = answer.type === 'table' ? answer.columnsOf(head) : listColumns
    const titles = columns.map((title) => ({ title }))
    layout = layOut(
      out,
      titles,
      head.map((row) => columns.map((column) => short(row[column]))),
    )
    out.write(layout.heading + head.map(line).join(''))
    head.length = 0
  }
  // Where only the rows tell the columns, all of them are looked at first: none may lose a property.
  const most = answer.type === 'list' || answer.fixed ? sampled : Number.POSITIVE_INFINITY
  for await (const row of namedRows(answer)) {
    count++
    if (layout !== undefined) out.write(line(row))
    else if (head.push(row) === most) begin()
    await out.flushed()
  }
  if (layout === undefined && count > 0) begin()
  return count
}

type Named = Readonly<Record<string, unknown>>

const listColumns = ['displayName', '_type', '_class', '_key'] as const

async function* namedRows(answer: ListStream | TableStream): AsyncIterable<Named> {
  if (answer.type === 'table') yield* answer.rows
  else for await (const { entity } of answer.rows) yield { ...entity, _type: entity._type.join(', '), _class: entity._class.join(', ') }
}

/** What stands in one cell for a whole entity or relationship. */
function short(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value
  if ('entity' in value && isNamed(value.entity)) return value.entity.displayName
  if ('relationship' in value && isNamed(value.relationship)) return value.relationship.displayName
  return value
}

function isNamed(value: unknown): value is { readonly displayName: string } {
  return typeof value === 'object' && value !== null && 'displayName' in value && typeof value.displayName === 'string'
}

async function showTree(context: Context, answer: TreeStream): Promise<number> {
  const { vertices, edges } = await whole(answer)
  context.out.write(
    tree(
      context.out,
      vertices.map(({ id, entity }) => ({ id, label: entity.displayName, type: entity._type.join(', ') })),
      edges.map((edge) => ({ from: edge.fromVertexId, to: edge.toVertexId, verb: edge.relationship._class.join(', ') })),
    ),
  )
  await context.out.flushed()
  return vertices.length
}

async function draw(context: Context, drawing: Drawing, answer: QueryStream): Promise<number> {
  if (answer.type !== 'tree')
    throw new UsageError(`--format ${drawing} draws trees, and this query answers a ${answer.type}: end it with RETURN TREE`)
  const { drawTree } = await import('./drawing.ts')
  const data = await whole(answer)
  for (const line of drawTree(drawing, data.vertices, data.edges)) context.out.write(`${line}\n`)
  await context.out.flushed()
  return data.vertices.length
}

async function whole(answer: TreeStream): Promise<{ vertices: EntityItem[]; edges: Edge[] }> {
  const vertices: EntityItem[] = []
  const edges: Edge[] = []
  for await (const row of answer.rows) {
    if (row.kind === 'vertex') vertices.push(row.vertex)
    else edges.push(row.edge)
  }
  return { vertices, edges }
}

/** `{"type":…,"data":…}` as one document, an item a line. */
async function writeJson(context: Context, answer: QueryStream): Promise<number> {
  const { out } = context
  if (answer.type === 'tree') {
    const data = await whole(answer)
    out.write(`${JSON.stringify({ type: 'tree', data, ...(answer.isCut() ? { truncated: true } : {}) })}\n`)
    await out.flushed()
    return data.vertices.length
  }
  out.write(`{"type":"${answer.type}","data":[`)
  let count = 0
  for await (const row of answer.rows) {
    out.write(`${count++ === 0 ? '' : ','}\n${JSON.stringify(row)}`)
    await out.flushed()
  }
  out.write(`${count === 0 ? '' : '\n'}],"totalCount":${count}${answer.isCut() ? ',"truncated":true' : ''}}\n`)
  await out.flushed()
  return count
}

async function writeNdjson(context: Context, answer: QueryStream): Promise<number> {
  let count = 0
  for await (const line of linesOf(answer)) {
    context.out.write(`${JSON.stringify(line)}\n`)
    await context.out.flushed()
    count++
  }
  return count
}

async function* linesOf(answer: QueryStream): AsyncIterable<unknown> {
  if (answer.type !== 'tree') yield* answer.rows
  else for await (const row of answer.rows) yield row.kind === 'vertex' ? { vertex: row.vertex } : { edge: row.edge }
}

/**
 * A table as it is, or all of it first where only the rows tell the columns; so a list, which has a column for every
 * property that occurs; a tree as its edges.
 */
async function writeCsv(context: Context, answer: QueryStream): Promise<number> {
  const { out } = context
  if (answer.type === 'table') {
    const kept = answer.fixed ? [] : await Array.fromAsync(answer.rows)
    const columns = answer.columnsOf(kept)
    out.write(csvLine(columns))
    let count = 0
    for await (const row of answer.fixed ? answer.rows : kept) {
      out.write(csvLine(columns.map((column) => row[column])))
      await out.flushed()
      count++
    }
    return count
  }
  if (answer.type === 'tree') {
    const { vertices, edges } = await whole(answer)
    const names = new Map(vertices.map((vertex) => [vertex.id, vertex.entity._key]))
    out.write(csvLine(['from', '_class', 'to']))
    for (const edge of edges) {
      out.write(csvLine([names.get(edge.fromVertexId), edge.relationship._class.join(' '), names.get(edge.toVertexId)]))
      await out.flushed()
    }
    return vertices.length
  }
  const items: EntityItem[] = []
  for await (const item of answer.rows) items.push(item)
  const metadata = [...new Set(items.flatMap(({ entity }) => Object.keys(entity)))]
  const properties = [...new Set(items.flatMap((item) => Object.keys(item.properties)))].filter((name) => !metadata.includes(name)).sort()
  out.write(csvLine([...metadata, ...properties]))
  for (const item of items) {
    out.write(csvLine([...metadata.map((name) => one(item.entity[name])), ...properties.map((name) => item.properties[name])]))
    await out.flushed()
  }
  return items.length
}

/** `_type` and `_class` are lists, mostly of one. */
function one(value: unknown): unknown {
  return Array.isArray(value) && value.length === 1 ? value[0] : value
}
