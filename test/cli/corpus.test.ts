/**
 * The corpus of published queries as one would run it: its graph is imported, its queries asked in one batch with its
 * settings, and the answers judged by the program that comes with it.
 */
import { execFile } from 'node:child_process'
import { readFileSync, realpathSync } from 'node:fs'
import { promisify } from 'node:util'
import { afterAll, describe, expect, it } from 'vitest'
import { hasShared, shared } from '../shared.ts'
import { Folder } from './isobar.ts'

interface Answer {
  readonly type?: string
  readonly error?: object
}

/** Where it really is: compare.mjs runs only when it is called by its own path. */
const corpus = hasShared('corpus/j1ql/') ? `${realpathSync(`${shared}corpus/j1ql`)}/` : ''

describe.skipIf(!hasShared('corpus/j1ql/'))('the corpus of published queries', () => {
  const folder = new Folder()
  afterAll(() => folder.remove())

  it('is answered in one batch as expected', { timeout: 600_000 }, async () => {
    expect(await folder.isobar(['import', '--graph', `${corpus}graph.ndjson`, '--quiet'])).toMatchObject({ status: 0 })
    const asked = ['query', '--batch', `${corpus}expected.ndjson`, '--settings', `${corpus}settings.json`]
    const { status, stdout, stderr } = await folder.isobar(asked)
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' })
    const actual = folder.file('actual.ndjson', stdout)
    const judged = await promisify(execFile)(process.execPath, [`${corpus}compare.mjs`, `${corpus}expected.ndjson`, actual])
    expect(judged.stdout).toMatch(/PASS: (\d+) of \1 pass/)
    // What may be read in two ways is never judged, but it must be answered too.
    const refused = (lines: readonly string[], isRefused: (line: Answer) => boolean) =>
      lines.flatMap((line) => [JSON.parse(line)].filter(isRefused).map(({ id }) => id))
    const wrong = readFileSync(`${corpus}expected.ndjson`, 'utf8').trimEnd().split('\n')
    expect(refused(stdout.trimEnd().split('\n'), ({ error }) => error !== undefined)).toEqual(
      refused(wrong, ({ type }) => type === 'error'),
    )
  })
})
