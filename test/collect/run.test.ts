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
})
