/** Servers outside Azure that are managed from it. https://learn.microsoft.com/rest/api/hybridcompute */
import { arm } from '../arm-listing.ts'
import { date, from as fact, is, lower, ref, region } from '../facts.ts'
import { resource } from '../resource.ts'

export const arcMachine = resource({
  type: 'azure_arc_machine',
  class: ['Host'],
  title: 'Arc-enabled server',
  service: 'Azure Arc',
  list: arm('Microsoft.HybridCompute/machines', '2024-07-10', { bulk: 'resources' }),
  permission: 'Microsoft.HybridCompute/machines/read',
  properties: {
    location: region('location'),
    kind: 'kind',
    vmId: 'properties.vmId',
    vmUuid: 'properties.vmUuid',
    provisioningState: 'properties.provisioningState',
    state: 'properties.status',
    active: is('properties.status', 'Connected'),
    lastStatusChangedOn: date('properties.lastStatusChange'),
    agentVersion: 'properties.agentVersion',
    hostname: 'properties.osProfile.computerName',
    fqdn: fact(['properties.dnsFqdn', 'properties.machineFqdn', 'properties.adFqdn'], (...names) =>
      names.find((name) => name !== '' && name !== undefined),
    ),
    domainName: 'properties.domainName',
    platform: lower('properties.osType'),
    osName: 'properties.osSku',
    osEdition: 'properties.osEdition',
    osVersion: 'properties.osVersion',
    privateIpAddress: 'properties.networkProfile.networkInterfaces[].ipAddresses[].address',
    cloudProvider: 'properties.detectedProperties.cloudprovider',
    manufacturer: 'properties.detectedProperties.manufacturer',
    model: 'properties.detectedProperties.model',
    locationName: 'properties.locationData.name',
    windowsPatchMode: 'properties.osProfile.windowsConfiguration.patchSettings.patchMode',
    linuxPatchMode: 'properties.osProfile.linuxConfiguration.patchSettings.patchMode',
    mssqlDiscovered: 'properties.mssqlDiscovered',
    agentConfigMode: 'properties.agentConfiguration.configMode',
    extensionsEnabled: 'properties.agentConfiguration.extensionsEnabled',
    guestConfigurationEnabled: 'properties.agentConfiguration.guestConfigurationEnabled',
    incomingConnectionsPorts: 'properties.agentConfiguration.incomingConnectionsPorts',
    licenseStatus: 'properties.licenseProfile.licenseStatus',
    esuEligibility: 'properties.licenseProfile.esuProfile.esuEligibility',
    esuLicenseAssignmentState: 'properties.licenseProfile.esuProfile.licenseAssignmentState',
    parentClusterResourceId: ref('properties.parentClusterResourceId'),
    privateLinkScopeId: ref('properties.privateLinkScopeResourceId'),
    identityType: 'identity.type',
    principalId: 'identity.principalId',
  },
})

export const arcDefinitions = [arcMachine]
