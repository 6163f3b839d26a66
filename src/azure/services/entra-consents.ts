/** What users, or an administrator for all of them, let applications do in their name. https://learn.microsoft.com/graph/api/resources/oauth2permissiongrant */
import { to } from '../../collect/links.ts'
import { nameOfObject, objectAt } from '../ends.ts'
import { date, from as fact, is } from '../facts.ts'
import { graphList } from '../graph-listing.ts'
import { resource } from '../resource.ts'

export const permissionGrant = resource({
  type: 'azure_oauth2_permission_grant',
  class: ['AccessPolicy'],
  title: 'Delegated permission grant',
  service: 'Entra ID',
  list: graphList('/oauth2PermissionGrants', { whole: true }),
  permission: 'Directory.Read.All',
  properties: {
    clientId: 'clientId',
    consentType: 'consentType',
    // An edge to everybody would say the same a hundred thousand times.
    allUsers: is('consentType', 'AllPrincipals'),
    principalId: 'principalId',
    resourceId: 'resourceId',
    scopes: fact(['scope'], (scope) => (typeof scope === 'string' ? scope.split(' ').filter((one) => one !== '') : undefined), 'text'),
    startsOn: date('startTime'),
    expiresOn: date('expiryTime'),
  },
  borrowed: { clientName: nameOfObject('clientId'), resourceName: nameOfObject('resourceId') },
  links: [
    to('ASSIGNED', 'azure_service_principal', ({ raw }) => objectAt(raw, 'clientId')),
    to('ALLOWS', 'azure_user', ({ raw }) => objectAt(raw, 'principalId')),
  ],
})
