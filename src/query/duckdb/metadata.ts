/** Properties of a row of the graph: metadata from its columns, everything else from its JSON document. */

import { own, type Sql, sql } from './sql.ts'
import { property, type Reading, type SqlValue } from './value.ts'

/** Metadata that has a column of its own, by the columns' table alias. */
const columns: Readonly<Record<string, (row: string) => SqlValue>> = {
  _id: (row) => ({ type: 'text', sql: own(`${row}.id`) }),
  _key: (row) => ({ type: 'text', sql: own(`${row}.key`) }),
  _source: (row) => ({ type: 'text', sql: own(`${row}.source`) }),
  _createdOn: (row) => ({ type: 'number', sql: own(`CAST(${row}.created_on AS DOUBLE)`) }),
  _beginOn: (row) => ({ type: 'number', sql: own(`CAST(${row}.begin_on AS DOUBLE)`) }),
  _version: (row) => ({ type: 'number', sql: own(`CAST(${row}.version AS DOUBLE)`) }),
  _deleted: () => ({ type: 'boolean', sql: own('FALSE') }),
}

/** Metadata of the integration, which people's own data may override by a property of the same name. */
const ofIntegration: Readonly<Record<string, string>> = {
  _integrationName: 'i.name',
  _integrationType: 'i.type',
  _integrationInstanceId: 'i.instance',
  _integrationClass: 'CASE WHEN len(i.classes) > 0 THEN i.classes END',
}

const entityColumns: typeof columns = {
  ...columns,
  displayName: (row) => ({ type: 'text', sql: own(`${row}.display_name`) }),
  _type: (row) => ({ type: 'text', sql: own(`(SELECT k.type FROM entity_kind k WHERE k.id = ${row}.kind)`) }),
  _class: (row) => ({ type: 'json', sql: own(`(SELECT CAST(to_json(k.classes) AS VARCHAR) FROM entity_kind k WHERE k.id = ${row}.kind)`) }),
}

const relationshipColumns: typeof columns = {
  ...columns,
  _type: (row) => ({ type: 'text', sql: own(`(SELECT k.type FROM relationship_kind k WHERE k.id = ${row}.kind)`) }),
  _class: (row) => ({ type: 'text', sql: own(`(SELECT k.class FROM relationship_kind k WHERE k.id = ${row}.kind)`) }),
  _fromEntityKey: (row) => ({ type: 'text', sql: own(`(SELECT f.key FROM entity f WHERE f.nid = ${row}.from_nid)`) }),
  _toEntityKey: (row) => ({ type: 'text', sql: own(`(SELECT t.key FROM entity t WHERE t.nid = ${row}.to_nid)`) }),
}

export function entityProperty(row: string, name: string, reading?: Reading): SqlValue {
  return rowProperty(entityColumns, row, name, reading)
}

export function relationshipProperty(row: string, name: string, reading?: Reading): SqlValue {
  return rowProperty(relationshipColumns, row, name, reading)
}

/** The type of an entity whose kinds are all of different types. */
export function typeOfKind(row: string): SqlValue {
  const type = (kind: Sql) => sql`(SELECT k.type FROM entity_kind k WHERE k.id = ${kind})`
  const code = own(`${row}.kind`)
  return { type: 'text', sql: type(code), coded: { code, decoded: type } }
}

/** Whether a property stands in the document of a row, and is not known otherwise. */
export function isInDocument(name: string): boolean {
  return !Object.hasOwn(entityColumns, name) && !Object.hasOwn(relationshipColumns, name)
}

function rowProperty(known: typeof columns, row: string, name: string, reading?: Reading): SqlValue {
  const column = Object.hasOwn(known, name) ? known[name] : undefined
  if (column !== undefined) return column(row)
  const document = own(`${row}.properties`)
  const field = Object.hasOwn(ofIntegration, name) ? ofIntegration[name] : undefined
  if (field === undefined) return property(document, name, reading)
  const standing = own(`(SELECT CAST(to_json(${field}) AS VARCHAR) FROM integration i WHERE i.id = ${row}.integration)`)
  return { type: 'json', sql: sql`COALESCE(${property(document, name, reading).sql}, ${standing})` }
}

/** Every column of an entity, for reading it whole; named so that they can stand beside those of others. */
export const entityStruct = (row: string): string =>
  `struct_pack(id := ${row}.id, key := ${row}.key, kind := ${row}.kind, name := ${row}.display_name, properties := CAST(${row}.properties AS VARCHAR), source := ${row}.source, createdOn := ${row}.created_on, beginOn := ${row}.begin_on, version := ${row}.version, integration := ${row}.integration)`

/** As {@link entityStruct}, with the ends' ids and keys, whose rows are given too. */
export const relationshipStruct = (row: string, from: string, to: string): string =>
  `struct_pack(id := ${row}.id, key := ${row}.key, kind := ${row}.kind, properties := CAST(${row}.properties AS VARCHAR), source := ${row}.source, createdOn := ${row}.created_on, beginOn := ${row}.begin_on, version := ${row}.version, integration := ${row}.integration, fromId := ${from}.id, fromKey := ${from}.key, toId := ${to}.id, toKey := ${to}.key)`
