import { expect, test } from 'vitest'
import { Seen } from './seen.ts'

test('every text is new once, however many there are', () => {
  const seen = new Seen()
  const texts = Array.from({ length: 20_000 }, (_, index) => `/subscriptions/${index % 7}/vaults/${index}`)
  expect(texts.filter((text) => !seen.add(text))).toEqual([])
  expect(texts.filter((text) => seen.add(text))).toEqual([])
  expect(seen.size).toBe(texts.length)
  expect(texts.every((text) => seen.has(text))).toBe(true)
  expect(seen.has('/subscriptions/8/vaults/1')).toBe(false)
  expect(seen.size).toBe(texts.length)
})

test('texts of any kind are told apart', () => {
  const seen = new Seen()
  const odd = ['', ' ', '\u0000', 'a', 'A', 'ä', 'a\u0308', '\ud83e\uddf8', 'x'.repeat(10_000), `${'x'.repeat(10_000)}y`]
  expect(odd.map((text) => seen.add(text))).toEqual(odd.map(() => true))
})

test('a hundred thousand take a few bytes each', () => {
  const seen = new Seen()
  const before = process.memoryUsage().arrayBuffers
  for (let index = 0; index < 100_000; index++)
    seen.add(`/subscriptions/s/resourcegroups/g/providers/microsoft.storage/storageaccounts/a${index}`)
  // The last two sizes of the table, which doubles.
  expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(100_000 * 64)
})
