import { expect, test } from 'vitest'
import { armKey, objectKey, resourceGroupKeyOf, resourceGroupOf, subscriptionIdOf } from './ids.ts'

const vm = '/subscriptions/1A0C/resourceGroups/Web-RG/providers/Microsoft.Compute/virtualMachines/VM1'

test('a key is the id in lower case, whatever slashes it came with', () => {
  expect(armKey(vm)).toBe('/subscriptions/1a0c/resourcegroups/web-rg/providers/microsoft.compute/virtualmachines/vm1')
  expect(armKey('subscriptions/1A0C/')).toBe('/subscriptions/1a0c')
  expect(armKey('/subscriptions//resourceGroups//providers/X')).toBe('/subscriptions/resourcegroups/providers/x')
  expect(armKey('/')).toBe('/')
})

test('subscription and resource group are read out of the id in any case', () => {
  expect(subscriptionIdOf(vm)).toBe('1a0c')
  expect(resourceGroupOf(vm)).toBe('web-rg')
  expect(resourceGroupKeyOf(vm.replace('resourceGroups', 'resourcegroups'))).toBe('/subscriptions/1a0c/resourcegroups/web-rg')
  expect(resourceGroupKeyOf('/subscriptions/1A0C/resourceGroups/Web-RG')).toBeUndefined()
  expect(subscriptionIdOf('/subscriptions/resourcegroups/providers/x')).toBeUndefined()
  expect(resourceGroupKeyOf('/providers/Microsoft.Management/managementGroups/x')).toBeUndefined()
})

test('an id that is no guid keeps its case', () => {
  expect(objectKey('3B89BED8-11b2-460b-9c3d-2677513816da')).toBe('3b89bed8-11b2-460b-9c3d-2677513816da')
  expect(objectKey('2L6JO7IRC0acPSZ3UTgW2kbOwEEiSLdPjW')).toBe('2L6JO7IRC0acPSZ3UTgW2kbOwEEiSLdPjW')
})
