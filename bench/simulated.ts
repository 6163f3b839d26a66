/**
 * Collecting a simulated Azure tenant of growing size, over https, with 50 ms latency and the token buckets of ARM,
 * Resource Graph and Microsoft Graph: `node bench/simulated.ts [--sizes 1000,10000,100000] [--only TYPE,…] [--picture FILE]`.
 *
 * Tenant and collection are a process each; what the tenant's took stands at the end of a row. 500 resources make a
 * subscription, up to 200 of them; the last size is so the one that is wanted. A million resources (`--sizes 1000000`)
 * take the better part of an hour: an answer is asked for what hangs on each. Prints a table, and writes the picture of
 * time against size.
 */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { get } from 'node:https'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { z } from 'zod'
import { chart } from './chart.ts'
import { measure } from './process.ts'

const path = (name: string) => fileURLToPath(new URL(name, import.meta.url))

const { values } = parseArgs({
  options: {
    sizes: { type: 'string', default: '1000,10000,100000' },
    only: { type: 'string' },
    picture: { type: 'string', default: path('simulated.svg') },
  },
})

const ready = z.object({
  tenantId: z.string(),
  clientId: z.string(),
  clientSecret: z.string(),
  ca: z.string(),
  stats: z.string(),
  endpoints: z.record(z.string(), z.string()),
})
type Ready = z.infer<typeof ready>

const counts = z.object({ requests: z.number(), throttled: z.number(), cpuSeconds: z.number(), residentMiB: z.number() })
const graph = z.object({ entities: z.number(), relationships: z.number() })

interface Row extends z.infer<typeof counts>, z.infer<typeof graph> {
  readonly resources: number
  readonly subscriptions: number
  readonly seconds: number
  readonly peakMiB: number
}

const columns = [
  'resources',
  'subscriptions',
  'requests',
  'throttled',
  'seconds',
  'requests/s',
  'peak MiB',
  'entities',
  'relationships',
  'tenant CPU s',
  'tenant MiB',
]

const folder = mkdtempSync(join(tmpdir(), 'isobar-bench-'))
const rows: Row[] = []
try {
  console.log(`| ${columns.join(' | ')} |\n|${columns.map(() => '---:').join('|')}|`)
  for (const resources of values.sizes.split(',').map(Number)) {
    const row = await collected(resources, Math.min(200, Math.ceil(resources / 500)))
    rows.push(row)
    console.log(line(row))
  }
} finally {
  rmSync(folder, { recursive: true, force: true })
}
writeFileSync(values.picture, picture(rows))

async function collected(resources: number, subscriptions: number): Promise<Row> {
  const { child, tenant } = await simulated(resources, subscriptions)
  try {
    const config = join(folder, 'isobar.yaml')
    const workspace = join(folder, 'workspace')
    rmSync(workspace, { recursive: true, force: true })
    writeFileSync(config, configuration(tenant))
    const isobar = (...args: readonly string[]) =>
      measure(path('../bin/isobar'), ['--config', config, '--workspace', workspace, ...args], {
        env: { ...process.env, NODE_EXTRA_CA_CERTS: tenant.ca, ISOBAR_BENCH_SECRET: tenant.clientSecret },
      })
    const {
      seconds,
      peakMiB = Number.NaN,
      status,
      stdout,
    } = await isobar('collect', ...(values.only === undefined ? [] : ['--only', values.only]))
    // Vaults refuse the simulated client now and then: done in part is what is expected of such a tenant.
    if (status !== 0 && status !== 4) throw new Error(`The collection ended with ${status}: ${stdout}`)
    const stats = counts.parse(JSON.parse(await answerOf(tenant.stats, tenant.ca)))
    return { resources, subscriptions, seconds, peakMiB, ...stats, ...graph.parse(await totals(isobar)) }
  } finally {
    child.kill()
  }
}

async function simulated(resources: number, subscriptions: number): Promise<{ readonly child: ChildProcess; readonly tenant: Ready }> {
  const options = [
    '--tls',
    '--throttle',
    '1',
    '--latency-ms',
    '50',
    '--resources',
    String(resources),
    '--subscriptions',
    String(subscriptions),
  ]
  const child = spawn(process.execPath, [path('../src/simulator/main.ts'), ...options], { stdio: ['ignore', 'pipe', 'inherit'] })
  const [first] = await once(createInterface({ input: child.stdout }), 'line')
  return { child, tenant: ready.parse(JSON.parse(String(first))) }
}

async function answerOf(url: string, ca: string): Promise<string> {
  const [answer] = await once(get(url, { ca: readFileSync(ca) }), 'response')
  return text(answer)
}

async function totals(isobar: (...args: readonly string[]) => ReturnType<typeof measure>): Promise<unknown> {
  const count = async (query: string) =>
    z.object({ data: z.array(z.object({ n: z.number() })) }).parse(JSON.parse((await isobar('--format', 'json', 'query', query)).stdout))
      .data[0]?.n
  return {
    entities: await count('FIND * AS e RETURN count(e) AS n'),
    relationships: await count('FIND * THAT RELATES TO AS r >> * RETURN count(r) AS n'),
  }
}

function configuration({ tenantId, clientId, endpoints }: Ready): string {
  return `integrations:
  - name: simulated
    type: azure
    tenantId: ${tenantId}
    clientId: ${clientId}
    clientSecret: { env: ISOBAR_BENCH_SECRET }
    endpoints: ${JSON.stringify(endpoints)}
`
}

function line(row: Row): string {
  const { resources, subscriptions, requests, throttled, seconds, peakMiB, entities, relationships, cpuSeconds, residentMiB } = row
  const cells = [
    resources,
    subscriptions,
    requests,
    throttled,
    seconds.toFixed(1),
    Math.round(requests / seconds),
    Math.round(peakMiB),
    entities,
    relationships,
    cpuSeconds.toFixed(1),
    Math.round(residentMiB),
  ]
  return `| ${cells.join(' | ')} |`
}

function picture(measured: readonly Row[]): string {
  return chart({
    title: 'Collecting a simulated Azure tenant: 50 ms latency, throttled as by Azure',
    x: 'resources',
    y: 'seconds, MiB',
    lines: [
      { name: 'seconds of the whole process', points: measured.map(({ resources, seconds }) => [resources, seconds]) },
      { name: 'peak memory, MiB', points: measured.map(({ resources, peakMiB }) => [resources, peakMiB]) },
    ],
  })
}
