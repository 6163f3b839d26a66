/** IAM users with their access keys and MFA devices. */
import type { AccessKeyMetadata, User, UserDetail } from '@aws-sdk/client-iam'
import { where } from '../../collect/links.ts'
import { epoch } from '../../graph/properties.ts'
import { all, detail, list, table } from '../calls.ts'
import { iam } from '../client/services.ts'
import { attachedPolicies } from '../iam/attached.ts'
import { credentialReport } from '../iam/credential-report.ts'
import type { Place } from '../place.ts'
import { embeddedIn, resource } from '../resource.ts'
import { IAM } from './iam.ts'

/** The authorisation details leave out when a password was last used. */
const listedUsers = table(iam, 'iam:ListUsers', async ({ sdk, client, options }) => {
  const users = await all(sdk.paginateListUsers({ client, pageSize: 1000 }, {}, options), (page) => page.Users)
  return new Map(
    users.map(({ UserId, PasswordLastUsed }): [string | undefined, Pick<User, 'PasswordLastUsed'>] => [UserId, { PasswordLastUsed }]),
  )
})

export const iamUser = resource({
  type: 'aws_iam_user',
  class: ['User'],
  title: 'IAM user',
  service: IAM,
  source: list(
    iam,
    'iam:GetAccountAuthorizationDetails (User)',
    ({ sdk, client, options }) => sdk.paginateGetAccountAuthorizationDetails({ client, pageSize: 1000 }, { Filter: ['User'] }, options),
    (page) => page.UserDetailList,
  ),
  permission: 'iam:GetAccountAuthorizationDetails',
  details: {
    listed: listedUsers.detail((users, { UserId }: UserDetail) => users.get(UserId)),
    report: credentialReport.detail((report, { UserName }: UserDetail) => report.get(UserName ?? '')),
    accessKeys: detail(
      iam,
      'iam:ListAccessKeys',
      ({ sdk, client, options }, { UserName }: UserDetail) =>
        all(sdk.paginateListAccessKeys({ client }, { UserName }, options), (page) => page.AccessKeyMetadata),
      { none: ['NoSuchEntityException'] },
    ),
    mfaDevices: detail(
      iam,
      'iam:ListMFADevices',
      ({ sdk, client, options }, { UserName }: UserDetail) =>
        all(sdk.paginateListMFADevices({ client }, { UserName }, options), (page) => page.MFADevices),
      { none: ['NoSuchEntityException'] },
    ),
  },
  key: ({ raw }) => raw.Arn,
  page: ({ raw }) => `iam/home#/users/details/${raw.UserName}`,
  entity: ({ raw, details: { listed, report, accessKeys, mfaDevices } }) => ({
    id: raw.UserId,
    userId: raw.UserId,
    name: raw.UserName,
    username: raw.UserName,
    // A Name tag does not rename a user.
    displayName: raw.UserName,
    email: emailOf(raw),
    path: raw.Path,
    createdOn: raw.CreateDate,
    active: true,
    permissionsBoundaryArn: raw.PermissionsBoundary?.PermissionsBoundaryArn,
    passwordLastUsedOn: epoch(listed?.PasswordLastUsed),
    passwordLastUsed: epoch(listed?.PasswordLastUsed) ?? report?.passwordLastUsed,
    passwordEnabled: report?.passwordEnabled,
    passwordLastChanged: report?.passwordLastChanged,
    passwordChangedOn: report?.passwordLastChanged,
    // The report can be four hours old, the list of devices is not.
    mfaEnabled: mfaDevices === undefined ? report?.mfaActive : mfaDevices.length > 0,
    accessKeyEnabled: accessKeys === undefined ? report?.accessKeyActive : accessKeys.some(({ Status }) => Status === 'Active'),
    accessKeyLastUsed: report?.accessKeyLastUsed,
  }),
  links: (words) => [
    // HAS is what published queries use.
    words.from('aws_iam_group', 'CONTAINS', ({ raw, at }) => groupsOf(raw, at)),
    words.from('aws_iam_group', 'HAS', ({ raw, at }) => groupsOf(raw, at)),
    ...attachedPolicies(words, ({ raw }) => raw.AttachedManagedPolicies),
    words.to('IS', 'Person', ({ raw }) => where('Person', { email: emailOf(raw)?.toLowerCase() }), { mapped: true }),
  ],
})

