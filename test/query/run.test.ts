/** Runs the `.test` files beside this one. What they look like is said in README.md. */
import { readdirSync, readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { QueryError, type QueryResult, runQuery } from '../../src/query/index.ts'
import { graphOf, type TestGraph } from './graph.ts'
import { type Expectation, parseTestFile, type QueryTest } from './testfile.ts'

const here = new URL('./', import.meta.url)

for (const name of readdirSync(here).filter((file) => file.endsWith('.test'))) {
  const { title, graph, settings, tests } = parseTestFile(readFileSync(new URL(name, here), 'utf8'))
  describe(title, () => {
    let loaded: TestGraph
    beforeAll(async () => {
      loaded = await graphOf(graph)
    })
    afterAll(() => loaded.close())
    it.each(tests)('$name', async (test) => {
      const answer = await answerOf(runQuery(loaded, test.query, { settings: { now: '2026-11-22T00:00:00Z', ...settings } }))
      for (const expectation of test.expectations) check(answer, expectation, test)
    })
  })
}

type Answer = QueryResult | QueryError

async function answerOf(answer: Promise<QueryResult>): Promise<Answer> {
  try {
    return await answer
  } catch (error) {
    if (error instanceof QueryError && error.code !== 'engine') return error
    throw error
  }
}

function check(answer: Answer, expectation: Expectation, { query }: QueryTest): void {
  if ('texts' in expectation) checkTexts(answer, expectation, query)
  else if (answer instanceof QueryError) throw answer
  else {
    const rows = rowsOf(answer, expectation)
    if (expectation.kind !== 'tree' && expectation.ordered) expect(rows).toEqual(expectation.rows)
    else expect(rows.toSorted(byText)).toEqual(expectation.rows.toSorted(byText))
  }
}

function checkTexts(answer: Answer, { kind, texts }: Extract<Expectation, { texts: unknown }>, query: string): void {
  if (kind === 'error') {
    if (!(answer instanceof QueryError)) expect.unreachable(`expected an error for ${query}`)
    for (const text of texts) expect(answer.message).toContain(text)
    return
  }
  if (answer instanceof QueryError) throw answer
  const messages = answer.warnings.map(({ message, suggestion }) => `${message} (${suggestion ?? 'no suggestion'})`).join('\n')
  if (kind === 'no') expect(messages).toBe('')
  for (const text of texts) expect(messages).toContain(text)
}

/** The rows of an answer in the form in which the file writes them. */
function rowsOf(answer: QueryResult, expectation: Exclude<Expectation, { texts: unknown }>): readonly unknown[] {
  expect(answer.type).toBe(expectation.kind)
  switch (answer.type) {
    case 'list':
      return answer.data.map(({ entity }) => entity._key)
    case 'tree':
      return [...answer.data.vertices.map(({ entity }) => entity._key), ...answer.data.edges.map(({ relationship }) => relationship._key)]
    case 'table':
      if (expectation.kind === 'table') expect(answer.columns).toEqual(expectation.columns)
      return answer.data.map((row) => answer.columns.map((column) => shown(row[column])))
  }
}

/** A whole entity or relationship is written as its key in angle brackets; numbers count to ten digits. */
function shown(cell: unknown): unknown {
  if (typeof cell === 'number') return Number(cell.toPrecision(10))
  if (cell === null || cell === undefined || typeof cell !== 'object' || Array.isArray(cell)) return cell ?? null
  if ('entity' in cell) return `<${keyOf(cell.entity)}>`
  return 'relationship' in cell ? `<${keyOf(cell.relationship)}>` : cell
}

function keyOf(whole: unknown): unknown {
  return whole !== null && typeof whole === 'object' && '_key' in whole ? whole._key : undefined
}

function byText(a: unknown, b: unknown): number {
  return JSON.stringify(a) < JSON.stringify(b) ? -1 : 1
}
