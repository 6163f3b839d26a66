/** Every stored query on a small graph that it has something to say about, and on one about which it has not. */
import { afterAll, describe, expect, it } from 'vitest'
import { awsDefinitions } from '../../src/aws/index.ts'
import { azureDefinitions } from '../../src/azure/index.ts'
import { everyone, internet } from '../../src/graph/model.ts'
import { type QueryResult, runQuery } from '../../src/query/index.ts'
import { loadQuestions } from '../../src/questions/library.ts'
import { parametersOf } from '../../src/questions/parameters.ts'
import { type GraphFile, SmallGraphs, type Thing } from '../query/graph.ts'
import { changed, type Entry, edgesOf, nodesOf, type Parts, readCases, valued } from './cases.ts'

const now = Date.UTC(2026, 5, 15)
const questions = await loadQuestions()
const cases = readCases()
const graphs = await SmallGraphs.open()
afterAll(() => graphs.close())

const queries = questions.flatMap((question) =>
  question.queries.map(({ name, query, meaning }) => ({ id: `${question.id}/${name}`, query, meaning, question })),
)

describe('the questions', () => {
  it('are at least 150', () => {
    expect(questions.length).toBeGreaterThanOrEqual(150)
  })

  it('have a case for every query, and no case is for a query that is not there', () => {
    expect(queries.map(({ id }) => id).filter((id) => !cases.has(id))).toEqual([])
    expect([...cases.keys()].filter((id) => !queries.some((query) => query.id === id))).toEqual([])
  })
})

describe.each(queries.filter(({ id }) => cases.has(id)))('$id', ({ id, query, question }) => {
  const one = cases.get(id)
  if (one === undefined) return
  const ask = async (parts: Parts): Promise<QueryResult> => {
    const settings = { now: new Date(now).toISOString() }
    return runQuery(await graphs.load(graphFile(parts)), query, { settings, params: parametersOf(question, one.params) })
  }

  it('finds what is there', async () => {
    check(await ask(one.graph), one, /\bORDER BY\b/.test(query))
  })

  it('finds nothing where there is nothing', async () => {
    expect(rowsOf(await ask(one.instead ?? changed(one.graph, one.clean ?? {})))).toEqual([])
  })
})

const classes = new Map<string, readonly string[]>([
  ...[...azureDefinitions, ...awsDefinitions].map((definition) => [definition.type, definition.class] as const),
  // What the mapper makes of addresses that no integration owns.
  ['host', ['Host']],
  ['network', ['Network']],
])
const given = { internet, everyone }

function graphFile(parts: Parts): GraphFile {
  const edges = edgesOf(parts)
  const nodes = nodesOf(parts)
  const global = Object.entries(given).filter(([key]) => edges.some(({ from, to }) => from === key || to === key))
  const known = new Set([...nodes.map(({ key }) => key), ...global.map(([key]) => key)])
  for (const { from, to } of edges) for (const end of [from, to]) if (!known.has(end)) throw new Error(`There is no entity ${end}`)
  return {
    entities: [
      ...global.map(([_key, { type, class: _class, properties }]) => ({
        _key,
        _type: type,
        _class,
        _source: 'system-mapper',
        ...properties,
      })),
      ...nodes.map(({ key, type, properties }) => {
        const _class = classes.get(type)
        if (_class === undefined) throw new Error(`Nothing of the type ${type} is collected`)
        return { _key: key, _type: type, _class, displayName: key, name: key, ...valued(properties, now) }
      }),
    ],
    relationships: edges.map(({ from, verb, to, properties }, index) => ({
      _key: `${from}|${verb}|${to}|${index}`,
      _type: `x_${verb.toLowerCase()}_y`,
      _class: verb,
      _fromEntityKey: from,
      _toEntityKey: to,
      ...valued(properties, now),
    })),
  }
}

function rowsOf(result: QueryResult): readonly unknown[] {
  if (result.type === 'table') return result.data
  return (result.type === 'list' ? result.data : result.data.vertices).map(({ entity }) => entity._key)
}

/** Each expected row is a part of one that was found, and no other was. */
function check(result: QueryResult, { rows }: Entry, ordered: boolean): void {
  const found = rowsOf(result)
  const expected = typeof rows === 'number' ? undefined : rows.map(partOfRow)
  expect(found).toHaveLength(typeof rows === 'number' ? rows : rows.length)
  if (expected !== undefined) expect(found).toEqual(ordered ? expected : expect.arrayContaining(expected))
}

function partOfRow(row: string | Thing): unknown {
  return typeof row === 'string'
    ? row
    : expect.objectContaining(Object.fromEntries(Object.entries(row).map(([name, value]) => [name, cell(value)])))
}

function cell(value: unknown): unknown {
  return valued({ value }, now).value ?? null
}
