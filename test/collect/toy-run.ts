/** A toy cloud with a workspace beside it: what tests of runs start from, and what they look at afterwards. */

import { type CollectOptions, collect } from '../../src/collect/run.ts'
import { openWorkspace } from '../../src/store/duckdb/open.ts'
import { temporaryFolder } from '../../src/store/duckdb/workspace.fixture.ts'
import type { Store, TaskOutcome } from '../../src/store/store.ts'
import { type RunWithTasks, withTasks } from '../with-tasks.ts'
import { type ToyAccount, ToyCloud } from './toy-cloud.ts'
import { toyIntegration } from './toy-integration.ts'

type More = Partial<CollectOptions<{ readonly url: string }>>

export class ToyRun {
  readonly cloud: ToyCloud
  readonly store: Store
  /** A folder for files of the test; gone with it. */
  readonly dir: string
  readonly #remove: () => void
  #now = 0

  private constructor(cloud: ToyCloud, store: Store, dir: string, remove: () => void) {
    this.cloud = cloud
    this.store = store
    this.dir = dir
    this.#remove = remove
  }

  static async start(accounts: readonly ToyAccount[]): Promise<ToyRun> {
    const { dir, remove } = temporaryFolder()
    return new ToyRun(await ToyCloud.start(accounts), await openWorkspace(`${dir}/workspace`), dir, remove)
  }

  async stop(): Promise<void> {
    await this.cloud.stop()
    await this.store.close()
    this.#remove()
  }

  /** Collects the toy cloud; runs start at 1000, 2000, 3000… of the clock. */
  collect(more: More = {}): Promise<RunWithTasks> {
    this.#now += 1000
    const startedOn = this.#now
    return withTasks(
      (observer) => collect({ integration: toyIntegration(this.cloud.url), store: this.store, now: () => startedOn, ...more, observer }),
      more.observer,
    )
  }

  /** Keys of the live entities, sorted. */
  keys(store = this.store): Promise<string[]> {
    return column(store, `SELECT key FROM entity WHERE source <> 'system-mapper' ORDER BY key`)
  }

  relationships(store = this.store): Promise<string[]> {
    return column(store, 'SELECT key FROM relationship ORDER BY key')
  }

  async entity(key: string): Promise<Record<string, unknown> | undefined> {
    const [text] = await column(this.store, 'SELECT properties FROM entity WHERE key = ?', [key])
    return text === undefined ? undefined : (JSON.parse(text) as Record<string, unknown>)
  }
}

/** `type scope: status`, or `type scope/detail: status`; sorted. */
export function rows(tasks: readonly TaskOutcome[]): string[] {
  return tasks
    .map(({ type, scope, detail, status, resources }) => {
      const name = detail === undefined ? scope : `${scope}/${detail}`
      return `${type} ${name}: ${status} ${resources}`
    })
    .sort()
}

async function column(store: Store, sql: string, parameters: readonly unknown[] = []): Promise<string[]> {
  return (await store.rows(sql, parameters)).map((row) => String(Object.values(row)[0]))
}
