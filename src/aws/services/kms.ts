/** KMS keys. https://docs.aws.amazon.com/kms/latest/APIReference */
import type { KeyListEntry } from '@aws-sdk/client-kms'
import { epoch } from '../../graph/properties.ts'
import { all, bare, detail, list, setting, synthetic, table } from '../calls.ts'
import { kms } from '../client/services.ts'
import { resource, type ServiceFacts } from '../resource.ts'
import { serviceEntity } from '../service-entity.ts'

export const KMS: ServiceFacts = { type: 'aws_kms', title: 'KMS', scope: 'region' }

export const kmsService = serviceEntity(KMS, {
  function: ['encryption', 'key-management'],
  source: synthetic((at) => at),
  permission: 'kms:ListKeys',
  page: ({ at }) => `kms/home?region=${at.region}`,
})

const aliases = table(kms, 'kms:ListAliases', async ({ sdk, client, options }) => {
  const entries = await all(sdk.paginateListAliases({ client, pageSize: 100 }, {}, options), (page) => page.Aliases)
  return Map.groupBy(entries, ({ TargetKeyId }) => TargetKeyId)
})

export const kmsKey = resource({
  type: 'aws_kms_key',
  class: ['CryptoKey'],
  title: 'KMS key',
  service: KMS,
  source: list(
    kms,
    'kms:ListKeys',
    ({ sdk, client, options }) => sdk.paginateListKeys({ client, pageSize: 1000 }, {}, options),
    (page) => page.Keys,
  ),
  permission: 'kms:ListKeys',
  details: {
    description: detail(kms, 'kms:DescribeKey', async ({ sdk, client, options }, { KeyId }: KeyListEntry) => {
      const { KeyMetadata } = await client.send(new sdk.DescribeKeyCommand({ KeyId }), options)
      return KeyMetadata
    }),
    // Keys that cannot rotate say so by an error: asymmetric ones, HMAC keys, keys about to be deleted.
    rotation: setting(
      kms,
      'kms:GetKeyRotationStatus',
      async ({ sdk, client, options }, { KeyId }: KeyListEntry) =>
        bare(await client.send(new sdk.GetKeyRotationStatusCommand({ KeyId }), options)),
      { none: ['UnsupportedOperationException', 'KMSInvalidStateException'] },
    ),
    policy: detail(kms, 'kms:GetKeyPolicy', async ({ sdk, client, options }, { KeyId }: KeyListEntry) =>
      bare(await client.send(new sdk.GetKeyPolicyCommand({ KeyId, PolicyName: 'default' }), options)),
    ),
    tags: detail(kms, 'kms:ListResourceTags', ({ sdk, client, options }, { KeyId }: KeyListEntry) =>
      all(sdk.paginateListResourceTags({ client }, { KeyId }, options), (page) => page.Tags),
    ),
    aliases: aliases.detail((entries, { KeyId }: KeyListEntry) =>
      (entries.get(KeyId) ?? []).flatMap(({ AliasName }) => AliasName ?? []).sort(),
    ),
  },
  key: ({ raw }) => raw.KeyArn,
  tags: ({ details }) => details.tags,
  page: ({ raw, at }) => `kms/home?region=${at.region}#/kms/keys/${raw.KeyId}`,
  entity: ({ raw, details: { description, rotation, policy, aliases: names } }) => ({
    id: raw.KeyId,
    keyId: raw.KeyId,
    name: names?.[0]?.replace(/^alias\//, '') ?? raw.KeyId,
    description: description?.Description,
    keyManager: description?.KeyManager,
    keyState: description?.KeyState,
    active: description?.Enabled,
    enabled: description?.Enabled,
    keyUsage: description?.KeyUsage,
    keySpec: description?.KeySpec,
    encryptionAlgorithms: description?.EncryptionAlgorithms,
    origin: description?.Origin,
    createdOn: description?.CreationDate,
    deletionDate: epoch(description?.DeletionDate),
    multiRegion: description?.MultiRegion,
    keyRotationEnabled: rotation?.KeyRotationEnabled,
    policy: policy?.Policy,
    aliases: names,
  }),
})
