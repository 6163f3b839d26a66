/**
 * What goes wrong on the cloud's side, tried on a simulated tenant: a clear error with what to do, everything else kept. Faults
 * of single answers stand in fault-table.test.ts.
 */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { oddNames } from '../../src/simulator/azure/scenario/odd-names.ts'
import { slice } from './collected.ts'
import { Workspace } from './simulated.ts'

const nobody = '00000000-1111-4222-8333-444444444444'

describe('a run on a tenant that was collected before', () => {
  let workspace: Workspace
  let before: readonly string[]
  beforeAll(async () => {
    workspace = new Workspace(slice)
    const { summary, gaps } = await workspace.collect()
    expect([summary.status, gaps]).toEqual(['succeeded', []])
    before = await workspace.graph()
  })
  afterAll(() => workspace.remove())

  describe('that cannot sign in keeps the whole graph and says what to correct:', () => {
    test.each([
      ['wrong tenant', () => ({ tenantId: nobody }), /There is no tenant 00000000-1111.*AADSTS90002/],
      ['unknown application', () => ({ clientId: nobody }), /There is no application 00000000-1111.*AADSTS700016/],
      ['wrong secret', () => ({ clientSecret: 'wrong~secret' }), /secret of application .* is wrong.*AADSTS7000215/],
      [
        'secret id in place of the value',
        (tenant: { secretId: string }) => ({ clientSecret: tenant.secretId }),
        /looks like the secret's ID/,
      ],
      ['expired secret', (tenant: { expiredSecret: string }) => ({ clientSecret: tenant.expiredSecret }), /has expired.*AADSTS7000222/],
    ])('%s', async (_, config, message) => {
      const { summary } = await workspace.collect({ config })
      expect(summary.status).toBe('failed')
      expect(summary.error?.kind).toBe('sign-in')
      expect(summary.error?.message).toMatch(message)
      expect(summary.error?.message).not.toMatch(/wrong~secret|old~/)
      expect(await workspace.graph()).toEqual(before)
    })
  })

  test('without consent for Microsoft Graph names the permission of each type and keeps users and groups', async () => {
    const { summary, gaps } = await workspace.collect({
      withoutRoles: ['Directory.Read.All', 'User.Read.All', 'Group.Read.All', 'GroupMember.Read.All', 'Application.Read.All'],
    })
    expect(summary.status).toBe('partial')
    const denied = new Set(gaps.filter(({ status, detail }) => status === 'denied' && detail === undefined).map(({ type }) => type))
    expect([...denied]).toEqual(expect.arrayContaining(['azure_user', 'azure_user_group', 'azure_service_principal']))
    for (const { error } of gaps) expect(error?.permission).toMatch(/\.Read\.All/)
    expect(summary.entities.deleted).toBe(0)
    expect(entitiesIn(await workspace.graph())).toEqual(entitiesIn(before))
  })

  test('without Reader on one of three subscriptions names it and keeps what was read there', async () => {
    const { summary, gaps } = await workspace.collect({ unreadable: ['2'] })
    expect(summary.status).toBe('partial')
    expect(new Set(gaps.map(({ scope }) => scope)).size).toBe(1)
    const [{ scope, error } = { scope: '', error: undefined }] = gaps
    expect(before.some((line) => line.startsWith(`/subscriptions/${scope}/resourcegroups/`))).toBe(true)
    expect(error?.message).toContain(`--role "Reader" --scope /subscriptions/${scope}`)
    expect(new Set(gaps.map(({ status }) => status))).toEqual(new Set(['denied']))
    expect(summary.entities.deleted).toBe(0)
    expect(await workspace.graph()).toEqual(before)
  })

  test('in pages of three, of either source, gives the same graph', async () => {
    for (const source of ['arm', 'auto'] as const) {
      const { gaps } = await workspace.collect({ pageSize: 3, session: { source } })
      expect(gaps).toEqual([])
      expect(await workspace.graph()).toEqual(before)
    }
  })

  test('that is throttled like ARM waits as it is told and loses nothing', async () => {
    const { gaps, stats } = await workspace.collect({ throttle: 0.06, session: { source: 'arm' } })
    expect(stats.throttled).toBeGreaterThan(0)
    expect(gaps).toEqual([])
    expect(await workspace.graph()).toEqual(before)
  })

  test('whose tokens run out while it waits renews them', async () => {
    const { gaps, stats } = await workspace.collect({ tokenTtlSeconds: 2, fault: ['slow,ms=2500,times=1,path=/locations'] })
    expect(stats.faults).toBe(1)
    expect(gaps).toEqual([])
    expect(await workspace.graph()).toEqual(before)
  })
})

