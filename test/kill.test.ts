/** A process that collects and merges is killed at any moment: the workspace opens, and is as before or as after. */
import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { openWorkspace } from '../src/store/duckdb/open.ts'
import { temporaryFolder } from '../src/store/duckdb/workspace.fixture.ts'
import { status } from '../src/store/status.ts'
import type { Store } from '../src/store/store.ts'
import { entitiesOf, generationOf } from './kill.child.ts'

let folder: ReturnType<typeof temporaryFolder>
beforeEach(() => {
  folder = temporaryFolder()
})
afterEach(() => folder.remove())

it('a workspace whose process is killed at 20 random moments is each time as before or as after a run', async () => {
  const dir = join(folder.dir, 'workspace')
  const random = randomOf(20_261_122)
  let generation = 0
  for (let kill = 0; kill < 20; kill++) {
    const said = await runAndKill(dir, random() * 1500)
    // A reader must cope with what was left as well as a writer, who can tidy up.
    const store = await openWorkspace(dir, { readOnly: kill % 2 === 0 })
    const now = await generationIn(store)
    // The child says so when a merge has returned; the one after that may or may not have been committed.
    expect([said, said + 1]).toContain(now)
    expect(now).toBeGreaterThanOrEqual(generation)
    generation = now
    await store.close()
  }
  expect(generation).toBeGreaterThan(5)
}, 600_000)

/** The one generation that all entities, edges, counts and runs agree on. */
async function generationIn(store: Store): Promise<number> {
  const [run] = await store.rows('SELECT coalesce(max(id), 0) AS runs FROM run')
  const runs = Number(run?.runs)
  const expected = runs === 0 ? [] : entitiesOf(runs).map(({ key, properties }) => ({ key, properties: JSON.stringify(properties) }))
  expect(await store.rows('SELECT key, properties FROM entity ORDER BY key')).toEqual(expected)
  const { entities, relationships, stale } = await status(store)
  expect([entities.total, relationships.total, stale]).toEqual([expected.length, Math.max(0, expected.length - 1), []])
  expect(
    await store.rows('SELECT 1 FROM relationship WHERE from_nid NOT IN (SELECT nid FROM entity) OR to_nid NOT IN (SELECT nid FROM entity)'),
  ).toEqual([])
  return runs
}

/** Runs the child until the time is over, and answers the last generation that it said was merged. */
async function runAndKill(dir: string, ms: number): Promise<number> {
  const child = spawn(process.execPath, [new URL('./kill.child.ts', import.meta.url).pathname, dir], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const ended = new Promise((resolve) => child.once('close', resolve))
  let said = ''
  child.stdout.on('data', (data) => {
    said += data
  })
  const opened = new Promise((resolve) => child.stdout.once('data', resolve))
  await opened
  await new Promise((resolve) => setTimeout(resolve, ms))
  child.kill('SIGKILL')
  await ended
  return generationOf(said)
}

function randomOf(seed: number): () => number {
  let state = seed
  return () => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648
    return state / 2_147_483_648
  }
}
