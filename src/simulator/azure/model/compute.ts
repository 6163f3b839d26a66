/** Virtual machines and disks. https://learn.microsoft.com/rest/api/compute */
import type { JsonObject } from '../json.ts'
import type { Kind, Seat, Service, View } from '../kind.ts'

const machineType = 'Microsoft.Compute/virtualMachines'
const diskType = 'Microsoft.Compute/disks'
const interfaceType = 'Microsoft.Network/networkInterfaces'

const images = [
  ['Linux', 'canonical', '0001-com-ubuntu-server-jammy', '22_04-lts-gen2', '22.04.202601080'],
  ['Linux', 'canonical', 'ubuntu-24_04-lts', 'server', '24.04.202601120'],
  ['Linux', 'redhat', 'rhel', '9-lvm-gen2', '9.4.2025111316'],
  ['Windows', 'microsoftwindowsserver', 'windowsserver', '2022-datacenter-azure-edition', '20348.4529.251106'],
  ['Windows', 'microsoftwindowsserver', 'windowsserver', '2016-datacenter', '14393.8594.251106'],
] as const

const virtualMachine: Kind = {
  type: machineType,
  apiVersion: '2024-11-01',
  weight: 65,
  prefix: 'vm',
  identity: 'fourth',
  pageSize: 50,
  body: (seat) => {
    const [osType, publisher, offer, sku, exactVersion] = seat.dice.pick('image', images)
    const osDisk = seat.peer(diskType)
    const nic = seat.peer(interfaceType)
    const data = dataDisk(seat)
    const trusted = !seat.wrong('trustedLaunch')
    return {
      etag: `"${seat.drift.int('etag', 1, 90)}"`,
      ...(seat.identity() === undefined ? {} : { identity: seat.identity() }),
      ...(seat.dice.chance('zonal', 0.4) ? { zones: [String(seat.dice.int('zone', 1, 3))] } : {}),
      properties: {
        vmId: seat.dice.guid('vmId'),
        timeCreated: seat.madeOn(1400),
        provisioningState: 'Succeeded',
        hardwareProfile: {
          vmSize: seat.dice.pick('size', ['Standard_B2s', 'Standard_D2s_v5', 'Standard_D4s_v5', 'Standard_E4s_v5', 'Standard_F8s_v2']),
        },
        storageProfile: {
          imageReference: imageOf(seat) ?? { publisher, offer, sku, version: 'latest', exactVersion },
          osDisk: {
            osType,
            name: osDisk?.name ?? `${seat.name}_OsDisk`,
            createOption: 'FromImage',
            caching: 'ReadWrite',
            ...(osDisk === undefined
              ? { vhd: { uri: `https://legacy${seat.subscription.code}.blob.core.windows.net/vhds/${seat.name}.vhd` } }
              : { managedDisk: { storageAccountType: 'Premium_LRS', id: osDisk.id } }),
            deleteOption: 'Detach',
            diskSizeGB: osType === 'Windows' ? 127 : 30,
          },
          dataDisks:
            data === undefined
              ? []
              : [
                  {
                    lun: 0,
                    name: data.name,
                    createOption: 'Attach',
                    caching: 'ReadOnly',
                    managedDisk: { storageAccountType: 'Premium_LRS', id: data.id },
                    diskSizeGB: 256,
                  },
                ],
        },
        osProfile: {
          computerName: seat.name.slice(0, 15),
          adminUsername: osType === 'Windows' ? 'opsadmin' : 'azureuser',
          ...(osType === 'Linux'
            ? {
                linuxConfiguration: {
                  disablePasswordAuthentication: !seat.wrong('password'),
                  provisionVMAgent: true,
                  patchSettings: { patchMode: 'ImageDefault' },
                },
              }
            : { windowsConfiguration: { enableAutomaticUpdates: !seat.wrong('updates'), timeZone: 'UTC', provisionVMAgent: true } }),
          secrets: [],
          allowExtensionOperations: true,
        },
        ...(trusted
          ? {
              securityProfile: {
                securityType: 'TrustedLaunch',
                encryptionAtHost: !seat.wrong('encryptionAtHost'),
                uefiSettings: { secureBootEnabled: true, vTpmEnabled: true },
              },
            }
          : {}),
        networkProfile: {
          networkInterfaces: nic === undefined ? [] : [{ id: nic.id, properties: { primary: true, deleteOption: 'Detach' } }],
        },
        diagnosticsProfile: { bootDiagnostics: { enabled: !seat.wrong('bootDiagnostics') } },
        ...(osType === 'Windows' && seat.dice.chance('licence', 0.5) ? { licenseType: 'Windows_Server' } : {}),
        ...(seat.dice.chance('spot', 0.05) ? { priority: 'Spot', evictionPolicy: 'Deallocate' } : {}),
      },
    }
  },
}

