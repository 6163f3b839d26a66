import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { MergeSummary, RunResult, Store, TaskOutcome, TaskStatus } from '../../store.ts'
import { edgesOf, entity, freshWorkspace, identity, keysOf, link } from '../workspace.fixture.ts'

let workspace: Awaited<ReturnType<typeof freshWorkspace>>
beforeEach(async () => {
  workspace = await freshWorkspace()
})
afterEach(() => workspace.close())

const machine = (key: string) => ({ entities: [entity(key), entity(`${key} disk`)], links: [link(key, 'USES', `${key} disk`)] })

describe('what a run no longer sees', () => {
  it.each<TaskStatus>(['succeeded', 'empty', 'not-registered'])('is closed, with its edges, after a task that ended %s', async (status) => {
    const { runs, store } = workspace
    await runs.run({ tasks: { vm: machine('a') } })
    const { relationships } = await runs.run({ tasks: { vm: { status } } })
    expect(await keysOf(store)).toEqual([])
    expect(relationships.deleted).toBe(1)
  })

  it.each<TaskStatus>(['denied', 'throttled', 'malformed', 'failed', 'interrupted'])('stays after a task that ended %s', async (status) => {
    const { runs, store } = workspace
    await runs.run({ tasks: { vm: machine('a') } })
    await runs.run({ status: 'partial', tasks: { vm: { status } } })
    expect(await keysOf(store)).toEqual(['a', 'a disk'])
    expect(await edgesOf(store)).toEqual(['a USES a disk'])
  })

  it('is brought up to date as far as a failed task came', async () => {
    const { runs, store } = workspace
    await runs.run({ tasks: { vm: { entities: [entity('a', { size: 1 }), entity('b', { size: 1 })] } } })
    const { entities } = await runs.run({
      status: 'partial',
      tasks: { vm: { status: 'failed', entities: [entity('b', { size: 2 }), entity('c')] } },
    })
    expect(entities).toMatchObject({ created: 1, updated: 1, deleted: 0, total: 3 })
    expect(await keysOf(store)).toEqual(['a', 'b', 'c'])
  })

  it('belongs to the task that saw it last', async () => {
    const { runs, store } = workspace
    await runs.run({ tasks: { one: { entities: [entity('a')] }, two: {} } })
    await runs.run({ tasks: { one: {}, two: { entities: [entity('a')] } } })
    await runs.run({ status: 'partial', tasks: { one: {}, two: { status: 'failed' } } })
    expect(await keysOf(store)).toEqual(['a'])
  })
})

