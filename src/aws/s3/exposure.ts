/** Whether a bucket is open to everyone, given what is known of its ACL, its policy and the public access blocks. Pure.
 *  https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html */
import type { GetBucketAclOutput, Grant, PublicAccessBlockConfiguration } from '@aws-sdk/client-s3'
import { conditionValues, statementsOf } from '../iam/policy.ts'

/** Undefined is unknown: a call was refused. */
type Known = boolean | undefined

export interface ExposureFacts {
  readonly publicAcl: Known
  readonly publicPolicy: Known
  /** The bucket's own block and the account's; either one closes. Empty: there is none. */
  readonly blocks: readonly (PublicAccessBlockConfiguration | undefined)[]
}

export interface Exposure {
  readonly public: Known
  /** Whether grants of the ACL, or of the policy, to everyone count. */
  readonly aclEffective: Known
  readonly policyEffective: Known
}

export function exposure({ publicAcl, publicPolicy, blocks }: ExposureFacts): Exposure {
  const blocked = (name: 'IgnorePublicAcls' | 'RestrictPublicBuckets') => or(...blocks.map((block) => block && block[name] === true))
  const aclEffective = not(blocked('IgnorePublicAcls'))
  const policyEffective = not(blocked('RestrictPublicBuckets'))
  return { public: or(and(publicAcl, aclEffective), and(publicPolicy, policyEffective)), aclEffective, policyEffective }
}

const groups = 'http://acs.amazonaws.com/groups/'

/** Anyone, or anyone with any AWS account. */
export function isPublicGrant({ Grantee }: Grant): boolean {
  return Grantee?.URI === `${groups}global/AllUsers` || Grantee?.URI === `${groups}global/AuthenticatedUsers`
}

export function isLogDelivery({ Grantee }: Grant): boolean {
  return Grantee?.URI === `${groups}s3/LogDelivery`
}

export function isPublicAcl(acl: Pick<GetBucketAclOutput, 'Grants'> | undefined): Known {
  return acl === undefined ? undefined : (acl.Grants ?? []).some(isPublicGrant)
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

function or(...values: readonly Known[]): Known {
  return values.includes(true) ? true : values.includes(undefined) ? undefined : false
}

function and(...values: readonly Known[]): Known {
  return values.includes(false) ? false : values.includes(undefined) ? undefined : true
}

function not(value: Known): Known {
  return value === undefined ? undefined : !value
}
