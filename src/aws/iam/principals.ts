/** Who a policy names, as ends of edges: `role TRUSTS account`, `bucket ALLOWS everyone`. */
import type { Edge } from '../../collect/links.ts'
import type { LinkRule } from '../../collect/resource.ts'
import { everyone, type Verb } from '../../graph/model.ts'
import type { Loose } from '../../graph/properties.ts'
import { accountKey, type Place } from '../place.ts'
import { accountPlaceholder, arnPlaceholder, servicePlaceholder } from '../placeholders.ts'
import type { Found, Words } from '../resource.ts'
import type { Principal } from './policy.ts'
import { serviceOfPrincipal } from './service-names.ts'

/** A principal with what the edge to it is to say. */
export interface Grant {
  readonly principal: Principal
  readonly properties: Loose
  readonly suffix: string
}

/** One row of the links table for each type that a trust policy's principal can be. */
export function toEachPrincipal<Raw, Details>(
  { to }: Words<Raw, Details>,
  verb: Verb,
  grants: (found: Found<Raw, Details>) => readonly Grant[],
): LinkRule<Raw>[] {
  return principalRows.map((row) => to(verb, row, (found) => ends(grants(found), found.at, row), { mapped: true }))
}

/** One row for all of them, as the catalogue writes it for policies of resources. */
export function toAnyPrincipal<Raw, Details>(
  { to }: Words<Raw, Details>,
  verb: Verb,
  grants: (found: Found<Raw, Details>) => readonly Grant[],
): LinkRule<Raw> {
  return to(verb, 'ANY_PRINCIPAL', (found) => ends(grants(found), found.at), { mapped: true })
}

function ends(grants: readonly Grant[], at: Place, row?: string): Edge[] {
  return grants.flatMap(({ principal, properties, suffix }) => {
    const end = principalEnd(principal, at)
    if (end === undefined || (row !== undefined && end.row !== row)) return []
    return [{ ...end.edge, suffix, properties: { ...end.edge.properties, ...properties } }]
  })
}

const principalRows = ['everyone', 'aws_account', 'aws_iam_user', 'aws_iam_role', 'aws_<service>'] as const

interface PrincipalEnd {
  /** The row of the links table it belongs to. */
  readonly row: (typeof principalRows)[number]
  readonly edge: Edge
}

/** Undefined for principals that are no entities of the graph: identity providers, ids of deleted users and roles. */
export function principalEnd(principal: Principal, at: Place): PrincipalEnd | undefined {
  switch (principal.kind) {
    case 'everyone':
      return { row: 'everyone', edge: { target: everyone.key, placeholder: everyone } }
    case 'account': {
      const partition = principal.partition === 'aws' ? at.partition : principal.partition
      return {
        row: 'aws_account',
        edge: { target: accountKey(partition, principal.accountId), placeholder: accountPlaceholder(partition, principal.accountId) },
      }
    }
    case 'user':
      return { row: 'aws_iam_user', edge: identity(principal.arn, principal.accountId, at, 'aws_iam_user', 'User') }
    case 'role':
      return { row: 'aws_iam_role', edge: identity(principal.arn, principal.accountId, at, 'aws_iam_role', 'AccessRole') }
    case 'session': {
      const edge = identity(principal.arn, principal.accountId, at, 'aws_iam_role', 'AccessRole')
      return { row: 'aws_iam_role', edge: { ...edge, properties: { session: principal.session } } }
    }
    case 'service':
      return service(principal.service, at)
    case 'canonicalUser':
      return { row: 'aws_account', edge: canonicalUser(principal.id) }
    case 'federated':
    case 'unknown':
      return undefined
  }
}

/** One's own users and roles are read, or were refused; only a foreign one is taken at the policy's word. */
function identity(arn: string, accountId: string, at: Place, type: string, className: string): Edge {
  const target = { by: 'key', key: arn, type } as const
  return accountId === at.accountId ? { target } : { target, placeholder: arnPlaceholder(type, className, arn) }
}

/** A regional service is trusted in every region of the account. */
function service(principal: string, at: Place): PrincipalEnd {
  const { type, known } = serviceOfPrincipal(principal)
  const target = { by: 'where', type, where: { accountId: at.accountId } } as const
  const placeholder = known ? {} : { placeholder: servicePlaceholder(type, principal, at.accountId) }
  return { row: 'aws_<service>', edge: { target, properties: { servicePrincipal: principal }, ...placeholder } }
}

/** How S3 names accounts in ACLs. */
function canonicalUser(id: string): Edge {
  return {
    target: { by: 'where', type: 'aws_account', where: { canonicalUserId: id } },
    placeholder: {
      key: `aws_account:${id}`,
      type: 'aws_account',
      class: ['Account'],
      properties: { canonicalUserId: id, name: id, displayName: id, validated: false },
    },
  }
}
