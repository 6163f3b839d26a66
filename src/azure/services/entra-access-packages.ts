/** Entitlement management: who may ask for what, who got it, who agreed. https://learn.microsoft.com/graph/api/resources/entitlementmanagement-overview */
import { type Bridge, between, from, to } from '../../collect/links.ts'
import type { ListSource } from '../../collect/resource.ts'
import { NotFoundError } from '../client/failure.ts'
import { type Answer, isAnswer, objects, text, texts } from '../client/json.ts'
import { detail } from '../detail.ts'
import { date, from as fact, first } from '../facts.ts'
import { graphList } from '../graph-listing.ts'
import { objectKey } from '../ids.ts'
import { type AzureResource, idOf, type ListingOf } from '../listing.ts'
import { resource } from '../resource.ts'
import type { AzureSession } from '../session.ts'

const service = 'Entra ID'
const path = '/identityGovernance/entitlementManagement'
const permission = 'EntitlementManagement.Read.All'

export const accessPackage = resource({
  type: 'azure_access_packages_services',
  class: ['Service'],
  title: 'Access package',
  service,
  list: graphList(`${path}/accessPackages`, { whole: true }),
  permission,
  properties: {
    description: 'description',
    isHidden: 'isHidden',
    createdOn: date('createdDateTime'),
    updatedOn: date('modifiedDateTime'),
  },
})

export const accessPackageAssignment = resource({
  type: 'azure_access_packages_service_assignment',
  class: ['AccessRole'],
  title: 'Access package assignment',
  service,
  list: graphList(`${path}/assignments`, { expand: 'accessPackage,assignmentPolicy,target', whole: true }),
  permission,
  properties: {
    displayName: 'accessPackage.displayName',
    name: 'accessPackage.displayName',
    state: 'state',
    status: 'status',
    expiredOn: date('expiredDateTime'),
    accessPackage: 'accessPackage.id',
    assignmentPolicy: 'assignmentPolicy.id',
    // Who holds it. Whom the policy lets ask is another thing, kept apart below.
    targetObjectId: 'target.objectId',
    userId: first('assignmentPolicy.specificAllowedTargets[].userId'),
    groupId: first('assignmentPolicy.specificAllowedTargets[].groupId'),
  },
  links: [
    from('azure_access_packages_services', 'HAS', ({ raw }) => keyAt(raw, 'accessPackage.id')),
    to('CONTAINS', 'azure_access_packages_policy', ({ raw }) => keyAt(raw, 'assignmentPolicy.id')),
    between('azure_user', 'ASSIGNED', 'azure_access_packages_services', (assignment) => held(assignment, 'azure_user')),
    between('azure_user_group', 'ASSIGNED', 'azure_access_packages_services', (assignment) => held(assignment, 'azure_user_group')),
  ],
})

function held({ raw }: AzureResource, type: string): Bridge[] {
  const target = keyAt(raw, 'target.objectId')
  const granted = keyAt(raw, 'accessPackage.id')
  return target === undefined || granted === undefined ? [] : [{ near: { by: 'key', key: target, type }, far: granted }]
}

export const accessPackagePolicy = resource({
  type: 'azure_access_packages_policy',
  class: ['AccessPolicy'],
  title: 'Access package policy',
  service,
  list: graphList(`${path}/assignmentPolicies`, { whole: true }),
  permission,
  properties: {
    name: 'displayName',
    description: 'description',
    allowedTargetScope: 'allowedTargetScope',
    expirationType: 'expiration.type',
    expirationDuration: 'expiration.duration',
    expirationEndDateTimeOn: date('expiration.endDateTime'),
    approvalRequired: 'requestApprovalSettings.isApprovalRequiredForAdd',
    reviewEnabled: 'reviewSettings.isEnabled',
  },
})

export const accessPackageRequest = resource({
  type: 'azure_access_packages_request',
  class: ['Requirement'],
  title: 'Access package request',
  service,
  list: graphList(`${path}/assignmentRequests`, { expand: 'requestor', whole: true }),
  permission,
  properties: {
    displayName: fact(['requestType', 'requestor.displayName'], (kind, who) => [kind, who].filter((word) => word !== undefined).join(' ')),
    requestType: 'requestType',
    state: 'state',
    status: 'status',
    createdOn: date('createdDateTime'),
    completedOn: date('completedDateTime'),
    objectId: 'requestor.objectId',
  },
  links: [from('azure_user', 'CREATED', ({ raw }) => keyAt(raw, 'requestor.objectId'))],
})

