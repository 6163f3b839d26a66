/** A simulated tenant over https and a folder whose isobar.yaml points to it. */
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { get } from 'node:https'
import { text } from 'node:stream/consumers'
import { type RunningTenant, type SimulatorOptions, startTenant } from '../../src/simulator/azure/index.ts'
import { type Ended, Folder } from './isobar.ts'

export class TenantFolder extends Folder {
  readonly tenant: RunningTenant
  readonly #env: Record<string, string>

  private constructor(tenant: RunningTenant) {
    super()
    this.tenant = tenant
    this.#env = { SIMULATED_SECRET: tenant.clientSecret, NODE_EXTRA_CA_CERTS: tenant.ca ?? '' }
    this.file('isobar.yaml', this.configuration({}))
  }

  static async start(options: SimulatorOptions = {}): Promise<TenantFolder> {
    return new TenantFolder(await startTenant({ subscriptions: 2, resources: 120, ...options, tls: true }))
  }

  /** isobar.yaml with some values replaced. */
  configuration(replaced: Readonly<Record<string, string>>): string {
    const { base, tenantId, clientId } = this.tenant
    const values = { name: 'sim', type: 'azure', tenantId, clientId, clientSecret: '{ env: SIMULATED_SECRET }', ...replaced }
    const lines = Object.entries(values).map(([key, value]) => `    ${key}: ${value}`)
    return `integrations:\n  -${lines.join('\n').slice(3)}
    endpoints:
      login: ${base}
      resourceManager: ${base}/management.azure.com
      graph: ${base}/graph.microsoft.com
      dataPlane: ${base}/{host}\n`
  }

  /** The command with the tenant's secret and certificate in its environment. */
  run(args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<Ended> {
    return this.isobar(args, { env: { ...this.#env, ...env } })
  }

  /** How many requests it was asked so far. */
  async requests(): Promise<number> {
    const { ca = '', stats } = this.tenant
    const [response] = await once(get(stats, { ca: readFileSync(ca) }), 'response')
    return JSON.parse(await text(response)).requests
  }

  get environment(): Readonly<Record<string, string>> {
    return this.#env
  }

  async stop(): Promise<void> {
    await this.tenant.close()
    this.remove()
  }
}
