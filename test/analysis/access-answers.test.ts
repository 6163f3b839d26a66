/** Who may do an action on one thing, through what, and what is not known: each case reasoned by hand. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { covers, type KnownActions, recognise } from '../../src/analysis/access/actions.ts'
import { gaps } from '../../src/analysis/access/gaps.ts'
import { matrix, matrixSize } from '../../src/analysis/access/matrix.ts'
import { grantsOf, paths } from '../../src/analysis/access/paths.ts'
import { possible } from '../../src/analysis/access/possible.ts'
import { typesOf } from '../../src/analysis/access/question.ts'
import { byPrincipal, inWords } from '../../src/cli/access/answer.ts'
import { entity, freshWorkspace, link } from '../../src/store/duckdb/workspace.fixture.ts'
import { AzureTenant } from './azure-tenant.ts'

let workspace: Awaited<ReturnType<typeof freshWorkspace>>
beforeEach(async () => {
  workspace = await freshWorkspace()
})
afterEach(() => workspace.close())

const readSecret = { name: 'Microsoft.KeyVault/vaults/secrets/getSecret/action', plane: 'data' } as const
const writeVault = { name: 'microsoft.keyvault/VAULTS/write', plane: 'control' } as const

const small = () =>
  new AzureTenant()
    .managementGroup('top')
    .subscription('sub', 'top')
    .resourceGroup('sub/rg')
    .resourceGroup('sub/other')
    .vault('sub/rg/vault')
    .user('ada', 'bob', 'eve')

async function nidOf(key: string): Promise<number> {
  const [row] = await workspace.store.rows('SELECT nid FROM entity WHERE key = $1', [key])
  return Number(row?.nid)
}

/** `ada active: Owner on sub, by the group team` */
async function who(tenant: AzureTenant, action: typeof readSecret | typeof writeVault, on: string): Promise<string[]> {
  await workspace.runs.run(tenant.run())
  const { access } = byPrincipal(await paths(workspace.store, { action, on: await nidOf(tenant.scope(on)) }))
  return access.flatMap(({ principal, state, conditional, paths }) =>
    paths.map((way) => `${principal.displayName} ${state}${conditional ? ' conditional' : ''}: ${inWords(way)}`),
  )
}

