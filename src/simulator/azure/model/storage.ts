/** Storage accounts and what they hold. https://learn.microsoft.com/rest/api/storagerp */
import type { JsonObject } from '../json.ts'
import { at } from '../json.ts'
import type { Child, ChildKind, Kind, Node, Service } from '../kind.ts'
import { only, some } from './shapes.ts'

const accountType = 'Microsoft.Storage/storageAccounts'
const networkType = 'Microsoft.Network/virtualNetworks'
const vaultType = 'Microsoft.KeyVault/vaults'

const account: Kind = {
  type: accountType,
  apiVersion: '2024-01-01',
  weight: 110,
  prefix: 'st',
  compact: true,
  body: (seat) => {
    const kind = seat.dice.weighted('kind', [
      ['StorageV2', 20],
      ['BlobStorage', 2],
      ['FileStorage', 1],
      ['BlockBlobStorage', 1],
      ['Storage', 1],
    ])
    const premium = kind === 'FileStorage' || kind === 'BlockBlobStorage'
    const made = seat.madeOn(1600)
    const open = seat.wrong('open')
    const network = seat.peer(networkType)
    const vault = seat.peer(vaultType)
    const service = { keyType: 'Account', enabled: true, lastEnabledTime: made }
    return {
      kind,
      sku: premium
        ? { name: 'Premium_LRS', tier: 'Premium' }
        : { name: seat.dice.pick('sku', ['Standard_LRS', 'Standard_ZRS', 'Standard_GRS', 'Standard_RAGRS']), tier: 'Standard' },
      properties: {
        provisioningState: 'Succeeded',
        creationTime: made,
        primaryLocation: seat.location,
        statusOfPrimary: 'available',
        supportsHttpsTrafficOnly: !seat.wrong('http'),
        minimumTlsVersion: seat.wrong('tls') ? 'TLS1_0' : 'TLS1_2',
        // Old accounts do not have this member at all.
        ...(seat.dice.chance('old', 0.05) ? {} : { allowBlobPublicAccess: seat.wrong('public') }),
        allowSharedKeyAccess: !seat.dice.chance('entraOnly', 0.3),
        defaultToOAuthAuthentication: seat.dice.chance('oauth', 0.3),
        allowCrossTenantReplication: seat.wrong('replication'),
        publicNetworkAccess: open ? 'Enabled' : seat.dice.chance('private', 0.5) ? 'Disabled' : 'Enabled',
        networkAcls: {
          bypass: 'AzureServices',
          defaultAction: open ? 'Allow' : 'Deny',
          ipRules: seat.dice.chance('office', 0.3) ? [{ value: '198.51.100.0/26', action: 'Allow' }] : [],
          virtualNetworkRules:
            network !== undefined && seat.dice.chance('subnet', 0.3)
              ? [{ id: `${network.id}/subnets/snet-app`, action: 'Allow', state: 'Succeeded' }]
              : [],
        },
        encryption: {
          services: {
            blob: service,
            file: service,
            ...(kind === 'StorageV2' ? { queue: { ...service, keyType: 'Service' }, table: { ...service, keyType: 'Service' } } : {}),
          },
          requireInfrastructureEncryption: seat.dice.chance('double', 0.1),
          ...(vault !== undefined && seat.dice.chance('cmk', 0.15)
            ? {
                keySource: 'Microsoft.Keyvault',
                keyvaultproperties: { keyvaulturi: `https://${vault.name}.vault.azure.net/`, keyname: 'storage', keyversion: '' },
              }
            : { keySource: 'Microsoft.Storage' }),
        },
        ...(premium ? {} : { accessTier: 'Hot' }),
        isHnsEnabled: seat.dice.chance('lake', 0.15),
        isSftpEnabled: seat.wrong('sftp'),
        isLocalUserEnabled: seat.wrong('sftp'),
        keyCreationTime: { key1: seat.tenant.daysAgo(seat.drift.int('key1', 1, 700)), key2: made },
        ...(seat.dice.chance('keyPolicy', 0.3) ? { keyPolicy: { keyExpirationPeriodInDays: 90 } } : {}),
        primaryEndpoints: endpoints(seat.name, kind),
        privateEndpointConnections: [],
      },
    }
  },
}

function endpoints(name: string, kind: string): JsonObject {
  const services =
    kind === 'FileStorage'
      ? ['file']
      : kind === 'BlobStorage' || kind === 'BlockBlobStorage'
        ? ['blob', 'dfs']
        : ['blob', 'dfs', 'file', 'queue', 'table', 'web']
  return Object.fromEntries(
    services.map((service) => [
      service,
      service === 'web' ? `https://${name}.z6.web.core.windows.net/` : `https://${name}.${service}.core.windows.net/`,
    ]),
  )
}

/** Which services an account has follows from its kind; the others are not there. */
function has(account: Node, service: string): boolean {
  return at(account.body, ['properties', 'primaryEndpoints', service]) !== undefined
}

