/** Who may see a part of a subscription is answered with that part, in bulk as by lists: it is taken, and what is not in it stays. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { configFor, type Reply, type Seen, serve, type TestServer } from '../../src/azure/client/server.fixture.ts'
import { azureIntegration } from '../../src/azure/index.ts'
import { collect } from '../../src/collect/run.ts'
import { freshWorkspace, keysOf } from '../../src/store/duckdb/workspace.fixture.ts'
import { withTasks } from '../with-tasks.ts'

const subscription = '11111111-0000-4000-8000-000000000001'

interface World {
  /** What the principal may do in the whole subscription; undefined: ARM does not tell. */
  actions: readonly string[] | undefined
  disks: readonly { readonly name: string; readonly sku: string }[]
}

let world: World
let server: TestServer
let workspace: Awaited<ReturnType<typeof freshWorkspace>>
beforeEach(async () => {
  server = await serve(answer)
  workspace = await freshWorkspace()
})
afterEach(async () => {
  await server.stop()
  await workspace.close()
})

function answer({ method, url }: Seen): Reply {
  const path = url.split('?')[0] ?? ''
  const disks = world.disks.map(({ name, sku }) => ({
    id: `/subscriptions/${subscription}/resourceGroups/g/providers/Microsoft.Compute/disks/${name}`,
    name,
    subscriptionId: subscription,
    sku: { name: sku },
  }))
  if (method === 'POST') return { body: { totalRecords: disks.length, data: disks } }
  if (path === '/subscriptions') return { body: { value: [{ id: `/subscriptions/${subscription}`, subscriptionId: subscription }] } }
  if (path.endsWith('/permissions')) {
    if (world.actions === undefined) return { status: 403, body: { error: { code: 'AuthorizationFailed', message: 'no' } } }
    return { body: { value: world.actions.map((action) => ({ actions: [action], notActions: [] })) } }
  }
  return { body: { value: path.endsWith('/disks') ? disks : [] } }
}

async function run(source: 'auto' | 'arm') {
  const credential = async () => ({ getToken: async () => ({ token: 'token', expiresOnTimestamp: Date.now() + 3_600_000 }) })
  const integration = azureIntegration(configFor(server.base), { source, credential })
  const summary = await withTasks((observer) => collect({ integration, store: workspace.store, only: ['azure_managed_disk'], observer }))
  const disks = summary.tasks.find(({ type }) => type === 'azure_managed_disk')
  const rows = await workspace.store.rows(
    `SELECT json_extract_string(properties, '/name') AS name, json_extract_string(properties, '/sku') AS sku FROM entity e JOIN entity_kind k ON k.id = e.kind WHERE k.type = 'azure_managed_disk' ORDER BY name`,
  )
  return { summary, task: disks, disks: rows.map(({ name, sku }) => `${name} ${sku}`) }
}

const whole: World = {
  actions: ['*/read'],
  disks: [
    { name: 'd1', sku: 'Standard' },
    { name: 'd2', sku: 'Standard' },
  ],
}

describe.each(['auto', 'arm'] as const)('from the source %s', (source) => {
  test('a part is staged and ends denied; what was not in it is as it was, until everything may be seen again', async () => {
    world = whole
    const first = await run(source)
    expect(first).toMatchObject({ task: { status: 'succeeded', resources: 2 }, disks: ['d1 Standard', 'd2 Standard'] })

    // A role on one resource group is left, in which one disk has changed and another come.
    world = {
      actions: ['Microsoft.Network/*'],
      disks: [
        { name: 'd1', sku: 'Premium' },
        { name: 'd3', sku: 'Standard' },
      ],
    }
    const { summary, task, disks } = await run(source)
    expect(task).toMatchObject({ status: 'denied', resources: 2, error: { permission: 'Microsoft.Compute/disks/read' } })
    expect(task?.error?.message).toContain(`--role "Reader" --scope /subscriptions/${subscription}`)
    expect(summary).toMatchObject({ status: 'partial', entities: { created: 1, updated: 1, deleted: 0 } })
    expect(disks).toEqual(['d1 Premium', 'd2 Standard', 'd3 Standard'])

    world = { ...whole, disks: [{ name: 'd1', sku: 'Premium' }] }
    const last = await run(source)
    expect(last).toMatchObject({ task: { status: 'succeeded', resources: 1 }, disks: ['d1 Premium'] })
    expect(last.summary.entities.deleted).toBe(2)
  })

  test('nothing at all, where something may be hidden, closes nothing either', async () => {
    world = whole
    await run(source)
    world = { actions: ['Microsoft.Network/*'], disks: [] }
    const { summary, task, disks } = await run(source)
    expect(task).toMatchObject({ status: 'denied', resources: 0 })
    expect(summary.entities.deleted).toBe(0)
    expect(disks).toEqual(['d1 Standard', 'd2 Standard'])
    expect(await keysOf(workspace.store)).toContain(`/subscriptions/${subscription}/resourcegroups/g/providers/microsoft.compute/disks/d2`)
  })
})
