/** The directory: members, roles, applications, conditional access, entitlement management. */
import type { Crawl } from '../crawl.ts'
import { list, text, texts } from '../json.ts'
import { itemsOf } from '../replay.ts'
import type { Item, World } from '../world.ts'
import { fromTheOnly } from './ends.ts'

export async function directory(crawl: Crawl): Promise<void> {
  const { world } = crawl
  vaultPrincipals(world)
  await groupMembers(crawl)
  await classicAdministrators(crawl)
  await applicationRoles(crawl)
  await directoryRoles(crawl)
  conditionalAccess(crawl)
  for (const account of world.of('azure_account'))
    for (const domain of list(account.raw, 'verifiedDomains'))
      world.draw(account, 'HAS', world.find(`azure_domain:${text(domain, 'name')}`, 'azure_domain'))
  for (const device of world.of('azure_device'))
    for (const user of list(device.raw, 'registeredUsers')) world.draw(world.find(text(user, 'id'), 'azure_user'), 'HAS', device)
}

async function groupMembers({ world, replay }: Crawl): Promise<void> {
  for (const group of world.of('azure_user_group'))
    for (const member of itemsOf(await replay.graph(`/groups/${group.key}/members`))) {
      const known = world.find(text(member, 'id'))
      const kind = text(member, '@odata.type')
      if (kind === '#microsoft.graph.user' && known?.type !== 'azure_user') continue
      if (kind === '#microsoft.graph.group' && known?.type !== 'azure_user_group') continue
      world.draw(group, 'HAS', known)
    }
}

/** A vault's access policies: one edge per principal and application it acts through. */
function vaultPrincipals(world: World): void {
  for (const vault of world.of('azure_keyvault_service'))
    for (const policy of list(vault.raw, 'properties.accessPolicies')) {
      const principal = (text(policy, 'objectId') ?? '').toLowerCase()
      const application = (text(policy, 'applicationId') ?? '').toLowerCase()
      world.draw(vault, 'ALLOWS', world.findOrStandIn('azure_principal', principal), application)
    }
}

/** An administrator without address cannot be matched to anyone. */
async function classicAdministrators({ world, replay }: Crawl): Promise<void> {
  for (const group of world.of('azure_classic_admin_group')) {
    const path = `${group.listedFor[0]?.key}/providers/Microsoft.Authorization/classicAdministrators`
    for (const administrator of itemsOf(await replay.arm(path))) {
      const address = (text(administrator, 'properties.emailAddress') ?? '').toLowerCase()
      if (address === '') continue
      const user = world.of('azure_user').find((candidate) => text(candidate.raw, 'userPrincipalName')?.toLowerCase() === address)
      world.draw(group, 'HAS', user ?? world.standIn('azure_user', address))
    }
  }
}

async function applicationRoles({ world, replay }: Crawl): Promise<void> {
  for (const principal of world.of('azure_service_principal'))
    for (const role of itemsOf(await replay.graph(`/servicePrincipals/${principal.key}/appRoleAssignedTo`)))
      world.draw(principal, 'ASSIGNED', world.find(text(role, 'principalId')))
}

async function directoryRoles({ world, replay }: Crawl): Promise<void> {
  if (world.of('azure_ad_role_definition').length === 0) return
  for (const assignment of itemsOf(await replay.graph('/roleManagement/directory/roleAssignments')))
    world.draw(
      world.find(text(assignment, 'principalId')),
      'HAS',
      world.find(text(assignment, 'roleDefinitionId'), 'azure_ad_role_definition'),
    )
}

function conditionalAccess({ world, reading }: Crawl): void {
  for (const part of ['policy', 'authorization_context', 'template'])
    fromTheOnly(world, 'azure_conditional_access_service', 'HAS', `azure_conditional_access_${part}`)
  for (const policy of world.of('azure_conditional_access_policy')) {
    for (const location of texts(policy.raw, 'conditions.locations.includeLocations'))
      world.draw(policy, 'CONTAINS', world.find(location, 'azure_conditional_access_named_location'))
    for (const user of includedUsers(world, policy, reading.allUsers === true)) world.draw(policy, 'ASSIGNED', user)
    for (const group of texts(policy.raw, 'conditions.users.includeGroups'))
      world.draw(policy, 'ASSIGNED', world.find(group, 'azure_user_group'))
  }
}

/** The users a policy names; All is a property of the policy, not an edge to everyone. */
function includedUsers(world: World, policy: Item, expandAll: boolean): readonly (Item | undefined)[] {
  const named = texts(policy.raw, 'conditions.users.includeUsers')
  if (expandAll && named.includes('All')) return world.of('azure_user')
  return named.map((id) => world.find(id, 'azure_user'))
}
