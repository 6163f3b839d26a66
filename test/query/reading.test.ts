/** The engine against a plain reading of the language: made-up queries on made-up graphs mean the same to both. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { parse } from '../../src/query/grammar/parse.ts'
import { type QueryResult, runQuery } from '../../src/query/index.ts'
import { compose, type Vocabulary } from './compose.ts'
import { pick, type Random } from './generate.ts'
import { type GraphFile, SmallGraphs } from './graph.ts'
import { type Reading, readPlainly } from './reading.ts'
import { cases, howMany, seed } from './seeds.ts'

const words: Vocabulary = {
  selectors: ['Host', 'User', 'Device', 'acme_host', 'acme_user'],
  verbs: ['HAS', 'USES'],
  properties: ['name', 'size', 'tags', 'on', '_key', '_class', '_type', '_version', 'nope'],
  relationshipProperties: ['name', 'weight', '_class', '_key', '_toEntityKey'],
  values: ["'web'", "'a'", "'we'", "''", "'acme_host'", '1', '3', '2.5', 'true', 'false', 'undefined'],
}

/** A few entities with more relationships than entities, some in circles, some of an entity with itself. */
function madeUpGraph(random: Random): GraphFile {
  const one = <T>(items: readonly T[]): T => pick(items, random)
  const count = 4 + Math.floor(random() * 5)
  const end = (): string => `e${Math.floor(random() * count)}`
  return {
    entities: Array.from({ length: count }, (_, index) => ({
      _key: `e${index}`,
      _type: one(['acme_host', 'acme_user']),
      _class: one([['Host'], ['User'], ['Host', 'Device']]),
      _version: one([1, 2]),
      displayName: `d${index}`,
      name: one(['web', 'a', 'b web', null, '']),
      size: one([1, 2, 3, 2.5, [1, 3], '3', null, []]),
      tags: one([['a'], ['a', 'web'], 'web', [3, 'a'], null]),
      on: one([true, false, null, 'true']),
    })),
    relationships: Array.from({ length: count + 2 }, (_, index) => ({
      _key: `r${index}`,
      _type: one(['x', 'y']),
      _class: one(['HAS', 'USES', 'OWNS']),
      _fromEntityKey: end(),
      _toEntityKey: end(),
      name: one(['x', 'web', null]),
      weight: one([1, 2, 3]),
    })),
  }
}

const queriesOnEach = 25

describe('the engine and a plain reading', () => {
  let graphs: SmallGraphs
  beforeAll(async () => {
    graphs = await SmallGraphs.open()
  })
  afterAll(() => graphs.close())

  const count = howMany({ few: 15, many: 80 })
  const title = `agree on ${queriesOnEach} queries on each of ${count} graphs from seed ${seed}`

  it(title, { timeout: 60_000 + count * 10_000 }, async () => {
    let rows = 0
    for (const { random, name } of cases(count)) {
      const graph = madeUpGraph(random)
      const reader = await graphs.load(graph)
      for (let time = 0; time < queriesOnEach; time++) {
        const text = compose(words, random, { plain: true })
        const expected = readPlainly(parse(text), graph)
        const answer = await runQuery(reader, text)
        expect(sorted(answer), `${text}\n${name}`).toEqual(sorted(expected))
        checkOrder(text, answer)
        rows += expected.rows.length
      }
    }
    // Queries that find nothing would agree whatever they meant.
    expect(rows).toBeGreaterThan(count * queriesOnEach)
  })
})

/** The kind and the rows, as text in an order of their own. */
function sorted(answer: Reading | QueryResult): readonly string[] {
  const [kind, rows] = 'kind' in answer ? [answer.kind, answer.rows] : [answer.type, rowsOf(answer)]
  return [kind, ...rows.map((row) => JSON.stringify(Array.isArray(row) ? row.map((cell) => cell ?? null) : row)).sort()]
}

function rowsOf(answer: QueryResult): readonly unknown[] {
  if (answer.type === 'list') return answer.data.map(({ entity }) => entity._key)
  if (answer.type === 'table') return answer.data.map((row) => answer.columns.map((column) => cellOf(row[column])))
  return [...answer.data.vertices.map(({ entity }) => entity._key), ...answer.data.edges.map(({ relationship }) => relationship._key)]
}

function cellOf(cell: unknown): unknown {
  if (typeof cell !== 'object' || cell === null || Array.isArray(cell)) return cell ?? null
  const whole = 'entity' in cell ? cell.entity : 'relationship' in cell ? cell.relationship : undefined
  return { whole: typeof whole === 'object' && whole !== null && '_key' in whole ? whole._key : undefined }
}

/** The first sort key, where it is a column of numbers and texts: numbers, texts, what is missing; each the right way round. */
function checkOrder(text: string, answer: QueryResult): void {
  const [, column, direction] = /ORDER BY ([ckn]\d)( DESC)?/.exec(text) ?? []
  if (column === undefined || answer.type !== 'table') return
  const values = answer.data.map((row) => row[column])
  if (values.some((value) => typeof value === 'object' && value !== null)) return
  const numbers = values.filter((value) => typeof value === 'number').sort((a, b) => a - b)
  const texts = values.flatMap((value) => (typeof value === 'string' || typeof value === 'boolean' ? [String(value)] : [])).sort()
  const right = direction === undefined ? [...numbers, ...texts] : [...numbers.reverse(), ...texts.reverse()]
  const shown = values.map((value) => (typeof value === 'boolean' ? String(value) : (value ?? null)))
  expect(shown, text).toEqual([...right, ...values.slice(right.length).map(() => null)])
}