describe('tasks that were not attempted', () => {
  const subscription = (scope: string) => ({ entities: [entity(scope)], scope: 'tenant' })
  const within = (scope: string) => ({ ...machine(`vm in ${scope}`), scope, openedBy: { type: 'subscription', scope: 'tenant' } })
  const below = (scope: string) => ({ entities: [entity(`nic of ${scope}`)], scope: `vm ${scope}`, openedBy: { type: 'vm', scope } })
  const everything = {
    tasks: {
      subscription: { scope: 'tenant', entities: [entity('s1'), entity('s2')] },
      vm: [within('s1'), within('s2')],
      nic: [below('s1'), below('s2')],
    },
  }
  const all = ['nic of s1', 'nic of s2', 's1', 's2', 'vm in s1', 'vm in s1 disk', 'vm in s2', 'vm in s2 disk']
  const ofFirst = all.filter((key) => key.includes('s1'))

  beforeEach(async () => {
    await workspace.runs.run(everything)
    expect(await keysOf(workspace.store)).toEqual(all)
  })

  const withoutSecond = { subscription: subscription('s1'), vm: within('s1'), nic: below('s1') }

  it('close what they owned when their opener was read completely without opening them, down to the last', async () => {
    await workspace.runs.run({ tasks: withoutSecond })
    expect(await keysOf(workspace.store)).toEqual(ofFirst)
    expect(await edgesOf(workspace.store)).toEqual(['vm in s1 USES vm in s1 disk'])
    expect(await workspace.store.rows("SELECT type, scope FROM task WHERE scope LIKE '%s2'")).toEqual([])
  })

  it('keep what they owned when their opener failed', async () => {
    await workspace.runs.run({ status: 'partial', tasks: { ...withoutSecond, subscription: { scope: 'tenant', status: 'denied' } } })
    expect(await keysOf(workspace.store)).toEqual(all)
  })

  it('keep what they owned when the run was limited to some types', async () => {
    await workspace.runs.run({ only: ['subscription', 'vm'], tasks: withoutSecond })
    expect(await keysOf(workspace.store)).toEqual(all.filter((key) => key !== 's2'))
  })

  it('keep what they owned when the run was interrupted', async () => {
    await workspace.runs.run({ status: 'interrupted', tasks: { subscription: subscription('s1') } })
    expect(await keysOf(workspace.store)).toEqual(all.filter((key) => key !== 's2'))
  })

  it('keep what they owned when nobody could sign in', async () => {
    await workspace.runs.run({ status: 'failed', tasks: {} })
    expect(await keysOf(workspace.store)).toEqual(all)
  })

  it('keep what they owned when an interrupted run had finished them and this one resumes it', async () => {
    await workspace.runs.run({
      kept: [
        { type: 'subscription', scope: 'tenant' },
        { type: 'vm', scope: 's1' },
      ],
      tasks: { vm: within('s2'), nic: [below('s1'), below('s2')] },
    })
    expect(await keysOf(workspace.store)).toEqual(all)
  })

  it('close what they owned when they were roots that nobody asks for any more', async () => {
    await workspace.runs.run({ tasks: { other: { entities: [entity('other')] } } })
    expect(await keysOf(workspace.store)).toEqual(['other'])
  })

  it('never close what another integration owns', async () => {
    await workspace.runs.run({ integration: 'second', tasks: { other: { entities: [entity('other')] } } })
    expect(await keysOf(workspace.store)).toEqual([...all, 'other'].sort())
  })
})

interface Told {
  readonly integration?: string
  readonly only?: readonly string[]
  readonly status?: RunResult['status']
  readonly outcomes: readonly TaskOutcome[]
}

/** A run that stages nothing, and how its tasks ended. */
async function merged(store: Store, { integration = 'x', only, status = 'succeeded', outcomes }: Told): Promise<MergeSummary> {
  const stage = await store.stage({ integration: identity(integration), startedOn: 1, ...(only === undefined ? {} : { only }) })
  for (const outcome of outcomes) await stage.outcome(outcome)
  return stage.merge({ status, endedOn: 2, requests: 0, bytes: 0 })
}

