/** S3 buckets and their policies. https://docs.aws.amazon.com/AmazonS3/latest/API */
import type { Grant as AclGrant, Bucket, S3Client } from '@aws-sdk/client-s3'
import type { Edge } from '../../collect/links.ts'
import { bare, type Detail, type DetailOptions, list, setting, synthetic, table, undefinedOn } from '../calls.ts'
import type { Ask } from '../client/service.ts'
import { s3, s3Control } from '../client/services.ts'
import { accessLevels } from '../iam/access-level.ts'
import { type Principal, plainDocument, type Statement, statementProperties, statementSuffix, statementsOf } from '../iam/policy.ts'
import { type Grant, principalEnd, toAnyPrincipal } from '../iam/principals.ts'
import { kmsKey } from '../keys.ts'
import type { Place } from '../place.ts'
import { embeddedIn, resource, type ServiceFacts, serviceKey } from '../resource.ts'
import { demandsTls, exposure, isLogDelivery, isPublicAcl, isPublicGrant } from '../s3/exposure.ts'
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
  entity: ({ details }) => {
    const block = details.block && (details.block.PublicAccessBlockConfiguration ?? {})
    return {
      blockPublicAcls: block && block.BlockPublicAcls === true,
      ignorePublicAcls: block && block.IgnorePublicAcls === true,
      blockPublicPolicy: block && block.BlockPublicPolicy === true,
      restrictPublicBuckets: block && block.RestrictPublicBuckets === true,
    }
  },
})

type S3 = typeof import('@aws-sdk/client-s3')

/** One sub-resource of a bucket, asked for in the bucket's own region where the list told it. */
function ofBucket<Answer extends object>(
  operation: string,
  get: (ask: Ask<S3, S3Client>, Bucket: string) => Promise<Answer>,
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
    const { acl, policy, block, versioning, logging, lifecycle, replication, objectLock, website, notification } = details
    const rule = details.encryption?.ServerSideEncryptionConfiguration?.Rules?.[0]
    const own = block && (block.PublicAccessBlockConfiguration ?? {})
    return {
      id: raw.Name,
      name: raw.Name,
      bucketName: raw.Name,
      createdOn: raw.CreationDate,
      region: regionOf(raw, details.location, at),
      location: regionOf(raw, details.location, at),
      ownerId: acl?.Owner?.ID,
      public: open(details).public,
      publicAcl: isPublicAcl(acl),
      publicPolicy: publicPolicy(details),
      blockPublicAcls: own && own.BlockPublicAcls === true,
      ignorePublicAcls: own && own.IgnorePublicAcls === true,
      blockPublicPolicy: own && own.BlockPublicPolicy === true,
      restrictPublicBuckets: own && own.RestrictPublicBuckets === true,
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
    words.to(
      'ALLOWS',
      'ANY_PRINCIPAL',
      ({ details, at }) => {
        const { aclEffective, policyEffective } = open(details)
        const foreign = (details.acl?.Grants ?? []).filter(
          ({ Grantee }) => Grantee?.ID === undefined || Grantee.ID !== details.acl?.Owner?.ID,
        )
        return [
          ...foreign.map((grant) => aclEdge(grant, aclEffective, at)),
          ...policyGrants(details.policy?.Policy, policyEffective).flatMap(({ principal, properties, suffix }): Edge[] => {
            const end = principalEnd(principal, at)
            return end === undefined
              ? []
              : [{ ...end.edge, suffix: `policy:${suffix}`, properties: { ...end.edge.properties, ...properties } }]
          }),
        ]
      },
      { mapped: true },
    ),
  ],
})

export const bucketPolicy = resource({
  type: 'aws_s3_bucket_policy',
  class: ['AccessPolicy'],
  title: 'S3 bucket policy',
  service: S3,
  source: embeddedIn(
    bucket,
    's3:GetBucketPolicy',
    ({ raw, details, at }) => {
      const { policy, policyStatus } = details
      if (policy?.Policy === undefined) return []
      return [
        {
          bucketArn: bucketArn(raw, at),
          bucketName: raw.Name,
          document: policy.Policy,
          isPublic: policyStatus?.PolicyStatus?.IsPublic,
          effective: open(details).policyEffective,
        },
      ]
    },
    'policy',
  ),
  permission: 's3:GetBucketPolicy',
  key: ({ raw }) => (raw.bucketArn === undefined ? undefined : `${raw.bucketArn}|policy`),
  page: ({ raw }) => `s3/buckets/${raw.bucketName}?tab=permissions`,
  entity: ({ raw, at }) => ({
    name: `${raw.bucketName} policy`,
    bucketName: raw.bucketName,
    policyDocument: plainDocument(raw.document),
    content: plainDocument(raw.document),
    public: raw.isPublic,
    secureTransport: demandsTls(raw.document),
    crossAccountPrincipals: [
      ...new Set(
        statementsOf(raw.document).flatMap(({ effect, principals }) => (effect === 'Allow' ? foreignPrincipals(principals, at) : [])),
      ),
    ],
  }),
  ofService: false,
  links: (words) => [
    words.from('aws_s3_bucket', 'HAS', ({ raw }) => raw.bucketArn),
    toAnyPrincipal(words, 'ALLOWS', ({ raw }) => policyGrants(raw.document, raw.effective)),
  ],
})

