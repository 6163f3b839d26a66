import { afterEach, describe, expect, test } from 'vitest'
import { MalformedAnswerError, PermissionError } from '../collect/errors.ts'
import type { Scope } from '../collect/resource.ts'
import { arm, childrenOf, resourceOf } from './arm-listing.ts'
import { type Reply, type Seen, serve, type TestServer } from './client/server.fixture.ts'
import type { AzureCall } from './listing.ts'
import { resource } from './resource.ts'
import { tenantScope } from './tenant.ts'

const tenant = tenantScope({ tenantId: 't1', domain: 'contoso.example', portal: 'https://portal.azure.com' }, 'contoso')
const subscription: Scope = { kind: 'subscription', id: 's1', name: 'dev', within: tenant, data: {} }

const disk = resource({
  type: 'azure_managed_disk',
  class: ['Disk'],
  title: 'Disk',
  service: 'Compute',
  list: arm('Microsoft.Compute/disks', '1', { bulk: 'resources' }),
  permission: 'Microsoft.Compute/disks/read',
  properties: { sku: 'sku.name', createdOn: 'absent' },
  forChildren: { kind: 'kind' },
})

const part = resource({
  type: 'azure_disk_part',
  class: ['Disk'],
  title: 'Part',
  service: 'Compute',
  list: childrenOf(disk, 'parts/default/slices', '1', { when: ({ kind }) => kind !== 'bare' }),
  permission: 'Microsoft.Compute/disks/parts/read',
  properties: { kind: 'parent.kind' },
})

const raw = {
  id: '/subscriptions/S1/resourceGroups/RG/providers/Microsoft.Compute/disks/D1',
  name: 'D1',
  location: 'East US',
  tags: { Owner: 'me', empty: null },
  kind: 'plain',
  sku: { name: 'Premium_LRS' },
  systemData: { createdAt: '2024-01-02T03:04:05Z' },
}

let server: TestServer | undefined
afterEach(() => server?.stop())

async function call(reply: (request: Seen, count: number, base: string) => Reply, scope: Scope = subscription): Promise<AzureCall> {
  server = await serve(reply)
  return { ...server.caller, session: server.session, scope }
}

async function all<T>(items: AsyncIterable<T>): Promise<T[]> {
  const found: T[] = []
  for await (const item of items) found.push(item)
  return found
}

test('what every ARM resource has is filled in for all of them', () => {
  expect(disk.entity({ raw, details: {}, scope: subscription })).toEqual({
    key: '/subscriptions/s1/resourcegroups/rg/providers/microsoft.compute/disks/d1',
    properties: {
      id: raw.id,
      name: 'D1',
      displayName: 'D1',
      type: 'Microsoft.Compute/disks',
      region: 'eastus',
      resourceGroup: 'rg',
      subscriptionId: 's1',
      createdOn: Date.parse('2024-01-02T03:04:05Z'),
      webLink: `https://portal.azure.com/#@contoso.example/resource${raw.id}`,
      'tag.Owner': 'me',
      'tag.empty': '',
      sku: 'Premium_LRS',
    },
  })
  const [group] = disk.links.flatMap((link) => [...link.links({ raw, details: {}, scope: subscription }, 'd1')])
  expect(group).toMatchObject({
    class: 'HAS',
    from: { targets: [{ key: '/subscriptions/s1/resourcegroups/rg' }] },
    to: { targets: [{ key: 'd1' }] },
  })
})

test('a resource without id is malformed, not one without a key', () => {
  expect(() => disk.entity({ raw: { name: 'x' }, details: {}, scope: subscription })).toThrow(MalformedAnswerError)
})

test('fields of unexpected types are left out and counted', () => {
  const odd = { id: raw.id, name: 7, location: {}, tags: 'none', sku: 'x', systemData: [] }
  const found = disk.entity({ raw: odd, details: {}, scope: subscription })
  for (const name of ['name', 'displayName', 'region', 'createdOn', 'sku']) expect(found?.properties).not.toHaveProperty(name)
  expect(found?.skipped?.toSorted()).toEqual(['createdOn', 'displayName', 'name', 'region', 'sku', 'tag.*'])
})

test('a row of Resource Graph reads like the answer of the list call', () => {
  const row = {
    ...raw,
    tenantId: 't1',
    subscriptionId: 's1',
    resourceGroup: 'rg',
    managedBy: '',
    zones: null,
    type: 'microsoft.compute/disks',
  }
  const listed = disk.entity({ raw, details: {}, scope: subscription })
  expect(disk.entity({ raw: resourceOf(row), details: {}, scope: subscription })).toEqual(listed)
})

