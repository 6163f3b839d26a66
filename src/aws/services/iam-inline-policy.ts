/** Inline policies: they stand in the answer of the user, group or role they belong to, and have no ARN of their own. */
import type { PolicyDetail } from '@aws-sdk/client-iam'
import { allowsResources, documentProperties } from '../iam/allows.ts'
import { type AwsResource, embeddedIn, resource } from '../resource.ts'
import { IAM } from './iam.ts'
import { iamGroup } from './iam-group.ts'
import { iamRole } from './iam-role.ts'
import { iamUser } from './iam-user.ts'

interface InlinePolicy extends PolicyDetail {
  readonly ownerArn: string | undefined
  readonly ownerName: string | undefined
}

export const iamUserPolicy = inlinePolicy('user', iamUser, ({ UserPolicyList, Arn, UserName }) => owned(UserPolicyList, Arn, UserName))
export const iamGroupPolicy = inlinePolicy('group', iamGroup, ({ GroupPolicyList, Arn, GroupName }) =>
  owned(GroupPolicyList, Arn, GroupName),
)
export const iamRolePolicy = inlinePolicy('role', iamRole, ({ RolePolicyList, Arn, RoleName }) => owned(RolePolicyList, Arn, RoleName))

function inlinePolicy<Owner, Details>(
  kind: 'user' | 'group' | 'role',
  owner: AwsResource<Owner, Details>,
  pick: (raw: Owner) => InlinePolicy[],
) {
  return resource({
    type: `aws_iam_${kind}_policy`,
    class: ['AccessPolicy'],
    title: `IAM ${kind} policy`,
    service: IAM,
    source: embeddedIn(owner, owner.source.api, ({ raw }) => pick(raw)),
    permission: owner.permission,
    key: ({ raw }) => (raw.ownerArn === undefined || raw.PolicyName === undefined ? undefined : `${raw.ownerArn}/policy/${raw.PolicyName}`),
    // The key is built, not an ARN that AWS would know.
    arn: () => undefined,
    page: ({ raw }) => `iam/home#/${kind}s/details/${raw.ownerName}`,
    entity: ({ raw }) => ({
      name: raw.PolicyName,
      policyName: raw.PolicyName,
      [`${kind}Name`]: raw.ownerName,
      managedBy: 'customer',
      vendorManaged: false,
      ...documentProperties(raw.PolicyDocument),
    }),
    links: (words) => [
      words.from(owner.type, 'HAS', ({ raw }) => raw.ownerArn),
      words.from(owner.type, 'ASSIGNED', ({ raw }) => raw.ownerArn),
      ...allowsResources(words, ({ raw }) => raw.PolicyDocument),
    ],
  })
}

function owned(policies: readonly PolicyDetail[] | undefined, ownerArn: string | undefined, ownerName: string | undefined): InlinePolicy[] {
  return (policies ?? []).map((policy) => ({ ...policy, ownerArn, ownerName }))
}
