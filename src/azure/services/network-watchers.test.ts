import { describe, expect, test } from 'vitest'
import { drawn, edgesOf, entityOf, hasAnswers, named, opened, recorded } from '../service.fixture.ts'
import { flowLog, networkWatcher } from './network-watchers.ts'

const group = '/subscriptions/S/resourceGroups/NetworkWatcherRG/providers/Microsoft.Network'
const watcher = { id: `${group}/networkWatchers/NetworkWatcher_eastus`, name: 'NetworkWatcher_eastus', location: 'East US' }
const scope = opened(networkWatcher, watcher)

test('a watcher hangs below its region, whether a subscription lists that or not', () => {
  const [edge] = edgesOf(networkWatcher, watcher).filter(({ edge }) => edge.startsWith('azure_location'))
  expect(edge).toMatchObject({
    edge: `azure_location_eastus|HAS|${scope.id}`,
    type: 'azure_location_has_network_watcher',
    placeholder: { key: 'azure_location_eastus', type: 'azure_location', class: ['Site'] },
  })
  expect(drawn(networkWatcher, { ...watcher, location: undefined })).toHaveLength(1)
})

test.each([
  ['networkSecurityGroups/n', 'azure_security_group_has_flow_logs'],
  ['virtualNetworks/v', 'azure_vnet_has_security_group_flow_logs'],
  ['virtualNetworks/v/subnets/s', 'azure_subnet_has_security_group_flow_logs'],
  ['networkInterfaces/i', 'azure_nic_has_security_group_flow_logs'],
])('a flow log belongs to what it is of: %s', (target, type) => {
  const raw = { id: `${watcher.id}/flowLogs/f`, properties: { targetResourceId: `${group}/${target}` } }
  const { key } = entityOf(flowLog, raw, { scope })
  expect(edgesOf(flowLog, raw, { scope }).map(({ edge, type }) => [edge, type])).toEqual([
    [`${scope.id}|HAS|${key}`, 'azure_network_watcher_has_security_group_flow_logs'],
    [`${group.toLowerCase()}/${target.toLowerCase()}|HAS|${key}`, type],
  ])
})

describe.skipIf(!hasAnswers)('as recorded', () => {
  test('a flow log of a security group, kept in a storage account', () => {
    const raw = named(recorded('networkWatchers/NetworkWatcher_eastus/flowLogs'), 'j1dev-j1dev-flowlog')
    const { key, properties } = entityOf(flowLog, raw, { scope })
    expect(properties).toMatchObject({
      enabled: true,
      'retentionPolicy.enabled': true,
      'retentionPolicy.days': 30,
      formatVersion: 2,
      trafficAnalyticsEnabled: false,
    })
    expect(properties.workspaceResourceId).toBeUndefined()
    expect(drawn(flowLog, raw, { scope }, 'USES')).toEqual([`${key}|USES|${properties.storageId}`])
  })
})
