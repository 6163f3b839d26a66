/** Made-up queries, valid and broken: whatever is asked, there is an answer or an error of the query's own. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { lex } from '../../src/query/grammar/lexer.ts'
import { parse, tryParse } from '../../src/query/grammar/parse.ts'
import { completeQuery, formatQuery, QueryError, type QueryOptions, runQuery, streamQuery } from '../../src/query/index.ts'
import { compose, type Vocabulary } from './compose.ts'
import { generate, hostile, pick, type Random, spoil } from './generate.ts'
import { graphOf, type TestGraph } from './graph.ts'
import { withoutPlaces } from './places.ts'
import { cases, howMany, seed } from './seeds.ts'

const options: QueryOptions = {
  settings: {
    variables: { x: 'web', list: ['a', 'b'] },
    params: { p: 2 },
    me: { email: 'me@example.com' },
    placeholders: { x: 'web' },
    smartClasses: { Marked: { classes: ['Host', 'User'], with: "name = 'web' OR tags = 'a'" } },
    maxDepth: 3,
  },
  limit: 500,
}

let graph: TestGraph

beforeAll(async () => {
  const entities = Array.from({ length: 12 }, (_, index) => ({
    _key: `e${index}`,
    _type: index % 2 === 0 ? 'acme_host' : 'acme_user',
    _class: [index % 2 === 0 ? 'Host' : 'User'],
    name: hostile[index] ?? 'web',
    size: index % 3 === 0 ? index : [index, String(index)],
    on: index % 4 === 0 ? null : index % 4 === 1,
    tags: ['a', { deep: 'b' }, null],
    'tag.a-b': 'x',
  }))
  const relationships = Array.from({ length: 16 }, (_, index) => ({
    _key: `r${index}`,
    _type: 'acme_edge',
    _class: index % 3 === 0 ? 'USES' : 'HAS',
    _fromEntityKey: `e${(index * 5) % 12}`,
    _toEntityKey: `e${(index * 7 + 1) % 12}`,
    name: 'x',
  }))
  graph = await graphOf({ entities, relationships })
})
afterAll(() => graph.close())

/** @returns the code of the error, or `answer` */
async function outcome(text: string, timeoutMs = 2000): Promise<string> {
  try {
    const result = await runQuery(graph, text, { ...options, timeoutMs })
    JSON.stringify(result.data)
    return 'answer'
  } catch (error) {
    if (error instanceof QueryError && error.code !== 'engine') return error.code
    throw new Error(`${JSON.stringify(text)} came to ${error}`, { cause: error instanceof Error ? (error.cause ?? error) : error })
  }
}

const words: Vocabulary = {
  selectors: ['Host', 'User', 'acme_host', 'acme_user', 'nothing'],
  verbs: ['HAS', 'USES', 'has', 'KNOWS'],
  properties: [
    'name',
    'size',
    'tags',
    'on',
    '[tag.a-b]',
    '_key',
    '_class',
    '_type',
    '_createdOn',
    '_integrationName',
    'displayName',
    'no.where',
  ],
  relationshipProperties: ['name', '_key', '_class', '_type', '_toEntityKey', '_fromEntityKey', '_version'],
  values: ["'web'", "'a'", "''", '1', '3', '0.5', 'true', 'false', 'undefined', '${x}', "'{{x}}'", `"${hostile[0]}"`],
}

/** Half of them mean something, a quarter is what the grammar allows, a quarter is spoilt. */
function madeUp(random: Random): string {
  const kind = random()
  if (kind < 0.5) return compose(words, random)
  const text = kind < 0.85 ? generate(random) : compose(words, random)
  return kind < 0.65 ? text : spoil(text, random)
}

/** With comments of both kinds in place of some spaces, quoted ones too. */
function commented(text: string, random: Random): string {
  return text.replaceAll(' ', () => (random() < 0.1 ? pick([' /* a "remark */ ', ' // to the end\n', '/**/ '], random) : ' '))
}

/** A query whose time limit is 2 s has come to an end by then, whatever it was. */
const patience = 20_000

async function inTime<T>(work: Promise<T>, text: string): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  const tooLong = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`${JSON.stringify(text)} does not end`)), patience)
  })
  try {
    return await Promise.race([work, tooLong])
  } finally {
    clearTimeout(timer)
  }
}

