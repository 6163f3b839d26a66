/** Ways in and out of networks: NAT, routes, Bastion, VPN, ExpressRoute. https://learn.microsoft.com/rest/api/network-gateway */
import type { Kind, Seat, Service } from '../kind.ts'
import { addressOf } from './public-addresses.ts'
import { etag, only, publicAddressText, reference, succeeded } from './shapes.ts'

const apiVersion = '2024-05-01'
const networkType = 'Microsoft.Network/virtualNetworks'
const circuitType = 'Microsoft.Network/expressRouteCircuits'

export function gatewayIn(seat: Seat, subnet: string) {
  const network = seat.peer(networkType)
  return reference('subnet', network === undefined ? undefined : `${network.id}/subnets/${subnet}`)
}

const natGateway: Kind = {
  type: 'Microsoft.Network/natGateways',
  apiVersion,
  weight: 3,
  least: 1,
  prefix: 'ng',
  body: (seat) => {
    const address = addressOf(seat)
    const network = seat.peer(networkType)
    return {
      etag: etag(seat.drift),
      sku: { name: 'Standard' },
      properties: {
        ...succeeded,
        resourceGuid: seat.dice.guid('resourceGuid'),
        idleTimeoutInMinutes: 10,
        publicIpAddresses: address === undefined ? [] : [{ id: address }],
        subnets: network === undefined ? [] : [{ id: `${network.id}/subnets/snet-app` }],
      },
    }
  },
}

const routeTable: Kind = {
  type: 'Microsoft.Network/routeTables',
  apiVersion,
  weight: 8,
  least: 1,
  prefix: 'rt',
  body: (seat) => {
    const network = seat.peer(networkType)
    return {
      etag: etag(seat.drift),
      properties: {
        ...succeeded,
        resourceGuid: seat.dice.guid('resourceGuid'),
        disableBgpRoutePropagation: seat.dice.chance('bgp', 0.5),
        routes: [
          {
            name: 'to-internet',
            id: `${seat.id}/routes/to-internet`,
            properties: {
              ...succeeded,
              addressPrefix: '0.0.0.0/0',
              nextHopType: 'VirtualAppliance',
              nextHopIpAddress: '10.0.0.4',
              hasBgpOverride: false,
            },
          },
        ],
        subnets: network === undefined ? [] : [{ id: `${network.id}/subnets/snet-app` }],
      },
    }
  },
}

const bastion: Kind = {
  type: 'Microsoft.Network/bastionHosts',
  apiVersion,
  weight: 2,
  least: 1,
  prefix: 'bas',
  body: (seat) => ({
    etag: etag(seat.drift),
    sku: { name: 'Standard' },
    properties: {
      ...succeeded,
      dnsName: `bst-${seat.dice.guid('dns')}.bastion.azure.com`,
      scaleUnits: 2,
      enableTunneling: true,
      disableCopyPaste: seat.dice.chance('copy', 0.3),
      enableShareableLink: seat.wrong('link'),
      ipConfigurations: [
        {
          name: 'public',
          id: `${seat.id}/bastionHostIpConfigurations/public`,
          properties: {
            ...succeeded,
            privateIPAllocationMethod: 'Dynamic',
            ...reference('publicIPAddress', addressOf(seat)),
            ...gatewayIn(seat, 'AzureBastionSubnet'),
          },
        },
      ],
    },
  }),
}

const networkGateway: Kind = {
  type: 'Microsoft.Network/virtualNetworkGateways',
  apiVersion,
  weight: 2,
  least: 1,
  prefix: 'vgw',
  body: (seat) => ({
    etag: etag(seat.drift),
    properties: {
      ...succeeded,
      resourceGuid: seat.dice.guid('resourceGuid'),
      gatewayType: 'Vpn',
      vpnType: 'RouteBased',
      vpnGatewayGeneration: 'Generation2',
      enableBgp: true,
      activeActive: false,
      sku: { name: 'VpnGw2AZ', tier: 'VpnGw2AZ', capacity: 2 },
      ipConfigurations: [
        {
          name: 'public',
          id: `${seat.id}/ipConfigurations/public`,
          properties: {
            ...succeeded,
            privateIPAllocationMethod: 'Dynamic',
            ...reference('publicIPAddress', addressOf(seat)),
            ...gatewayIn(seat, 'GatewaySubnet'),
          },
        },
      ],
      ...(seat.dice.chance('p2s', 0.4)
        ? {
            vpnClientConfiguration: {
              vpnClientAddressPool: { addressPrefixes: ['172.20.0.0/24'] },
              vpnClientProtocols: ['OpenVPN'],
              vpnAuthenticationTypes: ['AAD'],
            },
          }
        : {}),
    },
  }),
}

