/**
 * Types that few tools know of, for a tenant never holds only what somebody has modelled: what they are shows only in the
 * list of all resources. https://learn.microsoft.com/azure/templates/
 */
import type { Kind, Seat, Service } from '../kind.ts'
import { only, reference, subnetBeside, succeeded, withIdentity } from './shapes.ts'

const poolType = 'Microsoft.DevOpsInfrastructure/pools'

const hostPool: Kind = {
  type: 'Microsoft.DesktopVirtualization/hostPools',
  apiVersion: '2024-04-03',
  weight: 2,
  least: 1,
  prefix: 'vdpool',
  body: (seat) => ({
    kind: 'Pooled',
    properties: {
      objectId: seat.dice.guid('object'),
      hostPoolType: 'Pooled',
      loadBalancerType: 'BreadthFirst',
      applicationGroupReferences: seat.sharers(applicationGroup.type).map(({ id }) => id),
      publicNetworkAccess: seat.wrong('public') ? 'Enabled' : 'Disabled',
    },
  }),
}

const applicationGroup: Kind = {
  type: 'Microsoft.DesktopVirtualization/applicationGroups',
  apiVersion: '2024-04-03',
  weight: 3,
  least: 1,
  prefix: 'vdag',
  body: (seat) => ({
    kind: 'Desktop',
    properties: {
      objectId: seat.dice.guid('object'),
      hostPoolArmPath: seat.peer(hostPool.type)?.id ?? '',
      applicationGroupType: 'Desktop',
    },
  }),
}

const dashboard: Kind = {
  type: 'Microsoft.Dashboard/grafana',
  apiVersion: '2023-09-01',
  weight: 2,
  least: 1,
  prefix: 'amg',
  identity: 'fourth',
  body: (seat) => ({
    ...withIdentity(seat),
    sku: { name: 'Standard' },
    properties: {
      ...succeeded,
      zoneRedundancy: 'Disabled',
      publicNetworkAccess: seat.wrong('public') ? 'Enabled' : 'Disabled',
      grafanaIntegrations: { azureMonitorWorkspaceIntegrations: workspaces(seat) },
    },
  }),
}

function workspaces(seat: Seat) {
  const workspace = seat.peer('Microsoft.OperationalInsights/workspaces')
  return workspace === undefined ? [] : [{ azureMonitorWorkspaceResourceId: workspace.id }]
}

const buildAgents: Kind = {
  type: poolType,
  apiVersion: '2024-10-19',
  weight: 1,
  least: 1,
  prefix: 'mdp',
  identity: 'fourth',
  body: (seat) => ({
    ...withIdentity(seat),
    properties: { ...succeeded, maximumConcurrency: 4, ...reference('networkProfile', subnetBeside(seat)) },
  }),
}

export const uncommon: Service = {
  kinds: [hostPool, applicationGroup, dashboard, buildAgents],
  children: [
    {
      type: 'Microsoft.Dashboard/grafana/managedPrivateEndpoints',
      table: 'resources',
      list: (parent) => only('metrics', { location: parent.body.location, properties: { ...succeeded, groupIds: ['prometheusMetrics'] } }),
    },
  ],
}