export const accessKey = resource({
  type: 'aws_iam_access_key',
  class: ['AccessKey'],
  title: 'IAM user access key',
  service: IAM,
  source: embeddedIn(
    iamUser,
    'iam:ListAccessKeys',
    ({ raw, details }) => details.accessKeys?.map((key) => ({ ...key, userArn: raw.Arn })),
    'accessKeys',
  ),
  permission: 'iam:ListAccessKeys',
  details: {
    use: detail(
      iam,
      'iam:GetAccessKeyLastUsed',
      async ({ sdk, client, options }, { AccessKeyId }: AccessKeyMetadata) => {
        const { AccessKeyLastUsed } = await client.send(new sdk.GetAccessKeyLastUsedCommand({ AccessKeyId }), options)
        return AccessKeyLastUsed
      },
      { none: ['NoSuchEntityException'] },
    ),
  },
  key: ({ raw }) => (raw.AccessKeyId === undefined ? undefined : `${raw.userArn}|access_key|${raw.AccessKeyId}`),
  page: ({ raw }) => `iam/home#/users/details/${raw.UserName}?section=security_credentials`,
  entity: ({ raw, details: { use } }) => ({
    id: raw.AccessKeyId,
    userName: raw.UserName,
    status: raw.Status,
    active: raw.Status === 'Active',
    createdOn: raw.CreateDate,
    lastUsedOn: epoch(use?.LastUsedDate),
    // IAM writes N/A for a key that was never used.
    lastUsedService: use?.ServiceName === 'N/A' ? undefined : use?.ServiceName,
    lastUsedRegion: use?.Region === 'N/A' ? undefined : use?.Region,
  }),
  ofService: false,
  links: ({ from }) => [from('aws_iam_user', 'HAS', ({ raw }) => raw.userArn)],
})

export const mfaDevice = resource({
  type: 'mfa_device',
  class: ['AccessKey'],
  title: 'IAM user MFA device',
  service: IAM,
  source: embeddedIn(
    iamUser,
    'iam:ListMFADevices',
    ({ raw, details }) => details.mfaDevices?.map((device) => ({ ...device, userArn: raw.Arn })),
    'mfaDevices',
  ),
  permission: 'iam:ListMFADevices',
  key: ({ raw }) => raw.SerialNumber,
  page: ({ raw }) => `iam/home#/users/details/${raw.UserName}?section=security_credentials`,
  entity: ({ raw }) => ({
    id: raw.SerialNumber,
    serialNumber: raw.SerialNumber,
    userName: raw.UserName,
    enabledOn: epoch(raw.EnableDate),
    virtual: raw.SerialNumber?.startsWith('arn:aws') === true && raw.SerialNumber.includes(':mfa/'),
    deviceType: /:(mfa|u2f|sms-mfa)\//.exec(raw.SerialNumber ?? '')?.[1],
  }),
  ofService: false,
  links: ({ from }) => [from('aws_iam_user', 'HAS', ({ raw }) => raw.userArn)],
})

function groupsOf({ GroupList }: UserDetail, { accountId }: Place) {
  return GroupList?.map((name) => where('aws_iam_group', { name, accountId }))
}

/** The user's Email tag, else a user name that is an address. */
function emailOf({ UserName, Tags }: UserDetail): string | undefined {
  const tagged = Tags?.find(({ Key }) => Key?.toLowerCase() === 'email')?.Value
  if (tagged !== undefined && tagged !== '') return tagged
  return UserName !== undefined && /^[^@\s]+@[^@\s]+\.[^@\s]+$/.test(UserName) ? UserName : undefined
}
