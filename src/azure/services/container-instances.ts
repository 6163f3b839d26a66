/** Container groups, their containers and volumes. https://learn.microsoft.com/rest/api/container-instances */
import { type Edge, from, to, where } from '../../collect/links.ts'
import { arm, embeddedIn } from '../arm-listing.ts'
import { type Answer, objects, text } from '../client/json.ts'
import { present, ref, region } from '../facts.ts'
import { armKey, parentKeyOf } from '../ids.ts'
import type { AzureResource } from '../listing.ts'
import { resource } from '../resource.ts'
import { sifted } from '../sift.ts'

const service = 'Container Instances'
const armType = 'Microsoft.ContainerInstance/containerGroups'
const permission = 'Microsoft.ContainerInstance/containerGroups/read'

export const containerGroup = resource({
  type: 'azure_container_group',
  class: ['Group'],
  title: 'Container group',
  service,
  list: sifted(arm(armType, '2023-05-01', { bulk: 'resources' }), {
    // People put passwords into plain variables, secret or not; their names are enough.
    without: [
      'properties.containers[].properties.environmentVariables[].value',
      'properties.initContainers[].properties.environmentVariables[].value',
      'properties.volumes[].secret.*',
      'properties.volumes[].azureFile.storageAccountKey',
      'properties.imageRegistryCredentials[].password',
      'properties.diagnostics.logAnalytics.workspaceKey',
    ],
  }),
  permission,
  properties: {
    location: region('location'),
    zones: 'zones',
    provisioningState: 'properties.provisioningState',
    osType: 'properties.osType',
    restartPolicy: 'properties.restartPolicy',
    ipAddress: 'properties.ipAddress.ip',
    ipAddressType: 'properties.ipAddress.type',
    fqdn: 'properties.ipAddress.fqdn',
    ports: 'properties.ipAddress.ports[].port',
    subnetIds: ref('properties.subnetIds[].id'),
    sku: 'properties.sku',
    encryptionKeyName: 'properties.encryptionProperties.keyName',
    imageRegistryServers: 'properties.imageRegistryCredentials[].server',
    identityType: 'identity.type',
    principalId: 'identity.principalId',
  },
})

export const container = resource({
  type: 'azure_container',
  class: ['Container'],
  title: 'Container',
  service,
  list: embeddedIn(containerGroup, `${armType}/containers`, 'containerGroups[].properties.containers[]', (group) =>
    partsOf(group, 'containers'),
  ),
  permission,
  properties: {
    image: 'properties.image',
    ports: 'properties.ports[].port',
    command: 'properties.command',
    cpu: 'properties.resources.requests.cpu',
    memoryInGB: 'properties.resources.requests.memoryInGB',
    environmentVariableNames: 'properties.environmentVariables[].name',
    privileged: 'properties.securityContext.privileged',
    state: 'properties.instanceView.currentState.state',
    volumeNames: 'properties.volumeMounts[].name',
  },
  links: [
    from('azure_container_group', 'HAS', groupOf, { type: 'azure_container_group_has_' }),
    to('USES', 'azure_container_volume', mounts),
  ],
})

export const containerVolume = resource({
  type: 'azure_container_volume',
  class: ['Disk'],
  title: 'Volume of a container group',
  service,
  list: embeddedIn(containerGroup, `${armType}/volumes`, 'containerGroups[].properties.volumes[]', (group) => partsOf(group, 'volumes')),
  permission,
  properties: {
    'azureFile.shareName': 'azureFile.shareName',
    'azureFile.storageAccountName': 'azureFile.storageAccountName',
    'azureFile.readOnly': 'azureFile.readOnly',
    'gitRepo.repository': 'gitRepo.repository',
    emptyDir: present('emptyDir'),
    hasSecret: present('secret'),
  },
  links: [
    from('azure_container_group', 'HAS', groupOf),
    // Names of storage accounts are unique in the world.
    to('USES', 'azure_storage_file_share', ({ raw }) =>
      where('azure_storage_file_share', {
        storageAccountName: text(raw, 'azureFile.storageAccountName')?.toLowerCase(),
        name: text(raw, 'azureFile.shareName')?.toLowerCase(),
      }),
    ),
  ],
})

/** Containers and volumes have no id of their own. */
function* partsOf(group: Answer, kind: 'containers' | 'volumes'): Iterable<Answer> {
  const groupId = text(group, 'id')
  for (const part of objects(group, `properties.${kind}`)) {
    const name = text(part, 'name')
    yield { ...part, ...(name === undefined ? {} : { id: `${groupId}/${kind}/${name}` }), location: group.location }
  }
}

function groupOf({ raw }: AzureResource): string {
  return parentKeyOf(armKey(text(raw, 'id') ?? ''))
}

function mounts(container: AzureResource): Edge[] {
  return objects(container.raw, 'properties.volumeMounts').flatMap((mount) => {
    const name = text(mount, 'name')
    if (name === undefined) return []
    const { mountPath, readOnly } = mount
    return [{ target: armKey(`${groupOf(container)}/volumes/${name}`), properties: { mountPath, readOnly } }]
  })
}

export const containerInstanceDefinitions = [containerGroup, container, containerVolume]
