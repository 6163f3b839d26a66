/** What kind of right a permission is, by which it is granted: each kind in another place. */

/**
 * `graph`: application permission of Microsoft Graph · `read`: what the role Reader holds · `action`: an action beyond
 * Reader · `data`: what vaults grant on their contents · `directory`: what Resource Manager keeps for Entra ID.
 */
export type PermissionKind = 'graph' | 'read' | 'action' | 'data' | 'directory'

export const managementGroupsRead = 'Microsoft.Management/managementGroups/read'
export const subscriptionsRead = 'Microsoft.Resources/subscriptions/read'

/** Where Resource Manager keeps what belongs to Entra ID. No role of a subscription or management group reaches there. */
export const directoryScope = '/providers/microsoft.aadiam'

export function kindOf(permission: string): PermissionKind {
  if (!permission.includes('/')) return 'graph'
  if (/^Microsoft\.KeyVault\/vaults\/(keys|secrets|certificates)\//i.test(permission)) return 'data'
  if (/^microsoft\.aadiam\//i.test(permission)) return 'directory'
  return /\/read$/i.test(permission) ? 'read' : 'action'
}
