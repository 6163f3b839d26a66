import { afterEach, expect, test } from 'vitest'
import type { PermissionCheck } from '../collect/resource.ts'
import { configFor, type Reply, serve, type TestServer } from './client/server.fixture.ts'
import { permissionsOf } from './permissions.ts'
import type { AzureDefinition } from './resource.ts'
import { webApp } from './services/app-service.ts'
import { tenantDiagnosticSetting } from './services/diagnostic-settings.ts'
import { managedDisk } from './services/disks.ts'
import { account } from './services/entra-account.ts'
import { federatedCredential } from './services/entra-credentials.ts'
import { appRoleAssignment } from './services/entra-service-principals.ts'
import { user } from './services/entra-users.ts'
import { keyVault } from './services/key-vault.ts'
import { keyVaultContentDefinitions } from './services/key-vault-contents.ts'
import { kubernetesDefinitions } from './services/kubernetes.ts'
import { managementGroup } from './services/management-groups.ts'
import { policyState } from './services/policy-states.ts'
import { subscription } from './services/subscriptions.ts'
import { sessionOf } from './session.ts'

const definitions = [account, user, appRoleAssignment, managementGroup, subscription, managedDisk, webApp, tenantDiagnosticSetting]

let server: TestServer | undefined
afterEach(() => server?.stop())

interface World {
  readonly roles: readonly string[]
  /** Actions by subscription; undefined: ARM does not tell. */
  readonly actions: Readonly<Record<string, readonly string[] | undefined>>
  /** What the app registration asks for: id and type. */
  readonly registered?: readonly (readonly [id: string, type: string])[]
  /** Answers by path, for what is not said above. */
  readonly answers?: Readonly<Record<string, Reply>>
  readonly definitions?: readonly AzureDefinition[]
}

const refused: Reply = { status: 403, body: { error: { code: 'AuthorizationFailed', message: 'no' } } }

async function check({
  roles,
  actions,
  registered = [],
  answers = {},
  definitions: wanted = definitions,
}: World): Promise<PermissionCheck[]> {
  const token = `x.${Buffer.from(JSON.stringify({ roles })).toString('base64url')}.`
  server = await serve(
    ({ url }) => {
      const path = decodeURIComponent(url.split('?')[0] ?? '')
      const answer = answers[path]
      if (answer !== undefined) return answer
      if (path === '/subscriptions')
        return {
          body: { value: Object.keys(actions).map((subscriptionId) => ({ id: `/subscriptions/${subscriptionId}`, subscriptionId })) },
        }
      const grants = /^\/subscriptions\/([^/]+)\/providers\/Microsoft.Authorization\/permissions$/.exec(path)?.[1]
      if (grants !== undefined) return { body: { value: (actions[grants] ?? []).map((action) => ({ actions: [action], notActions: [] })) } }
      if (path.startsWith('/providers/Microsoft.Management/')) return refused
      if (path === '/v1.0/applications') {
        return {
          body: {
            value: [
              {
                requiredResourceAccess: [
                  { resourceAppId: '00000003-0000-0000-c000-000000000000', resourceAccess: registered.map(([id, type]) => ({ id, type })) },
                ],
              },
            ],
          },
        }
      }
      if (path === '/v1.0/servicePrincipals') {
        return {
          body: {
            value: [
              {
                appRoles: [
                  { id: 'role-policy', value: 'Policy.Read.All' },
                  { id: 'role-audit', value: 'AuditLog.Read.All' },
                ],
                oauth2PermissionScopes: [{ id: 'scope-policy', value: 'Policy.Read.All' }],
              },
            ],
          },
        }
      }
      return { status: 404, body: {} }
    },
    { token },
  )
  const found: PermissionCheck[] = []
  for await (const one of permissionsOf(server.session, wanted, new AbortController().signal)) found.push(one)
  return found
}

test('Graph permissions are read from the token; a wider one does for a narrower', async () => {
  const checks = await check({ roles: ['Directory.Read.All'], actions: { s1: ['*/read'] } })
  const granted = Object.fromEntries(checks.filter(({ scope }) => scope.startsWith('tenant')).map((one) => [one.permission, one.granted]))
  expect(granted).toEqual({
    'Organization.Read.All': true,
    'Directory.Read.All': true,
    'Application.Read.All': true,
    'LicenseAssignment.Read.All': true,
    'Policy.Read.All': false,
    'AuditLog.Read.All': false,
  })
})

