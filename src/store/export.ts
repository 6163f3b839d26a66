/** The whole graph as files for other tools. */
import { createWriteStream, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { graphml } from './graphml.ts'
import type { QueryOptions, Reader } from './store.ts'
import { entityOf, relationshipOf, selectEntities, selectRelationships, type Thing } from './things.ts'

export const exportFormats = ['parquet', 'csv', 'ndjson', 'graphml'] as const
export type ExportFormat = (typeof exportFormats)[number]

/**
 * Writes the graph into a folder, which is made when it is not there; equal graphs give equal files.
 * - `ndjson`: graph.ndjson, a line for each entity and then for each relationship, in key order; `import --graph` reads it
 * - `graphml`: graph.graphml
 * - `parquet`, `csv`: entities and relationships, a file each, the properties as JSON
 * @returns the paths of the files
 */
export async function exportGraph(reader: Reader, format: ExportFormat, dir: string, options: QueryOptions = {}): Promise<string[]> {
  mkdirSync(dir, { recursive: true })
  switch (format) {
    case 'ndjson':
      return [await write(join(dir, 'graph.ndjson'), ndjson(reader, options))]
    case 'graphml':
      return [await write(join(dir, 'graph.graphml'), graphml(reader, options))]
    default:
      return [
        await copy(reader, tables.entities, join(dir, `entities.${format}`), format, options),
        await copy(reader, tables.relationships, join(dir, `relationships.${format}`), format, options),
      ]
  }
}

const entityRows = `${selectEntities('entity')} ORDER BY e.key, i.name`
const relationshipRows = `${selectRelationships('relationship', 'entity')} ORDER BY r.key, i.name`

async function* ndjson(reader: Reader, options: QueryOptions): AsyncIterable<string> {
  for await (const rows of reader.stream(entityRows, [], options)) {
    yield rows.map((row) => `${JSON.stringify({ entity: flat(entityOf(row)) })}\n`).join('')
  }
  for await (const rows of reader.stream(relationshipRows, [], options)) {
    yield rows.map((row) => `${JSON.stringify({ relationship: flat(relationshipOf(row)) })}\n`).join('')
  }
}

function flat({ metadata, properties }: Thing): Record<string, unknown> {
  return { ...metadata, ...properties }
}

/** Columns by the names of the metadata, so that the files explain themselves. */
const columns = (kind: string, ends: string): string => `
  id AS _id, key AS _key, type AS _type, ${kind} AS _class, ${ends} version AS _version, created_on AS "_createdOn", begin_on AS "_beginOn",
  source AS _source, integration_name AS "_integrationName", integration_type AS "_integrationType",
  integration_instance AS "_integrationInstanceId", properties`

const tables = {
  entities: `SELECT ${columns('classes', 'display_name AS "displayName",')} FROM (${entityRows})`,
  relationships: `SELECT ${columns('class', 'from_key AS "_fromEntityKey", to_key AS "_toEntityKey",')} FROM (${relationshipRows})`,
}

async function copy(reader: Reader, select: string, file: string, format: 'parquet' | 'csv', options: QueryOptions): Promise<string> {
  const how = format === 'csv' ? 'FORMAT csv, HEADER' : 'FORMAT parquet, COMPRESSION zstd'
  await reader.rows(`COPY (${select} ORDER BY _key, "_integrationName") TO '${file.replaceAll("'", "''")}' (${how})`, [], options)
  return file
}

async function write(file: string, text: AsyncIterable<string>): Promise<string> {
  await pipeline(Readable.from(text), createWriteStream(file))
  return file
}
