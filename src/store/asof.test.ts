import { afterEach, beforeEach, expect, it } from 'vitest'
import { entitiesAt, relationshipsAt } from './asof.ts'
import { entity, freshWorkspace, link } from './duckdb/workspace.fixture.ts'

let workspace: Awaited<ReturnType<typeof freshWorkspace>>
beforeEach(async () => {
  workspace = await freshWorkspace()
  const { runs } = workspace
  await runs.run({ tasks: { t: { entities: [entity('a', { x: 1 }), entity('b')], links: [link('a', 'USES', 'b')] } } })
  await runs.run({ tasks: { t: { entities: [entity('a', { x: 2 })] } } })
  await runs.run({ tasks: { t: { entities: [entity('a', { x: 2 }), entity('b')], links: [link('a', 'USES', 'b')] } } })
})
afterEach(() => workspace.close())

async function graphAt(time: number): Promise<unknown[]> {
  const entities = await workspace.store.rows(`SELECT key, properties ->> '/x' AS x FROM ${entitiesAt('$1')} ORDER BY key`, [time])
  const edges = await workspace.store.rows(
    `SELECT f.key || t.key AS ends FROM ${relationshipsAt('$1')} r JOIN ${entitiesAt('$1')} f ON f.nid = r.from_nid JOIN ${entitiesAt('$1')} t ON t.nid = r.to_nid`,
    [time],
  )
  return [...entities.map(({ key, x }) => (x === null ? key : `${key}${x}`)), ...edges.map(({ ends }) => ends)]
}

it.each([
  [999, []],
  [1000, ['a1', 'b', 'ab']],
  [1999, ['a1', 'b', 'ab']],
  [2000, ['a2']],
  [3000, ['a2', 'b', 'ab']],
])('the graph at %i is %j', async (time, expected) => {
  expect(await graphAt(time)).toEqual(expected)
})

it('has the columns of the tables of the graph as it stands', async () => {
  for (const [table, relation] of [
    ['entity', entitiesAt('0')],
    ['relationship', relationshipsAt('0')],
  ]) {
    const columns = async (from: string) =>
      (await workspace.store.rows(`DESCRIBE SELECT * FROM ${from}`)).map((row) => [row.column_name, row.column_type])
    expect(await columns(String(relation))).toEqual(await columns(String(table)))
  }
})