test.each([
  ['as Delegated', [['scope-policy', 'Scope']] as const, /type Delegated, which does nothing here/],
  ['without consent', [['role-policy', 'Role']] as const, /no administrator has consented/],
  ['not at all', [] as const, /add the Microsoft Graph permission Policy.Read.All of the type Application/],
])('a permission registered %s is told so', async (_how, registered, words) => {
  const checks = await check({ roles: ['Directory.Read.All'], actions: { s1: ['*/read'] }, registered })
  expect(checks.find(({ permission }) => permission === 'Policy.Read.All')?.remedy).toMatch(words)
})

test('a wider permission that waits for consent is what a narrower one is told to wait for', async () => {
  const answers = {
    '/v1.0/servicePrincipals': { body: { value: [{ appRoles: [{ id: 'role-directory', value: 'Directory.Read.All' }] }] } },
  }
  const checks = await check({ roles: ['Policy.Read.All'], actions: { s1: ['*/read'] }, registered: [['role-directory', 'Role']], answers })
  expect(checks.find(({ permission }) => permission === 'Application.Read.All')?.remedy).toMatch(
    /asks for Directory\.Read\.All, but no administrator has consented/,
  )
})

test('ARM permissions are judged per subscription, and left open where ARM does not tell', async () => {
  const checks = await check({ roles: [], actions: { reader: ['*/read'], network: ['Microsoft.Network/*'], silent: undefined } })
  const disks = checks.filter(({ permission }) => permission === 'Microsoft.Compute/disks/read')
  expect(disks.map(({ scope, granted, neededBy }) => [scope, granted, neededBy])).toEqual([
    ['/subscriptions/reader', true, ['azure_managed_disk']],
    ['/subscriptions/network', false, ['azure_managed_disk']],
    ['/subscriptions/silent', 'unknown', ['azure_managed_disk']],
  ])
  expect(disks[1]?.remedy).toContain('--role "Reader" --scope /subscriptions/network')
})

test('an action, which Reader does not hold, asks for a custom role', async () => {
  const checks = await check({ roles: [], actions: { s1: ['*/read'] } })
  const settings = checks.find(({ permission }) => permission === 'Microsoft.Web/sites/config/list/Action')
  expect(settings).toMatchObject({ granted: false, remedy: expect.stringContaining('custom role') })
})

test('management groups need a role of their own', async () => {
  const checks = await check({ roles: [], actions: { s1: ['*/read'] } })
  const management = checks.find(({ permission }) => permission === 'Microsoft.Management/managementGroups/read')
  expect(management).toMatchObject({ granted: false, neededBy: ['azure_management_group'] })
  expect(management?.remedy).toContain('"Management Group Reader"')
})

const directory = '/providers/microsoft.aadiam/diagnosticSettings'

test.each([
  ['an answer', { body: { value: [] } }, true],
  ['a refusal', refused, false],
  ['anything else', { status: 400, body: {} }, 'unknown'],
] as const)('what ARM keeps for the directory is tried, and %s tells', async (_what, reply, granted) => {
  const checks = await check({ roles: [], actions: { s1: ['*'] }, answers: { [directory]: reply } })
  const [found] = checks.filter(({ permission }) => permission === 'microsoft.aadiam/diagnosticSettings/read')
  expect(found).toMatchObject({ granted, scope: '/providers/microsoft.aadiam', neededBy: ['azure_tenant_diagnostic_setting'] })
  if (granted === false) expect(found?.remedy).toContain('--role "Reader" --scope /providers/microsoft.aadiam')
})

test('a tenant in which no subscription may be read says how to change that', async () => {
  const checks = await check({ roles: [], actions: {} })
  expect(checks.find(({ permission }) => permission === 'Microsoft.Resources/subscriptions/read')).toMatchObject({
    granted: false,
    remedy: expect.stringContaining('managementGroups/6f1d2c3a-8b4e-4d57-9a60-2e7c51f0b9d4'),
  })
})

test('what a definition asks of nobody is no permission', async () => {
  const checks = await check({ roles: [], actions: { s1: ['*/read'] }, definitions: kubernetesDefinitions })
  expect(checks.map(({ permission }) => permission)).not.toContain('none')
})

test('a type that asks two services needs the permission of each', async () => {
  const checks = await check({ roles: ['Application.Read.All'], actions: { s1: [] }, definitions: [federatedCredential] })
  expect(checks.map(({ permission, neededBy }) => [permission, neededBy])).toContainEqual([
    'Microsoft.ManagedIdentity/userAssignedIdentities/federatedIdentityCredentials/read',
    ['azure_federated_identity_credential'],
  ])
})

test('what only the spare way to ask needs is missed by nobody, until it is the only one', async () => {
  const action = 'Microsoft.PolicyInsights/policyStates/queryResults/action'
  const checked = async (definitions: readonly AzureDefinition[]) =>
    (await check({ roles: [], actions: { s1: ['*/read'] }, definitions })).find(({ permission }) => permission === action)?.granted
  expect(await checked([policyState])).toBeUndefined()
  await server?.stop()
  const { bulk: _, ...byList } = policyState
  expect(await checked([byList])).toBe(false)
})

