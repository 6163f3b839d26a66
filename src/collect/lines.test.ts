import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { linesOf } from './lines.ts'

let dir: string
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'isobar-test-'))
})
afterEach(() => rmSync(dir, { recursive: true, force: true }))

const lines = (text: string, compressed = false) => {
  const file = join(dir, 'file')
  writeFileSync(file, compressed ? gzipSync(text) : text)
  return Array.fromAsync(linesOf(file, compressed))
}

test('only line feeds separate lines, and the last needs none', async () => {
  expect(await lines('one\n\ntwo \u2028 still two\r\nthree')).toEqual(['one', '', 'two \u2028 still two\r', 'three'])
  expect(await lines('one\n')).toEqual(['one'])
  expect(await lines('')).toEqual([])
})

test('characters and lines longer than any chunk stay whole', async () => {
  // Read in chunks of 64 KiB, of which these make an odd number of bytes.
  const long = `x${'🧸'.repeat(100_000)}`
  expect(await lines(`${long}\n${long}\n`)).toEqual([long, long])
  expect(await lines(`${long}\n${long}\n`, true)).toEqual([long, long])
})

test('what is not UTF-8, not gzip or not there is an error', async () => {
  const file = join(dir, 'latin1')
  writeFileSync(file, Buffer.from([0x61, 0xe9, 0x0a]))
  await expect(Array.fromAsync(linesOf(file, false))).rejects.toThrow(/utf-8/)
  await expect(Array.fromAsync(linesOf(file, true))).rejects.toMatchObject({ code: 'Z_DATA_ERROR' })
  await expect(Array.fromAsync(linesOf(join(dir, 'nothing'), true))).rejects.toMatchObject({ code: 'ENOENT' })
})
