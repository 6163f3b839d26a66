/** The replay server of the recorded tenant, started for a test over https, and what to configure to reach it. */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { createInterface } from 'node:readline'
import { getCACertificates, setDefaultCACertificates } from 'node:tls'
import type { AzureConfig } from '../../src/azure/config.ts'
import { shared } from '../shared.ts'

export const captureServer = `${shared}captures/azure/serve.mjs`

export interface Capture {
  readonly base: string
  readonly tenantId: string
  readonly subscriptions: readonly string[]
  /** Counts of the server since its start or the last reset. */
  stats(): Promise<CaptureStats>
  config(change?: Partial<AzureConfig>): AzureConfig
  stop(): Promise<void>
}

export interface CaptureStats {
  readonly requests: number
  readonly throttled: number
  readonly byHost: Readonly<Record<string, number>>
  readonly byStatus: Readonly<Record<string, number>>
  readonly byKind: Readonly<Record<string, number>>
}

/** @param flags of serve.mjs: `--page-size 7`, `--fail REGEX=STATUS` */
export async function startCapture(...flags: readonly string[]): Promise<Capture> {
  const child = spawn(process.execPath, [captureServer, '--tls', ...flags], { stdio: ['ignore', 'pipe', 'inherit'] })
  const ready = await readyLine(child)
  // Node reads NODE_EXTRA_CA_CERTS at start only; a test process is long started.
  setDefaultCACertificates([...getCACertificates(), readFileSync(ready.ca, 'utf8')])
  const { base, tenantId } = ready
  return {
    base,
    tenantId,
    subscriptions: ready.subscriptions.map(({ id }) => id),
    stats: async () => JSON.parse(await (await fetch(`${base}/__stats`)).text()),
    config: (change = {}) => ({
      name: 'recorded',
      type: 'azure',
      tenantId,
      clientId: '11111111-2222-4333-8444-555555555555',
      clientSecret: 'any~secret',
      subscriptions: 'all',
      ingestDirectory: true,
      cloud: 'public',
      endpoints: {
        login: base,
        resourceManager: `${base}/management.azure.com`,
        graph: `${base}/graph.microsoft.com`,
        dataPlane: `${base}/{host}`,
      },
      ...change,
    }),
    async stop() {
      child.kill('SIGTERM')
      if (child.exitCode === null) await once(child, 'exit')
    },
  }
}

interface Ready {
  readonly base: string
  readonly ca: string
  readonly tenantId: string
  readonly subscriptions: readonly { readonly id: string }[]
}

async function readyLine(child: ChildProcess): Promise<Ready> {
  if (child.stdout === null) throw new Error('the replay server has no output')
  const lines = createInterface({ input: child.stdout })
  const [line] = await Promise.race([once(lines, 'line'), once(child, 'exit')])
  if (child.exitCode !== null) throw new Error(`the replay server ended with ${child.exitCode}`)
  return JSON.parse(String(line))
}
