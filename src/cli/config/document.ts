/** Reads a YAML or JSON file by a schema; whatever is wrong is told with its line, all of it at once. */
import { readFile } from 'node:fs/promises'
import { type Document, isMap, isScalar, LineCounter, parseDocument } from 'yaml'
import { z } from 'zod'
import { nearest } from '../../query/nearest.ts'
import { ConfigError, type ConfigFault, UsageError } from '../errors.ts'

type Path = readonly PropertyKey[]

export interface Loaded<T> {
  readonly file: string
  readonly value: T
  /** A fault of the value at this path, for what is only found out later (a variable that is not set). */
  fault(path: Path, message: string): ConfigFault
}

/** @throws ConfigError with every fault of the file; UsageError when it cannot be read. */
export async function loadDocument<T extends z.ZodType>(file: string, schema: T): Promise<Loaded<z.infer<T>>> {
  const lines = new LineCounter()
  const document = parseDocument(await text(file), { lineCounter: lines, prettyErrors: false })
  const at = (offset: number): { line: number; column: number } => {
    const { line, col } = lines.linePos(offset)
    return { line, column: col }
  }
  if (document.errors.length > 0) {
    throw new ConfigError(
      file,
      document.errors.map((error) => ({ ...at(error.pos[0]), message: `not valid YAML: ${error.message}` })),
    )
  }
  const value: unknown = document.toJS() ?? {}
  const result = schema.safeParse(value, { reportInput: true })
  const fault = (path: Path, message: string): ConfigFault => ({ ...at(offsetOf(document, path)), message })
  if (result.success) return { file, value: result.data, fault }
  const misspelt = new Set<string>()
  const faults: ConfigFault[] = []
  for (const issue of result.error.issues) {
    if (issue.code !== 'unrecognized_keys') continue
    const known = knownKeys(schema, issue.path, value)
    for (const key of issue.keys) {
      const meant = nearest(key, known)
      if (meant !== undefined) misspelt.add([...issue.path, meant].join('\n'))
      faults.push({ ...at(keyOffset(document, issue.path, key)), message: unknownKey(key, meant, known) })
    }
  }
  for (const issue of result.error.issues) {
    // A key that is only misspelt need not be told as missing too.
    if (issue.code === 'unrecognized_keys' || (issue.input === undefined && misspelt.has(issue.path.join('\n')))) continue
    faults.push(fault(issue.path, words(issue)))
  }
  throw new ConfigError(
    file,
    faults.sort((a, b) => a.line - b.line || a.column - b.column),
  )
}

/** What is wrong with a value that stands in no file yet, by key. */
export function complaints(schema: z.ZodType, value: unknown): string[] {
  const result = schema.safeParse(value, { reportInput: true })
  return result.success ? [] : result.error.issues.map((issue) => `${String(issue.path.at(-1) ?? '')}: ${words(issue)}`)
}

async function text(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8')
  } catch (error) {
    throw new UsageError(`${file} cannot be read: ${error instanceof Error ? error.message : String(error)}`, { cause: error })
  }
}

function words(issue: z.core.$ZodIssue): string {
  const name = issue.path.at(-1)
  if (issue.input === undefined && issue.code !== 'custom') {
    return typeof name === 'string' ? `"${name}" is missing` : 'a value is missing'
  }
  switch (issue.code) {
    case 'invalid_type':
      return `expected ${kinds[issue.expected] ?? `a ${issue.expected}`}`
    case 'invalid_value': {
      const values = issue.values.map(String)
      const meant = nearest(String(issue.input), values)
      return `expected ${values.join(', ')}${meant === undefined ? '' : `; did you mean ${meant}?`}`
    }
    case 'invalid_union':
      return issue.discriminator === 'type' ? 'expected type: azure or type: aws' : issue.message
    default:
      return issue.message
  }
}

function unknownKey(key: string, meant: string | undefined, known: readonly string[]): string {
  return `unknown key "${key}"; ${meant === undefined ? `known here: ${known.join(', ')}` : `did you mean "${meant}"?`}`
}

/** The keys that the schema knows where the path leads. */
function knownKeys(schema: z.core.$ZodType, path: Path, value: unknown): string[] {
  if (schema instanceof z.ZodExactOptional || schema instanceof z.ZodDefault) return knownKeys(schema.unwrap(), path, value)
  if (schema instanceof z.ZodDiscriminatedUnion) {
    const branch = schema.options.find((option) => z.safeParse(discriminator(option), field(value, 'type')).success)
    return branch === undefined ? [] : knownKeys(branch, path, value)
  }
  const [step, ...rest] = path
  if (schema instanceof z.ZodObject) {
    if (step === undefined) return Object.keys(schema.shape)
    const inner: unknown = schema.shape[String(step)]
    return inner instanceof z.ZodType ? knownKeys(inner, rest, field(value, step)) : []
  }
  if (step === undefined) return []
  if (schema instanceof z.ZodArray) return knownKeys(schema.element, rest, field(value, step))
  if (schema instanceof z.ZodRecord) return knownKeys(schema.valueType, rest, field(value, step))
  return []
}

function discriminator(option: z.core.$ZodType): z.ZodType {
  const type: unknown = option instanceof z.ZodObject ? option.shape.type : undefined
  return type instanceof z.ZodType ? type : z.never()
}

function field(value: unknown, name: PropertyKey): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined
}

/** Where the value at the path begins; where it is absent, where what should hold it begins. */
function offsetOf(document: Document, path: Path): number {
  for (let length = path.length; length > 0; length--) {
    const node: unknown = document.getIn(path.slice(0, length), true)
    if (typeof node === 'object' && node !== null && 'range' in node && Array.isArray(node.range)) return Number(node.range[0])
  }
  return document.contents?.range?.[0] ?? 0
}

function keyOffset(document: Document, path: Path, key: string): number {
  const map: unknown = path.length === 0 ? document.contents : document.getIn(path, true)
  const pair = isMap(map) ? map.items.find((item) => isScalar(item.key) && String(item.key.value) === key) : undefined
  return isScalar(pair?.key) ? (pair.key.range?.[0] ?? 0) : offsetOf(document, path)
}

/** Kinds of values in words, where the parser's own would not do. */
const kinds: Readonly<Record<string, string>> = { object: 'keys and values', array: 'a list', int: 'a whole number' }
