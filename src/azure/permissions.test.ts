import { afterEach, expect, test } from 'vitest'
import type { PermissionCheck } from '../collect/resource.ts'
import { serve, type TestServer } from './client/server.fixture.ts'
import { permissionsOf } from './permissions.ts'
import { webApp } from './services/app-service.ts'
import { tenantDiagnosticSetting } from './services/diagnostic-settings.ts'
import { managedDisk } from './services/disks.ts'
import { account } from './services/entra-account.ts'
import { appRoleAssignment } from './services/entra-service-principals.ts'
import { user } from './services/entra-users.ts'
import { managementGroup } from './services/management-groups.ts'
import { subscription } from './services/subscriptions.ts'

const definitions = [account, user, appRoleAssignment, managementGroup, subscription, managedDisk, webApp, tenantDiagnosticSetting]

let server: TestServer | undefined
afterEach(() => server?.stop())

interface World {
  readonly roles: readonly string[]
  /** Actions by subscription; undefined: ARM does not tell. */
  readonly actions: Readonly<Record<string, readonly string[] | undefined>>
  /** What the app registration asks for: id and type. */
  readonly registered?: readonly (readonly [id: string, type: string])[]
}

async function check({ roles, actions, registered = [] }: World): Promise<PermissionCheck[]> {
  const token = `x.${Buffer.from(JSON.stringify({ roles })).toString('base64url')}.`
  server = await serve(
    ({ url }) => {
      const path = decodeURIComponent(url.split('?')[0] ?? '')
      if (path === '/subscriptions')
        return {
          body: { value: Object.keys(actions).map((subscriptionId) => ({ id: `/subscriptions/${subscriptionId}`, subscriptionId })) },
        }
      const grants = /^\/subscriptions\/([^/]+)\/providers\/Microsoft.Authorization\/permissions$/.exec(path)?.[1]
      if (grants !== undefined) return { body: { value: (actions[grants] ?? []).map((action) => ({ actions: [action], notActions: [] })) } }
      if (path.startsWith('/providers/Microsoft.Management/'))
        return { status: 403, body: { error: { code: 'AuthorizationFailed', message: 'no' } } }
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
  for await (const one of permissionsOf(server.session, definitions, new AbortController().signal)) found.push(one)
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

test('what ARM keeps for the directory is out of reach of roles on subscriptions', async () => {
  const checks = await check({ roles: [], actions: { s1: ['*'] } })
  expect(checks.filter(({ permission }) => permission === 'microsoft.aadiam/diagnosticSettings/read')).toEqual([
    {
      permission: 'microsoft.aadiam/diagnosticSettings/read',
      scope: '/providers/microsoft.aadiam',
      granted: 'unknown',
      neededBy: ['azure_tenant_diagnostic_setting'],
      remedy: expect.stringContaining('--role "Reader" --scope /providers/microsoft.aadiam'),
    },
  ])
})

test('a tenant in which no subscription may be read says how to change that', async () => {
  const checks = await check({ roles: [], actions: {} })
  expect(checks.find(({ permission }) => permission === 'Microsoft.Resources/subscriptions/read')).toMatchObject({
    granted: false,
    remedy: expect.stringContaining('managementGroups/6f1d2c3a-8b4e-4d57-9a60-2e7c51f0b9d4'),
  })
})
