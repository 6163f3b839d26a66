/** What machines are made from and grow into: images, galleries, scale sets, snapshots, encryption sets, extensions. https://learn.microsoft.com/rest/api/compute */
import type { JsonObject } from '../json.ts'
import type { Kind, Service } from '../kind.ts'
import { keyBeside, only, reference, some, subnetBeside, succeeded } from './shapes.ts'

const machineType = 'Microsoft.Compute/virtualMachines'
const diskType = 'Microsoft.Compute/disks'
const galleryType = 'Microsoft.Compute/galleries'

const image: Kind = {
  type: 'Microsoft.Compute/images',
  apiVersion: '2024-11-01',
  weight: 4,
  least: 1,
  prefix: 'img',
  body: (seat) => ({
    properties: {
      ...succeeded,
      ...reference('sourceVirtualMachine', seat.peer(machineType)?.id),
      storageProfile: {
        osDisk: { osType: 'Linux', osState: 'Generalized', ...reference('managedDisk', seat.peer(diskType)?.id), diskSizeGB: 30 },
        dataDisks: [],
        zoneResilient: false,
      },
      hyperVGeneration: 'V2',
    },
  }),
}

const gallery: Kind = {
  type: galleryType,
  apiVersion: '2024-03-03',
  weight: 3,
  least: 1,
  prefix: 'gal',
  compact: true,
  body: (seat) => ({
    properties: {
      ...succeeded,
      description: 'Images that the platform team keeps up to date',
      identifier: { uniqueName: `${seat.subscription.id}-${seat.name.toUpperCase()}` },
      sharingProfile: { permissions: seat.wrong('shared') ? 'Community' : 'Private' },
      softDeletePolicy: { isSoftDeleteEnabled: seat.dice.chance('softDelete', 0.4) },
    },
  }),
}

const scaleSet: Kind = {
  type: 'Microsoft.Compute/virtualMachineScaleSets',
  apiVersion: '2024-11-01',
  weight: 6,
  least: 1,
  prefix: 'vmss',
  identity: 'fourth',
  body: (seat) => ({
    sku: { name: 'Standard_D2s_v5', tier: 'Standard', capacity: seat.drift.int('capacity', 1, 8) },
    zones: ['1', '2', '3'],
    ...(seat.identity() === undefined ? {} : { identity: seat.identity() }),
    properties: {
      ...succeeded,
      uniqueId: seat.dice.guid('uniqueId'),
      timeCreated: seat.madeOn(900),
      orchestrationMode: 'Uniform',
      overprovision: false,
      singlePlacementGroup: false,
      platformFaultDomainCount: 1,
      upgradePolicy: {
        mode: seat.wrong('upgrade') ? 'Manual' : 'Rolling',
        automaticOSUpgradePolicy: { enableAutomaticOSUpgrade: !seat.wrong('upgrade') },
      },
      automaticRepairsPolicy: { enabled: true, gracePeriod: 'PT30M' },
      virtualMachineProfile: {
        osProfile: {
          computerNamePrefix: 'node',
          adminUsername: 'azureuser',
          linuxConfiguration: { disablePasswordAuthentication: !seat.wrong('password') },
        },
        storageProfile: {
          osDisk: { osType: 'Linux', createOption: 'FromImage', caching: 'ReadOnly', managedDisk: { storageAccountType: 'Premium_LRS' } },
          imageReference: galleryImage(seat.peer(galleryType)?.id),
        },
        securityProfile: { encryptionAtHost: !seat.wrong('encryption') },
        networkProfile: {
          networkInterfaceConfigurations: [
            {
              name: 'nic',
              properties: {
                primary: true,
                enableIPForwarding: false,
                ipConfigurations: [{ name: 'ipconfig1', properties: { ...reference('subnet', subnetBeside(seat)) } }],
              },
            },
          ],
        },
        extensionProfile: {
          extensions: [
            {
              name: 'AzureMonitorLinuxAgent',
              properties: { publisher: 'Microsoft.Azure.Monitor', type: 'AzureMonitorLinuxAgent', typeHandlerVersion: '1.29' },
            },
          ],
        },
        priority: 'Regular',
      },
    },
  }),
}

function galleryImage(galleryId: string | undefined): JsonObject {
  return galleryId === undefined
    ? { publisher: 'canonical', offer: 'ubuntu-24_04-lts', sku: 'server', version: 'latest' }
    : { id: `${galleryId}/images/base-linux` }
}

