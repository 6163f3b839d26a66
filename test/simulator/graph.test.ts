import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type RunningTenant, startTenant } from '../../src/simulator/azure/index.ts'
import { Client, withTenant } from './client.ts'

describe('the simulated Microsoft Graph', () => {
  let tenant: RunningTenant
  let client: Client
  beforeAll(async () => {
    tenant = await startTenant({ resources: 6000, seed: 3 })
    client = new Client(tenant)
  })
  afterAll(() => tenant.close())

  it('keeps most members of a user back until $select names them', async () => {
    const [plain] = (await client.graph('/v1.0/users?$top=1')).body.value ?? []
    expect(plain).not.toHaveProperty('accountEnabled')
    const [selected] = (await client.graph('/v1.0/users?$top=1&$select=id,accountEnabled')).body.value ?? []
    expect(Object.keys(selected ?? {})).toEqual(['id', 'accountEnabled'])
  })

  it('pages by 100, by $top up to 999, and not above', async () => {
    expect((await client.graph('/v1.0/users')).body.value).toHaveLength(100)
    expect((await client.graph('/v1.0/users?$top=250')).body.value).toHaveLength(250)
    expect((await client.graph('/v1.0/users?$top=1000')).body.error?.code).toBe('Request_BadRequest')
  })

  it('gives each user once over all pages and keeps $select in the links', async () => {
    const { items, pages } = await client.all(client.graph('/v1.0/users?$select=id,userType&$top=90'))
    expect(pages).toBe(4)
    expect(new Set(items.map(({ id }) => id)).size).toBe(320)
    expect(items.every((item) => item.userType !== undefined)).toBe(true)
    expect((await client.graph('/v1.0/users/$count')).text).toBe('320')
  })

  it('nests groups, and their members are in the directory', async () => {
    const groups = (await client.all(client.graph('/v1.0/groups'))).items
    const members = await Promise.all(groups.map(async ({ id }) => (await client.all(client.graph(`/v1.0/groups/${id}/members`))).items))
    const kinds = new Set(members.flat().map((member) => member['@odata.type']))
    expect(kinds).toEqual(new Set(['#microsoft.graph.user', '#microsoft.graph.group', '#microsoft.graph.orgContact']))
    const [user] = members.flat()
    expect((await client.graph(`/v1.0/users/${user?.id}`)).status).toBe(200)
    expect((await client.graph('/v1.0/groups/00000000-0000-4000-8000-000000000000/members')).status).toBe(404)
  })

  it('answers a batch one by one, and refuses more than twenty', async () => {
    const batch = (requests: readonly object[]) => client.graph('/v1.0/$batch', { method: 'POST', body: JSON.stringify({ requests }) })
    const { body } = await batch([
      { id: '1', method: 'GET', url: '/users?$top=2&$select=id' },
      { id: '2', method: 'GET', url: '/groups/none/members' },
    ])
    expect(body.responses).toMatchObject([
      { id: '1', status: 200, body: { value: [{}, {}], '@odata.nextLink': expect.stringContaining('/graph.microsoft.com/v1.0/users?') } },
      { id: '2', status: 404, body: { error: { code: 'Request_ResourceNotFound' } } },
    ])
    expect((await batch(Array.from({ length: 21 }, (_, id) => ({ id: String(id), method: 'GET', url: '/users' })))).status).toBe(400)
  })

  it('refuses what was not consented to, the rest goes on', async () => {
    await withTenant({ resources: 100, withoutRoles: ['AuditLog.Read.All', 'Policy.Read.All'] }, async (limited) => {
      const report = await limited.graph('/v1.0/reports/authenticationMethods/userRegistrationDetails')
      expect([report.status, report.body.error?.code]).toEqual([403, 'Authorization_RequestDenied'])
      expect((await limited.graph('/v1.0/users?$select=id,signInActivity')).status).toBe(403)
      expect((await limited.graph('/v1.0/users?$select=id')).status).toBe(200)
    })
  })

  it('refuses the report in a tenant without the licence', async () => {
    await withTenant({ resources: 100, premium: false }, async (free) => {
      const report = await free.graph('/v1.0/reports/authenticationMethods/userRegistrationDetails')
      expect(report.body.error?.code).toBe('Authentication_RequestFromNonPremiumTenantOrB2CTenant')
    })
  })

  it('refuses a filter that it does not understand instead of answering something else', async () => {
    expect((await client.graph("/v1.0/users?$filter=startswith(displayName,'A')")).status).toBe(400)
    const guests = await client.all(client.graph("/v1.0/users?$filter=userType eq 'Guest'&$select=id,userType"))
    expect(guests.items.length).toBeGreaterThan(5)
    expect(new Set(guests.items.map((guest) => guest.userType))).toEqual(new Set(['Guest']))
  })
})
