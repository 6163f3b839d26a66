/** IAM groups. Their members are drawn from the users' side, whose list names the groups. */
import type { GroupDetail } from '@aws-sdk/client-iam'
import { all, detail, list } from '../calls.ts'
import { iam } from '../client/services.ts'
import { attachedPolicies } from '../iam/attached.ts'
import { resource } from '../resource.ts'
import { IAM } from './iam.ts'

export const iamGroup = resource({
  type: 'aws_iam_group',
  class: ['UserGroup'],
  title: 'IAM group',
  service: IAM,
  source: list(
    iam,
    'iam:GetAccountAuthorizationDetails (Group)',
    ({ sdk, client, options }) => sdk.paginateGetAccountAuthorizationDetails({ client, pageSize: 1000 }, { Filter: ['Group'] }, options),
    (page) => page.GroupDetailList,
  ),
  permission: 'iam:GetAccountAuthorizationDetails',
  details: {
    members: detail(
      iam,
      'iam:GetGroup',
      ({ sdk, client, options }, { GroupName }: GroupDetail) =>
        all(sdk.paginateGetGroup({ client, pageSize: 1000 }, { GroupName }, options), (page) =>
          page.Users?.flatMap(({ UserName }) => UserName ?? []),
        ),
      { none: ['NoSuchEntityException'] },
    ),
  },
  key: ({ raw }) => raw.Arn,
  page: ({ raw }) => `iam/home#/groups/details/${raw.GroupName}`,
  entity: ({ raw, details: { members } }) => ({
    id: raw.GroupId,
    name: raw.GroupName,
    groupName: raw.GroupName,
    path: raw.Path,
    createdOn: raw.CreateDate,
    memberNames: members,
  }),
  links: (words) => attachedPolicies(words, ({ raw }) => raw.AttachedManagedPolicies),
})
