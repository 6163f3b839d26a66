import { readdirSync } from 'node:fs'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { entity, freshWorkspace, identity, keysOf } from './workspace.fixture.ts'

let workspace: Awaited<ReturnType<typeof freshWorkspace>>
beforeEach(async () => {
  workspace = await freshWorkspace()
})
afterEach(() => workspace.close())

const task = { type: 't', scope: 's' }
const done = { status: 'succeeded' as const, endedOn: 2, requests: 0, bytes: 0 }
const stagingFiles = () => readdirSync(workspace.dir).filter((name) => name.startsWith('stage-'))

it('what is staged is not in the graph until it is merged, and then its file is gone', async () => {
  const stage = await workspace.store.stage({ integration: identity('x'), startedOn: 1 })
  await stage.entity(task, entity('a'))
  expect([await keysOf(workspace.store), stagingFiles().length]).toEqual([[], 1])
  await stage.merge(done)
  expect([await keysOf(workspace.store), stagingFiles()]).toEqual([['a'], []])
})

it('what is discarded leaves no trace', async () => {
  const stage = await workspace.store.stage({ integration: identity('x'), startedOn: 1 })
  await stage.entity(task, entity('a'))
  await stage.discard()
  expect([await keysOf(workspace.store), stagingFiles()]).toEqual([[], []])
  await expect(stage.entity(task, entity('b'))).rejects.toThrow('merged or discarded')
})

it('several runs stage at once and merge one after the other', async () => {
  const stages = await Promise.all(['x', 'y', 'z'].map((name) => workspace.store.stage({ integration: identity(name), startedOn: 1 })))
  await Promise.all(stages.map((stage, index) => stage.entity(task, entity(`of ${index}`))))
  const summaries = await Promise.all(stages.map((stage) => stage.merge(done)))
  expect(summaries.map(({ run }) => run).sort()).toEqual([1, 2, 3])
  expect(await keysOf(workspace.store)).toEqual(['of 0', 'of 1', 'of 2'])
})

it('staging does not hold what it was given in memory', async () => {
  const stage = await workspace.store.stage({ integration: identity('x'), startedOn: 1 })
  const body = 'x'.repeat(4000)
  const fill = async (from: number, to: number): Promise<void> => {
    for (let index = from; index < to; index++)
      await stage.entity(task, entity(`key ${index}`, { index }, { raw: `{"n":${index},"body":"${body}"}` }))
  }
  await fill(0, 30_000)
  const before = process.memoryUsage.rss()
  await fill(30_000, 90_000)
  // Of 240 MB.
  expect(process.memoryUsage.rss() - before).toBeLessThan(160e6)
  await stage.discard()
})
