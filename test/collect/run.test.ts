import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { ToyAccount } from './toy-cloud.ts'
import { rows, ToyRun } from './toy-run.ts'

const world: readonly ToyAccount[] = [
  {
    id: 'a',
    name: 'Anna',
    boxes: [
      {
        id: 'a1',
        name: 'first',
        drawers: [{ id: 'd1', coins: [{ id: 'c1' }, { id: 'c2' }] }, { id: 'd2' }],
        things: [{ id: 't1' }, { id: 't2' }, { id: 't3' }, { id: 't4' }],
        lock: { maker: 'Yale', keys: [{ id: 'k1' }] },
      },
      { id: 'a2', name: null },
    ],
    gadgets: [{ id: 'g1' }, { id: 'g2' }],
  },
  { id: 'b', boxes: [], gadgets: [] },
]

let toys: ToyRun
beforeEach(async () => {
  toys = await ToyRun.start(world)
})
afterEach(() => toys.stop())

describe('a run', () => {
  test('reads every page of every definition in every scope', async () => {
    const summary = await toys.collect()
    expect(rows(summary.tasks)).toEqual([
      'toy_account earth: succeeded 2',
      'toy_box a: succeeded 2',
      'toy_box b: empty 0',
      'toy_coin a: succeeded 2',
      'toy_coin b: empty 0',
      'toy_drawer a: succeeded 2',
      'toy_drawer b: empty 0',
      'toy_gadget a: succeeded 2',
      'toy_gadget b: empty 0',
      'toy_key a: succeeded 1',
      'toy_key b: empty 0',
      'toy_thing box:a1: succeeded 4',
      'toy_thing box:a2: empty 0',
    ])
    expect(await toys.keys()).toEqual(
      [
        'account:a',
        'account:b',
        'box:a1',
        'box:a2',
        'coin:c1',
        'coin:c2',
        'drawer:d1',
        'drawer:d2',
        'gadget:g1',
        'gadget:g2',
        'key:k1',
      ].concat(['thing:t1', 'thing:t2', 'thing:t3', 'thing:t4']),
    )
    expect(await toys.relationships()).toEqual(['account:a|has|box:a1', 'account:a|has|box:a2'])
    expect(summary).toMatchObject({ integration: 'toys', status: 'succeeded', startedOn: 1000, entities: { created: 15, total: 15 } })
    expect(summary.requests).toBe(toys.cloud.requests.length)
    expect(summary.bytes).toBeGreaterThan(500)
  })

  test('gives every entity the properties of the integration and a display name', async () => {
    await toys.collect()
    expect(await toys.entity('box:a1')).toMatchObject({ displayName: 'first', name: 'first', 'tag.AccountName': 'toyland' })
    expect(await toys.entity('box:a2')).toEqual({ displayName: 'box:a2', 'tag.AccountName': 'toyland' })
  })

  test('keeps the raw answer beside the entity', async () => {
    await toys.collect()
    const [row] = await toys.store.rows(`SELECT body FROM raw JOIN entity USING (nid) WHERE key = 'box:a2'`)
    expect(JSON.parse(String(row?.body))).toEqual({ id: 'a2', name: null })
  })

  test('changes nothing when the cloud has not changed, and closes what is gone', async () => {
    await toys.collect()
    expect((await toys.collect()).entities).toEqual({ created: 0, updated: 0, deleted: 0, unchanged: 15, total: 15 })
    toys.cloud.accounts = [{ id: 'a', name: 'Anna', boxes: [], gadgets: [{ id: 'g1' }] }]
    expect((await toys.collect()).entities).toMatchObject({ deleted: 13, unchanged: 2, total: 2 })
    expect(await toys.keys()).toEqual(['account:a', 'gadget:g1'])
  })

  test('stages a resource that two scopes list once', async () => {
    toys.cloud.accounts = ['a', 'b'].map((id) => ({ id, gadgets: [{ id: 'shared' }] }))
    expect((await toys.collect()).entities.total).toBe(3)
  })

  test('reads many scopes at once, but never more tasks than it may', async () => {
    toys.cloud.accounts = Array.from({ length: 12 }, (_, index) => ({ id: `m${index}`, boxes: [{ id: `b${index}` }] }))
    let running = 0
    let most = 0
    const observer = {
      event: ({ kind }: { kind: string }) => {
        if (kind === 'task-started') most = Math.max(most, ++running)
        if (kind === 'task-ended') running--
      },
    }
    // Without rows of embedded types each task ends once.
    const summary = await toys.collect({ concurrency: 4, observer, only: ['toy_thing', 'toy_box'] })
    expect(summary.status).toBe('succeeded')
    expect(most).toBe(4)
  })
})

