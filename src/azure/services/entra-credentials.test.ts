import { describe, expect, test } from 'vitest'
import type { Scope } from '../../collect/resource.ts'
import { edgesOf, entityOf, hasAnswers, opened, published, tenant } from '../service.fixture.ts'
import { applicationCredential, federatedCredential } from './entra-credentials.ts'
import { application } from './entra-directory.ts'
import { managedIdentity } from './managed-identities.ts'

function credentialsIn(scope: Scope): Record<string, unknown>[] {
  const { data } = scope
  return typeof data === 'object' && data !== null && 'credentials' in data && Array.isArray(data.credentials) ? data.credentials : []
}

describe('a secret of an application', () => {
  const raw = {
    id: '765eb0e3-acb3-475d-9a98-ee6892f081c8',
    appId: 'AFB85A07-e312-4d49-b75b-9db4e2d683cd',
    keyCredentials: [{ keyId: 'k1', type: 'AsymmetricX509Cert', usage: 'Sign', customKeyIdentifier: '7AB4', key: 'c2VjcmV0' }],
    passwordCredentials: [
      {
        keyId: 'k1',
        displayName: 'deploy',
        hint: 'aB1',
        secretText: 'aB1c2d3',
        startDateTime: '2022-05-07T00:00:00Z',
        endDateTime: '2024-05-07T00:00:00Z',
      },
    ],
  }
  const scope = opened(application, raw, tenant)
  const [certificate = {}, secret = {}] = credentialsIn(scope)

  test('comes without the secret or any part of it', () => {
    expect(JSON.stringify(scope)).not.toMatch(/aB1|c2VjcmV0/)
  })

  test('says when it ends and belongs to its application', () => {
    expect(entityOf(applicationCredential, secret, { scope }).properties).toMatchObject({
      displayName: 'deploy',
      credentialType: 'secret',
      expiresOn: Date.parse('2024-05-07T00:00:00Z'),
      lifetimeDays: 731,
    })
    const [edge] = edgesOf(applicationCredential, secret, { scope })
    expect(edge?.edge.startsWith('afb85a07-e312-4d49-b75b-9db4e2d683cd|HAS|')).toBe(true)
    expect(edge?.type).toBe('azure_application_has_credential')
  })

  test('is another entity than the key of the same id', () => {
    expect(entityOf(applicationCredential, certificate, { scope }).key).not.toBe(entityOf(applicationCredential, secret, { scope }).key)
    expect(entityOf(applicationCredential, certificate, { scope }).properties).toMatchObject({ thumbprint: '7AB4', usage: 'Sign' })
  })
})

describe.skipIf(!hasAnswers)('a federated credential', () => {
  test('trusts its issuer, with or without a slash at the end', () => {
    const raw = published('azure_federated_identity_credential', 'graph').find(({ name }) => name === 'Testing') ?? {}
    const scope = { ...opened(application, { id: 'o1', appId: 'a1' }, tenant) }
    const edges = edgesOf(federatedCredential, raw, { scope })
    const key = 'afa0b8e1-6644-4693-948c-df7cc4fabb05'
    expect(edges.map(({ edge }) => edge)).toEqual([`a1|HAS|${key}`, `${key}|TRUSTS|https://token.actions.githubusercontent.com`])
    expect(edges[1]?.placeholder).toMatchObject({ type: 'azure_external_issuer' })
  })

  test('of a managed identity belongs to that, by its ARM id', () => {
    const [identity = {}] = published('azure_managed_identity')
    const scope = opened(managedIdentity, identity)
    const raw = { id: `${String(identity.id)}/federatedIdentityCredentials/F`, name: 'F', issuer: 'https://oidc.example', subject: 's' }
    expect(edgesOf(federatedCredential, raw, { scope }).map(({ edge }) => edge)[0]).toBe(
      `${scope.id}|HAS|${scope.id}/federatedidentitycredentials/f`,
    )
  })
})
