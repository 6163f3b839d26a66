import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { internet } from '../../../graph/model.ts'
import type { Analysis } from '../../store.ts'
import { openWorkspace } from '../open.ts'
import { edgesOf, entity, freshWorkspace, keysOf, link, Runs, temporaryFolder } from '../workspace.fixture.ts'

/** The Internet connects every thing whose guard lets it in, by the port that the guard opens. */
const reach: Analysis = {
  name: 'reach',
  integrations: ['azure'],
  types: ['acme_guard'],
  placeholders: [{ entity: internet, wantedBy: 'acme_guard' }],
  steps: [
    `CREATE TEMP TABLE reach_open AS
     SELECT r.to_nid AS nid, json_extract(g.properties, '/port') AS port
     FROM relationship_next r JOIN entity_next g ON g.nid = r.from_nid WHERE r.class = 'PROTECTS' AND g.type = 'acme_guard'`,
  ],
  conclusions: `SELECT i.nid AS from_nid, 'CONNECTS' AS class, o.nid AS to_nid, NULL AS suffix, json_object('port', o.port)::VARCHAR AS properties
                FROM reach_open o, entity_next i WHERE i.type = 'internet' AND o.port IS NOT NULL`,
}

let workspace: Awaited<ReturnType<typeof freshWorkspace>>
beforeEach(async () => {
  workspace = await freshWorkspace({ analyses: [reach] })
})
afterEach(() => workspace.close())

const guard = (port?: number) => entity('guard', port === undefined ? {} : { port }, { type: 'acme_guard' })
const cloud = (port?: number) => ({
  tasks: { guard: { entities: [guard(port), entity('host')], links: [link('guard', 'PROTECTS', 'host')] } },
})
const versions = () =>
  workspace.store.rows(`SELECT r.key, k.type, r.properties::VARCHAR AS properties, r.source, r.version, i.name AS integration
    FROM relationship r JOIN relationship_kind k ON k.id = r.kind JOIN integration i ON i.id = r.integration WHERE k.class = 'CONNECTS'`)

describe('an analysis', () => {
  it('concludes from what the merge itself brings', async () => {
    const summary = await workspace.runs.run(cloud(22))
    expect(summary).toMatchObject({ relationships: { created: 2, unchanged: 0, total: 2 }, placeholders: 1 })
    expect(await versions()).toEqual([
      {
        key: 'global:internet|connects|host',
        type: 'internet_connects_acme_thing',
        properties: '{"port":22}',
        source: 'system-internal',
        version: 1,
        integration: 'cloud',
      },
    ])
  })

  it('leaves what it concludes again as it stands', async () => {
    await workspace.runs.run(cloud(22))
    const summary = await workspace.runs.run(cloud(22))
    expect(summary.relationships).toEqual({ created: 0, updated: 0, deleted: 0, unchanged: 2, total: 2 })
  })

  it('gives a conclusion that changed a new version', async () => {
    await workspace.runs.run(cloud(22))
    expect((await workspace.runs.run(cloud(3389))).relationships).toMatchObject({ updated: 1, unchanged: 1 })
    expect(await versions()).toMatchObject([{ properties: '{"port":3389}', version: 2 }])
    expect(await workspace.store.rows('SELECT properties::VARCHAR AS properties, deleted FROM relationship_history')).toEqual([
      { properties: '{"port":22}', deleted: false },
    ])
  })

  it('closes what does not follow any more', async () => {
    await workspace.runs.run(cloud(22))
    expect((await workspace.runs.run(cloud())).relationships).toMatchObject({ deleted: 1, total: 1 })
    expect(await edgesOf(workspace.store)).toEqual(['guard PROTECTS host'])
  })

  it('concludes nothing, and wants no placeholder, where nothing is of its types', async () => {
    await workspace.runs.run(cloud(22))
    await workspace.runs.run({ tasks: { guard: { entities: [entity('host')] } } })
    expect(await edgesOf(workspace.store)).toEqual([])
    expect(await keysOf(workspace.store)).toEqual(['host'])
  })

  it('leaves the data of other integrations as they are, whatever the types of their entities', async () => {
    await workspace.runs.run({ integration: 'own data', type: 'own data', ...cloud(22) })
    expect(await edgesOf(workspace.store)).toEqual(['guard PROTECTS host'])
    expect(await keysOf(workspace.store)).toEqual(['guard', 'host'])
    await workspace.runs.run(cloud(22))
    expect(await versions()).toMatchObject([{ integration: 'cloud' }])
  })

  it("leaves people's own data as they gave it, though it calls itself a cloud", async () => {
    await workspace.runs.run({ integration: 'azure', type: 'azure', own: true, ...cloud(22) })
    expect(await edgesOf(workspace.store)).toEqual(['guard PROTECTS host'])
    await workspace.runs.run({ integration: 'other', tasks: {} })
    expect(await edgesOf(workspace.store)).toEqual(['guard PROTECTS host'])
  })

  it('concludes from all integrations, whichever is merged', async () => {
    await workspace.runs.run(cloud(22))
    const summary = await workspace.runs.run({ integration: 'other', tasks: { thing: { entities: [entity('elsewhere')] } } })
    expect(summary.relationships).toEqual({ created: 0, updated: 0, deleted: 0, unchanged: 0, total: 0 })
    expect(await edgesOf(workspace.store)).toEqual(['global:internet CONNECTS host', 'guard PROTECTS host'])
  })

  it('does not see its own conclusions, nor takes them for links of a task', async () => {
    await workspace.runs.run(cloud(22))
    await workspace.runs.run({ only: ['guard'], ...cloud(22) })
    await workspace.runs.run({ tasks: { guard: { status: 'denied' } } })
    expect(await edgesOf(workspace.store)).toEqual(['global:internet CONNECTS host', 'guard PROTECTS host'])
  })

  it('is counted among the triples that the planner reads', async () => {
    await workspace.runs.run(cloud(22))
    const [row] = await workspace.store.rows(
      `SELECT t.relationships FROM triple t JOIN relationship_kind k ON k.id = t.relationship_kind WHERE k.class = 'CONNECTS'`,
    )
    expect(row).toEqual({ relationships: 1 })
  })
})