describe('who may', () => {
  it('is whoever holds the role at the thing or anywhere above, up to the root, and nobody beside or below', async () => {
    const tenant = small()
      .secret('sub/rg/vault', 'password')
      .user('kim', 'lee', 'max')
      .grant({ to: 'ada', role: 'Owner', at: 'sub/rg/vault' })
      .grant({ to: 'bob', role: 'Owner', at: 'sub/rg' })
      .grant({ to: 'kim', role: 'Contributor', at: 'sub' })
      .grant({ to: 'lee', role: 'Contributor', at: 'top' })
      .grant({ to: 'max', role: 'Owner', at: '/' })
      .grant({ to: 'eve', role: 'Owner', at: 'sub/other' })
      .grant({ to: 'eve', role: 'Reader', at: 'sub' })
    const expected = [
      'ada active: Owner on vault',
      'bob active: Owner on rg',
      'kim active: Contributor on sub',
      'lee active: Contributor on top',
      'max active: Owner on /',
    ]
    expect(await who(tenant, writeVault, 'sub/rg/vault')).toEqual(expected)
    expect(await who(tenant, writeVault, 'sub/rg')).toEqual([...expected.slice(1)])
    expect(await who(tenant, readSecret, 'sub/rg/vault')).toEqual([])
  })

  it("is not told by people's own data, though it calls itself a cloud", async () => {
    const tenant = small().grant({ to: 'ada', role: 'Owner', at: 'sub' })
    expect(await who(tenant, writeVault, 'sub/rg/vault')).toEqual(['ada active: Owner on sub'])
    await workspace.close()
    workspace = await freshWorkspace()
    await workspace.runs.run({ ...tenant.run(), integration: 'azure', type: 'azure', own: true })
    const on = await nidOf(tenant.scope('sub/rg/vault'))
    expect(byPrincipal(await paths(workspace.store, { action: writeVault, on })).access).toEqual([])
  })

  it('is shown with every way: groups in groups, identities, eligibility, conditions; the best first', async () => {
    const tenant = small()
      .group('inner', 'ada', 'machine')
      .group('outer', 'inner')
      .servicePrincipal('machine')
      .resource('sub/rg/web', 'Microsoft.Compute/virtualMachines', 'azure_vm')
      .grant({ to: 'outer', role: 'Key Vault Secrets User', at: 'sub/rg' })
      .grant({ to: 'ada', role: 'Key Vault Secrets User', at: 'sub', condition: 'only at noon' })
      .grant({ to: 'bob', role: 'Key Vault Secrets User', at: 'sub', eligible: true })
    tenant.add('azure_vm', [], [link(tenant.scope('sub/rg/web'), 'USES', 'machine')])
    const through = 'Key Vault Secrets User on rg, by the group'
    expect(new Set(await who(tenant, readSecret, 'sub/rg/vault'))).toEqual(
      new Set([
        'outer active: Key Vault Secrets User on rg',
        `inner active: ${through} outer`,
        `ada active: ${through}s outer > inner`,
        'ada active: Key Vault Secrets User on sub, under the condition only at noon',
        `machine active: ${through}s outer > inner`,
        `web active: ${through}s outer > inner, acting as machine`,
        'bob eligible: Key Vault Secrets User on sub',
      ]),
    )
  })

  it('read a secret is told of the secret itself, by its own address', async () => {
    const tenant = small().secret('sub/rg/vault', 'Password').secret('sub/rg/vault', 'other')
    const own = `${tenant.scope('sub/rg/vault')}/secrets/password`
    tenant
      .grant({ to: 'ada', role: 'Key Vault Secrets User', at: own })
      .grant({ to: 'bob', role: 'Key Vault Secrets User', at: 'sub/rg/vault' })
    const on = ` active: Key Vault Secrets User on`
    expect(await who(tenant, readSecret, 'sub/rg/vault/Password')).toEqual([`ada${on} ${own}`, `bob${on} vault`])
    expect(await who(tenant, readSecret, 'sub/rg/vault/other')).toEqual([`bob${on} vault`])
  })

  it('reach into a vault is decided by its own policies where it does not go by roles', async () => {
    const tenant = small()
      .vault('sub/rg/old', { enableRbacAuthorization: false })
      .secret('sub/rg/old', 'password')
      .group('team', 'bob')
      .grant({ to: 'ada', role: 'Key Vault Secrets User', at: 'sub' })
      .grant({ to: 'ada', role: 'Owner', at: 'sub' })
      .policy('sub/rg/old', 'team', { secrets: 'GET' })
      .policy('sub/rg/vault', 'eve', { secrets: 'all' })
    const policy = 'Access policy on old'
    expect(await who(tenant, readSecret, 'sub/rg/old')).toEqual([`bob active: ${policy}, by the group team`, `team active: ${policy}`])
    expect(await who(tenant, readSecret, 'sub/rg/old/password')).toEqual([
      `bob active: ${policy}, by the group team`,
      `team active: ${policy}`,
    ])
    expect(await who(tenant, readSecret, 'sub/rg/vault')).toEqual(['ada active: Key Vault Secrets User on sub'])
    // The plane of control knows no policies.
    expect(await who(tenant, writeVault, 'sub/rg/old')).toEqual(['ada active: Owner on sub'])
  })

  it('is asked of the tenant by its account', async () => {
    const tenant = small().grant({ to: 'ada', role: 'Owner', at: '/' }).grant({ to: 'bob', role: 'Owner', at: 'top' })
    expect(await who(tenant, writeVault, 'tenant')).toEqual(['ada active: Owner on /'])
  })

  it('in one tenant says nothing of another with the same names', async () => {
    const tenant = small().grant({ to: 'ada', role: 'Owner', at: '/' })
    await workspace.runs.run({
      integration: 'elsewhere',
      tasks: {
        azure_account: { entities: [entity('elsewhere', {}, { type: 'azure_account', class: ['Account'] })] },
        azure_subscription: {
          entities: [entity('/subscriptions/theirs', { displayName: 'theirs' }, { type: 'azure_subscription', class: ['Account'] })],
        },
      },
    })
    expect(await who(tenant, writeVault, '/subscriptions/theirs')).toEqual([])
    expect(await who(tenant, writeVault, 'sub')).toEqual(['ada active: Owner on /'])
  })
})

describe('who may not', () => {
  it('is told with the deny assignments that keep it out, in groups too, and who is spared may', async () => {
    const tenant = small()
      .group('team', 'bob')
      .grant({ to: 'ada', role: 'Owner', at: 'sub' })
      .grant({ to: 'bob', role: 'Owner', at: 'sub' })
      .grant({ to: 'stranger', role: 'Owner', at: 'sub' })
      .deny('managed', { at: 'sub/rg', actions: ['*'], notActions: ['*/read'], except: ['team'] })
    expect(await who(tenant, writeVault, 'sub/rg/vault')).toEqual(['bob active: Owner on sub'])
    expect(await who(tenant, writeVault, 'sub')).toEqual([
      'ada active: Owner on sub',
      'bob active: Owner on sub',
      'stranger active: Owner on sub',
    ])
    const { denied } = byPrincipal(await paths(workspace.store, { action: writeVault, on: await nidOf(tenant.scope('sub/rg/vault')) }))
    expect(denied.map(({ principal, by }) => [principal.key, by.map(({ key }) => key)])).toEqual([
      ['ada', ['managed']],
      ['stranger', ['managed']],
    ])
  })

  it('under a condition may, conditionally', async () => {
    const tenant = small()
      .grant({ to: 'ada', role: 'Owner', at: 'sub' })
      .deny('sometimes', { at: 'sub', actions: ['*'], condition: 'c' })
    expect(await who(tenant, writeVault, 'sub')).toEqual(['ada active conditional: Owner on sub, with the deny assignment sometimes'])
  })
})

