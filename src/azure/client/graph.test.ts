import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, expect, test } from 'vitest'
import { MalformedAnswerError, PermissionError } from '../../collect/errors.ts'
import { type Reply, type Seen, serve, type TestServer } from './server.fixture.ts'

let server: TestServer | undefined
afterEach(() => server?.stop())

interface Sub {
  readonly id: string
  readonly url: string
}

/** Answers a batch sub-request by sub-request. */
function batched(
  each: (url: string, times: number) => { status: number; headers?: Record<string, string>; body?: unknown },
): (request: Seen) => Reply {
  const times = new Map<string, number>()
  return (request) => {
    const { requests }: { requests: Sub[] } = JSON.parse(request.body)
    const responses = requests.map(({ id, url }) => {
      times.set(url, (times.get(url) ?? 0) + 1)
      return { id, ...each(url, times.get(url) ?? 0) }
    })
    return { body: { responses: responses.reverse() } }
  }
}

async function members(from: TestServer, group: string): Promise<unknown[]> {
  const found: unknown[] = []
  for await (const item of from.session.graph.listInBatch(`/groups/${group}/members`, from.caller)) found.push(item.id)
  return found
}

test('fifty lists asked at once go out in three batches, each with its own answer', async () => {
  server = await serve(batched((url) => ({ status: 200, body: { value: [{ id: `member of ${url}` }] } })))
  const from = server
  const found = await Promise.all(Array.from({ length: 50 }, (_, index) => members(from, `g${index}`)))
  expect(found).toEqual(Array.from({ length: 50 }, (_, index) => [`member of /groups/g${index}/members`]))
  expect(server.seen.map(({ url, body }) => [url, JSON.parse(body).requests.length])).toEqual([
    ['/v1.0/$batch', 20],
    ['/v1.0/$batch', 20],
    ['/v1.0/$batch', 10],
  ])
})

test('only what was throttled inside a batch is asked again', async () => {
  server = await serve(
    batched((url, times) =>
      url.includes('slow') && times === 1
        ? { status: 429, headers: { 'Retry-After': '0' } }
        : { status: 200, body: { value: [{ id: url }] } },
    ),
  )
  const [slow, fast] = await Promise.all([members(server, 'slow'), members(server, 'fast')])
  expect([slow, fast]).toEqual([['/groups/slow/members'], ['/groups/fast/members']])
  expect(server.seen.map(({ body }) => JSON.parse(body).requests.map(({ url }: Sub) => url))).toEqual([
    ['/groups/slow/members', '/groups/fast/members'],
    ['/groups/slow/members'],
  ])
})

test('when Graph throttles the application nothing at all is sent before the time, but for what is under way', async () => {
  const at: number[] = []
  const scope = { 'Retry-After': '1', 'x-ms-throttle-scope': 'Tenant_Application/ReadWrite/app/tenant' }
  const answer = batched((url, times) =>
    url.includes('slow') && times === 1 ? { status: 429, headers: scope } : { status: 200, body: { value: [{ id: url }] } },
  )
  server = await serve(
    (request) => {
      at.push(performance.now())
      return answer(request)
    },
    { patience: { budgetMs: 5_000, faults: 4, firstMs: 5 } },
  )
  const slow = members(server, 'slow')
  while (at.length < 1) await sleep(5)
  await sleep(50)
  await Promise.all([slow, members(server, 'fast')])
  expect((at[1] ?? 0) - (at[0] ?? 0)).toBeGreaterThan(990)
})

test('further pages of a batched list are followed one by one', async () => {
  server = await serve((request, _count, base) =>
    request.method === 'POST'
      ? batched((url) => ({ status: 200, body: { value: [{ id: 'a' }], '@odata.nextLink': `${base}/v1.0${url}?$skiptoken=2` } }))(request)
      : { body: { value: [{ id: 'b' }] } },
  )
  expect(await members(server, 'g')).toEqual(['a', 'b'])
  expect(server.seen[1]?.url).toBe('/v1.0/groups/g/members?$skiptoken=2')
})

test('a refusal inside a batch is that list’s alone', async () => {
  server = await serve(
    batched((url) =>
      url.includes('hidden')
        ? { status: 403, body: { error: { code: 'Authorization_RequestDenied', message: 'Insufficient privileges.' } } }
        : { status: 200, body: { value: [] } },
    ),
  )
  const [hidden, open] = await Promise.allSettled([members(server, 'hidden'), members(server, 'open')])
  expect(open).toEqual({ status: 'fulfilled', value: [] })
  expect(hidden.status === 'rejected' && hidden.reason).toBeInstanceOf(PermissionError)
})

test('a batch that lacks one of its answers leaves that list malformed, not empty', async () => {
  server = await serve(() => ({ body: { responses: [] } }))
  await expect(members(server, 'g')).rejects.toBeInstanceOf(MalformedAnswerError)
})

function tokenWith(claims: object): string {
  return `x.${Buffer.from(JSON.stringify(claims)).toString('base64url')}.`
}

test('what Graph refuses for want of consent says which permission of which kind to add', async () => {
  server = await serve(
    () => ({ status: 403, body: { error: { code: 'Authorization_RequestDenied', message: 'Insufficient privileges.' } } }),
    {
      token: tokenWith({ roles: ['User.Read.All'] }),
    },
  )
  const caller = { ...server.caller, permission: 'Policy.Read.All' }
  await expect(server.session.graph.get('/policies/x', caller)).rejects.toThrow(
    /Policy\.Read\.All of the type Application \(a Delegated one does nothing here\), then grant admin consent/,
  )
})

test('what Graph refuses although the token has the permission points to the licence', async () => {
  server = await serve(
    () => ({ status: 403, body: { error: { code: 'Authentication_RequestFromNonPremiumTenantOrB2CTenant', message: 'Neither tenant…' } } }),
    {
      token: tokenWith({ roles: ['AuditLog.Read.All'] }),
    },
  )
  const caller = { ...server.caller, permission: 'AuditLog.Read.All' }
  await expect(server.session.graph.get('/reports/x', caller)).rejects.toThrow(/licence/)
})
