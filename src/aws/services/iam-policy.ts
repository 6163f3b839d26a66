/** Managed policies: the account's own, and those of AWS that are attached to something. */
import type { ManagedPolicyDetail } from '@aws-sdk/client-iam'
import { epoch } from '../../graph/properties.ts'
import { list } from '../calls.ts'
import { iam } from '../client/services.ts'
import { allowsResources, documentProperties } from '../iam/allows.ts'
import { policyKey } from '../iam/targets.ts'
import { resource } from '../resource.ts'
import { IAM } from './iam.ts'

export const iamPolicy = resource({
  type: 'aws_iam_policy',
  class: ['AccessPolicy'],
  title: 'IAM managed policy',
  service: IAM,
  source: list(
    iam,
    'iam:GetAccountAuthorizationDetails (LocalManagedPolicy, AWSManagedPolicy)',
    ({ sdk, client, options }) =>
      sdk.paginateGetAccountAuthorizationDetails(
        { client, pageSize: 1000 },
        { Filter: ['LocalManagedPolicy', 'AWSManagedPolicy'] },
        options,
      ),
    (page) => page.Policies?.filter((policy) => !ofAws(policy) || inUse(policy)),
  ),
  permission: 'iam:GetAccountAuthorizationDetails',
  // AWS's policies have one ARN in all accounts; what one means differs with the account that attaches it.
  key: ({ raw, at }) => (raw.Arn === undefined ? undefined : policyKey(raw.Arn, at)),
  arn: ({ raw }) => raw.Arn,
  page: ({ raw }) => `iam/home#/policies/details/${encodeURIComponent(raw.Arn ?? '')}`,
  entity: ({ raw }) => ({
    id: raw.PolicyId,
    name: raw.PolicyName,
    policyName: raw.PolicyName,
    path: raw.Path,
    description: raw.Description,
    createdOn: raw.CreateDate,
    updatedOn: epoch(raw.UpdateDate),
    defaultVersionId: raw.DefaultVersionId,
    attachmentCount: raw.AttachmentCount,
    permissionsBoundaryUsageCount: raw.PermissionsBoundaryUsageCount,
    isAttachable: raw.IsAttachable,
    managedBy: ofAws(raw) ? 'aws' : 'customer',
    vendorManaged: ofAws(raw),
    ...documentProperties(documentOf(raw)),
  }),
  links: (words) => allowsResources(words, ({ raw }) => documentOf(raw)),
})

function ofAws({ Arn }: ManagedPolicyDetail): boolean {
  return /^arn:[\w-]+:iam::aws:policy\//.test(Arn ?? '')
}

function inUse({ AttachmentCount = 0, PermissionsBoundaryUsageCount = 0 }: ManagedPolicyDetail): boolean {
  return AttachmentCount > 0 || PermissionsBoundaryUsageCount > 0
}

/** The document of the version in force. */
function documentOf({ PolicyVersionList, DefaultVersionId }: ManagedPolicyDetail): string | undefined {
  return PolicyVersionList?.find(({ VersionId, IsDefaultVersion }) => IsDefaultVersion === true || VersionId === DefaultVersionId)?.Document
}
