/**
 * The demo: Ternhaven Freight, a haulier whose cloud grew with its acquisitions. Among ordinary resources stand the
 * findings that a security engineer recognises; `demo/answers.yaml` asks for some of them.
 */
import { guidOf } from '../guid.ts'
import { builtInRole } from '../model/role-definitions.ts'
import type { Subscription } from '../subscription.ts'
import type { Tenant } from '../tenant.ts'
import { exposedMachine } from './exposed-machine.ts'
import { Furnishing } from './furnish.ts'
import type { HandMade, Scenario } from './scenario.ts'

const plans = [
  { code: 'prd01', name: 'ternhaven-prod', resources: 66, managementGroup: 'mg-online', environment: 'prod' },
  { code: 'dev02', name: 'ternhaven-dev', resources: 30, managementGroup: 'mg-corp', environment: 'dev' },
  { code: 'sbx03', name: 'ternhaven-sandbox', resources: 12, managementGroup: 'mg-sandbox', environment: 'sandbox' },
  // Came with an acquisition; nobody has granted Reader there yet.
  { code: 'kst04', name: 'kestrel-haulage-legacy', resources: 0, managementGroup: 'root', environment: 'prod' },
] as const

export const demoScenario: Scenario = {
  name: 'demo',
  company: {
    name: 'Ternhaven Freight',
    initialDomain: 'ternhavenfreight.onmicrosoft.com',
    mailDomain: 'ternhaven.example',
    countryCode: 'NL',
    city: 'Rotterdam',
    teams: ['team-dispatch', 'team-fleet', 'team-platform', 'team-data', 'team-customs'],
  },
  people: { users: 40, groups: 12, applications: 8 },
  misconfigured: 0.04,
  openVaults: true,
  subscriptions: (seed) =>
    plans.map(
      ({ code, name, resources, managementGroup, environment }, index): Subscription => ({
        index,
        id: guidOf(seed, 'subscription', index),
        name,
        code,
        resources,
        tags: { Environment: environment, Owner: environment === 'prod' ? 'team-platform' : 'team-dispatch' },
        quotaId: 'EnterpriseAgreement_2014-09-01',
        managementGroup,
        readable: code !== 'kst04',
      }),
    ),
  furnish: (tenant) => {
    const by = new Furnishing(tenant)
    exposedMachine(tenant, by)
    publicContainer(by)
    partnersInProduction(tenant, by)
    openVault(by)
    waste(by)
    administratorsWithoutMfa(tenant, by)
    return by satisfies HandMade
  },
}

/** Exports of customer data in a container that anyone can list. */
function publicContainer(by: Furnishing): void {
  const prod = by.subscription('prd01')
  const place = by.group(prod, 'rg-customer-data', 'customer', 'westeurope')
  const tags = { Owner: 'team-data', Workload: 'customer', Classification: 'Confidential', Environment: 'prod' }
  const account = by.resource('Microsoft.Storage/storageAccounts', prod, place, 'sttfcustexports', {
    tags,
    kind: 'StorageV2',
    sku: { name: 'Standard_GRS', tier: 'Standard' },
    properties: {
      allowBlobPublicAccess: true,
      publicNetworkAccess: 'Enabled',
      supportsHttpsTrafficOnly: true,
      minimumTlsVersion: 'TLS1_2',
      networkAcls: { bypass: 'AzureServices', defaultAction: 'Allow', ipRules: [], virtualNetworkRules: [] },
      primaryEndpoints: {
        blob: 'https://sttfcustexports.blob.core.windows.net/',
        file: 'https://sttfcustexports.file.core.windows.net/',
        queue: 'https://sttfcustexports.queue.core.windows.net/',
        table: 'https://sttfcustexports.table.core.windows.net/',
      },
    },
  })
  const service = by.child(account, 'Microsoft.Storage/storageAccounts/blobServices', 'default', {
    properties: {
      deleteRetentionPolicy: { enabled: false, days: null },
      containerDeleteRetentionPolicy: { enabled: false, days: null },
      isVersioningEnabled: false,
    },
  })
  const container = (name: string, publicAccess: string) =>
    by.child(service, 'Microsoft.Storage/storageAccounts/blobServices/containers', name, {
      properties: {
        publicAccess,
        leaseStatus: 'Unlocked',
        leaseState: 'Available',
        lastModifiedTime: '2026-02-20T09:12:44.000Z',
        defaultEncryptionScope: '$account-encryption-key',
        denyEncryptionScopeOverride: false,
        hasImmutabilityPolicy: false,
        hasLegalHold: false,
        deleted: false,
      },
    })
  container('customer-exports', 'Container')
  container('invoices', 'None')
}

