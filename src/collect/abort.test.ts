import { getEventListeners } from 'node:events'
import { expect, test } from 'vitest'
import { onAbort } from './abort.ts'

test('all that wait are told, once, but for those who were taken off', () => {
  const controller = new AbortController()
  const told: string[] = []
  onAbort(controller.signal, () => told.push('a'))
  const off = onAbort(controller.signal, () => told.push('b'))
  onAbort(controller.signal, () => told.push('c'))
  off()
  controller.abort()
  controller.abort()
  expect(told).toEqual(['a', 'c'])
})

test('one that takes another off in its turn spares it', () => {
  const controller = new AbortController()
  const told: string[] = []
  onAbort(controller.signal, () => off())
  const off = onAbort(controller.signal, () => told.push('second'))
  controller.abort()
  expect(told).toEqual([])
})

test('a thousand that wait are one listener of the signal', () => {
  const { signal } = new AbortController()
  for (let index = 0; index < 1000; index++) onAbort(signal, () => {})
  expect(getEventListeners(signal, 'abort')).toHaveLength(1)
})
