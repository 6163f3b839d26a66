/**
 * How fast a large run becomes graph: `node bench/merge.ts [--entities N] [--workspace DIR]`. Stages a made-up graph of
 * N entities and three times as many relationships, merges it, then merges the same again. The workspace stays where
 * it is, for the query benchmark.
 */
import { rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { openWorkspace } from '../src/store/duckdb/open.ts'
import type { MergeSummary } from '../src/store/store.ts'
import { type GraphSize, generateEntities, generateLinks, tasks } from './graph.ts'

const { values } = parseArgs({
  options: { entities: { type: 'string', default: '100000' }, workspace: { type: 'string', default: 'bench/results/graph' } },
})
const size: GraphSize = { entities: Number(values.entities) }

rmSync(values.workspace, { recursive: true, force: true })
const store = await openWorkspace(values.workspace)
await collect('first run', 1_767_225_600_000)
await collect('unchanged run', 1_767_312_000_000)
await store.close()
console.log(
  `workspace ${megabytes(statSync(join(values.workspace, 'graph.duckdb')).size)} MB, peak memory of the process ${megabytes(process.resourceUsage().maxRSS * 1024)} MB`,
)

async function collect(name: string, startedOn: number): Promise<void> {
  const began = performance.now()
  const stage = await store.stage({
    integration: { name: 'bench', type: 'bench', instance: 'bench', class: ['CSP'] },
    startedOn,
  })
  for (const { task, entity } of generateEntities(size)) await stage.entity(task, entity)
  for (const task of tasks()) await stage.outcome({ ...task, status: 'succeeded', resources: 0, requests: 0, ms: 0 })
  for (const { task, link } of generateLinks(size)) await stage.link(task, link)
  const staged = performance.now()
  const memory = peakMemory()
  const summary = await stage.merge({
    status: 'succeeded',
    endedOn: startedOn + 60_000,
    requests: 0,
    bytes: 0,
  })
  report(name, staged - began, performance.now() - staged, memory.stop(), summary)
}

function report(name: string, staging: number, merging: number, peak: number, { entities, relationships, dangling }: MergeSummary): void {
  console.log(
    `${name}: staged in ${seconds(staging)} s, merged in ${seconds(merging)} s, at most ${megabytes(peak)} MB while merging; ` +
      `entities ${JSON.stringify(entities)}, relationships ${JSON.stringify(relationships)}, dangling ${dangling}`,
  )
}

/** The resident set, sampled: the operating system's own peak counts the whole life of the process. */
function peakMemory(): { stop(): number } {
  let peak = 0
  const timer = setInterval(() => {
    peak = Math.max(peak, process.memoryUsage.rss())
  }, 20)
  return {
    stop: () => {
      clearInterval(timer)
      return peak
    },
  }
}

function seconds(ms: number): string {
  return (ms / 1000).toFixed(1)
}

function megabytes(bytes: number): string {
  return (bytes / 1e6).toFixed(0)
}