describe('who could', () => {
  it('without having it is told apart: Global Administrators, and administrators from before roles', async () => {
    const role = entity('62e90394-69f5-4237-9190-012177145e10', {}, { type: 'azure_ad_role_definition', class: ['AccessRole'] })
    const classic = entity('classic', { subscriptionId: 'sub' }, { type: 'azure_classic_admin_group', class: ['UserGroup'] })
    const tenant = small()
      .add('azure_ad_role_definition', [role], [link('ada', 'HAS', role.key)])
      .add('azure_classic_admin_group', [classic], [link('classic', 'HAS', 'bob', { properties: { role: 'CoAdministrator' } })])
    expect(await who(tenant, writeVault, 'sub')).toEqual([])
    expect(
      (await possible(workspace.store, await nidOf(tenant.scope('sub')))).map((one) => [
        one.principal.key,
        one.how,
        one.role,
        one.scope.displayName,
      ]),
    ).toEqual([
      ['ada', 'elevate', 'Global Administrator', 'tenant'],
      ['bob', 'classic', 'CoAdministrator', 'sub'],
    ])
  })
})

describe('all resources', () => {
  it('are those that the action is on, or only those below a scope, management groups among them', async () => {
    const tenant = small()
      .subscription('free')
      .resourceGroup('free/rg')
      .vault('free/rg/vault')
      .secret('sub/rg/vault', 'password')
      .grant({ to: 'ada', role: 'Key Vault Secrets User', at: '/' })
    await workspace.runs.run(tenant.run())
    const keys = async (within?: string) =>
      (
        await Array.fromAsync(
          matrix(workspace.store, { action: readSecret, ...(within === undefined ? {} : { within: tenant.scope(within) }) }),
        )
      ).map(({ resource }) => resource.key)
    const [vault, secret, free] = ['sub/rg/vault', 'sub/rg/vault/password', 'free/rg/vault'].map((name) => tenant.scope(name))
    expect(new Set(await keys())).toEqual(new Set([vault, secret, free]))
    expect(new Set(await keys('/'))).toEqual(new Set([vault, secret, free]))
    expect(new Set(await keys('top'))).toEqual(new Set([vault, secret]))
    expect(await keys('free')).toEqual([free])
    expect(await keys('sub/other')).toEqual([])
    expect(await matrixSize(workspace.store, { action: readSecret })).toEqual({ resources: 3, principals: 1, pairs: 3 })
  })

  it('can be those of one principal', async () => {
    const tenant = small().grant({ to: 'ada', role: 'Owner', at: '/' }).grant({ to: 'bob', role: 'Owner', at: 'sub' })
    await workspace.runs.run(tenant.run())
    const rows = await Array.fromAsync(matrix(workspace.store, { action: writeVault, who: await nidOf('bob') }))
    expect(rows).toMatchObject([{ principal: { key: 'bob' }, resource: { displayName: 'vault' }, state: 'active', conditional: false }])
  })

  it('that an action is on are known by its name', () => {
    expect(typesOf(readSecret.name)).toEqual(['microsoft.keyvault/vaults', 'microsoft.keyvault/vaults/secrets'])
    expect(typesOf('Microsoft.Compute/virtualMachines/read')).toEqual(['microsoft.compute/virtualmachines'])
    expect(typesOf('Microsoft.Resources/subscriptions/resourceGroups/delete')).toContain('microsoft.resources/resourcegroups')
  })
})

describe('what was given to a principal', () => {
  it('is all of it, whatever it allows, also by roles that are not known', async () => {
    const tenant = small()
      .group('team', 'ada')
      .grant({ to: 'team', role: 'Reader', at: 'sub' })
      .grant({ to: 'ada', at: 'sub/rg' })
      .grant({ to: 'bob', role: 'Owner', at: '/' })
      .deny('no', { at: 'sub', actions: ['*'] })
    await workspace.runs.run(tenant.run())
    expect((await grantsOf(workspace.store, await nidOf('ada'))).map(inWords)).toEqual([
      'Reader on sub, by the group team, with the deny assignment no',
      'a role that is not known on rg, with the deny assignment no',
    ])
  })
})

