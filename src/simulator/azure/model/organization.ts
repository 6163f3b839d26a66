/** The tenant itself. https://learn.microsoft.com/graph/api/resources/organization */
import type { JsonObject } from '../json.ts'
import type { Service } from '../kind.ts'
import { listed } from '../sequence.ts'
import type { Tenant } from '../tenant.ts'

function organizationOf(tenant: Tenant): JsonObject {
  const { company } = tenant.scenario
  return {
    id: tenant.id,
    deletedDateTime: null,
    businessPhones: [],
    city: company.city,
    country: null,
    countryLetterCode: company.countryCode,
    createdDateTime: tenant.daysAgo(2900),
    defaultUsageLocation: company.countryCode,
    displayName: company.name,
    onPremisesLastSyncDateTime: tenant.daysAgo(0.02),
    onPremisesSyncEnabled: true,
    partnerTenantType: null,
    preferredLanguage: 'en',
    securityComplianceNotificationMails: [],
    technicalNotificationMails: [`cloud-platform@${company.mailDomain}`],
    tenantType: 'AAD',
    directorySizeQuota: { used: 4200, total: 300_000 },
    assignedPlans: [
      {
        assignedDateTime: tenant.daysAgo(900),
        capabilityStatus: 'Enabled',
        service: 'AADPremiumService',
        servicePlanId: 'eec0eb4f-6444-4f95-aba0-50c24d67f998',
      },
      {
        assignedDateTime: tenant.daysAgo(900),
        capabilityStatus: 'Enabled',
        service: 'exchange',
        servicePlanId: 'efb87545-963c-4e0d-99df-69c6916d9eb0',
      },
    ],
    verifiedDomains: [
      { capabilities: 'Email, OfficeCommunicationsOnline', isDefault: true, isInitial: false, name: company.mailDomain, type: 'Managed' },
      {
        capabilities: 'Email, OfficeCommunicationsOnline',
        isDefault: false,
        isInitial: true,
        name: company.initialDomain,
        type: 'Managed',
      },
    ],
  }
}

export const organization: Service = {
  graph: [
    {
      path: '/organization',
      permissions: ['Organization.Read.All', 'Directory.Read.All', 'User.Read.All'],
      answer: ({ tenant }) => listed([organizationOf(tenant)]),
    },
    {
      path: '/policies/identitySecurityDefaultsEnforcementPolicy',
      permissions: ['Policy.Read.All'],
      answer: ({ tenant }) => ({
        id: '00000000-0000-0000-0000-000000000005',
        displayName: 'Security Defaults',
        description: 'Basic identity security recommended by Microsoft',
        isEnabled: tenant.dice('securityDefaults').chance('enabled', 0.3),
      }),
    },
    {
      path: '/subscribedSkus',
      permissions: ['Organization.Read.All', 'LicenseAssignment.Read.All', 'Directory.Read.All'],
      answer: ({ tenant }) =>
        listed([
          {
            id: `${tenant.id}_06ebc4ee-1bb5-47dd-8120-11324bc54e06`,
            accountId: tenant.id,
            accountName: tenant.scenario.company.name,
            appliesTo: 'User',
            capabilityStatus: 'Enabled',
            consumedUnits: 180,
            skuId: '06ebc4ee-1bb5-47dd-8120-11324bc54e06',
            skuPartNumber: 'SPE_E5',
            prepaidUnits: { enabled: 250, suspended: 0, warning: 0, lockedOut: 0 },
            servicePlans: [
              {
                servicePlanId: 'eec0eb4f-6444-4f95-aba0-50c24d67f998',
                servicePlanName: 'AAD_PREMIUM_P2',
                provisioningStatus: 'Success',
                appliesTo: 'User',
              },
            ],
            subscriptionIds: [],
          },
        ]),
    },
  ],
}
