import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { Limiter } from './limiter.ts'

const never = new AbortController().signal

/** Work that ends when told to, and a record of what started. */
function works() {
  const started: string[] = []
  const end = new Map<string, () => void>()
  const work = (name: string) => () => {
    started.push(name)
    return new Promise<string>((resolve) => end.set(name, () => resolve(name)))
  }
  const finish = async (name: string) => {
    end.get(name)?.()
    await sleep(1)
  }
  return { started, work, finish }
}

test('no more requests run at once than a scope and a host allow', async () => {
  const limiter = new Limiter({ perHost: 3, perScope: 2 })
  const { started, work, finish } = works()
  const all = ['a1', 'a2', 'a3', 'b1', 'b2'].map((name) => limiter.run('host', name.slice(0, 1), never, work(name)))
  await sleep(1)
  expect(started).toEqual(['a1', 'a2', 'b1'])
  expect(limiter.running).toBe(3)
  await finish('b1')
  expect(started).toEqual(['a1', 'a2', 'b1', 'b2'])
  await finish('a2')
  expect(started).toEqual(['a1', 'a2', 'b1', 'b2', 'a3'])
  for (const name of started) await finish(name)
  expect(await Promise.all(all)).toEqual(['a1', 'a2', 'a3', 'b1', 'b2'])
  expect(limiter.running).toBe(0)
})

test('one host does not wait for another, and equal scope ids on two hosts are two scopes', async () => {
  const limiter = new Limiter({ perHost: 1, perScope: 1 })
  const { started, work, finish } = works()
  const all = ['x', 'y'].map((host) => limiter.run(host, 'same', never, work(host)))
  await sleep(1)
  expect(started).toEqual(['x', 'y'])
  for (const name of started) await finish(name)
  await Promise.all(all)
})

test('a failure frees its place', async () => {
  const limiter = new Limiter({ perHost: 1, perScope: 1 })
  await expect(limiter.run('h', 's', never, () => Promise.reject(new Error('broken')))).rejects.toThrow('broken')
  expect(await limiter.run('h', 's', never, async () => 'free')).toBe('free')
})

test('a cancelled wait never starts and takes no place', async () => {
  const limiter = new Limiter({ perHost: 1, perScope: 1 })
  const { started, work, finish } = works()
  const first = limiter.run('h', 's', never, work('first'))
  const controller = new AbortController()
  const second = limiter.run('h', 's', controller.signal, work('second'))
  const third = limiter.run('h', 's', never, work('third'))
  controller.abort(new Error('stop'))
  await expect(second).rejects.toThrow('stop')
  await expect(limiter.run('h', 's', controller.signal, work('late'))).rejects.toThrow('stop')
  await finish('first')
  await finish('third')
  await Promise.all([first, third])
  expect(started).toEqual(['first', 'third'])
})

test('where a throttle has closed nobody starts before the time, other scopes do, and afterwards no more than there is left', async () => {
  const limiter = new Limiter({ perHost: 8, perScope: 4 })
  const { started, work, finish } = works()
  const began = performance.now()
  await limiter.run('h', 'a', never, async (throttle) => throttle.passed({ left: 0, backInMs: 60 }))
  const all = ['a1', 'a2', 'b1'].map((name) => limiter.run('h', name.slice(0, 1), never, work(name)))
  await sleep(20)
  expect(started).toEqual(['b1'])
  while (started.length < 2) await sleep(5)
  expect(performance.now() - began).toBeGreaterThanOrEqual(59)
  expect(started).toEqual(['b1', 'a1'])
  for (const name of ['b1', 'a1', 'a2']) await finish(name)
  await Promise.all(all)
})

test('scopes take turns, however many wait in one of them', async () => {
  const limiter = new Limiter({ perHost: 1, perScope: 1 })
  const { started, work, finish } = works()
  const all = ['a1', 'a2', 'a3', 'b1', 'b2'].map((name) => limiter.run('h', name.slice(0, 1), never, work(name)))
  for (let index = 0; index < 5; index++) {
    await sleep(1)
    await finish(started.at(-1) ?? '')
  }
  expect(started).toEqual(['a1', 'a2', 'b1', 'a3', 'b2'])
  await Promise.all(all)
})

test('whoever waits for a throttle that is given up gets its last refusal, and so does who comes while it is closed', async () => {
  const limiter = new Limiter({ perHost: 8, perScope: 1, patience: { budgetMs: 50 } })
  const { work, finish } = works()
  const refused = new Error('too many requests')
  const first = limiter.run('h', 's', never, async (throttle) => {
    await work('first')()
    throttle.refused('60', refused)
  })
  const second = expect(limiter.run('h', 's', never, work('second'))).rejects.toBe(refused)
  await sleep(1)
  await finish('first')
  await Promise.all([first, second])
  await expect(limiter.run('h', 's', never, work('third'))).rejects.toBe(refused)
  expect(await limiter.run('h', 'other', never, async () => 'free')).toBe('free')
})

test('a cancelled wait for a closed throttle ends at once', async () => {
  const limiter = new Limiter({ perHost: 8, perScope: 4 })
  await limiter.run('h', 's', never, async (throttle) => throttle.refused('60', new Error('busy')))
  const controller = new AbortController()
  const waiting = limiter.run('h', 's', controller.signal, async () => 'late')
  controller.abort(new Error('stop'))
  await expect(waiting).rejects.toThrow('stop')
})
