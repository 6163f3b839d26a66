/**
 * How fast and how lean a collection is: the recorded Azure tenant over https with 50 ms latency, as whole processes.
 *
 *   node bench/collect.ts [--runs 5]
 */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { hasShared, shared } from '../test/shared.ts'
import { type Measured, measure, median } from './process.ts'

const { values } = parseArgs({ options: { runs: { type: 'string', default: '5' } } })
const isobar = fileURLToPath(new URL('../bin/isobar', import.meta.url))

/** The types of the first slice: the smallest tenant anybody collects. */
const slice = [
  'azure_account', 'azure_subscription', 'azure_resource_group', 'azure_location', 'azure_management_group', 'azure_vnet', 'azure_subnet',
  'azure_nic', 'azure_public_ip', 'azure_security_group', 'azure_vm', 'azure_managed_disk', 'azure_storage_account', 'azure_storage_container',
  'azure_keyvault_service', 'azure_user', 'azure_user_group', 'azure_group_member', 'azure_service_principal', 'azure_role_definition',
  'azure_role_assignment',
] // biome-ignore format: a list

if (hasShared('captures/azure/serve.mjs')) {
  const folder = mkdtempSync(join(tmpdir(), 'isobar-bench-'))
  try {
    console.log('| collection, 50 ms latency | requests | wall s | requests/s while asking | peak MiB | entities | relationships |')
    console.log('|---|---:|---:|---:|---:|---:|---:|')
    await collections('first slice, 21 types', folder, ['--only', slice.join(',')])
    await collections('everything', folder, [])
    console.log(`\nFrom start to the first connection: ${(await untilFirstConnection(folder)).toFixed(2)} s`)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

async function collections(title: string, folder: string, options: readonly string[]): Promise<void> {
  const server = spawn(process.execPath, [`${shared}captures/azure/serve.mjs`, '--tls', '--latency-ms', '50'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  try {
    const [line] = await once(createInterface({ input: server.stdout }), 'line')
    const { base, tenantId, ca } = JSON.parse(String(line))
    const runs: { measured: Measured; run: Run; askingMs: number }[] = []
    const times = join(folder, 'times.json')
    for (let index = 0; index < Number(values.runs); index++) {
      const workspace = join(folder, 'workspace')
      rmSync(workspace, { recursive: true, force: true })
      const config = join(folder, 'isobar.yaml')
      writeFileSync(config, configuration(tenantId, base))
      const measured = await measure(isobar, ['--config', config, '--workspace', workspace, '--format', 'json', 'collect', ...options], {
        env: {
          ...process.env,
          NODE_EXTRA_CA_CERTS: ca,
          NODE_OPTIONS: `--import ${new URL('request-times.mjs', import.meta.url)}`,
          ISOBAR_BENCH_TIMES: times,
          ISOBAR_BENCH_SECRET: 'any~secret',
        },
      })
      runs.push({ measured, run: JSON.parse(measured.stdout).runs[0], askingMs: JSON.parse(readFileSync(times, 'utf8')).ms })
    }
    const middle = (of: (run: (typeof runs)[number]) => number) => median(runs.map(of))
    console.log(
      `| ${title} | ${middle(({ run }) => run.requests)} | ${middle(({ measured }) => measured.seconds).toFixed(1)} | ` +
        `${Math.round(middle(({ run, askingMs }) => (run.requests / askingMs) * 1000))} | ${Math.round(middle(({ measured }) => measured.peakMiB ?? Number.NaN))} | ` +
        `${middle(({ run }) => run.entities.total)} | ${middle(({ run }) => run.relationships.total)} |`,
    )
  } finally {
    server.kill()
  }
}

interface Run {
  readonly requests: number
  readonly ms: number
  readonly entities: { readonly total: number }
  readonly relationships: { readonly total: number }
}

function configuration(tenantId: string, base: string): string {
  return `integrations:
  - name: recorded
    type: azure
    tenantId: ${tenantId}
    clientId: 11111111-2222-4333-8444-555555555555
    clientSecret: { env: ISOBAR_BENCH_SECRET }
    endpoints: { login: '${base}', resourceManager: '${base}/management.azure.com', graph: '${base}/graph.microsoft.com', dataPlane: '${base}/{host}' }
`
}

/** The time until somebody knocks where the sign-in should be. */
async function untilFirstConnection(folder: string): Promise<number> {
  const times: number[] = []
  for (let index = 0; index < Number(values.runs); index++) {
    const door = createServer((socket) => socket.destroy())
    door.listen(0, '127.0.0.1')
    await once(door, 'listening')
    const address = door.address()
    const base = `https://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`
    const config = join(folder, 'first.yaml')
    writeFileSync(config, configuration('3f2504e0-4f89-41d3-9a0c-0305e82c3301', base))
    const began = performance.now()
    const child = spawn(isobar, ['--config', config, '--workspace', join(folder, 'first'), 'collect'], {
      env: { ...process.env, ISOBAR_BENCH_SECRET: 'any~secret' },
      stdio: 'ignore',
    })
    await once(door, 'connection')
    times.push((performance.now() - began) / 1000)
    child.kill('SIGKILL')
    door.close()
  }
  return median(times)
}