describe('a task', () => {
  const things = async () => (await toys.collect()).tasks.find(({ type, scope }) => type === 'toy_thing' && scope === 'box:a1')

  test.each([
    [{ status: 403 }, 'denied', { permission: 'toy/thing/read', status: 403, code: 'Forbidden', requestId: 'toy-403' }],
    [{ status: 409 }, 'not-registered', { status: 409 }],
    [{ status: 429 }, 'throttled', { status: 429 }],
    [{ status: 500 }, 'failed', { status: 500 }],
    [{ text: '{"value": [{"id": "t1"}' }, 'malformed', { message: 'The answer is no JSON.' }],
    [{ text: 'null' }, 'failed', { message: expect.stringContaining('null') }],
  ])('that is answered %o ends as %s', async (fault, status, error) => {
    toys.cloud.faults.set('/boxes/a1/things', fault)
    expect(await things()).toMatchObject({ status, error, resources: 0, requests: 1 })
  })

  test('that fails leaves all others be', async () => {
    toys.cloud.faults.set('/boxes/a1/things', { status: 403 })
    const summary = await toys.collect()
    expect(summary.status).toBe('partial')
    expect(summary.error).toBeUndefined()
    expect(summary.tasks.filter(({ status }) => status !== 'succeeded' && status !== 'empty')).toHaveLength(1)
    expect(summary.entities.total).toBe(11)
  })

  test('that fails later keeps what it owned; what is enabled nowhere any more is gone', async () => {
    await toys.collect()
    toys.cloud.faults.set('/boxes/a1/things', { status: 403 })
    expect((await toys.collect()).entities).toMatchObject({ deleted: 0, total: 15 })
    toys.cloud.faults.set('/boxes/a1/things', { status: 409 })
    expect((await toys.collect()).entities).toMatchObject({ deleted: 4, total: 11 })
  })

  test('that cannot open its scopes keeps what is in them', async () => {
    await toys.collect()
    toys.cloud.faults.set('/accounts/a/boxes', { status: 500 })
    expect((await toys.collect()).entities).toMatchObject({ deleted: 0, total: 15 })
    expect(await toys.keys()).toContain('thing:t4')
  })

  test('gives its fate to the types embedded in it', async () => {
    toys.cloud.faults.set('/accounts/a/boxes', { status: 403 })
    const summary = await toys.collect()
    expect(rows(summary.tasks).filter((row) => row.includes('denied'))).toEqual([
      'toy_box a: denied 0',
      'toy_coin a: denied 0',
      'toy_drawer a: denied 0',
      'toy_key a: denied 0',
    ])
  })

  test('with a resource that is no entity of its type takes what is embedded in it all the same', async () => {
    toys.cloud.accounts = [{ id: 'a', boxes: [{ id: 'a3', drawers: [{ id: 'd3', hole: true, coins: [{ id: 'c3' }] }] }] }]
    const summary = await toys.collect()
    expect(rows(summary.tasks)).toEqual(expect.arrayContaining(['toy_drawer a: empty 0', 'toy_coin a: succeeded 1']))
    const keys = await toys.keys()
    expect(keys).toContain('coin:c3')
    expect(keys).not.toContain('drawer:d3')
  })

  test('with one malformed resource keeps the others and closes nothing', async () => {
    await toys.collect()
    toys.cloud.accounts = [{ id: 'a', boxes: [{ name: 'nameless' }, { id: 'a3', drawers: [{ id: 'd3' }] }] }]
    const summary = await toys.collect()
    expect(rows(summary.tasks)).toContain('toy_box a: malformed 1')
    expect(rows(summary.tasks)).toContain('toy_drawer a: malformed 1')
    expect(await toys.keys()).toEqual(expect.arrayContaining(['box:a1', 'box:a3', 'drawer:d1', 'drawer:d3']))
  })

  test('with a later page that fails is not complete', async () => {
    await toys.collect()
    toys.cloud.pageSize = 2
    toys.cloud.onRequest = pageFault('/boxes/a1/things', 2)
    const summary = await toys.collect()
    expect(rows(summary.tasks)).toContain('toy_thing box:a1: failed 2')
    expect(summary.entities).toMatchObject({ deleted: 0, total: 15 })
  })

  test('whose definition breaks on odd data fails with what went wrong', async () => {
    toys.cloud.faults.set('/accounts/a/boxes', { text: '{"value": [{"id": "odd", "drawers": 7}, {"id": "fine"}]}' })
    const summary = await toys.collect()
    expect(rows(summary.tasks)).toContain('toy_box a: succeeded 2')
    expect(summary.tasks).toContainEqual(expect.objectContaining({ type: 'toy_drawer', scope: 'a', status: 'failed' }))
    expect(await toys.keys()).toContain('box:fine')
  })
})

