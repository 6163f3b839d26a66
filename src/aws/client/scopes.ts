/** The scopes a run starts from: every account, and every account in each of its regions. */
import type { Region } from '@aws-sdk/client-ec2'
import { CloudError, PermissionError, SignInError } from '../../collect/errors.ts'
import type { Scope } from '../../collect/resource.ts'
import { homeRegion } from '../place.ts'
import { cloudError } from './errors.ts'
import { ec2 } from './services.ts'
import type { Account, AwsSession } from './session.ts'

/** The account signed in to comes first: where another account refuses to name its regions, they are taken to be the same. */
export async function* rootScopes(session: AwsSession, signal: AbortSignal): AsyncIterable<Scope> {
  let fallback: readonly string[] | undefined
  for (const account of inOrder(session)) {
    const scope = accountScope(session, account)
    yield scope
    const enabled = await enabledRegions(session, account, fallback, signal)
    fallback ??= enabled
    for (const region of wantedRegions(session, enabled)) yield regionScope(session, account, scope, region, enabled.includes(region))
  }
}

function inOrder({ accounts, accountId }: AwsSession): Account[] {
  return [...accounts.values()].sort((a, b) => Number(b.accountId === accountId) - Number(a.accountId === accountId) || compare(a, b))
}

function compare(a: Account, b: Account): number {
  return a.accountId < b.accountId ? -1 : 1
}

function accountScope({ partition }: AwsSession, { accountId, listed }: Account): Scope {
  return { kind: 'account', id: accountId, name: listed?.Name ?? accountId, data: { partition, accountId, region: homeRegion(partition) } }
}

function regionScope({ partition }: AwsSession, { accountId }: Account, within: Scope, region: string, enabled: boolean): Scope {
  return {
    kind: 'region',
    id: `${accountId}/${region}`,
    name: `${within.name} ${region}`,
    within,
    data: { partition, accountId, region, ...(enabled ? {} : { enabled }) },
  }
}

/** A configured region that is not enabled stays, and its tasks say so. */
function wantedRegions({ config }: AwsSession, enabled: readonly string[]): readonly string[] {
  return config.regions === undefined || config.regions === 'all' ? enabled : [...new Set(config.regions)]
}

/** The names of the regions that the account can use. */
export function usable(regions: readonly Region[] | undefined): string[] {
  return (regions ?? []).flatMap(({ RegionName, OptInStatus }) => (OptInStatus === 'not-opted-in' ? [] : (RegionName ?? []))).sort()
}

/**
 * https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeRegions.html
 * @throws PermissionError when the account does not tell its regions and they follow from nothing else
 */
async function enabledRegions(
  session: AwsSession,
  account: Account,
  fallback: readonly string[] | undefined,
  signal: AbortSignal,
): Promise<readonly string[]> {
  try {
    const { sdk, client } = await ec2.client(session, account.accountId, homeRegion(session.partition))
    const { Regions } = await client.send(new sdk.DescribeRegionsCommand({ AllRegions: false }), { abortSignal: signal })
    return usable(Regions)
  } catch (error) {
    signal.throwIfAborted()
    const cause = cloudError(error, { permission: 'ec2:DescribeRegions', scope: account.accountId })
    const { regions } = session.config
    // Every task of an account that refuses us, or fails, must still run and say so.
    if (fallback !== undefined && cause instanceof CloudError && !(cause instanceof SignInError)) return fallback
    if (!(cause instanceof PermissionError)) throw cause
    if (regions !== undefined && regions !== 'all') return regions
    throw new PermissionError(cause.permission, cause.scope, `${cause.message} Or list the regions in isobar.yaml.`, cause.facts)
  }
}
