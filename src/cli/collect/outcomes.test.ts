import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { silent } from '../../collect/observer.ts'
import type { TaskOutcome } from '../../store/store.ts'
import type { Output } from '../output/output.ts'
import { gapText } from './gaps.ts'
import { Outcomes } from './outcomes.ts'

const out: Output = { terminal: false, width: undefined, write() {}, async flushed() {}, style: (_colour, text) => text }

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'isobar-outcomes-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

const outcome = (index: number, more: Partial<TaskOutcome> = {}): TaskOutcome => ({
  type: 'azure_vm',
  scope: `/subscriptions/${index}`,
  openedBy: { type: 'azure_subscription', scope: 'tenant' },
  status: 'succeeded',
  resources: index,
  requests: 1,
  ms: 0.5,
  ...more,
})

function heard(outcomes: Outcomes, all: Iterable<TaskOutcome>): Outcomes {
  const observer = outcomes.heardBefore(silent)
  const task = { type: 'azure_vm', title: 'Virtual machine', service: 'Compute', scope: 's', scopeName: 's' }
  for (const one of all) observer.event({ kind: 'task-ended', task, outcome: one })
  return outcomes
}

const denied = (index: number, more: Partial<TaskOutcome> = {}) => outcome(index, { status: 'denied', error: { message: 'no' }, ...more })

test('tasks are counted by how they ended, details not among them', () => {
  const { byStatus, count } = heard(new Outcomes(), [outcome(1), denied(2), outcome(3), denied(2, { detail: 'lock' })])
  expect([...byStatus]).toEqual([
    ['succeeded', 2],
    ['denied', 1],
  ])
  expect(count).toBe(4)
})

test('values that were left out are added up by type and property', () => {
  const { skipped } = heard(new Outcomes(), [outcome(1, { skipped: { tags: 2 } }), outcome(2, { skipped: { tags: 1, zones: 1 } })])
  expect([...skipped]).toEqual([
    ['azure_vm.tags', 3],
    ['azure_vm.zones', 1],
  ])
})

test('all of them can be read again and again, in order and to the letter, from a file that nobody else sees', () => {
  const odd = ['"quoted"\n', '\u2028🧸', 'ä'.repeat(70_000), '\ud800']
  const all = [...Array.from({ length: 2000 }, (_, index) => outcome(index)), ...odd.map((message) => denied(7, { error: { message } }))]
  const outcomes = heard(new Outcomes(folder), all)
  expect([...(outcomes.all ?? [])]).toEqual(all)
  expect([...(outcomes.all ?? [])]).toHaveLength(all.length)
  expect(readdirSync(folder)).toEqual([])
  outcomes.all?.close()
})

test('of a run without tasks there is nothing to read', () => {
  expect([...(new Outcomes(join(folder, 'is not there')).all ?? [])]).toEqual([])
})

test('where they cannot be written the run goes on, and whoever reads them hears of it', () => {
  const outcomes = heard(new Outcomes(join(folder, 'is not there')), [outcome(1)])
  expect(outcomes.count).toBe(1)
  expect(() => [...(outcomes.all ?? [])]).toThrow('ENOENT')
})

test('a hundred thousand are not held in memory, neither while they are heard nor while they are read', () => {
  const outcomes = new Outcomes(folder)
  const length = 200_000
  const all = {
    *[Symbol.iterator]() {
      for (let index = 0; index < length; index++) yield denied(index, { error: { message: `no ${index}`.padEnd(300, '.') } })
    },
  }
  const before = process.memoryUsage().heapUsed
  heard(outcomes, all)
  let read = 0
  for (const { resources } of outcomes.all ?? []) read += resources === read ? 1 : 0
  expect(read).toBe(length)
  // Of 200,000 texts of 500 bytes, which are 100 MB, most of what is left is garbage that was not collected yet.
  expect(process.memoryUsage().heapUsed - before).toBeLessThan(60e6)
  outcomes.all?.close()
})

test('the same gaps are told once, by scope where it is refused as a whole', () => {
  const types = ['a', 'b', 'c', 'd']
  const { gaps } = heard(new Outcomes(), [
    ...types.map((type) => denied(1, { type })),
    denied(2),
    denied(3),
    outcome(4),
    denied(5, { status: 'throttled' }),
  ])
  expect(gapText(out, gaps).trimEnd().split('\n')).toEqual([
    '  denied a, b, c, d in /subscriptions/1',
    '    no (and 3 more like it)',
    '  denied azure_vm in 2 scopes',
    '    no (and 1 more like it)',
    '  throttled azure_vm in /subscriptions/5',
    '    no',
  ])
})

test('however many gaps there are, all are counted', () => {
  const many = Array.from({ length: 12_000 }, (_, index) => denied(index))
  const late = Array.from({ length: 30 }, (_, index) => denied(index, { type: 'azure_disk', error: { message: 'late' } }))
  expect(
    gapText(out, heard(new Outcomes(), [...many, ...late]).gaps)
      .trimEnd()
      .split('\n'),
  ).toEqual([
    '  denied azure_vm in 12,000 scopes',
    '    no (and 11,999 more like it)',
    '  denied azure_disk in 30 scopes',
    '    late (and 29 more like it)',
  ])
})