/** The n-th request of this path gets a 500. */
function pageFault(path: string, n: number): (asked: string) => void {
  let count = 0
  return (asked) => {
    if (asked === path && ++count === n) toys.cloud.faults.set(path, { status: 500 })
  }
}

describe('a detail', () => {
  const lock = '/boxes/a1/lock'

  test('feeds properties and embedded resources', async () => {
    await toys.collect()
    expect(await toys.entity('box:a1')).toMatchObject({ lock: expect.stringContaining('Yale') })
  })

  test('that is refused is a row of its own; the resource stands without it, what is embedded in it stays', async () => {
    await toys.collect()
    toys.cloud.faults.set(lock, { status: 403 })
    const summary = await toys.collect()
    expect(summary.status).toBe('partial')
    expect(rows(summary.tasks)).toEqual(
      expect.arrayContaining(['toy_box a: succeeded 2', 'toy_box a/lock: denied 1', 'toy_key a: denied 0']),
    )
    expect(summary.tasks.find(({ detail }) => detail === 'lock')?.error).toMatchObject({ permission: 'toy/lock/read' })
    expect(await toys.entity('box:a1')).not.toHaveProperty('lock')
    expect(await toys.keys()).toContain('key:k1')
  })

  test('that is answered by something unreadable leaves what it feeds unknown, and is reported', async () => {
    toys.cloud.faults.set(lock, { text: '<html>' })
    const summary = await toys.collect()
    expect(summary.status).toBe('partial')
    expect(rows(summary.tasks)).toEqual(expect.arrayContaining(['toy_box a: succeeded 2', 'toy_box a/lock: malformed 1']))
    expect(await toys.entity('box:a1')).not.toHaveProperty('lock')
  })

  test.each([
    [{ status: 429 }, 'throttled'],
    [{ status: 500 }, 'failed'],
  ])('that is answered %o for now leaves its resource as it was', async (fault, status) => {
    await toys.collect()
    toys.cloud.faults.set(lock, fault)
    const summary = await toys.collect()
    expect(rows(summary.tasks)).toEqual(expect.arrayContaining([`toy_box a: ${status} 1`, `toy_drawer a: ${status} 0`]))
    expect(summary.entities).toMatchObject({ deleted: 0, updated: 0, total: 15 })
    expect(await toys.entity('box:a1')).toHaveProperty('lock')
  })

  test('that nobody answers is not asked for again and again', async () => {
    const boxes = Array.from({ length: 200 }, (_, index) => ({ id: `x${index}` }))
    toys.cloud.accounts = [{ id: 'a', boxes }]
    for (const { id } of boxes) toys.cloud.faults.set(`/boxes/${id}/lock`, { status: 500 })
    const summary = await toys.collect()
    expect(rows(summary.tasks)).toContain('toy_box a: failed 0')
    expect(toys.cloud.requests.filter((path) => path.endsWith('/lock')).length).toBeLessThan(40)
  })
})

