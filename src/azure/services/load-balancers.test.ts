import { describe, expect, test } from 'vitest'
import { drawn, entityOf, hasAnswers, named, published, recorded } from '../service.fixture.ts'
import { applicationGateway, loadBalancer } from './load-balancers.ts'

const group = '/subscriptions/s/resourceGroups/g/providers/Microsoft.Network'

function balancer(properties: object) {
  return { id: `${group}/loadBalancers/lb`, name: 'lb', sku: { name: 'Standard', tier: 'Regional' }, properties }
}

describe('a load balancer', () => {
  test('connects to each interface behind it once, by pool or NAT rule, and to none of a scale set', () => {
    const nic = (name: string) => `${group}/networkInterfaces/${name}/ipConfigurations/c`
    const instance = `/subscriptions/s/resourceGroups/g/providers/Microsoft.Compute/virtualMachineScaleSets/v/virtualMachines/0/networkInterfaces/n/ipConfigurations/c`
    const raw = balancer({
      backendAddressPools: [
        { properties: { backendIPConfigurations: [{ id: nic('N1') }, { id: nic('n1') }, { id: instance }] } },
        { properties: { backendIPConfigurations: [{ id: nic('n1') }] } },
        { properties: {} },
      ],
      inboundNatRules: [{ properties: { frontendPort: 2222, backendIPConfiguration: { id: nic('n2') } } }],
    })
    const key = entityOf(loadBalancer, raw).key
    const interfaces = '/subscriptions/s/resourcegroups/g/providers/microsoft.network/networkinterfaces'
    expect(drawn(loadBalancer, raw, {}, 'CONNECTS')).toEqual([`${key}|CONNECTS|${interfaces}/n1`, `${key}|CONNECTS|${interfaces}/n2`])
    expect(entityOf(loadBalancer, raw).properties).toMatchObject({ inboundNatPorts: [2222] })
  })

  test('is public by a front end with a public address, whether the list tells that address or not', () => {
    const address = { id: `${group}/publicIPAddresses/IP` }
    const open = balancer({
      frontendIPConfigurations: [{ properties: { privateIPAddress: '10.0.0.4' } }, { properties: { publicIPAddress: address } }],
    })
    const closed = balancer({ frontendIPConfigurations: [{ properties: { privateIPAddress: '10.0.0.4' } }] })
    const key = '/subscriptions/s/resourcegroups/g/providers/microsoft.network/publicipaddresses/ip'
    expect(entityOf(loadBalancer, open)).toMatchObject({
      properties: { public: true, publicIpIds: [key], privateIp: ['10.0.0.4'] },
      borrowed: { publicIpAddress: { keys: [key], property: 'publicIpAddress' } },
    })
    expect(drawn(loadBalancer, open, {}, 'USES')).toEqual([`${entityOf(loadBalancer, open).key}|USES|${key}`])
    expect(entityOf(loadBalancer, closed).properties.public).toBe(false)
    expect(entityOf(loadBalancer, balancer({})).properties.public).toBeUndefined()
  })

  test('with fields of unexpected types has none of them', () => {
    const raw = balancer({
      frontendIPConfigurations: 'none',
      backendAddressPools: [null, 7, { properties: { backendIPConfigurations: 'x' } }],
    })
    expect(drawn(loadBalancer, raw, {}, 'CONNECTS')).toEqual([])
    expect(entityOf(loadBalancer, raw).properties.publicIpIds).toBeUndefined()
  })

  test.skipIf(!hasAnswers)('as recorded', () => {
    expect(
      entityOf(loadBalancer, named(recorded('providers/Microsoft.Network/loadBalancers'), 'TestLoadBalancer')).properties,
    ).toMatchObject({
      displayName: 'TestLoadBalancer',
      region: 'eastus',
      sku: 'Basic',
      resourceGuid: '6966e91c-d4a8-4541-8bbb-87358cd8dc1e',
      public: true,
      frontendPorts: [],
    })
  })

  test.skipIf(!hasAnswers)('with pools, as published', () => {
    const real = published('azure_lb').filter((raw) => drawn(loadBalancer, raw, {}, 'CONNECTS').length > 0)
    expect(real.length).toBeGreaterThan(0)
    for (const raw of real)
      for (const edge of drawn(loadBalancer, raw, {}, 'CONNECTS')) expect(edge).toMatch(/\|CONNECTS\|.*\/networkinterfaces\/[^/]+$/)
  })
})

describe.skipIf(!hasAnswers)('an application gateway', () => {
  test('is public by its front end, and knows its subnet, listeners and back ends', () => {
    const raw = named(recorded('providers/Microsoft.Network/applicationGateways'), 'application-1')
    const { key, properties } = entityOf(applicationGateway, raw)
    expect(properties).toMatchObject({
      skuName: 'Standard_v2',
      zones: ['1', '2', '3'],
      location: 'eastus',
      operationalState: 'Running',
      public: true,
      listenerProtocols: ['Http'],
      'tag.AccountId': 'ExampleAccountID',
    })
    expect(properties.subnetIds).toEqual([expect.stringMatching(/\/virtualnetworks\/j1devvnet134\/subnets\/default$/)])
    expect(properties.wafEnabled).toBeUndefined()
    expect(drawn(applicationGateway, raw)).toEqual([
      `${key.split('/providers/')[0]}|HAS|${key}`,
      `${key}|USES|${key.split('/applicationgateways/')[0]}/publicipaddresses/new`,
    ])
  })

  test('knows its firewall, be it configured in itself or by a policy', () => {
    const gateways = published('azure_application_gateway')
    expect(entityOf(applicationGateway, named(gateways, 'cfb-rypimkfr-app-gateway')).properties).toMatchObject({
      wafEnabled: true,
      wafMode: 'Detection',
      sslPolicyName: 'AppGwSslPolicy20150501',
    })
    const byPolicy = entityOf(applicationGateway, named(gateways, 'cfb-rypimkfr-app-gateway-2')).properties
    expect(byPolicy.wafPolicyId).toMatch(/\/applicationgatewaywebapplicationfirewallpolicies\/cfb-rypimkfr-waf-policy$/)
    expect(byPolicy.wafEnabled).toBeUndefined()
  })
})