const snapshot: Kind = {
  type: 'Microsoft.Compute/snapshots',
  apiVersion: '2024-03-02',
  weight: 12,
  least: 1,
  prefix: 'snap',
  body: (seat) => ({
    sku: { name: 'Standard_ZRS', tier: 'Standard' },
    properties: {
      ...succeeded,
      osType: 'Linux',
      creationData: { createOption: 'Copy', sourceResourceId: seat.peer(diskType)?.id },
      diskSizeGB: 64,
      timeCreated: seat.madeOn(500),
      incremental: true,
      encryption: { type: 'EncryptionAtRestWithPlatformKey' },
      networkAccessPolicy: seat.wrong('network') ? 'AllowAll' : 'DenyAll',
      publicNetworkAccess: seat.wrong('network') ? 'Enabled' : 'Disabled',
      diskState: 'Unattached',
      uniqueId: seat.dice.guid('uniqueId'),
    },
  }),
}

const encryptionSet: Kind = {
  type: 'Microsoft.Compute/diskEncryptionSets',
  apiVersion: '2024-03-02',
  weight: 3,
  least: 1,
  prefix: 'des',
  identity: 'fourth',
  body: (seat) => ({
    ...(seat.identity() === undefined ? {} : { identity: seat.identity() }),
    properties: {
      ...succeeded,
      encryptionType: 'EncryptionAtRestWithCustomerKey',
      activeKey: { ...reference('sourceVault', seat.peer('Microsoft.KeyVault/vaults')?.id), keyUrl: keyBeside(seat, 'disks') },
      rotationToLatestKeyVersionEnabled: !seat.wrong('rotation'),
      previousKeys: [],
    },
  }),
}

const extensions = [
  ['AzureMonitorLinuxAgent', 'Microsoft.Azure.Monitor', 'AzureMonitorLinuxAgent', '1.29'],
  ['AADSSHLoginForLinux', 'Microsoft.Azure.ActiveDirectory', 'AADSSHLoginForLinux', '1.0'],
  ['MDE.Linux', 'Microsoft.Azure.AzureDefenderForServers', 'MDE.Linux', '1.0'],
] as const

export const computeImages: Service = {
  kinds: [image, gallery, scaleSet, snapshot, encryptionSet],
  children: [
    {
      type: `${machineType}/extensions`,
      table: 'resources',
      list: (machine) =>
        extensions
          .filter(([name]) => machine.dice.chance(`extension ${name}`, 0.5))
          .map(([name, publisher, type, typeHandlerVersion]) => ({
            name,
            body: {
              location: machine.body.location,
              properties: {
                ...succeeded,
                publisher,
                type,
                typeHandlerVersion,
                autoUpgradeMinorVersion: true,
                enableAutomaticUpgrade: true,
                settings: {},
              },
            },
          })),
    },
    {
      type: `${galleryType}/images`,
      table: 'resources',
      list: (parent) => [
        ...only('base-linux', imageDefinition(String(parent.body.location), 'Linux')),
        ...some(parent, ['base-windows'], 0.6, () => imageDefinition(String(parent.body.location), 'Windows')),
      ],
    },
    {
      type: `${galleryType}/images/versions`,
      table: 'resources',
      list: (definition) => {
        const { tenant, subscription } = definition
        const source = tenant.one(machineType, subscription, definition.dice)
        return only('1.0.0', {
          location: definition.parent?.body.location,
          properties: {
            ...succeeded,
            publishingProfile: {
              publishedDate: tenant.daysAgo(definition.dice.int('age', 20, 400)),
              endOfLifeDate: '2027-01-01T00:00:00Z',
              excludeFromLatest: false,
              targetRegions: [{ name: 'West Europe', regionalReplicaCount: 1 }],
              replicaCount: 1,
            },
            storageProfile: { ...reference('source', source?.id), osDiskImage: { sizeInGB: 30, hostCaching: 'ReadOnly' } },
          },
        })
      },
    },
  ],
}

function imageDefinition(location: string, osType: string): JsonObject {
  return {
    location,
    properties: {
      ...succeeded,
      description: `Hardened ${osType}`,
      eula: 'https://legal.larkmoor.example',
      osType,
      osState: 'Generalized',
      endOfLifeDate: '2028-01-01T00:00:00Z',
      hyperVGeneration: 'V2',
      identifier: { publisher: 'platform', offer: osType, sku: 'base' },
    },
  }
}
