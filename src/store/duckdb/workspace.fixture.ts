/** Workspaces in temporary folders, and runs in a few words, for tests. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Link, Target } from '../../graph/link.ts'
import type {
  IntegrationIdentity,
  MergeSummary,
  RunHeader,
  RunResult,
  StagedEntity,
  Store,
  TaskError,
  TaskOutcome,
  TaskRef,
  TaskStatus,
} from '../store.ts'
import { type OpenOptions, openWorkspace } from './open.ts'

export function temporaryFolder(): { readonly dir: string; remove(): void } {
  const dir = mkdtempSync(join(tmpdir(), 'isobar-test-'))
  return { dir, remove: () => rmSync(dir, { recursive: true, force: true }) }
}

/** What one task of a run does. */
export interface TaskScript {
  readonly scope?: string
  readonly status?: TaskStatus
  readonly openedBy?: TaskRef
  readonly error?: TaskError
  readonly entities?: readonly StagedEntity[]
  readonly links?: readonly Link[]
}

export interface RunScript extends Partial<Pick<RunHeader, 'only' | 'kept'>> {
  readonly integration?: string
  /** The integration's type; azure by default. */
  readonly type?: string
  /** People's own data, whatever name and type it goes by. */
  readonly own?: true
  readonly status?: RunResult['status']
  /** By definition type; a list where one type runs in several scopes. */
  readonly tasks: Readonly<Record<string, TaskScript | readonly TaskScript[]>>
}

/** Runs at 1000, 2000, 3000… of the clock, so that tests can name times. */
export class Runs {
  readonly #store: Store
  #now = 0

  constructor(store: Store) {
    this.#store = store
  }

  async run(script: RunScript): Promise<MergeSummary> {
    this.#now += 1000
    const tasks = Object.entries(script.tasks).flatMap(([type, scripts]) =>
      [scripts].flat().map((task) => ({ type, scope: task.scope ?? 'root', ...task })),
    )
    const stage = await this.#store.stage({
      integration: { ...identity(script.integration ?? 'cloud', script.type), ...(script.own === true ? { class: [] } : {}) },
      startedOn: this.#now,
      ...(script.only === undefined ? {} : { only: script.only }),
      ...(script.kept === undefined ? {} : { kept: script.kept }),
    })
    for (const task of tasks) {
      for (const entity of task.entities ?? []) await stage.entity(task, entity)
      for (const link of task.links ?? []) await stage.link(task, link)
      await stage.outcome(outcome(task))
    }
    return stage.merge({ status: script.status ?? 'succeeded', endedOn: this.#now + 500, requests: 0, bytes: 0 })
  }
}

function outcome(task: TaskScript & TaskRef): TaskOutcome {
  return {
    type: task.type,
    scope: task.scope,
    status: task.status ?? 'succeeded',
    resources: task.entities?.length ?? 0,
    requests: 1,
    ms: 1,
    ...(task.openedBy === undefined ? {} : { openedBy: task.openedBy }),
    ...(task.error === undefined ? {} : { error: task.error }),
  }
}

export function identity(name: string, type = 'azure'): IntegrationIdentity {
  return { name, type, instance: `${name}-instance`, class: ['CSP'] }
}

export function entity(key: string, properties: StagedEntity['properties'] = {}, extra: Partial<StagedEntity> = {}): StagedEntity {
  return { key, type: 'acme_thing', class: ['Record'], properties: { displayName: key, ...properties }, ...extra }
}

export function link(from: string | readonly Target[], verb: string, to: string | readonly Target[], extra: Partial<Link> = {}): Link {
  return { from: { targets: targets(from) }, class: verb, to: { targets: targets(to) }, ...extra }
}

function targets(end: string | readonly Target[]): readonly Target[] {
  return typeof end === 'string' ? [{ by: 'key', key: end }] : end
}

/** A workspace in a folder of its own, and runs into it. */
export async function freshWorkspace(options: OpenOptions = {}): Promise<{
  readonly store: Store
  readonly runs: Runs
  readonly dir: string
  close(): Promise<void>
}> {
  const { dir, remove } = temporaryFolder()
  const store = await openWorkspace(dir, options)
  return {
    store,
    runs: new Runs(store),
    dir,
    close: async () => {
      await store.close()
      remove()
    },
  }
}

/** The keys of all live entities, in order. */
export async function keysOf(store: Store): Promise<string[]> {
  const rows = await store.rows('SELECT key FROM entity ORDER BY key, integration')
  return rows.map((row) => String(row.key))
}

/** The live edges as `from VERB to`, in order, from the entities they join, not from their keys. */
export async function edgesOf(store: Store): Promise<string[]> {
  const rows = await store.rows(
    `SELECT f.key || ' ' || k.class || ' ' || t.key AS edge FROM relationship r JOIN relationship_kind k ON k.id = r.kind
     JOIN entity f ON f.nid = r.from_nid JOIN entity t ON t.nid = r.to_nid ORDER BY edge, r.key`,
  )
  return rows.map((row) => String(row.edge))
}

/** What one entity says of itself. */
export async function propertiesOf(store: Store, key: string): Promise<unknown> {
  const [row] = await store.rows('SELECT properties FROM entity WHERE key = $1', [key])
  return row === undefined ? undefined : JSON.parse(String(row.properties))
}
