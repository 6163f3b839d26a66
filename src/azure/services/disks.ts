/** Managed disks, their snapshots and the keys that encrypt them. https://learn.microsoft.com/rest/api/compute/disks */
import { from, to } from '../../collect/links.ts'
import { arm } from '../arm-listing.ts'
import { text } from '../client/json.ts'
import { date, type FactTable, is, present, ref } from '../facts.ts'
import { armKey } from '../ids.ts'
import type { AzureLink } from '../listing.ts'
import { resource } from '../resource.ts'

const service = 'Compute'
const version = '2024-03-02'

/** What disks and snapshots have in common. */
const storageProperties: FactTable = {
  sku: 'sku.name',
  state: 'properties.diskState',
  createdOn: date('properties.timeCreated'),
  diskSizeGB: 'properties.diskSizeGB',
  osType: 'properties.osType',
  encryption: 'properties.encryption.type',
  encrypted: present('properties.encryption.type'),
  diskEncryptionSetId: ref('properties.encryption.diskEncryptionSetId'),
  networkAccessPolicy: 'properties.networkAccessPolicy',
  publicNetworkAccess: 'properties.publicNetworkAccess',
  dataAccessAuthMode: 'properties.dataAccessAuthMode',
  createOption: 'properties.creationData.createOption',
  sourceResourceId: ref('properties.creationData.sourceResourceId'),
}

const encryptionSet: AzureLink = to('USES', 'azure_disk_encryption_set', ({ raw }) => {
  const id = text(raw, 'properties.encryption.diskEncryptionSetId')
  return id === undefined ? undefined : armKey(id)
})

export const managedDisk = resource({
  type: 'azure_managed_disk',
  class: ['DataStore', 'Disk'],
  title: 'Managed disk',
  service,
  list: arm('Microsoft.Compute/disks', version, { bulk: 'resources' }),
  permission: 'Microsoft.Compute/disks/read',
  properties: {
    ...storageProperties,
    managedBy: ref('managedBy'),
    // Shared disks are attached to several machines.
    managedByExtended: ref('managedByExtended'),
    attached: is('properties.diskState', 'Attached'),
    adeEnabled: 'properties.encryptionSettingsCollection.enabled',
    lastOwnershipUpdateOn: date('properties.LastOwnershipUpdateTime'),
  },
  links: [encryptionSet],
})

export const diskSnapshot = resource({
  type: 'azure_disk_snapshot',
  class: ['Image', 'Backup'],
  title: 'Disk snapshot',
  service,
  list: arm('Microsoft.Compute/snapshots', version, { bulk: 'resources' }),
  permission: 'Microsoft.Compute/snapshots/read',
  properties: {
    ...storageProperties,
    provisioningState: 'properties.provisioningState',
    incremental: 'properties.incremental',
    completionPercent: 'properties.completionPercent',
    hyperVGeneration: 'properties.hyperVGeneration',
  },
  links: [
    encryptionSet,
    // A snapshot may also be a copy of another, or come from a file.
    from('azure_managed_disk', 'HAS', ({ raw }) => {
      const source = armKey(text(raw, 'properties.creationData.sourceResourceId') ?? '')
      return source.includes('/providers/microsoft.compute/disks/') ? source : undefined
    }),
  ],
})

export const diskEncryptionSet = resource({
  type: 'azure_disk_encryption_set',
  class: ['Key'],
  title: 'Disk encryption set',
  service,
  list: arm('Microsoft.Compute/diskEncryptionSets', version, { bulk: 'resources' }),
  permission: 'Microsoft.Compute/diskEncryptionSets/read',
  properties: {
    encryptionType: 'properties.encryptionType',
    keyUrl: 'properties.activeKey.keyUrl',
    keyVaultId: ref('properties.activeKey.sourceVault.id'),
    previousKeyUrls: 'properties.previousKeys[].keyUrl',
    rotationToLatestKeyVersionEnabled: 'properties.rotationToLatestKeyVersionEnabled',
    lastKeyRotatedOn: date('properties.lastKeyRotationTimestamp'),
    provisioningState: 'properties.provisioningState',
    federatedClientId: 'properties.federatedClientId',
    identityType: 'identity.type',
    principalId: 'identity.principalId',
    autoKeyRotationError: 'properties.autoKeyRotationError.message',
  },
  links: [
    // The graph holds keys without their version.
    to(
      'USES',
      'azure_keyvault_key',
      ({ raw }) => /^https:\/\/[^/]+\/keys\/[^/]+/.exec(text(raw, 'properties.activeKey.keyUrl') ?? '')?.[0],
    ),
  ],
})

export const diskDefinitions = [managedDisk, diskSnapshot, diskEncryptionSet]
