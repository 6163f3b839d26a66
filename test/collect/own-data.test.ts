import { writeFileSync } from 'node:fs'
import { gzipSync } from 'node:zlib'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { importOwnData, validateOwnData } from '../../src/collect/own-data.ts'
import { openWorkspace } from '../../src/store/duckdb/open.ts'
import { entity, keysOf, Runs, temporaryFolder } from '../../src/store/duckdb/workspace.fixture.ts'
import type { Store } from '../../src/store/store.ts'
import { hasShared, shared } from '../shared.ts'

let folder: ReturnType<typeof temporaryFolder>
let store: Store
beforeEach(async () => {
  folder = temporaryFolder()
  store = await openWorkspace(`${folder.dir}/workspace`)
})
afterEach(async () => {
  await store.close()
  folder.remove()
})

function file(name: string, ...lines: readonly unknown[]): string {
  const path = `${folder.dir}/${name}`
  writeFileSync(path, lines.map((line) => `${typeof line === 'string' ? line : JSON.stringify(line)}\n`).join(''))
  return path
}

let time = 1000
const importFiles = (...files: readonly string[]) => {
  time += 1000
  const now = time
  return importOwnData({ files, name: 'cmdb', store, now: () => now })
}

const app = {
  entity: { _key: 'app:1', _type: 'app', _class: 'Application', name: 'Shop', tier: null, owners: { team: 'red' }, tags: ['a'] },
}
const team = {
  entity: {
    _key: 'team:1',
    _type: 'team',
    _class: ['Team', 'UserGroup'],
    displayName: 'Red',
    _createdOn: 5,
    _version: 7,
    _source: 'api',
    _other: 'x',
  },
}
const owns = {
  relationship: { _key: 'r1', _type: 'team_owns_app', _class: 'OWNS', _fromEntityKey: 'team:1', _toEntityKey: 'app:1', since: 1999 },
}

describe('own entities and relationships', () => {
  test('come into the graph with all their properties and the metadata they bring', async () => {
    const summary = await importFiles(file('own.ndjson', app, team, '', owns))
    expect(summary).toMatchObject({
      integration: 'cmdb',
      status: 'succeeded',
      entities: { created: 2 },
      relationships: { created: 1 },
      dangling: 0,
    })
    const [shop, red] = await store.rows(
      `SELECT properties, classes, source, created_on, version FROM entity JOIN entity_kind k ON k.id = kind ORDER BY key`,
    )
    expect(JSON.parse(String(shop?.properties))).toMatchObject({ displayName: 'Shop', name: 'Shop', tier: null, tags: ['a'] })
    expect(shop).toMatchObject({ classes: ['Application'], source: 'integration-managed', created_on: time, version: 1 })
    expect(JSON.parse(String(red?.properties))).toEqual({ displayName: 'Red', _other: 'x' })
    expect(red).toMatchObject({ classes: ['Team', 'UserGroup'], source: 'api', created_on: 5, version: 7 })
    expect(await store.rows('SELECT key, properties FROM relationship')).toEqual([{ key: 'r1', properties: '{"since":1999}' }])
  })

  test('are an integration of their own: what a later import no longer brings is gone', async () => {
    await importFiles(file('first.ndjson', app, team, owns))
    const summary = await importFiles(file('second.ndjson', team))
    expect(summary).toMatchObject({ entities: { deleted: 1, unchanged: 1, total: 1 }, relationships: { deleted: 1, total: 0 } })
    expect(await store.rows(`SELECT type, instance FROM integration WHERE name = 'cmdb'`)).toEqual([{ type: 'cmdb', instance: 'cmdb' }])
  })

  test('may come in several files, compressed ones among them', async () => {
    const packed = `${folder.dir}/more.ndjson.gz`
    writeFileSync(packed, gzipSync(`\ufeff${JSON.stringify(owns)}\r\n${JSON.stringify(team)}`))
    expect(await importFiles(file('own.ndjson', app), packed)).toMatchObject({ entities: { total: 2 }, relationships: { total: 1 } })
  })

  test('may not take the name of what is read from a cloud, nor a cloud theirs', async () => {
    const runs = new Runs(store)
    await runs.run({ integration: 'cmdb', tasks: { vm: { entities: [entity('vm')] } } })
    const refused = importFiles(file('own.ndjson', app))
    await expect(refused).rejects.toThrow('"cmdb" is the name of an integration of this workspace that is read from azure')
    await expect(refused).rejects.toMatchObject({ name: 'StoreError', code: 'taken' })
    expect(await keysOf(store)).toEqual(['vm'])

    await importOwnData({ files: [file('own.ndjson', app)], name: 'azure', store })
    await expect(runs.run({ integration: 'azure', tasks: {} })).rejects.toThrow('"azure" is the name of data of your own')
    expect(await keysOf(store)).toEqual(['app:1', 'vm'])
  })

  test('whose ends are nowhere are counted as dangling', async () => {
    expect(await importFiles(file('own.ndjson', app, owns))).toMatchObject({ relationships: { total: 0 }, dangling: 1 })
  })
})

