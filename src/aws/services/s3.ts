/** S3: the account's own block, and buckets with all their settings. https://docs.aws.amazon.com/AmazonS3/latest/API */
import type { Bucket, S3Client } from '@aws-sdk/client-s3'
import { bare, type Detail, type DetailOptions, list, setting, synthetic, table, undefinedOn } from '../calls.ts'
import type { Ask } from '../client/service.ts'
import { s3, s3Control } from '../client/services.ts'
import { toAnyPrincipal } from '../iam/principals.ts'
import { kmsKey } from '../keys.ts'
import type { Place } from '../place.ts'
import { resource, type ServiceFacts } from '../resource.ts'
import { blockSwitches, demandsTls, exposureOf } from '../s3/exposure.ts'
import { aclGrants, policyGrants } from '../s3/grants.ts'
import { serviceEntity } from '../service-entity.ts'

export const S3: ServiceFacts = { type: 'aws_s3', title: 'S3', scope: 'account' }

/** The account's own block, over that of every bucket. */
const accountBlock = table(
  s3Control,
  's3control:GetPublicAccessBlock',
  async ({ sdk, client, options, at }) => {
    const block = await undefinedOn(['NoSuchPublicAccessBlockConfiguration'], () =>
      client.send(new sdk.GetPublicAccessBlockCommand({ AccountId: at.accountId }), options),
    )
    return { PublicAccessBlockConfiguration: block?.PublicAccessBlockConfiguration }
  },
  { permission: 's3:GetAccountPublicAccessBlock' },
)

export const s3Service = serviceEntity(S3, {
  function: ['storage'],
  source: synthetic((at) => at),
  permission: 's3:GetAccountPublicAccessBlock',
  page: () => 's3/home',
  details: { block: accountBlock.detail((block) => block) },
  entity: ({ details }) => blockSwitches(details.block),
})

type Sdk = typeof import('@aws-sdk/client-s3')

/** One sub-resource of a bucket, asked for in the bucket's own region where the list told it. */
function ofBucket<Answer extends object>(
  operation: string,
  get: (ask: Ask<Sdk, S3Client>, Bucket: string) => Promise<Answer>,
  options: Pick<DetailOptions<Bucket>, 'permission' | 'none'> = {},
): Detail<Bucket, Partial<Answer>> {
  return setting(
    s3,
    `s3:${operation}`,
    async (ask, { Name = '', BucketRegion }: Bucket) =>
      get(BucketRegion === undefined ? ask : { ...ask, ...(await ask.in(BucketRegion)) }, Name),
    { ...options, none: [...(options.none ?? []), 'NoSuchBucket'] },
  )
}

