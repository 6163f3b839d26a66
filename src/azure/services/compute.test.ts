import { describe, expect, test } from 'vitest'
import { drawn, edgesOf } from '../service.fixture.ts'
import { virtualMachine } from './compute.ts'

const group = '/subscriptions/s/resourceGroups/G/providers'
const compute = `${group}/Microsoft.Compute`
const key = compute.toLowerCase()
const machine = (properties: unknown, more: object = {}) => ({ id: `${compute}/virtualMachines/VM`, name: 'VM', properties, ...more })

describe('a machine', () => {
  test('uses the scale set that it names, or whose instance it is by its id', () => {
    const flexible = machine({ virtualMachineScaleSet: { id: `${compute}/virtualMachineScaleSets/V` } })
    expect(drawn(virtualMachine, flexible, {}, 'USES')).toEqual([`${key}/virtualmachines/vm|USES|${key}/virtualmachinescalesets/v`])
    const uniform = { ...machine({}), id: `${compute}/virtualMachineScaleSets/V/virtualMachines/0` }
    expect(drawn(virtualMachine, uniform, {}, 'USES')).toEqual([
      `${key}/virtualmachinescalesets/v/virtualmachines/0|USES|${key}/virtualmachinescalesets/v`,
    ])
    expect(drawn(virtualMachine, machine({}), {}, 'USES')).toEqual([])
  })

  test('uses the image, the definition and the version that it was made from', () => {
    const id = `${compute}/galleries/G/images/I`
    expect(drawn(virtualMachine, machine({ storageProfile: { imageReference: { id, exactVersion: '1.2.3' } } }), {}, 'USES')).toEqual([
      `${key}/virtualmachines/vm|USES|${key}/galleries/g/images/i`,
      `${key}/virtualmachines/vm|USES|${key}/galleries/g/images/i/versions/1.2.3`,
    ])
  })

  test('is protected by the application groups of its own interfaces', () => {
    const nic = `${group}/Microsoft.Network/networkInterfaces/N`
    const raw = machine({ networkProfile: { networkInterfaces: [{ id: nic }] } })
    expect(edgesOf(virtualMachine, raw, {}, 'PROTECTS')).toEqual([
      {
        edge: `${nic.toLowerCase()}.applicationSecurityGroupIds|PROTECTS|${key}/virtualmachines/vm`,
        type: 'azure_application_security_group_protects_vm',
      },
    ])
  })

  test('has the identities that it is given, its own and assigned ones at once', () => {
    const assigned = `${group}/Microsoft.ManagedIdentity/userAssignedIdentities/I`
    const identity = {
      type: 'SystemAssigned, UserAssigned',
      principalId: '0F0F0F0F-0000-4000-8000-000000000001',
      userAssignedIdentities: { [assigned]: { principalId: '0f0f0f0f-0000-4000-8000-000000000002', clientId: 'c' }, other: null },
    }
    const edges = edgesOf(virtualMachine, machine({}, { identity }), {}, 'USES')
    expect(edges.filter(({ placeholder }) => placeholder !== undefined)).toMatchObject([
      {
        edge: `${key}/virtualmachines/vm|USES|0f0f0f0f-0000-4000-8000-000000000001`,
        properties: { managedIdentityType: 'SystemAssigned' },
      },
      {
        edge: `${key}/virtualmachines/vm|USES|0f0f0f0f-0000-4000-8000-000000000002`,
        type: 'azure_vm_uses_managed_identity',
        properties: { managedIdentityType: 'UserAssigned', clientId: 'c', managedIdentityId: assigned.toLowerCase() },
        placeholder: { type: 'azure_service_principal' },
      },
    ])
  })
})
