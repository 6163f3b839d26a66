/** User-assigned identities, and machines elsewhere that Azure Arc manages. https://learn.microsoft.com/rest/api/managedidentity */
import { guidOf } from '../guid.ts'
import type { Kind, Service } from '../kind.ts'
import { identityIndex, identityTag } from '../seat.ts'
import { some, withIdentity } from './shapes.ts'

const identityType = 'Microsoft.ManagedIdentity/userAssignedIdentities'

const userAssigned: Kind = {
  type: identityType,
  apiVersion: '2023-01-31',
  weight: 16,
  least: 1,
  prefix: 'id',
  identity: 'each',
  body: (seat) => ({
    properties: {
      tenantId: seat.tenant.id,
      principalId:
        seat.number === undefined
          ? seat.dice.guid('principal')
          : guidOf(seat.tenant.seed, identityTag(seat.kind), identityIndex(seat.subscription, seat.number)),
      clientId: seat.dice.guid('client'),
    },
  }),
}

const arcMachine: Kind = {
  type: 'Microsoft.HybridCompute/machines',
  apiVersion: '2024-07-10',
  weight: 8,
  least: 1,
  prefix: 'arc',
  identity: 'fourth',
  body: (seat) => ({
    ...withIdentity(seat),
    properties: {
      provisioningState: 'Succeeded',
      status: seat.drift.chance('offline', 0.1) ? 'Disconnected' : 'Connected',
      lastStatusChange: seat.tenant.daysAgo(seat.drift.int('status', 0, 60)),
      osName: 'linux',
      osType: 'linux',
      osSku: 'Ubuntu 22.04.4 LTS',
      osVersion: '5.15.0',
      agentVersion: seat.drift.pick('agent', ['1.50.02900.838', '1.39.02628.558']),
      vmId: seat.dice.guid('vm'),
      machineFqdn: `${seat.name}.depot.local`,
      displayName: seat.name,
      locationData: { name: 'Depot', city: 'Gdansk', countryOrRegion: 'Poland' },
    },
  }),
}

export const identities: Service = {
  kinds: [userAssigned, arcMachine],
  children: [
    {
      type: `${identityType}/federatedIdentityCredentials`,
      list: (identity) =>
        some(identity, ['pipeline'], 0.4, () => ({
          properties: {
            issuer: 'https://token.actions.githubusercontent.com',
            subject: 'repo:larkmoor/platform:ref:refs/heads/main',
            audiences: ['api://AzureADTokenExchange'],
          },
        })),
    },
  ],
}