export const bucket = resource({
  type: 'aws_s3_bucket',
  class: ['DataStore'],
  title: 'S3 bucket',
  service: S3,
  source: list(
    s3,
    's3:ListBuckets',
    ({ sdk, client, options }) => sdk.paginateListBuckets({ client, pageSize: 1000 }, {}, options),
    (page) => page.Buckets,
  ),
  permission: 's3:ListAllMyBuckets',
  details: {
    location: ofBucket('GetBucketLocation', async ({ sdk, client, options }, Bucket) =>
      bare(await client.send(new sdk.GetBucketLocationCommand({ Bucket }), options)),
    ),
    acl: ofBucket('GetBucketAcl', async ({ sdk, client, options }, Bucket) =>
      bare(await client.send(new sdk.GetBucketAclCommand({ Bucket }), options)),
    ),
    policy: ofBucket(
      'GetBucketPolicy',
      async ({ sdk, client, options }, Bucket) => bare(await client.send(new sdk.GetBucketPolicyCommand({ Bucket }), options)),
      { none: ['NoSuchBucketPolicy'] },
    ),
    policyStatus: ofBucket(
      'GetBucketPolicyStatus',
      async ({ sdk, client, options }, Bucket) => bare(await client.send(new sdk.GetBucketPolicyStatusCommand({ Bucket }), options)),
      { none: ['NoSuchBucketPolicy'] },
    ),
    block: ofBucket(
      'GetPublicAccessBlock',
      async ({ sdk, client, options }, Bucket) => bare(await client.send(new sdk.GetPublicAccessBlockCommand({ Bucket }), options)),
      { permission: 's3:GetBucketPublicAccessBlock', none: ['NoSuchPublicAccessBlockConfiguration'] },
    ),
    accountBlock: accountBlock.detail((block, _bucket: Bucket) => block),
    encryption: ofBucket(
      'GetBucketEncryption',
      async ({ sdk, client, options }, Bucket) => bare(await client.send(new sdk.GetBucketEncryptionCommand({ Bucket }), options)),
      { permission: 's3:GetEncryptionConfiguration', none: ['ServerSideEncryptionConfigurationNotFoundError'] },
    ),
    versioning: ofBucket('GetBucketVersioning', async ({ sdk, client, options }, Bucket) =>
      bare(await client.send(new sdk.GetBucketVersioningCommand({ Bucket }), options)),
    ),
    logging: ofBucket('GetBucketLogging', async ({ sdk, client, options }, Bucket) =>
      bare(await client.send(new sdk.GetBucketLoggingCommand({ Bucket }), options)),
    ),
    lifecycle: ofBucket(
      'GetBucketLifecycleConfiguration',
      async ({ sdk, client, options }, Bucket) =>
        bare(await client.send(new sdk.GetBucketLifecycleConfigurationCommand({ Bucket }), options)),
      { permission: 's3:GetLifecycleConfiguration', none: ['NoSuchLifecycleConfiguration'] },
    ),
    replication: ofBucket(
      'GetBucketReplication',
      async ({ sdk, client, options }, Bucket) => bare(await client.send(new sdk.GetBucketReplicationCommand({ Bucket }), options)),
      { permission: 's3:GetReplicationConfiguration', none: ['ReplicationConfigurationNotFoundError'] },
    ),
    objectLock: ofBucket(
      'GetObjectLockConfiguration',
      async ({ sdk, client, options }, Bucket) => bare(await client.send(new sdk.GetObjectLockConfigurationCommand({ Bucket }), options)),
      { permission: 's3:GetBucketObjectLockConfiguration', none: ['ObjectLockConfigurationNotFoundError'] },
    ),
    ownership: ofBucket(
      'GetBucketOwnershipControls',
      async ({ sdk, client, options }, Bucket) => bare(await client.send(new sdk.GetBucketOwnershipControlsCommand({ Bucket }), options)),
      { none: ['OwnershipControlsNotFoundError'] },
    ),
    website: ofBucket(
      'GetBucketWebsite',
      async ({ sdk, client, options }, Bucket) => bare(await client.send(new sdk.GetBucketWebsiteCommand({ Bucket }), options)),
      { none: ['NoSuchWebsiteConfiguration'] },
    ),
    notification: ofBucket(
      'GetBucketNotificationConfiguration',
      async ({ sdk, client, options }, Bucket) =>
        bare(await client.send(new sdk.GetBucketNotificationConfigurationCommand({ Bucket }), options)),
      { permission: 's3:GetBucketNotification' },
    ),
    tagging: ofBucket(
      'GetBucketTagging',
      async ({ sdk, client, options }, Bucket) => bare(await client.send(new sdk.GetBucketTaggingCommand({ Bucket }), options)),
      { none: ['NoSuchTagSet'] },
    ),
  },
  key: ({ raw, at }) => bucketArn(raw, at),
  tags: ({ details }) => details.tagging?.TagSet,
  page: ({ raw }) => `s3/buckets/${raw.Name}`,
  entity: ({ raw, details, at }) => {
    const { acl, policy, versioning, logging, lifecycle, replication, objectLock, website, notification } = details
    const rule = details.encryption?.ServerSideEncryptionConfiguration?.Rules?.[0]
    const exposure = exposureOf(details)
    return {
      id: raw.Name,
      name: raw.Name,
      bucketName: raw.Name,
      createdOn: raw.CreationDate,
      region: regionOf(raw, details.location, at),
      location: regionOf(raw, details.location, at),
      ownerId: acl?.Owner?.ID,
      public: exposure.public,
      publicAcl: exposure.publicAcl,
      publicPolicy: exposure.publicPolicy,
      ...blockSwitches(details.block),
      // Every new object since January 2023, whether a default is configured or not.
      encrypted: true,
      defaultEncryptionEnabled: details.encryption && rule !== undefined,
      encryptionAlgorithm: rule?.ApplyServerSideEncryptionByDefault?.SSEAlgorithm,
      kmsKeyId: rule?.ApplyServerSideEncryptionByDefault?.KMSMasterKeyID,
      bucketKeyEnabled: rule?.BucketKeyEnabled,
      versioningEnabled: versioning && versioning.Status === 'Enabled',
      mfaDelete: versioning && versioning.MFADelete === 'Enabled',
      loggingEnabled: logging && logging.LoggingEnabled !== undefined,
      loggingTargetBucket: logging?.LoggingEnabled?.TargetBucket,
      lifecycleEnabled: lifecycle && (lifecycle.Rules ?? []).some(({ Status }) => Status === 'Enabled'),
      replicationDestinations:
        replication && (replication.ReplicationConfiguration?.Rules ?? []).flatMap(({ Destination }) => Destination?.Bucket ?? []),
      objectLockEnabled: objectLock && objectLock.ObjectLockConfiguration?.ObjectLockEnabled === 'Enabled',
      objectOwnership: details.ownership?.OwnershipControls?.Rules?.[0]?.ObjectOwnership,
      websiteEnabled: website && website.IndexDocument?.Suffix !== undefined,
      notificationLambdaArns:
        notification && (notification.LambdaFunctionConfigurations ?? []).flatMap(({ LambdaFunctionArn }) => LambdaFunctionArn ?? []),
      notificationEnabled:
        notification &&
        [notification.LambdaFunctionConfigurations, notification.QueueConfigurations, notification.TopicConfigurations].some(
          (targets) => (targets ?? []).length > 0,
        ),
      secureTransport: policy && demandsTls(policy.Policy),
    }
  },
  links: (words) => [
    words.to('USES', 'aws_kms_key', ({ raw, details, at }) =>
      kmsKey(details.encryption?.ServerSideEncryptionConfiguration?.Rules?.[0]?.ApplyServerSideEncryptionByDefault?.KMSMasterKeyID, {
        ...at,
        region: regionOf(raw, details.location, at) ?? at.region,
      }),
    ),
    toAnyPrincipal(words, 'ALLOWS', ({ details }) => policyGrants(details.policy?.Policy, exposureOf(details).policyEffective)),
    words.to('ALLOWS', 'ANY_PRINCIPAL', ({ details, at }) => aclGrants(details.acl, exposureOf(details).aclEffective, at), {
      mapped: true,
    }),
  ],
})

/** The bucket's ARN tells neither its region nor its account. */
export function bucketArn({ Name }: Bucket, { partition }: Place): string | undefined {
  return Name === undefined || Name === '' ? undefined : `arn:${partition}:s3:::${Name}`
}

/** An empty location is the oldest region, `EU` the second. */
function regionOf(
  { BucketRegion }: Bucket,
  location: { LocationConstraint?: string | undefined } | undefined,
  at: Place,
): string | undefined {
  if (BucketRegion !== undefined) return BucketRegion
  if (location === undefined) return undefined
  if (location.LocationConstraint === 'EU') return 'eu-west-1'
  return location.LocationConstraint || at.region
}
