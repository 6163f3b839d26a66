import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { throughWindow } from './window.ts'

async function* numbers(count: number, seen: number[] = []): AsyncIterable<number> {
  for (let number = 0; number < count; number++) {
    seen.push(number)
    yield number
  }
}

test('works on as many items at once as the window is wide, and reads no further ahead', async () => {
  const seen: number[] = []
  let running = 0
  let most = 0
  let ahead = 0
  let done = 0
  await throughWindow(numbers(20, seen), 3, async () => {
    most = Math.max(most, ++running)
    ahead = Math.max(ahead, seen.length - done)
    await sleep(1)
    running--
    done++
  })
  expect({ most, done }).toEqual({ most: 3, done: 20 })
  expect(ahead).toBeLessThanOrEqual(4)
})

test('the first error ends it, when what is under way has ended', async () => {
  let ended = 0
  const work = async (item: number) => {
    await sleep(item === 1 ? 1 : 10)
    ended++
    if (item === 1) throw new Error('broken')
  }
  await expect(throughWindow(numbers(100), 4, work)).rejects.toThrow('broken')
  expect(ended).toBeGreaterThanOrEqual(4)
  expect(ended).toBeLessThan(10)
})

test('an error of the stream waits for the work under way', async () => {
  async function* breaking() {
    yield 1
    throw new Error('cut off')
  }
  let ended = false
  await expect(
    throughWindow(breaking(), 4, async () => {
      await sleep(5)
      ended = true
    }),
  ).rejects.toThrow('cut off')
  expect(ended).toBe(true)
})
