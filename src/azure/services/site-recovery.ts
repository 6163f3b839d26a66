/** Machines that are replicated for the case of a disaster. https://learn.microsoft.com/rest/api/site-recovery */
import { from, to } from '../../collect/links.ts'
import { childrenOf } from '../arm-listing.ts'
import { text } from '../client/json.ts'
import { date, ref } from '../facts.ts'
import { armKey } from '../ids.ts'
import { resource } from '../resource.ts'
import { recoveryServicesVault } from './backup.ts'

const sourcePath = 'properties.providerSpecificDetails.fabricObjectId'

export const siteRecoveryItem = resource({
  type: 'azure_site_recovery_item',
  class: ['Backup'],
  title: 'Replicated item of Site Recovery',
  service: 'Site Recovery',
  list: childrenOf(recoveryServicesVault, 'replicationProtectedItems', '2024-10-01'),
  permission: 'Microsoft.RecoveryServices/vaults/replicationProtectedItems/read',
  properties: {
    displayName: 'properties.friendlyName',
    friendlyName: 'properties.friendlyName',
    protectedItemType: 'properties.protectedItemType',
    replicationProvider: 'properties.providerSpecificDetails.instanceType',
    protectionState: 'properties.protectionState',
    replicationHealth: 'properties.replicationHealth',
    failoverHealth: 'properties.failoverHealth',
    activeLocation: 'properties.activeLocation',
    testFailoverState: 'properties.testFailoverState',
    lastTestFailoverOn: date('properties.lastSuccessfulTestFailoverTime'),
    lastFailoverOn: date('properties.lastSuccessfulFailoverTime'),
    lastRecoveryPointOn: date('properties.providerSpecificDetails.lastRpoCalculatedTime'),
    rpoInSeconds: 'properties.providerSpecificDetails.rpoInSeconds',
    policyId: ref('properties.policyId'),
    policyName: 'properties.policyFriendlyName',
    primaryFabric: 'properties.primaryFabricFriendlyName',
    recoveryFabric: 'properties.recoveryFabricFriendlyName',
    sourceId: ref(sourcePath),
  },
  links: [
    from('azure_recovery_services_vault', 'HAS', ({ scope }) => scope.id),
    // Machines of other clouds and of one's own house have ids of another form.
    to('PROTECTS', 'azure_vm', ({ raw }) => {
      const source = armKey(text(raw, sourcePath) ?? '')
      return source.includes('/providers/microsoft.compute/virtualmachines/') ? source : undefined
    }),
  ],
})

export const siteRecoveryDefinitions = [siteRecoveryItem]
