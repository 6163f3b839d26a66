/** Virtual machines. https://learn.microsoft.com/rest/api/compute */
import { type Edge, from, through, to, where } from '../../collect/links.ts'
import { arm } from '../arm-listing.ts'
import { type Answer, at, isAnswer, objects, text, texts } from '../client/json.ts'
import { imageLinks } from '../compute/image-links.ts'
import { detail } from '../detail.ts'
import { usesManagedIdentities } from '../ends.ts'
import { date, from as fact, lower, ref } from '../facts.ts'
import { armKey, armKeys, objectKey } from '../ids.ts'
import type { AzureCall, AzureResource } from '../listing.ts'
import { oncePer } from '../once.ts'
import { principalPlaceholder } from '../placeholders.ts'
import { resource } from '../resource.ts'

const service = 'Compute'
const machineType = 'Microsoft.Compute/virtualMachines'
const machineVersion = '2024-11-01'
const statusPath = 'instanceView.statuses[].code'

export const virtualMachine = resource({
  type: 'azure_vm',
  class: ['Host'],
  title: 'Virtual machine',
  service,
  list: arm(machineType, machineVersion, { bulk: 'resources' }),
  permission: 'Microsoft.Compute/virtualMachines/read',
  details: {
    instanceView: detail(
      'GET /subscriptions/{subscriptionId}/providers/Microsoft.Compute/virtualMachines?statusOnly=true',
      {
        permission: 'Microsoft.Compute/virtualMachines/read',
        cost: 'none where Resource Graph says it; else 1 per subscription',
      },
      instanceView,
    ),
  },
  properties: {
    zones: 'zones',
    vmId: 'properties.vmId',
    provisioningState: 'properties.provisioningState',
    vmSize: 'properties.hardwareProfile.vmSize',
    platform: lower('properties.storageProfile.osDisk.osType'),
    imagePublisher: 'properties.storageProfile.imageReference.publisher',
    osName: 'properties.storageProfile.imageReference.offer',
    imageSku: 'properties.storageProfile.imageReference.sku',
    osVersion: 'properties.storageProfile.imageReference.exactVersion',
    imageReferenceId: ref('properties.storageProfile.imageReference.id'),
    usesManagedDisks: { paths: ['properties.storageProfile.osDisk'], expects: 'object', read: usesManagedDisks },
    hostname: 'properties.osProfile.computerName',
    adminUser: 'properties.osProfile.adminUsername',
    disablePasswordAuthentication: 'properties.osProfile.linuxConfiguration.disablePasswordAuthentication',
    enableAutomaticUpdates: 'properties.osProfile.windowsConfiguration.enableAutomaticUpdates',
    timeZone: 'properties.osProfile.windowsConfiguration.timeZone',
    securityType: 'properties.securityProfile.securityType',
    encryptionAtHost: 'properties.securityProfile.encryptionAtHost',
    secureBootEnabled: 'properties.securityProfile.uefiSettings.secureBootEnabled',
    vTpmEnabled: 'properties.securityProfile.uefiSettings.vTpmEnabled',
    bootDiagnosticsEnabled: 'properties.diagnosticsProfile.bootDiagnostics.enabled',
    networkInterfaceIds: ref('properties.networkProfile.networkInterfaces[].id'),
    scaleSetId: ref('properties.virtualMachineScaleSet.id'),
    licenseType: 'properties.licenseType',
    priority: 'properties.priority',
    identityType: 'identity.type',
    principalId: 'identity.principalId',
    createdOn: date('properties.timeCreated'),
    state: fact([statusPath], powerState, 'texts'),
    active: fact(
      [statusPath],
      (codes) => {
        const state = powerState(codes)
        return state === undefined ? undefined : state === 'running'
      },
      'texts',
    ),
  },
  borrowed: {
    applicationSecurityGroup: (machine) => ({ keys: interfacesOf(machine), property: 'applicationSecurityGroupIds', take: 'list' }),
  },
  links: [
    to('USES', 'azure_nic', interfacesOf),
    to('USES', 'azure_public_ip', (machine) => interfacesOf(machine).map((key) => through(key, 'publicIpIds', 'azure_public_ip'))),
    from('azure_subnet', 'HAS', (machine) => interfacesOf(machine).map((key) => through(key, 'subnetIds', 'azure_subnet'))),
    from('azure_application_security_group', 'PROTECTS', (machine) =>
      interfacesOf(machine).map((key) => through(key, 'applicationSecurityGroupIds', 'azure_application_security_group')),
    ),
    to('USES', 'azure_managed_disk', managedDisks),
    to('USES', 'azure_storage_account', unmanagedDisks),
    ...imageLinks('properties.storageProfile.imageReference'),
    to('USES', 'azure_vm_scale_set', scaleSet),
    to('USES', 'azure_service_principal', identities, {
      type: 'azure_vm_uses_managed_identity',
      placeholder: principalPlaceholder('azure_service_principal'),
    }),
    // The same in the word that many queries use for it.
    to('ASSIGNED', 'azure_service_principal', identities, { placeholder: principalPlaceholder('azure_service_principal') }),
    usesManagedIdentities,
  ],
})

