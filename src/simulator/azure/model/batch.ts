/** Batch accounts and what they run. https://learn.microsoft.com/rest/api/batchmanagement */
import type { Kind, Service } from '../kind.ts'
import { networkAccess, only, some, succeeded } from './shapes.ts'

const batchType = 'Microsoft.Batch/batchAccounts'
const accountType = 'Microsoft.Storage/storageAccounts'

const batch: Kind = {
  type: batchType,
  apiVersion: '2024-07-01',
  weight: 2,
  least: 1,
  prefix: 'ba',
  compact: true,
  body: (seat) => ({
    properties: {
      ...succeeded,
      accountEndpoint: `${seat.name}.${seat.location}.batch.azure.com`,
      nodeManagementEndpoint: `${seat.dice.guid('node')}.${seat.location}.service.batch.azure.com`,
      poolAllocationMode: 'BatchService',
      publicNetworkAccess: networkAccess(seat),
      allowedAuthenticationModes: seat.wrong('keys') ? ['SharedKey', 'AAD'] : ['AAD'],
      encryption: { keySource: 'Microsoft.Batch' },
      autoStorage: { storageAccountId: seat.peer(accountType)?.id, lastKeySync: seat.tenant.daysAgo(30) },
      keyVaultReference: { id: seat.peer('Microsoft.KeyVault/vaults')?.id, url: 'https://vault.example/' },
      privateEndpointConnections: [],
    },
  }),
}

export const batchService: Service = {
  kinds: [batch],
  children: [
    {
      type: `${batchType}/applications`,
      list: (parent) =>
        some(parent, ['renderer'], 0.8, (name) => ({ properties: { displayName: name, allowUpdates: true, defaultVersion: '1.0' } })),
    },
    {
      type: `${batchType}/certificates`,
      list: (parent) =>
        only(`sha1-${parent.dice.hex('thumbprint', 40)}`, {
          properties: { thumbprint: parent.dice.hex('thumbprint', 40), thumbprintAlgorithm: 'sha1', format: 'Cer', ...succeeded },
        }),
    },
    {
      type: `${batchType}/pools`,
      table: 'batchresources',
      list: (parent) =>
        only('nightly', {
          properties: {
            ...succeeded,
            displayName: 'nightly',
            vmSize: 'STANDARD_D2S_V3',
            allocationState: 'Steady',
            currentDedicatedNodes: 2,
            currentLowPriorityNodes: 0,
            interNodeCommunication: 'Disabled',
            creationTime: parent.tenant.daysAgo(300),
            lastModified: parent.tenant.daysAgo(30),
            deploymentConfiguration: { virtualMachineConfiguration: { diskEncryptionConfiguration: { targets: ['OsDisk'] } } },
            networkConfiguration: { publicIPAddressConfiguration: { provision: 'BatchManaged' } },
          },
        }),
    },
  ],
}
