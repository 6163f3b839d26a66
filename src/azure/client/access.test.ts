import { expect, test } from 'vitest'
import { allows, matches } from './access.ts'

test.each([
  ['*', 'Microsoft.Compute/disks/read', true],
  ['*/read', 'Microsoft.Compute/disks/read', true],
  ['*/read', 'Microsoft.Compute/disks/write', false],
  ['Microsoft.Compute/*', 'microsoft.compute/disks/READ', true],
  ['Microsoft.Compute/*/read', 'Microsoft.Compute/virtualMachines/extensions/read', true],
  ['Microsoft.Compute/disks/read', 'Microsoft.Compute/disks/read', true],
  ['Microsoft.Compute/disks/read', 'Microsoft.Compute/disks/read/x', false],
  ['Microsoft.*/disks/*/read', 'Microsoft.Compute/disks/read', false],
  ['*disks*read', 'Microsoft.Compute/disks/read', true],
  ['read*read', 'read', false],
])('%s and %s: %s', (pattern, action, expected) => {
  expect(matches(pattern, action)).toBe(expected)
})

test('an action counts when one role allows it and the same role does not take it back', () => {
  const reader = { actions: ['*/read'], notActions: [] }
  const allButDisks = { actions: ['*'], notActions: ['Microsoft.Compute/disks/*'] }
  expect(allows([reader], 'Microsoft.Compute/disks/read')).toBe(true)
  expect(allows([allButDisks], 'Microsoft.Compute/disks/read')).toBe(false)
  expect(allows([allButDisks, reader], 'Microsoft.Compute/disks/read')).toBe(true)
  expect(allows([], 'Microsoft.Compute/disks/read')).toBe(false)
})