describe('the record of tasks', () => {
  it('holds the last outcome of each, with the error and when it was last complete', async () => {
    const { runs, store } = workspace
    await runs.run({ tasks: { vm: {} } })
    await runs.run({ status: 'partial', tasks: { vm: { status: 'denied', error: { message: 'no', permission: 'vm/read' } } } })
    const [task] = await store.rows('SELECT type, scope, status, run, error, complete_on FROM task')
    expect(task).toEqual({
      type: 'vm',
      scope: 'root',
      status: 'denied',
      run: 2,
      error: '{"message":"no","permission":"vm/read"}',
      complete_on: 1500,
    })
  })

  it('holds every outcome as it was told, those of details and what opened the task among them', async () => {
    const { store } = workspace
    const vm = { type: 'vm', scope: 's1', openedBy: { type: 'subscription', scope: 'tenant' } }
    const outcomes: TaskOutcome[] = [
      { ...vm, detail: 'lock', status: 'denied', resources: 3, requests: 0, ms: 0, error: { message: 'no "lock" \ud800', status: 403 } },
      { ...vm, status: 'succeeded', resources: 5, requests: 2, ms: 1.6, skipped: { tags: 1 } },
      { type: 'subscription', scope: 'tenant', status: 'succeeded', resources: 1, requests: 1, ms: 7 },
    ]
    await merged(store, { status: 'partial', outcomes })
    const rows = await store.rows(
      `SELECT t.type, t.scope, t.detail, o.type AS opener, t.run, t.status, t.resources, t.requests, t.ms, t.error, t.complete_on
       FROM task t LEFT JOIN task o ON o.id = t.opened_by ORDER BY t.type, t.detail NULLS FIRST`,
    )
    const row = { detail: null, opener: null, run: 1, status: 'succeeded', error: null, complete_on: 2 }
    expect(rows).toEqual([
      { ...row, type: 'subscription', scope: 'tenant', resources: 1, requests: 1, ms: 7 },
      { ...row, type: 'vm', scope: 's1', opener: 'subscription', resources: 5, requests: 2, ms: 2 },
      {
        ...{ ...row, type: 'vm', scope: 's1', detail: 'lock', opener: 'subscription', status: 'denied', resources: 3, requests: 0, ms: 0 },
        ...{ error: JSON.stringify({ message: 'no "lock" \ufffd', status: 403 }), complete_on: null },
      },
    ])
  })

  it('forgets the details that a task no longer tells of', async () => {
    const { store } = workspace
    const vm = { type: 'vm', scope: 's', resources: 0, requests: 0, ms: 0 }
    await merged(store, {
      status: 'partial',
      outcomes: [
        { ...vm, status: 'empty' },
        { ...vm, detail: 'lock', status: 'denied' },
      ],
    })
    const before = await store.rows('SELECT id FROM task WHERE detail IS NULL')
    await merged(store, { outcomes: [{ ...vm, status: 'empty' }] })
    expect(await store.rows('SELECT id FROM task')).toEqual(before)
  })

  it('keeps what is known of a task that a run only passed through; where nothing is, it stands as the opener of others', async () => {
    const { runs, store } = workspace
    await runs.run({ tasks: { subscription: { scope: 'tenant', entities: [entity('s1')] } } })
    const passed = { status: 'succeeded', passed: true, resources: 1, requests: 1, ms: 1 } as const
    const group = { type: 'group', scope: 'tenant' }
    await merged(store, {
      integration: 'cloud',
      only: ['vm'],
      outcomes: [
        { type: 'subscription', scope: 'tenant', ...passed },
        { ...group, ...passed },
        { type: 'vm', scope: 's1', openedBy: group, status: 'empty', resources: 0, requests: 1, ms: 1 },
      ],
    })
    const rows = await store.rows(
      `SELECT t.type, t.run, t.complete_on, o.type AS opener FROM task t LEFT JOIN task o ON o.id = t.opened_by ORDER BY t.type`,
    )
    expect(rows).toEqual([
      { type: 'group', run: 2, complete_on: null, opener: null },
      { type: 'subscription', run: 1, complete_on: 1500, opener: null },
      { type: 'vm', run: 2, complete_on: 2, opener: 'group' },
    ])
    expect(await keysOf(store)).toEqual(['s1'])
  })

  it('knows a task by its type and scope, however many objects name it', async () => {
    const { store } = workspace
    const stage = await store.stage({ integration: identity('x'), startedOn: 1 })
    for (const key of ['a', 'b', 'c']) await stage.entity({ type: 'vm', scope: 's' }, entity(key))
    await stage.outcome({ type: 'vm', scope: 's', status: 'succeeded', resources: 3, requests: 1, ms: 1 })
    await stage.merge({ status: 'succeeded', endedOn: 2, requests: 0, bytes: 0 })
    expect(await store.rows('SELECT t.status, count(*) AS entities FROM task t JOIN entity e ON e.owner = t.id GROUP BY ALL')).toEqual([
      { status: 'succeeded', entities: 3 },
    ])
  })

  it('counts a task that staged something without saying how it ended as interrupted', async () => {
    const { store } = workspace
    const stage = await store.stage({ integration: { name: 'x', type: 'x', instance: 'x', class: [] }, startedOn: 1 })
    await stage.entity({ type: 'vm', scope: 's' }, entity('a'))
    await stage.merge({ status: 'interrupted', endedOn: 2, requests: 0, bytes: 0 })
    expect(await store.rows('SELECT type, scope, status FROM task')).toEqual([{ type: 'vm', scope: 's', status: 'interrupted' }])
  })
})
