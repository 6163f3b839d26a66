import { afterEach, expect, test } from 'vitest'
import { PermissionError } from '../collect/errors.ts'
import { type Reply, type Seen, serve, type TestServer } from './client/server.fixture.ts'
import { armOfTypes } from './joined-listing.ts'
import { resource } from './resource.ts'
import { entityOf, subscription } from './service.fixture.ts'

const policy = resource({
  type: 'azure_test_policy',
  class: ['Firewall'],
  title: 'Policy',
  service: 'Network',
  list: armOfTypes(
    { armType: 'Microsoft.Network/Apples', version: '1', permission: 'Microsoft.Network/Apples/read' },
    { armType: 'Microsoft.Network/Pears', version: '2', permission: 'Microsoft.Network/Pears/read' },
  ),
  permission: 'Microsoft.Network/Apples/read',
  properties: {},
})

let server: TestServer | undefined
afterEach(() => server?.stop())

async function call(reply: (request: Seen) => Reply) {
  server = await serve(reply)
  return { ...server.caller, session: server.session, scope: subscription }
}

const one = (type: string) => ({ id: `/subscriptions/S1/resourceGroups/g/providers/Microsoft.Network/${type}/x`, subscriptionId: 's1' })

test('both types are read, each by its own version, and keep their own name', async () => {
  const asking = await call(({ url }) => ({ body: { value: [one(url.includes('/Apples') ? 'apples' : 'PEARS')] } }))
  const found = policy.source.kind === 'list' ? await Array.fromAsync(policy.source.list(asking)) : []
  expect(server?.seen.map(({ url }) => url).filter((url) => !url.includes('/permissions'))).toEqual([
    '/subscriptions/s1/providers/Microsoft.Network/Apples?api-version=1',
    '/subscriptions/s1/providers/Microsoft.Network/Pears?api-version=2',
  ])
  expect(found.map((raw) => entityOf(policy, raw).properties.type)).toEqual(['Microsoft.Network/Apples', 'Microsoft.Network/Pears'])
})

test('one that is refused is refused by its own permission, though the other answered', async () => {
  const asking = await call(({ url }) =>
    url.includes('/Pears')
      ? { status: 403, body: { error: { code: 'AuthorizationFailed', message: 'no' } } }
      : { body: { value: [one('apples')] } },
  )
  const error =
    policy.source.kind === 'list' ? await Array.fromAsync(policy.source.list(asking)).catch((reason: unknown) => reason) : undefined
  expect(error).toBeInstanceOf(PermissionError)
  expect(error).toMatchObject({ permission: 'Microsoft.Network/Pears/read' })
})

test('a bulk query asks for both, and its silence counts where both may be read', async () => {
  const asking = await call(({ url, body }) => {
    if (url.includes('/permissions')) return { body: { value: [{ actions: ['Microsoft.Network/Apples/*'], notActions: [] }] } }
    return { body: { totalRecords: 1, data: [one(body.includes('apples') ? 'apples' : 'pears')] } }
  })
  const rows = policy.bulk === undefined ? [] : await Array.fromAsync(policy.bulk.list(asking, [subscription]))
  expect(rows.map(({ scope, raw }) => [scope, raw.id])).toEqual([
    ['s1', one('apples').id],
    ['s1', one('pears').id],
  ])
  await expect(policy.bulk?.proves(asking, subscription)).rejects.toBeInstanceOf(PermissionError)
})
