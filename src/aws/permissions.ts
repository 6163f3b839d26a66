/** Which IAM actions the definitions need, and whether the identity we sign in with has them. Changes nothing. */
import type { PermissionCheck } from '../collect/resource.ts'
import { cloudError } from './client/errors.ts'
import { iam, sts } from './client/services.ts'
import type { AwsSession } from './client/session.ts'
import { awsDefinitions } from './definitions.ts'
import { homeRegion, parseArn } from './place.ts'

/** What the client itself asks, before and beside the definitions. */
const ofClient: readonly (readonly [permission: string, neededBy: readonly string[]])[] = [
  ['ec2:DescribeRegions', ['aws_account']],
  ['iam:GenerateCredentialReport', ['aws_account', 'aws_iam_user']],
  // What the check itself asks; without them it can say nothing, and a collection goes on all the same.
  ['iam:GetRole', ['validate']],
  ['iam:SimulatePrincipalPolicy', ['validate']],
]

/** No permission is needed to ask who one is. */
const granted = new Set(['sts:GetCallerIdentity'])

/** Actions to the types that need them, sorted by action. */
export function neededPermissions(session: Pick<AwsSession, 'config'>): Map<string, string[]> {
  const needed = new Map<string, Set<string>>()
  const add = (permission: string, types: readonly string[]) => {
    const known = needed.get(permission) ?? new Set()
    needed.set(permission, known)
    for (const type of types) known.add(type)
  }
  for (const { type, permission, details } of awsDefinitions) {
    add(permission, [type])
    for (const detail of Object.values(details)) add(detail.permission, [type])
  }
  for (const [permission, types] of ofClient) add(permission, types)
  if (session.config.accounts?.includes('organization') === true) add('organizations:ListAccounts', ['aws_account'])
  return new Map([...needed].sort(([a], [b]) => (a < b ? -1 : 1)).map(([permission, types]) => [permission, [...types].sort()]))
}

export async function* permissionChecks(session: AwsSession, signal: AbortSignal): AsyncIterable<PermissionCheck> {
  const needed = neededPermissions(session)
  for (const accountId of [...session.accounts.keys()].sort()) {
    const decisions = await simulate(session, accountId, [...needed.keys()], signal)
    for (const [permission, neededBy] of needed) {
      const decision = granted.has(permission) ? true : (decisions?.get(permission) ?? 'unknown')
      yield {
        permission,
        scope: accountId,
        granted: decision,
        neededBy,
        ...(decision === true ? {} : { remedy: remedy(permission, decision) }),
      }
    }
  }
}

function remedy(permission: string, decision: false | 'unknown'): string {
  return decision === 'unknown'
    ? 'AWS tells only who may call iam:SimulatePrincipalPolicy; a collection will show it. The AWS managed policy SecurityAudit allows nearly all.'
    : `Attach the AWS managed policy SecurityAudit to the role, or a policy that allows ${permission}.`
}

/**
 * https://docs.aws.amazon.com/IAM/latest/APIReference/API_SimulatePrincipalPolicy.html
 * Undefined when the account does not let us ask: then nothing is known, which is not a refusal.
 */
async function simulate(session: AwsSession, accountId: string, actions: readonly string[], signal: AbortSignal) {
  const region = homeRegion(session.partition)
  const options = { abortSignal: signal }
  try {
    const caller = await sts.client(session, accountId, region)
    const { Arn = '' } = await caller.client.send(new caller.sdk.GetCallerIdentityCommand({}), options)
    const parts = parseArn(Arn)
    if (parts?.resource === 'root') return new Map(actions.map((action) => [action, true]))
    const { sdk, client } = await iam.client(session, accountId, region)
    // A session's ARN leaves out the role's path.
    const roleName = /^assumed-role\/([^/]+)\//.exec(parts?.resource ?? '')?.[1]
    const role = roleName === undefined ? undefined : (await client.send(new sdk.GetRoleCommand({ RoleName: roleName }), options)).Role
    const input = { PolicySourceArn: role?.Arn ?? Arn, ActionNames: [...actions] }
    const decisions = new Map<string, boolean>()
    for await (const { EvaluationResults } of sdk.paginateSimulatePrincipalPolicy({ client }, input, options)) {
      for (const { EvalActionName, EvalDecision } of EvaluationResults ?? []) {
        if (EvalActionName !== undefined) decisions.set(EvalActionName, EvalDecision === 'allowed')
      }
    }
    return decisions
  } catch (error) {
    signal.throwIfAborted()
    const known = cloudError(error, { permission: 'iam:SimulatePrincipalPolicy', scope: accountId })
    if (
      known instanceof Error &&
      'outcome' in known &&
      (known.outcome === 'denied' || known.outcome === 'malformed' || known.outcome === 'failed')
    )
      return undefined
    throw known
  }
}
