/** Network watchers, flow logs and private endpoints. https://learn.microsoft.com/rest/api/network-watcher */
import type { Kind, Service } from '../kind.ts'
import { etag, reference, subnetBeside, succeeded } from './shapes.ts'

const watcherType = 'Microsoft.Network/networkWatchers'
const securityGroupType = 'Microsoft.Network/networkSecurityGroups'
const accountType = 'Microsoft.Storage/storageAccounts'

const watcher: Kind = {
  type: watcherType,
  apiVersion: '2024-05-01',
  weight: 3,
  least: 1,
  prefix: 'nw',
  body: (seat) => ({ etag: etag(seat.drift), properties: succeeded }),
}

const endpoint: Kind = {
  type: 'Microsoft.Network/privateEndpoints',
  apiVersion: '2024-05-01',
  weight: 20,
  least: 1,
  prefix: 'pe',
  body: (seat) => {
    const [type, group] = seat.dice.pick('target', [
      [accountType, 'blob'],
      ['Microsoft.KeyVault/vaults', 'vault'],
      ['Microsoft.Sql/servers', 'sqlServer'],
    ] as const)
    const target = seat.peer(type) ?? seat.peer(accountType)
    const nic = seat.peer('Microsoft.Network/networkInterfaces')
    return {
      etag: etag(seat.drift),
      properties: {
        ...succeeded,
        resourceGuid: seat.dice.guid('resourceGuid'),
        ...reference('subnet', subnetBeside(seat)),
        networkInterfaces: nic === undefined ? [] : [{ id: nic.id }],
        privateLinkServiceConnections:
          target === undefined
            ? []
            : [
                {
                  name: seat.name,
                  id: `${seat.id}/privateLinkServiceConnections/${seat.name}`,
                  properties: {
                    ...succeeded,
                    privateLinkServiceId: target.id,
                    groupIds: [group],
                    privateLinkServiceConnectionState: {
                      status: seat.dice.chance('pending', 0.05) ? 'Pending' : 'Approved',
                      description: '',
                      actionsRequired: 'None',
                    },
                  },
                },
              ],
        manualPrivateLinkServiceConnections: [],
        customDnsConfigs: target === undefined ? [] : [{ fqdn: `${target.name}.internal`, ipAddresses: ['10.0.0.30'] }],
      },
    }
  },
}

export const networkWatchers: Service = {
  kinds: [watcher, endpoint],
  children: [
    {
      type: `${watcherType}/flowLogs`,
      table: 'resources',
      list: (node) => {
        const { tenant, subscription } = node
        const group = tenant.one(securityGroupType, subscription, node.dice)
        const account = tenant.one(accountType, subscription, node.dice)
        if (group === undefined || account === undefined) return []
        return [
          {
            name: `flow-${node.name}`,
            body: {
              location: node.body.location,
              etag: etag(node.drift),
              properties: {
                ...succeeded,
                targetResourceId: group.id,
                targetResourceGuid: group.dice.guid('resourceGuid'),
                storageId: account.id,
                enabled: !node.drift.chance('off', tenant.misconfigured),
                retentionPolicy: { days: node.drift.pick('days', [0, 30, 90, 365]), enabled: true },
                format: { type: 'JSON', version: 2 },
                flowAnalyticsConfiguration: { networkWatcherFlowAnalyticsConfiguration: { enabled: false } },
              },
            },
          },
        ]
      },
    },
  ],
}
