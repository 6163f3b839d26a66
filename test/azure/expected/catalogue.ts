/** The reference catalogue: which types and relationships there are, and where each type is listed. */
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { type Json, list, text, texts } from './json.ts'

export interface TypeRow {
  readonly type: string
  readonly class: readonly string[]
  readonly api: string
  readonly listPath: string
  readonly listScope: string
  /** Types whose entities open the scopes of this list. */
  readonly parents: readonly string[]
  readonly keyRule: string
}

export interface EdgeRow {
  readonly from: string
  readonly verb: string
  readonly to: string
  readonly derivation: string
}

const file: Json = JSON.parse(
  readFileSync(fileURLToPath(new URL('../../../../shared/reference/azure-catalogue.json', import.meta.url)), 'utf8'),
)

export const typeRows: readonly TypeRow[] = list(file, 'entities').map((row) => ({
  type: field(row, '_type'),
  class: texts(row, '_class'),
  api: field(row, 'api'),
  listPath: field(row, 'listPath'),
  listScope: field(row, 'listScope'),
  parents: (text(row, 'parentType') ?? '').split('|'),
  keyRule: field(row, 'keyRule'),
}))

export const edgeRows: readonly EdgeRow[] = list(file, 'relationships').map((row) => ({
  from: field(row, 'fromType'),
  verb: field(row, '_class'),
  to: field(row, 'toType'),
  derivation: field(row, 'derivation'),
}))

/** The kinds of resources whose diagnostic settings are asked for. */
export const diagnosticTypes: readonly string[] = list(file, 'diagnosticSettings').map((row) => field(row, 'entityType'))

export function typeRow(type: string): TypeRow {
  const row = typeRows.find((candidate) => candidate.type === type)
  if (row === undefined) throw new Error(`the catalogue has no type ${type}`)
  return row
}

function field(row: Json, name: string): string {
  const value = text(row, name)
  if (value === undefined) throw new Error(`a catalogue row lacks ${name}`)
  return value
}
