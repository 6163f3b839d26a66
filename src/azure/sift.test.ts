import { afterEach, expect, test } from 'vitest'
import { arm, embeddedIn } from './arm-listing.ts'
import { type Reply, serve, type TestServer } from './client/server.fixture.ts'
import type { AzureCall } from './listing.ts'
import { resource } from './resource.ts'
import { type Sieve, sifted } from './sift.ts'

let server: TestServer | undefined
afterEach(() => server?.stop())

function site(sieve: Sieve) {
  return resource({
    type: 'azure_web_app',
    class: ['Application'],
    title: 'Site',
    service: 'App Service',
    list: sifted(arm('Microsoft.Web/sites', '1', { bulk: 'resources' }), sieve),
    permission: 'Microsoft.Web/sites/read',
    properties: {},
  })
}

async function call(reply: () => Reply): Promise<AzureCall> {
  server = await serve(reply)
  return { ...server.caller, session: server.session, scope: { kind: 'subscription', id: 's', name: 's', data: {} } }
}

async function listed(sieve: Sieve, items: readonly object[]): Promise<unknown[]> {
  const { source } = site(sieve)
  if (source.kind !== 'list') throw new Error('no list')
  return Array.fromAsync(source.list(await call(() => ({ body: { value: items } }))))
}

test('resources of other kinds are left out of a list', async () => {
  const items = [
    { id: 'a', kind: 'app' },
    { id: 'f', kind: 'functionapp' },
  ]
  expect(await listed({ only: ({ kind }) => kind === 'app' }, items)).toEqual([{ id: 'a', kind: 'app' }])
})

test('values at the paths are cut out of every item, and nothing else', async () => {
  const raw = {
    id: 'a',
    properties: {
      containers: [{ name: 'c', env: [{ name: 'KEY', value: 'secret' }, { name: 'OTHER' }] }, { name: 'd' }, 7],
      parameters: { first: { type: 'String', value: 'secret' }, second: { type: 'Int', value: 1 } },
      key: 'secret',
    },
  }
  const without = ['properties.containers[].env[].value', 'properties.parameters.*.value', 'properties.key', 'properties.absent.value']
  expect(await listed({ without }, [raw])).toEqual([
    {
      id: 'a',
      properties: {
        containers: [{ name: 'c', env: [{ name: 'KEY' }, { name: 'OTHER' }] }, { name: 'd' }, 7],
        parameters: { first: { type: 'String' }, second: { type: 'Int' } },
      },
    },
  ])
  expect(raw.properties.key).toBe('secret')
})

test('a field of an unexpected type stays as it is', async () => {
  const raw = { id: 'a', properties: { containers: 'none', parameters: [1] } }
  expect(await listed({ without: ['properties.containers[].env[].value', 'properties.parameters.*.value'] }, [raw])).toEqual([raw])
})

test('a bulk answer is sifted like a list', async () => {
  const rows = [
    { id: 'a', subscriptionId: 's', kind: 'app', properties: { key: 'secret', name: 'n' } },
    { id: 'f', subscriptionId: 's', kind: 'functionapp' },
  ]
  const { bulk } = site({ only: ({ kind }) => kind === 'app', without: ['properties.key'] })
  const asking = await call(() => ({ body: { totalRecords: 2, data: rows } }))
  expect(bulk && (await Array.fromAsync(bulk.list(asking, [asking.scope])))).toEqual([
    { scope: 's', raw: { id: 'a', kind: 'app', properties: { name: 'n' } } },
  ])
})

test('what stands in its parent is sifted there', () => {
  const list = sifted(
    embeddedIn(site({}), 'Microsoft.Web/parts', 'parts', () => []),
    {},
  )
  expect(() => list({ type: 'azure_part', properties: {}, details: [] })).toThrow('azure_part')
})
