/** The edges `principal ALLOWS scope` of small tenants, each reasoned by hand. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { accessAnalysis } from '../../src/analysis/access/analysis.ts'
import { entity, freshWorkspace, link } from '../../src/store/duckdb/workspace.fixture.ts'
import { AzureTenant, type Denial, type Permissions, tenantId } from './azure-tenant.ts'

let workspace: Awaited<ReturnType<typeof freshWorkspace>>
beforeEach(async () => {
  workspace = await freshWorkspace({ analyses: [accessAnalysis] })
})
afterEach(() => workspace.close())

const small = () => new AzureTenant().subscription('sub').resourceGroup('sub/rg').user('ada', 'bob')

/** `ada ALLOWS sub: admin data read secrets write; Owner` */
async function allowed(tenant: AzureTenant): Promise<string[]> {
  await workspace.runs.run(tenant.run())
  return (await edges()).map(({ from, to, verb, properties }) => {
    const levels = Object.keys(properties).filter((name) => name.startsWith('permission.') && properties[name] === true)
    const marks = ['eligible', 'conditional', 'partial'].filter((name) => properties[name] === true)
    return [`${from} ${verb} ${to}:`, ...levels.map((name) => name.slice('permission.'.length)), ...marks.map((mark) => `(${mark})`)].join(
      ' ',
    )
  })
}

async function edges() {
  const rows = await workspace.store.rows(
    `SELECT json_extract_string(f.properties, '/displayName') AS "from", k.class AS verb, json_extract_string(t.properties, '/displayName') AS "to", r.properties::VARCHAR AS properties
     FROM relationship r JOIN relationship_kind k ON k.id = r.kind JOIN entity f ON f.nid = r.from_nid JOIN entity t ON t.nid = r.to_nid
     WHERE r.owner IS NULL ORDER BY r.key`,
  )
  return rows.map((row) => ({
    from: String(row.from),
    verb: String(row.verb),
    to: String(row.to),
    properties: JSON.parse(String(row.properties)) as Record<string, unknown>,
  }))
}

