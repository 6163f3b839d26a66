import { afterEach, beforeEach, expect, it } from 'vitest'
import type { Store } from '../store.ts'
import { entity, freshWorkspace, identity } from './workspace.fixture.ts'

let workspace: Awaited<ReturnType<typeof freshWorkspace>>
beforeEach(async () => {
  workspace = await freshWorkspace()
})
afterEach(() => workspace.close())

const limitOf = async (store: Store) => (await store.rows(`SELECT current_setting('memory_limit') AS "limit"`))[0]?.limit
const done = { status: 'succeeded', endedOn: 2, requests: 0, bytes: 0 } as const

it('the engine holds little while runs are only staged, and what there is from the first merge on and afterwards', async () => {
  const { store } = workspace
  const whole = await limitOf(store)
  const [one, two] = await Promise.all(['x', 'y'].map((name) => store.stage({ integration: identity(name), startedOn: 1 })))
  expect(await limitOf(store)).toBe('192.0 MiB')
  await one?.entity({ type: 't', scope: 's' }, entity('a'))
  await one?.merge(done)
  expect(await limitOf(store)).toBe('192.0 MiB')
  const merging = two?.merge(done)
  await expect.poll(() => limitOf(store), { interval: 1 }).toBe(whole)
  expect(store.revision).toBeUndefined()
  await merging
  expect(await limitOf(store)).toBe(whole)
})

it('what is discarded counts no more', async () => {
  const { store } = workspace
  const whole = await limitOf(store)
  const stage = await store.stage({ integration: identity('x'), startedOn: 1 })
  await stage.discard()
  expect(await limitOf(store)).toBe(whole)
})
