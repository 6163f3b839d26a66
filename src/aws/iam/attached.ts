/** The managed policies that a user, group or role carries. */
import type { AttachedPolicy } from '@aws-sdk/client-iam'
import type { LinkRule } from '../../collect/resource.ts'
import type { Found, Words } from '../resource.ts'
import { policyKey } from './targets.ts'

/** HAS is the specification's verb, ASSIGNED the one that published queries use: both are drawn. */
export function attachedPolicies<Raw, Details>(
  { to }: Words<Raw, Details>,
  policies: (found: Found<Raw, Details>) => readonly AttachedPolicy[] | undefined,
): LinkRule<Raw>[] {
  const keys = (found: Found<Raw, Details>) =>
    policies(found)?.map(({ PolicyArn }) => (PolicyArn === undefined ? undefined : policyKey(PolicyArn, found.at)))
  return [to('HAS', 'aws_iam_policy', keys), to('ASSIGNED', 'aws_iam_policy', keys)]
}