describe('a principal', () => {
  it('may do at the scope of its assignment what the role allows', async () => {
    expect(
      await allowed(small().grant({ to: 'ada', role: 'Owner', at: 'sub' }).grant({ to: 'bob', role: 'Reader', at: 'sub/rg' })),
    ).toEqual(['ada ALLOWS sub: admin read write', 'bob ALLOWS rg: read'])
    expect((await edges())[0]?.properties).toEqual({
      conditional: false,
      direct: true,
      effective: true,
      eligible: false,
      grants: 1,
      partial: false,
      'permission.admin': true,
      'permission.data': false,
      'permission.read': true,
      'permission.secrets': false,
      'permission.write': true,
      roles: ['Owner'],
    })
  })

  it('has one edge to a scope for all its roles there', async () => {
    const tenant = small().grant({ to: 'ada', role: 'Reader', at: 'sub' }).grant({ to: 'ada', role: 'Key Vault Secrets User', at: 'sub' })
    expect(await allowed(tenant)).toEqual(['ada ALLOWS sub: data read secrets'])
    expect((await edges())[0]?.properties).toMatchObject({ roles: ['Key Vault Secrets User', 'Reader'], grants: 2 })
  })

  it('gets what groups get that it is in, however deep, and circles do not matter', async () => {
    const tenant = small()
      .group('inner', 'ada', 'outer')
      .group('outer', 'inner')
      .group('other', 'bob')
      .grant({ to: 'outer', role: 'Reader', at: 'sub' })
    expect(await allowed(tenant)).toEqual(['ada ALLOWS sub: read', 'inner ALLOWS sub: read', 'outer ALLOWS sub: read'])
    expect((await edges())[0]?.properties).toMatchObject({ direct: false, through: ['outer'] })
  })

  it('that nobody lists is there as far as it is known', async () => {
    expect(await allowed(small().grant({ to: 'stranger', role: 'Reader', at: 'sub' }))).toEqual(['stranger ALLOWS sub: read'])
  })

  it('is not said to have what it may only activate, nor what holds under a condition', async () => {
    const tenant = small()
      .grant({ to: 'ada', role: 'Owner', at: 'sub', eligible: true })
      .grant({ to: 'ada', role: 'Reader', at: 'sub' })
      .grant({ to: 'bob', role: 'Contributor', at: 'sub', condition: "@Resource[a] StringEquals 'b'" })
    expect(await allowed(tenant)).toEqual([
      'ada ALLOWS sub: read',
      'ada ALLOWS sub: admin read write (eligible)',
      'bob ALLOWS sub: read write (conditional)',
    ])
    expect((await edges()).map(({ properties }) => properties.effective)).toEqual([true, false, false])
  })

  it('holds what a part of a role gives under a condition under that condition', async () => {
    const permissions = [
      JSON.stringify({ actions: ['*/read'] }),
      JSON.stringify({ actions: ['Microsoft.Authorization/roleAssignments/write'], condition: 'only some roles' }),
    ]
    expect(await allowed(small().role('Delegate', { permissions }).grant({ to: 'ada', role: 'Delegate', at: 'sub' }))).toEqual([
      'ada ALLOWS sub: read',
      'ada ALLOWS sub: admin write (conditional)',
    ])
  })

  it('may do through one set of permissions what another leaves out', async () => {
    const permissions = [
      JSON.stringify({ actions: ['*'], notActions: ['Microsoft.Authorization/*'] }),
      JSON.stringify({ actions: ['Microsoft.Authorization/roleAssignments/*'] }),
    ]
    expect(await allowed(small().role('Twofold', { permissions }).grant({ to: 'ada', role: 'Twofold', at: 'sub' }))).toEqual([
      'ada ALLOWS sub: admin read write',
    ])
  })

  it('of a role that is not known has levels that are not known', async () => {
    expect(await allowed(small().grant({ to: 'ada', at: 'sub' }).grant({ to: 'ada', role: 'Reader', at: 'sub' }))).toEqual([
      'ada ALLOWS sub: read',
    ])
    const [edge] = await edges()
    expect(edge?.properties).toMatchObject({ unknownRoles: 1, roles: ['Reader'] })
    expect(edge?.properties).not.toHaveProperty(['permission.admin'])
  })

  it('that is an identity lends what it may do to the resources that act as it', async () => {
    const tenant = small()
      .servicePrincipal('machine-identity', {
        servicePrincipalType: 'ManagedIdentity',
        alternativeNames: ['isExplicit=False', '/subscriptions/sub/resourceGroups/RG/providers/Microsoft.Compute/virtualMachines/web'],
      })
      .resource('sub/rg/web', 'Microsoft.Compute/virtualMachines', 'azure_vm')
      .resource('sub/rg/shared', 'Microsoft.ManagedIdentity/userAssignedIdentities', 'azure_managed_identity')
      .resource('sub/rg/app', 'Microsoft.Web/sites', 'azure_web_app')
      .servicePrincipal('shared-identity')
      .grant({ to: 'machine-identity', role: 'Contributor', at: 'sub/rg' })
      .grant({ to: 'shared-identity', role: 'Reader', at: 'sub/rg' })
    tenant.add(
      'azure_web_app',
      [],
      [
        link(tenant.scope('sub/rg/app'), 'USES', tenant.scope('sub/rg/shared')),
        link(tenant.scope('sub/rg/shared'), 'IS', 'shared-identity'),
      ],
    )
    expect(new Set(await allowed(tenant))).toEqual(
      new Set([
        'app ALLOWS rg: read',
        'machine-identity ALLOWS rg: read write',
        'shared ALLOWS rg: read',
        'shared-identity ALLOWS rg: read',
        'web ALLOWS rg: read write',
      ]),
    )
    expect((await edges()).find(({ from }) => from === 'web')?.properties).toMatchObject({
      identities: ['machine-identity'],
      direct: false,
    })
  })
})

