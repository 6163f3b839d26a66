import { afterEach, beforeEach, expect, it } from 'vitest'
import { entity, freshWorkspace, link } from './duckdb/workspace.fixture.ts'
import { entityReports } from './entity.ts'

let workspace: Awaited<ReturnType<typeof freshWorkspace>>
beforeEach(async () => {
  workspace = await freshWorkspace()
})
afterEach(() => workspace.close())

const run = (size: number | undefined) => {
  const nodes = [entity('b'), entity('c'), ...(size === undefined ? [] : [entity('a', { size })])]
  return workspace.runs.run({ tasks: { t: { entities: nodes, links: [link('a', 'USES', 'b'), link('c', 'HAS', 'a')] } } })
}

it('is found by key or by id, with its metadata, properties and neighbours on both sides', async () => {
  await run(1)
  const [report] = await entityReports(workspace.store, 'a')
  expect(report?.entity).toMatchObject({
    _key: 'a',
    _type: 'acme_thing',
    _class: ['Record'],
    _version: 1,
    _createdOn: 1000,
    _source: 'integration-managed',
    _integrationName: 'cloud',
    _integrationInstanceId: 'cloud-instance',
  })
  expect(report?.properties).toEqual({ displayName: 'a', size: 1 })
  expect(
    report?.neighbours.map(({ direction, relationship, entity: other }) => [direction, relationship.metadata._key, other._key]),
  ).toEqual([
    ['out', 'a|uses|b', 'b'],
    ['in', 'c|has|a', 'c'],
  ])
  expect(await entityReports(workspace.store, String(report?.entity._id))).toEqual([report])
})

it('tells its versions, the latest first, with what changed', async () => {
  await run(1)
  await run(2)
  const [report] = await entityReports(workspace.store, 'a')
  expect(report?.versions).toEqual([
    { version: 2, beginOn: 2000, deleted: false, changes: { size: { from: 1, to: 2 } } },
    { version: 1, beginOn: 1000, endOn: 2000, deleted: false },
  ])
})

it('is told of after it is gone', async () => {
  await run(1)
  await run(undefined)
  const [report] = await entityReports(workspace.store, 'a')
  expect(report?.entity).toMatchObject({ _deleted: true, _endOn: 2000 })
  expect(report?.neighbours).toEqual([])
})

it('shows so many neighbours of a hub, and how many there are', async () => {
  const spokes = Array.from({ length: 5 }, (_, index) => entity(`s${index}`))
  await workspace.runs.run({
    tasks: { t: { entities: [entity('hub'), ...spokes], links: spokes.map(({ key }) => link('hub', 'HAS', key)) } },
  })
  const [report] = await entityReports(workspace.store, 'hub', 2)
  expect([report?.neighbours.map((neighbour) => neighbour.entity._key), report?.neighbourCount]).toEqual([['s0', 's1'], 5])
})

it('is several where integrations share a key, and none where nobody has it', async () => {
  for (const integration of ['two', 'one']) await workspace.runs.run({ integration, tasks: { t: { entities: [entity('a')] } } })
  expect((await entityReports(workspace.store, 'a')).map(({ entity: { _integrationName } }) => _integrationName)).toEqual(['one', 'two'])
  expect(await entityReports(workspace.store, 'z')).toEqual([])
})
