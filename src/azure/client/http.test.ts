import { afterEach, expect, test } from 'vitest'
import { MalformedAnswerError, NotRegisteredError, PermissionError, ThrottledError, UnreachableError } from '../../collect/errors.ts'
import { serve, type TestServer } from './server.fixture.ts'

let server: TestServer | undefined
afterEach(() => server?.stop())

const disks = '/subscriptions/s1/providers/Microsoft.Compute/disks'
const version = '2024-03-02'

async function items(from: TestServer): Promise<unknown[]> {
  const found: unknown[] = []
  for await (const item of from.session.arm.list(disks, version, from.caller)) found.push(item.id)
  return found
}

test('a list is read page by page, each request with the token and the api-version', async () => {
  server = await serve((request, _count, base) =>
    request.url.includes('skiptoken')
      ? { body: { value: [{ id: '/b' }] } }
      : { body: { value: [{ id: '/a' }], nextLink: `${base}${disks}?api-version=${version}&$skiptoken=2` } },
  )
  expect(await items(server)).toEqual(['/a', '/b'])
  expect(server.seen.map(({ url, authorization }) => [url, authorization])).toEqual([
    [`${disks}?api-version=${version}`, 'Bearer token-1'],
    [`${disks}?api-version=${version}&$skiptoken=2`, 'Bearer token-1'],
  ])
  expect(server.caller).toMatchObject({ requests: 2 })
  expect(server.caller.bytes).toBeGreaterThan(0)
})

test.each([
  ['429', { status: 429, headers: { 'retry-after': '0' } }],
  ['503', { status: 503 }],
  ['an HTML page of a gateway', { status: 502, body: '<html>Bad gateway</html>' }],
  ['a body that is cut off', { body: { value: [{ id: '/a' }, { id: '/b' }] }, cut: true }],
  ['something that is not JSON', { body: '<html>maintenance</html>' }],
])('after %s the request is sent again', async (_what, bad) => {
  server = await serve((_request, count) => (count < 3 ? bad : { body: { value: [{ id: '/a' }] } }))
  expect(await items(server)).toEqual(['/a'])
  expect(server.seen).toHaveLength(3)
})

test('a server that asks for a second is given one', async () => {
  server = await serve((_request, count) => (count === 1 ? { status: 429, headers: { 'retry-after': '1' } } : { body: { value: [] } }))
  const began = performance.now()
  await items(server)
  expect(performance.now() - began).toBeGreaterThan(990)
})

test('what is throttled beyond the budget ends as throttled, with the request id', async () => {
  server = await serve(() => ({
    status: 429,
    headers: { 'retry-after': '60', 'x-ms-correlation-request-id': 'r-1' },
    body: { error: { code: 'TooManyRequests', message: 'Slow down.' } },
  }))
  const error = await items(server).catch((caught: unknown) => caught)
  expect(error).toBeInstanceOf(ThrottledError)
  expect(error).toMatchObject({ facts: { status: 429, code: 'TooManyRequests', requestId: 'r-1' } })
})

test('what fails in every attempt ends as unreachable', async () => {
  server = await serve(() => ({ status: 500 }))
  await expect(items(server)).rejects.toBeInstanceOf(UnreachableError)
  expect(server.seen).toHaveLength(4)
})

test('what stays unreadable ends as malformed', async () => {
  server = await serve(() => ({ body: '{"value": [' }))
  await expect(items(server)).rejects.toBeInstanceOf(MalformedAnswerError)
  expect(server.seen).toHaveLength(3)
})

test('a refused token is replaced once, in mid-list', async () => {
  server = await serve((request) => (request.authorization === 'Bearer token-1' ? { status: 401 } : { body: { value: [{ id: '/a' }] } }))
  expect(await items(server)).toEqual(['/a'])
  expect(server.seen.map(({ authorization }) => authorization)).toEqual(['Bearer token-1', 'Bearer token-2'])
})

test('a token that ran out while the request waited for its turn is not sent', async () => {
  server = await serve((_request, count) => ({ body: { value: [{ id: '/a' }] }, after: count === 1 ? 300 : 0 }), {
    concurrency: 1,
    tokenLifeMs: 200,
  })
  await Promise.all([items(server), items(server)])
  expect(server.seen.map(({ authorization }) => authorization)).toEqual(['Bearer token-1', 'Bearer token-2'])
})

test('a token that stays refused is a permission that lacks', async () => {
  server = await serve(() => ({ status: 401 }))
  await expect(items(server)).rejects.toBeInstanceOf(PermissionError)
  expect(server.tokens()).toBe(2)
})

test('a refusal names the permission, the scope and the command that grants it', async () => {
  server = await serve(() => ({
    status: 403,
    body: { error: { code: 'AuthorizationFailed', message: 'The client does not have authorization.' } },
  }))
  const error = await items(server).catch((caught: unknown) => caught)
  expect(error).toBeInstanceOf(PermissionError)
  expect(error).toMatchObject({ permission: 'Microsoft.Compute/disks/read', scope: '/subscriptions/s1', outcome: 'denied' })
  expect(String(error)).toContain(
    'az role assignment create --assignee 11111111-2222-4333-8444-555555555555 --role "Reader" --scope /subscriptions/s1',
  )
  expect(server.seen).toHaveLength(1)
})

test.each(['MissingSubscriptionRegistration', 'NoRegisteredProviderFound'])('%s means that there is nothing to read', async (code) => {
  server = await serve(() => ({ status: 409, body: { error: { code, message: 'The subscription is not registered.' } } }))
  await expect(items(server)).rejects.toBeInstanceOf(NotRegisteredError)
})

test('a connection that is refused says what to check, and holds no token', async () => {
  server = await serve(() => ({ body: {} }))
  await server.stop()
  const error = await items(server).catch((caught: unknown) => caught)
  expect(error).toBeInstanceOf(UnreachableError)
  expect(String(error)).toMatch(/got no whole answer: .*Check network, proxy and firewall/)
  expect(JSON.stringify(error, Object.getOwnPropertyNames(error))).not.toContain('token-1')
})

test('an id that holds anything stays a path on the same host', async () => {
  server = await serve(() => ({ body: {} }))
  for (const id of ['.evil.example/x', '@evil.example/x', '//evil.example/x', '/a?b#c/../d']) {
    await server.session.arm.get(id, version, server.caller)
  }
  expect(server.seen.map(({ url }) => url.split('?api-version')[0])).toEqual([
    '/.evil.example/x',
    '/%40evil.example/x',
    '/evil.example/x',
    '/d',
  ])
})

test('an aborted run stops waiting at once', async () => {
  server = await serve(() => ({ status: 429, headers: { 'retry-after': '1' } }))
  const abort = new AbortController()
  const list = server.session.arm.list(disks, version, { ...server.caller, signal: abort.signal })
  setTimeout(() => abort.abort(new Error('stopped')), 30)
  await expect(list[Symbol.asyncIterator]().next()).rejects.toThrow('stopped')
})

test('a secret among plain settings goes no further', async () => {
  const circuit = { id: '/c', properties: { serviceKey: 'a9e0', peeringLocation: 'Amsterdam' } }
  server = await serve(() => ({ body: { value: [circuit] } }))
  const found = await Array.fromAsync(server.session.arm.list(disks, version, server.caller))
  expect(found).toEqual([{ id: '/c', properties: { peeringLocation: 'Amsterdam' } }])
})
