/** Whether a bucket is open to everyone, given what is known of its ACL, its policy and the public access blocks. Pure.
 *  https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html */
import type { Grant, PublicAccessBlockConfiguration } from '@aws-sdk/client-s3'
import { conditionValues, statementsOf } from '../iam/policy.ts'

/** Undefined is unknown: a call was refused. */
type Known = boolean | undefined

/** What the calls about a bucket answered; one that was refused is absent, one that found nothing is empty. */
export interface BucketAnswers {
  readonly acl?: { readonly Grants?: readonly Grant[] | undefined }
  readonly policy?: { readonly Policy?: string | undefined }
  readonly policyStatus?: { readonly PolicyStatus?: { readonly IsPublic?: boolean | undefined } | undefined }
  /** The bucket's own block and the account's; either one closes. */
  readonly block?: BlockAnswer
  readonly accountBlock?: BlockAnswer
}

interface BlockAnswer {
  readonly PublicAccessBlockConfiguration?: PublicAccessBlockConfiguration | undefined
}

export interface Exposure {
  readonly public: Known
  readonly publicAcl: Known
  readonly publicPolicy: Known
  /** Whether what the ACL, or the policy, grants to everyone counts. */
  readonly aclEffective: Known
  readonly policyEffective: Known
}

export function exposureOf(bucket: BucketAnswers): Exposure {
  const publicAcl = bucket.acl && (bucket.acl.Grants ?? []).some(isPublicGrant)
  const publicPolicy = isPublicPolicy(bucket)
  const aclEffective = not(blocked(bucket, 'IgnorePublicAcls'))
  const policyEffective = not(blocked(bucket, 'RestrictPublicBuckets'))
  return {
    public: or(and(publicAcl, aclEffective), and(publicPolicy, policyEffective)),
    publicAcl,
    publicPolicy,
    aclEffective,
    policyEffective,
  }
}

/** The four switches of a block that was read; a switch that is not set is off. */
export function blockSwitches(answer: BlockAnswer | undefined) {
  const block = answer && (answer.PublicAccessBlockConfiguration ?? {})
  return {
    blockPublicAcls: block && block.BlockPublicAcls === true,
    ignorePublicAcls: block && block.IgnorePublicAcls === true,
    blockPublicPolicy: block && block.BlockPublicPolicy === true,
    restrictPublicBuckets: block && block.RestrictPublicBuckets === true,
  }
}

const groups = 'http://acs.amazonaws.com/groups/'

/** Anyone, or anyone with any AWS account. */
export function isPublicGrant({ Grantee }: Grant): boolean {
  return Grantee?.URI === `${groups}global/AllUsers` || Grantee?.URI === `${groups}global/AuthenticatedUsers`
}

/** S3's own writer of access logs. */
export function isLogDelivery({ Grantee }: Grant): boolean {
  return Grantee?.URI === `${groups}s3/LogDelivery`
}

/** The policy refuses everyone who does not come over TLS. */
export function demandsTls(document: string | undefined): boolean {
  return statementsOf(document).some(
    ({ effect, principals, condition }) =>
      effect === 'Deny' &&
      principals.some(({ kind }) => kind === 'everyone') &&
      conditionValues(condition, 'aws:SecureTransport').includes('false'),
  )
}

/** S3's own judgement; a bucket without a policy has none that is public. */
function isPublicPolicy({ policy, policyStatus }: BucketAnswers): Known {
  return policy !== undefined && policy.Policy === undefined ? false : policyStatus?.PolicyStatus?.IsPublic
}

function blocked({ block, accountBlock }: BucketAnswers, name: keyof PublicAccessBlockConfiguration): Known {
  return or(...[block, accountBlock].map((answer) => answer && answer.PublicAccessBlockConfiguration?.[name] === true))
}

function or(...values: readonly Known[]): Known {
  if (values.includes(true)) return true
  return values.includes(undefined) ? undefined : false
}

function and(...values: readonly Known[]): Known {
  if (values.includes(false)) return false
  return values.includes(undefined) ? undefined : true
}

function not(value: Known): Known {
  return value === undefined ? undefined : !value
}
