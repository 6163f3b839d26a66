import { describe, expect, test } from 'vitest'
import { drawn, entityOf, hasAnswers, opened, published, tenant } from '../service.fixture.ts'
import { permissionGrant } from './entra-consents.ts'
import { appRoleAssignment, servicePrincipal } from './entra-service-principals.ts'

describe.skipIf(!hasAnswers)('a delegated permission', () => {
  const [forAll = {}] = published('azure_oauth2_permission_grant')

  test('granted for everybody says so by a property', () => {
    expect(entityOf(permissionGrant, forAll).properties).toMatchObject({ allUsers: true, scopes: ['User.Read', 'Group.ReadWrite.All'] })
    expect(drawn(permissionGrant, forAll)).toEqual([`${String(forAll.id)}|ASSIGNED|263a5b01-03e5-408e-8557-bab681df104c`])
  })

  test('granted by one user allows that one', () => {
    const raw = { ...forAll, consentType: 'Principal', principalId: 'cdb555e3-b33e-4fd5-a427-17fadacbdfa7' }
    expect(entityOf(permissionGrant, raw).properties.allUsers).toBe(false)
    expect(drawn(permissionGrant, raw, {}, 'ALLOWS')).toEqual([`${String(forAll.id)}|ALLOWS|cdb555e3-b33e-4fd5-a427-17fadacbdfa7`])
  })
})

test('an application permission bears the name that its application gives the role', () => {
  const graph = { id: 'fea94d6d-b5bf-44d2-a887-4f72a8d74f44', appRoles: [{ id: 'r1', value: 'Directory.Read.All' }, { id: 'r2' }] }
  const scope = opened(servicePrincipal, graph, tenant)
  const permission = (appRoleId: string) => entityOf(appRoleAssignment, { id: 'x', appRoleId }, { scope }).properties.permission
  expect(['r1', 'r2', '00000000-0000-0000-0000-000000000000'].map(permission)).toEqual(['Directory.Read.All', undefined, undefined])
})
