import { expect, test } from 'vitest'
import { balancingRules, poolMembers } from './balancing.ts'

const network = '/subscriptions/S/resourceGroups/G/providers/Microsoft.Network'
const id = `${network}/loadBalancers/L`
const key = id.toLowerCase()

const frontends = [
  {
    id: `${id}/frontendIPConfigurations/out`,
    name: 'out',
    properties: { publicIPAddress: { id: `${network}/publicIPAddresses/P` } },
  },
  { id: `${id}/frontendIPConfigurations/in`, name: 'in', properties: { privateIPAddress: '10.0.0.9' } },
]
const front = (name: string) => ({ frontendIPConfiguration: { id: `${id}/frontendIPConfigurations/${name}` } })

test('rules, NAT rules and NAT pools say the address in front of them, their ports and who is behind', () => {
  const balancer = {
    properties: {
      frontendIPConfigurations: frontends,
      loadBalancingRules: [
        {
          id: `${id}/loadBalancingRules/web`,
          name: 'web',
          properties: {
            ...front('out'),
            protocol: 'Tcp',
            frontendPort: 80,
            backendPort: 8080,
            enableFloatingIP: false,
            backendAddressPool: { id: `${id}/backendAddressPools/B` },
            backendAddressPools: [{ id: `${id}/backendAddressPools/B` }],
          },
        },
      ],
      inboundNatRules: [
        {
          id: `${id}/inboundNatRules/ssh`,
          name: 'ssh',
          properties: {
            ...front('out'),
            protocol: 'Tcp',
            frontendPort: 50_001,
            backendPort: 22,
            backendIPConfiguration: { id: `${network}/networkInterfaces/N/ipConfigurations/ip` },
          },
        },
      ],
      inboundNatPools: [
        {
          id: `${id}/inboundNatPools/each`,
          name: 'each',
          properties: { ...front('in'), protocol: 'Tcp', frontendPortRangeStart: 50_000, frontendPortRangeEnd: 50_099, backendPort: 3389 },
        },
      ],
    },
  }
  expect(balancingRules(balancer)).toMatchObject([
    {
      kind: 'rule',
      name: 'web',
      publicIpId: `${network}/publicIPAddresses/P`.toLowerCase(),
      protocol: 'tcp',
      frontendPort: 80,
      frontendPortEnd: 80,
      backendPort: 8080,
      poolIds: [`${key}/backendaddresspools/b`],
    },
    {
      kind: 'nat',
      frontendPort: 50_001,
      backendPort: 22,
      ipConfigurationId: `${network}/networkInterfaces/N/ipConfigurations/ip`.toLowerCase(),
    },
    {
      kind: 'natPool',
      publicIpId: undefined,
      privateIpAddress: '10.0.0.9',
      frontendPort: 50_000,
      frontendPortEnd: 50_099,
      backendPort: 3389,
    },
  ])
})

test('members are named once, by their configuration or by an address in a network', () => {
  const pool = {
    id: `${id}/backendAddressPools/B`,
    properties: {
      backendIPConfigurations: [{ id: `${network}/networkInterfaces/N/ipConfigurations/ip` }],
      loadBalancerBackendAddresses: [
        { properties: { networkInterfaceIPConfiguration: { id: `${network}/networkinterfaces/n/ipconfigurations/ip` } } },
        { properties: { ipAddress: '10.0.0.5', virtualNetwork: { id: `${network}/virtualNetworks/V` } } },
        { properties: { ipAddress: '10.0.0.6', subnet: { id: `${network}/virtualNetworks/V/subnets/S` } } },
      ],
    },
  }
  const networkId = `${network}/virtualNetworks/V`.toLowerCase()
  expect(poolMembers({ properties: { backendAddressPools: [pool] } })).toMatchObject([
    { poolId: `${key}/backendaddresspools/b`, ipConfigurationId: `${network}/networkInterfaces/N/ipConfigurations/ip`.toLowerCase() },
    { ipAddress: '10.0.0.5', networkId },
    { ipAddress: '10.0.0.6', networkId },
  ])
})

test('what is no rule and no pool is left out, whatever it is', () => {
  expect(balancingRules({ properties: { loadBalancingRules: 'none', inboundNatRules: [null, 7] } })).toEqual([])
  expect(poolMembers({ properties: { backendAddressPools: [null, { properties: 'x' }] } })).toEqual([])
})
