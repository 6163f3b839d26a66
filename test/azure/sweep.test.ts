/** Nothing of a tenant is invisible, and it is the same tenant whichever way its answers come. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { coverage } from '../../src/store/coverage.ts'
import { hasShared } from '../shared.ts'
import { type Collected, collectCapture } from './collected.ts'
import { Workspace } from './simulated.ts'

const minutes = 60_000

describe.skipIf(!hasShared('captures/azure/serve.mjs'))('the recorded tenant', () => {
  let bulk: Collected
  let lists: Collected
  beforeAll(async () => {
    bulk = await collectCapture()
    lists = await collectCapture({ options: { source: 'arm' } })
  }, 5 * minutes)

  test('has every resource that Azure counts, of a type of its own or as one of any other type', () => {
    expect(bulk.coverage).toMatchObject({ unknown: 0, gaps: [] })
    expect(bulk.coverage?.modelled).toBeGreaterThan(500)
    // The interfaces that the recorded list of interfaces lacks, and the recorded list of all resources has.
    expect(lists.coverage?.gaps).toMatchObject([{ type: 'microsoft.network/networkinterfaces', resources: 6 }])
  })

  /** Six interfaces were recorded by single reads only, and the replayed list of all resources has none that stand below others. */
  const unlisted = /\/networkinterfaces\/|^azure_resource_type:.*:[^/]+\/[^/]+\//

  test('is the same from Resource Graph as from the list calls, but for what no recorded list holds', () => {
    expect([...lists.entities.keys()].filter((key) => !bulk.entities.has(key))).toEqual([])
    expect([...lists.ends].filter((edge) => !bulk.ends.has(edge))).toEqual([])
    const further = [...bulk.entities.keys()].filter((key) => !lists.entities.has(key))
    expect(further.filter((key) => !unlisted.test(key))).toEqual([])
    expect(further.filter((key) => key.includes('/networkinterfaces/')).length).toBe(6)
    for (const [key, properties] of lists.entities) expect(bulk.entity(key), key).toEqual(properties)
  })
})

describe('a simulated tenant', () => {
  const all = { resources: 450, subscriptions: 1, openVaults: true }
  let workspace: Workspace
  beforeAll(async () => {
    workspace = new Workspace()
    const { summary } = await workspace.collect({ ...all, session: { source: 'auto' } })
    expect(summary.status).toBe('succeeded')
  }, 2 * minutes)
  afterAll(() => workspace.remove())

  test('has every resource that Azure counts, some of them of types that nobody models', async () => {
    const found = await coverage(await workspace.store(), [])
    expect(found).toMatchObject({ unknown: 0, gaps: [] })
    expect(found?.total).toBeGreaterThan(450)
    expect(found?.generic).toBeGreaterThan(5)
  })

  test('draws an edge from what nobody models to every resource that it names, and to what it hangs below', async () => {
    const rows = await (await workspace.store()).rows(
      `SELECT DISTINCT k.class AS verb, f.properties->>'type' AS "from", t.properties->>'type' AS "to"
       FROM relationship r JOIN relationship_kind k ON k.id = r.kind
       JOIN entity f ON f.nid = r.from_nid JOIN entity t ON t.nid = r.to_nid
       JOIN entity_kind fk ON fk.id = f.kind JOIN entity_kind tk ON tk.id = t.kind
       WHERE 'azure_resource' IN (fk.type, tk.type)`,
    )
    const drawn = rows.map(({ verb, from, to }) => `${from} ${verb} ${to}`.toLowerCase())
    expect(drawn).toEqual(
      expect.arrayContaining([
        'microsoft.desktopvirtualization/applicationgroups connects microsoft.desktopvirtualization/hostpools',
        'microsoft.devopsinfrastructure/pools connects microsoft.network/virtualnetworks/subnets',
        'microsoft.dashboard/grafana connects microsoft.operationalinsights/workspaces',
        'microsoft.dashboard/grafana has microsoft.dashboard/grafana/managedprivateendpoints',
        'microsoft.dashboard/grafana uses microsoft.managedidentity/userassignedidentities',
        'microsoft.resources/resourcegroups has microsoft.dashboard/grafana',
      ]),
    )
  })

  test('is the same from the list calls', async () => {
    const before = await workspace.graph()
    const { summary, gaps } = await workspace.collect({ ...all, session: { source: 'arm' } })
    expect([summary.status, gaps]).toEqual(['succeeded', []])
    const { created, updated, deleted } = summary.entities
    expect({ created, updated, deleted }).toEqual({ created: 0, updated: 0, deleted: 0 })
    expect(await workspace.graph()).toEqual(before)
  })
})
