import { describe, expect, test } from 'vitest'
import { Backoff, pause, retryAfterMs } from './backoff.ts'

const now = Date.parse('2026-01-02T03:04:05Z')

describe('Backoff', () => {
  test('doubles the ceiling of the wait with every attempt, up to the longest', () => {
    const backoff = new Backoff({ firstMs: 100, longestMs: 500, random: () => 1 })
    expect([1, 2, 3, 4, 5].map(() => backoff.next())).toEqual([100, 200, 400, 500, 500])
    expect(backoff.attempts).toBe(5)
  })

  test('spreads the wait over everything from zero to the ceiling', () => {
    expect(new Backoff({ firstMs: 100, random: () => 0 }).next()).toBe(0)
    expect(new Backoff({ firstMs: 100, random: () => 0.25 }).next()).toBe(25)
  })

  test('waits at least as long as the server asked for, in seconds or until a date', () => {
    const options = { firstMs: 100, random: () => 0.5, now: () => now }
    expect(new Backoff(options).next('7')).toBe(7050)
    expect(new Backoff(options).next('Fri, 02 Jan 2026 03:04:15 GMT')).toBe(10_050)
  })

  test('gives up at once when the next wait does not fit into the budget', () => {
    const backoff = new Backoff({ firstMs: 100, budgetMs: 8000, random: () => 0 })
    expect(backoff.next('5')).toBe(5000)
    expect(backoff.next('5')).toBeUndefined()
    expect(backoff.next('3')).toBe(3000)
    expect(backoff.next('1')).toBeUndefined()
  })
})

describe('retryAfterMs', () => {
  test('knows both forms of the header and nothing else', () => {
    expect(retryAfterMs('0')).toBe(0)
    expect(retryAfterMs(' 1.5 ')).toBe(1500)
    expect(retryAfterMs('Fri, 02 Jan 2026 03:04:06 GMT', now)).toBe(1000)
    expect(retryAfterMs('Fri, 02 Jan 2026 03:04:00 GMT', now)).toBe(0)
    for (const header of [undefined, null, '', 'soon', '-5', '0x10']) expect(retryAfterMs(header, now)).toBeUndefined()
  })
})

describe('pause', () => {
  test('ends with the reason as soon as the signal is aborted', async () => {
    const controller = new AbortController()
    const paused = pause(60_000, controller.signal)
    controller.abort(new Error('stop'))
    await expect(paused).rejects.toThrow('stop')
    await expect(pause(0, controller.signal)).rejects.toThrow('stop')
  })
})
