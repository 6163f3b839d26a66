/**
 * The answers that every stored query is tested against: `<topic>.yaml` beside this file, an entry for each query.
 *
 *     public-containers/default:
 *       graph:                                   # small, with something to find
 *         a: azure_storage_account               # an entity: its type, or a map with the type as `is`
 *         c: { is: azure_storage_container, public: true }
 *         a HAS c:                               # a relationship, with its properties if it needs any
 *       rows: [{ account: a, container: c }]     # what is found: a part of each row, or keys, or how many
 *       clean: { c: { public: false } }          # the telling change after which nothing is found
 *
 * Where no change would empty the answer, `instead` is another graph. `gone` takes out an entity or a relationship, `~` a
 * property. Dates are written `90 days ago` and `in 5 days`. Entities are called by their keys unless they say otherwise.
 */
import { readdirSync, readFileSync } from 'node:fs'
import { parse } from 'yaml'
import { z } from 'zod'
import type { Thing } from '../query/graph.ts'

const properties = z.record(z.string(), z.unknown())
const part = z.union([z.string(), properties, z.null()])
const parts = z.record(z.string(), part)

const entry = z
  .strictObject({
    graph: parts,
    params: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])).optional(),
    rows: z.union([z.number().int().positive(), z.array(z.union([z.string(), properties])).min(1)]),
    clean: parts.optional(),
    instead: parts.optional(),
  })
  .refine(({ clean, instead }) => (clean === undefined) !== (instead === undefined), 'expected either clean or instead')

export type Parts = z.infer<typeof parts>
export type Entry = z.infer<typeof entry>

/** By `question/query`. */
export function readCases(): ReadonlyMap<string, Entry> {
  const folder = new URL('./', import.meta.url)
  const found = new Map<string, Entry>()
  for (const file of readdirSync(folder).filter((name) => name.endsWith('.yaml'))) {
    const result = z.record(z.string(), entry).safeParse(parse(readFileSync(new URL(file, folder), 'utf8')))
    if (!result.success) throw new Error(`${file}: ${z.prettifyError(result.error)}`)
    for (const [name, one] of Object.entries(result.data)) {
      if (found.has(name)) throw new Error(`${file}: ${name} is there twice`)
      found.set(name, one)
    }
  }
  return found
}

/** The graph after the telling change. */
export function changed(graph: Parts, changes: Parts): Parts {
  const after = new Map(Object.entries(graph))
  for (const [name, change] of Object.entries(changes)) {
    const before = after.get(name)
    if (change === 'gone') {
      if (!after.delete(name)) throw new Error(`There is no ${name} to take out`)
      for (const other of after.keys()) if (other.split(' ').includes(name)) after.delete(other)
    } else if (typeof change === 'object' && change !== null && before !== undefined) {
      after.set(name, { ...asMap(before), ...change })
    } else after.set(name, change)
  }
  return Object.fromEntries(after)
}

function asMap(value: Parts[string]): Thing {
  return typeof value === 'string' ? { is: value } : (value ?? {})
}

export interface Edge {
  readonly from: string
  readonly verb: string
  readonly to: string
  readonly properties: Thing
}

/** `a HAS b`, or `a ALLOWS b #2` for a second one between the same two. */
export function edgesOf(graph: Parts): Edge[] {
  return Object.entries(graph).flatMap(([name, value]) => {
    const [from, verb, to] = name.split(' ')
    return from === undefined || verb === undefined || to === undefined ? [] : [{ from, verb, to, properties: asMap(value) }]
  })
}

export interface Node {
  readonly key: string
  readonly type: string
  readonly properties: Thing
}

export function nodesOf(graph: Parts): Node[] {
  return Object.entries(graph).flatMap(([key, value]) => {
    if (key.includes(' ')) return []
    const { is, ...properties } = asMap(value)
    return [{ key, type: String(is), properties }]
  })
}

const units: Readonly<Record<string, number>> = { hour: 3_600_000, day: 86_400_000 }

/** Dates in words as epoch milliseconds, missing values left out. */
export function valued(properties: Thing, now: number): Thing {
  const entries = Object.entries(properties).map(
    ([name, value]) => [name, Array.isArray(value) ? value.map((item) => dated(item, now)) : dated(value, now)] as const,
  )
  return Object.fromEntries(entries.filter(([, value]) => value !== null))
}

function dated(value: unknown, now: number): unknown {
  if (typeof value !== 'string') return value
  const [, ahead, amount, unit = '', ago] = /^(in )?(\d+) (hour|day)s?( ago)?$/.exec(value) ?? []
  if ((ahead === undefined) === (ago === undefined)) return value
  return now + Number(amount) * (units[unit] ?? 0) * (ago === undefined ? 1 : -1)
}
