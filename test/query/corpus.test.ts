/** Published queries and what they must answer on a generated graph (see the README of the corpus). */
import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { parse } from '../../src/query/grammar/parse.ts'
import { QueryError, type QuerySettings, runQuery } from '../../src/query/index.ts'
import { hasShared, shared } from '../shared.ts'
import { graphOf, type TestGraph, type Thing } from './graph.ts'

const folder = 'corpus/j1ql/'
const found = hasShared(folder)

interface Published {
  readonly id: string
  readonly query: string
  readonly parses: boolean
}

interface GraphLine {
  readonly entity?: Thing
  readonly relationship?: Thing
}

interface Expected {
  readonly id: string
  readonly query: string
}

/** What compare.mjs offers. */
interface Comparison {
  judge(
    expected: Expected,
    actual: object,
    lookup: (key: string) => Thing | undefined,
  ): { readonly verdict: string; readonly problems: readonly string[] }
}

describe.skipIf(!found)('the corpus of published queries', () => {
  const expected: readonly Expected[] = found ? lines('expected.ndjson') : []
  const published = new Map(found ? lines<Published>('queries.ndjson').map((one) => [one.id, one]) : [])

  it('parses every query that is one, and says where the others are wrong', () => {
    for (const { id, query } of expected) {
      const error = parseError(query)
      if (published.get(id)?.parses === true) expect(error?.message, id).toBeUndefined()
      else expect(error?.line, id).toBeGreaterThan(0)
    }
  })

  describe('on its graph', () => {
    let graph: TestGraph
    let things: ReadonlyMap<string, Thing>

    beforeAll(async () => {
      const rows: readonly GraphLine[] = lines('graph.ndjson')
      const entities = rows.flatMap(({ entity }) => (entity === undefined ? [] : [entity]))
      const relationships = rows.flatMap(({ relationship }) => (relationship === undefined ? [] : [relationship]))
      things = new Map([...entities, ...relationships].map((thing): [string, Thing] => [String(thing._key), thing]))
      graph = await graphOf({ entities, relationships })
    })
    afterAll(() => graph.close())

    it('gives every answer that is not ambiguous', { timeout: 600_000 }, async () => {
      const { judge }: Comparison = await import(`${shared}${folder}compare.mjs`)
      const settings: QuerySettings = JSON.parse(readFileSync(`${shared}${folder}settings.json`, 'utf8'))
      const wrong: string[] = []
      for (const one of expected) {
        const { verdict, problems } = judge(one, await answer(graph, one, settings), (key) => things.get(key))
        if (verdict === 'fail') wrong.push(`${one.id} ${one.query}\n  ${problems.join('\n  ')}`)
      }
      expect(wrong).toEqual([])
    })
  })
})

function lines<T>(file: string): T[] {
  return readFileSync(`${shared}${folder}${file}`, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line))
}

function parseError(query: string): QueryError | undefined {
  try {
    parse(query)
    return undefined
  } catch (error) {
    if (error instanceof QueryError) return error
    throw error
  }
}

async function answer(graph: TestGraph, { id, query }: Expected, settings: QuerySettings): Promise<object> {
  try {
    const { type, data } = await runQuery(graph, query, { settings })
    return { id, result: { type, data } }
  } catch (error) {
    if (error instanceof QueryError && error.code !== 'engine') return { id, error: error.message }
    throw error
  }
}
