import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { QueryError } from '../../query/index.ts'
import type { Reader } from '../../store/store.ts'
import { contextOf } from '../context.ts'
import type { Output } from '../output/output.ts'
import { isWhole, prompt } from './prompt.ts'

test.each([
  ['FIND Host', true],
  ['FIND Host THAT', false],
  ["FIND Host WITH name = 'a", false],
  ['FIND Host (THAT USES Disk', false],
  ['FIND nothing of the kind;', true],
])('%s stands as a query: %s', (text, whole) => {
  expect(isWhole(text)).toBe(whole)
})

describe('a prompt', () => {
  let folder: string
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'isobar-prompt-'))
  })
  afterEach(() => rmSync(folder, { recursive: true, force: true }))

  /** Types the lines and tells what was asked and what was said on stderr. */
  async function typed(...lines: string[]): Promise<{ asked: string[]; said: string }> {
    const asked: string[] = []
    let said = ''
    const output: Output = {
      terminal: false,
      width: undefined,
      write(text) {
        said += text
      },
      flushed: async () => {},
      style: (_, text) => text,
    }
    const options = { workspace: folder, config: './isobar.yaml', format: 'table', color: false } as const
    await prompt({
      context: contextOf(options, true, output, output, new AbortController().signal),
      reader: nothing,
      options: {},
      input: Readable.from(lines.map((line) => `${line}\n`)),
      answer: async (text) => {
        asked.push(text)
        if (text.includes('WIT')) throw new QueryError('syntax', 'no query', text, { start: 0, end: 4 })
      },
    })
    return { asked, said }
  }

  test('runs what is whole at once, and the rest at a semicolon or an empty line', async () => {
    const { asked } = await typed('FIND Host', 'FIND Host THAT', '  USES Disk', 'FIND Host THAT', '', 'FIND User THAT;')
    expect(asked).toEqual(['FIND Host', 'FIND Host THAT\n  USES Disk', 'FIND Host THAT', 'FIND User THAT;'])
  })

  test('tells what is wrong and goes on', async () => {
    const { asked, said } = await typed('FIND Host WIT x;', 'FIND Host')
    expect(said).toContain('no query')
    expect(asked).toEqual(['FIND Host WIT x;', 'FIND Host'])
  })

  test('ends at .exit', async () => {
    expect((await typed('FIND Host', '.exit', 'FIND User')).asked).toEqual(['FIND Host'])
  })
})

/** The prompt itself reads nothing but for completion. */
const nothing: Reader = {
  rows: async () => [],
  async *stream() {},
}
