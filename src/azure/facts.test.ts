import { expect, test } from 'vitest'
import { date, distinct, fieldsOf, filled, first, is, json, lower, otherwise, present, readFacts, ref, region, values } from './facts.ts'

const disk = {
  managedBy: '/Subscriptions/A/resourceGroups/RG/providers/Microsoft.Compute/virtualMachines/VM',
  location: 'East US',
  sku: { name: 'Premium_LRS' },
  properties: {
    diskState: 'Reserved',
    timeCreated: '2023-06-16T20:56:17.495Z',
    prefixes: ['10.0.0.0/8', '10.1.0.0/16'],
    endpoints: { blob: 'https://a.blob.core.windows.net/', file: 'https://a.file.core.windows.net/' },
  },
}

test('a table of facts reads each property from where it stands', () => {
  const read = readFacts(
    {
      sku: 'sku.name',
      location: region('location'),
      managedBy: ref('managedBy'),
      attached: is('properties.diskState', 'Attached'),
      createdOn: date('properties.timeCreated'),
      CIDR: first('properties.prefixes'),
      state: lower('properties.diskState'),
      known: present('properties.diskState'),
      shared: filled('properties.shares'),
      hasPrefixes: filled('properties.prefixes'),
      endpoints: values('properties.endpoints'),
      purgeProtection: otherwise('properties.enablePurgeProtection', false),
    },
    disk,
  )
  expect(read).toEqual({
    sku: 'Premium_LRS',
    location: 'eastus',
    managedBy: '/subscriptions/a/resourcegroups/rg/providers/microsoft.compute/virtualmachines/vm',
    attached: false,
    createdOn: Date.parse('2023-06-16T20:56:17.495Z'),
    CIDR: '10.0.0.0/8',
    state: 'reserved',
    known: true,
    shared: undefined,
    hasPrefixes: true,
    endpoints: ['https://a.blob.core.windows.net/', 'https://a.file.core.windows.net/'],
    purgeProtection: false,
  })
})

test('a list is reduced to its different values', () => {
  expect(
    readFacts({ verbs: distinct('rules[].verbs'), none: distinct('x') }, { rules: [{ verbs: ['list', 'get'] }, { verbs: ['get'] }, {}] }),
  ).toEqual({
    verbs: ['get', 'list'],
    none: undefined,
  })
})

test('what the answer does not hold is unknown, never false', () => {
  const read = readFacts({ a: is('x', 1), b: present('x'), c: date('x'), d: ref('x[].id'), e: values('x'), f: lower('x') }, {})
  expect(Object.values(read).every((value) => value === undefined)).toBe(true)
})

test('the fields a $select must name are the first segments of all paths', () => {
  expect(fieldsOf({ name: 'displayName', active: is('state.now', 1), skus: 'assignedLicenses[].skuId', type: '@odata.type' })).toEqual([
    'displayName',
    'state',
    'assignedLicenses',
    '@odata',
  ])
})

test('what is of an unexpected type is left out and told, never taken for a default or for off', () => {
  const table = {
    name: 'sku.name',
    size: 'properties.size',
    zones: 'zones',
    attached: is('properties.state', 'Attached'),
    createdOn: date('properties.created'),
    managedBy: ref('managedBy'),
    region: region('location'),
    rules: 'properties.rules[].name',
    protection: otherwise('properties.protection.enabled', false),
    nested: json('properties.size'),
  }
  const odd = {
    sku: 'Premium',
    zones: ['1', { zone: 2 }],
    managedBy: 7,
    location: ['x'],
    properties: { size: { gib: 4 }, state: { code: 1 }, created: 'soon', rules: { a: 1 }, protection: 'on' },
  }
  const skipped: string[] = []
  expect(readFacts(table, odd, (name) => skipped.push(name))).toEqual({ nested: { gib: 4 } })
  expect(skipped.sort()).toEqual(['attached', 'createdOn', 'managedBy', 'name', 'protection', 'region', 'rules', 'size', 'zones'])
})

test('what is absent, empty or null is no unexpected type', () => {
  const table = { a: 'a.b', list: 'l[].x', on: date('on'), state: is('s', 'x') }
  const told = (name: string) => expect.unreachable(name)
  expect(readFacts(table, { a: null, l: null, on: '', s: null }, told)).toEqual({})
  expect(readFacts(table, { l: [{}, { x: 1 }] }, told)).toEqual({ list: [1] })
})
