/** Rows of a statement as items, cells and edges in the shapes of the public answers. */

import type { Row } from '../store/store.ts'
import type { Shape, ShapeColumn } from './duckdb/compile.ts'
import type { EntityItem, RelationshipItem, TableRow, TreePart } from './result.ts'
import type { Statistics } from './statistics.ts'

/** A whole entity or relationship as the engine gives it. */
interface Whole {
  readonly id: string
  readonly key: string
  readonly kind: number
  readonly properties: string
  readonly source: string
  readonly createdOn: number
  readonly beginOn: number
  readonly version: number
  readonly integration: number
}

interface Ends {
  readonly fromId: string
  readonly fromKey: string
  readonly toId: string
  readonly toKey: string
}

export class Decoder {
  readonly #statistics: Statistics

  constructor(statistics: Statistics) {
    this.#statistics = statistics
  }

  listItem(row: Row): EntityItem {
    return this.#entity(row.entity)
  }

  treePart(row: Row): TreePart {
    if (isStruct(row.vertex)) return { kind: 'vertex', vertex: this.#entity(row.vertex) }
    const { item, ends } = this.#relationship(row.edge)
    return { kind: 'edge', edge: { ...item, fromVertexId: ends.fromId, toVertexId: ends.toId } }
  }

  tableRow(row: Row, { columns }: Extract<Shape, { type: 'table' }>): TableRow {
    const cells: Record<string, unknown> = {}
    for (const [index, column] of columns.entries()) this.#cell(cells, column, row[`c${index}`])
    return cells
  }

  /** The names of all columns of some rows, in order; `alias.*` has as many as its rows have properties. */
  static columns({ columns }: Extract<Shape, { type: 'table' }>, rows: readonly TableRow[]): readonly string[] {
    if (!columns.some(({ spread }) => spread)) return [...new Set(columns.map(({ name }) => name))]
    const names = new Set<string>()
    for (const { name, spread } of columns) {
      if (!spread) names.add(name)
      else for (const row of rows) for (const own of Object.keys(row)) if (own.startsWith(`${name}.`)) names.add(own)
    }
    return [...names]
  }

  #cell(cells: Record<string, unknown>, { name, cell, spread }: ShapeColumn, value: unknown): void {
    if (cell !== 'entity' && cell !== 'relationship') {
      define(cells, name, cell === 'json' && typeof value === 'string' ? JSON.parse(value) : finite(value))
    } else if (!isStruct(value)) {
      if (!spread) define(cells, name, null)
    } else if (cell === 'entity') {
      const item = this.#entity(value)
      if (spread) this.#spread(cells, name, value, { _type: item.entity._type[0] })
      else define(cells, name, item)
    } else {
      const { item, ends } = this.#relationship(value)
      const metadata = {
        _type: item.relationship._type[0],
        _class: item.relationship._class[0],
        _fromEntityKey: ends.fromKey,
        _toEntityKey: ends.toKey,
      }
      if (spread) this.#spread(cells, name, value, metadata)
      else define(cells, name, item)
    }
  }

  /** All properties, metadata included, with raw values, nested objects by path. */
  #spread(cells: Record<string, unknown>, name: string, value: unknown, metadata: object): void {
    const whole = asWhole(value)
    const all = { ...this.#metadata(whole), ...metadata, ...parsed(whole.properties) }
    for (const [property, item] of Object.entries(flattened(all))) define(cells, `${name}.${property}`, item)
  }

