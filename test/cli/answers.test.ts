/** Every answer in every format, of a graph whose names are as bad as names can be. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { width } from '../../src/cli/output/cell.ts'
import { readCsv } from './csv.ts'
import { Folder } from './isobar.ts'

const names = {
  quotes: `it's "quoted", \\ and, comma`,
  lines: 'first\nsecond\r\nthird\ttab',
  emoji: '🦊 日本語 👨‍👩‍👧‍👦 é',
  escape: 'red\u001b[31m \u0007bell \u202egnp.exe',
  formula: '=HYPERLINK("http://x")',
  markup: '<b>&amp;</b>]]>',
  long: 'x'.repeat(10_240),
  sql: "'; DROP TABLE entity; --",
} as const

const folder = new Folder()
afterAll(() => folder.remove())

beforeAll(async () => {
  const keys = Object.keys(names)
  const lines = [
    ...Object.entries(names).map(([_key, displayName]) => ({
      entity: {
        _key,
        _type: 'acme_thing',
        _class: ['Record'],
        displayName,
        owner: 'Ada',
        rank: displayName.length,
        tags: ['a', displayName],
      },
    })),
    ...keys.slice(1).map((key, index) => ({ relationship: { _class: 'HAS', _fromEntityKey: keys[index], _toEntityKey: key } })),
  ]
  const file = folder.file('things.ndjson', lines.map((line) => JSON.stringify(line)).join('\n'))
  expect(await folder.isobar(['import', '--graph', file])).toMatchObject({ status: 0 })
})

const all = Object.values(names).toSorted()
const list = 'FIND acme_thing'
const rows = 'FIND acme_thing AS t RETURN t.displayName AS name, t.rank AS rank, t.tags AS tags'

async function answer(...args: string[]): Promise<string> {
  const { status, stdout, stderr } = await folder.isobar(args)
  expect({ status, stderr }).toMatchObject({ status: 0 })
  return stdout
}

describe('the answer of a query', () => {
  it('as JSON is one document with every name as it is', async () => {
    const { type, data, totalCount } = JSON.parse(await answer('query', list, '--format', 'json'))
    expect({ type, totalCount }).toEqual({ type: 'list', totalCount: all.length })
    expect(data.map((item: { entity: { displayName: string } }) => item.entity.displayName).toSorted()).toEqual(all)
    expect(data[0]).toMatchObject({
      id: expect.any(String),
      entity: { _type: ['acme_thing'], _class: ['Record'] },
      properties: { owner: 'Ada' },
    })
    const table = JSON.parse(await answer('--format', 'json', 'query', rows))
    expect(table.type).toBe('table')
    expect(table.data.map((row: { name: string }) => row.name).toSorted()).toEqual(all)
  })

  it('as ndjson is an object a line', async () => {
    const lines = (await answer('query', rows, '--format', 'ndjson')).trimEnd().split('\n')
    expect(lines.map((line) => JSON.parse(line).name).toSorted()).toEqual(all)
  })

  it('as CSV can be read again to the last character', async () => {
    const [heading, ...cells] = readCsv(await answer('query', rows, '--format', 'csv'))
    expect(heading).toEqual(['name', 'rank', 'tags'])
    expect(cells.map(([name]) => name).toSorted()).toEqual(all)
    const listed = readCsv(await answer('query', list, '--format', 'csv'))
    const column = listed[0]?.indexOf('displayName') ?? -1
    expect(
      listed
        .slice(1)
        .map((row) => row[column])
        .toSorted(),
    ).toEqual(all)
  })

  it('as a table is a line for each row, without anything that a terminal obeys', async () => {
    const lines = (await answer('query', rows)).trimEnd().split('\n')
    expect(lines).toHaveLength(all.length + 1)
    expect(lines.join('')).not.toMatch(/[\p{Cc}\u202e]/u)
    expect(lines.some((line) => line.includes(names.long))).toBe(true)
  })

  it('of all properties has a column for each, in every format', async () => {
    const everything = 'FIND acme_thing WITH rank < 100 AS t RETURN t.*, t.owner AS who'
    const objects = JSON.parse(await answer('query', everything, '--format', 'json')).data
    expect(objects[0]).toMatchObject({ 't._type': 'acme_thing', 't.owner': 'Ada', who: 'Ada' })
    const [heading = [], ...cells] = readCsv(await answer('query', everything, '--format', 'csv'))
    expect(heading).toEqual(Object.keys(objects[0]))
    expect(cells.map((row) => row[heading.indexOf('t.owner')])).toEqual(objects.map(() => 'Ada'))
    const [title, ...lines] = (await answer('query', everything)).trimEnd().split('\n')
    expect(title?.trim().split(/ +/)).toEqual(heading)
    expect(lines.every((line) => line.endsWith('Ada'))).toBe(true)
  })

  it('as a tree names every vertex', async () => {
    const drawn = await answer('query', 'FIND acme_thing THAT HAS acme_thing RETURN TREE')
    expect(drawn).toContain('└─ HAS acme_thing first\\nsecond\\r\\nthird\\ttab')
    const { type, data } = JSON.parse(await answer('query', 'FIND acme_thing THAT HAS acme_thing RETURN TREE', '--format', 'json'))
    expect(type).toBe('tree')
    expect({ vertices: data.vertices.length, edges: data.edges.length }).toEqual({ vertices: all.length, edges: all.length - 1 })
  })

  it('takes the query from a file, from standard input, and parameters from the command line', async () => {
    const text = 'FIND acme_thing WITH displayName = ${name} AS t RETURN t._key AS key'
    const file = folder.file('q.j1ql', text)
    for (const name of [names.quotes, names.sql, names.emoji]) {
      const args = ['--param', `name=${name}`, '--format', 'csv']
      const found = await answer('query', '-f', file, ...args)
      expect(found).toMatch(/^key\r\n(quotes|sql|emoji)\r\n$/)
      expect((await folder.isobar(['query', '-f', '-', ...args], { input: text })).stdout).toBe(found)
    }
  })
})

describe('many queries at once', () => {
  it('are answered in order, failures among them, each in its line', async () => {
    const asked = [
      { id: 'a', query: rows },
      { id: 2, query: 'FIND acme_thing THT HAS *' },
      { id: 'c', query: 'FIND acme_thing WITH displayName = ${name}', params: { name: names.lines } },
    ]
    const file = folder.file('batch.ndjson', `${asked.map((line) => JSON.stringify(line)).join('\n')}\nnot json\n`)
    const lines = (await answer('query', '--batch', file)).trimEnd().split('\n')
    const answers = lines.map((line) => JSON.parse(line))
    expect(answers).toMatchObject([
      { id: 'a', ms: expect.any(Number), result: { type: 'table' } },
      { id: 2, ms: expect.any(Number), error: { message: expect.stringContaining('THT'), line: 1, column: 17 } },
      { id: 'c', result: { type: 'list', data: [{ entity: { _key: 'lines' } }] } },
      { id: null, error: { message: expect.stringContaining('batch.ndjson:4') } },
    ])
  })
})

describe('the other answers', () => {
  it('status counts entities by type and relationships by triple', async () => {
    const status = JSON.parse(await answer('status', '--format', 'json'))
    expect(status).toMatchObject({
      entities: { total: all.length, byType: { acme_thing: all.length } },
      relationships: { total: all.length - 1, byTriple: { 'acme_thing|HAS|acme_thing': all.length - 1 } },
      integrations: [{ name: 'things' }],
      runs: [{ integration: 'things', status: 'succeeded' }],
    })
  })

  it('entity shows properties, neighbours and versions', async () => {
    const found = JSON.parse(await answer('entity', 'lines', '--format', 'json'))
    expect(found).toMatchObject({
      entity: { _key: 'lines', _type: 'acme_thing' },
      properties: { displayName: names.lines },
      neighbours: [{ direction: 'out' }, { direction: 'in' }],
      versions: [{ version: 1 }],
    })
    for (const key of Object.keys(names)) expect((await answer('entity', key)).replaceAll('\n', '')).not.toMatch(/[\p{Cc}\u202e]/u)
    expect(await folder.isobar(['entity', 'nobody'])).toMatchObject({ status: 2, stderr: expect.stringContaining('"nobody"') })
  })

  it('diff tells what an import changed, and ends with 1 when asked to', async () => {
    const things = (...displayNames: string[]): string =>
      displayNames
        .map((displayName, index) => JSON.stringify({ entity: { _key: `k${index}`, _type: 'acme_thing', _class: 'Record', displayName } }))
        .join('\n')
    const args = ['import', '--graph', folder.file('next.ndjson', things('n')), '--workspace', 'diffed']
    await answer(...args)
    folder.file('next.ndjson', things('\u001b[2J', 'm'))
    await answer(...args)
    const diff = ['diff', '--workspace', 'diffed', '--format', 'json']
    expect(JSON.parse(await answer(...diff))).toMatchObject({
      created: [{ key: 'k1', thing: 'entity' }],
      updated: [{ key: 'k0', changes: { displayName: { from: 'n', to: '\u001b[2J' } } }],
      deleted: [],
    })
    expect((await folder.isobar([...diff, '--exit-code'])).status).toBe(1)
    expect((await folder.isobar([...diff, '--from', '2', '--exit-code'])).status).toBe(0)
    expect(await answer('diff', '--workspace', 'diffed')).toContain('displayName: n → \\u001b[2J')
    expect(await folder.isobar(['diff', '--workspace', 'diffed', '--from', '77'])).toMatchObject({
      status: 2,
      stderr: expect.stringContaining('no run 77'),
    })
  })

  it.each([
    ['ndjson', 'graph.ndjson'],
    ['graphml', 'graph.graphml'],
    ['csv', 'entities.csv'],
    ['parquet', 'entities.parquet'],
  ])('export as %s writes %s', async (format, file) => {
    const { files } = JSON.parse(await answer('export', '--as', format, '--to', join(folder.path, format), '--format', 'json'))
    expect(files).toContain(join(folder.path, format, file))
  })

  it('export and import give the same graph again', async () => {
    const to = join(folder.path, 'first')
    await answer('export', '--to', to)
    await answer('import', '--graph', join(to, 'graph.ndjson'), '--workspace', 'again')
    await answer('export', '--to', join(folder.path, 'second'), '--workspace', 'again')
    expect(readFileSync(join(folder.path, 'second', 'graph.ndjson'), 'utf8')).toBe(readFileSync(join(to, 'graph.ndjson'), 'utf8'))
  })

  it('catalogue lists types and relationships, with evidence when asked', async () => {
    const { entities, relationships } = JSON.parse(await answer('catalogue', 'azure', '--evidence', '--format', 'json'))
    expect(entities).toContainEqual(expect.objectContaining({ type: 'azure_vm', class: ['Host'], count: 0 }))
    expect(relationships).toContainEqual({ from: 'azure_vm', class: 'USES', to: 'azure_nic', kind: 'direct', count: 0 })
    expect(await folder.isobar(['catalogue', 'gcp'])).toMatchObject({ status: 2, stderr: 'isobar: "gcp" is no cloud: azure or aws\n' })
  })

  it('no table line is wider than a name makes it', async () => {
    for (const line of (await answer('status')).split('\n')) expect(width(line)).toBeLessThan(160)
  })
})
