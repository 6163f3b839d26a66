/** Images, and the galleries that share them. https://learn.microsoft.com/rest/api/compute/galleries */
import { from } from '../../collect/links.ts'
import { arm, childrenOf } from '../arm-listing.ts'
import { text } from '../client/json.ts'
import { date, ref, region } from '../facts.ts'
import { armKey } from '../ids.ts'
import type { AzureResource } from '../listing.ts'
import { imageSource } from '../placeholders.ts'
import { resource } from '../resource.ts'

const service = 'Compute'
const galleryVersion = '2024-03-03'

export const image = resource({
  type: 'azure_image',
  class: ['Image'],
  title: 'Managed image',
  service,
  list: arm('Microsoft.Compute/images', '2024-11-01', { bulk: 'resources' }),
  permission: 'Microsoft.Compute/images/read',
  properties: {
    provisioningState: 'properties.provisioningState',
    sourceVirtualMachineId: ref('properties.sourceVirtualMachine.id'),
    osType: 'properties.storageProfile.osDisk.osType',
    osState: 'properties.storageProfile.osDisk.osState',
    osDiskId: ref('properties.storageProfile.osDisk.managedDisk.id'),
    hyperVGeneration: 'properties.hyperVGeneration',
  },
})

export const gallery = resource({
  type: 'azure_gallery',
  class: ['Repository'],
  title: 'Compute gallery',
  service,
  list: arm('Microsoft.Compute/galleries', galleryVersion, { bulk: 'resources' }),
  permission: 'Microsoft.Compute/galleries/read',
  properties: {
    location: region('location'),
    description: 'properties.description',
    state: 'properties.provisioningState',
    uniqueName: 'properties.identifier.uniqueName',
    sharingPermissions: 'properties.sharingProfile.permissions',
    softDeleteEnabled: 'properties.softDeletePolicy.isSoftDeleteEnabled',
  },
})

export const sharedImage = resource({
  type: 'azure_shared_image',
  class: ['Image'],
  title: 'Image definition of a gallery',
  service,
  list: childrenOf(gallery, 'images', galleryVersion, { bulk: 'resources' }),
  permission: 'Microsoft.Compute/galleries/images/read',
  properties: {
    description: 'properties.description',
    osType: 'properties.osType',
    osState: 'properties.osState',
    eula: 'properties.eula',
    endOfLifeDate: date('properties.endOfLifeDate'),
    hyperVGeneration: 'properties.hyperVGeneration',
    publisher: 'properties.identifier.publisher',
    offer: 'properties.identifier.offer',
    sku: 'properties.identifier.sku',
    state: 'properties.provisioningState',
  },
  links: [from('azure_gallery', 'CONTAINS', ({ scope }) => scope.id)],
})

const sourcePath = 'properties.storageProfile.source.id'

export const sharedImageVersion = resource({
  type: 'azure_shared_image_version',
  class: ['Image'],
  title: 'Image version of a gallery',
  service,
  list: childrenOf(sharedImage, 'versions', galleryVersion, { bulk: 'resources' }),
  permission: 'Microsoft.Compute/galleries/images/versions/read',
  properties: {
    location: region('location'),
    publishedDate: date('properties.publishingProfile.publishedDate'),
    createdOn: date('properties.publishingProfile.publishedDate'),
    endOfLifeDate: date('properties.publishingProfile.endOfLifeDate'),
    excludeFromLatest: 'properties.publishingProfile.excludeFromLatest',
    targetRegions: 'properties.publishingProfile.targetRegions[].name',
    sourceId: ref(sourcePath),
    provisioningState: 'properties.provisioningState',
  },
  links: [
    from('azure_shared_image', 'HAS', ({ scope }) => scope.id),
    // An origin that is gone, or stands elsewhere, is stood in for.
    from('azure_vm', 'GENERATED', (version) => sourceOf(version, true), { placeholder: imageSource }),
    from('ANY_RESOURCE', 'GENERATED', (version) => sourceOf(version, false), {
      type: 'ANY_RESOURCE_generated_azure_shared_image_version',
      placeholder: imageSource,
    }),
  ],
})

/** What the version was made of: a machine, or any other thing that holds an image. */
function sourceOf({ raw }: AzureResource, machine: boolean): string | undefined {
  const id = text(raw, sourcePath)
  if (id === undefined) return undefined
  const key = armKey(id)
  return key.includes('/providers/microsoft.compute/virtualmachines/') === machine ? key : undefined
}

export const imageDefinitions = [image, gallery, sharedImage, sharedImageVersion]
