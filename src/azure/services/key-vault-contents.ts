/** Keys, secrets and certificates in vaults: what they are, never what they hold. https://learn.microsoft.com/rest/api/keyvault */

import { MalformedAnswerError } from '../../collect/errors.ts'
import { from } from '../../collect/links.ts'
import type { ListSource } from '../../collect/resource.ts'
import { type Answer, text } from '../client/json.ts'
import { type FactTable, from as fact } from '../facts.ts'
import type { AzureLink, ListingOf } from '../listing.ts'
import { resource } from '../resource.ts'
import type { AzureSession } from '../session.ts'
import { keyVault } from './key-vault.ts'

const service = 'Key Vault'

/** `GET {vaultUrl}/{kind}`: the data plane, which only knows who the vault's own rights name. */
function inVaults(kind: 'keys' | 'secrets' | 'certificates', id: (raw: Answer) => string | undefined): ListingOf {
  return ({ type }) => {
    const source: ListSource<Answer, AzureSession> = {
      kind: 'list',
      api: `GET {vaultUrl}/${kind}`,
      list: (call) => call.session.vaults.list(text(call.scope.data, 'vaultUrl') ?? '', kind, call),
    }
    return {
      scope: keyVault.type,
      source,
      properties: ['id', 'name', 'displayName'],
      tags: 'tags',
      shared: ({ raw }) => {
        const address = id(raw)
        if (address === undefined) throw new MalformedAnswerError(`An answer for ${type} holds one without id.`)
        const name = address.split('/')[4]
        return { key: address, properties: { id: address, name, displayName: name } }
      },
    }
  }
}

/** Attributes of all three kinds; their times are seconds since the epoch. */
const attributes: FactTable = {
  enabled: 'attributes.enabled',
  active: 'attributes.enabled',
  notBefore: seconds('attributes.nbf'),
  expiresOn: seconds('attributes.exp'),
  createdOn: seconds('attributes.created'),
  updatedOn: seconds('attributes.updated'),
  recoveryLevel: 'attributes.recoveryLevel',
  recoverableDays: 'attributes.recoverableDays',
}

function seconds(path: string) {
  return fact([path], (value) => (typeof value === 'number' ? value * 1000 : undefined), 'number')
}

const inItsVault: AzureLink = from(keyVault.type, 'CONTAINS', ({ scope }) => scope.id)

export const keyVaultKey = resource({
  type: 'azure_keyvault_key',
  class: ['Key'],
  title: 'Key',
  service,
  list: inVaults('keys', (raw) => text(raw, 'kid')),
  permission: 'Microsoft.KeyVault/vaults/keys/read',
  properties: { ...attributes, managed: 'managed' },
  links: [inItsVault],
})

export const keyVaultSecret = resource({
  type: 'azure_keyvault_secret',
  class: ['Secret'],
  title: 'Secret',
  service,
  list: inVaults('secrets', (raw) => text(raw, 'id')),
  permission: 'Microsoft.KeyVault/vaults/secrets/readMetadata/action',
  properties: { ...attributes, contentType: 'contentType', managed: 'managed', certificateKeyId: 'kid' },
  links: [inItsVault],
})

export const keyVaultCertificate = resource({
  type: 'azure_keyvault_certificate',
  class: ['Certificate'],
  title: 'Certificate',
  service,
  list: inVaults('certificates', (raw) => text(raw, 'id')),
  permission: 'Microsoft.KeyVault/vaults/certificates/read',
  properties: { ...attributes, subject: 'subject', thumbprint: 'x5t' },
  links: [inItsVault],
})

export const keyVaultContentDefinitions = [keyVaultKey, keyVaultSecret, keyVaultCertificate]