test('a bulk query names the type and gives each row to its subscription', async () => {
  const asking = await call(() => ({
    body: {
      totalRecords: 2,
      data: [
        { id: 'a', subscriptionId: 'S1' },
        { id: 'b', subscriptionId: 'other' },
      ],
    },
  }))
  const rows = disk.bulk === undefined ? [] : await all(disk.bulk.list(asking, [subscription]))
  expect(rows).toEqual([{ scope: 's1', raw: { id: 'a' } }])
  expect(JSON.parse(server?.seen[0]?.body ?? '')).toMatchObject({
    query: "resources | where type =~ 'microsoft.compute/disks' | order by name asc, id asc",
    subscriptions: ['s1'],
  })
})

test.each([
  ['a role that may read everything', [{ actions: ['*/read'], notActions: [] }], true],
  ['no role at all', [], false],
])('an empty bulk answer counts only where ARM vouches for it: %s', async (_what, value, proven) => {
  const asking = await call(() => ({ body: { value } }))
  expect(await disk.bulk?.proves(asking, subscription)).toBe(proven)
  await disk.bulk?.proves(asking, subscription)
  const asked = ['/subscriptions/s1/providers/Microsoft.Authorization/permissions', ...(proven ? ['/subscriptions/s1/providers'] : [])]
  expect(server?.seen.map(({ url }) => url.split('?')[0])).toEqual(asked)
})

test('an empty answer of a provider that is not registered says so, by either source and after one request', async () => {
  const providers = (state: string, policy = 'RegistrationRequired') => [
    { namespace: 'microsoft.compute', registrationState: state, registrationPolicy: policy },
  ]
  const asking = (value: readonly object[]) =>
    call(({ url }) => ({ body: { value: url.includes('/permissions') ? [{ actions: ['*/read'], notActions: [] }] : value } }))
  const first = await asking(providers('NotRegistered'))
  await expect(disk.bulk?.proves(first, subscription)).rejects.toMatchObject({ outcome: 'not-registered' })
  if (disk.source.kind === 'list')
    await expect(Array.fromAsync(disk.source.list(first))).rejects.toMatchObject({ outcome: 'not-registered' })
  expect(server?.seen.filter(({ url }) => /\/providers\?/.test(url))).toHaveLength(1)
  await server?.stop()
  for (const others of [providers('Registered'), providers('NotRegistered', 'RegistrationFree'), [{}]]) {
    expect(await disk.bulk?.proves(await asking(others), subscription)).toBe(true)
    await server?.stop()
  }
})

test('a principal who may read but a part of a subscription is told so, after what he sees', async () => {
  const asking = await call(({ url }) => ({
    body: { value: url.includes('/permissions') ? [{ actions: ['Microsoft.Network/*/read'], notActions: [] }] : [raw] },
  }))
  const seen: unknown[] = []
  const reading = async () => {
    if (disk.source.kind === 'list') for await (const one of disk.source.list(asking)) seen.push(one)
  }
  const refused = { name: 'PermissionError', permission: 'Microsoft.Compute/disks/read', scope: '/subscriptions/s1' }
  await expect(reading()).rejects.toMatchObject(refused)
  expect(seen).toMatchObject([{ name: 'D1' }])
  await expect(disk.bulk?.proves(asking, subscription)).rejects.toMatchObject(refused)
})

test('children are listed below their parent’s own id and know what it says for them', async () => {
  const opened = disk.opens({ raw, details: {}, scope: subscription }, 'd1')
  expect(opened).toMatchObject({
    kind: 'azure_managed_disk',
    id: 'd1',
    name: 'D1',
    within: subscription,
    data: { id: raw.id, kind: 'plain' },
  })
  const asking = await call(() => ({ body: { value: [{ id: `${raw.id}/parts/default/slices/1` }] } }), opened)
  const [found] = part.source.kind === 'list' ? await all(part.source.list(asking)) : []
  expect(server?.seen[0]?.url).toBe(`${raw.id}/parts/default/slices?api-version=1`)
  expect(found && part.entity({ raw: found, details: {}, scope: asking.scope })?.properties).toMatchObject({
    kind: 'plain',
    type: 'Microsoft.Compute/disks/parts/slices',
  })
})

test('a parent that has no such children is not asked', async () => {
  const asking = await call(() => ({ status: 500 }), { ...subscription, kind: 'azure_managed_disk', data: { kind: 'bare' } })
  expect(part.source.kind === 'list' && (await all(part.source.list(asking)))).toEqual([])
  expect(server?.seen).toEqual([])
})

