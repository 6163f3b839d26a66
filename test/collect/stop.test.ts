import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { PermissionError, SignInError } from '../../src/collect/errors.ts'
import type { RunEvent } from '../../src/collect/observer.ts'
import type { ListSource } from '../../src/collect/resource.ts'
import type { ToyAccount } from './toy-cloud.ts'
import { planet, toyIntegration } from './toy-integration.ts'
import { rows, ToyRun } from './toy-run.ts'

const world: readonly ToyAccount[] = [
  { id: 'a', boxes: [{ id: 'a1', things: [{ id: 't1' }] }], gadgets: [{ id: 'g1' }] },
  { id: 'b', boxes: [{ id: 'b1', things: [{ id: 't2' }] }], gadgets: [{ id: 'g2' }] },
]

let toys: ToyRun
beforeEach(async () => {
  toys = await ToyRun.start(world)
})
afterEach(() => toys.stop())

/** Collects until this path is asked for, then cancels. */
async function cancelAt(path: string) {
  const controller = new AbortController()
  toys.cloud.faults.set(path, 'hang')
  toys.cloud.onRequest = (asked) => {
    // Late enough for everything else to be through.
    if (asked === path) setTimeout(() => controller.abort(), 200)
  }
  const summary = await toys.collect({ signal: controller.signal })
  toys.cloud.faults.clear()
  toys.cloud.onRequest = () => {}
  toys.cloud.requests.length = 0
  return summary
}

describe('a cancelled run', () => {
  test('keeps what was finished and tells what was not', async () => {
    const summary = await cancelAt('/boxes/b1/things')
    expect(summary.status).toBe('interrupted')
    expect(rows(summary.tasks).filter((row) => row.includes('interrupted'))).toEqual(['toy_thing box:b1: interrupted 0'])
    expect(await toys.keys()).toEqual(expect.arrayContaining(['box:a1', 'box:b1', 'gadget:g2', 'thing:t1']))
  })

  test('closes nothing of what it did not read', async () => {
    await toys.collect()
    toys.cloud.accounts = [{ id: 'a' }, { id: 'b' }]
    const summary = await cancelAt('/accounts')
    expect(rows(summary.tasks)).toEqual(['toy_account earth: interrupted 0'])
    expect(summary.entities).toMatchObject({ deleted: 0, total: 8 })
  })

  test('before it began collects nothing', async () => {
    const summary = await toys.collect({ signal: AbortSignal.abort() })
    expect(summary).toMatchObject({ status: 'interrupted', requests: 0, entities: { total: 0 } })
  })

  test('whose list ends quietly when it is cut off is not taken for complete', async () => {
    await toys.collect()
    const controller = new AbortController()
    const integration = toyIntegration(toys.cloud.url)
    const quiet = (await integration.definitions()).map(({ bulk: _bulk, ...definition }) =>
      definition.type === 'toy_gadget' ? { ...definition, source: cutOff(controller) } : definition,
    )
    const summary = await toys.collect({ integration: { ...integration, definitions: async () => quiet }, signal: controller.signal })
    expect(summary.status).toBe('interrupted')
    expect(await toys.keys()).toEqual(expect.arrayContaining(['gadget:g1', 'gadget:g2']))
  })
})

/** A list that cancels the run and then ends as if there were no more. */
function cutOff(controller: AbortController): ListSource<unknown, unknown> {
  return {
    kind: 'list',
    api: 'GET /gadgets',
    async *list() {
      yield* []
      controller.abort()
    },
  }
}

