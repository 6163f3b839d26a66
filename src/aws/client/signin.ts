/** Signs in and settles which accounts are read, each with its own credentials. */
import { PermissionError, SignInError } from '../../collect/errors.ts'
import type { AwsConfig, AwsOptions } from '../config.ts'
import { homeRegion, parseArn, partitionOf } from '../place.ts'
import { assumedRole, type Credentials, defaultCredentials } from './credentials.ts'
import { cloudError, signInError } from './errors.ts'
import { MeteredHandler } from './handler.ts'
import type { Account, AwsSession, ListedAccount } from './session.ts'

/** The SDK waits up to 20 seconds between attempts; these last two minutes. */
const attempts = 8

/** @throws SignInError */
export async function signIn(config: AwsConfig, signal: AbortSignal, { concurrency }: AwsOptions = {}): Promise<AwsSession> {
  const region = startRegion(config)
  const own = defaultCredentials(region)
  const role = (accountId: string | undefined, refusal: 'sign-in' | 'denied'): Credentials => {
    if (config.roleArn === undefined)
      throw new SignInError(
        `${accountId === undefined ? '"accounts: [organization]"' : `Account ${accountId}`} is read through a role, and no roleArn is configured. Name the role of one account; the other accounts must have a role of the same name.`,
      )
    return assumedRole({
      roleArn: inAccount(config.roleArn, accountId),
      region,
      source: own,
      refusal,
      ...(config.externalId === undefined ? {} : { externalId: config.externalId }),
      ...(config.endpoint === undefined ? {} : { endpoint: config.endpoint }),
    })
  }
  const credentials = config.roleArn === undefined ? own : role(undefined, 'sign-in')
  const handler = new MeteredHandler(concurrency)
  try {
    const caller = await callerIdentity(config, region, credentials, signal)
    const wanted = config.accounts ?? []
    const listed = wanted.includes('organization') ? await organizationAccounts(config, region, credentials, signal) : []
    const ids = wanted.length === 0 ? [caller.accountId] : [...wanted.filter((id) => id !== 'organization'), ...active(listed)]
    const accounts = new Map<string, Account>()
    for (const accountId of new Set(ids)) {
      const row = listed.find(({ Id }) => Id === accountId)
      accounts.set(accountId, {
        accountId,
        credentials: accountId === caller.accountId ? credentials : role(accountId, 'denied'),
        ...(row === undefined ? {} : { listed: row }),
      })
    }
    return { config, partition: caller.partition, accountId: caller.accountId, accounts, handler, attempts }
  } catch (error) {
    handler.close()
    signal.throwIfAborted()
    throw signInError(error) ?? cloudError(error, { permission: 'sts:GetCallerIdentity', scope: 'AWS' })
  }
}

/** The first requests need a region of the right partition. */
function startRegion({ roleArn, regions }: AwsConfig): string {
  if (roleArn !== undefined) return homeRegion(parseArn(roleArn)?.partition ?? 'aws')
  const own = process.env.AWS_REGION ?? process.env.AWS_DEFAULT_REGION
  if (own !== undefined) return own
  return homeRegion(partitionOf(regions === undefined || regions === 'all' ? '' : (regions[0] ?? '')))
}

/** The same role name in another account. */
function inAccount(roleArn: string, accountId: string | undefined): string {
  const parts = parseArn(roleArn)
  if (parts === undefined || !parts.resource.startsWith('role/'))
    throw new SignInError(`roleArn "${roleArn}" is not the ARN of a role: arn:aws:iam::123456789012:role/Isobar.`)
  return accountId === undefined ? roleArn : `arn:${parts.partition}:iam::${accountId}:${parts.resource}`
}

/** https://docs.aws.amazon.com/STS/latest/APIReference/API_GetCallerIdentity.html (needs no permission) */
async function callerIdentity(config: AwsConfig, region: string, credentials: Credentials, signal: AbortSignal) {
  const { STSClient, GetCallerIdentityCommand } = await import('@aws-sdk/client-sts')
  const sts = new STSClient({ ...start(config, region, credentials) })
  try {
    const { Account: accountId, Arn } = await sts.send(new GetCallerIdentityCommand({}), { abortSignal: signal })
    const partition = Arn === undefined ? undefined : parseArn(Arn)?.partition
    if (accountId === undefined || partition === undefined)
      throw new SignInError('AWS did not say who we are (sts:GetCallerIdentity gave no account).')
    return { accountId, partition }
  } finally {
    sts.destroy()
  }
}

/** https://docs.aws.amazon.com/organizations/latest/APIReference/API_ListAccounts.html */
async function organizationAccounts(
  config: AwsConfig,
  region: string,
  credentials: Credentials,
  signal: AbortSignal,
): Promise<ListedAccount[]> {
  const { OrganizationsClient, paginateListAccounts } = await import('@aws-sdk/client-organizations')
  const client = new OrganizationsClient({ ...start(config, region, credentials) })
  try {
    const accounts: ListedAccount[] = []
    for await (const page of paginateListAccounts({ client }, {}, { abortSignal: signal })) accounts.push(...(page.Accounts ?? []))
    return accounts
  } catch (error) {
    const cause = cloudError(error, { permission: 'organizations:ListAccounts', scope: 'the organisation' })
    if (!(cause instanceof PermissionError) && !(error instanceof Error && error.name === 'AWSOrganizationsNotInUseException')) throw cause
    throw new SignInError(
      '"accounts: [organization]" needs the organisation\'s management account, or one to which it delegated administration, and organizations:ListAccounts there. Let roleArn name a role of that account, or list the account ids.',
      { cause },
    )
  } finally {
    client.destroy()
  }
}

function active(listed: readonly ListedAccount[]): string[] {
  return listed.flatMap(({ Id, Status }) => (Id !== undefined && Status === 'ACTIVE' ? [Id] : []))
}

function start(config: AwsConfig, region: string, credentials: Credentials) {
  return { region, credentials, ...(config.endpoint === undefined ? {} : { endpoint: config.endpoint }) }
}
