/**
 * `npm run bench`: runs all benchmarks as processes of their own and writes bench/RESULTS.md.
 *
 *   node bench/run.ts [--entities 1000000] [--graphs DIR]
 *
 * The graphs that are asked stay in DIR, if one is given, and are made where they are missing, which takes most of the time.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { cpus, tmpdir, totalmem } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { measure, median } from './process.ts'

const { values } = parseArgs({ options: { entities: { type: 'string', default: '1000000' }, graphs: { type: 'string' } } })
const here = fileURLToPath(new URL('.', import.meta.url))
const folder = mkdtempSync(join(tmpdir(), 'isobar-bench-'))
const merged = join(folder, 'graph')
const graphs = values.graphs ?? join(folder, 'graphs')
const workspace = join(graphs, '1000000')

/** Three hops and an aggregate, from the largest types of the made-up graph. */
const threeHops =
  'FIND azure_service THAT HAS >> azure_vm THAT USES >> azure_secret THAT RELATES TO >> * AS x RETURN x._type, count(x) AS n'

const sections = [
  await section('Collecting', 'collect.ts'),
  await section('Collecting simulated tenants', 'simulated.ts'),
  await section('Merging', 'merge.ts', '--entities', values.entities, '--workspace', merged),
  await section('Time against size', 'sizes.ts', '--folder', graphs),
  await section('Asking', 'query.ts', '--workspace', workspace),
  await section('Access', 'access.ts'),
  await section('Network reach', 'reach.ts', '--workspace', join(folder, 'reach')),
  await wholeProcess(),
]
rmSync(folder, { recursive: true, force: true })

const machine = `${cpus().length} cores (${cpus()[0]?.model.trim()}), ${Math.round(totalmem() / 2 ** 30)} GiB, Node ${process.versions.node}`
writeFileSync(
  join(here, 'RESULTS.md'),
  `# Benchmarks\n\n${new Date().toISOString().slice(0, 10)}, ${machine}. Made by \`npm run bench\`; medians unless said otherwise.\n\n${sections.join('\n')}`,
)

async function section(title: string, script: string, ...args: readonly string[]): Promise<string> {
  const { stdout, status, seconds, peakMiB } = await measure(process.execPath, [join(here, script), ...args])
  console.log(stdout)
  if (status !== 0) throw new Error(`bench/${script} ended with ${status}`)
  const shown = args.map((arg) => (arg.startsWith(folder) || arg.startsWith(graphs) ? 'DIR' : arg))
  const command = ['node', `bench/${script}`, ...shown].join(' ')
  return `## ${title}\n\n\`${command}\` (${seconds.toFixed(0)} s, peak ${Math.round(peakMiB ?? Number.NaN)} MiB)\n\n${stdout}`
}

async function wholeProcess(): Promise<string> {
  const isobar = join(here, '../bin/isobar')
  const runs = []
  for (let index = 0; index < 5; index++)
    runs.push(await measure(isobar, ['--workspace', workspace, '--format', 'json', 'query', threeHops]))
  const seconds = median(runs.map((run) => run.seconds))
  const peak = median(runs.map((run) => run.peakMiB ?? Number.NaN))
  return `## A query as a whole process\n\n\`isobar query "${threeHops}"\`: ${seconds.toFixed(2)} s, peak ${Math.round(peak)} MiB (median of 5)\n`
}