/** The stages of the approval that a request went through. Requests that needed none have no approval. */
const stagesOfApprovals: ListingOf = ({ type }) => {
  const source: ListSource<Answer, AzureSession> = {
    kind: 'list',
    api: `GET ${path}/accessPackageAssignmentApprovals/{requestId}`,
    async *list(call) {
      try {
        const approval = await call.session.graph.getInBatch(
          `${path}/accessPackageAssignmentApprovals/${encodeURIComponent(call.scope.id)}`,
          call,
        )
        yield* objects(approval, 'stages')
      } catch (error) {
        if (!(error instanceof NotFoundError)) throw error
      }
    },
  }
  return {
    scope: accessPackageRequest.type,
    source,
    properties: ['id', 'displayName'],
    shared: ({ raw }) => {
      const id = idOf(raw, type)
      return { key: `${id}/requestApproverKey`, properties: { id, displayName: text(raw, 'reviewedBy.displayName') ?? id } }
    },
  }
}

export const accessPackageApprover = resource({
  type: 'azure_access_packages_approver',
  class: ['Review'],
  title: 'Access package approval',
  service,
  list: stagesOfApprovals,
  permission,
  properties: {
    status: 'status',
    reviewResult: 'reviewResult',
    reviewedById: 'reviewedBy.id',
    name: 'reviewedBy.userPrincipalName',
    reviewedOn: date('reviewedDateTime'),
  },
  links: [to('IS', 'azure_user', ({ raw }) => keyAt(raw, 'reviewedBy.id'))],
})

export const accessPackageCatalog = resource({
  type: 'azure_access_packages_catalog',
  class: ['Resource'],
  title: 'Access package catalogue',
  service,
  list: graphList(`${path}/catalogs`, { expand: 'accessPackages', whole: true }),
  permission,
  key: (_, id) => `azure_access_packages_catalog_${id}`,
  details: {
    resources: detail(`GET ${path}/catalogs/{id}/resources`, { permission }, async (call, raw) => {
      const found: Answer[] = []
      const url = `${path}/catalogs/${encodeURIComponent(text(raw, 'id') ?? '')}/resources?$expand=scopes,roles`
      for await (const item of call.session.graph.list(url, call))
        found.push({ originSystem: item.originSystem, description: item.description })
      return found
    }),
  },
  properties: {
    name: 'displayName',
    description: 'description',
    catalogType: 'catalogType',
    state: 'state',
    isExternallyVisible: 'isExternallyVisible',
    accessPackageId: 'accessPackages[].id',
    resourceAppId: fact(['resources'], (resources) => applicationsOf(resources), 'objects'),
  },
  links: [
    to('ASSIGNED', 'azure_application', ({ details }) => applicationsOf(details.resources), {
      type: 'azure_application_assigned_access_packages_catalog',
    }),
    between('azure_access_packages_services', 'HAS', 'azure_application', ({ raw, details }) =>
      texts(raw, 'accessPackages[].id').flatMap((id) =>
        applicationsOf(details.resources).map((application) => ({ near: objectKey(id), far: application })),
      ),
    ),
  ],
})

/** An application resource says which one it is in its description: `AppId: <guid>`. */
function applicationsOf(resources: unknown): string[] {
  const ids = (Array.isArray(resources) ? resources : []).flatMap((item) => {
    const said = isAnswer(item) && item.originSystem === 'AadApplication' ? text(item, 'description') : undefined
    return /AppId:\s*([0-9a-f-]{36})/i.exec(said ?? '')?.[1]?.toLowerCase() ?? []
  })
  return [...new Set(ids)]
}

function keyAt(raw: Answer, at: string): string | undefined {
  const id = text(raw, at)
  return id === undefined ? undefined : objectKey(id)
}

export const accessPackageDefinitions = [
  accessPackage,
  accessPackageAssignment,
  accessPackagePolicy,
  accessPackageRequest,
  accessPackageApprover,
  accessPackageCatalog,
]
