import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { relationshipKey, relationshipType } from '../../../graph/model.ts'
import { edgesOf, entity, freshWorkspace, link } from '../workspace.fixture.ts'

let workspace: Awaited<ReturnType<typeof freshWorkspace>>
beforeEach(async () => {
  workspace = await freshWorkspace()
})
afterEach(() => workspace.close())

const pair = [entity('a', {}, { type: 'azure_vnet' }), entity('b', {}, { type: 'azure_vnet_subnet' })]

describe('relationships', () => {
  it('have the key and the type that the graph’s model says', async () => {
    await workspace.runs.run({
      tasks: { t: { entities: pair, links: [link('a', 'CONTAINS', 'b'), link('b', 'USES', 'a', { suffix: 'x' })] } },
    })
    expect(
      await workspace.store.rows(
        'SELECT r.key, k.type, k.class FROM relationship r JOIN relationship_kind k ON k.id = r.kind ORDER BY r.key',
      ),
    ).toEqual([
      {
        key: relationshipKey('a', 'CONTAINS', 'b'),
        type: relationshipType('azure_vnet', 'CONTAINS', 'azure_vnet_subnet'),
        class: 'CONTAINS',
      },
      { key: relationshipKey('b', 'USES', 'a', 'x'), type: relationshipType('azure_vnet_subnet', 'USES', 'azure_vnet'), class: 'USES' },
    ])
  })

  it('take the key, type and metadata that people’s own data brings', async () => {
    const own = link('a', 'USES', 'b', {
      key: 'r1',
      type: 'a_uses_b',
      metadata: { _id: 'id1', _version: 4, _createdOn: 3, _source: 'api', _weight: 2 },
    })
    await workspace.runs.run({ tasks: { t: { entities: pair, links: [own] } } })
    expect(
      await workspace.store.rows(
        'SELECT r.id, r.key, k.type, version, created_on, begin_on, source, properties FROM relationship r JOIN relationship_kind k ON k.id = r.kind',
      ),
    ).toEqual([
      { id: 'id1', key: 'r1', type: 'a_uses_b', version: 4, created_on: 3, begin_on: 1000, source: 'api', properties: '{"_weight":2}' },
    ])
  })

  it('get a new version when their properties change, and none when they do not', async () => {
    const ports = (value: string) => ({
      tasks: { t: { entities: pair, links: [link('a', 'ALLOWS', 'b', { properties: { ports: value } })] } },
    })
    await workspace.runs.run(ports('1'))
    expect((await workspace.runs.run(ports('1'))).relationships).toMatchObject({ unchanged: 1 })
    expect((await workspace.runs.run(ports('2'))).relationships).toMatchObject({ updated: 1 })
    expect(await workspace.store.rows('SELECT version, begin_on, created_on FROM relationship')).toEqual([
      { version: 2, begin_on: 3000, created_on: 1000 },
    ])
    expect(await workspace.store.rows('SELECT version, end_on, deleted FROM relationship_history')).toEqual([
      { version: 1, end_on: 3000, deleted: false },
    ])
  })

  it('exist once for each key, whoever of several tasks came first', async () => {
    const brought = (by: string) => ({ links: [link('a', 'USES', 'b', { properties: { by } })] })
    const forwards = { t: { entities: pair }, t1: brought('1'), t2: brought('2') }
    for (const tasks of [forwards, Object.fromEntries(Object.entries(forwards).reverse())]) {
      await workspace.runs.run({ tasks })
      expect(await workspace.store.rows('SELECT version, properties FROM relationship')).toEqual([{ version: 1, properties: '{"by":"1"}' }])
    }
  })

  it('may be several between the same two entities when a suffix tells them apart', async () => {
    const links = ['r1', 'r2'].map((suffix) => link('a', 'ALLOWS', 'b', { suffix }))
    const { relationships } = await workspace.runs.run({ tasks: { t: { entities: pair, links } } })
    expect(relationships.total).toBe(2)
  })
})

describe('an edge and its ends', () => {
  const nodes = (...keys: string[]) => ({ entities: keys.map((key) => entity(key)) })
  const edges = { links: [link('a', 'USES', 'b')] }

  it('is closed when an end is, though its own task failed', async () => {
    await workspace.runs.run({ tasks: { nodes: nodes('a', 'b'), edges } })
    const { relationships } = await workspace.runs.run({ status: 'partial', tasks: { nodes: nodes('a'), edges: { status: 'failed' } } })
    expect(relationships).toMatchObject({ deleted: 1, total: 0 })
  })

  it('comes back with the entity, though its own task still fails', async () => {
    await workspace.runs.run({ tasks: { nodes: nodes('a', 'b'), edges } })
    await workspace.runs.run({ status: 'partial', tasks: { nodes: nodes('a'), edges: { status: 'failed' } } })
    await workspace.runs.run({ status: 'partial', tasks: { nodes: nodes('a', 'b'), edges: { status: 'failed' } } })
    expect(await edgesOf(workspace.store)).toEqual(['a USES b'])
  })

  it('points at the new row when an end was closed and comes back', async () => {
    await workspace.runs.run({ tasks: { nodes: nodes('a', 'b'), edges } })
    await workspace.runs.run({ tasks: { nodes: nodes('a'), edges } })
    await workspace.runs.run({ tasks: { nodes: nodes('a', 'b'), edges } })
    expect(await edgesOf(workspace.store)).toEqual(['a USES b'])
    expect(await workspace.store.rows('SELECT count(*) AS loose FROM relationship WHERE to_nid NOT IN (SELECT nid FROM entity)')).toEqual([
      { loose: 0 },
    ])
  })

  it('is found later when its end was missing, by whatever task brings that', async () => {
    const first = await workspace.runs.run({ tasks: { nodes: { ...nodes('a') }, edges } })
    expect(first.dangling).toBe(1)
    const later = await workspace.runs.run({ only: ['more'], tasks: { more: nodes('b') } })
    expect([later.dangling, await edgesOf(workspace.store)]).toEqual([0, ['a USES b']])
  })

  it('is forgotten when its task runs again without it', async () => {
    await workspace.runs.run({ tasks: { nodes: nodes('a'), edges } })
    await workspace.runs.run({ tasks: { nodes: nodes('a'), edges: {} } })
    await workspace.runs.run({ tasks: { nodes: nodes('a', 'b'), edges: {} } })
    expect(await edgesOf(workspace.store)).toEqual([])
    expect(await workspace.store.rows('FROM link')).toEqual([])
  })

  it('never crosses integrations unless it is mapped', async () => {
    await workspace.runs.run({ integration: 'other', tasks: { nodes: nodes('b') } })
    const { dangling } = await workspace.runs.run({ tasks: { nodes: nodes('a'), edges } })
    expect([dangling, await edgesOf(workspace.store)]).toEqual([1, []])
  })

  it('that was searched for follows the search while its own task does not run', async () => {
    const search = link('a', 'USES', [{ by: 'where', type: 'acme_thing', where: { role: 'target' } }])
    const target = (key: string) => entity(key, { role: 'target' })
    await workspace.runs.run({ tasks: { nodes: { entities: [entity('a'), target('x')] }, edges: { links: [search] } } })
    await workspace.runs.run({ only: ['nodes'], tasks: { nodes: { entities: [entity('a'), target('y'), target('z')] } } })
    expect(await edgesOf(workspace.store)).toEqual(['a USES y', 'a USES z'])
  })
})
