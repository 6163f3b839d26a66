/** Steps over several relationships and shortest ways, against a search written plainly, on graphs made at random. */
import { describe, expect, it } from 'vitest'
import { runQuery } from '../../src/query/index.ts'
import { pick, seeded } from './generate.ts'
import { graphOf, type TestGraph } from './graph.ts'

interface Edge {
  readonly key: string
  readonly from: number
  readonly to: number
}

interface Made {
  readonly graph: TestGraph
  readonly edges: readonly Edge[]
  readonly starts: readonly number[]
  readonly ends: readonly number[]
}

/** Edges may be doubled, and may lead back to where they begin. */
async function made(seed: number, nodes: number, edgeCount: number, ends: number): Promise<Made> {
  const random = seeded(seed)
  const all = Array.from({ length: nodes }, (_, index) => index)
  const edges = Array.from({ length: edgeCount }, (_, index) => ({ key: `r${index}`, from: pick(all, random), to: pick(all, random) }))
  const isEnd = (node: number) => node >= nodes - ends
  const graph = await graphOf({
    entities: all.map((node) => ({ _key: `n${node}`, _type: 'acme_node', _class: [isEnd(node) ? 'Goal' : 'Node'], name: `n${node}` })),
    relationships: edges.map(({ key, from, to }) => ({
      _key: key,
      _type: 'acme_edge',
      _class: 'HAS',
      _fromEntityKey: `n${from}`,
      _toEntityKey: `n${to}`,
    })),
  })
  return { graph, edges, starts: all.filter((node) => !isEnd(node)), ends: all.filter(isEnd) }
}

interface Walk {
  readonly at: number
  readonly taken: readonly string[]
}

/** Every walk of so many relationships that takes none of them twice. */
function walksFrom(start: number, max: number, edges: readonly Edge[], undirected: boolean): readonly Walk[] {
  const found: Walk[] = [{ at: start, taken: [] }]
  for (let first = 0, depth = 0; depth < max; depth++) {
    const last = found.length
    for (const { at, taken } of found.slice(first, last)) {
      for (const { key, from, to } of edges) {
        if (taken.includes(key)) continue
        if (from === at) found.push({ at: to, taken: [...taken, key] })
        if (undirected && to === at && from !== to) found.push({ at: from, taken: [...taken, key] })
      }
    }
    first = last
  }
  return found
}

async function pairs(graph: TestGraph, query: string): Promise<readonly string[]> {
  const result = await runQuery(graph, query)
  return result.type === 'table' ? result.data.map(({ a, b }) => `${a} ${b}`).sort() : []
}

describe.each([1, 2, 3, 4, 5, 6])('on the made-up graph %i', (seed) => {
  it.each(['>>', ''])('a step of one to three has every walk there is, direction "%s"', async (arrow) => {
    const { graph, edges, starts, ends } = await made(seed, 9, 14, 3)
    const expected = starts.flatMap((start) =>
      walksFrom(start, 3, edges, arrow === '')
        .filter(({ at, taken }) => taken.length > 0 && ends.includes(at))
        .map(({ at }) => `n${start} n${at}`),
    )
    expect(await pairs(graph, `FIND Node AS a THAT HAS{1,3} ${arrow} Goal AS b RETURN a.name AS a, b.name AS b`)).toEqual(expected.sort())
    graph.close()
  })

  it.each([
    ['few targets, forwards', 3, '>>'],
    ['few targets, either way', 3, ''],
    ['many targets, forwards', 25, '>>'],
    ['many targets, either way', 25, ''],
  ])('the shortest ways are those that no other undercuts: %s', async (_name, goals, arrow) => {
    const { graph, edges, starts, ends } = await made(seed, goals + 7, goals * 2 + 10, goals)
    const max = 4
    const expected = starts.flatMap((start) => {
      const walks = walksFrom(start, max, edges, arrow === '')
      return ends.flatMap((end) => {
        const lengths = walks.filter(({ at }) => at === end).map(({ taken }) => taken.length)
        const least = Math.min(...lengths)
        return lengths.filter((length) => length === least).map(() => `n${start} n${end}`)
      })
    })
    const query = `FIND SHORTEST Node AS a THAT HAS{1,${max}} ${arrow} Goal AS b RETURN a.name AS a, b.name AS b`
    expect(await pairs(graph, query)).toEqual(expected.sort())
    graph.close()
  })
})
