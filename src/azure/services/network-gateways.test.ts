import { describe, expect, test } from 'vitest'
import { drawn, edgesOf, entityOf, hasAnswers, named, published } from '../service.fixture.ts'
import { localNetworkGateway, virtualNetworkGateway, vpnConnection } from './network-gateways.ts'

const base = '/subscriptions/S/resourceGroups/g/providers/Microsoft.Network'
const lower = base.toLowerCase()

function connection(name: string, properties: object) {
  return {
    id: `${base}/connections/${name}`,
    name,
    properties: { virtualNetworkGateway1: { id: `${base}/virtualNetworkGateways/A` }, ...properties },
  }
}

test.each([
  ['localNetworkGateway2', 'localNetworkGateways', 'azure_virtual_network_gateway_connects_local_network_gateway'],
  ['virtualNetworkGateway2', 'virtualNetworkGateways', 'azure_virtual_network_gateway_connects_gateway'],
  ['peer', 'expressRouteCircuits', 'azure_virtual_network_gateway_connects_expressroute_circuit'],
])('a connection joins its gateway to the other side: %s', (field, kind, type) => {
  const raw = connection('C', { connectionType: 'X', connectionStatus: 'Connected', [field]: { id: `${base}/${kind}/B` } })
  expect(edgesOf(vpnConnection, raw, {}, 'CONNECTS')).toEqual([
    {
      edge: `${lower}/virtualnetworkgateways/a|CONNECTS|${lower}/${kind.toLowerCase()}/b`,
      type,
      suffix: 'c',
      properties: { connectionName: 'C', connectionType: 'X', connectionStatus: 'Connected' },
    },
  ])
})

test('a connection belongs to its gateway; one that names no other side joins nothing', () => {
  const raw = connection('C', {})
  expect(drawn(vpnConnection, raw)).toEqual([
    `/subscriptions/s/resourcegroups/g|HAS|${entityOf(vpnConnection, raw).key}`,
    `${lower}/virtualnetworkgateways/a|HAS|${entityOf(vpnConnection, raw).key}`,
  ])
})

describe.skipIf(!hasAnswers)('as published', () => {
  test('a gateway stands in its network, uses its address, and takes clients', () => {
    const raw = named(published('azure_virtual_network_gateway'), 'vgw1')
    const { key, properties } = entityOf(virtualNetworkGateway, raw)
    expect(properties).toMatchObject({
      gatewayType: 'Vpn',
      vpnType: 'RouteBased',
      sku: 'Standard',
      activeActive: false,
      vpnClientProtocols: ['IkeV2', 'OpenVPN'],
      vpnAuthenticationTypes: ['Certificate'],
      vpnClientAddressPrefixes: ['100.1.1.0/24'],
    })
    const group = key.split('/providers/')[0]
    expect(drawn(virtualNetworkGateway, raw)).toEqual([
      `${group}|HAS|${key}`,
      `${group}/providers/microsoft.network/virtualnetworks/vnet1|HAS|${key}`,
      `${key}|USES|${group}/providers/microsoft.network/publicipaddresses/pip1`,
    ])
  })

  test('a connection has its ciphers and no shared key', () => {
    const connections = published('azure_vpn_connection').filter((raw) => raw.name === 'conn1')
    const withPolicy = connections.map((raw) => entityOf(vpnConnection, raw).properties).find(({ dhGroup }) => String(dhGroup) !== '')
    expect(withPolicy).toMatchObject({
      connectionProtocol: 'IKEv2',
      ikeEncryption: ['AES256'],
      dhGroup: ['DHGroup24'],
      pfsGroup: ['PFS24'],
    })
    expect(JSON.stringify(connections)).not.toContain('sharedKey')
  })

  test('the other side has its address and the networks behind it', () => {
    const raw = named(published('azure_vpn_connection', 'localNetworkGateways'), 'lgw2')
    expect(entityOf(localNetworkGateway, raw).properties).toMatchObject({ gatewayIpAddress: '10.1.1.2', addressPrefixes: ['10.0.2.0/24'] })
  })
})
