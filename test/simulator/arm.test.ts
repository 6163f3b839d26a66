import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type RunningTenant, startTenant } from '../../src/simulator/azure/index.ts'
import { Client, type Item, withTenant } from './client.ts'

const kinds = [
  'Microsoft.Compute/virtualMachines',
  'Microsoft.Compute/disks',
  'Microsoft.KeyVault/vaults',
  'Microsoft.Network/networkInterfaces',
  'Microsoft.Network/networkSecurityGroups',
  'Microsoft.Network/publicIPAddresses',
  'Microsoft.Network/virtualNetworks',
  'Microsoft.Storage/storageAccounts',
]

describe('the simulated Resource Manager', () => {
  let tenant: RunningTenant
  let client: Client
  let subscription: string
  beforeAll(async () => {
    tenant = await startTenant({ resources: 900, seed: 4 })
    client = new Client(tenant)
    subscription = `/subscriptions/${tenant.subscriptions[0]?.id}`
  })
  afterAll(() => tenant.close())

  const list = async (type: string): Promise<readonly Item[]> => (await client.all(client.arm(`${subscription}/providers/${type}`))).items

  it('asks for an api-version', async () => {
    const { status, body } = await client.arm('/subscriptions?api-version=')
    expect([status, body.error?.code]).toEqual([400, 'InvalidApiVersionParameter'])
  })

  it.each(kinds)('answers each listed resource of %s by its id, in any case', async (type) => {
    const items = await list(type)
    expect(items.length).toBeGreaterThan(0)
    for (const { id } of [items[0], items.at(-1)].filter((item) => item !== undefined)) {
      const found = await client.arm(id.toUpperCase().replace('/SUBSCRIPTIONS/', '/subscriptions/'))
      expect(found.body).toMatchObject({ id, type })
    }
  })

  it('says 404 for a resource, a group, a type and a namespace that there is none of', async () => {
    const group = `${subscription}/resourceGroups`
    const [first] = (await client.arm(group)).body.value ?? []
    const code = async (path: string) => (await client.arm(path)).body.error?.code
    expect(await code(`${first?.id}/providers/Microsoft.Compute/disks/disk-none-prd01-weu-00001`)).toBe('ResourceNotFound')
    expect(await code(`${group}/none`)).toBe('ResourceGroupNotFound')
    expect(await code(`${subscription}/providers/Microsoft.Compute/none`)).toBe('InvalidResourceType')
    expect(await code('/subscriptions/none')).toBe('SubscriptionNotFound')
  })

  it('gives the same items in small pages as in its own', async () => {
    const ids = (await list('Microsoft.Compute/disks')).map(({ id }) => id)
    await withTenant({ resources: 900, seed: 4, pageSize: 7 }, async (small) => {
      const { items, pages } = await small.all(small.arm(`${subscription}/providers/Microsoft.Compute/disks`))
      expect(items.map(({ id }) => id)).toEqual(ids)
      expect(pages).toBe(Math.ceil(ids.length / 7))
    })
  })

  it('pages machines by fifty, as the compute service does', async () => {
    await withTenant({ resources: 2000, subscriptions: 1 }, async (large) => {
      const path = `/subscriptions/${large.tenant.subscriptions[0]?.id}/providers/Microsoft.Compute/virtualMachines`
      expect((await large.arm(path)).body.value).toHaveLength(50)
    })
  })

  it('refuses a skip token that is none of its own', async () => {
    const { status } = await client.arm(`${subscription}/providers/Microsoft.Compute/disks?$skiptoken=abc`)
    expect(status).toBe(400)
  })

  it('lists in a group what the list of the subscription has there', async () => {
    const items = await list('Microsoft.Storage/storageAccounts')
    const group = items[0]?.id.split('/providers/')[0] ?? ''
    const here = await client.all(client.arm(`${group}/providers/Microsoft.Storage/storageAccounts`))
    expect(here.items).toEqual(items.filter(({ id }) => id.startsWith(`${group}/`)))
  })

  it('lets both ends of a reference agree', async () => {
    const byId = new Map<string, Item>()
    for (const type of kinds) for (const item of await list(type)) byId.set(item.id, item)
    let seen = 0
    for (const machine of byId.values()) {
      if (machine.type !== 'Microsoft.Compute/virtualMachines') continue
      for (const { id } of at(machine, 'properties', 'networkProfile', 'networkInterfaces') as Item[]) {
        expect(at(byId.get(id), 'properties', 'virtualMachine', 'id')).toBe(machine.id)
        seen++
      }
      expect(at(byId.get(String(at(machine, 'properties', 'storageProfile', 'osDisk', 'managedDisk', 'id'))), 'managedBy')).toBe(machine.id)
    }
    expect(seen).toBeGreaterThan(10)
    for (const address of byId.values()) {
      const configuration = at(address, 'properties', 'ipConfiguration', 'id')
      if (typeof configuration !== 'string' || !configuration.includes('/networkInterfaces/')) continue
      const nic = byId.get(configuration.split('/ipConfigurations/')[0] ?? '')
      expect(JSON.stringify(nic)).toContain(`"publicIPAddress":{"id":"${address.id}"}`)
    }
    for (const group of byId.values()) {
      if (group.type !== 'Microsoft.Network/networkSecurityGroups') continue
      for (const { id } of (at(group, 'properties', 'networkInterfaces') ?? []) as Item[])
        expect(at(byId.get(id), 'properties', 'networkSecurityGroup', 'id')).toBe(group.id)
      for (const { id } of (at(group, 'properties', 'subnets') ?? []) as Item[]) {
        const network = byId.get(id.split('/subnets/')[0] ?? '')
        const subnet = (at(network, 'properties', 'subnets') as Item[]).find((candidate) => candidate.id === id)
        expect(at(subnet, 'properties', 'networkSecurityGroup', 'id')).toBe(group.id)
      }
    }
  })

  it('leads from an identity to its service principal and back', async () => {
    const machine = (await list('Microsoft.Compute/virtualMachines')).find(({ identity }) => identity !== undefined)
    const principal = await client.graph(`/v1.0/servicePrincipals/${at(machine, 'identity', 'principalId')}`)
    expect(principal.body.alternativeNames).toContain(machine?.id)
    const all = await client.all(client.graph('/v1.0/servicePrincipals'))
    expect(all.items.filter(({ id }) => id === principal.body.id)).toHaveLength(1)
  })

  it('shows the groups of the management tree by $expand=children, and null for a leaf', async () => {
    const path = '/providers/Microsoft.Management/managementGroups'
    const root = await client.arm(`${path}/${tenant.tenantId}?$expand=children`)
    expect(at(root.body, 'properties', 'children')).toContainEqual(expect.objectContaining({ name: 'mg-landing-zones' }))
    const without = await client.arm(`${path}/${tenant.tenantId}`)
    expect(at(without.body, 'properties', 'children')).toBeUndefined()
    const names = (await client.arm(path)).body.value?.map(({ name }) => name)
    expect(names).toContain('mg-online')
  })

  it('lists inherited role assignments in each subscription, and with atScope() those below it not', async () => {
    const path = `${subscription}/providers/Microsoft.Authorization/roleAssignments`
    const scopes = (items: readonly Item[]) => items.map((item) => String(at(item, 'properties', 'scope')))
    const all = scopes((await client.arm(path)).body.value ?? [])
    const above = scopes((await client.arm(`${path}?$filter=atScope()`)).body.value ?? [])
    expect(all.some((scope) => scope.startsWith('/providers/Microsoft.Management/'))).toBe(true)
    expect(all.some((scope) => scope.includes('/resourceGroups/'))).toBe(true)
    expect(above.length).toBeGreaterThan(0)
    expect(above.some((scope) => scope.includes('/resourceGroups/'))).toBe(false)
  })

  it('says what the client may do, and refuses what it may not by the words of ARM', async () => {
    await withTenant({ resources: 300, unreadable: ['2'] }, async (limited) => {
      const [open, shut] = limited.tenant.subscriptions.map(({ id }) => `/subscriptions/${id}`)
      const rights = async (scope: string | undefined) =>
        (await limited.arm(`${scope}/providers/Microsoft.Authorization/permissions`)).body.value?.map(({ actions }) => actions)
      expect(await rights(open)).toContainEqual(['*/read'])
      expect(await rights(shut)).toEqual([['Microsoft.Support/*']])
      expect((await limited.arm('/subscriptions')).body.value).toHaveLength(3)
      const refused = await limited.arm(`${shut}/providers/Microsoft.Compute/disks`)
      expect(refused.status).toBe(403)
      expect(refused.body.error?.message).toContain(`perform action 'Microsoft.Compute/disks/read' over scope '${shut}'`)
      const { data } = await limited.query('resources | summarize count() by subscriptionId')
      expect(data.map(({ subscriptionId }) => `/subscriptions/${subscriptionId}`)).not.toContain(shut)
    })
  })

  it('has nothing of a provider that is not registered, and says so', async () => {
    await withTenant({ resources: 300, notRegistered: ['Microsoft.KeyVault'] }, async (without) => {
      const path = `/subscriptions/${without.tenant.subscriptions[0]?.id}`
      expect((await without.arm(`${path}/providers/Microsoft.KeyVault`)).body.registrationState).toBe('NotRegistered')
      expect((await without.arm(`${path}/providers/Microsoft.Compute`)).body.registrationState).toBe('Registered')
      const refused = await without.arm(`${path}/providers/Microsoft.KeyVault/vaults`)
      expect([refused.status, refused.body.error?.code]).toEqual([409, 'MissingSubscriptionRegistration'])
    })
  })

  it('answers the children and views of a resource', async () => {
    const accounts = await list('Microsoft.Storage/storageAccounts')
    const containers = await Promise.all(accounts.map(({ id }) => client.arm(`${id}/blobServices/default/containers`)))
    expect(containers.reduce((sum, { body }) => sum + (body.value?.length ?? 0), 0)).toBeGreaterThan(10)
    const [machine] = await list('Microsoft.Compute/virtualMachines')
    const view = await client.arm(`${machine?.id}/instanceView`)
    expect(JSON.stringify(view.body.statuses)).toMatch(/PowerState\/(running|deallocated)/)
  })

  it('names hosts in links as it was asked by the Host header', () =>
    withTenant({ resources: 300, pageSize: 2 }, async (paged) => {
      const token = await paged.token('https://management.azure.com')
      const path = `/subscriptions/${paged.tenant.subscriptions[0]?.id}/resourcegroups?api-version=2024-03-01`
      const headers = { authorization: `Bearer ${token}`, 'x-forwarded-host': 'management.azure.com' }
      const answer = await fetch(paged.tenant.base + path, { headers })
      expect(await answer.json()).toMatchObject({ nextLink: expect.stringMatching(/^https:\/\/management\.azure\.com\/subscriptions\//) })
    }))
})

function at(value: unknown, ...path: readonly string[]): unknown {
  return path.reduce<unknown>((here, name) => (typeof here === 'object' && here !== null ? Reflect.get(here, name) : undefined), value)
}
