/** The product as people run it: the command line against the replay server over https, each in a process of its own. */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { shared } from '../shared.ts'
import type { Status } from './expected/compare.ts'

const root = fileURLToPath(new URL('../../', import.meta.url))

/** The commands these tests drive; until all are there, there is nothing to try. */
export const productFiles = [
  'src/azure/index.ts',
  'src/cli/commands/collect.ts',
  'src/cli/commands/status.ts',
  'src/cli/commands/export.ts',
]

export function missingProductFiles(): readonly string[] {
  return productFiles.filter((file) => !existsSync(root + file))
}

export interface ReplayServer {
  readonly base: string
  /** File with the certificate that clients must trust. */
  readonly ca: string
  readonly tenantId: string
  stop(): Promise<void>
}

export async function startReplay(...options: readonly string[]): Promise<ReplayServer> {
  const child = spawn(process.execPath, [`${shared}captures/azure/serve.mjs`, '--tls', ...options], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const ready = await Promise.race([once(createInterface({ input: child.stdout }), 'line'), once(child, 'exit')])
  if (child.exitCode !== null) throw new Error(`the replay server ended with ${child.exitCode}`)
  const { base, ca, tenantId } = JSON.parse(String(ready[0]))
  return { base, ca, tenantId, stop: () => stop(child) }
}

async function stop(child: ChildProcess): Promise<void> {
  child.kill('SIGTERM')
  if (child.exitCode === null) await once(child, 'exit')
}

/** A folder with an isobar.yaml for the server and a workspace beside it. */
export class Product {
  readonly #folder: string
  readonly #ca: string

  constructor(folder: string, server: ReplayServer) {
    this.#folder = folder
    this.#ca = server.ca
    mkdirSync(folder, { recursive: true })
    writeFileSync(join(folder, 'isobar.yaml'), configuration(server))
  }

  /** Collects; `only` limits it to these types. Exit status 4 is no failure here: the capture holds refused calls. */
  async collect(only: readonly string[] | undefined): Promise<void> {
    await this.#run([0, 4], 'collect', ...(only === undefined ? [] : ['--only', only.join(',')]))
  }

  async status(): Promise<Status> {
    return JSON.parse(await this.#run([0], '--format', 'json', 'status'))
  }

  /** The types the product has definitions for. */
  async types(): Promise<readonly string[]> {
    const catalogue: { readonly entities: readonly { readonly type: string }[] } = JSON.parse(
      await this.#run([0], '--format', 'json', 'catalogue', 'azure'),
    )
    return catalogue.entities.map((entity) => entity.type)
  }

  /** The exported graph as text, file by file, without the times of this run. */
  async export(): Promise<string> {
    const to = join(this.#folder, 'export')
    await this.#run([0], 'export', '--to', to, '--as', 'ndjson')
    const files = readdirSync(to, { recursive: true, encoding: 'utf8' }).sort()
    const texts = files.map((file) => `${file}\n${readFileSync(join(to, file), 'utf8')}`)
    return texts.join('').replace(/"_(createdOn|beginOn|endOn)":\d+/g, '"_$1":0')
  }

  async #run(expected: readonly number[], ...args: readonly string[]): Promise<string> {
    const child = spawn(join(root, 'bin/isobar'), args, {
      cwd: this.#folder,
      env: { ...process.env, NODE_EXTRA_CA_CERTS: this.#ca, CAPTURE_SECRET: 'any', NO_COLOR: '1' },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    const [out, err, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')])
    if (!expected.includes(Number(code))) throw new Error(`isobar ${args.join(' ')} ended with ${code}\n${err}${out}`)
    return out
  }
}

async function text(stream: AsyncIterable<Buffer>): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of stream) chunks.push(chunk)
  return Buffer.concat(chunks).toString()
}

function configuration({ base, tenantId }: ReplayServer): string {
  return `integrations:
  - name: capture
    type: azure
    tenantId: ${tenantId}
    clientId: 00000000-0000-0000-0000-00000000c11e
    clientSecret: { env: CAPTURE_SECRET }
    subscriptions: all
    ingestDirectory: true
    endpoints:
      login: ${base}
      resourceManager: ${base}/management.azure.com
      graph: ${base}/graph.microsoft.com
      dataPlane: ${base}/{host}
`
}
