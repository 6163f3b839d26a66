/** Properties as the text that is stored: names sorted and well-formed, so that equal content is equal text. */
import { canonicalJson } from '../../graph/properties.ts'

/** @param values flat properties, or people's own data, which may hold nulls and nested objects */
export function propertiesText(values: Readonly<Record<string, unknown>>): string {
  const names = Object.keys(values)
  const text = isSorted(names) && !Object.values(values).some(isNested) ? JSON.stringify(values) : canonicalJson(values)
  return mayHoldLoneSurrogate.test(text) ? canonicalJson(wellFormed(values)) : text
}

/** Metadata that has columns of its own. */
const columns: readonly string[] = ['_id', '_version', '_createdOn', '_beginOn', '_source']

/** Properties and given metadata as they are stored: what has no column of its own stands among the properties. */
export function textOf(
  properties: Readonly<Record<string, unknown>>,
  metadata: Readonly<Record<string, unknown>> | undefined,
): { readonly properties: string; readonly metadata: string | null } {
  if (metadata === undefined) return { properties: propertiesText(properties), metadata: null }
  const given = Object.entries(metadata)
  const inColumns = given.filter(([name]) => columns.includes(name))
  const others = given.filter(([name]) => !columns.includes(name))
  return {
    properties: propertiesText({ ...properties, ...Object.fromEntries(others) }),
    metadata: inColumns.length === 0 ? null : propertiesText(Object.fromEntries(inColumns)),
  }
}

/** JSON.stringify writes a lone surrogate as an escape; the engine refuses to read that back. */
const mayHoldLoneSurrogate = /\\u[dD][89a-fA-F]/

/** The same with its lone surrogates replaced. */
export function wellFormed(value: unknown): unknown {
  if (typeof value === 'string') return value.toWellFormed()
  if (Array.isArray(value)) return value.map(wellFormed)
  if (value === null || typeof value !== 'object') return value
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name.toWellFormed(), wellFormed(item)]))
}

function isSorted(names: readonly string[]): boolean {
  for (let index = 1; index < names.length; index++) {
    if ((names[index - 1] ?? '') > (names[index] ?? '')) return false
  }
  return true
}

function isNested(value: unknown): boolean {
  if (value === null || typeof value !== 'object') return false
  return !Array.isArray(value) || value.some((item) => item !== null && typeof item === 'object')
}
