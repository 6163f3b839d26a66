/** Applications as the tenant knows them, and who may use them. https://learn.microsoft.com/graph/api/serviceprincipal-list */
import { type Bridge, between, from as linkFrom, to } from '../../collect/links.ts'
import { objects, text } from '../client/json.ts'
import { credentialsOf } from '../credentials.ts'
import { objectAt } from '../ends.ts'
import { date, from } from '../facts.ts'
import { graphChildrenOf, graphList } from '../graph-listing.ts'
import type { AzureResource } from '../listing.ts'
import { resource } from '../resource.ts'

export const servicePrincipal = resource({
  type: 'azure_service_principal',
  class: ['Service'],
  title: 'Service principal',
  service: 'Entra ID',
  list: graphList('/servicePrincipals'),
  permission: 'Directory.Read.All',
  properties: {
    name: 'displayName',
    appDisplayName: 'appDisplayName',
    appId: 'appId',
    servicePrincipalType: 'servicePrincipalType',
    servicePrincipalNames: 'servicePrincipalNames',
    active: 'accountEnabled',
    appOwnerOrganizationId: 'appOwnerOrganizationId',
    signInAudience: 'signInAudience',
    appRoleAssignmentRequired: 'appRoleAssignmentRequired',
    tags: 'tags',
    alternativeNames: 'alternativeNames',
    keyCredentialsExpireOn: date('keyCredentials[].endDateTime'),
    passwordCredentialsExpireOn: date('passwordCredentials[].endDateTime'),
    verifiedPublisher: 'verifiedPublisher.displayName',
    preferredSingleSignOnMode: 'preferredSingleSignOnMode',
    createdOn: date('createdDateTime'),
    appRoles: 'appRoles[].value',
  },
  forChildren: { credentials: credentialsOf, appRoles: from(['appRoles'], valuesById) },
})

/** The names of an application's roles, as tokens hold them: Directory.Read.All. */
function valuesById(roles: unknown): Record<string, string> {
  const named = objects({ roles }, 'roles').map((role) => [text(role, 'id'), text(role, 'value')] as const)
  return Object.fromEntries(named.filter((pair): pair is readonly [string, string] => pair[0] !== undefined && pair[1] !== undefined))
}

/** A role of one application given to a principal: an app permission, or the right to sign in. */
export const appRoleAssignment = resource({
  type: 'azure_app_role_assignment',
  class: ['AccessPolicy'],
  title: 'App role assignment',
  service: 'Entra ID',
  list: graphChildrenOf(servicePrincipal, '/servicePrincipals', 'appRoleAssignedTo'),
  permission: 'Application.Read.All',
  properties: {
    displayName: 'principalDisplayName',
    name: 'principalDisplayName',
    appRoleId: 'appRoleId',
    // None for the assignment that only lets its holder sign in, whose role is all zeros.
    permission: from(['appRoleId', 'parent.appRoles'], (id, names) => text(names, String(id))),
    principalId: 'principalId',
    principalType: 'principalType',
    principalDisplayName: 'principalDisplayName',
    resourceId: 'resourceId',
    resourceDisplayName: 'resourceDisplayName',
    createdOn: date('createdDateTime'),
  },
  links: [
    between('azure_service_principal', 'ASSIGNED', 'azure_user', (role) => assignment(role, 'User')),
    between('azure_service_principal', 'ASSIGNED', 'azure_user_group', (role) => assignment(role, 'Group')),
    between('azure_service_principal', 'ASSIGNED', 'azure_service_principal', (role) => assignment(role, 'ServicePrincipal')),
    linkFrom('azure_service_principal', 'ASSIGNED', ({ raw }) =>
      text(raw, 'principalType') === 'ServicePrincipal' ? objectAt(raw, 'principalId') : undefined,
    ),
    to('ALLOWS', 'azure_service_principal', ({ scope }) => scope.id),
  ],
})

function assignment({ raw, scope }: AzureResource, type: string): Bridge[] {
  const principal = objectAt(raw, 'principalId')
  return text(raw, 'principalType') === type && principal !== undefined ? [{ near: scope.id, far: principal }] : []
}