test('a token that cannot be read leaves Graph permissions open: they are not missing', async () => {
  server = await serve(({ url }) => (url.startsWith('/subscriptions') ? { body: { value: [] } } : refused), { token: 'opaque' })
  const found: PermissionCheck[] = []
  for await (const one of permissionsOf(server.session, [user], new AbortController().signal)) found.push(one)
  expect(found.find(({ permission }) => permission === 'Directory.Read.All')?.granted).toBe('unknown')
})

test('a token without any application permission is told as a consent that was never given', async () => {
  const unreadable = { '/v1.0/applications': refused, '/v1.0/servicePrincipals': refused }
  const nothing = await check({ roles: [], actions: {}, answers: unreadable })
  expect(nothing.find(({ permission }) => permission === 'Directory.Read.All')?.remedy).toMatch(
    /no application permission.*Grant admin consent/,
  )
  await server?.stop()
  const some = await check({ roles: ['Directory.Read.All'], actions: {}, answers: unreadable })
  expect(some.find(({ permission }) => permission === 'Policy.Read.All')?.remedy).toMatch(/^In the app registration add/)
})

const root = '/providers/Microsoft.Management/managementGroups/6f1d2c3a-8b4e-4d57-9a60-2e7c51f0b9d4'

test('a subscription on which there is no role at all is found by the management groups, and everything is missing there', async () => {
  const child = (name: string) => ({ type: '/subscriptions', id: `/subscriptions/${name}`, name })
  const group = { type: 'Microsoft.Management/managementGroups', name: 'mg', children: [child('HIDDEN')] }
  const answers = { [root]: { body: { id: root, properties: { children: [group, child('s1')] } } } }
  const checks = await check({ roles: [], actions: { s1: ['*/read'] }, answers })
  const hidden = checks.filter(({ scope }) => scope === '/subscriptions/hidden')
  expect(hidden.map(({ granted }) => granted)).toEqual(hidden.map(() => false))
  expect(hidden.map(({ permission }) => permission)).toEqual(
    expect.arrayContaining(['Microsoft.Resources/subscriptions/read', 'Microsoft.Compute/disks/read']),
  )
  expect(
    checks.filter(({ scope, permission }) => scope === '/subscriptions/s1' && permission === 'Microsoft.Compute/disks/read'),
  ).toHaveLength(1)
})

test('a tenant that never had management groups is not taken for one that hides them', async () => {
  const answers = { [root]: { status: 404, body: { error: { code: 'NotFound', message: 'not found' } } } }
  const checks = await check({ roles: [], actions: { s1: ['*/read'] }, answers })
  expect(checks.find(({ permission }) => permission === 'Microsoft.Management/managementGroups/read')?.granted).toBe('unknown')
})

test('where the list of subscriptions fails, nothing in them is called missing or granted', async () => {
  const answers = { '/subscriptions': { status: 400, body: { error: { code: 'BadRequest', message: 'odd' } } } }
  const checks = await check({ roles: [], actions: {}, answers, definitions: [subscription, managedDisk] })
  expect(checks.map(({ granted }) => granted)).toEqual(['unknown', 'unknown'])
})

const vaultId = '/subscriptions/s1/resourceGroups/g/providers/Microsoft.KeyVault/vaults/payroll'
const forbidden = (inner: string): Reply => ({
  status: 403,
  body: { error: { code: 'Forbidden', message: 'no', innererror: { code: inner } } },
})

function vaultWorld(rbac: boolean, reply: Reply): World {
  const properties = { vaultUri: 'https://payroll.vault.azure.net/', enableRbacAuthorization: rbac }
  return {
    roles: [],
    actions: { s1: ['*/read'] },
    definitions: [keyVault, ...keyVaultContentDefinitions],
    answers: {
      '/providers/Microsoft.ResourceGraph/resources': {
        body: { totalRecords: 1, count: 1, data: [{ id: vaultId, name: 'payroll', properties }] },
      },
      '/keys': { body: { value: [] } },
      '/secrets': reply,
      '/certificates': { body: { value: [] } },
    },
  }
}

