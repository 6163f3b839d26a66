import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type RunningTenant, startTenant } from '../../src/simulator/azure/index.ts'
import { Client, withTenant } from './client.ts'

describe('sign-in to the simulated tenant', () => {
  let tenant: RunningTenant
  let client: Client
  beforeAll(async () => {
    tenant = await startTenant({ resources: 50 })
    client = new Client(tenant)
  })
  afterAll(() => tenant.close())

  it('gives a token for the right secret, with the consented permissions as roles', async () => {
    const { status, body } = await client.signIn({ scope: 'https://graph.microsoft.com/.default' })
    expect(status).toBe(200)
    const claims = JSON.parse(Buffer.from(String(body.access_token).split('.')[1] ?? '', 'base64url').toString())
    expect(claims.roles).toContain('Directory.Read.All')
    expect(claims.tid).toBe(tenant.tenantId)
    expect(claims.exp - claims.iat).toBe(body.expires_in)
  })

  const unknown = '11111111-2222-4333-8444-555555555555'
  it.each([
    ['an unknown tenant', {}, unknown, 400, 'AADSTS90002'],
    ['a tenant that is neither id nor domain', {}, 'nonsense', 400, 'AADSTS900023'],
    ['an unknown application', { client_id: unknown }, undefined, 400, 'AADSTS700016'],
    ['a wrong secret', { client_secret: 'wrong' }, undefined, 401, 'AADSTS7000215'],
    ['no secret', { client_secret: '' }, undefined, 401, 'AADSTS7000216'],
    ['no scope', { scope: '' }, undefined, 400, 'AADSTS900144'],
    ['a scope without .default', { scope: 'https://graph.microsoft.com/User.Read' }, undefined, 400, 'AADSTS1002012'],
  ])('refuses %s', async (_, form, tenantId, status, code) => {
    const answer = await client.signIn(form, tenantId)
    expect(answer.status).toBe(status)
    expect(answer.body.error_description).toMatch(new RegExp(`^${code}:`))
  })

  it('refuses the id of the secret as it refuses any wrong secret, with the hint that real sign-in gives', async () => {
    const { body } = await client.signIn({ client_secret: tenant.secretId })
    expect(body.error_description).toMatch(/^AADSTS7000215: .*not the client secret ID/)
  })

  it('refuses an expired secret by its own code', async () => {
    const { body } = await client.signIn({ client_secret: tenant.expiredSecret })
    expect(body.error_description).toMatch(/^AADSTS7000222:/)
  })

  it('serves the discovery documents of the tenant and of no other', async () => {
    const found = await fetch(`${tenant.base}/${tenant.tenantId}/v2.0/.well-known/openid-configuration`)
    expect(await found.json()).toMatchObject({ token_endpoint: `${tenant.base}/${tenant.tenantId}/oauth2/v2.0/token` })
    const other = await fetch(`${tenant.base}/${unknown}/v2.0/.well-known/openid-configuration`)
    expect(other.status).toBe(400)
  })

  it('takes no token but its own, and none that is meant for another service', async () => {
    const url = `${tenant.base}/management.azure.com/subscriptions?api-version=2022-12-01`
    expect((await fetch(url)).status).toBe(401)
    expect((await fetch(url, { headers: { authorization: 'Bearer made-up' } })).status).toBe(401)
    const graph = await client.token('https://graph.microsoft.com')
    const wrong = await fetch(url, { headers: { authorization: `Bearer ${graph}` } })
    expect(await wrong.json()).toMatchObject({ error: { code: 'InvalidAuthenticationTokenAudience' } })
  })

  it('takes a token no longer than it lives', async () => {
    await withTenant({ resources: 50, tokenTtlSeconds: 1 }, async (shortLived) => {
      expect((await shortLived.arm('/subscriptions')).status).toBe(200)
      await new Promise((resolve) => setTimeout(resolve, 1100))
      expect((await shortLived.arm('/subscriptions')).body.error?.code).toBe('ExpiredAuthenticationToken')
    })
  })
})
