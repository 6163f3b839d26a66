/** Sets of machines made from one model. https://learn.microsoft.com/rest/api/compute/virtual-machine-scale-sets */
import { arm } from '../arm-listing.ts'
import { imageLinks } from '../compute/image-links.ts'
import { usesManagedIdentities } from '../ends.ts'
import { date, lower, ref, region } from '../facts.ts'
import { instanceIpConfigurations } from '../network/ip-configurations.ts'
import { resource } from '../resource.ts'

const imagePath = 'properties.virtualMachineProfile.storageProfile.imageReference'
const interfaces = 'properties.virtualMachineProfile.networkProfile.networkInterfaceConfigurations[]'

export const scaleSet = resource({
  type: 'azure_vm_scale_set',
  class: ['Deployment', 'Group'],
  title: 'Virtual machine scale set',
  service: 'Compute',
  list: arm('Microsoft.Compute/virtualMachineScaleSets', '2024-11-01', { bulk: 'resources' }),
  permission: 'Microsoft.Compute/virtualMachineScaleSets/read',
  properties: {
    location: region('location'),
    zones: 'zones',
    sku: 'sku.name',
    instanceCount: 'sku.capacity',
    orchestrationMode: 'properties.orchestrationMode',
    provisioningState: 'properties.provisioningState',
    createdOn: date('properties.timeCreated'),
    overprovision: 'properties.overprovision',
    singlePlacementGroup: 'properties.singlePlacementGroup',
    platformFaultDomainCount: 'properties.platformFaultDomainCount',
    upgradeMode: 'properties.upgradePolicy.mode',
    automaticOSUpgrade: 'properties.upgradePolicy.automaticOSUpgradePolicy.enableAutomaticOSUpgrade',
    automaticRepairsPolicy: 'properties.automaticRepairsPolicy.enabled',
    priority: 'properties.virtualMachineProfile.priority',
    evictionPolicy: 'properties.virtualMachineProfile.evictionPolicy',
    platform: lower('properties.virtualMachineProfile.storageProfile.osDisk.osType'),
    adminUser: 'properties.virtualMachineProfile.osProfile.adminUsername',
    disablePasswordAuthentication: 'properties.virtualMachineProfile.osProfile.linuxConfiguration.disablePasswordAuthentication',
    enableAutomaticUpdates: 'properties.virtualMachineProfile.osProfile.windowsConfiguration.enableAutomaticUpdates',
    imageReferenceId: ref(`${imagePath}.id`),
    imageOffer: `${imagePath}.offer`,
    securityType: 'properties.virtualMachineProfile.securityProfile.securityType',
    encryptionAtHost: 'properties.virtualMachineProfile.securityProfile.encryptionAtHost',
    networkInterfaceConfigurations: `${interfaces}.name`,
    subnetIds: ref(`${interfaces}.properties.ipConfigurations[].properties.subnet.id`),
    securityGroupIds: ref(`${interfaces}.properties.networkSecurityGroup.id`),
    loadBalancerBackendPoolIds: ref(`${interfaces}.properties.ipConfigurations[].properties.loadBalancerBackendAddressPools[].id`),
    applicationGatewayBackendPoolIds: ref(
      `${interfaces}.properties.ipConfigurations[].properties.applicationGatewayBackendAddressPools[].id`,
    ),
    ipConfigurations: { paths: ['properties.virtualMachineProfile.networkProfile'], expects: 'object', read: instanceIpConfigurations },
    extensions: 'properties.virtualMachineProfile.extensionProfile.extensions[].name',
    identityType: 'identity.type',
    principalId: 'identity.principalId',
  },
  links: [...imageLinks(imagePath), usesManagedIdentities],
})

export const scaleSetDefinitions = [scaleSet]
