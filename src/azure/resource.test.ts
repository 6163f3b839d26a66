import { expect, test } from 'vitest'
import { arm } from './arm-listing.ts'
import { resource } from './resource.ts'
import { entityOf } from './service.fixture.ts'

const firewall = resource({
  type: 'azure_test_firewall',
  class: ['Firewall'],
  title: 'Firewall',
  service: 'Network',
  list: arm('Microsoft.Network/azureFirewalls', '1'),
  permission: 'Microsoft.Network/azureFirewalls/read',
  properties: {},
  spread: { settings: 'properties.additionalProperties' },
})

test('an object whose fields nobody knows beforehand is spread over properties', () => {
  const raw = { id: '/subscriptions/s/x', properties: { additionalProperties: { 'Network.DNS.EnableProxy': 'true', nested: { a: 1 } } } }
  expect(entityOf(firewall, raw).properties).toMatchObject({ 'settings.Network.DNS.EnableProxy': 'true', 'settings.nested': '{"a":1}' })
  expect(firewall.properties).toContain('settings.*')
})

test('what is no object is not spread', () => {
  const raw = { id: '/subscriptions/s/x', properties: { additionalProperties: ['a'] } }
  expect(Object.keys(entityOf(firewall, raw).properties).some((name) => name.startsWith('settings.'))).toBe(false)
})
