/** Group members. */

import type { Crawl } from '../crawl.ts'
import { list, text } from '../json.ts'
import { itemsOf } from '../replay.ts'

export async function groupMembers({ world, replay }: Crawl): Promise<void> {
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
export function vaultPrincipals({ world }: Crawl): void {
  for (const vault of world.of('azure_keyvault_service'))
    for (const policy of list(vault.raw, 'properties.accessPolicies')) {
      const principal = (text(policy, 'objectId') ?? '').toLowerCase()
      const application = (text(policy, 'applicationId') ?? '').toLowerCase()
      world.draw(vault, 'ALLOWS', world.findOrStandIn('azure_principal', principal), application)
    }
}
