/** Access in the recorded tenant: what the graph says against what the recorded answers say, worked out entity by entity. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { accessAnalysis } from '../../src/analysis/access/analysis.ts'
import { gaps } from '../../src/analysis/access/gaps.ts'
import { matrix } from '../../src/analysis/access/matrix.ts'
import { type Answer, isAnswer, objects, text, texts } from '../../src/azure/client/json.ts'
import { azureIntegration } from '../../src/azure/index.ts'
import { collect } from '../../src/collect/run.ts'
import { openWorkspace } from '../../src/store/duckdb/open.ts'
import type { Store } from '../../src/store/store.ts'
import { accessOf, type Model, type PermissionSet } from '../analysis/access-by-hand.ts'
import { hasShared, shared } from '../shared.ts'
import { startCapture } from './capture.ts'

const recordings = 'captures/azure/requests.ndjson'
const here = hasShared(recordings) && hasShared('captures/azure/serve.mjs')

const only = [
  ...['azure_account', 'azure_user', 'azure_user_group', 'azure_group_member', 'azure_service_principal', 'azure_subscription'],
  ...['azure_management_group', 'azure_resource_group', 'azure_role_definition', 'azure_role_assignment', 'azure_role_eligibility'],
  ...['azure_deny_assignment', 'azure_lighthouse_delegation', 'azure_managed_identity', 'azure_keyvault_service', 'azure_vm', 'azure_vnet'],
]

describe.skipIf(!here)('the recorded tenant', () => {
  const folder = mkdtempSync(join(tmpdir(), 'isobar-access-'))
  let store: Store

  beforeAll(async () => {
    const capture = await startCapture()
    try {
      store = await openWorkspace(join(folder, 'workspace'), { create: true, analyses: [accessAnalysis] })
      await collect({ integration: azureIntegration(capture.config()), store, only })
    } finally {
      await capture.stop()
    }
  }, 120_000)

  afterAll(async () => {
    await store?.close()
    rmSync(folder, { recursive: true, force: true })
  })

  test.each(['Microsoft.Compute/virtualMachines/start/action', 'Microsoft.Network/virtualNetworks/write'])(
    'lets nobody else do %s',
    async (name) => {
      const model = recordedModel()
      const rows = await Array.fromAsync(matrix(store, { action: { name, plane: 'control' } }))
      const directory = rows.filter(({ principal }) => !principal.key.startsWith('/'))
      const found = directory.map(({ principal, resource, state }) => `${principal.key} ${resource.key} ${state}`)
      const type = name.includes('virtualMachines') ? 'azure_vm' : 'azure_vnet'
      const resources = await store.rows('SELECT e.key FROM entity e JOIN entity_kind k ON k.id = e.kind WHERE k.type = $1', [type])
      const principals = new Set([...model.grants.map(({ to }) => to), ...[...model.groups.values()].flat()])
      const expected = resources.flatMap(({ key }) =>
        [...principals].flatMap((who) => {
          const state = accessOf(placed(model, String(key)), who, name, String(key))
          return state === undefined ? [] : [`${who} ${key} ${state}`]
        }),
      )
      expect(expected.length).toBeGreaterThan(50)
      expect(found.toSorted()).toEqual(expected.toSorted())
    },
  )

  test('has edges from its principals to its scopes', async () => {
    const rows = await store.rows(
      `SELECT f.key AS "from", t.key AS "to", r.properties::VARCHAR AS properties FROM relationship r JOIN relationship_kind k ON k.id = r.kind
       JOIN entity f ON f.nid = r.from_nid JOIN entity t ON t.nid = r.to_nid WHERE r.owner IS NULL AND k.class = 'ALLOWS' AND NOT starts_with(f.key, '/')`,
    )
    const known = rows.filter(({ properties }) => JSON.parse(String(properties)).unknownRoles === undefined)
    const model = recordedModel()
    expect(known.length).toBeGreaterThan(30)
    for (const { from, to, properties } of known) {
      const edge = JSON.parse(String(properties))
      if (edge.roles.includes('Access policy')) continue
      const own = { ...model, parents: new Map<string, string>() }
      const may = (action: string): boolean => accessOf(own, String(from), action, String(to)) !== undefined
      expect([from, to, edge['permission.admin']]).toEqual([
        from,
        to,
        may('Microsoft.Authorization/roleAssignments/write') || may('Microsoft.Authorization/roleDefinitions/write'),
      ])
    }
  })

  test('was read but for the roles that no list of it holds', async () => {
    const unknown = await gaps(store)
    expect(unknown.filter(({ status }) => status !== 'not found')).toEqual([])
    expect(unknown.every(({ type }) => type === 'azure_role_definition')).toBe(true)
  })
})

function recordedModel(): Model {
  const answers = readFileSync(shared + recordings, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line): { readonly path: string; readonly body: unknown } => JSON.parse(line))
  const listed = (path: RegExp): { readonly path: string; readonly item: Answer }[] =>
    answers.filter((one) => path.test(one.path)).flatMap((one) => objects(one.body, 'value').map((item) => ({ path: one.path, item })))
  const lower = (item: Answer, path: string): string => (text(item, path) ?? '').toLowerCase()

  const roles = new Map<string, PermissionSet[]>()
  // One was recorded by itself alone.
  const alone = answers
    .filter((one) => /\/roleDefinitions\/[^/]+$/i.test(one.path))
    .flatMap(({ path, body }) => (isAnswer(body) ? [{ path, item: body }] : []))
  for (const { item } of [...listed(/\/roleDefinitions$/i), ...alone].toSorted((a, b) =>
    lower(a.item, 'id') < lower(b.item, 'id') ? -1 : 1,
  )) {
    const sets = objects(item, 'properties.permissions').map((set) => ({
      actions: texts(set, 'actions'),
      notActions: texts(set, 'notActions'),
    }))
    roles.set(lower(item, 'id'), sets)
    const guid = lower(item, 'id').split('/').at(-1) ?? ''
    if (!roles.has(guid)) roles.set(guid, sets)
  }
  const assignments = new Map(
    listed(/^\/subscriptions\/[^/]+\/providers\/Microsoft.Authorization\/roleAssignments$/i).map(({ item }) => [lower(item, 'id'), item]),
  )
  const grants = [...assignments.values()].map((item) => {
    const cited = lower(item, 'properties.roleDefinitionId')
    return {
      to: lower(item, 'properties.principalId'),
      role: roles.has(cited) ? cited : (cited.split('/').at(-1) ?? ''),
      at: lower(item, 'properties.scope'),
      eligible: false,
      conditional: false,
    }
  })
  const groups = new Map<string, string[]>()
  for (const { path, item } of listed(/\/groups\/[^/]+\/members$/i)) {
    const group = path.split('/').at(-2)?.toLowerCase() ?? ''
    groups.set(group, [...(groups.get(group) ?? []), lower(item, 'id')])
  }
  const parents = new Map<string, string>()
  for (const { path, body } of answers.filter((one) => /^\/providers\/Microsoft.Management\/managementGroups\/[^/]+$/i.test(one.path))) {
    const group = path.toLowerCase()
    if (!parents.has(group)) parents.set(group, '/')
    for (const child of objects(body, 'properties.children')) parents.set(lower(child, 'id'), group)
  }
  return { groups, roles, grants, denials: [], parents }
}

/** With the scopes above one resource, by its id. */
function placed(model: Model, key: string): Model {
  const parts = key.split('/')
  const [subscription, group] = [parts.slice(0, 3).join('/'), parts.slice(0, 5).join('/')]
  return { ...model, parents: new Map([...model.parents, [group, subscription], [key, group]]) }
}
