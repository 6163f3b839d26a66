/** Reads the `.test` files of this folder (see README.md). */

import { parse } from 'yaml'
import type { QuerySettings } from '../../src/query/index.ts'
import type { GraphFile, Thing } from './graph.ts'

export interface TestFile {
  readonly title: string
  readonly graph: GraphFile
  readonly settings: QuerySettings
  readonly tests: readonly QueryTest[]
}

export interface QueryTest {
  readonly name: string
  readonly query: string
  readonly expectations: readonly Expectation[]
}

export type Expectation =
  | { readonly kind: 'list'; readonly ordered: boolean; readonly rows: readonly unknown[] }
  | { readonly kind: 'table'; readonly ordered: boolean; readonly columns: readonly string[]; readonly rows: readonly unknown[] }
  | { readonly kind: 'tree'; readonly rows: readonly unknown[] }
  | { readonly kind: 'error' | 'warning' | 'no'; readonly texts: readonly string[] }

export function parseTestFile(text: string): TestFile {
  const [head = '', ...tests] = text.split(/^== /m)
  const lines = head.split('\n').filter((line) => line.trim() !== '')
  const title = (lines[0] ?? '').replace(/^# /, '')
  const facts = lines.filter((line) => !line.startsWith('#'))
  const settings = facts.find((line) => line.startsWith('settings '))
  const things = facts.filter((line) => !line.startsWith('settings '))
  return {
    title,
    graph: graphFrom(things),
    settings: settings === undefined ? {} : parse(settings.slice('settings '.length)),
    tests: tests.map(testFrom),
  }
}

// ---- graph ----

const form = /^(\S+) +(\S+) +(\S+)(?: +(\{.*\}))?$/

/** `key type Class,Class {properties}` is an entity, `key VERB key {properties}` a relationship. */
function graphFrom(lines: readonly string[]): GraphFile {
  const entities: Thing[] = []
  const relationships: Thing[] = []
  for (const line of lines) {
    const [, first, second, third, flow] = form.exec(line.trim()) ?? []
    if (first === undefined || second === undefined || third === undefined) throw new Error(`neither entity nor relationship: ${line}`)
    const properties: Thing = flow === undefined ? {} : parse(flow)
    if (second === second.toUpperCase()) {
      const key = `${first}-${second}-${third}`
      const ends = { _fromEntityKey: first, _toEntityKey: third }
      relationships.push({ _key: key, _type: `a_${second.toLowerCase()}_b`, _class: second, ...ends, ...properties })
    } else entities.push({ _key: first, _type: second, _class: third.split(','), displayName: properties.name ?? first, ...properties })
  }
  return { entities, relationships }
}

// ---- tests ----

function testFrom(text: string): QueryTest {
  const [head = '', ...blocks] = text.split(/^---- /m)
  const [name = '', ...query] = head.split('\n')
  return { name, query: query.join('\n').trim(), expectations: blocks.map(expectationFrom) }
}

function expectationFrom(block: string): Expectation {
  const [head = '', ...rest] = block.split('\n')
  const lines = rest.filter((line) => line.trim() !== '' && !line.startsWith('#'))
  const [kind, ...words] = head.trim().split(' ')
  const ordered = words[0] === 'ordered'
  const columns = words.slice(ordered ? 1 : 0).join(' ')
  switch (kind) {
    case 'list':
      return { kind, ordered, rows: lines.map((line) => line.trim()) }
    case 'tree':
      return { kind, rows: lines.map((line) => line.trim().replaceAll(' ', '-')) }
    case 'table':
      return { kind, ordered, columns: cells(columns), rows: lines.map((line) => cells(line).map((cell) => parse(cell) ?? null)) }
    case 'error':
    case 'warning':
    case 'no':
      return { kind, texts: lines.map((line) => line.trim()) }
    default:
      throw new Error(`no such expectation: ${head}`)
  }
}

function cells(line: string): string[] {
  return line.split('|').map((cell) => cell.trim())
}
