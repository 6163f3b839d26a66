/** Which application permission of Microsoft Graph does for which other one, and how to get it. */
import type { Answer } from './json.ts'

/** Permissions that hold what a narrower one allows to read. */
// "Higher privileged permissions" of each list's page in the reference, for applications. https://learn.microsoft.com/graph/api
const coveredBy: Readonly<Record<string, readonly string[]>> = {
  'Organization.Read.All': ['Directory.Read.All', 'Organization.ReadWrite.All'],
  'User.Read.All': ['Directory.Read.All', 'User.ReadWrite.All'],
  'Group.Read.All': ['Directory.Read.All', 'Group.ReadWrite.All'],
  'GroupMember.Read.All': ['Group.Read.All', 'Directory.Read.All', 'GroupMember.ReadWrite.All', 'Group.ReadWrite.All'],
  'Application.Read.All': ['Directory.Read.All', 'Application.ReadWrite.All'],
  'Device.Read.All': ['Directory.Read.All', 'Device.ReadWrite.All'],
  'Domain.Read.All': ['Directory.Read.All', 'Domain.ReadWrite.All'],
  'Directory.Read.All': ['Directory.ReadWrite.All'],
  'RoleManagement.Read.Directory': ['RoleManagement.Read.All', 'RoleManagement.ReadWrite.Directory'],
  'RoleAssignmentSchedule.Read.Directory': ['RoleManagement.Read.Directory', 'RoleManagement.Read.All'],
  'RoleEligibilitySchedule.Read.Directory': ['RoleManagement.Read.Directory', 'RoleManagement.Read.All'],
  'RoleManagementPolicy.Read.Directory': ['RoleManagement.Read.Directory', 'RoleManagement.Read.All'],
  'LicenseAssignment.Read.All': ['Organization.Read.All', 'Directory.Read.All'],
}

/** The permission itself, and those that hold it too. */
export function waysTo(permission: string): readonly string[] {
  return [permission, ...(coveredBy[permission] ?? [])]
}

/** Whether a token with these claims holds the permission; a signed-in user's rights depend on their roles as well. */
export function holds(permission: string, claims: Answer): boolean | 'unknown' {
  const wanted = waysTo(permission)
  const roles = Array.isArray(claims.roles) ? claims.roles : []
  if (wanted.some((name) => roles.includes(name))) return true
  const delegated = typeof claims.scp === 'string' ? claims.scp.split(' ') : undefined
  // A token is opaque by contract: one that cannot be read says nothing of what it holds.
  if (delegated === undefined) return Object.keys(claims).length === 0 ? 'unknown' : false
  return wanted.some((name) => delegated.includes(name)) ? true : delegated.includes('Directory.AccessAsUser.All') ? 'unknown' : false
}

/** What to do when Graph refuses what this permission allows. */
export function remedyFor(permission: string, claims: Answer): string {
  if (holds(permission, claims) === true) {
    return `The sign-in has the permission; the tenant may lack the licence that this needs (Entra ID P1 for reports and sign-in activity).`
  }
  return (
    `In the app registration add the Microsoft Graph permission ${permission} of the type Application (a Delegated one does nothing here), ` +
    `then grant admin consent for it.`
  )
}
