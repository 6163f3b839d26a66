/** Storage accounts and what they hold. https://learn.microsoft.com/rest/api/storagerp */
import { type Edge, from, to, where } from '../../collect/links.ts'
import { arm, childrenOf } from '../arm-listing.ts'
import { type Answer, text } from '../client/json.ts'
import { armDetail, detail } from '../detail.ts'
import { date, type FactTable, from as fact, is, ref, values } from '../facts.ts'
import type { AzureDetail, AzureResource } from '../listing.ts'
import { resource } from '../resource.ts'

const service = 'Storage'
const version = '2024-01-01'

/** Codes by which an account says that it has no such service, or has it no more. */
const absentWhen = ['FeatureNotSupportedForAccount', 'ResourceNotFound', 'OperationNotAllowedOnKind', 'AccountKindNotSupported']

const analysed = ['blob', 'queue', 'table'] as const
type Analysed = (typeof analysed)[number]

/**
 * Which calls Storage Analytics logs, which the data plane alone tells. An account whose network lets in only whom it names
 * is not asked: the answer would be a refusal, whatever roles are granted.
 */
function analytics(of: Analysed): AzureDetail {
  const endpoint = (raw: Answer) => text(raw, `properties.primaryEndpoints.${of}`)
  return detail(
    `GET https://{account}.${of}.core.windows.net/?restype=service&comp=properties`,
    {
      permission: `Microsoft.Storage/storageAccounts/${of}Services/read`,
      when: (raw) => endpoint(raw) !== undefined && hasAnalytics(raw) && isOpen(raw),
      absentWhen: ['FeatureNotSupportedForAccount', 'FeatureNotYetSupportedForHierarchicalNamespaceAccounts'],
    },
    (call, raw) => call.session.storage.properties(endpoint(raw) ?? '', text(raw, 'id') ?? '', call),
  )
}

const analyticsFacts: FactTable = Object.fromEntries(
  analysed.flatMap((of) =>
    ['Read', 'Write', 'Delete'].map((call) => [`${of}AnalyticsLogging${call}Enabled`, `${of}Analytics.logging.${call.toLowerCase()}`]),
  ),
)

/** Premium accounts have no Storage Analytics. */
function hasAnalytics(raw: Answer): boolean {
  return text(raw, 'sku.tier')?.toLowerCase() !== 'premium'
}

function isOpen(raw: Answer): boolean {
  return text(raw, 'properties.publicNetworkAccess') !== 'Disabled' && text(raw, 'properties.networkAcls.defaultAction') !== 'Deny'
}

export const storageAccount = resource({
  type: 'azure_storage_account',
  class: ['Service'],
  title: 'Storage account',
  service,
  list: arm('Microsoft.Storage/storageAccounts', version, { bulk: 'resources' }),
  permission: 'Microsoft.Storage/storageAccounts/read',
  details: {
    blobServices: armDetail('blobServices/default', version, {
      permission: 'Microsoft.Storage/storageAccounts/blobServices/read',
      when: (raw) => hasBlobs(text(raw, 'kind')),
      absentWhen,
    }),
    fileServices: armDetail('fileServices/default', version, {
      permission: 'Microsoft.Storage/storageAccounts/fileServices/read',
      when: (raw) => hasFiles(text(raw, 'kind'), text(raw, 'sku.tier')),
      absentWhen,
    }),
    blobAnalytics: analytics('blob'),
    queueAnalytics: analytics('queue'),
    tableAnalytics: analytics('table'),
  },
  properties: {
    kind: 'kind',
    sku: 'sku.name',
    skuTier: 'sku.tier',
    httpsOnly: 'properties.supportsHttpsTrafficOnly',
    enableHttpsTrafficOnly: 'properties.supportsHttpsTrafficOnly',
    minimumTlsVersion: 'properties.minimumTlsVersion',
    allowBlobPublicAccess: 'properties.allowBlobPublicAccess',
    allowSharedKeyAccess: 'properties.allowSharedKeyAccess',
    defaultToOAuthAuthentication: 'properties.defaultToOAuthAuthentication',
    allowCrossTenantReplication: 'properties.allowCrossTenantReplication',
    publicNetworkAccess: 'properties.publicNetworkAccess',
    'networkRuleSet.defaultAction': 'properties.networkAcls.defaultAction',
    'networkRuleSet.bypass': 'properties.networkAcls.bypass',
    'networkRuleSet.allowedIpAddresses': 'properties.networkAcls.ipRules[].value',
    'networkRuleSet.subnetIds': ref('properties.networkAcls.virtualNetworkRules[].id'),
    'encryption.keySource': 'properties.encryption.keySource',
    'encryption.requireInfrastructureEncryption': 'properties.encryption.requireInfrastructureEncryption',
    'encryption.keyVaultProperties.keyVaultUri': 'properties.encryption.keyvaultproperties.keyvaulturi',
    'encryption.keyVaultProperties.keyName': 'properties.encryption.keyvaultproperties.keyname',
    encryptedBlob: 'properties.encryption.services.blob.enabled',
    encryptedFileShare: 'properties.encryption.services.file.enabled',
    encryptedQueue: 'properties.encryption.services.queue.enabled',
    encryptedTable: 'properties.encryption.services.table.enabled',
    endpoints: values('properties.primaryEndpoints'),
    isHnsEnabled: 'properties.isHnsEnabled',
    isSftpEnabled: 'properties.isSftpEnabled',
    isLocalUserEnabled: 'properties.isLocalUserEnabled',
    key1CreatedOn: date('properties.keyCreationTime.key1'),
    key2CreatedOn: date('properties.keyCreationTime.key2'),
    keyExpirationPeriodInDays: 'properties.keyPolicy.keyExpirationPeriodInDays',
    primaryLocation: 'properties.primaryLocation',
    secondaryLocation: 'properties.secondaryLocation',
    privateEndpointConnectionIds: ref('properties.privateEndpointConnections[].id'),
    createdOn: date('properties.creationTime'),
    blobSoftDeleteEnabled: 'blobServices.properties.deleteRetentionPolicy.enabled',
    blobSoftDeleteRetentionDays: 'blobServices.properties.deleteRetentionPolicy.days',
    containerSoftDeleteEnabled: 'blobServices.properties.containerDeleteRetentionPolicy.enabled',
    blobVersioningEnabled: 'blobServices.properties.isVersioningEnabled',
    changeFeedEnabled: 'blobServices.properties.changeFeed.enabled',
    fileShareSoftDeleteEnabled: 'fileServices.properties.shareDeleteRetentionPolicy.enabled',
    smbVersions: fact(['fileServices.properties.protocolSettings.smb.versions'], versions, 'text'),
    ...analyticsFacts,
  },
  forChildren: {
    kind: 'kind',
    skuTier: 'sku.tier',
    encryptedBlob: 'properties.encryption.services.blob.enabled',
    encryptedFileShare: 'properties.encryption.services.file.enabled',
    encryptedQueue: 'properties.encryption.services.queue.enabled',
    encryptedTable: 'properties.encryption.services.table.enabled',
  },
  links: [to('USES', 'azure_keyvault_service', keyVault)],
})