  #entity(value: unknown): EntityItem {
    const whole = asWhole(value)
    const properties = parsed(whole.properties)
    const metadata = this.#metadata(whole)
    const kind = this.#statistics.entityKinds.get(whole.kind)
    const entity = {
      ...inText(metadata),
      ...ownMetadata(properties),
      _id: whole.id,
      _key: whole.key,
      _type: [kind?.type ?? ''],
      _class: kind?.classes ?? [],
      displayName: displayName(properties, whole.key),
    }
    return { id: whole.id, entity, properties: plain(properties) }
  }

  #relationship(value: unknown): { readonly item: RelationshipItem; readonly ends: Ends } {
    const whole = asWhole(value)
    const ends = asEnds(value)
    const properties = parsed(whole.properties)
    const kind = this.#statistics.relationshipKinds.get(whole.kind)
    const verb = kind?.verb ?? ''
    const relationship = {
      ...inText(this.#metadata(whole)),
      ...ownMetadata(properties),
      _id: whole.id,
      _key: whole.key,
      _type: [kind?.type ?? ''],
      _class: [verb],
      _fromEntityKey: ends.fromKey,
      _toEntityKey: ends.toKey,
      displayName: displayName(properties, verb),
    }
    return { item: { id: whole.id, relationship, properties: plain(properties) }, ends }
  }

  #metadata(whole: Whole): Record<string, unknown> {
    const integration = this.#statistics.integrations.get(whole.integration)
    const kind = this.#statistics.entityKinds.get(whole.kind)
    return {
      _id: whole.id,
      _key: whole.key,
      _class: kind?.classes ?? [],
      _createdOn: whole.createdOn,
      _beginOn: whole.beginOn,
      _version: whole.version,
      _source: whole.source,
      _deleted: false,
      ...(integration === undefined
        ? {}
        : {
            _integrationName: integration.name,
            _integrationType: integration.type,
            _integrationInstanceId: integration.instance,
            ...(integration.classes.length === 0 ? {} : { _integrationClass: integration.classes }),
          }),
    }
  }
}

function isStruct(value: unknown): value is Readonly<Record<string, unknown>> {
  return value !== null && typeof value === 'object'
}

function asWhole(value: unknown): Whole {
  if (!isStruct(value)) throw new Error('the statement gave no whole row')
  return {
    id: String(value.id),
    key: String(value.key),
    kind: Number(value.kind),
    properties: String(value.properties),
    source: String(value.source),
    createdOn: Number(value.createdOn),
    beginOn: Number(value.beginOn),
    version: Number(value.version),
    integration: Number(value.integration),
  }
}

function asEnds(value: unknown): Ends {
  if (!isStruct(value)) throw new Error('the statement gave no whole row')
  return { fromId: String(value.fromId), fromKey: String(value.fromKey), toId: String(value.toId), toKey: String(value.toKey) }
}

function parsed(properties: string): Readonly<Record<string, unknown>> {
  const value: unknown = JSON.parse(properties)
  return isStruct(value) ? value : {}
}

/** Metadata that people's own data brought along. */
function ownMetadata(properties: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(properties).filter(([name]) => name.startsWith('_')))
}

function plain(properties: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(properties).filter(([name]) => !name.startsWith('_')))
}

function displayName(properties: Readonly<Record<string, unknown>>, fallback: string): string {
  const name = properties.displayName
  return typeof name === 'string' ? name : fallback
}

const times = ['_createdOn', '_beginOn']

function inText(metadata: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const shown = { ...metadata }
  for (const name of times) {
    const time = shown[name]
    if (typeof time === 'number' && Math.abs(time) <= 8.64e15) shown[name] = new Date(time).toISOString()
  }
  return shown
}

function flattened(object: object, prefix = '', into: Record<string, unknown> = {}): Record<string, unknown> {
  for (const [name, value] of Object.entries(object)) {
    if (isStruct(value) && !Array.isArray(value)) flattened(value, `${prefix}${name}.`, into)
    else define(into, prefix + name, value)
  }
  return into
}

/** NaN and infinities are no values. */
function finite(value: unknown): unknown {
  return typeof value === 'number' && !Number.isFinite(value) ? null : (value ?? null)
}

/** Sets an own property whatever its name: a column may be called `__proto__`. */
function define(object: Record<string, unknown>, name: string, value: unknown): void {
  if (name === '__proto__') Object.defineProperty(object, name, { value, enumerable: true, configurable: true, writable: true })
  else object[name] = value
}