describe('a fault in a file', () => {
  test.each([
    ['no JSON', '{"entity": {"_key": ', /no JSON/],
    ['neither of both', { node: {} }, /one \{"entity":\{…\}\} or one \{"relationship":\{…\}\}/],
    ['both at once', { ...app, ...owns }, /nothing else/],
    ['an array', [], /one \{"entity"/],
    ['null', 'null', /one \{"entity"/],
    ['a key that is missing', { entity: { _type: 'a', _class: 'A' } }, /_key: expected string, received undefined/],
    ['an empty type', { entity: { _key: 'a', _type: '', _class: 'A' } }, /_type: /],
    ['no class', { entity: { _key: 'a', _type: 'a', _class: [] } }, /_class: /],
    ['a time that is none', { entity: { _key: 'a', _type: 'a', _class: 'A', _createdOn: 'yesterday' } }, /_createdOn: expected number/],
    ['an end that is missing', { relationship: { _class: 'HAS', _fromEntityKey: 'a' } }, /_toEntityKey: /],
  ])('that is %s is told with file and line, and nothing is imported', async (_, line, message) => {
    const path = file('faulty.ndjson', app, '', line, team)
    const attempt = importFiles(path)
    await expect(attempt).rejects.toThrow(message)
    await expect(attempt).rejects.toMatchObject({ name: 'OwnDataError', faults: [{ file: path, line: 3 }] })
    expect(await store.rows('SELECT key FROM entity')).toEqual([])
    await expect(validateOwnData([path])).rejects.toThrow(`${path}:3: `)
  })

  test('is told together with all others, up to a limit', async () => {
    const path = file('faulty.ndjson', ...Array.from({ length: 50 }, () => '{'))
    await expect(validateOwnData([path])).rejects.toMatchObject({
      faults: { length: 20 },
      message: expect.stringContaining('There may be more'),
    })
    const two = [file('one.ndjson', '1'), file('two.ndjson', app, '2')]
    await expect(validateOwnData(two)).rejects.toMatchObject({
      faults: [
        { file: two[0], line: 1 },
        { file: two[1], line: 2 },
      ],
    })
  })

  test('a key that is taken by other content is told with both places, and the same content twice is one entity', async () => {
    const other = { entity: { ...team.entity, displayName: 'Blue' } }
    const [first, second] = [file('first.ndjson', app, team), file('second.ndjson', team, '', other)]
    await expect(importFiles(first, second)).rejects.toThrow(`${second}:3: _key: team:1 stands at ${first}:2 too, with other content.`)
    expect(await store.rows('SELECT key FROM entity')).toEqual([])
    expect(await importFiles(first, file('third.ndjson', team))).toMatchObject({ entities: { total: 2 } })
  })

  test('that cannot be read at all is told', async () => {
    await expect(validateOwnData([`${folder.dir}/nowhere.ndjson`])).rejects.toThrow(/nowhere\.ndjson:1: The file cannot be read/)
    const path = `${folder.dir}/latin1.ndjson`
    writeFileSync(path, Buffer.from('{"entity":{"_key":"\xe9"}}\n', 'latin1'))
    await expect(validateOwnData([path])).rejects.toThrow(/latin1\.ndjson:1: .*utf-8/)
  })
})

test('validation alone counts, and needs no workspace', async () => {
  expect(await validateOwnData([file('own.ndjson', app, team, owns)])).toEqual({ entities: 2, relationships: 1 })
})

test.skipIf(!hasShared('corpus/j1ql/graph.ndjson'))('a large published graph comes in whole', async () => {
  expect(await importFiles(`${shared}corpus/j1ql/graph.ndjson`)).toMatchObject({
    entities: { created: 8008 },
    relationships: { created: 13_366 },
    dangling: 0,
  })
})
