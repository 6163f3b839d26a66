/** The Entra ID tenant itself. https://learn.microsoft.com/graph/api/organization-list */
import { type Answer, at, objects, text } from '../client/json.ts'
import { detail, graphDetail } from '../detail.ts'
import { date, from } from '../facts.ts'
import type { AzureCall } from '../listing.ts'
import { organization } from '../organization.ts'
import { resource } from '../resource.ts'
import { tenantOf } from '../tenant.ts'

export const account = resource({
  type: 'azure_account',
  class: ['Account'],
  title: 'Entra ID tenant',
  service: 'Entra ID',
  permission: 'Organization.Read.All',
  // The tenant is there even when nobody may read its organisation: everything else hangs below it.
  list: () => ({
    scope: 'tenant',
    source: {
      kind: 'list',
      api: 'the tenant signed in to',
      cost: 'none',
      async *list({ scope }: AzureCall) {
        yield { id: tenantOf(scope).tenantId, displayName: scope.name }
      },
    },
    properties: ['id', 'name', 'displayName', 'webLink'],
    shared: ({ raw, scope }) => {
      const { tenantId, domain, portal } = tenantOf(scope)
      const name = text(raw, 'displayName')
      return { key: tenantId, properties: { id: tenantId, name, displayName: name, webLink: `${portal}/#@${domain}` } }
    },
  }),
  details: {
    organization: detail('GET /organization', { permission: 'Organization.Read.All' }, organization),
    securityDefaults: graphDetail('/policies/identitySecurityDefaultsEnforcementPolicy', { permission: 'Policy.Read.All' }),
    licences: graphDetail('/subscribedSkus', { permission: 'LicenseAssignment.Read.All' }),
  },
  properties: {
    tenantId: 'id',
    name: 'organization.displayName',
    displayName: 'organization.displayName',
    organizationName: 'organization.displayName',
    verifiedDomains: 'organization.verifiedDomains[].name',
    defaultDomain: from(
      ['organization.verifiedDomains'],
      (domains) => objects({ domains }, 'domains').find((domain) => at(domain, 'isDefault') === true)?.name,
      'objects',
    ),
    tenantType: 'organization.tenantType',
    country: 'organization.countryLetterCode',
    onPremisesSyncEnabled: 'organization.onPremisesSyncEnabled',
    onPremisesLastSyncOn: date('organization.onPremisesLastSyncDateTime'),
    servicePlanIds: 'organization.assignedPlans[].servicePlanId',
    technicalNotificationMails: 'organization.technicalNotificationMails',
    createdOn: date('organization.createdDateTime'),
    securityDefaultsEnabled: 'securityDefaults.isEnabled',
    subscribedSkus: 'licences.value[].skuPartNumber',
    entraIdP1: from(['licences.value'], (found) => hasPlan(found, 'AAD_PREMIUM'), 'objects'),
    entraIdP2: from(['licences.value'], (found) => hasPlan(found, 'AAD_PREMIUM_P2'), 'objects'),
  },
})

/** Whether a licence that is not used up or suspended holds the service plan. */
function hasPlan(licences: unknown, plan: string): boolean | undefined {
  if (licences === undefined) return undefined
  return objects({ licences }, 'licences').some(
    (sku: Answer) =>
      at(sku, 'capabilityStatus') === 'Enabled' && objects(sku, 'servicePlans').some((one) => at(one, 'servicePlanName') === plan),
  )
}
