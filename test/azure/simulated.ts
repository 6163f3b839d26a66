/** One workspace into which simulated tenants are collected, run after run, inside the test's own process. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type AzureConfig, azureIntegration } from '../../src/azure/index.ts'
import type { SessionOptions } from '../../src/azure/session.ts'
import { collect } from '../../src/collect/run.ts'
import { type RunningTenant, type SimulatorOptions, startTenant } from '../../src/simulator/azure/index.ts'
import { parseFault } from '../../src/simulator/azure/server/faults.ts'
import { openWorkspace } from '../../src/store/duckdb/open.ts'
import { completeStatuses, type Store, type TaskOutcome } from '../../src/store/store.ts'
import { type RunWithTasks, withTasks } from '../with-tasks.ts'
import { configOf, trust } from './simulated-tenant.ts'

export interface Wanted extends Omit<SimulatorOptions, 'faults'> {
  /** As `--fault` takes them. */
  readonly fault?: readonly string[]
  /** What isobar.yaml says otherwise. */
  readonly config?: (tenant: RunningTenant) => Partial<AzureConfig>
  readonly session?: SessionOptions
}

export interface Done {
  readonly summary: RunWithTasks
  /** Tasks that did not read everything. */
  readonly gaps: readonly TaskOutcome[]
  readonly stats: { readonly requests: number; readonly throttled: number; readonly faults: number }
}

/** Retries as always, without the long waits. */
const patience = { budgetMs: 20_000, faults: 6, firstMs: 10 }

export class Workspace {
  readonly #folder = mkdtempSync(join(tmpdir(), 'isobar-simulated-'))
  readonly #only: readonly string[] | undefined
  #store: Store | undefined

  /** @param only the types to collect; all of them by default */
  constructor(only?: readonly string[]) {
    this.#only = only
  }

  async collect({ fault = [], config = () => ({}), session = {}, ...options }: Wanted = {}): Promise<Done> {
    const tenant = await startTenant({ resources: 160, seed: 5, tls: true, ...options, faults: fault.map(parseFault) })
    try {
      trust(tenant)
      const integration = azureIntegration({ ...configOf(tenant), ...config(tenant) }, { patience, ...session })
      const store = await this.store()
      const only = this.#only === undefined ? {} : { only: this.#only }
      const summary = await withTasks((observer) => collect({ integration, store, observer, ...only }))
      const stats = JSON.parse(await (await fetch(tenant.stats)).text())
      return { summary, gaps: summary.tasks.filter(({ status }) => !completeStatuses.includes(status)), stats }
    } finally {
      await tenant.close()
    }
  }

  /** Everything in the graph as it is now, as text that can be compared. */
  async graph(): Promise<readonly string[]> {
    const store = await this.store()
    const entities = await store.rows(
      'SELECT key, type, properties::VARCHAR AS properties FROM entity e JOIN entity_kind k ON k.id = e.kind',
    )
    const relationships = await store.rows(
      'SELECT key, class AS type, properties::VARCHAR AS properties FROM relationship r JOIN relationship_kind k ON k.id = r.kind',
    )
    return [...entities, ...relationships].map(({ key, type, properties }) => `${key} ${type} ${properties}`).sort()
  }

  /** How many entities there are of each type. */
  async counts(): Promise<ReadonlyMap<string, number>> {
    const rows = await (await this.store()).rows(
      'SELECT type, count(*) AS number FROM entity e JOIN entity_kind k ON k.id = e.kind GROUP BY type',
    )
    return new Map(rows.map(({ type, number }) => [String(type), Number(number)]))
  }

  async store(): Promise<Store> {
    this.#store ??= await openWorkspace(this.#folder)
    return this.#store
  }

  async remove(): Promise<void> {
    await this.#store?.close()
    rmSync(this.#folder, { recursive: true, force: true })
  }
}
