import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { entity, freshWorkspace } from './workspace.fixture.ts'

let workspace: Awaited<ReturnType<typeof freshWorkspace>>
beforeAll(async () => {
  workspace = await freshWorkspace()
})
afterAll(() => workspace.close())

/** Minutes of work for the engine. */
const endless = 'SELECT sum(a.range * b.range) FROM range(10000000) a, range(10000000) b'

describe('parameters', () => {
  it.each<[unknown, string, unknown]>([
    ['text', 'VARCHAR', 'text'],
    [`quote's "; DROP TABLE entity`, 'VARCHAR', `quote's "; DROP TABLE entity`],
    [1_700_000_000_000, 'BIGINT', 1_700_000_000_000],
    [1.5, 'DOUBLE', 1.5],
    [1e300, 'DOUBLE', 1e300],
    [true, 'BOOLEAN', true],
    [['a', 'b'], 'VARCHAR[]', ['a', 'b']],
    [[1, 2.5], 'DOUBLE[]', [1, 2.5]],
    [[1, null], 'BIGINT[]', [1, null]],
    [[], 'VARCHAR[]', []],
  ])('%j is bound as %s', async (value, type, back) => {
    expect(await workspace.store.rows('SELECT $1 AS value, typeof($1) AS type', [value])).toEqual([{ value: back, type }])
  })

  it('may be missing values', async () => {
    expect(await workspace.store.rows('SELECT $1 IS NULL AS a, $2 IS NULL AS b', [null, undefined])).toEqual([{ a: true, b: true }])
  })

  it('of no kind that a statement can take are refused', async () => {
    await expect(workspace.store.rows('SELECT $1', [{ a: 1 }])).rejects.toThrow(TypeError)
    await expect(workspace.store.rows('SELECT $1', [['a', 1]])).rejects.toThrow(TypeError)
  })
})

describe('answers', () => {
  it('are plain JavaScript', async () => {
    const [row] = await workspace.store.rows(
      `SELECT 1::TINYINT AS tiny, 2::BIGINT AS big, sum(x) AS sum, 1.25::DECIMAL(5,2) AS dec, [1::BIGINT] AS list, {'a': 1::BIGINT} AS struct, '{"a":1}'::JSON AS json, NULL AS none FROM range(3) t(x)`,
    )
    expect(row).toEqual({ tiny: 1, big: 2, sum: 3, dec: 1.25, list: [1], struct: { a: 1 }, json: '{"a":1}', none: null })
  })

  it('come in chunks, of which a reader takes as many as it likes', async () => {
    const { store } = workspace
    let rows = 0
    for await (const chunk of store.stream('SELECT range FROM range(1000000000)')) {
      rows += chunk.length
      if (rows > 10_000) break
    }
    expect(rows).toBeGreaterThan(10_000)
    expect(await store.rows('SELECT 1 AS one')).toEqual([{ one: 1 }])
  })

  it('that break off are errors, not short answers', async () => {
    const reading = async (): Promise<void> => {
      const failing = "SELECT CASE WHEN range = $1 THEN error('boom') ELSE range::VARCHAR END AS x FROM range(1000000)"
      for await (const _ of workspace.store.stream(failing, [500_000]));
    }
    await expect(reading()).rejects.toThrow('boom')
  })

  it('that are many do not fill the memory', async () => {
    const before = process.memoryUsage.rss()
    let sum = 0
    for await (const chunk of workspace.store.stream("SELECT repeat('x', 1000) AS text FROM range(1000000)")) sum += chunk.length
    expect(sum).toBe(1_000_000)
    // Of 1 GB.
    expect(process.memoryUsage.rss() - before).toBeLessThan(400e6)
  })
})

describe('cancelling', () => {
  it('stops the engine in the middle of a statement', async () => {
    const began = performance.now()
    await expect(workspace.store.rows(endless, [], { signal: AbortSignal.timeout(100) })).rejects.toThrow(/timeout/i)
    expect(performance.now() - began).toBeLessThan(5000)
  })

  it('stops a stream, with the reason that was given', async () => {
    const controller = new AbortController()
    const reading = async (): Promise<void> => {
      for await (const _ of workspace.store.stream('SELECT range FROM range(1000000000)', [], { signal: controller.signal })) {
        controller.abort(new Error('enough'))
      }
    }
    await expect(reading()).rejects.toThrow('enough')
  })

  it('before the start means that nothing runs', async () => {
    await expect(workspace.store.rows('SELECT 1', [], { signal: AbortSignal.abort(new Error('no')) })).rejects.toThrow('no')
  })

  it('leaves the others alone', async () => {
    const stopped = workspace.store.rows(endless, [], { signal: AbortSignal.timeout(50) })
    const others = Promise.all(Array.from({ length: 5 }, () => workspace.store.rows('SELECT count(*) AS n FROM range(5000000)')))
    await expect(stopped).rejects.toThrow()
    expect(await others).toEqual(Array.from({ length: 5 }, () => [{ n: 5_000_000 }]))
  })
})

describe('reading beside a merge', () => {
  it('sees the graph as it was before or after, never between', async () => {
    const { store, runs } = workspace
    const generation = (n: number) => ({ tasks: { t: { entities: Array.from({ length: 50 }, (_, index) => entity(`k${index}`, { n })) } } })
    await runs.run(generation(0))
    let merging = true
    const merges = (async () => {
      for (let n = 1; n < 6; n++) await runs.run(generation(n))
      merging = false
    })()
    while (merging) {
      const [row] = await store.rows("SELECT count(*) AS rows, count(DISTINCT properties ->> '/n') AS generations FROM entity")
      expect(row).toEqual({ rows: 50, generations: 1 })
    }
    await merges
  })
})