describe('a bulk call', () => {
  test('answers for many scopes at once; the plain list is asked where it says nothing', async () => {
    await toys.collect()
    expect(toys.cloud.requests.filter((path) => path === '/bulk-gadgets')).toHaveLength(1)
    expect(toys.cloud.requests.filter((path) => path.endsWith('/gadgets'))).toEqual(['/accounts/b/gadgets'])
  })

  test('is trusted about an empty scope when there is proof', async () => {
    toys.cloud.accounts = [{ id: 'proven', gadgets: [] }]
    expect(rows((await toys.collect()).tasks)).toContain('toy_gadget proven: empty 0')
    expect(toys.cloud.requests).not.toContain('/accounts/proven/gadgets')
  })

  test('that hides what the caller may not see does not make it look empty', async () => {
    await toys.collect()
    toys.cloud.hidden.add('a')
    toys.cloud.faults.set('/accounts/a/gadgets', { status: 403 })
    const summary = await toys.collect()
    expect(rows(summary.tasks)).toContain('toy_gadget a: denied 0')
    expect(await toys.keys()).toContain('gadget:g1')
  })

  test('covers only as many scopes as it may', async () => {
    toys.cloud.accounts = Array.from({ length: 5 }, (_, index) => ({ id: `n${index}`, gadgets: [{ id: `g${index}` }] }))
    expect((await toys.collect({ only: ['toy_gadget'] })).entities.total).toBe(5)
    expect(toys.cloud.requests).toEqual(['/accounts', '/accounts', '/bulk-gadgets', '/bulk-gadgets', '/bulk-gadgets'])
  })

  test.each([
    ['that fails', { status: 500 }],
    ['that is refused', { status: 403 }],
    [
      'that answers for what was not asked',
      { text: '{"value": [{"account": "a", "gadget": {"id": "g1"}}, {"account": "z", "gadget": {}}]}' },
    ],
  ])('%s gives way to the plain lists of all its scopes', async (_, fault) => {
    toys.cloud.faults.set('/bulk-gadgets', fault)
    const summary = await toys.collect()
    expect(summary.status).toBe('succeeded')
    expect(rows(summary.tasks)).toEqual(expect.arrayContaining(['toy_gadget a: succeeded 2', 'toy_gadget b: empty 0']))
  })
})

describe('a run limited to some types', () => {
  test('stages these alone and lists what leads to them', async () => {
    const summary = await toys.collect({ only: ['toy_thing'] })
    expect(await toys.keys()).toEqual(['thing:t1', 'thing:t2', 'thing:t3', 'thing:t4'])
    expect(toys.cloud.requests).not.toContain('/bulk-gadgets')
    expect(summary.status).toBe('succeeded')
  })

  test('takes embedded types without touching what they are embedded in', async () => {
    await toys.collect()
    toys.cloud.accounts = [{ id: 'a', boxes: [{ id: 'a9', drawers: [{ id: 'd1' }] }] }]
    const summary = await toys.collect({ only: ['toy_drawer'] })
    expect(summary.entities).toMatchObject({ created: 0, deleted: 1 })
    expect(await toys.keys()).toEqual(expect.arrayContaining(['box:a1', 'box:a2', 'coin:c1', 'drawer:d1', 'thing:t1']))
    expect(await toys.keys()).not.toContain('box:a9')
  })

  test('tells when it could not get at them', async () => {
    toys.cloud.faults.set('/accounts/a/boxes', { status: 403 })
    const summary = await toys.collect({ only: ['toy_thing'] })
    expect(summary.status).not.toBe('succeeded')
    expect(rows(summary.tasks)).toContain('toy_box a: denied 0')
  })

  test('leaves a later full run everything it needs to keep what it cannot reach', async () => {
    await toys.collect({ only: ['toy_thing'] })
    toys.cloud.faults.set('/accounts/a/boxes', { status: 403 })
    await toys.collect()
    expect(await toys.keys()).toContain('thing:t1')
  })

  test('takes no notice of types of other integrations', async () => {
    const summary = await toys.collect({ only: ['aws_instance', 'toy_account'] })
    expect(rows(summary.tasks)).toEqual(['toy_account earth: succeeded 2'])
  })
})
