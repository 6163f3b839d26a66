/** IAM roles, and whom their trust policies let in. */
import type { Role, RoleDetail } from '@aws-sdk/client-iam'
import { epoch } from '../../graph/properties.ts'
import { all, list, table } from '../calls.ts'
import { iam } from '../client/services.ts'
import { attachedPolicies } from '../iam/attached.ts'
import { conditionValues, plainDocument, type Statement, statementProperties, statementSuffix, statementsOf } from '../iam/policy.ts'
import { type Grant, toEachPrincipal } from '../iam/principals.ts'
import { resource } from '../resource.ts'
import { IAM } from './iam.ts'

/** The authorisation details leave out a role's description and session length. */
const listedRoles = table(iam, 'iam:ListRoles', async ({ sdk, client, options }) => {
  const roles = await all(sdk.paginateListRoles({ client, pageSize: 1000 }, {}, options), (page) => page.Roles)
  return new Map(
    roles.map(({ RoleId, Description, MaxSessionDuration }): [string | undefined, Pick<Role, 'Description' | 'MaxSessionDuration'>] => [
      RoleId,
      { Description, MaxSessionDuration },
    ]),
  )
})

export const iamRole = resource({
  type: 'aws_iam_role',
  class: ['AccessRole'],
  title: 'IAM role',
  service: IAM,
  source: list(
    iam,
    'iam:GetAccountAuthorizationDetails (Role)',
    ({ sdk, client, options }) => sdk.paginateGetAccountAuthorizationDetails({ client, pageSize: 1000 }, { Filter: ['Role'] }, options),
    (page) => page.RoleDetailList,
  ),
  permission: 'iam:GetAccountAuthorizationDetails',
  details: {
    listed: listedRoles.detail((roles, { RoleId }: RoleDetail) => roles.get(RoleId)),
  },
  key: ({ raw }) => raw.Arn,
  page: ({ raw }) => `iam/home#/roles/details/${raw.RoleName}`,
  entity: ({ raw, details: { listed }, at }) => {
    const trusted = trustOf(raw).flatMap(({ principals }) => principals)
    return {
      id: raw.RoleId,
      name: raw.RoleName,
      roleName: raw.RoleName,
      path: raw.Path,
      description: listed?.Description,
      createdOn: raw.CreateDate,
      maxSessionDuration: listed?.MaxSessionDuration,
      assumeRolePolicyDocument: plainDocument(raw.AssumeRolePolicyDocument),
      permissionsBoundaryArn: raw.PermissionsBoundary?.PermissionsBoundaryArn,
      lastUsedOn: epoch(raw.RoleLastUsed?.LastUsedDate),
      lastUsedRegion: raw.RoleLastUsed?.Region,
      // What instances name when they use the role.
      instanceProfileArns: raw.InstanceProfileList?.flatMap(({ Arn }) => Arn ?? []),
      systemRole: raw.Path?.startsWith('/aws-service-role/') === true,
      // Anyone may try; only a condition can keep them out.
      public: trusted.some(({ kind }) => kind === 'everyone'),
      trustsOtherAccounts: trusted.some((principal) => 'accountId' in principal && principal.accountId !== at.accountId),
      trustedFederatedProviders: trusted.flatMap((principal) => (principal.kind === 'federated' ? principal.provider : [])),
      trustedDeletedPrincipals: trusted.flatMap((principal) => (principal.kind === 'unknown' ? principal.id : [])),
      externalIds: trustOf(raw).flatMap(({ condition }) => conditionValues(condition, 'sts:ExternalId')),
    }
  },
  links: (words) => [
    ...attachedPolicies(words, ({ raw }) => raw.AttachedManagedPolicies),
    ...toEachPrincipal(words, 'TRUSTS', ({ raw }) => trustOf(raw).flatMap(grants)),
  ],
})

/** The statements that let someone assume the role. */
function trustOf({ AssumeRolePolicyDocument }: RoleDetail): Statement[] {
  return statementsOf(AssumeRolePolicyDocument).filter(
    ({ effect, actions, notActions }) =>
      effect === 'Allow' && (notActions.length > 0 || actions.some((action) => /^(\*|sts:(\*|assumerole.*))$/i.test(action))),
  )
}

function grants(statement: Statement): Grant[] {
  // Everyone but a few is everyone: the exceptions stand in the document.
  const principals = statement.notPrincipals.length > 0 ? [{ kind: 'everyone' } as const] : statement.principals
  return principals.map((principal) => ({ principal, properties: statementProperties(statement), suffix: statementSuffix(statement) }))
}
