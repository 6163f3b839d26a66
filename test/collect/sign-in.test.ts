/** The sign-in goes on while the workspace is opened, and ends with the run whatever becomes of that. */
import { afterEach, beforeEach, expect, test } from 'vitest'
import { collect } from '../../src/collect/run.ts'
import { StoreError } from '../../src/store/store.ts'
import { toyIntegration } from './toy-integration.ts'
import { ToyRun } from './toy-run.ts'

let toys: ToyRun
beforeEach(async () => {
  toys = await ToyRun.start([{ id: 'a' }])
})
afterEach(() => toys.stop())

test('the sign-in is asked for before the workspace is opened, and the session closed after the run', async () => {
  const steps: string[] = []
  const integration = toyIntegration(toys.cloud.url, {
    open: async () => {
      steps.push('sign in')
      return { url: toys.cloud.url }
    },
    close: async () => void steps.push('sign out'),
  })
  const store = async () => {
    steps.push('open')
    return toys.store
  }
  expect(await collect({ integration, store })).toMatchObject({ status: 'succeeded' })
  expect(steps).toEqual(['sign in', 'open', 'sign out'])
})

test('a workspace that cannot be opened ends a sign-in that is still under way', async () => {
  let cancelled = false
  const integration = toyIntegration(toys.cloud.url, {
    open: (signal) =>
      new Promise((_resolve, reject) => {
        signal.addEventListener('abort', () => {
          cancelled = true
          reject(signal.reason)
        })
      }),
  })
  const store = async () => {
    throw new StoreError('owned', 'Another process has it.')
  }
  await expect(collect({ integration, store })).rejects.toThrow('Another process has it.')
  expect(cancelled).toBe(true)
})

test('a session whose workspace cannot be opened is closed', async () => {
  let closed = 0
  const integration = toyIntegration(toys.cloud.url, { close: async () => void closed++ })
  const store = async () => {
    throw new StoreError('owned', 'Another process has it.')
  }
  await expect(collect({ integration, store })).rejects.toThrow('Another process has it.')
  expect(closed).toBe(1)
})