/** A guest who may change production: by a group in a group that nobody looks into. */
function partnersInProduction(tenant: Tenant, by: Furnishing): void {
  const prod = by.subscription('prd01')
  const guest = by.user('dana.wolff', {
    displayName: 'Dana Wolff (Kestrel Haulage)',
    givenName: 'Dana',
    surname: 'Wolff',
    userPrincipalName: `dana.wolff_kestrel.example#EXT#@${tenant.scenario.company.initialDomain}`,
    mail: 'dana.wolff@kestrel.example',
    mailNickname: 'dana.wolff',
    userType: 'Guest',
    externalUserState: 'Accepted',
    creationType: 'Invitation',
    department: null,
  })
  const inner = by.userGroup('release-partners', { displayName: 'Release Partners', description: 'Contractors who help with releases' }, [
    guest,
  ])
  const engineer = by.user('ines.holm', member(tenant, 'Ines', 'Holm', 'Engineering'))
  const outer = by.userGroup('prod-deployers', { displayName: 'Prod Deployers', description: 'May deploy to production' }, [
    engineer,
    inner,
  ])
  by.assignment(prod, `/subscriptions/${prod.id}`, builtInRole('Contributor'), outer, 'Group', 'Deployment to production')
}

/** The vault of the payment service: open to every network, and what is deleted from it can be gone for good. */
function openVault(by: Furnishing): void {
  const prod = by.subscription('prd01')
  const place = by.group(prod, 'rg-payments', 'payments', 'northeurope')
  by.resource('Microsoft.KeyVault/vaults', prod, place, 'kv-tf-payments', {
    tags: { Owner: 'team-customs', Workload: 'payments', Classification: 'Confidential', Environment: 'prod' },
    properties: {
      enablePurgeProtection: null,
      enableRbacAuthorization: true,
      accessPolicies: [],
      publicNetworkAccess: 'Enabled',
      networkAcls: { bypass: 'AzureServices', defaultAction: 'Allow', ipRules: [], virtualNetworkRules: [] },
    },
  })
}

/** What nobody switched off when the dispatch system moved. */
function waste(by: Furnishing): void {
  const dev = by.subscription('dev02')
  const place = by.group(dev, 'rg-dispatch-retired', 'dispatch', 'westeurope')
  for (const number of [1, 2, 3])
    by.resource('Microsoft.Compute/disks', dev, place, `disk-dispatch-db-data-0${number}`, {
      tags: { Owner: 'j.former', Workload: 'dispatch' },
      sku: { name: 'Premium_LRS', tier: 'Premium' },
      properties: { diskState: 'Unattached', diskSizeGB: 1024, LastOwnershipUpdateTime: '2025-03-14T07:00:00.000Z' },
    })
  by.resource('Microsoft.Network/publicIPAddresses', dev, place, 'pip-dispatch-vpn-retired', {
    tags: { Owner: 'j.former', Workload: 'dispatch' },
    properties: { ipAddress: '198.51.100.23' },
  })
}

/** Two holders of the strongest roles who sign in with a password alone. */
function administratorsWithoutMfa(tenant: Tenant, by: Furnishing): void {
  const globalAdministrator = '62e90394-69f5-4237-9190-012177145e10'
  const privilegedRoleAdministrator = 'e8611ab8-c189-46e8-94e1-60213ab1f814'
  const chief = by.user('marta.lindqvist', member(tenant, 'Marta', 'Lindqvist', 'Platform'))
  const service = by.user('svc-backup', {
    ...member(tenant, 'Backup', 'Service', 'Operations'),
    displayName: 'svc-backup',
    userPrincipalName: `svc-backup@${tenant.scenario.company.mailDomain}`,
    lastPasswordChangeDateTime: '2021-11-02T10:00:00.000Z',
  })
  for (const id of [chief, service]) by.link('methods', id, [])
  by.link('directoryRole', globalAdministrator, [chief])
  by.link('directoryRole', privilegedRoleAdministrator, [service])
}

function member(tenant: Tenant, givenName: string, surname: string, department: string) {
  const address = `${givenName}.${surname}@${tenant.scenario.company.mailDomain}`.toLowerCase()
  return {
    displayName: `${givenName} ${surname}`,
    givenName,
    surname,
    department,
    userPrincipalName: address,
    mail: address,
    mailNickname: address,
    userType: 'Member',
  }
}
