import { describe, expect, test } from 'vitest'
import { Throttle, type ThrottleOptions } from './throttle.ts'

function throttle(options: Partial<ThrottleOptions> = {}) {
  const clock = { now: 1_000_000 }
  const made = new Throttle({ most: 40, atFirst: 15, firstMs: 100, random: () => 0, now: () => clock.now, ...options })
  /** How many it lets be under way at once. */
  const room = () => {
    let running = 0
    while (made.hasRoom(running)) running++
    return running
  }
  return { throttle: made, clock, room }
}

describe('while nothing is refused', () => {
  test('each answer that tells nothing makes room for one more, up to the most', () => {
    const { throttle: one, room } = throttle()
    expect(room()).toBe(15)
    one.passed()
    expect(room()).toBe(16)
    for (let index = 0; index < 50; index++) one.passed()
    expect(room()).toBe(40)
  })

  test('no more are under way than the last answer says are left', () => {
    const { throttle: one, room } = throttle()
    one.passed({ left: 249 })
    expect(room()).toBe(40)
    one.passed({ left: 7 })
    expect(room()).toBe(7)
    // An error of a gateway, which does not count.
    one.passed()
    expect(room()).toBe(7)
  })

  test('with nothing left it closes until there is more, or for a moment where nobody says when, and one tries', () => {
    const { throttle: one, clock, room } = throttle()
    one.passed({ left: 0, backInMs: 5000 })
    expect([room(), one.closedMs]).toEqual([0, 5000])
    clock.now += 5000
    expect(room()).toBe(1)
    one.passed({ left: 0 })
    expect([room(), one.closedMs]).toEqual([0, 100])
    one.passed({ left: 0, backInMs: 86_400_000 })
    expect(one.closedMs).toBe(60_000)
  })
})

test('a counter that stays at zero while everybody passes is not believed, until it moves again', () => {
  const { throttle: one, clock, room } = throttle()
  for (let turn = 0; turn < 6; turn++) {
    one.passed({ left: 0 })
    clock.now += 100
  }
  expect(room()).toBe(2)
  one.passed({ left: 0 })
  expect(room()).toBe(3)
  one.passed({ left: 9 })
  expect(room()).toBe(9)
  one.passed({ left: 0 })
  expect(room()).toBe(0)
})

describe('a refusal', () => {
  test('closes it for as long as the server asks, and lets half as many follow', () => {
    const { throttle: one, clock, room } = throttle()
    one.refused('7', 'busy')
    expect([room(), one.closedMs, one.lost]).toEqual([0, 7000, undefined])
    clock.now += 7000
    expect(room()).toBe(8)
    // From now on one more with each round of answers.
    for (let index = 0; index < 8; index++) one.passed()
    expect(room()).toBe(9)
  })

  test('of those who were under way when it closed counts once', () => {
    const { throttle: one, clock, room } = throttle()
    one.refused('1', 'busy')
    for (let index = 0; index < 39; index++) {
      clock.now += 10
      one.refused('1', 'busy')
    }
    expect(one.closedMs).toBe(1000)
    clock.now += 1000
    expect(room()).toBe(8)
  })

  test('without a time closes it for ever longer', () => {
    const { throttle: one, clock } = throttle({ random: () => 1 })
    const waits = [1, 2, 3].map(() => {
      clock.now += one.closedMs
      one.refused(undefined, 'busy')
      return one.closedMs
    })
    expect(waits).toEqual([100, 200, 400])
  })
})

describe('a throttle that refuses everybody', () => {
  test('is given up with the last refusal when its budget is used up; who comes later tries again', () => {
    const { throttle: one, clock, room } = throttle({ budgetMs: 10_000 })
    one.refused('6', 'first')
    clock.now += 6000
    expect(one.lost).toBeUndefined()
    one.refused('6', 'last')
    expect(one.lost).toEqual({ error: 'last' })
    clock.now += 6000
    expect([one.lost, room() > 0]).toEqual([undefined, true])
    one.refused('6', 'again')
    expect(one.lost).toEqual({ error: 'again' })
  })

  test('has its whole budget again as soon as one passes', () => {
    const { throttle: one, clock } = throttle({ budgetMs: 10_000 })
    for (let index = 0; index < 5; index++) {
      one.refused('6', 'busy')
      clock.now += 6000
      one.passed()
    }
    expect(one.lost).toBeUndefined()
  })
})