/** `SMB2.1;SMB3.0;` as a list. */
function versions(value: unknown): string[] | undefined {
  return typeof value === 'string' ? value.split(';').filter((one) => one !== '') : undefined
}

/** Every kind but FileStorage has blobs. */
function hasBlobs(kind: string | undefined): boolean {
  return kind !== 'FileStorage'
}

export function hasFiles(kind: string | undefined, tier: string | undefined): boolean {
  return kind === 'FileStorage' || ((kind === 'StorageV2' || kind === 'Storage') && tier !== 'Premium')
}

/** The vault whose address the customer-managed key names, with or without the slash at its end. */
function keyVault({ raw }: AzureResource): Edge[] {
  if (text(raw, 'properties.encryption.keySource')?.toLowerCase() !== 'microsoft.keyvault') return []
  const uri = text(raw, 'properties.encryption.keyvaultproperties.keyvaulturi')?.replace(/\/+$/, '')
  if (uri === undefined) return []
  const target = [`${uri}/`, uri].flatMap((vaultUrl) => where('azure_keyvault_service', { vaultUrl }) ?? [])
  const properties = {
    keyName: text(raw, 'properties.encryption.keyvaultproperties.keyname'),
    keyVersion: text(raw, 'properties.encryption.keyvaultproperties.keyversion'),
  }
  return [{ target, properties }]
}

export const storageContainer = resource({
  type: 'azure_storage_container',
  class: ['DataStore'],
  title: 'Blob container',
  service,
  list: childrenOf(storageAccount, 'blobServices/default/containers', version, {
    when: (account: Answer) => hasBlobs(text(account, 'kind')),
  }),
  permission: 'Microsoft.Storage/storageAccounts/blobServices/containers/read',
  properties: {
    encrypted: 'parent.encryptedBlob',
    publicAccess: 'properties.publicAccess',
    public: is('properties.publicAccess', 'Container', 'Blob'),
    updatedOn: date('properties.lastModifiedTime'),
    leaseState: 'properties.leaseState',
    hasImmutabilityPolicy: 'properties.hasImmutabilityPolicy',
    hasLegalHold: 'properties.hasLegalHold',
    defaultEncryptionScope: 'properties.defaultEncryptionScope',
    denyEncryptionScopeOverride: 'properties.denyEncryptionScopeOverride',
    immutableStorageWithVersioning: 'properties.immutableStorageWithVersioning.enabled',
    deleted: 'properties.deleted',
  },
  tags: 'properties.metadata',
  links: [from('azure_storage_account', 'HAS', ({ scope }) => scope.id)],
})