interface BucketDetails {
  readonly acl?: Parameters<typeof isPublicAcl>[0]
  readonly policy?: { readonly Policy?: string | undefined }
  readonly policyStatus?: { readonly PolicyStatus?: { readonly IsPublic?: boolean | undefined } | undefined }
  readonly block?: Block
  readonly accountBlock?: Block
}

interface Block {
  readonly PublicAccessBlockConfiguration?: Parameters<typeof exposure>[0]['blocks'][number]
}

function open(details: BucketDetails) {
  const { acl, block, accountBlock } = details
  return exposure({
    publicAcl: isPublicAcl(acl),
    publicPolicy: publicPolicy(details),
    blocks: [block, accountBlock].map((known) => known && (known.PublicAccessBlockConfiguration ?? {})),
  })
}

/** S3's own judgement; a bucket without a policy has none that is public. */
function publicPolicy({ policy, policyStatus }: BucketDetails): boolean | undefined {
  if (policy !== undefined && policy.Policy === undefined) return false
  return policyStatus && policyStatus.PolicyStatus?.IsPublic
}

function bucketArn({ Name }: Bucket, { partition }: Place): string | undefined {
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

function aclEdge(grant: AclGrant, effective: boolean | undefined, at: Place): Edge | undefined {
  const { Grantee, Permission } = grant
  const properties = {
    source: 'acl',
    permission: Permission,
    granteeType: Grantee?.Type,
    granteeURI: Grantee?.URI,
    read: Permission === 'READ' || Permission === 'FULL_CONTROL',
    write: Permission === 'WRITE' || Permission === 'FULL_CONTROL',
  }
  const suffix = `acl:${Grantee?.URI?.split('/').at(-1) ?? 'user'}:${Permission}`
  if (isLogDelivery(grant)) return { target: serviceKey(S3, at), properties, suffix }
  const principal: Principal | undefined = isPublicGrant(grant)
    ? { kind: 'everyone' }
    : Grantee?.ID === undefined
      ? undefined
      : { kind: 'canonicalUser', id: Grantee.ID }
  const end = principal === undefined ? undefined : principalEnd(principal, at)
  if (end === undefined) return undefined
  return { ...end.edge, suffix, properties: principal?.kind === 'everyone' ? { ...properties, effective } : properties }
}

function policyGrants(document: string | undefined, effective: boolean | undefined): Grant[] {
  return statementsOf(document)
    .filter(({ effect }) => effect === 'Allow')
    .flatMap((statement) => principals(statement).map((principal) => grantOf(statement, principal, effective)))
}

/** Everyone but a few is everyone. */
function principals({ principals: named, notPrincipals }: Statement): readonly Principal[] {
  return notPrincipals.length > 0 ? [{ kind: 'everyone' }] : named
}

function grantOf(statement: Statement, principal: Principal, effective: boolean | undefined): Grant {
  const { actions, notActions } = statement
  const everything = notActions.length > 0 || actions.some((action) => /^(\*|s3:\*)$/i.test(action))
  const levels = accessLevels(everything ? ['*'] : actions)
  return {
    principal,
    suffix: statementSuffix(statement),
    properties: {
      source: 'policy',
      ...statementProperties(statement),
      ...levels,
      permission: everything ? 'FULL_CONTROL' : levels.write === true ? 'WRITE' : 'READ',
      ...(principal.kind === 'everyone' ? { effective } : {}),
    },
  }
}

function foreignPrincipals(named: readonly Principal[], at: Place): string[] {
  return named.flatMap((principal) => {
    if (principal.kind === 'account') return principal.accountId === at.accountId ? [] : principal.accountId
    return 'arn' in principal && principal.accountId !== at.accountId ? principal.arn : []
  })
}
