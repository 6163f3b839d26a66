import { describe, expect, test } from 'vitest'
import { drawn, edgesOf, entityOf, hasAnswers, named, published, recorded } from '../service.fixture.ts'
import { virtualNetwork } from './network.ts'
import { bastionHost, natGateway, routeTable, virtualNetworkPeering } from './routing.ts'

const base = '/subscriptions/S/resourceGroups/g/providers/Microsoft.Network'
const lower = base.toLowerCase()

describe('a peering', () => {
  const raw = {
    id: `${base}/virtualNetworks/V/virtualNetworkPeerings/P`,
    name: 'P',
    properties: {
      peeringState: 'Disconnected',
      allowVirtualNetworkAccess: true,
      allowForwardedTraffic: false,
      remoteVirtualNetwork: { id: '/subscriptions/Other/resourceGroups/h/providers/Microsoft.Network/virtualNetworks/W' },
      remoteAddressSpace: { addressPrefixes: ['10.9.0.0/16'] },
    },
  }

  test('joins its network to the other one, be that read or not', () => {
    const { key, properties } = entityOf(virtualNetworkPeering, raw)
    const other = '/subscriptions/other/resourcegroups/h/providers/microsoft.network/virtualnetworks/w'
    expect(properties).toMatchObject({
      remoteVirtualNetworkId: other,
      remoteSubscriptionId: 'other',
      remoteAddressPrefixes: ['10.9.0.0/16'],
    })
    expect(edgesOf(virtualNetworkPeering, raw)).toEqual([
      { edge: `${lower}/virtualnetworks/v|HAS|${key}`, type: 'azure_vnet_has_peering' },
      {
        edge: `${lower}/virtualnetworks/v|CONNECTS|${other}`,
        type: 'azure_vnet_connects_vnet',
        properties: { peeringName: 'P', peeringState: 'Disconnected', allowVirtualNetworkAccess: true, allowForwardedTraffic: false },
        placeholder: expect.objectContaining({ key: other, type: 'azure_vnet', class: ['Network'] }),
      },
    ])
  })

  test.skipIf(!hasAnswers)('stands in its network', () => {
    const network = named(recorded('providers/Microsoft.Network/virtualNetworks'), 'j1dev-vnet')
    const { source } = virtualNetworkPeering
    const picked =
      source.kind === 'embedded' ? [...source.pick({ raw: network, details: {}, scope: { kind: 'x', id: 'x', name: 'x', data: {} } })] : []
    expect(picked.map((one) => entityOf(virtualNetworkPeering, one).properties.name)).toEqual(['peering1-dev-remote'])
    expect(entityOf(virtualNetwork, network).properties.peeringStates).toEqual(['Connected'])
  })
})

describe('a route table', () => {
  const route = (addressPrefix: string, nextHopType: string, nextHopIpAddress?: string) => ({
    name: addressPrefix,
    properties: { addressPrefix, nextHopType, nextHopIpAddress },
  })
  const table = (...routes: readonly object[]) => ({ id: `${base}/routeTables/T`, name: 'T', properties: { routes } })

  test('tells where it sends all that no other route names', () => {
    const raw = table(route('10.0.0.0/8', 'VnetLocal'), route('0.0.0.0/0', 'VirtualAppliance', '10.0.0.4'))
    expect(entityOf(routeTable, raw).properties).toMatchObject({
      defaultRouteNextHopType: 'VirtualAppliance',
      defaultRouteNextHopIpAddress: '10.0.0.4',
      routeAddressPrefixes: ['10.0.0.0/8', '0.0.0.0/0'],
      routeNextHopIpAddresses: ['10.0.0.4'],
    })
    expect(entityOf(routeTable, table(route('0.0.0.0/0', 'Internet'))).properties).toMatchObject({ defaultRouteNextHopType: 'Internet' })
  })

  test('without such a route tells nothing of it', () => {
    expect(entityOf(routeTable, table(route('10.0.0.0/8', 'VnetLocal'))).properties.defaultRouteNextHopType).toBeUndefined()
    expect(entityOf(routeTable, table()).properties.routes).toEqual([])
  })

  test.skipIf(!hasAnswers)('is used by its subnets, as published', () => {
    const raw = named(published('azure_route_table'), 'k8s-master-C02B7042-routetable')
    const { key } = entityOf(routeTable, raw)
    expect(drawn(routeTable, raw, {}, 'USES')).toEqual([expect.stringMatching(/\/subnets\/k8s-subnet\|USES\|/)])
    expect(drawn(routeTable, raw, {}, 'USES')[0]).toContain(key)
  })
})

test.skipIf(!hasAnswers)('a NAT gateway uses its addresses and is used by its subnets, as published', () => {
  const raw = named(published('azure_nat_gateway'), 'test-natGateway')
  const { key, properties } = entityOf(natGateway, raw)
  expect(properties).toMatchObject({ sku: 'Standard', idleTimeoutInMinutes: 5 })
  const group = '/subscriptions/subid/resourcegroups/rg1/providers/microsoft.network'
  expect(drawn(natGateway, raw, {}, 'USES')).toEqual([
    `${group}/virtualnetworks/test-vnet/subnets/subnet1|USES|${key}`,
    `${key}|USES|${group}/publicipaddresses/publicipaddress1`,
  ])
})

test.skipIf(!hasAnswers)('a bastion stands in the network of its subnet, or in the one it names, as published', () => {
  const hosts = published('azure_bastion_host')
  const [standard, developer] = [named(hosts, 'bastionhosttenant'), named(hosts, 'bastionhostdeveloper')]
  expect(entityOf(bastionHost, standard).properties).toMatchObject({ sku: 'Standard', enableTunneling: false, enableShareableLink: false })
  expect(entityOf(bastionHost, developer).properties).toMatchObject({ sku: 'Developer', allowedIpAddresses: ['1.1.1.1/16'] })
  const networks = [standard, developer].map(
    (raw) =>
      drawn(bastionHost, raw)
        .find((edge) => edge.includes('/virtualnetworks/'))
        ?.split('|')[0],
  )
  expect(networks.map((network) => network?.split('/').at(-1))).toEqual(['vnet', 'vnet2'])
  expect(drawn(bastionHost, standard, {}, 'USES')).toEqual([expect.stringMatching(/\|USES\|.*\/publicipaddresses\/pipname$/)])
  expect(drawn(bastionHost, developer, {}, 'USES')).toEqual([])
})