describe('what is not known', () => {
  const unknown = async (tenant: AzureTenant, on?: string) => {
    await workspace.runs.run(tenant.run())
    const question = { action: writeVault, ...(on === undefined ? {} : { on: await nidOf(tenant.scope(on)) }) }
    return (await gaps(workspace.store, question)).map(({ type, status, scopes }) => `${type} ${status}: ${scopes.join(' ')}`)
  }

  it('is nothing where everything was read', async () => {
    expect(await unknown(small().group('team', 'ada').grant({ to: 'team', role: 'Owner', at: 'sub' }), 'sub/rg')).toEqual([])
  })

  it.each([
    ['azure_role_assignment', 'sub'],
    ['azure_role_eligibility', 'sub'],
    ['azure_role_definition', 'sub'],
    ['azure_deny_assignment', 'sub'],
    ['azure_keyvault_service', 'sub'],
    ['azure_management_group', 'tenant'],
    ['azure_user', 'tenant'],
  ])('is what %s would have told', async (type, scope) => {
    expect(await unknown(small().ended(type, scope, 'denied'), 'sub/rg/vault')).toEqual([`${type} denied: ${scope}`])
  })

  it('of one thing does not depend on another subscription', async () => {
    const tenant = small().subscription('far').ended('azure_role_assignment', 'far', 'failed')
    expect(await unknown(tenant, 'sub/rg')).toEqual([])
    expect(await unknown(tenant, 'far')).toEqual(['azure_role_assignment failed: far'])
    expect(await unknown(tenant)).toEqual(['azure_role_assignment failed: far'])
  })

  it('is who is in a group that was given the action, and no other group', async () => {
    const tenant = small()
      .group('inner')
      .group('outer', 'inner')
      .group('beside')
      .ended('azure_group_member', 'inner', 'throttled')
      .ended('azure_group_member', 'beside', 'denied')
      .grant({ to: 'outer', role: 'Owner', at: 'sub' })
      .grant({ to: 'beside', role: 'Owner', at: 'sub/other' })
    expect(await unknown(tenant, 'sub/rg')).toEqual(['azure_group_member throttled: inner'])
  })

  it('is what a role allows that is not in the graph, where it was given', async () => {
    const tenant = small().grant({ to: 'ada', at: 'sub' }).grant({ to: 'bob', at: 'sub/other' })
    expect(await unknown(tenant, 'sub/rg')).toEqual(['azure_role_definition not found: /subscriptions/sub'])
  })

  it('is a type that was never collected', async () => {
    await workspace.runs.run({
      only: ['azure_subscription'],
      tasks: {
        azure_account: { scope: 'tenant', entities: [entity('tenant', {}, { type: 'azure_account', class: ['Account'] })] },
        azure_subscription: {
          scope: 'tenant',
          entities: [entity('/subscriptions/sub', {}, { type: 'azure_subscription', class: ['Account'] })],
        },
      },
    })
    const found = await gaps(workspace.store)
    expect(found.find(({ type }) => type === 'azure_role_assignment')).toEqual({
      unknown: 'who was assigned a role',
      type: 'azure_role_assignment',
      status: 'never-collected',
      scopes: ['sub'],
      count: 1,
    })
  })
})

describe('the plane of an action', () => {
  const known: KnownActions = {
    control: ['*', '*/read', 'Microsoft.KeyVault/vaults/read', 'Microsoft.Storage/*', 'Microsoft.Both/things/*'],
    data: [
      'Microsoft.KeyVault/vaults/*',
      'Microsoft.KeyVault/vaults/secrets/getSecret/action',
      'Microsoft.Storage/storageAccounts/blobs/*',
      'Microsoft.Both/things/*',
    ],
  }
  it.each([
    ['microsoft.keyvault/vaults/READ', { plane: 'control', known: 'named' }],
    ['Microsoft.KeyVault/vaults/secrets/getSecret/action', { plane: 'data', known: 'named' }],
    ['Microsoft.Storage/storageAccounts/blobs/read', { plane: 'data', known: 'covered' }],
    ['Microsoft.Storage/storageAccounts/write', { plane: 'control', known: 'covered' }],
    ['Microsoft.Nothing/write', { plane: 'control', known: 'unknown' }],
    ['Microsoft.Both/things/act/action', undefined],
  ])('%s is %j', (name, expected) => {
    expect(recognise(name, known)).toEqual(expected)
  })
})

describe('a pattern', () => {
  it('is compared in a time that does not explode', () => {
    const began = performance.now()
    expect(covers(`${'*a'.repeat(200)}b`, 'a'.repeat(20_000))).toBe(false)
    expect(performance.now() - began).toBeLessThan(1000)
  })

  it('does not in the graph either', async () => {
    const hostile = `${'*a'.repeat(200)}*b`
    const tenant = small()
      .role('Hostile', { actions: [hostile, `*${'a*'.repeat(500)}`] })
      .grant({ to: 'ada', role: 'Hostile', at: 'sub' })
    expect(await who(tenant, writeVault, 'sub')).toEqual([])
  })
})