test.each([
  ['Azure RBAC', true, 'ForbiddenByRbac', false, `--role "Key Vault Reader" --scope ${vaultId}`],
  [
    'access policies',
    false,
    'AccessDenied',
    false,
    'az keyvault set-policy --name payroll --spn 11111111-2222-4333-8444-555555555555 --secret-permissions list',
  ],
  ['a firewall', true, 'ForbiddenByFirewall', 'unknown', 'allow its address'],
  ['no public address', false, 'ForbiddenByConnection', 'unknown', 'does not let this machine in'],
] as const)('a vault with %s is tried, kind by kind, and says what would open it', async (_model, rbac, code, granted, remedy) => {
  const checks = await check(vaultWorld(rbac, forbidden(code)))
  const ofVault = checks.filter(({ scope }) => scope === vaultId)
  expect(Object.fromEntries(ofVault.map((one) => [one.permission, one.granted]))).toEqual({
    'Microsoft.KeyVault/vaults/keys/read': true,
    'Microsoft.KeyVault/vaults/secrets/readMetadata/action': granted,
    'Microsoft.KeyVault/vaults/certificates/read': true,
  })
  expect(ofVault.find((one) => one.permission.includes('secrets'))?.remedy).toContain(remedy)
})

test('Reader on a subscription, which matches their names, does not pass for permissions on what vaults hold', async () => {
  const checks = await check({ ...vaultWorld(true, forbidden('ForbiddenByRbac')) })
  expect(checks.filter(({ scope, permission }) => scope === '/subscriptions/s1' && permission.includes('vaults/keys'))).toEqual([])
})

test('what a firewall keeps out is asked once, and holds for all that is in the vault', async () => {
  const blocked = forbidden('ForbiddenByFirewall')
  const world = vaultWorld(true, blocked)
  const checks = await check({ ...world, answers: { ...world.answers, '/keys': blocked, '/certificates': blocked } })
  expect(checks.filter(({ scope }) => scope === vaultId).map(({ granted }) => granted)).toEqual(['unknown', 'unknown', 'unknown'])
  expect(server?.seen.filter(({ url }) => /^\/(keys|secrets|certificates)\b/.test(url))).toHaveLength(1)
})

test('of very many vaults some of every subscription are tried, and it is said how many were not', { timeout: 30_000 }, async () => {
  const vaults = [...Array(310).keys()].map((number) => {
    // All but the last stand in one subscription.
    const id = `/subscriptions/${number === 309 ? 's2' : 's1'}/resourceGroups/g/providers/Microsoft.KeyVault/vaults/v${number}`
    return { id, name: `v${number}`, properties: { vaultUri: `https://v${number}.vault.azure.net/`, enableRbacAuthorization: true } }
  })
  const world = vaultWorld(true, { body: { value: [] } })
  const found = { body: { totalRecords: vaults.length, data: vaults } }
  const checks = await check({
    ...world,
    actions: { s1: ['*/read'], s2: ['*/read'] },
    answers: { ...world.answers, '/providers/Microsoft.ResourceGraph/resources': found },
  })
  const tried = new Set(checks.flatMap(({ scope }) => (/\/vaults\//.test(scope) ? [scope] : [])))
  expect([tried.size, tried.has(vaults[309]?.id ?? '')]).toEqual([300, true])
  const untried = checks.filter(({ scope }) => scope === '10 further key vaults')
  expect(untried.map(({ granted, remedy }) => [granted, remedy?.slice(0, 9)])).toEqual(untried.map(() => ['unknown', 'Not tried']))
  expect(untried).toHaveLength(3)
})

test('without a vault to try it on, permissions on their contents are unknown', async () => {
  const world = vaultWorld(true, refused)
  const none = { body: { totalRecords: 0, count: 0, data: [] } }
  const checks = await check({ ...world, answers: { ...world.answers, '/providers/Microsoft.ResourceGraph/resources': none } })
  const data = checks.filter(({ permission }) => /vaults\/(keys|secrets|certificates)/.test(permission))
  expect(data.map(({ granted }) => granted)).toEqual(['unknown', 'unknown', 'unknown'])
})

test('where nobody can sign in to one API, its permissions are unknown and the others are checked all the same', async () => {
  server = await serve(({ url }) =>
    url.startsWith('/subscriptions?') ? { body: { value: [{ id: '/subscriptions/s1', subscriptionId: 's1' }] } } : refused,
  )
  const credential = async () => ({
    async getToken(scopes: string | string[]) {
      if (String(scopes).includes('graph')) throw new Error('AADSTS500011: no such resource')
      return { token: 'opaque', expiresOnTimestamp: Date.now() + 3_600_000 }
    },
  })
  const session = sessionOf(configFor(server.base), { credential })
  const found: PermissionCheck[] = []
  for await (const one of permissionsOf(session, [user, subscription], new AbortController().signal)) found.push(one)
  expect(found.find(({ permission }) => permission === 'Directory.Read.All')).toMatchObject({
    granted: 'unknown',
    remedy: expect.stringContaining('AADSTS500011'),
  })
  expect(found.find(({ permission }) => permission === 'Microsoft.Resources/subscriptions/read')?.granted).toBe(true)
})
