import { expect, test } from 'vitest'
import { at, objects, text, texts } from './json.ts'

const nic = {
  name: 'nic-1',
  empty: '',
  none: null,
  properties: {
    ipConfigurations: [
      { properties: { subnet: { id: '/s/1' }, groups: [{ id: 'a' }, { id: 'b' }] } },
      { properties: { subnet: null } },
      'not an object',
      { properties: { subnet: { id: '/s/2' }, groups: [{ id: 'c' }] } },
    ],
    dns: 'not a list',
  },
  '@odata.type': '#microsoft.graph.user',
}

test('a path leads to a value, through lists to all values found', () => {
  expect(at(nic, 'name')).toBe('nic-1')
  expect(at(nic, 'properties.ipConfigurations[].properties.subnet.id')).toEqual(['/s/1', '/s/2'])
  expect(at(nic, 'properties.ipConfigurations[].properties.groups[].id')).toEqual(['a', 'b', 'c'])
  expect(at(nic, '@odata.type')).toBe('#microsoft.graph.user')
})

test('what is not there is undefined, an absent list too: unknown is not empty', () => {
  expect(at(nic, 'properties.absent[].id')).toBeUndefined()
  expect(at(nic, 'none')).toBeUndefined()
  expect(at({ list: [] }, 'list[].id')).toEqual([])
  expect(at(undefined, 'a.b')).toBeUndefined()
})

test('a field of an unexpected type is no way further', () => {
  expect(at(nic, 'properties.dns[].servers')).toBeUndefined()
  expect(at(nic, 'name.length')).toBeUndefined()
  expect(at(nic, 'toString')).toBeUndefined()
  expect(objects(nic, 'properties.ipConfigurations')).toHaveLength(3)
  expect(objects(nic, 'properties.dns')).toEqual([])
})

test('text is a string that says something', () => {
  expect(text(nic, 'empty')).toBeUndefined()
  expect(text(nic, 'properties')).toBeUndefined()
  expect(texts({ a: ['x', 1, null, 'y'] }, 'a')).toEqual(['x', 'y'])
  expect(texts({ a: 'x' }, 'a')).toEqual(['x'])
})
