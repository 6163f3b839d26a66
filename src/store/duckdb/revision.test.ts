import { afterEach, beforeEach, expect, it } from 'vitest'
import { entity, freshWorkspace, identity } from './workspace.fixture.ts'

let workspace: Awaited<ReturnType<typeof freshWorkspace>>
beforeEach(async () => {
  workspace = await freshWorkspace()
})
afterEach(() => workspace.close())

const task = { type: 't', scope: 's' }

it('the revision is unknown while a merge is going on, and another one after it', async () => {
  const { store } = workspace
  const before = store.revision
  const stage = await store.stage({ integration: identity('x'), startedOn: 1 })
  await stage.entity(task, entity('a'))
  expect([typeof before, store.revision]).toEqual(['number', before])
  const merging = stage.merge({ status: 'succeeded', endedOn: 2, requests: 0, bytes: 0 })
  await Promise.resolve()
  while (store.revision === before) await new Promise((resolve) => setImmediate(resolve))
  expect(store.revision).toBeUndefined()
  await merging
  expect(store.revision).not.toBe(before)
  expect(typeof store.revision).toBe('number')
})
