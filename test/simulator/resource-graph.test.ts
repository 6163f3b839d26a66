import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type RunningTenant, startTenant } from '../../src/simulator/azure/index.ts'
import { Client, withTenant } from './client.ts'

describe('the simulated Resource Graph', () => {
  let tenant: RunningTenant
  let client: Client
  beforeAll(async () => {
    tenant = await startTenant({ resources: 3000, seed: 9 })
    client = new Client(tenant)
  })
  afterAll(() => tenant.close())

  it('gives a page of 1000 rows at most and a token for the next', async () => {
    const first = await client.query('resources')
    expect(first.data).toHaveLength(1000)
    expect(first.totalRecords).toBeGreaterThan(3000)
    expect(first.$skipToken).toBeDefined()
  })

  it('gives every resource once, in the order of ids, whatever the page size', async () => {
    const ids = (rows: Awaited<ReturnType<Client['allRows']>>) => rows.map(({ id }) => id.toLowerCase())
    const all = ids(await client.allRows('resources | order by id asc'))
    expect(all.length).toBe((await client.query('resources')).totalRecords)
    expect(all).toEqual([...new Set(all)].sort())
    expect(ids(await client.allRows('resources | project id | order by id asc', { $top: 333 }))).toEqual(all)
  })

  it.each([
    ["where type =~ 'Microsoft.Compute/disks' | order by id asc"],
    ["where type in~ ('microsoft.compute/disks') and isnotempty(id) | order by id asc"],
    ["where type == 'microsoft.compute/disks' | sort by name desc | order by id asc"],
  ])('gives the same rows in the same order by its short ways as by sorting: %s', async (stages) => {
    const rows = await client.allRows(`resources | ${stages}`)
    const reference = (await client.allRows('resources | order by id asc')).filter(({ type }) => String(type) === 'microsoft.compute/disks')
    expect(rows).toEqual(reference)
  })

  it('leaves out the types that a query does not want, those named without regard to case', async () => {
    const all = await client.allRows('resources | order by id asc')
    const unwanted = ['microsoft.compute/disks', 'microsoft.compute/virtualmachines/extensions', 'microsoft.web/sites']
    const rows = await client.allRows(
      "resources | where type !in~ ('Microsoft.Compute/disks', 'Microsoft.Compute/virtualMachines/extensions') and type !~ 'microsoft.web/sites' | order by id asc",
    )
    expect(rows).toEqual(all.filter(({ type }) => !unwanted.includes(String(type))))
    expect(rows.length).toBeLessThan(all.length - 300)
  })

  it('sorts tables that have no order of their own, the same on every page', async () => {
    const query = "securityresources | where type =~ 'microsoft.security/assessments' | order by id asc"
    const ids = (await client.allRows(query, { $top: 100 })).map(({ id }) => id.toLowerCase())
    expect(ids.length).toBeGreaterThan(200)
    expect(ids).toEqual([...new Set(ids)].sort())
  })

  it('holds what the lists of Resource Manager hold', async () => {
    for (const { id } of tenant.subscriptions) {
      const { items } = await client.all(client.arm(`/subscriptions/${id}/providers/Microsoft.Network/virtualNetworks`))
      const rows = await client.query("resources | where type =~ 'microsoft.network/virtualnetworks'", {}, [id])
      expect(rows.data.map((row) => [row.id, row.properties])).toEqual(items.map((item) => [item.id, item.properties]))
    }
  })

  it('counts without making rows, and agrees with the rows', async () => {
    const byType = await client.query('resources | summarize number = count() by type | order by type asc')
    const rowsOfAll = await client.allRows('resources | project type')
    expect(byType.data.reduce((sum, row) => sum + Number(row.number), 0)).toBe(rowsOfAll.length)
    const [disks] = (await client.query("resources | where type =~ 'microsoft.compute/disks' | count")).data
    const rows = await client.allRows("resources | where type =~ 'microsoft.compute/disks'")
    expect(Number(disks?.Count)).toBe(rows.length)
  })

  it('evaluates conditions on properties, projections and functions', async () => {
    const query =
      "resources | where type =~ 'microsoft.compute/disks' and properties.diskState == 'Unattached' and not(isempty(tags)) | project name, size = properties.diskSizeGB, owner = tostring(tags['Owner']) | order by size desc, name asc"
    const rows = await client.allRows(query)
    const all = await client.allRows("resources | where type =~ 'microsoft.compute/disks'")
    const wanted = all.filter((row) => JSON.stringify(row).includes('"diskState":"Unattached"') && row.tags !== null)
    expect(rows).toHaveLength(wanted.length)
    expect(rows.length).toBeGreaterThan(5)
    expect(Object.keys(rows[0] ?? {})).toEqual(['name', 'size', 'owner'])
    const sizes = rows.map(({ size }) => Number(size))
    expect(sizes).toEqual(sizes.toSorted((a, b) => b - a))
  })

  it('lists groups, subscriptions and role assignments in their tables', async () => {
    const kinds = await client.query('resourcecontainers | distinct type | order by type asc')
    expect(kinds.data.map(({ type }) => String(type))).toEqual([
      'microsoft.management/managementgroups',
      'microsoft.resources/subscriptions',
      'microsoft.resources/subscriptions/resourcegroups',
    ])
    const assignments = await client.query("authorizationresources | where type =~ 'microsoft.authorization/roleassignments' | count")
    expect(Number(assignments.data[0]?.Count)).toBeGreaterThan(20)
  })

  it.each([
    ['an unknown table', 'nonsense | count'],
    ['an unknown operator', 'resources | join kind=inner (resourcecontainers) on subscriptionId'],
    ['an unknown function', 'resources | where frobnicate(name)'],
    ['an unclosed text', "resources | where name == 'x"],
  ])('refuses %s', async (_, query) => {
    const { status, body } = await client.queried(query)
    expect([status, body.error?.code]).toEqual([400, 'BadRequest'])
  })

  it('gives resources made by hand in the order of ids too', async () => {
    await withTenant({ scenario: 'demo' }, async (demo) => {
      const ids = (await demo.allRows('resources | order by id asc', { $top: 50 })).map(({ id }) => id.toLowerCase())
      expect(ids).toEqual([...new Set(ids)].sort())
      expect(ids.some((id) => id.endsWith('/vm-fleet-gateway-01'))).toBe(true)
    })
  })
})
