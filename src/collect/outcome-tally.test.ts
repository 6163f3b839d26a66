import { expect, test } from 'vitest'
import type { TaskOutcome, TaskStatus } from '../store/store.ts'
import { OutcomeTally } from './outcome-tally.ts'

const outcome = (status: TaskStatus, more: Partial<TaskOutcome> = {}): TaskOutcome => ({
  type: 't',
  scope: 's',
  status,
  resources: 0,
  requests: 1,
  ms: 1,
  ...more,
})

function verdict(outcomes: readonly TaskOutcome[], kept?: number) {
  const tally = new OutcomeTally()
  for (const one of outcomes) tally.add(one)
  return tally.verdict(kept)
}

const no = { message: 'no', permission: 'vm/read' }

test('a run without any task succeeded', () => {
  expect(verdict([])).toEqual({ status: 'succeeded' })
})

test('so did one whose tasks are all complete', () => {
  expect(verdict([outcome('succeeded'), outcome('empty'), outcome('not-registered')])).toEqual({ status: 'succeeded' })
})

test('a task that is not complete makes it partial, whichever comes first', () => {
  for (const status of ['denied', 'throttled', 'malformed', 'failed'] as const) {
    expect(verdict([outcome(status, { error: no }), outcome('empty')])).toEqual({ status: 'partial' })
    expect(verdict([outcome('succeeded'), outcome(status)])).toEqual({ status: 'partial' })
  }
})

test('one that was interrupted makes it interrupted, whatever else there is', () => {
  expect(verdict([outcome('denied'), outcome('succeeded'), outcome('interrupted')])).toEqual({ status: 'interrupted' })
})

test('nothing but refusals is a refusal of the run, with the first error', () => {
  const tasks = [outcome('denied', { error: no }), outcome('denied', { error: { message: 'later' } })]
  expect(verdict(tasks)).toEqual({ status: 'failed', error: { ...no, kind: 'permission' } })
  expect(verdict([...tasks, outcome('throttled')])).toEqual({ status: 'failed', error: { ...no, kind: 'failed' } })
  expect(verdict([outcome('failed')])).toEqual({ status: 'failed', error: { message: 'No task could be finished.', kind: 'failed' } })
})

test('a detail that was had does not make up for its task', () => {
  expect(verdict([outcome('denied', { error: no }), outcome('succeeded', { detail: 'lock' })]).status).toBe('failed')
  expect(verdict([outcome('succeeded'), outcome('denied', { detail: 'lock' })])).toEqual({ status: 'partial' })
})

test('what an interrupted run had finished counts for the one that goes on', () => {
  expect(verdict([outcome('denied', { error: no })], 3)).toEqual({ status: 'partial' })
})