test('a parent that went away has no children; one that may not be read has unknown ones', async () => {
  const opened = disk.opens({ raw, details: {}, scope: subscription }, 'd1')
  const gone = await call(() => ({ status: 404, body: { error: { code: 'ParentResourceNotFound', message: 'gone' } } }), opened)
  expect(part.source.kind === 'list' && (await all(part.source.list(gone)))).toEqual([])
  await server?.stop()
  const refused = await call(() => ({ status: 403, body: { error: { code: 'AuthorizationFailed', message: 'no' } } }), opened)
  await expect(part.source.kind === 'list' && all(part.source.list(refused))).rejects.toBeInstanceOf(PermissionError)
})

describe('children by one query', () => {
  const slice = resource({
    type: 'azure_disk_slice',
    class: ['Disk'],
    title: 'Slice',
    service: 'Compute',
    list: childrenOf(disk, 'parts/default/slices', '1', { bulk: 'resources' }),
    permission: 'Microsoft.Compute/disks/parts/slices/read',
    properties: {},
  })
  const parent = (id: string, within: Scope): Scope => ({ kind: 'azure_managed_disk', id: `key-of-${id}`, name: id, within, data: { id } })
  const child = (id: string, name: string) => ({
    id: `${id}/PARTS/default/slices/${name}`,
    name: `d/default/${name}`,
    subscriptionId: 'S1',
  })

  test('go to the parent that their id names, whatever its key, and bear their own name', async () => {
    const asking = await call(() => ({ body: { totalRecords: 2, data: [child('/d1', 'a'), child('/d3', 'b')] } }))
    const rows =
      slice.bulk === undefined ? [] : await all(slice.bulk.list(asking, [parent('/D1', subscription), parent('/d2', subscription)]))
    expect(rows).toEqual([{ scope: 'key-of-/D1', raw: { id: '/d1/PARTS/default/slices/a', name: 'a' } }])
    expect(JSON.parse(server?.seen[0]?.body ?? '')).toMatchObject({
      query: "resources | where type =~ 'microsoft.compute/disks/parts/slices' | order by name asc, id asc",
      subscriptions: ['s1'],
    })
  })

  test('of more subscriptions than a query may name are asked for in several', async () => {
    const asking = await call(() => ({ body: { totalRecords: 0, data: [] } }))
    const parents = Array.from({ length: 1001 }, (_, n) => parent(`/d${n}`, { ...subscription, id: `s${n}` }))
    if (slice.bulk !== undefined) await all(slice.bulk.list(asking, parents))
    expect(server?.seen.map(({ body }) => JSON.parse(body).subscriptions.length)).toEqual([1000, 1])
  })

  test('are none where their subscription may be read, and unknown where not', async () => {
    const asking = await call(({ url }) => ({ body: { value: url.includes('/s1/') ? [{ actions: ['*/read'], notActions: [] }] : [] } }))
    expect(await slice.bulk?.proves(asking, parent('/d1', subscription))).toBe(true)
    expect(await slice.bulk?.proves(asking, parent('/d1', { ...subscription, id: 's2' }))).toBe(false)
  })
})

test('a child of another provider has that provider’s type, and its group where no list of the subscription holds it', async () => {
  const gateway = resource({
    type: 'azure_gateway',
    class: ['Gateway'],
    title: 'Gateway',
    service: 'Network',
    list: childrenOf({ ...disk, type: 'azure_resource_group' }, 'providers/Microsoft.Network/gateways', '1', {
      bulk: 'resources',
      inResourceGroup: true,
    }),
    permission: 'Microsoft.Network/gateways/read',
    properties: {},
  })
  const group = { ...subscription, kind: 'azure_resource_group', id: '/subscriptions/s1/resourcegroups/rg', within: subscription }
  const found = { id: '/subscriptions/S1/resourceGroups/RG/providers/Microsoft.Network/gateways/G', name: 'G' }
  expect(gateway.armType).toBe('Microsoft.Network/gateways')
  const [edge] = gateway.links.flatMap((link) => [...link.links({ raw: found, details: {}, scope: group }, 'g')])
  expect(edge?.from.targets).toEqual([{ by: 'key', key: '/subscriptions/s1/resourcegroups/rg' }])
  const asking = await call(() => ({ body: { totalRecords: 1, data: [found] } }), group)
  expect(gateway.bulk === undefined ? [] : await all(gateway.bulk.list(asking, [group]))).toEqual([{ scope: group.id, raw: found }])
})
