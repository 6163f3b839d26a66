/** Answers that are larger than the memory of the program that writes them. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { Folder } from './isobar.ts'

const folder = new Folder()
afterAll(() => folder.remove())

const count = 25_000
const heap = { env: { NODE_OPTIONS: '--max-old-space-size=56' } }

beforeAll(async () => {
  const filler = 'x'.repeat(4000)
  const lines = Array.from({ length: count }, (_, index) =>
    JSON.stringify({ entity: { _key: `e${index}`, _type: 'acme_thing', _class: 'Record', filler: `${index} ${filler}` } }),
  )
  const file = folder.file('things.ndjson', lines.join('\n'))
  expect(await folder.isobar(['import', '--graph', file, '--quiet'])).toMatchObject({ status: 0, stderr: '' })
}, 120_000)

describe('a hundred megabytes of answers', () => {
  it.each([
    ['a list as ndjson', 'FIND acme_thing', ['--format', 'ndjson'], count],
    ['a table as CSV', 'FIND acme_thing AS t RETURN t._key, t.filler', ['--format', 'csv'], count + 1],
    ['a list under a limit', 'FIND acme_thing', ['--format', 'ndjson', '--limit', String(count - 1)], count - 1],
  ])('%s need no more than a heap of half of them', async (_name, query, options, lines) => {
    const { status, stdout } = await folder.isobar(['query', query, ...options], heap)
    expect(status).toBe(0)
    expect(stdout.trimEnd().split('\n')).toHaveLength(lines)
  })

  it('gathered into one, they would not fit', async () => {
    const { status, stderr } = await folder.isobar(['query', 'FIND acme_thing', '--format', 'csv'], heap)
    expect(status).not.toBe(0)
    expect(stderr).toContain('heap out of memory')
  })
})
