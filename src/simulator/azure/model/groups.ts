/** Groups and their members, nested. https://learn.microsoft.com/graph/api/resources/group */
import { type JsonObject, merge } from '../json.ts'
import type { DirectoryObject, GraphRoute, ObjectKind, Service } from '../kind.ts'
import { generated, joined, listed, type Sequence } from '../sequence.ts'
import type { Tenant } from '../tenant.ts'
import { workloads } from '../words.ts'
import { findPrincipal } from './principals.ts'
import { userDefaults, userKind } from './users.ts'

export const groupKind: ObjectKind = {
  name: 'group',
  count: (tenant) => Math.min(10_000, tenant.scenario.people?.groups ?? 10 + Math.round(tenant.resources / 80)),
  make: (object) => {
    const { dice, number } = object
    const workload = dice.pick('workload', workloads)
    const role = dice.pick('role', ['readers', 'operators', 'owners', 'developers', 'on-call', 'auditors'])
    return group(object, {
      displayName: `${workload}-${role}-${number + 1}`,
      description: `${role} of ${workload}`,
      ...(dice.chance('dynamic', 0.1)
        ? { groupTypes: ['DynamicMembership'], membershipRule: `user.department -eq "${workload}"`, membershipRuleProcessingState: 'On' }
        : {}),
      ...(dice.chance('unified', 0.15)
        ? {
            groupTypes: ['Unified'],
            mailEnabled: true,
            mail: `${workload}-${number + 1}@${object.tenant.scenario.company.mailDomain}`,
            visibility: 'Private',
            resourceProvisioningOptions: ['Team'],
          }
        : {}),
      isAssignableToRole: dice.chance('roles', 0.05) ? true : null,
    })
  },
}

/** A whole group, hand-made ones too. */
export function group(object: Pick<DirectoryObject, 'id' | 'dice' | 'madeOn'>, patch: JsonObject): JsonObject {
  const { id, dice } = object
  const made = object.madeOn(1800)
  return merge(
    {
      id,
      deletedDateTime: null,
      classification: null,
      createdDateTime: made,
      description: null,
      expirationDateTime: null,
      groupTypes: [],
      isAssignableToRole: null,
      mail: null,
      mailEnabled: false,
      mailNickname: dice.hex('nickname', 10),
      membershipRule: null,
      membershipRuleProcessingState: null,
      onPremisesSyncEnabled: dice.chance('synced', 0.2) ? true : null,
      renewedDateTime: made,
      resourceProvisioningOptions: [],
      securityEnabled: true,
      visibility: null,
    },
    patch,
  )
}

/** Users, and in every fifth group the next group too; the last numbers stay free of it so that no ring closes. */
function members(tenant: Tenant, groupId: string): Sequence<JsonObject> | undefined {
  const byHand = tenant.handMade.links('members', groupId)
  if (byHand !== undefined) return listed(byHand.map((id) => reference(findPrincipal(tenant, id) ?? { id })))
  const groups = tenant.objects(groupKind)
  if (groups.find(groupId) === undefined) return undefined
  const dice = tenant.dice('members', groupId)
  const users = tenant.objects(userKind)
  const people =
    users.length === 0
      ? 0
      : dice.weighted('size', [
          [dice.int('few', 1, 8), 12],
          [dice.int('many', 20, 60), 3],
          [dice.int('hub', 200, 400), dice.chance('hub', 0.1) ? 1 : 0],
          [0, 1],
        ])
  const start = dice.int('start', 0, 1_000_000)
  const inner = dice.chance('nested', 0.2) ? innerGroup(tenant, groupId) : undefined
  const distinct = Math.min(people, users.length)
  const others = [...(inner === undefined ? [] : [reference(inner)]), ...(dice.chance('contact', 0.15) ? [contact(tenant, groupId)] : [])]
  return joined([generated(distinct, (position) => reference(users.at((start + position) % users.length))), listed(others)])
}

/** Somebody outside whom no other list shows. */
function contact(tenant: Tenant, groupId: string): JsonObject {
  const dice = tenant.dice('contact', groupId)
  return {
    '@odata.type': '#microsoft.graph.orgContact',
    id: dice.guid('id'),
    displayName: 'Depot office',
    mail: `depot-${dice.int('depot', 1, 99)}@partner.example`,
    jobTitle: null,
  }
}

function innerGroup(tenant: Tenant, groupId: string): JsonObject | undefined {
  const groups = tenant.objects(groupKind)
  const own = groups.position(groupId)
  return own === undefined || own + 1 >= groups.length ? undefined : groups.at(own + 1)
}

/** A member as a list of directory objects shows it. */
function reference(object: JsonObject): JsonObject {
  const kind = object.servicePrincipalType !== undefined ? 'servicePrincipal' : object.userPrincipalName !== undefined ? 'user' : 'group'
  const shown = kind === 'user' ? Object.fromEntries(userDefaults().map((name) => [name, object[name] ?? null])) : object
  return { '@odata.type': `#microsoft.graph.${kind}`, ...shown }
}

const readGroups = ['Group.Read.All', 'Directory.Read.All'] as const
const readMembers = ['GroupMember.Read.All', ...readGroups] as const

const routes: readonly GraphRoute[] = [
  { path: '/groups', permissions: readGroups, answer: ({ tenant }) => tenant.objects(groupKind) },
  { path: '/groups/{id}', permissions: readGroups, answer: ({ tenant, ids }) => tenant.objects(groupKind).find(ids[0] ?? '') },
  { path: '/groups/{id}/members', permissions: readMembers, answer: ({ tenant, ids }) => members(tenant, ids[0] ?? '') },
]

export const groups: Service = { graph: routes }
