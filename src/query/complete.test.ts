import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { graphOf, type TestGraph } from '../../test/query/graph.ts'
import { completeQuery } from './index.ts'

let graph: TestGraph

beforeAll(async () => {
  graph = await graphOf({
    entities: [
      { _key: 'a', _type: 'acme_app', _class: ['Application'], name: 'shop', tier: 'gold' },
      { _key: 'd', _type: 'acme_db', _class: ['Database'], name: 'orders', engine: 'pg', 'tag.cost-center': '1' },
      { _key: 'u', _type: 'acme_user', _class: ['User'], name: 'ann' },
    ],
    relationships: [
      { _key: 'r1', _type: 'x', _class: 'USES', _fromEntityKey: 'a', _toEntityKey: 'd' },
      { _key: 'r2', _type: 'y', _class: 'OWNS', _fromEntityKey: 'u', _toEntityKey: 'a' },
    ],
  })
})
afterAll(() => graph.close())

async function offeredAfter(text: string): Promise<readonly string[]> {
  return (await completeQuery(graph, text, text.length)).map((completion) => completion.text)
}

describe('completion', () => {
  it('begins with FIND', async () => {
    expect(await offeredAfter('')).toContain('FIND')
  })

  it('offers classes and types after FIND', async () => {
    expect(await offeredAfter('FIND ')).toEqual(expect.arrayContaining(['Application', 'acme_app', 'Database']))
    expect(await offeredAfter('FIND acme_d')).toEqual(['acme_db'])
  })

  it('offers the verbs that the entity has', async () => {
    const verbs = await offeredAfter('FIND acme_db THAT ')
    expect(verbs).toContain('USES')
    expect(verbs).not.toContain('OWNS')
  })

  it('offers first what a verb leads to', async () => {
    expect((await offeredAfter('FIND acme_app THAT USES ')).slice(0, 2).sort()).toEqual(['Database', 'acme_db'])
  })

  it('offers properties of the entity after WITH, others not', async () => {
    const names = await offeredAfter('FIND acme_db WITH ')
    expect(names).toEqual(expect.arrayContaining(['engine', '[tag.cost-center]', '_key']))
    expect(names).not.toContain('tier')
  })

  it('offers the values of a property after a comparison', async () => {
    expect((await offeredAfter('FIND acme_db WITH engine = '))[0]).toBe("'pg'")
  })

  it('offers aliases in WHERE and RETURN, and properties after their dot', async () => {
    expect(await offeredAfter('FIND acme_app AS app THAT USES acme_db AS db RETURN ')).toEqual(
      expect.arrayContaining(['app', 'db', 'TREE', 'count(']),
    )
    expect(await offeredAfter('FIND acme_app AS app THAT USES acme_db AS db WHERE db.')).toContain('engine')
  })

  it('offers units after a number of them', async () => {
    expect(await offeredAfter('FIND acme_app WITH x > date.now - 7 ')).toContain('days')
  })

  it('replaces the whole word that the cursor is in', async () => {
    const [completion] = await completeQuery(graph, 'FIND acme_xy WITH', 8)
    expect(completion?.replace).toEqual({ start: 5, end: 12 })
  })
})

describe('completion in a broken query', () => {
  it.each([
    ['a sign too many', "FIND acme_db WITH engine == 'pg' AND na", 'name'],
    ['a word of another language', "FIND acme_db WITH engine LIKE 'pg' AND na", 'name'],
    ['a sign of another language', "FIND acme_db WITH engine <> 'pg' AND na", 'name'],
    ['a value that is missing', 'FIND acme_db WITH engine = THAT USES acme_', 'acme_app'],
    ['a condition that is missing', 'FIND acme_app WITH THAT USES acme_', 'acme_db'],
    ['a verb that is missing', 'FIND acme_app THAT acme_db WITH na', 'name'],
    ['text that is not closed, on the line before', "FIND acme_db WITH name = 'x\nAND eng", 'engine'],
    ['a sign that is none', 'FIND acme_db § WITH eng', 'engine'],
    ['aliases after a fault', 'FIND acme_app AS app WITH name == 1 THAT USES acme_db AS db RETURN d', 'db'],
    ['properties of an alias after a fault', 'FIND acme_app AS app WITH (name == 1 THAT USES acme_db AS db WHERE db.eng', 'engine'],
    ['values after a fault', 'FIND acme_app AS app WITH name = THAT USES acme_db AS db WHERE db.engine = ', "'pg'"],
    ['a fault after the cursor', 'FIND acme_db WITH eng| == THAT nonsense )', 'engine'],
    ['a clause that cannot stand there', 'FIND acme_app WHERE LIMIT 5 THAT USES acme_', 'acme_db'],
  ])('%s', async (_name, marked, expected) => {
    const offset = marked.includes('|') ? marked.indexOf('|') : marked.length
    const text = marked.replace('|', '')
    expect((await completeQuery(graph, text, offset)).map((completion) => completion.text)).toContain(expected)
  })
})
