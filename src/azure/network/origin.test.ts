import { expect, test } from 'vitest'
import { originHost } from './origin.ts'

test('a host is one of our resources by the name that these keep, in the way they write it', () => {
  const { target } = originHost('Files.blob.core.windows.net')
  expect(target).toContainEqual({
    by: 'where',
    type: 'azure_storage_account',
    where: { endpoints: 'https://files.blob.core.windows.net/' },
  })
  expect(target).toContainEqual({ by: 'where', type: 'azure_web_app', where: { hostNames: 'files.blob.core.windows.net' } })
})

test('a host of nobody’s stands for itself, by its name or its address', () => {
  expect(originHost('www.Example.com').placeholder).toEqual({
    key: 'host:www.example.com',
    type: 'host',
    class: ['Host'],
    properties: { name: 'www.example.com', displayName: 'www.example.com', hostname: 'www.example.com', fqdn: 'www.example.com' },
  })
  const { target, placeholder } = originHost('203.0.113.7')
  expect(placeholder).toMatchObject({ key: 'host:203.0.113.7', properties: { publicIpAddress: '203.0.113.7' } })
  expect(target.at(-1)).toEqual({ by: 'key', key: 'host:203.0.113.7' })
})