describe('an analysis that fails', () => {
  /** Concludes well as long as no port is 666. */
  const failing: Analysis = {
    ...reach,
    steps: [...reach.steps, `CREATE TEMP TABLE reach_check AS SELECT error('too hot') FROM reach_open WHERE port::INTEGER = 666`],
  }

  beforeEach(async () => {
    await workspace.close()
    workspace = await freshWorkspace({ analyses: [failing] })
  })

  it('does not lose what the run collected, and says so', async () => {
    const summary = await workspace.runs.run(cloud(666))
    expect(summary.unconcluded).toEqual({ analysis: 'reach', message: expect.stringContaining('too hot') })
    expect(await edgesOf(workspace.store)).toEqual(['guard PROTECTS host'])
    expect(await workspace.store.rows('SELECT status FROM run')).toEqual([{ status: 'partial' }])
  })

  it('leaves what it concluded before as it was', async () => {
    await workspace.runs.run(cloud(22))
    expect((await workspace.runs.run(cloud(666))).relationships).toMatchObject({ updated: 0, deleted: 0 })
    expect(await versions()).toMatchObject([{ properties: '{"port":22}', version: 1 }])
  })

  it('does not keep what joins an entity that is gone', async () => {
    await workspace.runs.run(cloud(22))
    await workspace.runs.run({ tasks: { guard: { entities: [guard(666), entity('other')], links: [link('guard', 'PROTECTS', 'other')] } } })
    expect(await edgesOf(workspace.store)).toEqual(['guard PROTECTS other'])
  })

  it('by concluding the same relationship twice names it', async () => {
    await workspace.close()
    const twice = { ...reach, conclusions: `${reach.conclusions} UNION ALL ${reach.conclusions}` }
    workspace = await freshWorkspace({ analyses: [twice] })
    expect((await workspace.runs.run(cloud(22))).unconcluded?.message).toBe(
      'It concludes the same relationship twice: {"from":"global:internet","class":"CONNECTS","to":"host","suffix":null}',
    )
  })
})

describe('several analyses', () => {
  /** The same of another class, by tables of the same names. */
  const trust: Analysis = { ...reach, name: 'trust', conclusions: reach.conclusions.replace('CONNECTS', 'TRUSTS') }
  const failing = (name: string): Analysis => ({ ...reach, name, steps: [`CREATE TEMP TABLE reach_open AS SELECT error('no ${name}')`] })
  const edgesWith = async (...analyses: readonly Analysis[]) => {
    await workspace.close()
    workspace = await freshWorkspace({ analyses })
    const summary = await workspace.runs.run(cloud(22))
    return { edges: await edgesOf(workspace.store), unconcluded: summary.unconcluded }
  }

  it('do not hear of one another', async () => {
    const { edges } = await edgesWith(reach, trust)
    expect(edges).toEqual(['global:internet CONNECTS host', 'global:internet TRUSTS host', 'guard PROTECTS host'])
    expect((await workspace.runs.run(cloud(22))).relationships).toMatchObject({ created: 0, updated: 0, unchanged: 3 })
  })

  it('conclude nothing when one of them fails, and the first that failed is named', async () => {
    expect(await edgesWith(trust, failing('this'), reach, failing('that'))).toEqual({
      edges: ['guard PROTECTS host'],
      unconcluded: { analysis: 'this', message: expect.stringContaining('no this') },
    })
  })

  it('may not conclude the same relationship', async () => {
    const { edges, unconcluded } = await edgesWith(reach, { ...reach, name: 'again' })
    expect(edges).toEqual(['guard PROTECTS host'])
    expect(unconcluded?.message).toMatch(/^It concludes the same relationship twice/)
  })
})

describe('a workspace opened without the analysis', () => {
  it('closes at its next merge what the analysis had concluded', async () => {
    const { dir, remove } = temporaryFolder()
    const edgesAfter = async (analyses: readonly Analysis[]) => {
      const store = await openWorkspace(dir, { analyses })
      await new Runs(store).run(cloud(22))
      const edges = await edgesOf(store)
      await store.close()
      return edges
    }
    expect(await edgesAfter([reach])).toEqual(['global:internet CONNECTS host', 'guard PROTECTS host'])
    expect(await edgesAfter([])).toEqual(['guard PROTECTS host'])
    remove()
  })
})
