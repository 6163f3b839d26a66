/** Runs of so many rows that a merge shares the work out and keeps its intermediate tables on disk, not in memory. */
import { readdirSync } from 'node:fs'
import { afterEach, beforeEach, expect, it } from 'vitest'
import type { Analysis } from '../../store.ts'
import { edgesOf, entity, freshWorkspace, link, propertiesOf } from '../workspace.fixture.ts'

let workspace: Awaited<ReturnType<typeof freshWorkspace>>
beforeEach(async () => {
  workspace = await freshWorkspace()
})
afterEach(() => workspace.close())

const count = 60_000
const name = (index: number) => `thing-${String(index).padStart(6, '0')}`

it('a large run is merged like a small one: entities, what they borrow, plain and loose links, and then nothing has changed', async () => {
  const { runs, store, dir } = workspace
  const entities = Array.from({ length: count }, (_, index) => entity(name(index), { place: index, even: index % 2 === 0 }))
  const borrower = entity(
    'borrower',
    {},
    { type: 'acme_borrower', borrowed: { places: { keys: [name(7), name(9)], property: 'place', take: 'list' } } },
  )
  const links = entities.slice(1).map(({ key }, index) => link(key, 'HAS', name(index)))
  const loose = [
    link('borrower', 'USES', [{ by: 'where', type: 'acme_thing', where: { place: 31_337 } }]),
    link('borrower', 'USES', [{ by: 'where', type: 'acme_thing', where: { place: -1 } }]),
    link('borrower', 'TRUSTS', 'nobody'),
  ]
  const tasks = { acme_thing: { entities, links }, acme_borrower: { entities: [borrower], links: loose } }

  const first = await runs.run({ tasks })
  expect(first.entities).toEqual({ created: count + 1, updated: 0, deleted: 0, unchanged: 0, total: count + 1 })
  expect(first.relationships).toEqual({ created: count, updated: 0, deleted: 0, unchanged: 0, total: count })
  expect(first.dangling).toBe(2)
  expect(await propertiesOf(store, 'borrower')).toEqual({ displayName: 'borrower', places: [7, 9] })
  const used = await store.rows(
    `SELECT e.key FROM relationship r JOIN entity e ON e.nid = r.to_nid JOIN entity f ON f.nid = r.from_nid WHERE f.key = 'borrower'`,
  )
  expect(used).toEqual([{ key: name(31_337) }])
  const [order] = await store.rows(
    `SELECT bool_and(key > before) AS by_key FROM (SELECT key, lag(key) OVER (ORDER BY nid) AS before FROM entity WHERE starts_with(key, 'thing-'))`,
  )
  expect(order).toEqual({ by_key: true })

  const second = await runs.run({ tasks })
  expect(second.entities).toEqual({ created: 0, updated: 0, deleted: 0, unchanged: count + 1, total: count + 1 })
  expect(second.relationships).toEqual({ created: 0, updated: 0, deleted: 0, unchanged: count, total: count })
  expect(second.dangling).toBe(2)
  expect(readdirSync(dir).filter((file) => file.startsWith('stage-'))).toEqual([])
})

it('an analysis concludes from a large run what it would from a small one, and again what stands', async () => {
  /** Who uses something guards it. */
  const guards: Analysis = {
    name: 'guards',
    integrations: ['azure'],
    types: ['acme_user'],
    steps: [`CREATE TEMP TABLE used AS FROM relationship_next r JOIN entity_next e ON e.nid = r.to_nid WHERE r.class = 'USES'`],
    conclusions: `SELECT from_nid, 'GUARDS' AS class, to_nid, NULL AS suffix, json_object('of', key)::VARCHAR AS properties FROM used`,
  }
  await workspace.close()
  workspace = await freshWorkspace({ analyses: [guards] })
  const entities = Array.from({ length: 100_000 }, (_, index) => entity(name(index)))
  const loose = link('user', 'USES', [{ by: 'where', type: 'acme_thing', where: { displayName: name(7) } }])
  const tasks = { acme_thing: { entities }, acme_user: { entities: [entity('user', {}, { type: 'acme_user' })], links: [loose] } }
  await workspace.runs.run({ tasks })
  const second = await workspace.runs.run({ tasks })
  expect(second.unconcluded).toBeUndefined()
  expect(second.relationships).toEqual({ created: 0, updated: 0, deleted: 0, unchanged: 2, total: 2 })
  expect(await edgesOf(workspace.store)).toEqual([`user GUARDS ${name(7)}`, `user USES ${name(7)}`])
})
