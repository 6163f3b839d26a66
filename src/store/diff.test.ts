import { afterEach, beforeEach, expect, it } from 'vitest'
import { type Difference, diff, type Instant, previousRun } from './diff.ts'
import { entity, freshWorkspace, link } from './duckdb/workspace.fixture.ts'

let workspace: Awaited<ReturnType<typeof freshWorkspace>>
beforeEach(async () => {
  workspace = await freshWorkspace()
  const { runs } = workspace
  await runs.run({
    tasks: { t: { entities: [entity('a', { x: 1, gone: true }), entity('b'), entity('c')], links: [link('a', 'USES', 'b')] } },
  })
  await runs.run({
    tasks: {
      t: {
        entities: [entity('a', { x: 2, new: [1] }), entity('c'), entity('d')],
        links: [link('a', 'USES', 'd', { properties: { port: 1 } })],
      },
    },
  })
  await runs.run({
    tasks: { t: { entities: [entity('a', { x: 1, gone: true }), entity('b'), entity('c')], links: [link('a', 'USES', 'b')] } },
  })
})
afterEach(() => workspace.close())

async function differences(from: Instant, to: Instant): Promise<Difference[]> {
  const all: Difference[] = []
  for await (const difference of diff(workspace.store, from, to)) all.push(difference)
  return all
}
const short = (all: readonly Difference[]) => all.map(({ change, key }) => `${change} ${key}`)

it('tells what was created, updated and deleted between two runs, entities and relationships', async () => {
  const all = await differences({ run: 1 }, { run: 2 })
  expect(short(all)).toEqual(['updated a', 'deleted b', 'created d', 'deleted a|uses|b', 'created a|uses|d'])
  expect(all[0]).toMatchObject({
    thing: 'entity',
    type: 'acme_thing',
    displayName: 'a',
    changes: { gone: { from: true }, new: { to: [1] }, x: { from: 1, to: 2 } },
  })
  expect(all[0]?.changes).toEqual({ gone: { from: true }, new: { to: [1] }, x: { from: 1, to: 2 } })
})

it('takes times as well', async () => {
  expect(short(await differences({ time: 2500 }, { time: 9999 }))).toEqual([
    'updated a',
    'created b',
    'deleted d',
    'created a|uses|b',
    'deleted a|uses|d',
  ])
})

it('sees no difference in what came back as it was', async () => {
  expect(short(await differences({ run: 1 }, { run: 3 }))).toEqual([])
})

it('begins with everything before the first run', async () => {
  expect(short(await differences({ time: 0 }, { run: 1 }))).toEqual(['created a', 'created b', 'created c', 'created a|uses|b'])
})

it('refuses runs that are not known and times in the wrong order', async () => {
  await expect(differences({ run: 1 }, { run: 9 })).rejects.toThrow('There is no run 9')
  await expect(differences({ run: 2 }, { run: 1 })).rejects.toThrow(RangeError)
})

it('knows the run before the last', async () => {
  expect(await previousRun(workspace.store)).toBe(2)
})
