import { afterEach, describe, expect, test } from 'vitest'
import { PermissionError } from '../../collect/errors.ts'
import type { Scope } from '../../collect/resource.ts'
import { type Reply, type Seen, serve, type TestServer } from '../client/server.fixture.ts'
import { drawn, edgesOf, entityOf, hasAnswers, named, published, recorded, subscription, tenant } from '../service.fixture.ts'
import { diagnosticSetting, tenantDiagnosticSetting } from './diagnostic-settings.ts'

const vaultId = '/subscriptions/s1/resourceGroups/G/providers/Microsoft.KeyVault/vaults/V'
const vault: Scope = { kind: 'azure_keyvault_service', id: vaultId.toLowerCase(), name: 'V', within: subscription, data: { id: vaultId } }
const category = (name: string, ...categoryGroups: string[]) => ({ name, properties: { categoryType: 'Logs', categoryGroups } })
const group = { id: `${vaultId}/x/s`, properties: { logs: [{ categoryGroup: 'Audit', enabled: true, category: null }] } }

let server: TestServer | undefined
afterEach(() => server?.stop())

async function list(scope: Scope, reply: (request: Seen) => Reply): Promise<unknown[]> {
  server = await serve(reply)
  const { source } = diagnosticSetting
  if (source.kind !== 'list') throw new Error('no list')
  return Array.fromAsync(source.list({ ...server.caller, session: server.session, scope }))
}

test('the settings of a subscription and of a resource are read below each', async () => {
  await list(subscription, () => ({ body: { value: [] } }))
  expect(server?.seen[0]?.url).toMatch(/^\/subscriptions\/s1\/providers\/Microsoft.Insights\/diagnosticSettings\?/)
  await server?.stop()
  await list(vault, () => ({ body: { value: [] } }))
  expect(server?.seen[0]?.url).toContain(`${vaultId}/providers/Microsoft.Insights/diagnosticSettings?`)
})

test('a resource that supports none, or is gone, has none; one that may not be read is no empty list', async () => {
  const refuse = (status: number, code: string) => () => ({ status, body: { error: { code, message: code } } })
  expect(await list(vault, refuse(400, 'ResourceTypeNotSupported'))).toEqual([])
  await server?.stop()
  expect(await list(vault, refuse(404, 'ResourceNotFound'))).toEqual([])
  await server?.stop()
  await expect(list(subscription, refuse(404, 'SubscriptionNotFound'))).rejects.toThrow('SubscriptionNotFound')
  await server?.stop()
  await expect(list(vault, refuse(403, 'AuthorizationFailed'))).rejects.toBeInstanceOf(PermissionError)
})

test('of the types that the sweep finds, one that supports no settings is asked once', async () => {
  const found = (id: string): Scope => ({ kind: 'azure_resource', id: id.toLowerCase(), name: 'x', within: subscription, data: { id } })
  const pool = '/subscriptions/s1/resourceGroups/G/providers/Microsoft.Odd/pools'
  const unsupported = { status: 400, body: { error: { code: 'ResourceTypeNotSupported', message: 'no' } } }
  server = await serve(({ url }) => (url.includes('/agents/') ? { body: { value: [{ id: `${pool}/a/x` }] } } : unsupported))
  const { source } = diagnosticSetting
  if (source.kind !== 'list') throw new Error('no list')
  const counts: number[] = []
  for (const id of [`${pool}/a`, `${pool}/b`, `${pool}/a/agents/c`]) {
    counts.push((await Array.fromAsync(source.list({ ...server.caller, session: server.session, scope: found(id) }))).length)
  }
  expect(counts).toEqual([0, 0, 1])
  expect(server.seen.filter(({ url }) => url.includes('diagnosticSettings'))).toHaveLength(2)
})

test('a group of categories enables each of them, and a category that is off does not turn it off', () => {
  const categories = [category('AuditEvent', 'audit', 'allLogs'), category('Evaluation', 'allLogs')]
  const raw = {
    id: `${vaultId}/x/s`,
    properties: {
      logs: [
        { category: 'AuditEvent', enabled: false },
        { categoryGroup: 'audit', enabled: true, retentionPolicy: { enabled: true, days: 7 } },
        { categoryGroup: 'allLogs', enabled: false },
      ],
    },
  }
  const { properties } = entityOf(diagnosticSetting, raw, { details: { categories }, scope: vault })
  expect(properties).toMatchObject({
    'log.AuditEvent.enabled': true,
    'log.AuditEvent.retentionPolicy.days': 7,
    logCategoryGroups: ['audit', 'allLogs'],
  })
  expect(properties['log.Evaluation.enabled']).toBeUndefined()
})

test('where nobody knows what a group holds nothing is said of its categories', () => {
  const { properties } = entityOf(diagnosticSetting, group, { scope: vault })
  expect(Object.keys(properties).filter((name) => name.startsWith('log.'))).toEqual([])
})

