import { afterEach, expect, test } from 'vitest'
import { PermissionError } from '../collect/errors.ts'
import { type Reply, type Seen, serve, type TestServer } from './client/server.fixture.ts'
import { byGroup } from './group-listing.ts'
import { resource } from './resource.ts'
import { subscription } from './service.fixture.ts'

const gateway = resource({
  type: 'azure_test_gateway',
  class: ['Gateway'],
  title: 'Gateway',
  service: 'Network',
  list: byGroup('Microsoft.Network/gateways', '1'),
  permission: 'Microsoft.Network/gateways/read',
  properties: {},
})

let server: TestServer | undefined
afterEach(() => server?.stop())

async function listed(reply: (request: Seen) => Reply) {
  server = await serve(reply)
  if (gateway.source.kind !== 'list') throw new Error('no list')
  return Array.fromAsync(
    gateway.source.list({ ...server.caller, permission: gateway.permission, session: server.session, scope: subscription }),
  )
}

const inGroup = (group: string, name: string) => ({
  id: `/subscriptions/S1/resourceGroups/${group}/providers/Microsoft.Network/gateways/${name}`,
})

test('only groups that hold any are asked, each once, and all pages of each', async () => {
  const found = await listed(({ url }) => {
    if (url.startsWith('/subscriptions/s1/resources?'))
      return { body: { value: [inGroup('A', '1'), inGroup('a', '2'), inGroup('B', '3')] } }
    const group = /resourceGroups\/([^/]+)/.exec(url)?.[1] ?? ''
    return { body: { value: [{ ...inGroup(group, 'x'), properties: {} }] } }
  })
  expect(found.map(({ id }) => id)).toEqual([inGroup('a', 'x').id, inGroup('B', 'x').id])
  expect(new URL(server?.seen[0]?.url ?? '', 'http://x').searchParams.get('$filter')).toBe("resourceType eq 'Microsoft.Network/gateways'")
  const lists = server?.seen.filter(({ url }) => !url.includes('/permissions'))
  expect(lists).toHaveLength(3)
})

test('a subscription without any costs one request beside the question what may be read', async () => {
  expect(await listed(() => ({ body: { value: [] } }))).toEqual([])
  expect(server?.seen.filter(({ url }) => !url.includes('/permissions'))).toHaveLength(1)
})

test('a group that went away since holds none', async () => {
  const reply = ({ url }: Seen) =>
    url.includes('/gateways') && !url.includes('/resources?') ? { status: 404, body: {} } : { body: { value: [inGroup('a', '1')] } }
  expect(await listed(reply)).toEqual([])
})

test.each([
  ['/resources?', 'Microsoft.Resources/subscriptions/resources/read'],
  ['/gateways?', 'Microsoft.Network/gateways/read'],
])('a refusal at %s is one for want of %s, and no empty list', async (refused, permission) => {
  const reply = ({ url }: Seen) =>
    url.includes(refused)
      ? { status: 403, body: { error: { code: 'AuthorizationFailed', message: 'no' } } }
      : { body: { value: [inGroup('a', '1')] } }
  const error = await listed(reply).catch((reason: unknown) => reason)
  expect(error).toBeInstanceOf(PermissionError)
  expect(error).toMatchObject({ permission })
})
