import { expect, test } from 'vitest'
import { gatewayMembers, gatewayRoutes } from './gateway-routes.ts'

const network = '/subscriptions/S/resourceGroups/G/providers/Microsoft.Network'
const id = `${network}/applicationGateways/A`
const key = id.toLowerCase()
const part = (list: string, name: string, properties = {}) => ({ id: `${id}/${list}/${name}`, name, properties })
const ref = (list: string, name: string) => ({ id: `${id.toUpperCase()}/${list}/${name}` })

const gateway = {
  properties: {
    frontendIPConfigurations: [part('frontendIPConfigurations', 'out', { publicIPAddress: { id: `${network}/publicIPAddresses/P` } })],
    frontendPorts: [part('frontendPorts', 'p', { port: 443 })],
    httpListeners: [
      part('httpListeners', 'web', {
        protocol: 'Https',
        frontendIPConfiguration: ref('frontendIPConfigurations', 'out'),
        frontendPort: ref('frontendPorts', 'p'),
      }),
    ],
    backendAddressPools: [
      {
        ...part('backendAddressPools', 'b', { backendAddresses: [{ ipAddress: '10.0.0.4' }, { fqdn: 'App.Example.com' }] }),
      },
    ],
    backendHttpSettingsCollection: [part('backendHttpSettingsCollection', 's', { port: 8080 })],
    urlPathMaps: [
      part('urlPathMaps', 'm', {
        defaultBackendAddressPool: ref('backendAddressPools', 'b'),
        defaultBackendHttpSettings: ref('backendHttpSettingsCollection', 's'),
        pathRules: [{ properties: { backendAddressPool: ref('backendAddressPools', 'other') } }],
      }),
    ],
    requestRoutingRules: [
      part('requestRoutingRules', 'r', { httpListener: ref('httpListeners', 'web'), urlPathMap: ref('urlPathMaps', 'm') }),
    ],
  },
}

test('a listener leads to the pools of its rule and of all paths, in the letter case of keys', () => {
  const front = { listener: 'web', protocol: 'https', port: 443, publicIpId: `${network}/publicIPAddresses/P`.toLowerCase() }
  expect(gatewayRoutes(gateway)).toEqual([
    { ...front, poolId: `${key}/backendaddresspools/b`, backendPort: 8080 },
    { ...front, poolId: `${key}/backendaddresspools/other`, backendPort: undefined },
  ])
})

test('a listener that only redirects leads nowhere and is open all the same', () => {
  const redirecting = {
    properties: {
      ...gateway.properties,
      requestRoutingRules: [part('requestRoutingRules', 'r', { httpListener: ref('httpListeners', 'web') })],
    },
  }
  expect(gatewayRoutes(redirecting)).toMatchObject([{ listener: 'web', port: 443 }])
})

test('members are addresses and names', () => {
  expect(gatewayMembers(gateway)).toEqual([
    { poolId: `${key}/backendaddresspools/b`, ipAddress: '10.0.0.4', fqdn: undefined },
    { poolId: `${key}/backendaddresspools/b`, ipAddress: undefined, fqdn: 'app.example.com' },
  ])
})

test('what is no rule is left out, whatever it is', () => {
  expect(gatewayRoutes({ properties: { requestRoutingRules: [null, 'x', {}] } })).toEqual([])
})
