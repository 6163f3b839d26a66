import { expect, test } from 'vitest'
import { drawn, entityOf, hasAnswers, named, published, recorded } from '../service.fixture.ts'
import { scaleSet } from './scale-sets.ts'

const compute = '/subscriptions/s/resourceGroups/g/providers/Microsoft.Compute'
const key = '/subscriptions/s/resourcegroups/g/providers/microsoft.compute'
const set = (virtualMachineProfile: unknown) => ({
  id: `${compute}/virtualMachineScaleSets/V`,
  name: 'V',
  properties: { virtualMachineProfile },
})

test('a scale set uses the image that its model names', () => {
  const from = (id: string) => drawn(scaleSet, set({ storageProfile: { imageReference: { id } } }), {}, 'USES')
  expect(from(`${compute}/images/I`)).toEqual([`${key}/virtualmachinescalesets/v|USES|${key}/images/i`])
  expect(from(`${compute}/galleries/G/images/I`)).toEqual([`${key}/virtualmachinescalesets/v|USES|${key}/galleries/g/images/i`])
  expect(drawn(scaleSet, set({}), {}, 'USES')).toEqual([])
})

test('a scale set knows its interfaces, subnets and the pools of load balancers that it stands in', () => {
  const pool = '/subscriptions/s/resourceGroups/g/providers/Microsoft.Network/loadBalancers/L/backendAddressPools/P'
  const subnet = '/subscriptions/s/resourceGroups/g/providers/Microsoft.Network/virtualNetworks/N/subnets/S'
  const properties = {
    ipConfigurations: [{ properties: { subnet: { id: subnet }, loadBalancerBackendAddressPools: [{ id: pool }] } }, null],
  }
  const raw = set({ networkProfile: { networkInterfaceConfigurations: [{ name: 'nic', properties }, { name: 'bare' }] } })
  expect(entityOf(scaleSet, raw).properties).toMatchObject({
    networkInterfaceConfigurations: ['nic', 'bare'],
    subnetIds: [subnet.toLowerCase()],
    loadBalancerBackendPoolIds: [pool.toLowerCase()],
  })
})

test.skipIf(!hasAnswers)('scale sets as recorded and as published', () => {
  const raw = named(recorded('/providers/Microsoft.Compute/virtualMachineScaleSets'), 'test-integration')
  const { properties } = entityOf(scaleSet, raw)
  expect(properties).toMatchObject({
    sku: 'Standard_D2s_v3',
    instanceCount: 2,
    orchestrationMode: 'Flexible',
    singlePlacementGroup: false,
    platform: 'linux',
    adminUser: 'azureuser',
    disablePasswordAuthentication: true,
    imageOffer: '0001-com-ubuntu-server-focal',
    networkInterfaceConfigurations: ['asdf_group-vnet-nic01'],
    loadBalancerBackendPoolIds: [],
  })
  expect(properties).not.toHaveProperty('encryptionAtHost')
  const pooled = published('azure_vm_scale_set').map((one) => entityOf(scaleSet, one).properties.loadBalancerBackendPoolIds ?? [])
  expect(pooled.flat()).toContainEqual(expect.stringMatching(/\/backendaddresspools\//))
})