const blobService: ChildKind = {
  type: `${accountType}/blobServices`,
  list: (parent) =>
    has(parent, 'blob')
      ? [
          {
            name: 'default',
            body: {
              sku: parent.body.sku,
              properties: {
                cors: { corsRules: [] },
                deleteRetentionPolicy: parent.drift.chance('softDelete', 0.75)
                  ? { allowPermanentDelete: false, enabled: true, days: 7 }
                  : { allowPermanentDelete: false, enabled: false },
                containerDeleteRetentionPolicy: parent.drift.chance('containerSoftDelete', 0.7)
                  ? { enabled: true, days: 7 }
                  : { enabled: false },
                isVersioningEnabled: parent.dice.chance('versioning', 0.3),
                ...(parent.dice.chance('changeFeed', 0.2) ? { changeFeed: { enabled: true } } : {}),
              },
            },
          },
        ]
      : [],
}

const fileService: ChildKind = {
  type: `${accountType}/fileServices`,
  list: (parent) =>
    has(parent, 'file')
      ? [
          {
            name: 'default',
            body: {
              sku: parent.body.sku,
              properties: {
                protocolSettings: { smb: parent.dice.chance('smb', 0.3) ? { versions: 'SMB3.0;SMB3.1.1' } : {} },
                cors: { corsRules: [] },
                shareDeleteRetentionPolicy: parent.drift.chance('shareSoftDelete', 0.7) ? { enabled: true, days: 7 } : { enabled: false },
              },
            },
          },
        ]
      : [],
}

const contents = ['archive', 'backups', 'exports', 'images', 'invoices', 'logs', 'manifests', 'uploads'] as const

const container: ChildKind = {
  type: `${accountType}/blobServices/containers`,
  list: (service) =>
    names(service, contents).map((name): Child => {
      // The account's own setting overrules the container's.
      const mayBeOpen = service.parent !== undefined && at(service.parent.body, ['properties', 'allowBlobPublicAccess']) !== false
      const open = mayBeOpen && service.drift.chance(`public ${name}`, 0.3)
      return {
        name,
        body: {
          etag: `"0x8D${service.drift.hex(`etag ${name}`, 13).toUpperCase()}"`,
          properties: {
            publicAccess: open ? service.dice.pick(`access ${name}`, ['Blob', 'Container']) : 'None',
            leaseStatus: 'Unlocked',
            leaseState: 'Available',
            lastModifiedTime: service.tenant.daysAgo(service.dice.int(`age ${name}`, 1, 900)),
            defaultEncryptionScope: '$account-encryption-key',
            denyEncryptionScopeOverride: false,
            immutableStorageWithVersioning: { enabled: service.dice.chance(`immutable ${name}`, 0.05) },
            hasImmutabilityPolicy: service.dice.chance(`policy ${name}`, 0.05),
            hasLegalHold: service.dice.chance(`hold ${name}`, 0.02),
            deleted: false,
            remainingRetentionDays: 0,
          },
        },
      }
    }),
}

/** Some of the names, which ones for the parent to decide. */
function names(parent: Node, from: readonly string[]): readonly string[] {
  return from.filter((name) => parent.dice.chance(`has ${name}`, 0.35))
}

/** Queue and table services have no settings worth a page; what is in them is listed below `default`. */
function bare(segment: string, service: string): ChildKind {
  return {
    type: `${accountType}/${segment}`,
    list: (account) => (has(account, service) ? only('default', { properties: { cors: { corsRules: [] } } }) : []),
  }
}

const share: ChildKind = {
  type: `${accountType}/fileServices/shares`,
  list: (service) =>
    some(service, ['home', 'scans', 'profiles'], 0.2, (_, dice) => ({
      etag: `"0x8D${dice.hex('etag', 13).toUpperCase()}"`,
      properties: {
        shareQuota: 5120,
        accessTier: 'TransactionOptimized',
        enabledProtocols: 'SMB',
        ...(dice.chance('nfs', 0.1) ? { enabledProtocols: 'NFS', rootSquash: 'NoRootSquash' } : {}),
        lastModifiedTime: service.tenant.daysAgo(dice.int('age', 1, 900)),
        deleted: false,
      },
    })),
}

const queue: ChildKind = {
  type: `${accountType}/queueServices/queues`,
  list: (service) =>
    some(service, ['jobs', 'poison', 'webhooks'], 0.2, (_, dice) => ({
      properties: { approximateMessageCount: dice.int('count', 0, 40), metadata: {} },
    })),
}

const table: ChildKind = {
  type: `${accountType}/tableServices/tables`,
  list: (service) =>
    some(service, ['audit', 'sessions', 'locks'], 0.2, (name) => ({ properties: { tableName: name, signedIdentifiers: [] } })),
}

export const storage: Service = {
  kinds: [account],
  children: [blobService, fileService, bare('queueServices', 'queue'), bare('tableServices', 'table'), container, share, queue, table],
}
