/** IAM as a service: account-wide counts. https://docs.aws.amazon.com/IAM/latest/APIReference */
import { synthetic, table } from '../calls.ts'
import { iam } from '../client/services.ts'
import type { ServiceFacts } from '../resource.ts'
import { serviceEntity } from '../service-entity.ts'

export const IAM: ServiceFacts = { type: 'aws_iam', title: 'IAM', scope: 'account' }

/** https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetAccountSummary.html */
export const accountSummary = table(iam, 'iam:GetAccountSummary', async ({ sdk, client, options }) => {
  const { SummaryMap } = await client.send(new sdk.GetAccountSummaryCommand({}), options)
  return SummaryMap ?? {}
})

export const iamService = serviceEntity(IAM, {
  function: ['identity', 'access-management'],
  source: synthetic((at) => at),
  permission: 'iam:GetAccountSummary',
  page: () => 'iam/home#/home',
  details: { summary: accountSummary.detail((summary) => summary) },
  entity: ({ details: { summary } }) => ({
    userCount: summary?.Users,
    groupCount: summary?.Groups,
    roleCount: summary?.Roles,
    policyCount: summary?.Policies,
    mfaDeviceCount: summary?.MFADevices,
    mfaDevicesInUse: summary?.MFADevicesInUse,
    userQuota: summary?.UsersQuota,
    roleQuota: summary?.RolesQuota,
    accountMfaEnabled: summary?.AccountMFAEnabled === undefined ? undefined : summary.AccountMFAEnabled === 1,
    accountAccessKeysPresent: summary?.AccountAccessKeysPresent,
  }),
})
