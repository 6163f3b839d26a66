import { expect, test } from 'vitest'
import { MalformedAnswerError } from '../../collect/errors.ts'
import type { Answer } from './json.ts'
import { pages } from './pages.ts'

const api = { url: 'https://proxy.example/arm', origin: 'https://management.azure.com' }
const first = `${api.url}/disks?api-version=1`

async function read(answers: Readonly<Record<string, Answer>>): Promise<unknown[]> {
  const items: unknown[] = []
  const get = async (url: string) => answers[url] ?? { error: url }
  for await (const item of pages(first, api, { next: 'nextLink' }, get)) items.push(item.id)
  return items
}

test.each([
  ['on the same host', `${api.url}/disks?p=2`],
  ['relative', '/arm/disks?p=2'],
  ['that names the API itself while a proxy is asked', 'https://management.azure.com/disks?p=2'],
])('a next page %s is followed', async (_what, nextLink) => {
  const answers = { [first]: { value: [{ id: 'a' }], nextLink }, [`${api.url}/disks?p=2`]: { value: [{ id: 'b' }], nextLink: null } }
  expect(await read(answers)).toEqual(['a', 'b'])
})

test('an empty page in the middle does not end the list', async () => {
  const answers = {
    [first]: { value: [], nextLink: `${api.url}/disks?p=2` },
    [`${api.url}/disks?p=2`]: { value: [{ id: 'b' }], nextLink: '' },
  }
  expect(await read(answers)).toEqual(['b'])
})

test.each<[string, Answer]>([
  ['on another host', { value: [], nextLink: 'https://evil.example/disks' }],
  ['of another scheme', { value: [], nextLink: 'http://proxy.example/arm/disks' }],
  ['that is no address', { value: [], nextLink: 'https://' }],
  ['that is no text', { value: [], nextLink: 7 }],
  ['that is the page itself', { value: [], nextLink: first }],
])('a next page %s is not followed', async (_what, answer) => {
  await expect(read({ [first]: answer })).rejects.toBeInstanceOf(MalformedAnswerError)
})

test('a page that comes again under a new address ends the list as malformed, its items counted once', async () => {
  const same = { value: [{ id: 'a' }, { id: 'b' }] }
  const answers = {
    [first]: { ...same, nextLink: `${api.url}/disks?p=2` },
    [`${api.url}/disks?p=2`]: { ...same, nextLink: `${api.url}/disks?p=3` },
  }
  const items: unknown[] = []
  const reading = (async () => {
    for await (const item of pages(first, api, { next: 'nextLink' }, async (url) => answers[url] ?? {})) items.push(item.id)
  })()
  await expect(reading).rejects.toThrow('would never end')
  expect(items).toEqual(['a', 'b'])
})

test.each<[string, readonly object[]]>([
  ['empty', []],
  ['the same without ids', [{ user: 'a', isMfaRegistered: true }]],
])('pages that are %s under ever new addresses end as malformed', async (_what, value) => {
  let count = 0
  const get = async () => ({ value, nextLink: `${api.url}/disks?p=${count++}` })
  await expect(Array.fromAsync(pages(first, api, { next: 'nextLink' }, get))).rejects.toThrow('would never end')
  expect(count).toBeLessThan(200)
})

test.each<[string, Answer]>([
  ['without a list', { values: [] }],
  ['with an error in place of the list', { error: { code: 'x' } }],
  ['with an item that is no object', { value: [{ id: 'a' }, null] }],
  ['with a list in place of an item', { value: [[]] }],
])('a page %s is malformed, not empty', async (_what, answer) => {
  await expect(read({ [first]: answer })).rejects.toBeInstanceOf(MalformedAnswerError)
})
