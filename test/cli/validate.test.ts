/** validate on tenants that were set up wrongly, each in the way people do it. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { SimulatorOptions } from '../../src/simulator/azure/index.ts'
import { TenantFolder } from './tenant.ts'

interface Permission {
  readonly permission: string
  readonly scope: string
  readonly granted: boolean | 'unknown'
  readonly neededBy: readonly string[]
  readonly remedy?: string
}

/** The tenant with everything granted that the documentation asks for, but for one thing. */
function describeTenant(what: string, options: SimulatorOptions, tests: (validated: () => Validated) => void): void {
  describe(what, { timeout: 60_000 }, () => {
    let folder: TenantFolder
    let validated: Validated
    beforeAll(async () => {
      folder = await TenantFolder.start(options)
      const { status, stdout } = await folder.run(['validate', '--format', 'json'])
      const [integration] = JSON.parse(stdout).integrations
      validated = { folder, status, signIn: integration.signIn, permissions: integration.permissions }
    })
    afterAll(() => folder.stop())
    tests(() => validated)
  })
}

interface Validated {
  readonly folder: TenantFolder
  readonly status: number | null
  readonly signIn: unknown
  readonly permissions: readonly Permission[]
}

function named({ permissions }: Validated, name: string): readonly Permission[] {
  return permissions.filter(({ permission }) => permission === name)
}

describeTenant('a tenant that was set up as the documentation says', { openVaults: true }, (validated) => {
  it('lacks nothing, and leaves nothing open', () => {
    const { status, signIn, permissions } = validated()
    expect(permissions.filter(({ granted }) => granted !== true)).toEqual([])
    expect({ status, signIn }).toEqual({ status: 0, signIn: { ok: true } })
  })

  it('has each permission checked in each subscription, and on each vault', () => {
    const { folder, permissions } = validated()
    const disks = named(validated(), 'Microsoft.Compute/disks/read').map(({ scope }) => scope)
    expect(disks).toEqual(folder.tenant.subscriptions.map(({ id }) => `/subscriptions/${id}`))
    const vaults = permissions.filter(({ scope }) => /vaults\//i.test(scope)).map(({ scope }) => scope)
    expect(vaults.length).toBe(new Set(vaults).size * 3)
    expect(vaults.length).toBeGreaterThan(0)
  })

  it('names the types that need each, details included', () => {
    expect(named(validated(), 'AuditLog.Read.All')[0]?.neededBy).toContain('azure_user')
  })
})

describeTenant('a subscription without any role', { unseen: ['2'] }, (validated) => {
  it('is found by the management groups, and named with what to grant', async () => {
    const { folder, status } = validated()
    const hidden = folder.tenant.subscriptions[1]?.id
    const read = named(validated(), 'Microsoft.Resources/subscriptions/read')
    expect(read.map(({ scope, granted }) => [scope, granted])).toContainEqual([`/subscriptions/${hidden}`, false])
    expect(status).toBe(4)
    const { stdout } = await folder.run(['validate'])
    expect(stdout).toContain(`--role "Reader" --scope /subscriptions/${hidden}`)
  })
})

describeTenant(
  'a permission of the type Delegated, and one without consent',
  { delegated: ['Policy.Read.All'], withoutRoles: ['AuditLog.Read.All'] },
  (validated) => {
    it('are told apart', () => {
      expect(named(validated(), 'Policy.Read.All')).toMatchObject([
        { granted: false, remedy: expect.stringContaining('of the type Delegated') },
      ])
      expect(named(validated(), 'AuditLog.Read.All')).toMatchObject([
        { granted: false, remedy: expect.stringContaining('no administrator has consented') },
      ])
    })
  },
)

describeTenant(
  'Reader without the role of further actions',
  { withoutActions: ['Microsoft.Web/sites/config/list/action'] },
  (validated) => {
    it('lacks exactly these actions, in every subscription', () => {
      const { permissions, folder } = validated()
      const missing = permissions.filter(({ granted }) => granted === false)
      expect(new Set(missing.filter(({ scope }) => !/vaults/i.test(scope)).map(({ permission }) => permission.toLowerCase()))).toEqual(
        new Set(['microsoft.web/sites/config/list/action']),
      )
      expect(named(validated(), 'Microsoft.Web/sites/config/list/Action')).toHaveLength(folder.tenant.subscriptions.length)
    })
  },
)

describeTenant('vaults of both models and behind firewalls', {}, (validated) => {
  it('say each its own remedy; a firewall is no missing permission', () => {
    const ofVaults = validated().permissions.filter(({ scope }) => /vaults\//i.test(scope))
    const policies = ofVaults.filter(({ remedy }) => remedy?.includes('az keyvault set-policy') === true)
    const firewalled = ofVaults.filter(({ remedy }) => remedy?.includes('firewall') === true)
    expect(new Set(policies.map(({ granted }) => granted))).toEqual(new Set([false]))
    expect(new Set(firewalled.map(({ granted }) => granted))).toEqual(new Set(['unknown']))
  })
})

describeTenant('management groups and the directory that refuse', { deny: [/managementGroups/i, /aadiam/i] }, (validated) => {
  it('are missing, with the role and scope to grant', () => {
    expect(named(validated(), 'Microsoft.Management/managementGroups/read')).toMatchObject([
      { granted: false, remedy: expect.stringContaining('Management Group Reader') },
    ])
    expect(named(validated(), 'microsoft.aadiam/diagnosticSettings/read')).toMatchObject([
      { granted: false, remedy: expect.stringContaining('--scope /providers/microsoft.aadiam') },
    ])
  })
})

describe('a sign-in that cannot succeed', { timeout: 60_000 }, () => {
  let folder: TenantFolder
  beforeAll(async () => {
    folder = await TenantFolder.start({})
  })
  afterAll(() => folder.stop())

  const unknown = '11111111-2222-4333-8444-555555555555'
  it.each([
    ['an application of another tenant', { clientId: unknown }, 'AADSTS700016', /tenantId is that of another tenant/],
    ['a tenant that there is none of', { tenantId: unknown }, 'AADSTS90002', /no tenant 11111111/],
  ])('says of %s what is wrong', async (_what, replaced, code, words) => {
    folder.file('wrong.yaml', folder.configuration(replaced))
    const { status, stdout } = await folder.run(['validate', '--config', 'wrong.yaml', '--format', 'json'])
    const [{ signIn, permissions }] = JSON.parse(stdout).integrations
    expect({ status, code: signIn.code, permissions }).toEqual({ status: 3, code, permissions: [] })
    expect(signIn.message).toMatch(words)
  })

  it('is told in one line on the terminal', async () => {
    const { stdout } = await folder.run(['validate'], { SIMULATED_SECRET: folder.tenant.secretId })
    expect(stdout).toMatch(/^sim: sign-in refused: .*looks like the secret's ID.*\n$/)
  })
})
