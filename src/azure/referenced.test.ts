import { afterEach, expect, test } from 'vitest'
import type { Scope } from '../collect/resource.ts'
import { texts } from './client/json.ts'
import { type Reply, type Seen, serve, type TestServer } from './client/server.fixture.ts'
import type { AzureCall } from './listing.ts'
import { referenced } from './referenced.ts'
import { resource } from './resource.ts'
import { subscription } from './service.fixture.ts'

let server: TestServer | undefined
afterEach(() => server?.stop())

function definition() {
  return resource({
    type: 'azure_policy_definition',
    class: ['Rule'],
    title: 'Policy',
    service: 'Policy',
    list: referenced({
      armType: 'P/definitions',
      version: '1',
      by: ['a', 'b'],
      ids: (data) => texts(data, 'ids'),
      table: 'policyresources',
    }),
    permission: 'P/definitions/read',
    properties: {},
  })
}

const scope = (id: string, ...ids: string[]): Scope => ({ kind: 'a', id, name: id, within: subscription, data: { ids } })

/** The table holds /one and /two, the API /three as well; /secret may not be read. */
function reply({ method, url, body }: Seen): Reply {
  if (method === 'POST') {
    const data = ['/One', '/two'].filter((id) => body.includes(`'${id.toLowerCase()}'`)).map((id) => ({ id, subscriptionId: 's1' }))
    return { body: { totalRecords: data.length, data } }
  }
  const id = url.split('?')[0]
  if (id === '/secret') return { status: 403, body: { error: { code: 'AuthorizationFailed', message: 'no' } } }
  return id === '/gone' ? { status: 404, body: { error: { code: 'NotFound', message: 'gone' } } } : { body: { id } }
}

async function call(): Promise<AzureCall> {
  server = await serve(reply)
  return { ...server.caller, permission: 'P/definitions/read', session: server.session, scope: subscription }
}

async function bulk(asking: AzureCall, one: ReturnType<typeof definition>, scopes: readonly Scope[]): Promise<string[]> {
  const rows = one.bulk === undefined ? [] : await Array.fromAsync(one.bulk.list(asking, scopes))
  return rows.map((row) => `${row.scope} ${String(row.raw.id)}`)
}

test('what several name comes once, from one query; what the table lacks is read by its id, and what is gone is left out', async () => {
  const one = definition()
  const asking = await call()
  const scopes = [scope('x', '/one', '/two'), scope('y', '/ONE', '/three'), scope('z', '/gone'), scope('none')]
  expect(await bulk(asking, one, scopes)).toEqual(['x /One', 'x /two', 'y /three'])
  expect(server?.seen.map(({ method }) => method)).toEqual(['POST', 'GET', 'GET'])
  for (const each of scopes) expect(await one.bulk?.proves(asking, each), each.id).toBe(true)
})

test('who names what may not be read gets nothing in bulk, is not proven, and fails by its own list', async () => {
  const one = definition()
  const asking = await call()
  const [good, bad] = [scope('x', '/one'), scope('y', '/secret')]
  expect(await bulk(asking, one, [good, bad])).toEqual(['x /One'])
  expect(await one.bulk?.proves(asking, bad)).toBe(false)
  if (one.source.kind !== 'list') throw new Error('no list')
  await expect(Array.fromAsync(one.source.list({ ...asking, scope: bad }))).rejects.toThrow('P/definitions/read')
})

test('the lists of two that name the same read it once', async () => {
  const one = definition()
  const asking = await call()
  if (one.source.kind !== 'list') throw new Error('no list')
  for (const id of ['x', 'y'])
    expect(await Array.fromAsync(one.source.list({ ...asking, scope: scope(id, '/three') }))).toEqual([{ id: '/three' }])
  expect(server?.seen).toHaveLength(1)
})

test('an id that would end the text of a query is read by itself', async () => {
  await bulk(await call(), definition(), [scope('x', "/it's")])
  expect(server?.seen.map(({ method }) => method)).toEqual(['GET'])
})
