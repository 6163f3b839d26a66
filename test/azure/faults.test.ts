/** Runs of the recorded tenant in which something goes wrong: the right gap, named, and everything else in the graph. */
import { describe, expect, test } from 'vitest'
import { hasShared } from '../shared.ts'
import { collectCapture, slice } from './collected.ts'

const [a, b, c] = ['1a0c5f7e-3b29-4c68-8d11-a4f2e6b79c03', '2b7d81e4-95f0-4a3c-b6d2-07c8e15f4a92', '3c92f6b0-1e74-4d85-a9c3-5db4f07e2861']
const patience = { budgetMs: 3_000, faults: 3, firstMs: 20 }

/** One account's table service was recorded with another call's answer, which is no answer to this one. */
const misrecorded = 'tableAnalytics'

function typeCounts(keys: Iterable<string>, pattern: RegExp): number {
  return [...keys].filter((key) => pattern.test(key)).length
}

describe.skipIf(!hasShared('captures/azure/serve.mjs'))('a run in which', () => {
  test('the tenant is not there ends as a refused sign-in that says what to correct', async () => {
    const { summary } = await collectCapture({ config: { tenantId: '00000000-1111-4222-8333-444444444444' }, only: slice })
    expect(summary.status).toBe('failed')
    expect(summary.error?.message).toMatch(/There is no tenant 00000000-1111.*Directory \(tenant\) ID.*AADSTS90002/)
  })

  test('one subscription may not be read names it and keeps the others', async () => {
    const { gaps, entities, summary } = await collectCapture({
      flags: ['--fail', `management.azure.com/subscriptions/${b}/.*=403`],
      options: { source: 'arm' },
      only: ['azure_resource_group', 'azure_vnet', 'azure_subnet'],
    })
    expect(summary.status).toBe('partial')
    expect(gaps.map(({ type, scope, status }) => `${type} ${scope} ${status}`).sort()).toEqual([
      `azure_resource_group ${b} denied`,
      `azure_subnet ${b} denied`,
      `azure_vnet ${b} denied`,
    ])
    expect(gaps[0]?.error?.message).toContain(`--scope /subscriptions/${b}`)
    expect(typeCounts(entities.keys(), new RegExp(`^/subscriptions/${b}/resourcegroups/`))).toBe(0)
    expect(typeCounts(entities.keys(), new RegExp(`^/subscriptions/(${a}|${c})/resourcegroups/[^/]+$`))).toBe(97)
  })

  test('Microsoft Graph refuses everything still holds what ARM tells, below a tenant without properties', async () => {
    const { gaps, entity, entities } = await collectCapture({ flags: ['--fail', 'graph.microsoft.com=403'], only: slice })
    expect(gaps.map(({ type, detail, status, error }) => [type, detail, status, error?.permission])).toEqual(
      expect.arrayContaining([
        ['azure_user', undefined, 'denied', 'Directory.Read.All'],
        ['azure_user_group', undefined, 'denied', 'Directory.Read.All'],
        ['azure_service_principal', undefined, 'denied', 'Directory.Read.All'],
        ['azure_account', 'organization', 'denied', 'Organization.Read.All'],
        ['azure_account', 'securityDefaults', 'denied', 'Policy.Read.All'],
      ]),
    )
    expect(entity('6f1d2c3a-8b4e-4d57-9a60-2e7c51f0b9d4')).not.toHaveProperty('securityDefaultsEnabled')
    expect(typeCounts(entities.keys(), /\/virtualmachines\/[^/]+$/)).toBe(34)
  })

  test('the registration report is refused keeps the users and leaves their MFA unknown', async () => {
    const { gaps, entity } = await collectCapture({ flags: ['--fail', 'userRegistrationDetails=403'], only: ['azure_user'] })
    expect(gaps).toMatchObject([{ type: 'azure_user', detail: 'registration', status: 'denied', resources: 67 }])
    const user = entity('d0e84358-ed79-4ae0-9157-83d3a0ef9b78')
    expect(user).toMatchObject({ name: 'User 02', username: 'user37@contosograph.onmicrosoft.com' })
    expect(user).not.toHaveProperty('mfaEnabled')
  })

  test('tokens run out every two seconds goes on with fresh ones', async () => {
    const { gaps, entities, stats } = await collectCapture({
      flags: ['--token-ttl', '2', '--latency-ms', '60'],
      options: { source: 'arm' },
      only: slice,
    })
    expect(gaps.filter((gap) => gap.detail !== misrecorded)).toEqual([])
    expect(typeCounts(entities.keys(), /\/networksecuritygroups\/[^/]+$/)).toBe(64)
    expect(stats.byKind.token).toBeGreaterThan(2)
  })

  test('a storage account keeps failing leaves that account out and says so', async () => {
    const { gaps, entity } = await collectCapture({
      flags: ['--fail', 'storageAccounts/ndowmon1j1dev/=500'],
      options: { patience },
      only: ['azure_storage_account'],
    })
    expect(gaps.filter((gap) => gap.detail !== misrecorded)).toMatchObject([
      { type: 'azure_storage_account', scope: b, status: 'failed', error: { status: 500 } },
    ])
    expect(entity(`/subscriptions/${b}/resourcegroups/j1dev/providers/microsoft.storage/storageaccounts/ndowmon1j1dev`)).toBeUndefined()
    expect(entity(`/subscriptions/${b}/resourcegroups/j1dev/providers/microsoft.storage/storageaccounts/j1dev`)).toBeDefined()
  })

  test('a subscription is asked for that nobody may read says so and reads the others', async () => {
    const absent = '99999999-0000-4000-8000-000000000000'
    const { gaps, entities } = await collectCapture({ config: { subscriptions: [c.toUpperCase(), absent] }, only: ['azure_vnet'] })
    expect(gaps).toMatchObject([
      { type: 'azure_subscription', status: 'denied', error: { permission: 'Microsoft.Resources/subscriptions/read' } },
    ])
    expect(gaps[0]?.error?.message).toContain(`/subscriptions/${absent} is not there, or may not be read`)
    expect([...entities.keys()].every((key) => key.startsWith(`/subscriptions/${c}/`))).toBe(true)
    expect(entities.size).toBe(3)
  })

  test('the management groups may not be read is no tenant without them', async () => {
    const { gaps } = await collectCapture({
      flags: ['--fail', 'Microsoft.Management/managementGroups/6f1d=403'],
      only: ['azure_management_group'],
    })
    expect(gaps).toMatchObject([
      { type: 'azure_management_group', status: 'denied', error: { permission: 'Microsoft.Management/managementGroups/read' } },
    ])
    expect(gaps[0]?.error?.message).toContain('--role "Management Group Reader"')
  })

  test('the directory is not to be read asks it for the organisation alone', async () => {
    const { summary, stats } = await collectCapture({ config: { ingestDirectory: false, subscriptions: [c] }, only: slice })
    expect(summary.status).toBe('succeeded')
    expect(summary.tasks.some(({ type }) => type === 'azure_user')).toBe(false)
    expect(stats.byHost['graph.microsoft.com']).toBeLessThan(5)
  })
})