describe('any text', () => {
  const count = howMany({ few: 500, many: 4000 })

  it(`gives an answer or an error of its own: ${count} made-up queries from seed ${seed}`, { timeout: 60_000 + count * 200 }, async () => {
    const outcomes = new Map<string, number>()
    for (const { random, name } of cases(count)) {
      const text = madeUp(random)
      const came = await inTime(outcome(text), text).catch((error: unknown) => {
        throw new Error(name, { cause: error })
      })
      outcomes.set(came, (outcomes.get(came) ?? 0) + 1)
    }
    // The generators must not have come to make nothing but errors, or nothing but answers.
    const share = (code: string) => (outcomes.get(code) ?? 0) / count
    if (count < 100) return
    expect(share('answer')).toBeGreaterThan(0.4)
    expect(share('syntax')).toBeGreaterThan(0.2)
  })

  it('that is composed to mean something is answered', async () => {
    const wrong: string[] = []
    for (const { random } of cases(150)) {
      const text = compose(words, random)
      const came = await outcome(text)
      if (came !== 'answer' && came !== 'timeout') wrong.push(`${came}: ${text}`)
    }
    expect(wrong).toEqual([])
  })

  const texts = howMany({ few: 150, many: 1000 })

  it('is completed and formatted without a fault, and means the same afterwards', { timeout: 60_000 + texts * 200 }, async () => {
    for (const { random, number } of cases(texts)) {
      const text =
        number % 2 === 0
          ? commented(compose(words, random), random)
          : spoil(pick([compose(words, random), generate(random)], random), random)
      await completeQuery(graph, text, Math.floor(random() * text.length))
      const query = tryParse(text)
      if (query === undefined) continue
      const formatted = formatQuery(text)
      expect(formatQuery(formatted)).toBe(formatted)
      expect(withoutPlaces(parse(formatted))).toEqual(withoutPlaces(query))
      expect(lex(formatted).comments.map(({ image }) => image.trim())).toEqual(lex(text).comments.map(({ image }) => image.trim()))
    }
  })
})

/** Milliseconds for what is answered in the end, on a machine that does other things too. */
const unhurried = 60_000

describe('a text of unreasonable size', () => {
  it('of a megabyte is refused by its length', async () => {
    expect(await outcome(`FIND Host WITH name = '${'x'.repeat(1_048_576)}'`)).toBe('size')
  })

  it('just short of the limit is answered', async () => {
    expect(await outcome(`FIND Host WITH name = '${'x'.repeat(262_000)}'`, unhurried)).toBe('answer')
  })

  it.each([
    ['500 hops', `FIND Host ${'THAT HAS Host '.repeat(500)}`],
    ['brackets 10,000 deep', `FIND Host WITH ${'('.repeat(10_000)}a = 1${')'.repeat(10_000)}`],
    ['open brackets without end', `FIND ${'('.repeat(100_000)}`],
    ['groups 200 deep', `FIND Host ${'(THAT HAS Host '.repeat(200)}${')?'.repeat(200)}`],
    ['queries in queries', `FIND Host WITH a = ${'(FIND Host WITH a = '.repeat(150)}1${' AS h RETURN h.a)'.repeat(150)}`],
    ['a sum of 20,000 numbers', `FIND Host AS h RETURN ${Array(20_000).fill('1').join(' + ')}`],
    ['a product and a power of thousands', `FIND Host AS h RETURN ${Array(5_000).fill('2').join(' ^ ')}`],
    ['functions 150 deep', `FIND Host AS h RETURN ${'abs('.repeat(150)}1${')'.repeat(150)}`],
    ['10,000 conditions', `FIND Host WITH ${Array(10_000).fill("name != 'a'").join(' AND ')}`],
    ['10,000 columns', `FIND Host AS h RETURN ${Array(10_000).fill('h.name').join(', ')}`],
    ['10,000 sort keys', `FIND Host AS h ORDER BY ${Array(10_000).fill('h.name').join(', ')}`],
  ])('%s: refused in its own words', async (_name, text) => {
    expect(['size', 'syntax']).toContain(await outcome(text))
  })

  it.each([
    ['a list of 10,000 values', `FIND Host WITH name = (${Array.from({ length: 10_000 }, (_, index) => `'n${index}'`).join(' OR ')})`],
    ['a union of 2,000 types', `FIND (${Array.from({ length: 2_000 }, (_, index) => `acme_t${index}`).join('|')})`],
    ['a property name of 10,000 dots', `FIND Host WITH ${Array(10_000).fill('a').join('.')} = 1`],
    ['100 hops', `FIND Host WITH name = 'none' ${'THAT USES User THAT USES Host '.repeat(50)}`],
    ['10 walks', `FIND User WITH name = 'none' ${'THAT HAS{1,2} Host THAT USES{0,1} User '.repeat(5)}`],
    ['10 groups', `FIND User WITH name = 'none' ${'(THAT USES Host)? '.repeat(10)}`],
    ['500 comparisons', `FIND Host WITH ${Array(500).fill("name != 'a'").join(' AND ')}`],
  ])('%s: answered', async (_name, text) => {
    expect(await outcome(text, unhurried)).toBe('answer')
  })
})

