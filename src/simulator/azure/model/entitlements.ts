/** Access packages and who asked for them. https://learn.microsoft.com/graph/api/resources/entitlementmanagement-overview */
import { guidOf } from '../guid.ts'
import type { JsonObject } from '../json.ts'
import type { GraphRoute, Service } from '../kind.ts'
import { listed } from '../sequence.ts'
import type { Tenant } from '../tenant.ts'
import { groupKind } from './groups.ts'
import { applicationKind } from './service-principals.ts'
import { userKind } from './users.ts'

const read = ['EntitlementManagement.Read.All', 'EntitlementManagement.ReadWrite.All'] as const
const base = '/identityGovernance/entitlementManagement'

function id(tenant: Tenant, what: string, number: number): string {
  return guidOf(tenant.seed, `entitlement ${what}`, number)
}

function packages(tenant: Tenant): readonly JsonObject[] {
  return ['Warehouse systems', 'Finance reports'].map((displayName, number) => ({
    id: id(tenant, 'package', number),
    displayName,
    description: `What people of ${displayName} need`,
    isHidden: false,
    createdDateTime: tenant.daysAgo(300),
    modifiedDateTime: tenant.daysAgo(30),
  }))
}

/** The second package is held by a group, the first by a user. */
function isForGroup(number: number): boolean {
  return number === 1
}

function holderOf(tenant: Tenant, number: number): string | undefined {
  return tenant.objects(isForGroup(number) ? groupKind : userKind).id(number)
}

function policies(tenant: Tenant): readonly JsonObject[] {
  return packages(tenant).map(({ displayName }, number) => ({
    id: id(tenant, 'policy', number),
    displayName: `${String(displayName)}: employees`,
    description: 'Employees may ask',
    allowedTargetScope: 'allMemberUsers',
    specificAllowedTargets: [
      isForGroup(number)
        ? { '@odata.type': '#microsoft.graph.groupMembers', groupId: holderOf(tenant, number) }
        : { '@odata.type': '#microsoft.graph.singleUser', userId: holderOf(tenant, number) },
    ],
    expiration: { type: 'afterDuration', duration: 'P180D', endDateTime: null },
    requestApprovalSettings: { isApprovalRequiredForAdd: number === 0, stages: [] },
    reviewSettings: { isEnabled: number === 0 },
  }))
}

/** The link has the parts of other lists in it when they are asked for, as `$expand` does. */
function expanded(query: URLSearchParams, parts: JsonObject): JsonObject {
  const asked = (query.get('$expand') ?? '').split(',').map((part) => part.trim())
  return Object.fromEntries(Object.entries(parts).filter(([name]) => asked.includes(name)))
}

const routes: readonly GraphRoute[] = [
  { path: `${base}/accessPackages`, permissions: read, answer: ({ tenant }) => listed(packages(tenant)) },
  { path: `${base}/assignmentPolicies`, permissions: read, answer: ({ tenant }) => listed(policies(tenant)) },
  {
    path: `${base}/assignments`,
    permissions: read,
    answer: ({ tenant, query }) =>
      listed(
        packages(tenant).map((accessPackage, number) => ({
          id: id(tenant, 'assignment', number),
          state: 'delivered',
          status: 'Delivered',
          expiredDateTime: null,
          ...expanded(query, {
            accessPackage,
            assignmentPolicy: policies(tenant)[number],
            target: { id: id(tenant, 'target', number), objectId: holderOf(tenant, number) },
          }),
        })),
      ),
  },
  {
    path: `${base}/assignmentRequests`,
    permissions: read,
    answer: ({ tenant, query }) =>
      listed(
        packages(tenant).map((_, number) => ({
          id: id(tenant, 'request', number),
          requestType: 'userAdd',
          state: 'delivered',
          status: 'Delivered',
          createdDateTime: tenant.daysAgo(60),
          completedDateTime: tenant.daysAgo(59),
          ...expanded(query, { requestor: { id: id(tenant, 'requestor', number), objectId: tenant.objects(userKind).id(number) } }),
        })),
      ),
  },
  {
    path: `${base}/accessPackageAssignmentApprovals/{id}`,
    permissions: read,
    answer: ({ tenant, ids }) => {
      const number = packages(tenant).findIndex((_, index) => id(tenant, 'request', index) === ids[0])
      // Approvals of requests that needed none are gone.
      if (number !== 0) return undefined
      const reviewer = tenant.objects(userKind).at(2)
      return {
        id: ids[0],
        stages: [
          {
            id: id(tenant, 'stage', number),
            assignedToMe: false,
            status: 'Completed',
            reviewResult: 'Approve',
            reviewedDateTime: tenant.daysAgo(59),
            reviewedBy: { id: reviewer.id, displayName: reviewer.displayName, userPrincipalName: reviewer.userPrincipalName },
          },
        ],
      }
    },
  },
  {
    path: `${base}/catalogs`,
    permissions: read,
    answer: ({ tenant, query }) =>
      listed([
        {
          id: id(tenant, 'catalog', 0),
          displayName: 'General',
          description: 'Built-in catalogue',
          catalogType: 'serviceDefault',
          state: 'published',
          isExternallyVisible: false,
          createdDateTime: tenant.daysAgo(700),
          modifiedDateTime: tenant.daysAgo(700),
          ...expanded(query, { accessPackages: packages(tenant) }),
        },
      ]),
  },
  {
    path: `${base}/catalogs/{id}/resources`,
    permissions: read,
    answer: ({ tenant, ids }) => {
      if (ids[0] !== id(tenant, 'catalog', 0)) return undefined
      const applications = tenant.objects(applicationKind)
      const own = Array.from({ length: Math.min(8, applications.length) }, (_, position) => applications.at(position)).find(
        ({ appOwnerOrganizationId }) => appOwnerOrganizationId === tenant.id,
      )
      return listed([
        {
          id: id(tenant, 'resource', 0),
          displayName: own?.displayName ?? 'Application',
          description: `AppId: ${String(own?.appId ?? '')}`,
          originId: own?.id,
          originSystem: 'AadApplication',
          createdDateTime: tenant.daysAgo(300),
          scopes: [],
          roles: [],
        },
      ])
    },
  },
]

export const entitlements: Service = { graph: routes }