/** Some machines are made from an image of the company: a plain one, or a version in a gallery. */
function imageOf(machine: Seat): JsonObject | undefined {
  const gallery = machine.dice.chance('gallery', 0.1) ? machine.peer('Microsoft.Compute/galleries') : undefined
  if (gallery !== undefined) return { id: `${gallery.id}/images/base-linux`, exactVersion: '1.0.0' }
  const image = machine.dice.chance('image', 0.06) ? machine.peer('Microsoft.Compute/images') : undefined
  return image === undefined ? undefined : { id: image.id }
}

/** The disk after a machine's own is its data disk, when no other machine boots from it and it is not left over. */
function dataDisk(machine: Seat): Seat | undefined {
  const candidate = machine.peer(diskType)?.next(1)
  return candidate !== undefined && candidate.owner(machineType) === undefined && candidate.dice.chance('attached', 0.7)
    ? candidate
    : undefined
}

const disk: Kind = {
  type: diskType,
  apiVersion: '2024-03-02',
  weight: 120,
  prefix: 'disk',
  body: (seat) => {
    const boots = seat.owner(machineType)
    const before = boots === undefined ? seat.next(-1)?.owner(machineType) : undefined
    const serves = before !== undefined && dataDisk(before)?.id === seat.id ? before : undefined
    const machine = boots ?? serves
    const premium = seat.dice.chance('premium', 0.5)
    const size = boots === undefined ? seat.dice.pick('size', [64, 128, 256, 512, 1024]) : 30
    return {
      ...(machine === undefined ? {} : { managedBy: machine.id }),
      sku: premium ? { name: 'Premium_LRS', tier: 'Premium' } : { name: 'StandardSSD_LRS', tier: 'Standard' },
      properties: {
        ...(boots === undefined ? {} : { osType: boots.dice.pick('image', images)[0] }),
        hyperVGeneration: 'V2',
        creationData:
          boots === undefined ? { createOption: 'Empty' } : { createOption: 'FromImage', imageReference: { id: imageId(seat) } },
        diskSizeGB: size,
        diskIOPSReadWrite: 500,
        diskMBpsReadWrite: 60,
        encryption: encryptionOf(seat),
        ...(seat.dice.chance('ade', 0.03)
          ? { encryptionSettingsCollection: { enabled: true, encryptionSettings: [], encryptionSettingsVersion: '1.1' } }
          : {}),
        networkAccessPolicy: seat.wrong('network') ? 'AllowAll' : 'DenyAll',
        publicNetworkAccess: seat.wrong('network') ? 'Enabled' : 'Disabled',
        ...(seat.dice.chance('entra', 0.05) ? { dataAccessAuthMode: 'AzureActiveDirectory' } : {}),
        timeCreated: seat.madeOn(1400),
        ...(machine === undefined ? { LastOwnershipUpdateTime: seat.tenant.daysAgo(seat.dice.int('left', 5, 400)) } : {}),
        provisioningState: 'Succeeded',
        diskState: machine === undefined ? 'Unattached' : running(machine) ? 'Attached' : 'Reserved',
        diskSizeBytes: size * 2 ** 30,
        uniqueId: seat.dice.guid('uniqueId'),
      },
    }
  },
}

function encryptionOf(disk: Seat): JsonObject {
  const set = disk.dice.chance('set', 0.12) ? disk.peer('Microsoft.Compute/diskEncryptionSets') : undefined
  return set === undefined
    ? { type: 'EncryptionAtRestWithPlatformKey' }
    : { type: 'EncryptionAtRestWithCustomerKey', diskEncryptionSetId: set.id }
}

function imageId(seat: Seat): string {
  return `/Subscriptions/${seat.subscription.id}/Providers/Microsoft.Compute/Locations/${seat.location}/Publishers/canonical/ArtifactTypes/VMImage/Offers/ubuntu-24_04-lts/Skus/server/Versions/24.04.202601120`
}

function running(machine: { readonly drift: Seat['drift'] }): boolean {
  return machine.drift.chance('running', 0.8)
}

const instanceView: View = {
  of: machineType,
  path: 'instanceView',
  body: (node): JsonObject => {
    const up = running(node)
    return {
      computerName: node.name,
      vmAgent: {
        vmAgentVersion: up ? '2.14.0.1' : 'Unknown',
        statuses: [{ code: 'ProvisioningState/succeeded', level: 'Info', displayStatus: 'Ready' }],
      },
      hyperVGeneration: 'V2',
      disks: [],
      statuses: [
        { code: 'ProvisioningState/succeeded', level: 'Info', displayStatus: 'Provisioning succeeded', time: node.tenant.daysAgo(2) },
        up
          ? { code: 'PowerState/running', level: 'Info', displayStatus: 'VM running' }
          : { code: 'PowerState/deallocated', level: 'Info', displayStatus: 'VM deallocated' },
      ],
    }
  },
}

export const compute: Service = { kinds: [virtualMachine, disk], views: [instanceView] }
