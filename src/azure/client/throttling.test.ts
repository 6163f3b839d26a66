/** Many requests at once against a server that throttles as Azure does: who is sent, and when. */
import { afterEach, describe, expect, test } from 'vitest'
import { ThrottledError } from '../../collect/errors.ts'
import { type Reply, serve, type TestServer } from './server.fixture.ts'

let server: TestServer | undefined
afterEach(() => server?.stop())

const version = '2024-03-02'
const patience = { budgetMs: 20_000, faults: 4, firstMs: 5 }
const left = 'x-ms-ratelimit-remaining-subscription-reads'

function ask(from: TestServer, subscription: string, name: string): Promise<unknown> {
  return from.session.arm.get(`/subscriptions/${subscription}/providers/Microsoft.Compute/${name}`, version, from.caller)
}

function asks(from: TestServer, subscription: string, count: number): Promise<unknown[]> {
  return Promise.all(Array.from({ length: count }, (_, index) => ask(from, subscription, `disks/${index}`)))
}

/** A bucket of so many, of which so many come back each second. */
function bucket(size: number, perSecond: number): () => { readonly left: number } | undefined {
  let tokens = size
  let at = performance.now()
  return () => {
    const now = performance.now()
    tokens = Math.min(size, tokens + ((now - at) / 1000) * perSecond)
    at = now
    if (tokens < 1) return undefined
    return { left: Math.floor(--tokens) }
  }
}

const refusal: Reply = {
  status: 429,
  headers: { 'retry-after': '1', [left]: '0' },
  body: { error: { code: 'SubscriptionRequestsThrottled', message: 'Slow down.' } },
}

test('a subscription whose bucket runs empty is asked as fast as it fills up, and hardly ever refuses', async () => {
  const take = bucket(40, 100)
  let refused = 0
  server = await serve(
    () => {
      const taken = take()
      if (taken === undefined) refused++
      return taken === undefined ? { ...refusal, after: 10 } : { body: {}, headers: { [left]: String(taken.left) }, after: 10 }
    },
    { patience },
  )
  const began = performance.now()
  await asks(server, 's1', 200)
  // 40 at once, the others at 100 a second.
  expect(performance.now() - began).toBeGreaterThan(1500)
  expect(performance.now() - began).toBeLessThan(4000)
  expect(refused).toBeLessThanOrEqual(6)
})

test('when a subscription refuses, nobody else is sent to it before the time, while others go on', async () => {
  let refusedAt: number | undefined
  const sent: { readonly to: string; readonly at: number }[] = []
  server = await serve(
    ({ url }) => {
      const to = url.includes('/s1/') ? 's1' : 's2'
      if (refusedAt === undefined && to === 's1') {
        refusedAt = performance.now()
        return refusal
      }
      sent.push({ to, at: performance.now() })
      return { body: {} }
    },
    { patience, concurrency: 1 },
  )
  await Promise.all([asks(server, 's1', 5), asks(server, 's2', 5)])
  const waits = (subscription: string) => sent.filter(({ to }) => to === subscription).map(({ at }) => at - (refusedAt ?? 0))
  expect(Math.min(...waits('s1'))).toBeGreaterThan(990)
  expect(Math.max(...waits('s2'))).toBeLessThan(900)
})

describe.each<[string, Reply]>([
  ["a provider's own limit, behind a subscription with much left,", { status: 429, headers: { 'retry-after': '1', [left]: '11998' } }],
  ['a refusal that says nothing of whose it is', { status: 429, headers: { 'retry-after': '1' } }],
])('%s', (_what, reply) => {
  test('holds up the one request that met it', async () => {
    server = await serve(({ url }, count) => (url.includes('/slow') && count < 5 ? reply : { body: {} }), { patience })
    const slow = ask(server, 's1', 'slow')
    const began = performance.now()
    await asks(server, 's1', 30)
    expect(performance.now() - began).toBeLessThan(900)
    await slow
    expect(performance.now() - began).toBeGreaterThan(990)
  })
})

test('a subscription that never recovers ends every request as throttled, having been asked a few times', async () => {
  server = await serve(() => refusal, { patience: { budgetMs: 1_500, faults: 4, firstMs: 5 } })
  const { session, caller } = server
  const outcomes = await Promise.allSettled(
    Array.from({ length: 300 }, (_, index) => session.arm.get(`/subscriptions/s1/providers/P/t/${index}`, version, caller)),
  )
  for (const outcome of outcomes) expect(outcome.status === 'rejected' && outcome.reason).toBeInstanceOf(ThrottledError)
  expect(server.seen.length).toBeLessThan(60)
})

test('queries of Resource Graph start within its smallest window, and wait for the next one when it is used up', async () => {
  let windowEnds = 0
  let used = 0
  let refused = 0
  server = await serve(
    () => {
      const now = Date.now()
      if (now >= windowEnds) {
        windowEnds = now + 1000
        used = 0
      }
      const quota = { 'x-ms-user-quota-remaining': String(Math.max(0, 15 - ++used)), 'x-ms-user-quota-resets-after': '00:00:01' }
      if (used > 15) refused++
      return used > 15
        ? { status: 429, headers: { ...quota, 'retry-after': '1' }, body: { error: { code: 'RateLimiting' } } }
        : { body: { totalRecords: 0, data: [] }, headers: quota, after: 20 }
    },
    { patience },
  )
  const { session, caller } = server
  const queries = Array.from({ length: 40 }, () => Array.fromAsync(session.resourceGraph.rows('Resources', ['s1'], caller)))
  await Promise.all(queries)
  expect(refused).toBeLessThanOrEqual(2)
})
