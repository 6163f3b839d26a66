import { afterEach, beforeEach, expect, it } from 'vitest'
import { entity, freshWorkspace, link } from '../workspace.fixture.ts'

let workspace: Awaited<ReturnType<typeof freshWorkspace>>
beforeEach(async () => {
  workspace = await freshWorkspace()
})
afterEach(() => workspace.close())

const kinds = () => workspace.store.rows('SELECT type, entities FROM entity_kind ORDER BY type')
const triples = () =>
  workspace.store.rows(
    `SELECT f.type || '|' || k.class || '|' || t.type AS triple, n.relationships, k.relationships AS of_kind
     FROM triple n JOIN entity_kind f ON f.id = from_kind JOIN relationship_kind k ON k.id = relationship_kind JOIN entity_kind t ON t.id = to_kind ORDER BY triple`,
  )
const properties = () =>
  workspace.store.rows('SELECT type, name, p.entities FROM property p JOIN entity_kind k ON k.id = p.kind ORDER BY type, name')

it('kinds, triples and properties are counted true after every merge', async () => {
  const disk = (key: string, more = {}) => entity(key, more, { type: 'disk' })
  const vm = entity('vm', { size: 1 }, { type: 'vm' })
  await workspace.runs.run({
    tasks: { t: { entities: [vm, disk('d1', { x: 1 }), disk('d2')], links: [link('vm', 'USES', 'd1'), link('vm', 'USES', 'd2')] } },
  })
  expect(await kinds()).toEqual([
    { type: 'disk', entities: 2 },
    { type: 'vm', entities: 1 },
  ])
  expect(await triples()).toEqual([{ triple: 'vm|USES|disk', relationships: 2, of_kind: 2 }])
  expect(await properties()).toEqual([
    { type: 'disk', name: 'displayName', entities: 2 },
    { type: 'disk', name: 'x', entities: 1 },
    { type: 'vm', name: 'displayName', entities: 1 },
    { type: 'vm', name: 'size', entities: 1 },
  ])

  await workspace.runs.run({ tasks: { t: { entities: [vm, disk('d1', { y: 1 })], links: [link('vm', 'USES', 'd1')] } } })
  expect(await kinds()).toEqual([
    { type: 'disk', entities: 1 },
    { type: 'vm', entities: 1 },
  ])
  expect(await triples()).toEqual([{ triple: 'vm|USES|disk', relationships: 1, of_kind: 1 }])
  expect(await properties()).toEqual([
    { type: 'disk', name: 'displayName', entities: 1 },
    { type: 'disk', name: 'y', entities: 1 },
    { type: 'vm', name: 'displayName', entities: 1 },
    { type: 'vm', name: 'size', entities: 1 },
  ])

  await workspace.runs.run({ tasks: { t: {} } })
  expect([await triples(), await properties()]).toEqual([[], []])
  expect(await kinds()).toEqual([
    { type: 'disk', entities: 0 },
    { type: 'vm', entities: 0 },
  ])
})
