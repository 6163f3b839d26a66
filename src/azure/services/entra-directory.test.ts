import { expect, test } from 'vitest'
import { drawn, edgesOf, entityOf } from '../service.fixture.ts'
import { application, device, directoryRole, domain } from './entra-directory.ts'

const user = '5f33789b-0cae-443b-9f6c-c115895d3c64'

test('a device belongs to those who registered it', () => {
  expect(drawn(device, { id: 'd1', displayName: 'Laptop', registeredUsers: [{ id: user.toUpperCase() }] })).toEqual([`${user}|HAS|d1`])
})

test('a device that says nothing of compliance is not called compliant or not', () => {
  const { properties } = entityOf(device, { id: 'd1', displayName: 'Laptop', isCompliant: null })
  expect(properties).not.toHaveProperty('isCompliant')
})

test('only a verified domain is the tenant’s', () => {
  const raw = { id: 'Example.com', isVerified: true, supportedServices: ['Email'] }
  expect(drawn(domain, raw)).toHaveLength(1)
  expect(drawn(domain, { ...raw, isVerified: false })).toEqual([])
  expect(entityOf(domain, raw)).toMatchObject({ key: 'azure_domain:example.com', properties: { supportedServices: ['Email'] } })
})

test('a directory role is held by principals of whatever kind', () => {
  const edges = edgesOf(
    directoryRole,
    { id: 'r1', displayName: 'Global Administrator' },
    { details: { assignments: { principalIds: [user] } } },
  )
  expect(edges.map(({ edge }) => edge)).toEqual([`${user}|HAS|r1`, `${user}|HAS|r1`, `${user}|HAS|r1`])
})

test('a directory role whose holders could not be read does not say that nobody holds it', () => {
  expect(entityOf(directoryRole, { id: 'r1', displayName: 'Global Administrator' }).properties).not.toHaveProperty('principalIds')
})

test('an application goes by its client id', () => {
  const raw = {
    id: 'o1',
    appId: '59E9FFDF-d0cb-49e5-82b6-4ac925ac884a',
    displayName: 'App',
    passwordCredentials: [{ endDateTime: '2030-01-01T00:00:00Z', hint: 'abc', secretText: null }],
  }
  const { key, properties } = entityOf(application, raw)
  expect(key).toBe('59e9ffdf-d0cb-49e5-82b6-4ac925ac884a')
  expect(properties).toMatchObject({ passwordCredentialsExpireOn: [Date.parse('2030-01-01T00:00:00Z')] })
  expect(JSON.stringify(properties)).not.toContain('abc')
})
