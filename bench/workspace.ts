/** Workspaces with the made-up graph and a day of history, for the benchmarks of asking. */
import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs'
import { openWorkspace } from '../src/store/duckdb/open.ts'
import type { Store } from '../src/store/store.ts'
import { type Day, generateEntities, generateLinks, tasks } from './graph.ts'

const midnight = 1_767_225_600_000
const aDay = 86_400_000

/** An instant between the two runs. */
export const dayBefore = '2026-01-01T12:00:00Z'

/** Makes the workspace where there is none yet; one that was not finished is begun again. */
export async function makeWorkspace(dir: string, entities: number): Promise<void> {
  if (existsSync(dir)) return
  const unfinished = `${dir}-unfinished`
  rmSync(unfinished, { recursive: true, force: true })
  mkdirSync(unfinished, { recursive: true })
  const store = await openWorkspace(unfinished, { create: true })
  try {
    await collect(store, entities, 'first', midnight)
    await collect(store, entities, 'second', midnight + aDay)
  } finally {
    await store.close()
  }
  renameSync(unfinished, dir)
}

async function collect(store: Store, entities: number, day: Day, startedOn: number): Promise<void> {
  const stage = await store.stage({ integration: { name: 'bench', type: 'bench', instance: 'bench', class: ['CSP'] }, startedOn })
  for (const { task, entity } of generateEntities({ entities }, day)) await stage.entity(task, entity)
  for (const task of tasks()) await stage.outcome({ ...task, status: 'succeeded', resources: 0, requests: 0, ms: 0 })
  for (const { task, link } of generateLinks({ entities })) await stage.link(task, link)
  await stage.merge({
    status: 'succeeded',
    endedOn: startedOn + 60_000,
    requests: 0,
    bytes: 0,
  })
}