test('the categories of a kind are asked once in a subscription, and only where a setting names groups', async () => {
  server = await serve(() => ({ body: { value: [category('AuditEvent', 'audit')] } }))
  const { categories } = diagnosticSetting.details
  const call = { ...server.caller, session: server.session }
  expect(categories?.when?.(group)).toBe(true)
  expect(categories?.when?.({ properties: { logs: [{ category: 'AuditEvent', enabled: true }] } })).toBe(false)
  await categories?.get({ ...call, scope: vault }, group)
  await categories?.get({ ...call, scope: { ...vault, id: 'another', data: { id: '/another' } } }, group)
  expect(server.seen).toHaveLength(1)
  for (const id of ['one', 'two'])
    await categories?.get({ ...call, scope: { ...vault, kind: 'azure_cdn_profile', id, data: { id } } }, group)
  expect(server.seen).toHaveLength(3)
})

test('categories that thousands of subscriptions have alike are kept once', async () => {
  server = await serve(({ url }) => ({
    body: { value: [{ ...category('AuditEvent', url.includes('odd') ? 'other' : 'audit'), id: url }] },
  }))
  const { categories } = diagnosticSetting.details
  const call = { ...server.caller, session: server.session }
  const asked = async (id: string) =>
    await categories?.get({ ...call, scope: { ...vault, kind: 'azure_cdn_profile', id, data: { id: `/${id}` } } }, group)
  const [one, two, odd] = await Promise.all(['one', 'two', 'odd'].map(asked))
  expect(one).toEqual([category('AuditEvent', 'audit')])
  expect(two).toBe(one)
  expect(odd).toEqual([category('AuditEvent', 'other')])
})

test('all logs of the activity log are known without asking', () => {
  const raw = {
    id: 'subscriptions/s1/providers/AzureResourceManager/diagnosticSettings/d',
    properties: { logs: [{ categoryGroup: 'allLogs', enabled: true }] },
  }
  expect(entityOf(diagnosticSetting, raw)).toMatchObject({
    key: '/subscriptions/s1/providers/azureresourcemanager/diagnosticsettings/d',
    properties: { id: `/${raw.id}`, 'log.Administrative.enabled': true, 'log.ResourceHealth.enabled': true },
  })
})

test('what a setting belongs to and where it sends', () => {
  const space = '/subscriptions/s1/resourceGroups/g/providers/Microsoft.EventHub/namespaces/N'
  const raw = {
    id: `${vaultId}/x/s`,
    properties: { storageAccountId: '/Account', workspaceId: '', eventHubAuthorizationRuleId: `${space}/authorizationRules/R` },
  }
  expect(drawn(diagnosticSetting, raw, { scope: vault })).toEqual([
    `${vault.id}|HAS|${vaultId.toLowerCase()}/x/s`,
    `${vaultId.toLowerCase()}/x/s|USES|/account`,
    `${vaultId.toLowerCase()}/x/s|USES|${space.toLowerCase()}`,
  ])
  expect(edgesOf(diagnosticSetting, raw)[0]).toMatchObject({
    edge: `/subscriptions/s1|HAS|${vaultId.toLowerCase()}/x/s`,
    type: 'azure_resource_has_diagnostic_setting',
  })
})

describe.skipIf(!hasAnswers)('of recorded and published settings', () => {
  test('enabled and disabled logs and metrics are told apart', () => {
    const setting = named(recorded('1a0c5f7e-3b29-4c68-8d11-a4f2e6b79c03/providers/microsoft.insights/diagnosticSettings'), 'Example')
    const { properties } = entityOf(diagnosticSetting, setting)
    expect(properties).toMatchObject({ 'log.Administrative.enabled': true, 'log.Security.enabled': false, logCategoryGroups: [] })
    const vaultSetting = named(recorded('/vaults/nd-j1dev-1/providers/microsoft.insights/diagnosticSettings'), 'something')
    expect(entityOf(diagnosticSetting, vaultSetting, { scope: vault }).properties).toMatchObject({
      // Both by groups: the recording holds no list of categories.
      logCategoryGroups: ['audit', 'allLogs'],
      'log.AuditEvent.enabled': true,
      'log.AuditEvent.retentionPolicy.enabled': false,
      'metric.AllMetrics.enabled': true,
    })
  })

  test('the directory has settings of its own', () => {
    const [setting] = published('azure_tenant_diagnostic_setting')
    expect(setting && entityOf(tenantDiagnosticSetting, setting, { scope: tenant }).properties).toMatchObject({
      logCategories: ['SignInLogs'],
      'log.SignInLogs.enabled': true,
    })
    expect(setting && drawn(tenantDiagnosticSetting, setting, { scope: tenant }, 'HAS')).toEqual([
      't1|HAS|/providers/microsoft.aadiam/diagnosticsettings/mysetting',
    ])
  })
})
