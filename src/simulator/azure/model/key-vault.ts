/** Key vaults. https://learn.microsoft.com/rest/api/keyvault/keyvault/vaults */
import type { Kind, Service } from '../kind.ts'
import { groupKind } from './groups.ts'

const networkType = 'Microsoft.Network/virtualNetworks'

const vault: Kind = {
  type: 'Microsoft.KeyVault/vaults',
  apiVersion: '2024-11-01',
  weight: 50,
  prefix: 'kv',
  short: true,
  body: (seat) => {
    const { tenant } = seat
    const rbac = seat.dice.chance('rbac', 0.6)
    const open = seat.wrong('open')
    const network = seat.peer(networkType)
    const reader = tenant.objects(groupKind).id(seat.dice.int('reader', 0, 1_000_000))
    return {
      systemData: {
        createdBy: `pipeline@${tenant.scenario.company.mailDomain}`,
        createdByType: 'User',
        createdAt: seat.madeOn(1300),
      },
      properties: {
        sku: { family: 'A', name: seat.dice.chance('premium', 0.15) ? 'premium' : 'standard' },
        tenantId: tenant.id,
        vaultUri: `https://${seat.name}.vault.azure.net/`,
        enabledForDeployment: false,
        enabledForDiskEncryption: seat.dice.chance('disks', 0.2),
        enabledForTemplateDeployment: seat.dice.chance('templates', 0.3),
        enableSoftDelete: true,
        softDeleteRetentionInDays: seat.dice.pick('retention', [90, 90, 30, 7]),
        enableRbacAuthorization: rbac,
        // The service leaves the member out where purge protection is off.
        ...(seat.wrong('purge') ? {} : { enablePurgeProtection: true }),
        publicNetworkAccess: open ? 'Enabled' : seat.dice.chance('private', 0.6) ? 'Disabled' : 'Enabled',
        networkAcls: {
          bypass: 'AzureServices',
          defaultAction: open ? 'Allow' : 'Deny',
          ipRules: seat.dice.chance('office', 0.2) ? [{ value: '198.51.100.0/26' }] : [],
          virtualNetworkRules:
            network !== undefined && seat.dice.chance('subnet', 0.2)
              ? [{ id: `${network.id}/subnets/snet-app`.toLowerCase(), ignoreMissingVnetServiceEndpoint: false }]
              : [],
        },
        accessPolicies:
          rbac || reader === undefined
            ? []
            : [
                {
                  tenantId: tenant.id,
                  objectId: reader,
                  permissions: { keys: ['get', 'list'], secrets: ['get', 'list'], certificates: ['get'], storage: [] },
                },
              ],
        provisioningState: 'Succeeded',
      },
    }
  },
}

export const keyVault: Service = { kinds: [vault] }
