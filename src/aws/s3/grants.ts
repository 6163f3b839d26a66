/** Whom a bucket's ACL and its policy let in, as ends of `ALLOWS` edges. Pure. */
import type { Grant as AclGrant, GetBucketAclOutput } from '@aws-sdk/client-s3'
import type { Edge } from '../../collect/links.ts'
import { accessLevels } from '../iam/access-level.ts'
import { type Principal, type Statement, statementProperties, statementSuffix, statementsOf } from '../iam/policy.ts'
import { type Grant, principalEnd } from '../iam/principals.ts'
import type { Place } from '../place.ts'
import { isLogDelivery, isPublicGrant } from './exposure.ts'

/** @param effective whether grants to everyone count, as far as known */
export function aclGrants(
  acl: Pick<GetBucketAclOutput, 'Owner' | 'Grants'> | undefined,
  effective: boolean | undefined,
  at: Place,
): Edge[] {
  // What the owner grants himself says nothing.
  const others = (acl?.Grants ?? []).filter(({ Grantee }) => Grantee?.ID === undefined || Grantee.ID !== acl?.Owner?.ID)
  return others.flatMap((grant) => aclGrant(grant, effective, at) ?? [])
}

export function policyGrants(document: string | undefined, effective: boolean | undefined): Grant[] {
  return statementsOf(document)
    .filter(({ effect }) => effect === 'Allow')
    .flatMap((statement) => principalsOf(statement).map((principal) => grantOf(statement, principal, effective)))
}

/** Accounts, users and roles of other accounts that the policy allows something. */
export function foreignPrincipals(document: string | undefined, { accountId }: Place): string[] {
  const named = statementsOf(document).flatMap(({ effect, principals }) => (effect === 'Allow' ? principals : []))
  const foreign = named.flatMap((principal) => {
    if (!('accountId' in principal) || principal.accountId === accountId) return []
    return principal.kind === 'account' ? principal.accountId : principal.arn
  })
  return [...new Set(foreign)]
}

function aclGrant(grant: AclGrant, effective: boolean | undefined, at: Place): Edge | undefined {
  const { Grantee, Permission } = grant
  const principal = granteeOf(grant)
  const end = principal === undefined ? undefined : principalEnd(principal, at)
  if (principal === undefined || end === undefined) return undefined
  return {
    ...end.edge,
    suffix: `acl:${Grantee?.URI?.split('/').at(-1) ?? 'user'}:${Permission}`,
    properties: {
      source: 'acl',
      permission: Permission,
      granteeType: Grantee?.Type,
      granteeURI: Grantee?.URI,
      read: Permission === 'READ' || Permission === 'FULL_CONTROL',
      write: Permission === 'WRITE' || Permission === 'FULL_CONTROL',
      ...(principal.kind === 'everyone' ? { effective } : {}),
    },
  }
}

function granteeOf(grant: AclGrant): Principal | undefined {
  if (isPublicGrant(grant)) return { kind: 'everyone' }
  if (isLogDelivery(grant)) return { kind: 'service', service: 's3.amazonaws.com' }
  const id = grant.Grantee?.ID
  return id === undefined ? undefined : { kind: 'canonicalUser', id }
}

/** Everyone but a few is everyone. */
function principalsOf({ principals, notPrincipals }: Statement): readonly Principal[] {
  return notPrincipals.length > 0 ? [{ kind: 'everyone' }] : principals
}

function grantOf(statement: Statement, principal: Principal, effective: boolean | undefined): Grant {
  const { actions, notActions } = statement
  const everything = notActions.length > 0 || actions.some((action) => /^(\*|s3:\*)$/i.test(action))
  const levels = accessLevels(everything ? ['*'] : actions)
  return {
    principal,
    suffix: `policy:${statementSuffix(statement)}`,
    properties: {
      source: 'policy',
      ...statementProperties(statement),
      ...levels,
      permission: everything ? 'FULL_CONTROL' : levels.write === true ? 'WRITE' : 'READ',
      ...(principal.kind === 'everyone' ? { effective } : {}),
    },
  }
}