describe('a run that changes the graph', () => {
  let workspace: Workspace
  beforeEach(async () => {
    workspace = new Workspace(slice)
    await workspace.collect()
  })
  afterEach(() => workspace.remove())

  test.each(['arm', 'auto'] as const)(
    'with a provider that is registered no more has nothing of it, and that is no failure (%s)',
    async (source) => {
      const { summary } = await workspace.collect({ notRegistered: ['Microsoft.KeyVault'], session: { source } })
      expect(summary.status).toBe('succeeded')
      const vaults = summary.tasks.filter(({ type }) => type === 'azure_keyvault_service')
      expect(vaults.map(({ status }) => status)).toEqual(['not-registered', 'not-registered', 'not-registered'])
      expect((await workspace.counts()).get('azure_keyvault_service')).toBeUndefined()
    },
  )

  test('a week later has what came, without what went, and the history of both', async () => {
    const { summary } = await workspace.collect({ week: 1 })
    expect(summary.status).toBe('succeeded')
    expect(summary.entities.created).toBeGreaterThan(0)
    expect(summary.entities.updated).toBeGreaterThan(0)
    const fresh = new Workspace(slice)
    try {
      await fresh.collect({ week: 1 })
      expect(await fresh.graph()).toEqual(await workspace.graph())
    } finally {
      await fresh.remove()
    }
  })
})

test('a vault that shows nobody what it holds is named with the role to grant, and kept', async () => {
  const workspace = new Workspace(['azure_keyvault_service', 'azure_keyvault_key', 'azure_keyvault_secret'])
  try {
    const { summary, gaps } = await workspace.collect()
    expect(summary.status).toBe('partial')
    expect(new Set(gaps.map(({ type, status }) => `${type} ${status}`))).toEqual(
      new Set(['azure_keyvault_key denied', 'azure_keyvault_secret denied']),
    )
    for (const { error } of gaps) expect(error?.message).toMatch(/Key Vault Reader.*az keyvault set-policy --name kv-/)
    const vaults = (await workspace.counts()).get('azure_keyvault_service') ?? 0
    const refused = gaps.filter(({ type }) => type === 'azure_keyvault_key').length
    expect(refused).toBeGreaterThan(0)
    expect(vaults).toBeGreaterThan(refused)
    const open = await workspace.collect({ openVaults: true })
    expect(open.gaps).toEqual([])
  } finally {
    await workspace.remove()
  }
})

test('names with quotes, newlines, emoji and ten kilobytes go through to the graph as they are', async () => {
  const workspace = new Workspace(slice)
  try {
    const { summary } = await workspace.collect({ scenario: 'odd-names', resources: 40 })
    expect(summary.status).toBe('succeeded')
    const rows = await (await workspace.store()).rows(
      `SELECT properties->>'name' AS name, properties->>'description' AS description FROM entity e JOIN entity_kind k ON k.id = e.kind WHERE type = 'azure_user_group'`,
    )
    // A lone surrogate is no text: it becomes the replacement character. DuckDB's text holds null bytes.
    const wanted = oddNames.map((name) => name.toWellFormed())
    expect(rows.map(({ name }) => name)).toEqual(expect.arrayContaining(wanted))
    expect(rows.map(({ description }) => description)).toEqual(expect.arrayContaining(wanted))
    const networks = await (await workspace.store()).rows(
      `SELECT properties->>'tag.Owner' AS owner FROM entity e JOIN entity_kind k ON k.id = e.kind WHERE type = 'azure_vnet'`,
    )
    expect(networks.map(({ owner }) => owner)).toEqual(expect.arrayContaining(wanted))
  } finally {
    await workspace.remove()
  }
})

function entitiesIn(lines: readonly string[]): readonly string[] {
  return lines.filter((line) => !line.includes('|'))
}
