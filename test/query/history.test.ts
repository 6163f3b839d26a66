/** AS OF, on a workspace that went through three runs. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { explainQuery, runQuery } from '../../src/query/index.ts'
import { openWorkspace } from '../../src/store/duckdb/open.ts'
import { entity, link, Runs, temporaryFolder } from '../../src/store/duckdb/workspace.fixture.ts'
import type { Store } from '../../src/store/store.ts'

const folder = temporaryFolder()
let store: Store

beforeAll(async () => {
  store = await openWorkspace(folder.dir, { create: true })
  const runs = new Runs(store)
  const a = (state: string) => entity('a', { state })
  await runs.run({ tasks: { acme_thing: { entities: [a('new'), entity('b')], links: [link('a', 'HAS', 'b')] } } })
  await runs.run({ tasks: { acme_thing: { entities: [a('old'), entity('b'), entity('c')], links: [link('a', 'HAS', 'c')] } } })
  await runs.run({ tasks: { acme_thing: { entities: [a('old'), entity('c')], links: [link('a', 'HAS', 'c')] } } })
})
afterAll(async () => {
  await store.close()
  folder.remove()
})

async function names(text: string, asOf?: number): Promise<readonly string[]> {
  const result = await runQuery(store, text, asOf === undefined ? {} : { asOf })
  return result.type === 'list' ? result.data.map(({ entity: { _key } }) => _key).sort() : []
}

describe('the graph as it was', () => {
  it('has what a later run closed, and not what it brought', async () => {
    expect(await names('FIND acme_thing')).toEqual(['a', 'c'])
    expect(await names('FIND acme_thing', 1500)).toEqual(['a', 'b'])
    expect(await names('FIND acme_thing', 2500)).toEqual(['a', 'b', 'c'])
  })

  it('is empty before the first run', async () => {
    expect(await names('FIND *', 999)).toEqual([])
  })

  it('has the properties of that time', async () => {
    expect(await names("FIND acme_thing WITH state = 'new'", 1500)).toEqual(['a'])
    expect(await names("FIND acme_thing WITH state = 'new'", 2500)).toEqual([])
  })

  it('has the relationships of that time', async () => {
    expect(await names('FIND acme_thing THAT HAS << acme_thing WITH state != undefined', 1500)).toEqual(['b'])
    expect(await names('FIND acme_thing THAT HAS << acme_thing WITH state != undefined', 2500)).toEqual(['c'])
  })

  it('is asked by AS OF in the text, which wins over the option', async () => {
    expect(await names('FIND acme_thing AS OF date(1970-01-01T00:00:01.500Z)', 2500)).toEqual(['a', 'b'])
  })
})

describe('the plan in words', () => {
  it('tells each step with the rows it came to', async () => {
    const { steps, text, sql } = await explainQuery(store, 'FIND acme_thing THAT HAS >> acme_thing', { run: true })
    expect(steps.map(({ actualRows }) => actualRows)).toEqual([2, 1])
    expect(text).toContain('Start with acme_thing: 2 entities to look at')
    expect(text).toContain('Follow HAS to acme_thing, forwards: 1 relationship to look at')
    expect(sql).toContain('SELECT')
  })
})

describe('own data that says itself when it began', () => {
  it('has one version at a time, the one that the graph held', async () => {
    const own = temporaryFolder()
    const workspace = await openWorkspace(own.dir, { create: true })
    const runs = new Runs(workspace)
    const claimed = (state: string) => entity('a', { state, _beginOn: 500 })
    const other = entity('b')
    for (const state of ['first', 'second', 'third']) {
      const links = [link('a', 'HAS', 'b', { properties: { state, _beginOn: 500 } })]
      await runs.run({ tasks: { acme_thing: { entities: [claimed(state), other], links } } })
    }
    const states = async (asOf?: number): Promise<unknown> => {
      const text = 'FIND acme_thing AS t THAT HAS >> AS r acme_thing RETURN t.state, r._beginOn'
      const result = await runQuery(workspace, text, asOf === undefined ? {} : { asOf })
      return result.type === 'table' ? result.data.map((row) => row['t.state']) : []
    }
    expect(await states(1500)).toEqual(['first'])
    expect(await states(2500)).toEqual(['second'])
    expect(await states(3500)).toEqual(['third'])
    expect(await states()).toEqual(['third'])
    await workspace.close()
    own.remove()
  })
})
