import { afterEach, expect, test } from 'vitest'
import { PermissionError } from '../../collect/errors.ts'
import { type Reply, serve, type TestServer } from '../client/server.fixture.ts'
import { tenant } from '../service.fixture.ts'
import { trustedRoles } from './trusted-roles.ts'

let server: TestServer | undefined
afterEach(() => server?.stop())

/** Lists the roles of a tenant with these clusters, whose regions answer so. */
async function listed(clusters: readonly object[], regions: Readonly<Record<string, Reply>>): Promise<unknown[]> {
  const started = await serve(({ url }) => {
    const path = url.split('?')[0] ?? ''
    if (path === '/subscriptions')
      return {
        body: {
          value: [
            { id: '/subscriptions/s1', subscriptionId: 's1' },
            { id: '/subscriptions/s2', subscriptionId: 's2' },
          ],
        },
      }
    if (path.endsWith('/resources')) return { body: { totalRecords: clusters.length, data: clusters } }
    if (path.endsWith('/locations')) return { body: { value: Object.keys(regions).map((name) => ({ name })) } }
    return regions[/locations\/([^/]+)\//.exec(path)?.[1] ?? ''] ?? { status: 500 }
  })
  server = started
  const { source } = trustedRoles('1')({ type: 'azure_kube_trusted_access_role', properties: {}, details: [] })
  if (source.kind !== 'list') throw new Error('no list')
  return Array.fromAsync(source.list({ ...started.caller, session: started.session, scope: tenant }))
}

const none: Reply = { status: 400, body: { error: { code: 'NoRegisteredProviderFound', message: 'not here' } } }

test('the roles of every region that has AKS, asked of one subscription with a cluster', async () => {
  const regions = {
    eastus: { body: { value: [{ name: 'a' }, { name: 'b' }] } },
    brazilus: none,
    westus: { body: { value: [{ name: 'a' }] } },
  }
  expect(await listed([{ id: 'c', subscriptionId: 's2' }], regions)).toEqual([
    { name: 'a', location: 'eastus' },
    { name: 'b', location: 'eastus' },
    { name: 'a', location: 'westus' },
  ])
  expect(server?.seen.filter(({ url }) => url.includes('/locations/')).every(({ url }) => url.startsWith('/subscriptions/s2/'))).toBe(true)
})

test('a tenant without clusters is asked nothing more', async () => {
  expect(await listed([], { eastus: { status: 500 } })).toEqual([])
  expect(server?.seen.length).toBe(2)
})

test('a region that refuses is no region without roles', async () => {
  const refused: Reply = { status: 403, body: { error: { code: 'AuthorizationFailed', message: 'no' } } }
  await expect(listed([{ id: 'c', subscriptionId: 's1' }], { eastus: refused })).rejects.toBeInstanceOf(PermissionError)
})
