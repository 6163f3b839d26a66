/** Roles of the directory and who holds them. https://learn.microsoft.com/graph/api/resources/unifiedroleassignment */
import { guidOf } from '../guid.ts'
import type { JsonObject } from '../json.ts'
import type { Service } from '../kind.ts'
import { listed } from '../sequence.ts'
import type { Tenant } from '../tenant.ts'
import { findPrincipal } from './principals.ts'
import { userKind } from './users.ts'

/** A choice of the built-in roles; their ids are the same in every tenant. */
const roles = [
  ['62e90394-69f5-4237-9190-012177145e10', 'Global Administrator', true],
  ['e8611ab8-c189-46e8-94e1-60213ab1f814', 'Privileged Role Administrator', true],
  ['194ae4cb-b126-40b2-bd5b-6091b380977d', 'Security Administrator', true],
  ['fe930be7-5e62-47db-91af-98c3a49a38b1', 'User Administrator', true],
  ['9b895d92-2cd3-44c7-9d02-a6ac2d5ea5c3', 'Application Administrator', true],
  ['729827e3-9c14-49f7-bb1b-9608f156bbb8', 'Helpdesk Administrator', true],
  ['5d6b6bb7-de71-4623-b4af-96380a352509', 'Security Reader', false],
  ['f2ef992c-3afb-46b9-b7cf-a126ee74c451', 'Global Reader', false],
  ['88d8e3e3-8f55-4a1e-953a-9b9898b8876b', 'Directory Readers', false],
] as const

function definitions(): readonly JsonObject[] {
  return roles.map(([id, displayName, isPrivileged]) => ({
    id,
    description: `${displayName} as Microsoft defines it`,
    displayName,
    isBuiltIn: true,
    isEnabled: true,
    isPrivileged,
    resourceScopes: ['/'],
    templateId: id,
    version: '1',
    rolePermissions: [
      { allowedResourceActions: [`microsoft.directory/${displayName.toLowerCase().replaceAll(' ', '')}/allTasks`], condition: null },
    ],
    inheritsPermissionsFrom: [],
  }))
}

/** Every holder of a role: one in sixty users, and whom a scenario names. */
function assignments(tenant: Tenant): readonly JsonObject[] {
  const holders = tenant.objects(userKind)
  const count = Math.max(2, Math.ceil(holders.length / 60))
  const generated = Array.from({ length: count }, (_, index): readonly [string, string] | undefined => {
    const id = holders.id(index * 13)
    const [role] = index === 0 ? roles[0] : tenant.dice('directory role', index).pick('role', roles)
    return id === undefined ? undefined : [role, id]
  }).filter((pair) => pair !== undefined)
  const byHand = roles.flatMap(([role]) => (tenant.handMade.links('directoryRole', role) ?? []).map((id) => [role, id] as const))
  return [...byHand, ...generated].map(([roleDefinitionId, principalId]) => ({
    id: Buffer.from(`${roleDefinitionId}${principalId}`.replaceAll('-', ''), 'hex').toString('base64url'),
    principalId,
    directoryScopeId: '/',
    roleDefinitionId,
  }))
}

/** Ids of all who hold a role of the directory. */
export function holdersOfRoles(tenant: Tenant): ReadonlySet<string> {
  return new Set(assignments(tenant).map(({ principalId }) => String(principalId)))
}

function activated(tenant: Tenant): readonly JsonObject[] {
  return roles.map(([roleTemplateId, displayName], index) => ({
    id: guidOf(tenant.seed, 'directory role', index),
    deletedDateTime: null,
    description: `${displayName} as Microsoft defines it`,
    displayName,
    roleTemplateId,
  }))
}

const read = ['RoleManagement.Read.Directory', 'RoleManagement.Read.All', 'Directory.Read.All'] as const

export const directoryRoles: Service = {
  graph: [
    { path: '/roleManagement/directory/roleDefinitions', permissions: read, answer: () => listed(definitions()) },
    { path: '/roleManagement/directory/roleAssignments', permissions: read, answer: ({ tenant }) => listed(assignments(tenant)) },
    { path: '/directoryRoles', permissions: read, answer: ({ tenant }) => listed(activated(tenant)) },
    {
      path: '/directoryRoles/{id}/members',
      permissions: read,
      answer: ({ tenant, ids }) => {
        const role = activated(tenant).find(({ id }) => id === ids[0])
        if (role === undefined) return undefined
        const held = assignments(tenant).filter(({ roleDefinitionId }) => roleDefinitionId === role.roleTemplateId)
        return listed(held.map(({ principalId }) => findPrincipal(tenant, String(principalId))).filter((found) => found !== undefined))
      },
    },
  ],
}
