/** Conditional access: who must prove what, from where. https://learn.microsoft.com/graph/api/resources/conditionalaccesspolicy */
import { from, to } from '../../collect/links.ts'
import { texts } from '../client/json.ts'
import { objectAt } from '../ends.ts'
import { date, from as fact } from '../facts.ts'
import { graphList } from '../graph-listing.ts'
import { objectKey } from '../ids.ts'
import type { AzureResource } from '../listing.ts'
import { resource } from '../resource.ts'
import { onePerTenant, tenantWideKey } from '../synthetic-listing.ts'

const service = 'Entra ID'
const path = '/identity/conditionalAccess'
const permission = 'Policy.Read.All'

export const conditionalAccess = resource({
  type: 'azure_conditional_access_service',
  class: ['Service'],
  title: 'Conditional access',
  service,
  list: onePerTenant('Conditional Access'),
  permission: 'none',
  properties: {},
})

const ofTheService = from('azure_conditional_access_service', 'HAS', ({ scope }: AzureResource) =>
  tenantWideKey('azure_conditional_access_service', scope),
)

export const authenticationContext = resource({
  type: 'azure_conditional_access_authorization_context',
  class: ['Resource'],
  title: 'Authentication context',
  service,
  list: graphList(`${path}/authenticationContextClassReferences`, { whole: true }),
  permission,
  key: (_, id) => `azure_conditional_access_authorization_context:${id}`,
  properties: { name: 'displayName', description: 'description', isAvailable: 'isAvailable' },
  links: [ofTheService],
})

export const namedLocation = resource({
  type: 'azure_conditional_access_named_location',
  class: ['Network'],
  title: 'Named location',
  service,
  list: graphList(`${path}/namedLocations`, { whole: true }),
  permission,
  key: (_, id) => locationKey(id),
  properties: {
    name: 'displayName',
    odataType: '@odata.type',
    isTrusted: 'isTrusted',
    ipRanges: 'ipRanges[].cidrAddress',
    countriesAndRegions: 'countriesAndRegions',
    countryLookupMethod: 'countryLookupMethod',
    includeUnknownCountriesAndRegions: 'includeUnknownCountriesAndRegions',
    createdOn: date('createdDateTime'),
    updatedOn: date('modifiedDateTime'),
  },
})

function locationKey(id: string): string {
  return `azure_conditional_access_named_location:${objectKey(id)}`
}

export const conditionalAccessPolicy = resource({
  type: 'azure_conditional_access_policy',
  class: ['AccessPolicy'],
  title: 'Conditional access policy',
  service,
  list: graphList(`${path}/policies`, { whole: true }),
  permission,
  key: (_, id) => `azure_conditional_access_policy:${id}`,
  properties: {
    name: 'displayName',
    // `enabledForReportingButNotEnforced` is no control: it only reports.
    state: 'state',
    active: fact(['state'], (state) => (state === undefined ? undefined : state === 'enabled'), 'text'),
    templateId: 'templateId',
    createdOn: date('createdDateTime'),
    updatedOn: date('modifiedDateTime'),
    allUsers: fact(['conditions.users.includeUsers'], (users) => (Array.isArray(users) ? users.includes('All') : undefined), 'list'),
    includeUsers: 'conditions.users.includeUsers',
    excludeUsers: 'conditions.users.excludeUsers',
    includeGroups: 'conditions.users.includeGroups',
    excludeGroups: 'conditions.users.excludeGroups',
    includeRoles: 'conditions.users.includeRoles',
    excludeRoles: 'conditions.users.excludeRoles',
    includeGuestTypes: 'conditions.users.includeGuestsOrExternalUsers.guestOrExternalUserTypes',
    includeApplications: 'conditions.applications.includeApplications',
    excludeApplications: 'conditions.applications.excludeApplications',
    includeUserActions: 'conditions.applications.includeUserActions',
    clientAppTypes: 'conditions.clientAppTypes',
    includeLocations: 'conditions.locations.includeLocations',
    excludeLocations: 'conditions.locations.excludeLocations',
    includePlatforms: 'conditions.platforms.includePlatforms',
    signInRiskLevels: 'conditions.signInRiskLevels',
    userRiskLevels: 'conditions.userRiskLevels',
    servicePrincipalRiskLevels: 'conditions.servicePrincipalRiskLevels',
    grantOperator: 'grantControls.operator',
    grantControls: 'grantControls.builtInControls',
    authenticationStrength: 'grantControls.authenticationStrength.displayName',
    signInFrequency: 'sessionControls.signInFrequency.value',
    persistentBrowser: 'sessionControls.persistentBrowser.mode',
  },
  links: [
    ofTheService,
    to('CONTAINS', 'azure_conditional_access_named_location', ({ raw }) =>
      guids(texts(raw, 'conditions.locations.includeLocations')).map(locationKey),
    ),
    to('USES', 'azure_authentication_strength', ({ raw }) => objectAt(raw, 'grantControls.authenticationStrength.id')),
    // A policy for all is a property: an edge to everybody would say the same a hundred thousand times.
    to('ASSIGNED', 'azure_user', ({ raw }) => guids(texts(raw, 'conditions.users.includeUsers')).map(objectKey)),
    to('ASSIGNED', 'azure_user_group', ({ raw }) => guids(texts(raw, 'conditions.users.includeGroups')).map(objectKey)),
  ],
})

/** Lists of ids also hold words: All, AllTrusted, None, GuestsOrExternalUsers. */
function guids(values: readonly string[]): string[] {
  return values.filter((value) => /^[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}$/i.test(value))
}

export const conditionalAccessTemplate = resource({
  type: 'azure_conditional_access_template',
  class: ['AccessPolicy'],
  title: 'Conditional access template',
  service,
  list: graphList(`${path}/templates`, { whole: true }),
  permission,
  key: (_, id) => `azure_conditional_access_template:${id}`,
  properties: { name: 'name', displayName: 'name', description: 'description', scenarios: 'scenarios' },
  links: [ofTheService],
})

export const conditionalAccessDefinitions = [
  conditionalAccess,
  authenticationContext,
  namedLocation,
  conditionalAccessPolicy,
  conditionalAccessTemplate,
]
