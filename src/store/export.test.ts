import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { entity, freshWorkspace, link } from './duckdb/workspace.fixture.ts'
import { exportGraph } from './export.ts'

let workspace: Awaited<ReturnType<typeof freshWorkspace>>
beforeEach(async () => {
  workspace = await freshWorkspace()
})
afterEach(() => workspace.close())

const nasty = 'a <"b"> & \'c\'\n\u0001 é'
const tasks = {
  t: {
    entities: [entity('b', { size: 2, list: ['x', 'y'] }), entity('a', { [nasty]: nasty })],
    links: [link('b', 'USES', 'a', { properties: { port: 1 } })],
  },
}

async function exported(format: Parameters<typeof exportGraph>[1]): Promise<string[]> {
  return exportGraph(workspace.store, format, join(workspace.dir, 'out'))
}

it('writes ndjson in key order, entities first, metadata beside properties', async () => {
  await workspace.runs.run({ tasks })
  const [file = ''] = await exported('ndjson')
  const lines = readFileSync(file, 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line))
  expect(lines).toMatchObject([
    { entity: { _key: 'a', _type: 'acme_thing', _class: ['Record'], _version: 1, _createdOn: 1000, displayName: 'a', [nasty]: nasty } },
    { entity: { _key: 'b', size: 2, list: ['x', 'y'], _integrationName: 'cloud' } },
    { relationship: { _key: 'b|uses|a', _class: 'USES', _fromEntityKey: 'b', _toEntityKey: 'a', port: 1 } },
  ])
})

it('gives the same bytes for the same runs in another workspace, whatever order they came in', async () => {
  await workspace.runs.run({ tasks })
  const [file = ''] = await exported('ndjson')
  const other = await freshWorkspace()
  try {
    await other.runs.run({ tasks: { t: { ...tasks.t, entities: [...tasks.t.entities].reverse() } } })
    const [copy = ''] = await exportGraph(other.store, 'ndjson', join(other.dir, 'out'))
    expect(readFileSync(copy, 'utf8')).toBe(readFileSync(file, 'utf8'))
  } finally {
    await other.close()
  }
})

it('writes graphml that says everything and escapes what XML could misread', async () => {
  await workspace.runs.run({ tasks })
  const text = readFileSync((await exported('graphml'))[0] ?? '', 'utf8')
  const escaped = 'a &lt;&quot;b&quot;&gt; &amp; &apos;c&apos;\n\ufffd é'
  expect(text).toContain(`attr.name="${escaped}"`)
  expect(text).toContain(`>${escaped}</data>`)
  expect(text).toMatch(/<edge id="e1" source="n2" target="n1">/)
  expect(text).toContain('>[&quot;x&quot;,&quot;y&quot;]</data>')
})

it.each(['parquet', 'csv'] as const)('writes entities and relationships as %s', async (format) => {
  await workspace.runs.run({ tasks })
  const files = await exported(format)
  const read = async (file = '') => workspace.store.rows(`SELECT _key, properties FROM read_${format}('${file}') ORDER BY _key`)
  expect(await read(files[0])).toMatchObject([{ _key: 'a' }, { _key: 'b', properties: '{"displayName":"b","list":["x","y"],"size":2}' }])
  expect(await read(files[1])).toEqual([{ _key: 'b|uses|a', properties: '{"port":1}' }])
})

it('writes an empty graph as empty files', async () => {
  expect(readFileSync((await exported('ndjson'))[0] ?? '', 'utf8')).toBe('')
  expect(readFileSync((await exported('graphml'))[0] ?? '', 'utf8')).toContain('</graphml>')
})
