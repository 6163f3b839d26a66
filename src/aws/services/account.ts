/** The account itself: what the organisation, IAM and the account's own contacts say of it. */
import { UnreachableError } from '../../collect/errors.ts'
import { epoch, type Loose } from '../../graph/properties.ts'
import { all, bare, type Detail, detail, setting, single, table, undefinedOn } from '../calls.ts'
import { usable } from '../client/scopes.ts'
import { account as accountApi, ec2, iam, organizations, s3, sts } from '../client/services.ts'
import type { ListedAccount } from '../client/session.ts'
import { credentialReport, rootUser } from '../iam/credential-report.ts'
import { accountKey } from '../place.ts'
import { accountPlaceholder } from '../placeholders.ts'
import { resource, type ServiceFacts } from '../resource.ts'
import { accountSummary } from './iam.ts'

const ACCOUNT: ServiceFacts = { type: 'aws_account', title: 'Account', scope: 'account' }

interface AccountRaw {
  readonly Account: string
  readonly Arn?: string | undefined
  /** Its row in the organisation's list, where the integration began by reading that list. */
  readonly listed?: ListedAccount
}

/** Empty outside an organisation; only its management account lists the members. */
const organization = table(organizations, 'organizations:DescribeOrganization', async ({ sdk, client, options }) => {
  const answer = await undefinedOn(['AWSOrganizationsNotInUseException'], () =>
    client.send(new sdk.DescribeOrganizationCommand({}), options),
  )
  return { Id: answer?.Organization?.Id, MasterAccountId: answer?.Organization?.MasterAccountId }
})

const members: Detail<AccountRaw, readonly ListedAccount[]> = {
  api: 'organizations:ListAccounts',
  permission: 'organizations:ListAccounts',
  get: async (call, raw) => {
    const management = await organization.detail(({ MasterAccountId }) => MasterAccountId).get(call, raw)
    if (management !== raw.Account) return []
    return detail(organizations, 'organizations:ListAccounts', ({ sdk, client, options }) =>
      all(sdk.paginateListAccounts({ client }, {}, options), (page) => page.Accounts),
    ).get(call, raw)
  },
}

export const account = resource({
  type: 'aws_account',
  class: ['Account'],
  title: 'Account',
  service: ACCOUNT,
  source: single(sts, 'sts:GetCallerIdentity', async ({ sdk, client, options, at, session }): Promise<AccountRaw[]> => {
    const { Account, Arn } = await client.send(new sdk.GetCallerIdentityCommand({}), options)
    if (Account !== at.accountId) throw new UnreachableError(`The credentials for account ${at.accountId} lead to account ${Account}.`)
    const listed = session.accounts.get(Account)?.listed
    return [{ Account, Arn, ...(listed === undefined ? {} : { listed }) }]
  }),
  permission: 'sts:GetCallerIdentity',
  details: {
    organization: organization.detail((known, _raw: AccountRaw) => known),
    members,
    alias: detail(iam, 'iam:ListAccountAliases', ({ sdk, client, options }, _raw: AccountRaw) =>
      all(sdk.paginateListAccountAliases({ client }, {}, options), (page) => page.AccountAliases),
    ),
    summary: accountSummary.detail((summary, _raw: AccountRaw) => summary),
    root: credentialReport.detail((report, _raw: AccountRaw) => report.get(rootUser)),
    securityContact: setting(
      accountApi,
      'account:GetAlternateContact',
      async ({ sdk, client, options }, _raw: AccountRaw) =>
        bare(await client.send(new sdk.GetAlternateContactCommand({ AlternateContactType: 'SECURITY' }), options)),
      { none: ['ResourceNotFoundException'] },
    ),
    contact: setting(
      accountApi,
      'account:GetContactInformation',
      // Name alone: postal address and telephone have no use in the graph.
      async ({ sdk, client, options }, _raw: AccountRaw) => {
        const { ContactInformation } = await client.send(new sdk.GetContactInformationCommand({}), options)
        return { FullName: ContactInformation?.FullName, CompanyName: ContactInformation?.CompanyName }
      },
      { none: ['ResourceNotFoundException'] },
    ),
    // How bucket ACLs name this account.
    canonicalUser: setting(
      s3,
      's3:ListBuckets',
      async ({ sdk, client, options }, _raw: AccountRaw) => {
        const { Owner } = await client.send(new sdk.ListBucketsCommand({ MaxBuckets: 1 }), options)
        return { ID: Owner?.ID }
      },
      { permission: 's3:ListAllMyBuckets' },
    ),
    regions: detail(ec2, 'ec2:DescribeRegions', async ({ sdk, client, options }, _raw: AccountRaw) => {
      const { Regions } = await client.send(new sdk.DescribeRegionsCommand({ AllRegions: false }), options)
      return usable(Regions)
    }),
  },
  key: ({ raw, at }) => accountKey(at.partition, raw.Account),
  page: () => 'billing/home#/account',
  entity: ({ raw, details }) => {
    const { organization: within, summary, root } = details
    const listed = raw.listed ?? details.members?.find(({ Id }) => Id === raw.Account)
    const name = listed?.Name ?? details.alias?.[0] ?? raw.Account
    return {
      id: raw.Account,
      callerArn: raw.Arn,
      name,
      displayName: name,
      ...organizationFacts(listed),
      alias: details.alias?.[0],
      accessURL: details.alias?.[0] === undefined ? undefined : `https://${details.alias[0]}.signin.aws.amazon.com/console`,
      master: within && within.MasterAccountId === raw.Account,
      masterAccountId: within?.MasterAccountId,
      organizationId: within?.Id,
      accountMfaEnabled: summary && summary.AccountMFAEnabled === 1,
      mfaEnabled: summary && summary.AccountMFAEnabled === 1,
      accountAccessKeysPresent: summary?.AccountAccessKeysPresent,
      accountSigningCertificatesPresent: summary?.AccountSigningCertificatesPresent,
      rootUserPasswordLastUsed: root?.passwordLastUsed,
      rootUserAccessKeyLastUsed: root?.accessKeyLastUsed,
      securityContactEmail: details.securityContact?.AlternateContact?.EmailAddress,
      contactName: details.contact?.FullName,
      canonicalUserId: details.canonicalUser?.ID,
      enabledRegions: details.regions,
    }
  },
  ofService: false,
  links: ({ to, from }) => [
    to(
      'HAS',
      'aws_account',
      ({ raw, details, at }) =>
        details.members?.map((member) => {
          if (member.Id === undefined || member.Id === raw.Account) return undefined
          const placeholder = accountPlaceholder(at.partition, member.Id, known(member))
          return { target: placeholder.key, placeholder }
        }),
      { mapped: true },
    ),
    // A member knows its management account even where that is not read.
    from(
      'aws_account',
      'HAS',
      ({ raw, details, at }) => {
        const management = details.organization?.MasterAccountId
        if (management === undefined || management === raw.Account) return undefined
        const placeholder = accountPlaceholder(at.partition, management, { master: true, validated: true })
        return { target: placeholder.key, placeholder }
      },
      { mapped: true },
    ),
  ],
})

function organizationFacts(listed: ListedAccount | undefined): Loose {
  return { email: listed?.Email, status: listed?.Status, joinedOn: epoch(listed?.JoinedTimestamp) }
}

/** What the organisation vouches for, of an account that is not read itself. */
function known({ Id = '', Name = Id, Email, Status }: ListedAccount) {
  return {
    name: Name,
    displayName: Name,
    orgAccountName: Name,
    validated: true,
    master: false,
    ...(Email === undefined ? {} : { email: Email }),
    ...(Status === undefined ? {} : { status: Status }),
  }
}
