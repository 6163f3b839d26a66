/** Nothing is only promised: every row of the reference catalogue has instances in what the recorded, published and simulated answers give. */
import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startTenant } from '../../src/simulator/azure/index.ts'
import { Folder } from '../cli/isobar.ts'
import { hasShared } from '../shared.ts'
import { mergedCapture } from './merged.ts'
import { startReplay } from './product.ts'
import { drawnAs, readReference, referenceFile } from './reference.ts'

const minutes = 60_000

interface Evidence {
  readonly entities: readonly { readonly type: string; readonly count: number }[]
  readonly relationships: readonly { readonly from: string; readonly class: string; readonly to: string; readonly count: number }[]
}

/** What the definitions draw beyond the catalogue's rows and none of the three sources shows: the services' own tests alone prove these. */
const unseen: ReadonlySet<string> = new Set([])

const here = hasShared(referenceFile) && hasShared('captures/azure/serve.mjs') && hasShared('captures/azure-examples/merge.mjs')

describe.skipIf(!here)('the capture, the official examples and the simulated tenant in one workspace', () => {
  const folder = new Folder()
  let evidence: Evidence

  beforeAll(async () => {
    const merged = await startReplay('--capture', mergedCapture(folder.path))
    const simulated = await startTenant({ resources: 2000, seed: 1, tls: true, openVaults: true })
    try {
      const trusted = [merged.ca, simulated.ca ?? ''].map((path) => readFileSync(path, 'utf8')).join('')
      const env = { NODE_EXTRA_CA_CERTS: folder.file('ca.pem', trusted), RECORDED: 'any~secret', SIMULATED: simulated.clientSecret }
      folder.file(
        'isobar.yaml',
        `integrations:\n${integration('recorded', 'RECORDED', { ...merged, clientId: simulated.clientId })}${integration('simulated', 'SIMULATED', simulated)}`,
      )
      const collected = await folder.isobar(['collect'], { env })
      // Both tenants refuse some calls.
      expect([0, 4], collected.stderr).toContain(collected.status)
      await importClusters(folder)
    } finally {
      await Promise.all([merged.stop(), simulated.close()])
    }
    evidence = JSON.parse(await answer(folder, ['catalogue', 'azure', '--evidence', '--format', 'json']))
  }, 6 * minutes)

  afterAll(() => folder.remove())

  test('hold some of every catalogued type', () => {
    const counts = new Map(evidence.entities.map(({ type, count }) => [type, count]))
    const missing = readReference().entities.filter(({ _type }) => !counts.get(_type))
    expect(missing.map(({ _type }) => _type)).toEqual([])
  })

  test('hold some of every catalogued relationship', () => {
    const counts = new Map(evidence.relationships.map(({ from, class: verb, to, count }) => [`${from}|${verb}|${to}`, count]))
    const rows = readReference().relationships.map((row) => drawnAs(row).replace(/ .*$/, ''))
    expect(rows.length).toBe(230)
    expect(rows.filter((row) => !counts.get(row))).toEqual([])
  })

  test('hold some of everything else that can be collected, but for what is listed with its reason', () => {
    expect(evidence.entities.filter(({ count }) => count === 0)).toEqual([])
    const none = evidence.relationships.filter(({ count }) => count === 0).map(({ from, class: verb, to }) => `${from}|${verb}|${to}`)
    expect(none.toSorted()).toEqual([...unseen].toSorted())
  })
})

function integration(
  name: string,
  secret: string,
  { base, tenantId, clientId }: { readonly base: string; readonly tenantId: string; readonly clientId: string },
): string {
  return `  - name: ${name}
    type: azure
    tenantId: ${tenantId}
    clientId: ${clientId}
    clientSecret: { env: ${secret} }
    subscriptions: all
    ingestDirectory: true
    endpoints:
      login: ${base}
      resourceManager: ${base}/management.azure.com
      graph: ${base}/graph.microsoft.com
      dataPlane: ${base}/{host}
`
}

/** What an integration of the clusters' own would bring: the ends that Azure only names. */
async function importClusters(folder: Folder): Promise<void> {
  const find = async (query: string) => {
    const { data }: { readonly data: readonly Readonly<Record<string, string>>[] } = JSON.parse(
      await answer(folder, ['query', query, '--format', 'json']),
    )
    return data
  }
  const bindings = await find('FIND azure_kube_cluster_role_binding AS b RETURN b.id AS id')
  const roles = await find('FIND azure_kube_trusted_access_role AS r RETURN r.name AS name, r.location AS location')
  const entities = [
    ...bindings.map(({ id }) => ({ _key: `ClusterRoleBinding:${id}`, _type: 'kube_cluster_role_binding', _class: ['AccessPolicy'] })),
    ...roles.map(({ name, location }) => ({
      _key: `ClusterRole:azure_access_role_${name}_location_${location}`,
      _type: 'kube_cluster_role',
      _class: ['AccessRole'],
    })),
  ]
  const lines = entities.map((entity) => JSON.stringify({ entity })).join('\n')
  await answer(folder, ['import', '--graph', folder.file('clusters.ndjson', lines), '--as', 'clusters'])
}

async function answer(folder: Folder, args: readonly string[]): Promise<string> {
  const { status, stdout, stderr } = await folder.isobar(args)
  expect(status, stderr).toBe(0)
  return stdout
}
