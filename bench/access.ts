/**
 * How long access takes to work out: `node bench/access.ts [--resources N] [--assignments N]`. Builds a tenant, merges it
 * without and with the analysis, then asks who may list the keys of every storage account, and of one.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { accessAnalysis } from '../src/analysis/access/analysis.ts'
import { gaps } from '../src/analysis/access/gaps.ts'
import { matrix, matrixSize } from '../src/analysis/access/matrix.ts'
import { paths } from '../src/analysis/access/paths.ts'
import { openWorkspace } from '../src/store/duckdb/open.ts'
import type { Store, TaskRef } from '../src/store/store.ts'
import { someResource, type TenantSize, tenantGraph } from './tenant.ts'

const { values } = parseArgs({
  options: {
    resources: { type: 'string', default: '100000' },
    assignments: { type: 'string', default: '10000' },
    stream: { type: 'boolean', default: false },
  },
})
const size: TenantSize = { resources: Number(values.resources), assignments: Number(values.assignments) }
const action = { name: 'Microsoft.Storage/storageAccounts/listKeys/action', plane: 'control' } as const

const folder = mkdtempSync(join(tmpdir(), 'isobar-access-'))
try {
  const plain = await openWorkspace(join(folder, 'plain'))
  await collect(plain, 'merge without the analysis')
  await plain.close()
  const store = await openWorkspace(join(folder, 'graph'), { analyses: [accessAnalysis] })
  await collect(store, 'merge with the analysis')
  await collect(store, 'unchanged merge with the analysis')
  const all = await timed('who may list the keys of every account', () => matrixSize(store, { action }))
  console.log(`  ${all.resources} resources, ${all.principals} principals, ${all.pairs} pairs`)
  const [row] = await store.rows('SELECT nid FROM entity WHERE key = $1', [someResource])
  const ways = await timed('who may list the keys of one account, and through what', () => paths(store, { action, on: Number(row?.nid) }))
  console.log(`  ${new Set(ways.map(({ principal }) => principal.key)).size} principals, ${ways.length} ways`)
  await timed('what of that is not known', () => gaps(store, { action, on: Number(row?.nid) }))
  if (values.stream) {
    const rows = await timed('the same, every pair as a row', async () => {
      let count = 0
      for await (const _ of matrix(store, { action })) count++
      return count
    })
    console.log(`  ${rows} rows`)
  }
  await store.close()
} finally {
  rmSync(folder, { recursive: true, force: true })
}

async function collect(store: Store, name: string): Promise<void> {
  const stage = await store.stage({
    integration: { name: 'bench', type: 'azure', instance: 'bench', class: ['CSP'] },
    startedOn: Date.now(),
  })
  const tasks = new Map<string, TaskRef>()
  for (const one of tenantGraph(size)) {
    tasks.set(one.task.type, one.task)
    if ('entity' in one) await stage.entity(one.task, one.entity)
    else await stage.link(one.task, one.link)
  }
  for (const task of tasks.values()) await stage.outcome({ ...task, status: 'succeeded', resources: 0, requests: 0, ms: 0 })
  const { relationships } = await timed(name, () =>
    stage.merge({
      status: 'succeeded',
      endedOn: Date.now(),
      requests: 0,
      bytes: 0,
    }),
  )
  console.log(`  relationships ${JSON.stringify(relationships)}`)
}

async function timed<T>(name: string, work: () => Promise<T>): Promise<T> {
  const began = performance.now()
  const result = await work()
  const peak = (process.resourceUsage().maxRSS / 1024).toFixed(0)
  console.log(`- ${name}: ${((performance.now() - began) / 1000).toFixed(1)} s (peak memory so far ${peak} MiB)`)
  return result
}