const localGateway: Kind = {
  type: 'Microsoft.Network/localNetworkGateways',
  apiVersion,
  weight: 2,
  least: 1,
  prefix: 'lgw',
  body: (seat) => ({
    etag: etag(seat.drift),
    properties: {
      ...succeeded,
      gatewayIpAddress: publicAddressText(seat.dice, 'office'),
      localNetworkAddressSpace: { addressPrefixes: ['192.168.0.0/16'] },
    },
  }),
}

const connection: Kind = {
  type: 'Microsoft.Network/connections',
  apiVersion,
  weight: 2,
  least: 1,
  prefix: 'con',
  body: (seat) => {
    const circuit = seat.dice.chance('express', 0.3) ? seat.peer(circuitType) : undefined
    return {
      etag: etag(seat.drift),
      properties: {
        ...succeeded,
        connectionType: circuit === undefined ? 'IPsec' : 'ExpressRoute',
        connectionProtocol: 'IKEv2',
        connectionStatus: 'Connected',
        enableBgp: true,
        usePolicyBasedTrafficSelectors: false,
        ...reference('virtualNetworkGateway1', seat.peer(networkGateway.type)?.id),
        ...(circuit === undefined ? reference('localNetworkGateway2', seat.peer(localGateway.type)?.id) : { peer: { id: circuit.id } }),
      },
    }
  },
}

const circuit: Kind = {
  type: circuitType,
  apiVersion,
  weight: 1,
  least: 1,
  prefix: 'erc',
  body: (seat) => ({
    etag: etag(seat.drift),
    sku: { name: 'Standard_MeteredData', tier: 'Standard', family: 'MeteredData' },
    properties: {
      ...succeeded,
      circuitProvisioningState: 'Enabled',
      serviceProviderProvisioningState: 'Provisioned',
      serviceProviderProperties: { serviceProviderName: 'Equinix', peeringLocation: 'Amsterdam', bandwidthInMbps: 1000 },
      allowClassicOperations: false,
      globalReachEnabled: false,
      peerings: [peering(seat)],
      authorizations: [],
    },
  }),
}

function peering(seat: Seat) {
  return {
    name: 'AzurePrivatePeering',
    id: `${seat.id}/peerings/AzurePrivatePeering`,
    type: `${circuitType}/peerings`,
    properties: { ...succeeded, peeringType: 'AzurePrivatePeering', peerASN: 65001, vlanId: 200, state: 'Enabled' },
  }
}

export const gateways: Service = {
  kinds: [natGateway, routeTable, bastion, networkGateway, localGateway, connection, circuit],
  children: [
    {
      type: `${circuitType}/peerings`,
      list: () => only('AzurePrivatePeering', { properties: { ...succeeded, peeringType: 'AzurePrivatePeering', state: 'Enabled' } }),
    },
    {
      type: `${circuitType}/peerings/connections`,
      list: (peering) =>
        only('to-dr', {
          properties: {
            ...succeeded,
            addressPrefix: '10.255.0.0/29',
            circuitConnectionStatus: 'Connected',
            peerExpressRouteCircuitPeering: { id: peering.id },
          },
        }),
    },
    {
      type: `${circuitType}/peerings/peerConnections`,
      list: (peering) =>
        only('from-dr', {
          properties: {
            ...succeeded,
            addressPrefix: '10.255.0.0/29',
            circuitConnectionStatus: 'Connected',
            connectionName: 'to-dr',
            authResourceGuid: peering.dice.guid('auth'),
            expressRouteCircuitPeering: { id: peering.id },
            peerExpressRouteCircuitPeering: { id: peering.id },
          },
        }),
    },
  ],
  arm: [
    {
      path: '/providers/Microsoft.Network/bgpServiceCommunities',
      answer: ({ subscription }) => ({
        value: ['Exchange', 'SharePoint', 'Azure West Europe'].map((serviceName, index) => ({
          name: serviceName.replaceAll(' ', ''),
          id: `/subscriptions/${subscription?.id}/providers/Microsoft.Network/bgpServiceCommunities/${serviceName.replaceAll(' ', '')}`,
          type: 'Microsoft.Network/bgpServiceCommunities',
          properties: {
            serviceName,
            bgpCommunities: [
              {
                serviceSupportedRegion: 'Global',
                communityName: serviceName,
                communityValue: `12076:50${index}0`,
                communityPrefixes: ['192.0.2.0/24'],
              },
            ],
          },
        })),
      }),
    },
  ],
}
