/** Identities that resources act as, made apart from them. https://learn.microsoft.com/rest/api/managedidentity */
import { to } from '../../collect/links.ts'
import { arm } from '../arm-listing.ts'
import { objectAt } from '../ends.ts'
import { principalPlaceholder } from '../placeholders.ts'
import { resource } from '../resource.ts'

export const managedIdentity = resource({
  type: 'azure_managed_identity',
  class: ['AccessRole'],
  title: 'User-assigned managed identity',
  service: 'Managed Identity',
  list: arm('Microsoft.ManagedIdentity/userAssignedIdentities', '2023-01-31', { bulk: 'resources' }),
  permission: 'Microsoft.ManagedIdentity/userAssignedIdentities/read',
  properties: {
    clientId: 'properties.clientId',
    principalId: 'properties.principalId',
    tenantId: 'properties.tenantId',
    isolationScope: 'properties.isolationScope',
  },
  links: [
    to('IS', 'azure_service_principal', ({ raw }) => objectAt(raw, 'properties.principalId'), {
      placeholder: principalPlaceholder('azure_service_principal'),
    }),
  ],
})
