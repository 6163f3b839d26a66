/** The simulated AWS organisation of `simulator/aws`, started for tests and ended with them. */
import { spawn } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('../../', import.meta.url))
const python = `${root}.venv/bin/python`

/** For `describe.skipIf`: whether `node scripts/setup.mjs --test` has made the Python environment. */
export const hasSimulator = existsSync(`${root}.venv/bin/moto_server`)

/** What the makers of the organisation wrote down; see simulator/aws/record.py. */
export interface Manifest {
  /** Types by key. */
  readonly entities: Readonly<Record<string, string>>
  readonly edges: readonly (readonly [from: string, verb: string, to: string])[]
  readonly placeholders: Readonly<Record<string, string>>
}

export interface Organisation {
  readonly endpoint: string
  readonly accounts: { readonly management: string; readonly member: string; readonly closed: string }
  readonly externalId: string
  readonly manifest: Manifest
  /** Makes the collector's keys what the SDK's default chain finds. */
  signIn(): void
  stop(): Promise<void>
}

export async function startOrganisation(...options: readonly string[]): Promise<Organisation> {
  const server = spawn(python, [`${root}simulator/aws/serve.py`, ...options], { stdio: ['pipe', 'pipe', 'pipe'] })
  const ended = new Promise<void>((resolve) => server.once('close', () => resolve()))
  let complaint = ''
  server.stderr.on('data', (chunk: Buffer) => {
    complaint = (complaint + chunk.toString()).slice(-4_000)
  })
  const line = await Promise.race([
    new Promise<string>((resolve) => createInterface(server.stdout).once('line', resolve)),
    ended.then(() => Promise.reject(new Error(`the AWS simulator did not start: ${complaint}`))),
  ])
  const ready: Ready = JSON.parse(line)
  const environment = { ...process.env }
  return {
    endpoint: ready.endpoint,
    accounts: ready.accounts,
    externalId: ready.collector.external_id,
    manifest: JSON.parse(readFileSync(ready.manifest, 'utf8')),
    signIn() {
      process.env.AWS_ACCESS_KEY_ID = ready.collector.access_key_id
      process.env.AWS_SECRET_ACCESS_KEY = ready.collector.secret_access_key
      process.env.AWS_EC2_METADATA_DISABLED = 'true'
      delete process.env.AWS_SESSION_TOKEN
      delete process.env.AWS_PROFILE
    },
    async stop() {
      process.env = environment
      server.stdin.end()
      const late = setTimeout(() => server.kill(), 5_000)
      await ended
      clearTimeout(late)
    },
  }
}

interface Ready {
  readonly endpoint: string
  readonly accounts: Organisation['accounts']
  readonly collector: { readonly access_key_id: string; readonly secret_access_key: string; readonly external_id: string }
  readonly manifest: string
}
