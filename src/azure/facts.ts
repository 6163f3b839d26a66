/**
 * A table of facts says of each property where it stands in the answer: `sku: 'sku.name'`. Where a path does not say
 * all, the functions here do. A path begins with the name of a detail call when the fact is read from its answer.
 */
import { epoch } from '../graph/properties.ts'
import { type Answer, at, isAnswer, probe, unexpected } from './client/json.ts'
import { armKey, regionOf } from './ids.ts'

/** What a value must be for a fact to be read from it; a plain path wants one value or a list of them. */
export type Expected = 'number' | 'scalar' | 'scalars' | 'text' | 'texts' | 'dates' | 'list' | 'objects' | 'object' | 'any'

export interface Fact {
  /** What it reads, for `$select` and for the docs. */
  readonly paths: readonly string[]
  /** What stands at each of them; anything where it is not said. */
  readonly expects?: Expected
  read(source: Answer): unknown
}

export type FactTable = Readonly<Record<string, string | Fact>>

/**
 * Reads all facts of the table. Absent values stay undefined: unknown is never false.
 * @param skip told of properties that are left out because what stands at their place is of an unexpected type
 */
export function readFacts(table: FactTable, source: Answer, skip: (name: string) => void = () => {}): Record<string, unknown> {
  const properties: Record<string, unknown> = {}
  for (const [name, fact] of Object.entries(table)) {
    if (typeof fact === 'string') {
      const value = probe(source, fact)
      if (isOdd(value, 'scalars')) skip(name)
      else properties[name] = value
    } else {
      // What is read from several places may be of one version's shape or another's: the reader tells.
      const told = fact.expects === undefined && fact.paths.length > 1
      const value = fact.read(source)
      if ((!told || value === undefined) && hasOdd(fact, source)) skip(name)
      else properties[name] = value
    }
  }
  return properties
}

/** Whether anything that the fact reads is of an unexpected type. */
function hasOdd({ paths, expects = 'any' }: Fact, source: Answer): boolean {
  return paths.some((path) => isOdd(probe(source, path), expects))
}

/** Whether what {@link probe} found is there, and not of the type that was expected. */
export function isOdd(value: unknown, expects: Expected): boolean {
  return value !== undefined && (value === unexpected || !fits(value, expects))
}

function fits(value: unknown, expects: Expected): boolean {
  const all = (test: (item: unknown) => boolean) =>
    Array.isArray(value) ? value.every((item) => item === null || test(item)) : test(value)
  switch (expects) {
    case 'any':
      return true
    case 'number':
      return typeof value === 'number'
    case 'scalar':
      return isScalar(value)
    case 'scalars':
      return all(isScalar)
    case 'text':
      return typeof value === 'string'
    case 'texts':
      return all((item) => typeof item === 'string')
    case 'dates':
      return all((item) => item === '' || epoch(item) !== undefined)
    case 'list':
      return Array.isArray(value)
    case 'objects':
      return Array.isArray(value) && all(isAnswer)
    case 'object':
      return isAnswer(value)
  }
}

function isScalar(value: unknown): boolean {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
}

/** The first segments of all paths of the table: the fields a `$select` must name. */
export function fieldsOf(table: FactTable): string[] {
  const paths = Object.values(table).flatMap((fact) => (typeof fact === 'string' ? [fact] : fact.paths))
  return [...new Set(paths.map((path) => path.replace(/\[\]/g, '').split('.')[0] ?? path))]
}

/** The properties that are read from the answer of a detail. */
export function readFrom(table: FactTable, detail: string): string[] {
  const paths = (fact: string | Fact): readonly string[] => (typeof fact === 'string' ? [fact] : fact.paths)
  return Object.keys(table).filter((name) => {
    const fact = table[name]
    return (
      fact !== undefined && paths(fact).some((path) => path === detail || path.startsWith(`${detail}.`) || path.startsWith(`${detail}[`))
    )
  })
}

/** Anything else: `read` gets the values at the paths, each of which may be said to be of one type. */
export function from(paths: readonly string[], read: (...values: unknown[]) => unknown, expects?: Expected): Fact {
  return { paths, ...(expects === undefined ? {} : { expects }), read: (source) => read(...paths.map((path) => at(source, path))) }
}

/** What is nested at a path, whatever it is; it becomes JSON text. */
export function json(path: string): Fact {
  return from([path], (value) => value)
}

function typed(expects: Expected, path: string, read: (value: unknown) => unknown): Fact {
  return from([path], read, expects)
}

/** Text, and nothing that is empty. */
export function words(path: string): Fact {
  return typed('text', path, (value) => (value === '' ? undefined : value))
}

/** A date, or a list of them, in epoch milliseconds. */
export function date(path: string): Fact {
  return typed('dates', path, (value) => (Array.isArray(value) ? value.map(epoch).filter((item) => item !== undefined) : epoch(value)))
}

/** The different values of a list, sorted. */
export function distinct(path: string): Fact {
  return typed('list', path, (value) => (Array.isArray(value) ? [...new Set(value)].sort() : undefined))
}

/** The first of a list. */
export function first(path: string): Fact {
  return typed('scalars', path, (value) => (Array.isArray(value) ? value[0] : value))
}

export function lower(path: string): Fact {
  return typed('text', path, (value) => (typeof value === 'string' ? value.toLowerCase() : undefined))
}

/** A region by its name: lists spell it `EastUs` or `East US`, Resource Graph eastus. */
export function region(path: string): Fact {
  return typed('text', path, (value) => (typeof value === 'string' ? regionOf(value) : undefined))
}

/** Whether the value is one of these; unknown when it is absent. */
export function is(path: string, ...values: unknown[]): Fact {
  return typed('scalar', path, (value) => (value === undefined ? undefined : values.includes(value)))
}

/** Whether a list holds anything; unknown without the list. */
export function filled(path: string): Fact {
  return typed('list', path, (value) => (Array.isArray(value) ? value.length > 0 : undefined))
}

/** True when there is a value, unknown when not. */
export function present(path: string): Fact {
  return from([path], (value) => (value === undefined ? undefined : true))
}

/** The value, or what its absence means. */
export function otherwise(path: string, value: unknown): Fact {
  return from([path], (found) => found ?? value)
}

/** The key of the resource whose ARM id stands there, or the keys of several. */
export function ref(path: string): Fact {
  return typed('texts', path, (value) => (Array.isArray(value) ? value.map(keyOf) : keyOf(value)))
}

/** The values of an object, without their names. */
export function values(path: string): Fact {
  return typed('object', path, (value) => (typeof value === 'object' && value !== null ? Object.values(value) : undefined))
}

function keyOf(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? armKey(value) : undefined
}
