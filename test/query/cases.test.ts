/** The hand-written cases of the reference material: a tiny graph, a query, the rows it must give. */
import { readdirSync, readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { type QueryResult, type QuerySettings, runQuery } from '../../src/query/index.ts'
import { hasShared, shared } from '../shared.ts'
import { graphOf, type TestGraph, type Thing } from './graph.ts'

interface Edge extends Thing {
  readonly from: string
  readonly verb: string
  readonly to: string
}

interface CaseGraph {
  readonly entities?: readonly Thing[]
  readonly relationships?: readonly Edge[]
}

interface Case {
  readonly name: string
  readonly query: string
  readonly graph?: CaseGraph
  readonly settings?: QuerySettings
  readonly list?: readonly string[]
  readonly columns?: readonly string[]
  readonly rows?: readonly (readonly unknown[])[]
  readonly star?: Readonly<Record<string, readonly string[]>>
  readonly tree?: { readonly vertices: readonly string[]; readonly edges: readonly string[] }
  readonly error?: readonly string[]
  readonly ordered?: boolean
}

interface CaseFile {
  readonly graph: CaseGraph
  readonly settings?: QuerySettings
  readonly cases: readonly Case[]
}

const folder = 'corpus/j1ql/cases/'
const found = hasShared(folder)
const files = found ? readdirSync(shared + folder).filter((name) => name.endsWith('.yaml')) : []

describe.skipIf(!found)('the cases of the reference', () => {
  for (const file of files) {
    const { graph, settings, cases }: CaseFile = parse(readFileSync(shared + folder + file, 'utf8'))
    describe(file, () => {
      let common: TestGraph
      beforeAll(async () => {
        common = await load(graph)
      })
      afterAll(() => common.close())
      it.each(cases)('$name', async (one) => {
        const own = one.graph === undefined ? undefined : await load(one.graph)
        const all = { now: '2026-11-22T00:00:00Z', ...settings, ...one.settings }
        const answer = runQuery(own ?? common, one.query, { settings: all })
        if (one.error !== undefined) await refused(answer, one.error)
        else check(await answer, one, one.graph ?? graph)
        own?.close()
      })
    })
  }
})

function load({ entities = [], relationships = [] }: CaseGraph): Promise<TestGraph> {
  return graphOf({
    entities: entities.map((entity) => ({ displayName: entity.name ?? entity._key, ...entity })),
    relationships: relationships.map(({ from, verb, to, ...properties }) => ({
      _key: `${from}-${verb}-${to}`,
      _type: `${from}_${verb.toLowerCase()}_${to}`,
      _class: verb,
      _fromEntityKey: from,
      _toEntityKey: to,
      ...properties,
    })),
  })
}

async function refused(answer: Promise<QueryResult>, texts: readonly string[]): Promise<void> {
  const error: unknown = await answer.then(
    () => undefined,
    (reason: unknown) => reason,
  )
  const message = error instanceof Error ? error.message.toLowerCase() : 'an answer'
  for (const text of texts) expect(message).toContain(text.toLowerCase())
}

function check(result: QueryResult, one: Case, graph: CaseGraph): void {
  if (one.list !== undefined) {
    expect(result.type).toBe('list')
    if (result.type === 'list')
      same(
        result.data.map(({ entity }) => entity._key),
        one.list,
        one,
      )
  } else if (one.tree !== undefined) {
    expect(result.type).toBe('tree')
    if (result.type !== 'tree') return
    same(
      result.data.vertices.map(({ entity }) => entity._key),
      one.tree.vertices,
      one,
    )
    same(
      result.data.edges.map(({ relationship }) => relationship._key),
      one.tree.edges,
      one,
    )
  } else {
    expect(result.type).toBe('table')
    if (result.type !== 'table') return
    if (one.star !== undefined) {
      star(result.data, one.star, graph)
      return
    }
    const names = (one.columns ?? []).map((name) => result.columns.find((column) => plain(column) === plain(name)) ?? name)
    same(
      result.data.map((row) => names.map((name) => canonical(row[name] ?? null))),
      (one.rows ?? []).map((row) => row.map(canonical)),
      one,
    )
  }
}

/** All properties of the entities, whatever else the columns hold. */
function star(data: readonly Thing[], expected: Readonly<Record<string, readonly string[]>>, { entities = [] }: CaseGraph): void {
  for (const [alias, keys] of Object.entries(expected)) {
    expect(data.map((row) => row[`${alias}._key`]).sort()).toEqual([...keys].sort())
    for (const row of data) {
      const entity = entities.find(({ _key }) => _key === row[`${alias}._key`]) ?? {}
      for (const [name, value] of Object.entries(entity)) expect(canonical(row[`${alias}.${name}`])).toEqual(canonical(value))
    }
  }
}

function same(actual: readonly unknown[], expected: readonly unknown[], { ordered }: Case): void {
  const texts = (rows: readonly unknown[]) => rows.map((row) => JSON.stringify(row))
  if (ordered === true) expect(texts(actual)).toEqual(texts(expected))
  else expect(texts(actual).sort()).toEqual(texts(expected).sort())
}

/** White space and case in the name of a column that has no alias do not count. */
function plain(name: string): string {
  return name.replace(/[\s[\]]/g, '').toLowerCase()
}

/** Numbers to ten digits, arrays without order and without the brackets around one item, a whole one as its key. */
function canonical(cell: unknown): unknown {
  if (typeof cell === 'number') return Number(cell.toPrecision(10))
  if (Array.isArray(cell)) return cell.length === 1 ? canonical(cell[0]) : cell.map(canonical).sort()
  if (cell === null || typeof cell !== 'object') return cell ?? null
  if ('entity' in cell) return { entity: keyOf(cell.entity) }
  if ('relationship' in cell) return { relationship: keyOf(cell.relationship) }
  return cell
}

function keyOf(whole: unknown): unknown {
  return whole !== null && typeof whole === 'object' && '_key' in whole ? whole._key : whole
}