describe('a resumed run', () => {
  test('does not repeat what was finished, but what must open the scopes of the unfinished', async () => {
    await cancelAt('/boxes/b1/things')
    const summary = await toys.collect({ resume: true })
    expect(summary.status).toBe('succeeded')
    expect(toys.cloud.requests.sort()).toEqual(['/accounts', '/accounts/b/boxes', '/boxes/b1/lock', '/boxes/b1/things'])
    expect(await toys.keys()).toEqual(expect.arrayContaining(['thing:t1', 'thing:t2', 'gadget:g1']))
    expect(summary.entities).toMatchObject({ created: 1, deleted: 0, total: 8 })
    expect(summary.kept).toBeGreaterThan(0)
  })

  test('interrupted in its turn goes on from there', async () => {
    await cancelAt('/accounts/a/boxes')
    const controller = new AbortController()
    toys.cloud.faults.set('/boxes/a1/things', 'hang')
    toys.cloud.onRequest = (path) => {
      if (path === '/boxes/a1/things') setTimeout(() => controller.abort(), 200)
    }
    expect((await toys.collect({ resume: true, signal: controller.signal })).status).toBe('interrupted')
    toys.cloud.faults.clear()
    toys.cloud.requests.length = 0
    const summary = await toys.collect({ resume: true })
    expect(summary).toMatchObject({ status: 'succeeded', entities: { total: 8 } })
    expect(toys.cloud.requests.sort()).toEqual(['/accounts', '/accounts/a/boxes', '/boxes/a1/lock', '/boxes/a1/things'])
  })

  test('is a full run when the last one was not interrupted', async () => {
    await toys.collect()
    const before = toys.cloud.requests.length
    const summary = await toys.collect({ resume: true })
    expect(toys.cloud.requests.length).toBe(2 * before)
    expect(summary).toMatchObject({ status: 'succeeded', kept: 0, entities: { unchanged: 8 } })
  })

  test('runs again what had failed', async () => {
    toys.cloud.faults.set('/accounts/a/gadgets', { status: 500 })
    toys.cloud.hidden.add('a')
    const controller = new AbortController()
    toys.cloud.faults.set('/boxes/b1/things', 'hang')
    toys.cloud.onRequest = (path) => {
      if (path === '/boxes/b1/things') setTimeout(() => controller.abort(), 200)
    }
    await toys.collect({ signal: controller.signal })
    toys.cloud.faults.clear()
    toys.cloud.hidden.clear()
    expect(await toys.collect({ resume: true })).toMatchObject({ status: 'succeeded', entities: { total: 8 } })
    expect(await toys.keys()).toContain('gadget:g1')
  })
})

describe('sign-in refused', () => {
  test('before anything was read fails the run and leaves the graph as it was', async () => {
    await toys.collect()
    const refused = async () => {
      throw new SignInError('The client secret has expired.', { code: 'AADSTS7000222' })
    }
    const summary = await toys.collect({ integration: toyIntegration(toys.cloud.url, { open: refused }) })
    expect(summary).toMatchObject({
      status: 'failed',
      tasks: [],
      error: { kind: 'sign-in', message: 'The client secret has expired.', code: 'AADSTS7000222' },
      entities: { deleted: 0, total: 8 },
    })
  })

  test('in mid-run ends the run, keeps what was read and closes nothing else', async () => {
    await toys.collect()
    toys.cloud.faults.set('/boxes/b1/things', { status: 401 })
    const summary = await toys.collect()
    expect(summary).toMatchObject({ status: 'failed', error: { kind: 'sign-in', status: 401 }, entities: { deleted: 0, total: 8 } })
    expect(summary.tasks.find(({ scope }) => scope === 'box:b1')).toMatchObject({ status: 'failed', error: { status: 401 } })
  })
})

test('permission refused for everything fails the run', async () => {
  toys.cloud.faults.set('/accounts', { status: 403 })
  expect(await toys.collect()).toMatchObject({ status: 'failed', error: { kind: 'permission', permission: 'toy/account/read' } })
})

describe('root scopes that cannot all be had', () => {
  const integration = (error: Error) =>
    toyIntegration(toys.cloud.url, {
      async *roots() {
        yield planet
        throw error
      },
    })

  test('fail the run, but what they led to is read', async () => {
    const summary = await toys.collect({ integration: integration(new PermissionError('toy/planets/read', 'toys', 'Refused.')) })
    expect(summary).toMatchObject({ status: 'failed', error: { kind: 'permission' }, entities: { total: 8 } })
  })

  test('close nothing', async () => {
    const second = { ...planet, id: 'mars', name: 'Mars' }
    const both = toyIntegration(toys.cloud.url, {
      async *roots() {
        yield second
      },
    })
    await toys.collect({ integration: both })
    const summary = await toys.collect({ integration: integration(new Error('Mars is out of reach.')) })
    expect(summary).toMatchObject({ status: 'failed', error: { message: 'Mars is out of reach.' }, entities: { deleted: 0, total: 8 } })
  })
})

test('an observer hears of every task and of the end', async () => {
  const events: RunEvent[] = []
  const { tasks, ...summary } = await toys.collect({ observer: { event: (event) => void events.push(event) } })
  const kinds = Map.groupBy(events, ({ kind }) => kind)
  expect(events[0]).toEqual({ kind: 'run-started', integration: 'toys', startedOn: 1000 })
  expect(events.slice(-2)).toEqual([{ kind: 'merging' }, { kind: 'run-ended', summary }])
  expect(kinds.get('request')).toHaveLength(summary.requests)
  expect(kinds.get('resource')).toHaveLength(summary.entities.total)
  expect(kinds.get('task-ended')).toHaveLength(tasks.length)
  expect(kinds.get('task-queued')?.length).toBe(kinds.get('task-started')?.length)
})
