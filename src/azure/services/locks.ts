/** Locks against changes and deletion. https://learn.microsoft.com/rest/api/resources/management-locks */
import { to } from '../../collect/links.ts'
import { arm } from '../arm-listing.ts'
import { text } from '../client/json.ts'
import { extended } from '../ends.ts'
import { anyScope } from '../placeholders.ts'
import { resource } from '../resource.ts'

export const resourceLock = resource({
  type: 'azure_resource_lock',
  class: ['Rule'],
  title: 'Resource lock',
  service: 'Resource Manager',
  list: arm('Microsoft.Authorization/locks', '2020-05-01', { inResourceGroup: false }),
  permission: 'Microsoft.Authorization/locks/read',
  properties: {
    level: 'properties.level',
    notes: 'properties.notes',
    ownerApplicationIds: 'properties.owners[].applicationId',
  },
  links: [
    // The list of a subscription holds locks of groups and resources as well: the id says what is locked.
    to('HAS', 'ANY_SCOPE', ({ raw }) => extended(text(raw, 'id') ?? '', 'Microsoft.Authorization'), {
      type: 'azure_resource_lock_has_any_resource',
      placeholder: anyScope,
    }),
  ],
})

export const lockDefinitions = [resourceLock]
