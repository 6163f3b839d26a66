import { describe, expect, test } from 'vitest'
import { drawn, edgesOf, entityOf, hasAnswers, published, tenant } from '../service.fixture.ts'
import { conditionalAccessPolicy } from './entra-conditional-access.ts'
import { authenticationMethodsPolicy, authorizationPolicy, crossTenantAccessPolicy, directorySetting } from './entra-policies.ts'

const scope = { scope: tenant }

test('what guests may see is told by their role, and unknown where there is none', () => {
  const access = (guestUserRoleId?: string) =>
    entityOf(authorizationPolicy, { id: 'authorizationPolicy', guestUserRoleId }, scope).properties.guestAccess
  expect(access('2af84b1e-32c8-42b7-82bc-daa82404023b')).toBe('restricted')
  expect(access()).toBeUndefined()
})

test('the policy of a tenant belongs to it, under a key of that tenant', () => {
  expect(drawn(authorizationPolicy, { id: 'authorizationPolicy' }, scope)).toEqual(['t1|HAS|azure_authorization_policy:t1'])
})

test('a policy that demands a strength uses it', () => {
  const raw = { id: 'p1', grantControls: { authenticationStrength: { id: '00000000-0000-0000-0000-000000000004' } } }
  expect(drawn(conditionalAccessPolicy, raw, scope, 'USES')).toEqual([
    'azure_conditional_access_policy:p1|USES|00000000-0000-0000-0000-000000000004',
  ])
})

describe.skipIf(!hasAnswers)('published answers', () => {
  test('methods are told by their state', () => {
    const [raw = {}] = published('azure_authentication_methods_policy')
    const { properties } = entityOf(authenticationMethodsPolicy, raw, scope)
    expect(properties.enabledMethods).toEqual(['Sms', 'Email'])
    expect(properties.disabledMethods).toContain('Fido2')
    expect(properties).not.toHaveProperty('authenticatorShowsApplication')
  })

  test('settings are read by their names', () => {
    const [raw = {}] = published('azure_directory_setting')
    expect(entityOf(directorySetting, raw, scope).properties).toMatchObject({ 'value.EnableGroupCreation': 'true' })
  })

  test('a partner is trusted as another tenant; the default trusts nobody', () => {
    const [partner = {}] = published('azure_cross_tenant_access_policy', 'partners')
    const [edge] = edgesOf(crossTenantAccessPolicy, partner, scope, 'TRUSTS')
    expect(edge).toMatchObject({ placeholder: { type: 'azure_account' } })
    expect(edge?.edge).toMatch(/\|TRUSTS\|123f4846-ba00-4fd7-ba43-dac1f8f63013$/)
    expect(entityOf(crossTenantAccessPolicy, partner, scope).properties).toMatchObject({
      isDefault: false,
      'b2bDirectConnectInbound.applications': 'allowed Office365',
    })
    const [standard = {}] = published('azure_cross_tenant_access_policy')
    expect(drawn(crossTenantAccessPolicy, standard, scope, 'TRUSTS')).toEqual([])
    expect(entityOf(crossTenantAccessPolicy, standard, scope).properties).toMatchObject({ isDefault: true, inboundTrustsMfa: false })
  })
})
