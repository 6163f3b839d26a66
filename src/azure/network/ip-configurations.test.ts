import { expect, test } from 'vitest'
import { instanceIpConfigurations, ipConfigurations } from './ip-configurations.ts'

const network = '/subscriptions/S/resourceGroups/G/providers/Microsoft.Network'
const key = network.toLowerCase()

test('an address of an interface says its subnet, its public address, its pools and its groups, by their keys', () => {
  const nic = {
    properties: {
      ipConfigurations: [
        {
          id: `${network}/networkInterfaces/N/ipConfigurations/one`,
          properties: {
            privateIPAddress: '10.0.0.4',
            privateIPAddressVersion: 'IPv4',
            subnet: { id: `${network}/virtualNetworks/V/subnets/S` },
            publicIPAddress: { id: `${network}/publicIPAddresses/P` },
            loadBalancerBackendAddressPools: [{ id: `${network}/loadBalancers/L/backendAddressPools/b` }],
            loadBalancerInboundNatRules: [{ id: `${network}/loadBalancers/L/inboundNatRules/n` }],
            applicationGatewayBackendAddressPools: [{ id: `${network}/applicationGateways/A/backendAddressPools/b` }],
            applicationSecurityGroups: [{ id: `${network}/applicationSecurityGroups/z` }, { id: `${network}/applicationSecurityGroups/a` }],
          },
        },
      ],
    },
  }
  expect(ipConfigurations(nic)).toEqual([
    {
      id: `${key}/networkinterfaces/n/ipconfigurations/one`,
      privateIpAddress: '10.0.0.4',
      version: 'IPv4',
      subnetId: `${key}/virtualnetworks/v/subnets/s`,
      publicIpId: `${key}/publicipaddresses/p`,
      backendPoolIds: [`${key}/loadbalancers/l/backendaddresspools/b`],
      inboundNatRuleIds: [`${key}/loadbalancers/l/inboundnatrules/n`],
      gatewayPoolIds: [`${key}/applicationgateways/a/backendaddresspools/b`],
      applicationSecurityGroupIds: [`${key}/applicationsecuritygroups/a`, `${key}/applicationsecuritygroups/z`],
    },
  ])
})

test('an interface whose answer has no list of addresses has none that are known', () => {
  expect(ipConfigurations({ properties: {} })).toBeUndefined()
  expect(ipConfigurations({ properties: { ipConfigurations: [null, 'x', {}] } })).toMatchObject([{ id: undefined }])
})

test('an address of the instances of a scale set takes its group from its interface, and says whether each gets a public one', () => {
  const configuration = { name: 'ip', properties: { subnet: { id: `${network}/virtualNetworks/V/subnets/S` } } }
  const open = { name: 'open', properties: { publicIPAddressConfiguration: { name: 'p', sku: { name: 'Standard' } } } }
  const scaleSet = {
    properties: {
      virtualMachineProfile: {
        networkProfile: {
          networkInterfaceConfigurations: [
            {
              name: 'nic',
              properties: {
                networkSecurityGroup: { id: `${network}/networkSecurityGroups/N` },
                ipConfigurations: [configuration, open],
              },
            },
          ],
        },
      },
    },
  }
  expect(instanceIpConfigurations(scaleSet)).toMatchObject([
    { name: 'nic/ip', securityGroupId: `${key}/networksecuritygroups/n`, subnetId: `${key}/virtualnetworks/v/subnets/s`, publicIp: false },
    { name: 'nic/open', publicIp: true, publicIpSku: 'Standard' },
  ])
  expect(instanceIpConfigurations({ properties: {} })).toEqual([])
})