describe('the levels of a role', () => {
  const levels: readonly (readonly [string, Permissions, string])[] = [
    ['everything', { actions: ['*'] }, 'admin read write'],
    ['reads only', { actions: ['*/read'] }, 'read'],
    ['one action that is neither', { actions: ['Microsoft.Storage/storageAccounts/listKeys/action'] }, 'write'],
    ['everything but each change', { actions: ['*'], notActions: ['*/write', '*/DELETE', '*/action'] }, 'read'],
    ['everything but what gives rights', { actions: ['*'], notActions: ['Microsoft.Authorization/*'] }, 'read write'],
    ['rights alone', { actions: ['microsoft.authorization/ROLEASSIGNMENTS/*'] }, 'admin read write'],
    ['a wildcard in the middle', { actions: ['Microsoft.*/roleDefinitions/write'] }, 'admin write'],
    ['what it takes out itself', { actions: ['Microsoft.Storage/*'], notActions: ['Microsoft.*'] }, ''],
    ['all data', { dataActions: ['*'] }, 'data secrets'],
    ['all data but secrets', { dataActions: ['*'], notDataActions: ['Microsoft.KeyVault/vaults/secrets/*'] }, 'data'],
    ['data of another kind', { dataActions: ['Microsoft.Storage/storageAccounts/blobServices/containers/blobs/read'] }, 'data'],
    ['an action that names data', { actions: ['Microsoft.KeyVault/vaults/secrets/getSecret/action'] }, 'write'],
    ['one that stands alone instead of in a list', { actions: '*/read' }, 'read'],
    ['something else than texts', { actions: [1, null, { a: 1 }, ['*'], true], notActions: 5, dataActions: { a: '*' } }, 'write'],
    ['sets that are no JSON', { actions: ['*/read'], permissions: ['{"actions":', 7] }, 'read'],
  ]
  it.each(levels)('%s', async (_, permissions, expected) => {
    const found = await allowed(small().role('It', permissions).grant({ to: 'ada', role: 'It', at: 'sub' }))
    expect(found).toEqual(expected === '' ? [] : [`ada ALLOWS sub: ${expected}`])
  })
})

describe('a deny assignment', () => {
  const denied = (denial: Denial) =>
    allowed(
      small()
        .group('team', 'bob')
        .grant({ to: 'ada', role: 'Owner', at: 'sub/rg' })
        .grant({ to: 'bob', role: 'Owner', at: 'sub/rg' })
        .deny('no', denial),
    )
  const untouched = (who: string) => `${who} ALLOWS rg: admin read write`

  it('takes away from everyone at its scope and below, but from whom it spares', async () => {
    expect(await denied({ at: 'sub', actions: ['*'], notActions: ['*/read'], except: ['team'] })).toEqual([
      'ada ALLOWS rg: read (partial)',
      untouched('bob'),
    ])
  })

  it('leaves no edge where nothing is left', async () => {
    expect(await denied({ at: 'sub/rg', actions: ['*'], to: ['ada'] })).toEqual([untouched('bob')])
  })

  it('means those in the groups that it names', async () => {
    expect(await denied({ at: 'sub', actions: ['Microsoft.Authorization/*'], to: ['team'] })).toEqual([
      untouched('ada'),
      'bob ALLOWS rg: read write (partial)',
    ])
  })

  it('that does not go for what is below leaves that alone', async () => {
    expect(await denied({ at: 'sub', actions: ['*'], appliesToChildScopes: false })).toEqual([untouched('ada'), untouched('bob')])
    expect(await denied({ at: 'sub/rg', actions: ['*'], appliesToChildScopes: false })).toEqual([])
  })

  it('somewhere below, or under a condition, takes nothing away for sure', async () => {
    expect(
      await allowed(
        small()
          .grant({ to: 'ada', role: 'Owner', at: 'sub' })
          .deny('no', { at: 'sub/rg', actions: ['*'] }),
      ),
    ).toEqual(['ada ALLOWS sub: admin read write (partial)'])
    expect(await denied({ at: 'sub', actions: ['*'], condition: 'x', to: ['ada'] })).toEqual([
      `${untouched('ada')} (partial)`,
      untouched('bob'),
    ])
  })

  it('that is only tried out denies nothing', async () => {
    expect(await denied({ at: 'sub', actions: ['*'], effect: 'audit' })).toEqual([untouched('ada'), untouched('bob')])
  })

  it('on data leaves everything else', async () => {
    expect(await denied({ at: 'sub', dataActions: ['*'], to: ['ada'] })).toEqual([`${untouched('ada')} (partial)`, untouched('bob')])
  })
})

