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