describe('stopping', () => {
  const endless = `FIND * ${'THAT RELATES TO * '.repeat(12)} RETURN count(*)`

  it('a time limit stops the engine and says so', async () => {
    const began = performance.now()
    await expect(runQuery(graph, endless, { timeoutMs: 100 })).rejects.toMatchObject({ code: 'timeout' })
    expect(performance.now() - began).toBeLessThan(5000)
  })

  it('a signal stops the engine', async () => {
    const controller = new AbortController()
    setTimeout(() => controller.abort(), 50)
    await expect(runQuery(graph, endless, { signal: controller.signal })).rejects.toMatchObject({ code: 'cancelled' })
  })

  it.each([
    ['a time limit', () => runQuery(graph, endless, { timeoutMs: 100 })],
    ['a signal', () => runQuery(graph, endless, { signal: AbortSignal.timeout(100) })],
    ['leaving the rows', () => leave(graph)],
  ])('%s leaves the engine idle', async (_name, work) => {
    await work().catch((error: unknown) => expect(error).toBeInstanceOf(QueryError))
    const before = process.cpuUsage()
    const began = performance.now()
    await new Promise((resolve) => setTimeout(resolve, 500))
    const { user, system } = process.cpuUsage(before)
    // A query that went on would keep both of its threads busy.
    expect((user + system) / 1000 / (performance.now() - began)).toBeLessThan(0.5)
  })

  it('a signal that was given before stops it at once', async () => {
    await expect(runQuery(graph, 'FIND Host', { signal: AbortSignal.abort() })).rejects.toMatchObject({ code: 'cancelled' })
  })

  it('a time limit does not keep a process whose query has failed, or is read by nobody', async () => {
    const timers = () => process.getActiveResourcesInfo().filter((resource) => resource === 'Timeout').length
    const before = timers()
    await expect(runQuery(graph, 'FIND', { timeoutMs: 60_000 })).rejects.toMatchObject({ code: 'syntax' })
    await expect(streamQuery(graph, 'FIND', { timeoutMs: 60_000 })).rejects.toMatchObject({ code: 'syntax' })
    await streamQuery(graph, 'FIND *', { timeoutMs: 60_000 })
    expect(timers()).toBe(before)
  })

  it('a row limit cuts the answer and says so', async () => {
    const result = await runQuery(graph, 'FIND *', { limit: 3 })
    expect(result).toMatchObject({ truncated: true })
    expect(result.type === 'list' && result.data.length).toBe(3)
    expect(await runQuery(graph, 'FIND Host', { limit: 6 })).toMatchObject({ truncated: false })
    const stream = await streamQuery(graph, 'FIND *', { limit: 3 })
    expect(await Array.fromAsync<unknown>(stream.rows)).toHaveLength(3)
    expect(stream.isCut()).toBe(true)
  })

  it('a row limit leaves a tree with the vertices of its edges, and says so when anything is missing', async () => {
    const all = await runQuery(graph, 'FIND * THAT RELATES TO * THAT RELATES TO * RETURN TREE')
    const few = await runQuery(graph, 'FIND * THAT RELATES TO * THAT RELATES TO * RETURN TREE', { limit: 5 })
    const enough = await runQuery(graph, 'FIND * THAT RELATES TO * THAT RELATES TO * RETURN TREE', { limit: 20 })
    if (few.type !== 'tree') expect.unreachable()
    expect(few).toMatchObject({ truncated: true, data: { vertices: { length: 5 } } })
    const known = new Set(few.data.vertices.map(({ id }) => id))
    expect(few.data.edges.every(({ fromVertexId, toVertexId }) => known.has(fromVertexId) && known.has(toVertexId))).toBe(true)
    expect(enough.truncated).toBe(false)
    expect(enough.data).toEqual(all.data)
    const stream = await streamQuery(graph, 'FIND * THAT RELATES TO * THAT RELATES TO * RETURN TREE', { limit: 5 })
    const parts = await Array.fromAsync<unknown>(stream.rows)
    expect(parts).toHaveLength(5 + few.data.edges.length)
    expect(stream.isCut()).toBe(true)
  })
})

/** Reads one row of more than anybody could, and goes away. */
async function leave(reader: TestGraph): Promise<void> {
  const answer = await streamQuery(reader, `FIND * ${'THAT RELATES TO * '.repeat(8)}AS e RETURN e._key`)
  for await (const _row of answer.rows) return
}

it('the parser takes the same time for each part of a long query', () => {
  const time = (hops: number) => {
    const text = `FIND Host WITH name = (${Array(hops).fill("'a'").join(' OR ')})`
    const began = performance.now()
    parse(text)
    return performance.now() - began
  }
  time(1000)
  expect(time(20_000)).toBeLessThan(2000)
})
