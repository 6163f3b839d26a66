import { expect, test } from 'vitest'
import { drawn, entityOf, opened } from '../service.fixture.ts'
import { keyVault } from './key-vault.ts'
import { keyVaultCertificate, keyVaultKey, keyVaultSecret } from './key-vault-contents.ts'

const vault = '/subscriptions/s/resourceGroups/G/providers/Microsoft.KeyVault/vaults/V'
const scope = opened(keyVault, { id: vault, name: 'V', properties: { vaultUri: 'https://v.vault.azure.net/' } })
const attributes = { enabled: true, exp: 1696005657, created: 1632156224 }

test.each([
  [keyVaultKey, { kid: 'https://v.vault.azure.net/keys/signing', attributes }, 'signing'],
  [keyVaultSecret, { id: 'https://v.vault.azure.net/secrets/password', attributes }, 'password'],
  [keyVaultCertificate, { id: 'https://v.vault.azure.net/certificates/site', attributes }, 'site'],
])('what a vault holds hangs under it, with name and dates in milliseconds', (definition, raw, name) => {
  const { key, properties } = entityOf(definition, raw, { scope })
  expect(properties).toMatchObject({ name, enabled: true, expiresOn: 1_696_005_657_000, createdOn: 1_632_156_224_000 })
  expect(drawn(definition, raw, { scope })).toEqual([`${vault.toLowerCase()}|CONTAINS|${key}`])
})

test('a secret without an end does not get one', () => {
  const raw = { id: 'https://v.vault.azure.net/secrets/password', attributes: { enabled: true } }
  expect(entityOf(keyVaultSecret, raw, { scope }).properties).not.toHaveProperty('expiresOn')
})

test('one without an address is refused: it could be anything', () => {
  expect(() => entityOf(keyVaultSecret, { attributes }, { scope })).toThrow(/without id/)
})