describe('a vault', () => {
  const withVault = (properties: Record<string, unknown>) =>
    small()
      .vault('sub/rg/vault', properties)
      .policy('sub/rg/vault', 'ada', { secrets: 'Get,List', keys: 'sign' })
      .grant({ to: 'bob', role: 'Key Vault Secrets User', at: 'sub/rg/vault' })

  it('that goes by roles does not heed its policies', async () => {
    expect(await allowed(withVault({ enableRbacAuthorization: true }))).toEqual(['bob ALLOWS vault: data secrets'])
  })

  it('that goes by its policies opens its contents to nobody by a role', async () => {
    expect(await allowed(withVault({ enableRbacAuthorization: false }))).toEqual(['ada ALLOWS vault: data secrets'])
    expect((await edges())[0]?.properties).toMatchObject({ roles: ['Access policy'] })
  })

  it('goes by its policies where it does not say', async () => {
    expect(await allowed(withVault({}))).toEqual(['ada ALLOWS vault: data secrets'])
  })

  it('whose policy is for an application lets the user in through that alone', async () => {
    const tenant = small().vault('sub/rg/vault', {}).policy('sub/rg/vault', 'ada', { secrets: 'all', applicationId: 'app-1' })
    expect(await allowed(tenant)).toEqual(['ada ALLOWS vault: data secrets (conditional)'])
  })

  it('whose policy lets in for nothing lets nobody in', async () => {
    expect(
      await allowed(small().vault('sub/rg/vault', {}).policy('sub/rg/vault', 'ada', { secrets: '', keys: 7, certificates: 'fly' })),
    ).toEqual([])
  })
})

describe('who does not hold a role', () => {
  it('but is Global Administrator can take one', async () => {
    const role = entity('62e90394-69f5-4237-9190-012177145e10', {}, { type: 'azure_ad_role_definition', class: ['AccessRole'] })
    const tenant = small()
      .group('admins', 'bob')
      .add('azure_ad_role_definition', [role], [link('ada', 'HAS', role.key)])
      .add(
        'azure_ad_role_eligibility',
        [entity('e', {}, { type: 'azure_ad_role_eligibility', class: ['AccessPolicy'] })],
        [link('e', 'ASSIGNED', 'admins'), link('e', 'USES', role.key)],
      )
    expect(await allowed(tenant)).toEqual([`ada CAN ${tenantId}:`, `admins CAN ${tenantId}: (eligible)`, `bob CAN ${tenantId}: (eligible)`])
    expect((await edges())[0]?.properties).toEqual({
      action: 'Microsoft.Authorization/elevateAccess/action',
      effective: false,
      eligible: false,
      roles: ['Global Administrator'],
    })
  })

  it('but manages the subscription from another tenant is shown as that tenant', async () => {
    const type = 'azure_lighthouse_delegation'
    const delegation = entity(
      '/subscriptions/sub/providers/microsoft.managedservices/registrationassignments/d',
      {
        managedByTenantId: 'Partner',
        authorizations: ['p1 reader', 7, 'nonsense'],
        eligibleAuthorizations: ['p1 owner'],
      },
      { type, class: ['AccessPolicy'] },
    )
    const partner = { key: 'partner', type: 'azure_account', class: ['Account'], properties: { displayName: 'Partner' } }
    const trusts = link('/subscriptions/sub', 'TRUSTS', 'partner', {
      to: { targets: [{ by: 'key', key: 'partner' }], placeholder: partner },
    })
    expect(
      await allowed(
        small()
          .grant({ to: 'ada', role: 'Reader', at: 'sub' })
          .grant({ to: 'ada', role: 'Owner', at: 'sub' })
          .add(type, [delegation], [trusts]),
      ),
    ).toEqual(['ada ALLOWS sub: admin read write', 'Partner ALLOWS sub: read', 'Partner ALLOWS sub: admin read write (eligible)'])
  })
})

describe('edges of access', () => {
  it('are of a tenant, though another in the workspace has the same scopes', async () => {
    await workspace.runs.run(small().grant({ to: 'ada', role: 'Reader', at: '/' }).run())
    expect((await edges()).map(({ from, to }) => `${from} ${to}`)).toEqual(['ada /'])
  })

  it('are not drawn again where nothing changed', async () => {
    const tenant = small()
      .group('team', 'ada', 'bob')
      .grant({ to: 'team', role: 'Owner', at: 'sub' })
      .grant({ to: 'stranger', role: 'Owner', at: '/' })
      .deny('no', { at: 'sub/rg', actions: ['*'] })
    await workspace.runs.run(tenant.run())
    expect((await workspace.runs.run(tenant.run())).relationships).toMatchObject({ created: 0, updated: 0, deleted: 0 })
  })

  it('are none in a graph without Azure', async () => {
    await workspace.runs.run({ tasks: { thing: { entities: [entity('a'), entity('b')], links: [link('a', 'ALLOWS', 'b')] } } })
    expect(await edges()).toEqual([])
  })
})
