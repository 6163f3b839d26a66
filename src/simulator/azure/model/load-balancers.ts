/** Load balancers, application gateways and their firewall policies. https://learn.microsoft.com/rest/api/load-balancer */
import type { Kind, Service } from '../kind.ts'
import { addressOf } from './public-addresses.ts'
import { etag, reference, subnetBeside, succeeded } from './shapes.ts'

const interfaceType = 'Microsoft.Network/networkInterfaces'
const wafType = 'Microsoft.Network/ApplicationGatewayWebApplicationFirewallPolicies'

const loadBalancer: Kind = {
  type: 'Microsoft.Network/loadBalancers',
  apiVersion: '2024-05-01',
  weight: 8,
  least: 1,
  prefix: 'lb',
  body: (seat) => {
    const address = addressOf(seat)
    const subnet = subnetBeside(seat)
    const pool = `${seat.id}/backendAddressPools/machines`
    const backends = seat.sharers(interfaceType).slice(0, 3)
    return {
      etag: etag(seat.drift),
      sku: { name: 'Standard', tier: 'Regional' },
      properties: {
        ...succeeded,
        resourceGuid: seat.dice.guid('resourceGuid'),
        frontendIPConfigurations: [
          address === undefined
            ? {
                name: 'private',
                id: `${seat.id}/frontendIPConfigurations/private`,
                properties: {
                  ...succeeded,
                  privateIPAddress: '10.0.0.10',
                  privateIPAllocationMethod: 'Static',
                  ...reference('subnet', subnet),
                },
              }
            : {
                name: 'public',
                id: `${seat.id}/frontendIPConfigurations/public`,
                properties: { ...succeeded, publicIPAddress: { id: address } },
              },
        ],
        backendAddressPools: [
          {
            name: 'machines',
            id: pool,
            properties: { ...succeeded, backendIPConfigurations: backends.map(({ id }) => ({ id: `${id}/ipConfigurations/ipconfig1` })) },
          },
        ],
        loadBalancingRules: [
          {
            name: 'https',
            id: `${seat.id}/loadBalancingRules/https`,
            properties: {
              ...succeeded,
              protocol: 'Tcp',
              frontendPort: 443,
              backendPort: 8443,
              backendAddressPool: { id: pool },
              enableTcpReset: true,
            },
          },
        ],
        inboundNatRules: seat.wrong('nat')
          ? [
              {
                name: 'ssh',
                id: `${seat.id}/inboundNatRules/ssh`,
                properties: { ...succeeded, protocol: 'Tcp', frontendPort: 50022, backendPort: 22 },
              },
            ]
          : [],
        probes: [],
        outboundRules: [],
      },
    }
  },
}

const applicationGateway: Kind = {
  type: 'Microsoft.Network/applicationGateways',
  apiVersion: '2024-05-01',
  weight: 4,
  least: 1,
  prefix: 'agw',
  body: (seat) => {
    const policy = seat.owner(wafType)?.id ?? seat.peer(wafType)?.id
    return {
      etag: etag(seat.drift),
      zones: ['1', '2', '3'],
      properties: {
        ...succeeded,
        resourceGuid: seat.dice.guid('resourceGuid'),
        sku: { name: 'WAF_v2', tier: 'WAF_v2', capacity: 2 },
        operationalState: 'Running',
        enableHttp2: true,
        sslPolicy: seat.wrong('tls')
          ? { policyType: 'Predefined', policyName: 'AppGwSslPolicy20150501', minProtocolVersion: 'TLSv1_0' }
          : { policyType: 'Predefined', policyName: 'AppGwSslPolicy20220101', minProtocolVersion: 'TLSv1_2' },
        ...reference('firewallPolicy', seat.wrong('waf') ? undefined : policy),
        webApplicationFirewallConfiguration: {
          enabled: true,
          firewallMode: seat.wrong('mode') ? 'Detection' : 'Prevention',
          ruleSetType: 'OWASP',
          ruleSetVersion: '3.2',
        },
        gatewayIPConfigurations: [
          {
            name: 'gateway',
            id: `${seat.id}/gatewayIPConfigurations/gateway`,
            properties: { ...succeeded, ...reference('subnet', subnetBeside(seat)) },
          },
        ],
        frontendIPConfigurations: [
          {
            name: 'public',
            id: `${seat.id}/frontendIPConfigurations/public`,
            properties: { ...succeeded, ...reference('publicIPAddress', addressOf(seat)) },
          },
        ],
        httpListeners: [
          {
            name: 'https',
            id: `${seat.id}/httpListeners/https`,
            properties: { ...succeeded, protocol: 'Https', hostName: `${seat.group.workload}.larkmoor.example` },
          },
          ...(seat.wrong('http')
            ? [{ name: 'http', id: `${seat.id}/httpListeners/http`, properties: { ...succeeded, protocol: 'Http' } }]
            : []),
        ],
        backendAddressPools: [
          {
            name: 'sites',
            id: `${seat.id}/backendAddressPools/sites`,
            properties: { ...succeeded, backendAddresses: [{ fqdn: `${seat.group.workload}.azurewebsites.net` }] },
          },
        ],
      },
    }
  },
}

const firewallPolicy: Kind = {
  type: wafType,
  apiVersion: '2024-05-01',
  weight: 3,
  least: 1,
  prefix: 'waf',
  body: (seat) => ({
    etag: etag(seat.drift),
    properties: {
      ...succeeded,
      resourceState: 'Enabled',
      policySettings: {
        state: 'Enabled',
        mode: seat.wrong('mode') ? 'Detection' : 'Prevention',
        requestBodyCheck: true,
        maxRequestBodySizeInKb: 128,
      },
      managedRules: { managedRuleSets: [{ ruleSetType: 'OWASP', ruleSetVersion: '3.2', ruleGroupOverrides: [] }], exclusions: [] },
      customRules: [],
      applicationGateways: seat.sharers('Microsoft.Network/applicationGateways').map(({ id }) => ({ id })),
    },
  }),
}

const privateLinkService: Kind = {
  type: 'Microsoft.Network/privateLinkServices',
  apiVersion: '2024-05-01',
  weight: 1,
  least: 1,
  prefix: 'pls',
  body: (seat) => {
    const balancer = seat.peer(loadBalancer.type)
    return {
      etag: etag(seat.drift),
      properties: {
        ...succeeded,
        alias: `${seat.name}.${seat.dice.guid('alias')}.${seat.location}.azure.privatelinkservice`,
        visibility: { subscriptions: seat.wrong('visibility') ? ['*'] : [seat.subscription.id] },
        autoApproval: { subscriptions: [] },
        enableProxyProtocol: false,
        loadBalancerFrontendIpConfigurations: balancer === undefined ? [] : [{ id: `${balancer.id}/frontendIPConfigurations/private` }],
        ipConfigurations: [],
        privateEndpointConnections: [],
        networkInterfaces: [],
      },
    }
  },
}

export const loadBalancers: Service = { kinds: [loadBalancer, applicationGateway, firewallPolicy, privateLinkService] }
