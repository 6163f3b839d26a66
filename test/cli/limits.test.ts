/** What a query may cost, from the configuration and from the command, in one query and in many. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Ended, Folder } from './isobar.ts'

const folder = new Folder()
afterAll(() => folder.remove())

const crowd = 40
const endless = `FIND * ${'THAT RELATES TO * '.repeat(8)} RETURN count(*)`

beforeAll(async () => {
  const names = Array.from({ length: crowd }, (_, index) => `n${index}`)
  const lines = [
    ...names.map((_key) => ({ entity: { _key, _type: 'acme_node', _class: 'Host' } })),
    ...names.flatMap((from) => names.map((to) => ({ relationship: { _class: 'HAS', _fromEntityKey: from, _toEntityKey: to } }))),
  ]
  const file = folder.file('crowd.ndjson', lines.map((line) => JSON.stringify(line)).join('\n'))
  expect(await folder.isobar(['import', '--graph', file])).toMatchObject({ status: 0 })
})

/** With limits in isobar.yaml. */
async function limited(section: string, ...args: string[]): Promise<Ended> {
  return await folder.isobar(['query', '--config', folder.file('limits.yaml', `query: ${section}\n`), ...args])
}

describe('a time limit', () => {
  const givenUp = { status: 2, stderr: expect.stringContaining('ran longer than its time limit and was stopped') }

  it('of the configuration stops a query', async () => {
    const began = performance.now()
    expect(await limited('{timeout: 1}', endless)).toMatchObject(givenUp)
    expect(performance.now() - began).toBeLessThan(10_000)
  })

  it('of the command is the one that counts', async () => {
    expect(await limited('{timeout: 3600}', endless, '--timeout', '1')).toMatchObject(givenUp)
    expect(await limited('{timeout: 1}', 'FIND Host AS h RETURN count(h)', '--timeout', 'none')).toMatchObject({ status: 0 })
  })

  it('is that of each query of many', async () => {
    const asked = ['FIND Host AS h RETURN count(h) AS n', endless, 'FIND Host AS h RETURN count(h) AS n']
    const file = folder.file('batch.ndjson', asked.map((query, id) => JSON.stringify({ id, query })).join('\n'))
    const { status, stdout } = await limited('{timeout: 1}', '--batch', file)
    expect(status).toBe(0)
    const answers = stdout.trimEnd().split('\n')
    expect(answers.map((line) => JSON.parse(line))).toMatchObject([
      { id: 0, result: { data: [{ n: crowd }] } },
      { id: 1, error: { message: expect.stringContaining('time limit') } },
      { id: 2, result: { data: [{ n: crowd }] } },
    ])
  })

  it('does not keep a query that cannot be read waiting', async () => {
    const began = performance.now()
    expect(await limited('{timeout: 600}', 'FIND')).toMatchObject({ status: 2 })
    expect(performance.now() - began).toBeLessThan(20_000)
  })
})

describe('a row limit', () => {
  it('of the configuration cuts the answer, and says so in every format', async () => {
    const json = await limited('{limit: 3}', 'FIND Host', '--format', 'json')
    expect(JSON.parse(json.stdout)).toMatchObject({ data: { length: 3 }, totalCount: 3, truncated: true })
    for (const format of ['table', 'json', 'ndjson', 'csv']) {
      const { stderr } = await limited('{limit: 3}', 'FIND Host', '--format', format)
      expect(stderr).toContain('warning: there is more: the answer was cut short at 3 rows')
    }
    const tree = await limited('{limit: 3}', 'FIND Host THAT HAS Host RETURN TREE', '--format', 'json')
    expect(JSON.parse(tree.stdout)).toMatchObject({
      type: 'tree',
      data: { vertices: { length: 3 }, edges: { length: 3 } },
      truncated: true,
    })
  })

  it('says nothing where nothing is missing', async () => {
    const { stdout, stderr } = await limited(`{limit: ${crowd}}`, 'FIND Host', '--format', 'json')
    expect(stderr).toBe('')
    expect(JSON.parse(stdout)).not.toHaveProperty('truncated')
  })

  it('of the command is the one that counts, and may be none', async () => {
    const rows = async (...args: string[]) =>
      (await limited('{limit: 3}', 'FIND Host', '--format', 'ndjson', ...args)).stdout.split('\n').length - 1
    expect(await rows()).toBe(3)
    expect(await rows('--limit', '5')).toBe(5)
    expect(await rows('--limit', 'none')).toBe(crowd)
  })

  it('is told in the answers of many', async () => {
    const file = folder.file('two.ndjson', '{"id":1,"query":"FIND Host"}\n{"id":2,"query":"FIND Host LIMIT 2"}\n')
    const answers = (await limited('{limit: 3}', '--batch', file)).stdout.trimEnd().split('\n')
    expect(answers.map((line) => JSON.parse(line).result.truncated)).toEqual([true, undefined])
  })

  it.each([
    ['{timeout: 0}', 'expected at least 1 second'],
    ['{limit: many}', 'expected a number'],
    ['{limit: 2.5}', 'expected a whole number'],
    ['{timeout: 100000000}', 'expected at most 86400 seconds'],
    ['{limt: 3}', 'did you mean.*limit'],
  ])('is refused at its line when it is none: %s', async (section, name) => {
    expect(await limited(section, 'FIND Host')).toMatchObject({
      status: 2,
      stderr: expect.stringMatching(new RegExp(`limits.yaml:1:\\d+: .*${name}`)),
    })
  })
})
