/** Turns what a cloud answers into flat, canonical properties. */
import type { Properties, PropertyValue, Scalar } from './model.ts'

/** What a mapping may return: absent values are dropped, anything nested becomes JSON text. */
export type Loose = Readonly<Record<string, unknown>>

/** Epoch milliseconds of a date as clouds write it (ISO text, Date, or epoch seconds already in milliseconds); undefined when it is none. */
export function epoch(value: unknown): number | undefined {
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? undefined : value.getTime()
  if (typeof value === 'number') return Number.isFinite(value) ? value : undefined
  if (typeof value !== 'string' || value === '') return undefined
  const time = Date.parse(value)
  return Number.isNaN(time) ? undefined : time
}

/** `{ Owner: 'x' }` as `{ 'tag.Owner': 'x' }`. A tag set without a value is kept as the empty string. */
export function tags(values: Readonly<Record<string, unknown>> | null | undefined): Record<string, unknown> {
  const result: Record<string, unknown> = {}
  for (const [name, value] of Object.entries(values ?? {})) result[`tag.${name}`] = value ?? ''
  return result
}

/** Drops absent values, flattens what is nested to JSON text and sorts the names, so that equal content is equal text. */
export function normalise(loose: Loose): Properties {
  const result: Record<string, PropertyValue> = {}
  for (const name of Object.keys(loose).sort()) {
    const value = propertyValue(loose[name])
    if (value !== undefined) result[name] = value
  }
  return result
}

function propertyValue(value: unknown): PropertyValue | undefined {
  if (value === undefined || value === null) return undefined
  if (Array.isArray(value)) return value.map(scalar).filter((item) => item !== undefined)
  return scalar(value)
}

function scalar(value: unknown): Scalar | undefined {
  if (value === undefined || value === null) return undefined
  if (typeof value === 'string') return value.isWellFormed() ? value : value.toWellFormed()
  if (typeof value === 'boolean') return value
  if (typeof value === 'number') return Number.isFinite(value) ? value : undefined
  if (typeof value === 'bigint') return Number(value)
  if (value instanceof Date) return epoch(value)
  return canonicalJson(value)
}

/** JSON with sorted names: equal content gives equal text. */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_name, item: unknown) =>
    item !== null && typeof item === 'object' && !Array.isArray(item)
      ? Object.fromEntries(Object.entries(item).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)))
      : item,
  )
}
