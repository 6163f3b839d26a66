import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { End, Link } from '../../../graph/link.ts'
import { type Entity, internet } from '../../../graph/model.ts'
import { edgesOf, entity, freshWorkspace, keysOf } from '../workspace.fixture.ts'

let workspace: Awaited<ReturnType<typeof freshWorkspace>>
beforeEach(async () => {
  workspace = await freshWorkspace()
})
afterEach(() => workspace.close())

const person: Entity = { key: 'person:ada', type: 'person', class: ['Person'], properties: { displayName: 'ada@x', email: 'ada@x' } }
const byMail: End = { targets: [{ by: 'where', type: 'Person', where: { email: 'ada@x' } }], placeholder: person }
const from = (key: string, verb: string, to: End): Link => ({ from: { targets: [{ by: 'key', key }] }, class: verb, to })
const cloud = (links: readonly Link[]) => ({ tasks: { user: { entities: [entity('user')], links } } })
const directory = (...keys: string[]) => ({
  integration: 'directory',
  tasks: { people: { entities: keys.map((key) => entity(key, { email: 'ada@x' }, { type: 'hr_person', class: ['Person'] })) } },
})

const sources = () => workspace.store.rows("SELECT key, source FROM entity WHERE key <> 'user' ORDER BY key")

describe('a mapped link', () => {
  it('makes a placeholder where no integration has the other end', async () => {
    const summary = await workspace.runs.run(cloud([from('user', 'IS', byMail)]))
    expect(summary).toMatchObject({ placeholders: 1, dangling: 0, entities: { created: 1 }, relationships: { created: 1 } })
    expect(await edgesOf(workspace.store)).toEqual(['user IS person:ada'])
    expect(await sources()).toEqual([{ key: 'person:ada', source: 'system-mapper' }])
    expect(await workspace.store.rows('SELECT source, mapped FROM relationship')).toEqual([{ source: 'system-mapper', mapped: true }])
  })

  it('finds the other end in another integration', async () => {
    await workspace.runs.run(directory('ada'))
    await workspace.runs.run(cloud([from('user', 'IS', byMail)]))
    expect(await edgesOf(workspace.store)).toEqual(['user IS ada'])
    expect(await keysOf(workspace.store)).toEqual(['ada', 'user'])
  })

  it('prefers what its own integration has', async () => {
    await workspace.runs.run(directory('ada'))
    const own = entity('own ada', { email: 'ada@x' }, { type: 'user', class: ['Person'] })
    await workspace.runs.run({ tasks: { user: { entities: [entity('user'), own], links: [from('user', 'IS', byMail)] } } })
    expect(await edgesOf(workspace.store)).toEqual(['user IS own ada'])
  })

  it('lets its placeholder give way when the real one appears, and takes it back when that goes', async () => {
    await workspace.runs.run(cloud([from('user', 'IS', byMail)]))
    await workspace.runs.run(directory('ada'))
    expect(await edgesOf(workspace.store)).toEqual(['user IS ada'])
    expect(await keysOf(workspace.store)).toEqual(['ada', 'user'])
    await workspace.runs.run(directory())
    expect(await edgesOf(workspace.store)).toEqual(['user IS person:ada'])
    expect(await sources()).toEqual([{ key: 'person:ada', source: 'system-mapper' }])
  })

  it('is a new version of the same edge when the real one has the placeholder’s key', async () => {
    await workspace.runs.run(cloud([from('user', 'IS', byMail)]))
    await workspace.runs.run(directory('person:ada'))
    expect(await edgesOf(workspace.store)).toEqual(['user IS person:ada'])
    expect(await workspace.store.rows('SELECT key, version FROM relationship')).toEqual([{ key: 'user|is|person:ada', version: 2 }])
  })

  it('draws an edge to each that is found', async () => {
    await workspace.runs.run(directory('ada', 'ada 2'))
    await workspace.runs.run(cloud([from('user', 'IS', byMail)]))
    expect(await edgesOf(workspace.store)).toEqual(['user IS ada', 'user IS ada 2'])
  })

  it('without a placeholder finds across integrations too, and dangles until there is something to find', async () => {
    const mapped: End = { targets: byMail.targets, mapped: true }
    expect(await workspace.runs.run(cloud([from('user', 'IS', mapped)]))).toMatchObject({ dangling: 1, placeholders: 0 })
    await workspace.runs.run(directory('ada'))
    expect(await edgesOf(workspace.store)).toEqual(['user IS ada'])
  })
})

describe('placeholders', () => {
  it('are shared by everybody who needs them', async () => {
    const open = from('user', 'ALLOWS', { targets: [{ by: 'key', key: internet.key }], placeholder: internet })
    await workspace.runs.run(cloud([open]))
    const { placeholders } = await workspace.runs.run({ integration: 'second', ...cloud([open]) })
    expect(placeholders).toBe(1)
    expect(await edgesOf(workspace.store)).toEqual(['user ALLOWS global:internet', 'user ALLOWS global:internet'])
  })

  it('are what the fullest of several descriptions says', async () => {
    const place = (properties: Entity['properties']): End => ({
      targets: [{ by: 'key', key: 'eastus' }],
      placeholder: { key: 'eastus', type: 'place', class: ['Site'], properties },
    })
    const links = [{ displayName: 'A' }, { displayName: 'East', name: 'eastus' }, { displayName: 'Z' }].map((properties, index) => ({
      ...from('user', 'USES', place(properties)),
      suffix: String(index),
    }))
    await workspace.runs.run(cloud(links))
    const [found] = await workspace.store.rows("SELECT properties->>'displayName' AS name FROM entity WHERE key = 'eastus'")
    expect(found).toEqual({ name: 'East' })
  })

  it('are closed with their last edge', async () => {
    await workspace.runs.run(cloud([from('user', 'IS', byMail)]))
    await workspace.runs.run(cloud([]))
    expect(await keysOf(workspace.store)).toEqual(['user'])
    expect(await workspace.store.rows('SELECT key, end_on, deleted FROM entity_history')).toEqual([
      { key: 'person:ada', end_on: 2000, deleted: true },
    ])
  })

  it('are not made for an edge whose other end is missing', async () => {
    const { placeholders, dangling } = await workspace.runs.run(cloud([from('nobody', 'IS', byMail)]))
    expect([placeholders, dangling]).toEqual([0, 1])
    expect(await keysOf(workspace.store)).toEqual(['user'])
  })

  it('stay, with their edges, while the task that needs them fails', async () => {
    await workspace.runs.run(cloud([from('user', 'IS', byMail)]))
    await workspace.runs.run({ status: 'partial', tasks: { user: { status: 'denied' } } })
    expect(await edgesOf(workspace.store)).toEqual(['user IS person:ada'])
  })

  it('can be both ends of an edge', async () => {
    const link: Link = { from: byMail, class: 'USES', to: { targets: [{ by: 'key', key: internet.key }], placeholder: internet } }
    await workspace.runs.run(cloud([link]))
    expect(await edgesOf(workspace.store)).toEqual(['person:ada USES global:internet'])
  })

  it('take one form when links ask for several, whoever came first', async () => {
    const named = (name: string): Link => from('user', name, { targets: byMail.targets, placeholder: { ...person, properties: { name } } })
    for (const links of [
      [named('B'), named('A')],
      [named('A'), named('B')],
    ]) {
      await workspace.runs.run(cloud(links))
      expect(await workspace.store.rows("SELECT properties, version FROM entity WHERE key = 'person:ada'")).toEqual([
        { properties: '{"name":"A"}', version: 1 },
      ])
    }
  })
})
