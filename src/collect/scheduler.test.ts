import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { Scheduler } from './scheduler.ts'

/** A job of a millisecond, and how many of it ran at once. */
function counter() {
  let running = 0
  let most = 0
  const job = async () => {
    most = Math.max(most, ++running)
    await sleep(1)
    running--
  }
  return { job, most: () => most }
}

test('lower ranks come first, equal ranks in the order they came', async () => {
  const order: string[] = []
  const scheduler = new Scheduler(1)
  const job = (name: string) => async () => {
    order.push(name)
    await sleep(1)
  }
  scheduler.add(0, job('first'))
  scheduler.add(2, job('c'))
  scheduler.add(1, job('a'))
  scheduler.add(1, job('b'))
  await scheduler.idle()
  expect(order).toEqual(['first', 'a', 'b', 'c'])
})

test('jobs that take a part of a place run so many more at once', async () => {
  const scheduler = new Scheduler(2)
  const counted = counter()
  for (let index = 0; index < 200; index++) scheduler.add(0, counted.job, { weight: 1 / 20, lane: `${index % 4}` })
  await scheduler.idle()
  expect(counted.most()).toBe(40)
})

test('lanes take turns, and none takes more than half of the room', async () => {
  const scheduler = new Scheduler(4)
  const order: string[] = []
  const [large, small] = [counter(), counter()]
  const inLane = (lane: string, job: () => Promise<void>) =>
    scheduler.add(
      0,
      () => {
        order.push(lane)
        return job()
      },
      { lane },
    )
  for (let index = 0; index < 20; index++) inLane('large', large.job)
  for (let index = 0; index < 3; index++) inLane('small', small.job)
  await scheduler.idle()
  expect(large.most()).toBe(2)
  expect(small.most()).toBe(2)
  expect(order.lastIndexOf('small')).toBeLessThan(8)
})

test('idle waits for the jobs that jobs add, and for what still finds jobs', async () => {
  const order: string[] = []
  const scheduler = new Scheduler(2)
  const finding = scheduler.during(async () => {
    await sleep(5)
    scheduler.add(0, async () => {
      await sleep(1)
      scheduler.add(0, async () => void order.push('added by a job'))
    })
  })
  await scheduler.idle()
  expect(order).toEqual(['added by a job'])
  await finding
})

test('a job that breaks does not stop the others, and idle tells of it', async () => {
  const scheduler = new Scheduler(1)
  let done = false
  scheduler.add(0, () => Promise.reject(new Error('broken')))
  scheduler.add(0, async () => {
    done = true
  })
  await expect(scheduler.idle()).rejects.toThrow('broken')
  expect(done).toBe(true)
})

test('cleared jobs never start', async () => {
  const scheduler = new Scheduler(1)
  const started: number[] = []
  scheduler.add(0, () => sleep(2))
  scheduler.add(0, async () => void started.push(1))
  scheduler.clear()
  await scheduler.idle()
  expect(started).toEqual([])
})

test('a hundred thousand waiting jobs cost no more each than ten do', async () => {
  const scheduler = new Scheduler(4)
  let count = 0
  const began = performance.now()
  for (let index = 0; index < 100_000; index++) scheduler.add(index % 3, async () => void count++)
  await scheduler.idle()
  expect(count).toBe(100_000)
  expect(performance.now() - began).toBeLessThan(5000)
})

test('a job that adds many others is held back while too many wait, and its place is theirs', async () => {
  const scheduler = new Scheduler(1, 50)
  let waiting = 0
  let most = 0
  let done = 0
  scheduler.add(0, async (place) => {
    for (let index = 0; index < 1000; index++) {
      most = Math.max(most, ++waiting)
      scheduler.add(1, async () => {
        waiting--
        done++
      })
      await place.whenRoomy()
    }
  })
  await scheduler.idle()
  expect(done).toBe(1000)
  expect(most).toBeLessThan(60)
})

test('of a deep chain no more wait at each rank than may, and all of it is done', async () => {
  const scheduler = new Scheduler(4, 50)
  const waiting = [0, 0, 0, 0]
  const most = [0, 0, 0, 0]
  let done = 0
  const add = (rank: number, children: readonly number[]) => {
    waiting[rank] = (waiting[rank] ?? 0) + 1
    most[rank] = Math.max(most[rank] ?? 0, waiting[rank] ?? 0)
    scheduler.add(rank, async (place) => {
      waiting[rank] = (waiting[rank] ?? 0) - 1
      const [count = 0, ...below] = children
      for (let index = 0; index < count; index++) {
        add(rank + 1, below)
        await place.whenRoomy()
      }
      done++
    })
  }
  add(0, [300, 4, 3])
  await scheduler.idle()
  expect(done).toBe(1 + 300 + 300 * 4 + 300 * 4 * 3)
  for (const count of most) expect(count).toBeLessThan(70)
})

test('jobs that each add a few go on side by side, however many of their rank wait', async () => {
  const scheduler = new Scheduler(8, 50)
  let most = 0
  let running = 0
  for (let index = 0; index < 1000; index++) {
    scheduler.add(1, async (place) => {
      most = Math.max(most, ++running)
      scheduler.add(2, () => sleep(1))
      await place.whenRoomy()
      await sleep(1)
      running--
    })
  }
  await scheduler.idle()
  expect(most).toBeGreaterThan(3)
  expect(most).toBeLessThan(20)
})

test('while all that waits is in a lane that has enough, a few others are begun, but not all', async () => {
  const scheduler = new Scheduler(2, 10)
  let open = () => {}
  const gate = new Promise<void>((resolve) => {
    open = resolve
  })
  for (let index = 0; index < 40; index++) scheduler.add(1, () => gate, { lane: 'slow' })
  let begun = 0
  for (let index = 0; index < 100; index++)
    scheduler.add(
      0,
      async (place) => {
        begun++
        await place.whenRoomy()
      },
      { lane: 'other' },
    )
  await sleep(20)
  expect(begun).toBeGreaterThan(5)
  expect(begun).toBeLessThan(20)
  open()
  await scheduler.idle()
  expect(begun).toBe(100)
})

test('what is held goes on when all that waits is dropped', async () => {
  const scheduler = new Scheduler(1, 50)
  scheduler.add(0, async (place) => {
    for (let index = 0; index < 60; index++) scheduler.add(1, () => sleep(1))
    setTimeout(() => scheduler.clear(), 5)
    await place.whenRoomy()
  })
  await scheduler.idle()
})
