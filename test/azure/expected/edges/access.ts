/** Role assignments: who may what where. */
import { at, list, text, texts } from '../json.ts'
import type { Item, World } from '../world.ts'

/** Catalogue rows `azure_role_assignment ASSIGNED …`: the type of the principal by `principalType`. */
const principalTypes: Readonly<Record<string, string>> = {
  Application: 'azure_application',
  DirectoryObjectOrGroup: 'azure_directory',
  DirectoryRoleTemplate: 'azure_directory_role_template',
  Everyone: 'azure_everyone',
  ForeignGroup: 'azure_foreign_group',
  Group: 'azure_user_group',
  MSI: 'azure_msi',
  ServicePrincipal: 'azure_service_principal',
  Unknown: 'azure_unknown',
  User: 'azure_user',
}

export function roleAssignments(world: World): void {
  const byName = definitionsByName(world)
  for (const assignment of world.of('azure_role_assignment')) {
    const scope = (text(assignment.raw, 'properties.scope') ?? '').toLowerCase()
    world.draw(assignment, 'ALLOWS', world.findOrStandIn('azure_scope', scope))

    const principal = (text(assignment.raw, 'properties.principalId') ?? '').toLowerCase()
    const type = principalTypes[text(assignment.raw, 'properties.principalType') ?? ''] ?? 'azure_unknown_principal_type'
    world.draw(assignment, 'ASSIGNED', world.find(principal, type) ?? world.standIn(type, principal))

    const role = text(assignment.raw, 'properties.roleDefinitionId') ?? ''
    world.draw(assignment, 'USES', world.find(role, 'azure_role_definition') ?? byName.get(nameOf(role)))
  }
}

/**
 * A vault in RBAC mode has no access policies: its principals are those of role assignments at the vault whose role
 * holds data actions of Key Vault.
 */
export function rbacVaultPrincipals(world: World): void {
  const byName = definitionsByName(world)
  for (const assignment of world.of('azure_role_assignment')) {
    const vault = world.find(text(assignment.raw, 'properties.scope'), 'azure_keyvault_service')
    const role = byName.get(nameOf(text(assignment.raw, 'properties.roleDefinitionId') ?? ''))
    if (vault === undefined || role === undefined || !isRbacVault(vault) || !readsVaultData(role)) continue
    const principal = (text(assignment.raw, 'properties.principalId') ?? '').toLowerCase()
    world.draw(vault, 'ALLOWS', world.findOrStandIn('azure_principal', principal))
  }
}

function isRbacVault(vault: Item): boolean {
  return at(vault.raw, 'properties.enableRbacAuthorization') === true
}

function readsVaultData(role: Item): boolean {
  return list(role.raw, 'properties.permissions')
    .flatMap((permission) => texts(permission, 'dataActions'))
    .some((action) => /^(microsoft\.keyvault\/|\*)/i.test(action))
}

/**
 * A definition is often cited under another scope's prefix than it is listed with: the trailing guid decides then, the
 * first in key order where several subscriptions list it.
 */
function definitionsByName(world: World): ReadonlyMap<string, Item> {
  const byName = new Map<string, Item>()
  const ordered = [...world.of('azure_role_definition')].sort((a, b) => (a.key < b.key ? -1 : 1))
  for (const definition of ordered) if (!byName.has(nameOf(definition.key))) byName.set(nameOf(definition.key), definition)
  return byName
}

function nameOf(id: string): string {
  return id.slice(id.lastIndexOf('/') + 1).toLowerCase()
}
