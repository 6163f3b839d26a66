/**
 * How long the analysis of network reach takes within a merge: `node bench/reach.ts [--interfaces N] [--rules N] [--public SHARE]`.
 * Stages a made-up Azure network of N interfaces, each with its machine and a share of them with a public address, behind
 * security groups with N rules in all, on interfaces and on subnets, and merges it with the analysis and without.
 */
import { rmSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { reachAnalysis } from '../src/analysis/reach/analysis.ts'
import { openWorkspace } from '../src/store/duckdb/open.ts'
import type { Analysis, StagedEntity, Store } from '../src/store/store.ts'
import { type NetworkSize, networkOf } from './network.ts'

const { values } = parseArgs({
  options: {
    interfaces: { type: 'string', default: '100000' },
    rules: { type: 'string', default: '10000' },
    public: { type: 'string', default: '1' },
    workspace: { type: 'string', default: 'bench/results/reach' },
  },
})
const size: NetworkSize = { interfaces: Number(values.interfaces), rules: Number(values.rules), publicShare: Number(values.public) }
const entities = networkOf(size)
console.log(`${entities.length} entities, ${JSON.stringify(size)}`)

const alone = await merged([])
const reached = await merged([reachAnalysis])
console.log(`without the analysis ${seconds(alone.ms)} s, with it ${seconds(reached.ms)} s; ${reached.edges} relationships CONNECTS`)

async function merged(analyses: readonly Analysis[]): Promise<{ readonly ms: number; readonly edges: number }> {
  rmSync(values.workspace, { recursive: true, force: true })
  const store = await openWorkspace(values.workspace, { analyses })
  await collect(store, entities, 1_767_225_600_000)
  const began = performance.now()
  const cpu = process.cpuUsage()
  const ms = await collect(store, entities, 1_767_312_000_000)
  const { user, system } = process.cpuUsage(cpu)
  console.log(
    `unchanged run: ${seconds(performance.now() - began)} s with staging, ${seconds(ms)} s of merging, ${seconds((user + system) / 1000)} s of processors, peak of the process ${megabytes()} MB`,
  )
  const [row] = await store.rows(
    `SELECT count(*)::INTEGER AS edges FROM relationship JOIN relationship_kind k ON k.id = kind WHERE k.class = 'CONNECTS'`,
  )
  await store.close()
  return { ms, edges: Number(row?.edges) }
}

/** @returns how long the merge took */
async function collect(store: Store, staged: readonly StagedEntity[], startedOn: number): Promise<number> {
  const stage = await store.stage({ integration: { name: 'bench', type: 'azure', instance: 'bench', class: ['CSP'] }, startedOn })
  const task = { type: 'network', scope: 'bench' }
  for (const entity of staged) await stage.entity(task, entity)
  await stage.outcome({ ...task, status: 'succeeded', resources: staged.length, requests: 0, ms: 0 })
  const began = performance.now()
  await stage.merge({
    status: 'succeeded',
    endedOn: startedOn + 60_000,
    requests: 0,
    bytes: 0,
  })
  return performance.now() - began
}

function seconds(ms: number): string {
  return (ms / 1000).toFixed(1)
}

function megabytes(): string {
  return ((process.resourceUsage().maxRSS * 1024) / 1e6).toFixed(0)
}
