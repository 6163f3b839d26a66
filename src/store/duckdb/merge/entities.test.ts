import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { entity, freshWorkspace, keysOf, propertiesOf } from '../workspace.fixture.ts'

let workspace: Awaited<ReturnType<typeof freshWorkspace>>
beforeEach(async () => {
  workspace = await freshWorkspace()
})
afterEach(() => workspace.close())

const versions = (key: string) =>
  workspace.store.rows(
    `SELECT version, created_on, begin_on, NULL AS end_on, false AS deleted FROM entity WHERE key = $1
     UNION ALL SELECT version, created_on, begin_on, end_on, deleted FROM entity_history WHERE key = $1 ORDER BY begin_on`,
    [key],
  )

describe('merging entities', () => {
  it('creates what is new with version 1, at the time the run began', async () => {
    const { runs } = workspace
    const { entities } = await runs.run({ tasks: { acme_thing: { entities: [entity('a'), entity('b')] } } })
    expect(entities).toEqual({ created: 2, updated: 0, deleted: 0, unchanged: 0, total: 2 })
    expect(await versions('a')).toEqual([{ version: 1, created_on: 1000, begin_on: 1000, end_on: null, deleted: false }])
  })

  it('writes a new version of what changed and keeps the old one with its end', async () => {
    const { runs } = workspace
    await runs.run({ tasks: { acme_thing: { entities: [entity('a', { size: 1 })] } } })
    const { entities } = await runs.run({ tasks: { acme_thing: { entities: [entity('a', { size: 2 })] } } })
    expect(entities).toEqual({ created: 0, updated: 1, deleted: 0, unchanged: 0, total: 1 })
    expect(await versions('a')).toEqual([
      { version: 1, created_on: 1000, begin_on: 1000, end_on: 2000, deleted: false },
      { version: 2, created_on: 1000, begin_on: 2000, end_on: null, deleted: false },
    ])
    expect(await propertiesOf(workspace.store, 'a')).toEqual({ displayName: 'a', size: 2 })
  })

  it('writes more text than is sorted at once, in the order of kinds and keys', async () => {
    const { runs, store } = workspace
    const text = 'x'.repeat(20_000)
    const raw = JSON.stringify('y'.repeat(25_000))
    const entities = Array.from({ length: 5500 }, (_, index) =>
      entity(`key-${10_000 - index}`, { text }, { type: `acme_${index % 2}`, raw }),
    )
    const merged = await runs.run({ tasks: { acme_thing: { entities } } })
    expect(merged.entities.created).toBe(5500)
    const rows = await store.rows(
      `SELECT k.type, e.key, length(e.properties->>'text') AS text, length(r.body) AS raw
       FROM entity e JOIN entity_kind k ON k.id = e.kind JOIN raw r ON r.nid = e.nid ORDER BY e.nid`,
    )
    expect(rows.map(({ type, key }) => `${type} ${key}`)).toEqual(entities.map(({ type, key }) => `${type} ${key}`).sort())
    expect(rows.every((row) => row.text === text.length && row.raw === raw.length)).toBe(true)
  })

  it('counts a change of type or class alone as a change', async () => {
    const { runs } = workspace
    await runs.run({ tasks: { acme_thing: { entities: [entity('a')] } } })
    const reclassed = await runs.run({ tasks: { acme_thing: { entities: [entity('a', {}, { class: ['Record', 'Document'] })] } } })
    const retyped = await runs.run({ tasks: { acme_thing: { entities: [entity('a', {}, { type: 'acme_paper' })] } } })
    expect([reclassed.entities.updated, retyped.entities.updated]).toEqual([1, 1])
  })

  it('leaves what did not change as it is, whatever the order of its properties', async () => {
    const { runs } = workspace
    await runs.run({ tasks: { acme_thing: { entities: [entity('a', { x: 1, y: [1, 2] })] } } })
    const { entities } = await runs.run({
      tasks: { acme_thing: { entities: [{ ...entity('a'), properties: { y: [1, 2], x: 1, displayName: 'a' } }] } },
    })
    expect(entities).toEqual({ created: 0, updated: 0, deleted: 0, unchanged: 1, total: 1 })
    expect(await versions('a')).toHaveLength(1)
  })

  it('closes what a task that read the cloud completely no longer sees', async () => {
    const { runs } = workspace
    await runs.run({ tasks: { acme_thing: { entities: [entity('a'), entity('b')] } } })
    const { entities } = await runs.run({ tasks: { acme_thing: { entities: [entity('b')] } } })
    expect(entities).toEqual({ created: 0, updated: 0, deleted: 1, unchanged: 1, total: 1 })
    expect(await versions('a')).toEqual([{ version: 1, created_on: 1000, begin_on: 1000, end_on: 2000, deleted: true }])
  })

  it('gives an entity that comes back a new life under its old id', async () => {
    const { runs, store } = workspace
    await runs.run({ tasks: { acme_thing: { entities: [entity('a')] } } })
    const [before] = await store.rows('SELECT id, nid FROM entity')
    await runs.run({ tasks: { acme_thing: {} } })
    await runs.run({ tasks: { acme_thing: { entities: [entity('a')] } } })
    const [after] = await store.rows('SELECT id, nid, version, created_on FROM entity')
    expect(after).toEqual({ id: before?.id, nid: 2, version: 1, created_on: 3000 })
  })

  it('takes one of several that tasks bring under the same key, whoever came first', async () => {
    const ofTask = { a_task: { entities: [entity('same', { from: 'a' })] }, b_task: { entities: [entity('same', { from: 'b' })] } }
    const backwards = Object.fromEntries(Object.entries(ofTask).reverse())
    for (const tasks of [ofTask, backwards]) {
      const { entities } = await workspace.runs.run({ tasks })
      expect(entities.total).toBe(1)
      expect(await propertiesOf(workspace.store, 'same')).toEqual({ displayName: 'same', from: 'a' })
    }
    expect(await versions('same')).toHaveLength(1)
  })

  it('keeps integrations apart that use the same keys', async () => {
    const { runs, store } = workspace
    await runs.run({ integration: 'one', tasks: { acme_thing: { entities: [entity('a', { of: 1 })] } } })
    await runs.run({ integration: 'two', tasks: { acme_thing: { entities: [entity('a', { of: 2 })] } } })
    expect(await keysOf(store)).toEqual(['a', 'a'])
    expect(await store.rows('SELECT count(DISTINCT id) AS ids FROM entity')).toEqual([{ ids: 2 }])
  })

  it('numbers new entities by type and key, so that the rows of a kind lie together', async () => {
    const { runs, store } = workspace
    const mixed = ['d', 'a', 'c', 'b'].map((key, index) => entity(key, {}, { type: index % 2 === 0 ? 'type_b' : 'type_a' }))
    await runs.run({ tasks: { acme_thing: { entities: mixed } } })
    expect(await store.rows('SELECT key FROM entity ORDER BY nid')).toEqual(['a', 'b', 'c', 'd'].map((key) => ({ key })))
  })

  it('replaces the raw answer without a new version when nothing else changed, and drops it with its entity', async () => {
    const { runs, store } = workspace
    await runs.run({ tasks: { acme_thing: { entities: [entity('a', {}, { raw: '{"etag":1}' })] } } })
    const { entities } = await runs.run({ tasks: { acme_thing: { entities: [entity('a', {}, { raw: '{"etag":2}' })] } } })
    expect(entities.unchanged).toBe(1)
    expect(await store.rows('SELECT nid, body FROM raw')).toEqual([{ nid: 1, body: '{"etag":2}' }])
    await runs.run({ tasks: { acme_thing: {} } })
    expect(await store.rows('FROM raw')).toEqual([])
  })

  it('keeps names that hold anything', async () => {
    const odd = ['quote\'s "and" \\', 'line\nbreak', '🦄 émoji', 'nul\0byte', 'rtl\u202e', 'x'.repeat(10_240), '']
    const { store, runs } = workspace
    await runs.run({ tasks: { acme_thing: { entities: odd.map((name) => entity(`key ${name}`, { name, [`tag.${name}`]: name })) } } })
    expect(await keysOf(store)).toHaveLength(odd.length)
    for (const name of odd) {
      expect(await propertiesOf(store, `key ${name}`)).toEqual({ displayName: `key ${name}`, name, [`tag.${name}`]: name })
    }
  })

  it('mends lone surrogates, which no reader could take back', async () => {
    await workspace.runs.run({ tasks: { acme_thing: { entities: [entity('half \ud800', { 'tag.\udc00': 'half \ud83d' })] } } })
    expect(await propertiesOf(workspace.store, 'half \ufffd')).toEqual({ displayName: 'half \ufffd', 'tag.\ufffd': 'half \ufffd' })
  })
})

describe("metadata of people's own data", () => {
  const metadata = {
    _id: 'mine-1',
    _version: 9,
    _createdOn: 5,
    _beginOn: 7,
    _source: 'api',
    _integrationName: 'elsewhere',
    _deleted: false,
  }

  it('is kept as given: in columns where there are some, else among the properties', async () => {
    const { runs, store } = workspace
    await runs.run({ tasks: { own: { entities: [entity('a', { x: null }, { metadata })] } } })
    expect(await store.rows('SELECT id, version, created_on, begin_on, source FROM entity')).toEqual([
      { id: 'mine-1', version: 9, created_on: 5, begin_on: 7, source: 'api' },
    ])
    expect(await propertiesOf(store, 'a')).toEqual({ _deleted: false, _integrationName: 'elsewhere', displayName: 'a', x: null })
  })

  it('does not change a second time', async () => {
    const run = { tasks: { own: { entities: [entity('a', {}, { metadata })] } } }
    await workspace.runs.run(run)
    const { entities } = await workspace.runs.run(run)
    expect(entities.unchanged).toBe(1)
  })
})