function interfacesOf({ raw }: AzureResource): string[] {
  return armKeys(texts(raw, 'properties.networkProfile.networkInterfaces[].id'))
}

/** All machines of a subscription with their state, by one list. */
const statuses = oncePer<AzureCall, ReadonlyMap<string, unknown>>(
  ({ scope }) => scope.id,
  async (call) => {
    const views = new Map<string, unknown>()
    const path = `/subscriptions/${call.scope.id}/providers/${machineType}`
    for await (const machine of call.session.arm.list(path, machineVersion, call, { statusOnly: 'true' })) {
      const id = text(machine, 'id')
      const view = at(machine, 'properties.instanceView.statuses')
      if (id !== undefined && view !== undefined) views.set(armKey(id), { statuses: view })
    }
    return views
  },
)

/** From Resource Graph's own answer, else from the list of states, else one by one. */
async function instanceView(call: AzureCall, raw: Answer): Promise<unknown> {
  const power = at(raw, 'properties.extended.instanceView.powerState')
  if (isAnswer(power)) return { statuses: [power] }
  const id = text(raw, 'id') ?? ''
  const listed = (await statuses(call)).get(armKey(id))
  if (listed !== undefined) return listed
  const view = await call.session.arm.get(`${id}/instanceView`, machineVersion, call)
  return { statuses: view.statuses }
}

/** `PowerState/deallocated` → stopped; unknown when no status tells. */
function powerState(codes: unknown): string | undefined {
  const code = Array.isArray(codes) ? codes.find((one) => typeof one === 'string' && one.startsWith('PowerState/')) : undefined
  if (typeof code !== 'string') return undefined
  const state = code.slice('PowerState/'.length)
  return state === 'deallocated' ? 'stopped' : state
}

/** Named by the machine of a flexible set; in a uniform one the machine's own id begins with it. */
function scaleSet({ raw }: AzureResource): string | undefined {
  const named = text(raw, 'properties.virtualMachineScaleSet.id')
  if (named !== undefined) return armKey(named)
  return /^.*\/virtualmachinescalesets\/[^/]+(?=\/virtualmachines\/)/.exec(armKey(text(raw, 'id') ?? ''))?.[0]
}

interface AttachedDisk {
  readonly disk: Answer
  readonly role: 'osDisk' | 'dataDisk'
}

function disksOf(machine: Answer): AttachedDisk[] {
  const os = at(machine, 'properties.storageProfile.osDisk')
  return [
    ...(isAnswer(os) ? [{ disk: os, role: 'osDisk' } as const] : []),
    ...objects(machine, 'properties.storageProfile.dataDisks').map((disk) => ({ disk, role: 'dataDisk' }) as const),
  ]
}

function usesManagedDisks(machine: Answer): boolean | undefined {
  const disks = disksOf(machine)
  return disks.length === 0 ? undefined : disks.every(({ disk }) => at(disk, 'managedDisk') !== undefined)
}

function managedDisks({ raw }: AzureResource): Edge[] {
  return disksOf(raw).flatMap(({ disk, role }) => {
    const id = text(disk, 'managedDisk.id')
    return id === undefined ? [] : [{ target: armKey(id), properties: { [role]: true, lun: at(disk, 'lun') } }]
  })
}

/** The storage account whose blob endpoint is the host of the disk's file. */
function unmanagedDisks({ raw }: AzureResource): Edge[] {
  return disksOf(raw).flatMap(({ disk, role }) => {
    const uri = text(disk, 'vhd.uri')
    if (uri === undefined || !URL.canParse(uri)) return []
    const target = where('azure_storage_account', { endpoints: `${new URL(uri).origin}/` })
    return target === undefined ? [] : [{ target, suffix: uri, properties: { [role]: true, vhdUri: uri } }]
  })
}

/** `type` names both kinds at once where a machine has both. */
function identities({ raw }: AzureResource): Edge[] {
  const type = text(raw, 'identity.type') ?? ''
  const own = text(raw, 'identity.principalId')
  const assigned = at(raw, 'identity.userAssignedIdentities')
  return [
    ...(type.includes('SystemAssigned') && own !== undefined
      ? [{ target: objectKey(own), properties: { managedIdentityType: 'SystemAssigned' } }]
      : []),
    ...Object.entries(type.includes('UserAssigned') && isAnswer(assigned) ? assigned : {}).flatMap(([id, identity]) => {
      const principal = text(identity, 'principalId')
      if (principal === undefined) return []
      const properties = { managedIdentityType: 'UserAssigned', clientId: text(identity, 'clientId'), managedIdentityId: armKey(id) }
      return [{ target: objectKey(principal), properties }]
    }),
  ]
}
