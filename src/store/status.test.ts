import { afterEach, beforeEach, expect, it } from 'vitest'
import { internet } from '../graph/model.ts'
import { entity, freshWorkspace, link } from './duckdb/workspace.fixture.ts'
import { status } from './status.ts'

let workspace: Awaited<ReturnType<typeof freshWorkspace>>
beforeEach(async () => {
  workspace = await freshWorkspace()
})
afterEach(() => workspace.close())

it('an empty workspace says so', async () => {
  expect(await status(workspace.store)).toEqual({
    entities: { total: 0, byType: {}, placeholders: 0 },
    relationships: { total: 0, byTriple: {} },
    integrations: [],
    runs: [],
    stale: [],
  })
})

it('counts what is there by type and triple, over all classes of a type', async () => {
  const vm = (key: string, label: string) => entity(key, {}, { type: 'vm', class: [label] })
  const open = link('a', 'ALLOWS', 'b')
  const out = { ...open, to: { targets: [{ by: 'key' as const, key: internet.key }], placeholder: internet } }
  await workspace.runs.run({ tasks: { vm: { entities: [vm('a', 'Host'), vm('b', 'Server')], links: [open, out] } } })
  const { entities, relationships } = await status(workspace.store)
  expect(entities).toEqual({ total: 3, byType: { internet: 1, vm: 2 }, placeholders: 1 })
  expect(relationships).toEqual({ total: 2, byTriple: { 'vm|ALLOWS|internet': 1, 'vm|ALLOWS|vm': 1 } })
})

it('tells of each integration, its last run, and the last runs of all', async () => {
  await workspace.runs.run({ integration: 'one', tasks: { t: { entities: [entity('a')] } } })
  await workspace.runs.run({ integration: 'two', tasks: { t: {} } })
  await workspace.runs.run({ integration: 'one', status: 'partial', tasks: { t: { status: 'failed' } } })
  const { integrations, runs } = await status(workspace.store)
  expect(integrations).toMatchObject([
    {
      name: 'one',
      type: 'azure',
      instance: 'one-instance',
      class: ['CSP'],
      entities: 1,
      relationships: 0,
      lastRun: { run: 3, status: 'partial', startedOn: 3000, ms: 500 },
    },
    { name: 'two', entities: 0, lastRun: { run: 2, status: 'succeeded' } },
  ])
  expect(runs.map(({ run, integration }) => [run, integration])).toEqual([
    [3, 'one'],
    [2, 'two'],
    [1, 'one'],
  ])
  expect(runs[0]?.summary.entities.total).toBe(1)
})

it('names the tasks that are out of date: why, since when, and how much they own', async () => {
  await workspace.runs.run({ tasks: { t: { entities: [entity('a'), entity('b')] }, u: {} } })
  await workspace.runs.run({
    status: 'partial',
    tasks: { t: { status: 'denied', error: { message: 'no', permission: 't/read' } }, u: { status: 'empty' } },
  })
  expect((await status(workspace.store)).stale).toEqual([
    {
      integration: 'cloud',
      type: 't',
      scope: 'root',
      status: 'denied',
      completeOn: 1500,
      entities: 2,
      error: { message: 'no', permission: 't/read' },
    },
  ])
})
