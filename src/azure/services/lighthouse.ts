/** Other tenants that manage subscriptions of this one. https://learn.microsoft.com/rest/api/managedservices */
import { type Bridge, between, from } from '../../collect/links.ts'
import { arm } from '../arm-listing.ts'
import { objects, text } from '../client/json.ts'
import { from as fact, ref } from '../facts.ts'
import type { AzureResource } from '../listing.ts'
import { otherTenant } from '../placeholders.ts'
import { resource } from '../resource.ts'
import { subscriptionKeyOf } from '../tenant.ts'

const definition = 'properties.registrationDefinition.properties'

export const lighthouseDelegation = resource({
  type: 'azure_lighthouse_delegation',
  class: ['AccessPolicy'],
  title: 'Lighthouse delegation',
  service: 'Lighthouse',
  list: arm('Microsoft.ManagedServices/registrationAssignments', '2022-10-01', {
    query: { $expandRegistrationDefinition: 'true' },
    inResourceGroup: false,
  }),
  permission: 'Microsoft.ManagedServices/registrationAssignments/read',
  properties: {
    displayName: `${definition}.registrationDefinitionName`,
    description: `${definition}.description`,
    registrationDefinitionId: ref('properties.registrationDefinitionId'),
    provisioningState: 'properties.provisioningState',
    managedByTenantId: `${definition}.managedByTenantId`,
    managedByTenantName: `${definition}.managedByTenantName`,
    principalIds: `${definition}.authorizations[].principalId`,
    principalNames: `${definition}.authorizations[].principalIdDisplayName`,
    authorizations: fact([`${definition}.authorizations`], granted, 'objects'),
    eligibleAuthorizations: fact([`${definition}.eligibleAuthorizations`], granted, 'objects'),
    plan: 'properties.registrationDefinition.plan.name',
    publisher: 'properties.registrationDefinition.plan.publisher',
  },
  links: [
    from('azure_subscription', 'HAS', ({ scope }) => subscriptionKeyOf(scope)),
    between('azure_subscription', 'TRUSTS', 'azure_account', trust, { mapped: true }),
  ],
})

/** `{principal} {role}`, as these belong together. */
function granted(authorizations: unknown): string[] | undefined {
  if (!Array.isArray(authorizations)) return undefined
  return objects({ authorizations }, 'authorizations').map(
    (one) => `${text(one, 'principalId') ?? ''} ${text(one, 'roleDefinitionId') ?? ''}`,
  )
}

function trust({ raw, scope }: AzureResource): Bridge[] {
  const near = subscriptionKeyOf(scope)
  const far = text(raw, `${definition}.managedByTenantId`)?.toLowerCase()
  if (near === undefined || far === undefined) return []
  const placeholder = otherTenant(far, text(raw, `${definition}.managedByTenantName`))
  return [{ near, far, placeholder, properties: { delegationId: text(raw, 'id') } }]
}

export const lighthouseDefinitions = [lighthouseDelegation]
