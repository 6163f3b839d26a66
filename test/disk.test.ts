/** A disk that is full, on a small file system of its own; only root may mount one. */
import { execFileSync, spawnSync } from 'node:child_process'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openWorkspace } from '../src/store/duckdb/open.ts'
import { entity, identity, keysOf, Runs, temporaryFolder } from '../src/store/duckdb/workspace.fixture.ts'
import { type Store, StoreError } from '../src/store/store.ts'

const megabytes = 24

const folder = temporaryFolder()
const canMount = mount()
if (!canMount) console.warn('skipped: mounting a small file system takes root')
unmount()

function mount(): boolean {
  mkdirSync(join(folder.dir, 'disk'), { recursive: true })
  return spawnSync('mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m`, 'isobar-test', join(folder.dir, 'disk')]).status === 0
}

function unmount(): void {
  if (canMount) execFileSync('umount', [join(folder.dir, 'disk')])
}

describe.skipIf(!canMount)('a full disk', () => {
  let store: Store
  beforeEach(async () => {
    mount()
    store = await openWorkspace(join(folder.dir, 'disk', 'workspace'))
    await new Runs(store).run({ tasks: { t: { entities: [entity('kept')] } } })
  })
  afterEach(async () => {
    await store.close()
    unmount()
    folder.remove()
  })

  const task = { type: 't', scope: 'root' }
  const noise = () => Array.from({ length: 60 }, () => Math.random().toString(36)).join('')

  /** Stages and merges until the disk is full: when, and the error. */
  async function fill(entities: number): Promise<{ when: 'staging' | 'merging'; error: unknown } | undefined> {
    let when: 'staging' | 'merging' = 'staging'
    const stage = await store.stage({ integration: identity('cloud'), startedOn: 2000 })
    try {
      for (let n = 0; n < entities; n++) await stage.entity(task, entity(`new ${n}`, { noise: noise() }, { raw: JSON.stringify(noise()) }))
      when = 'merging'
      await stage.outcome({ ...task, status: 'succeeded', resources: 0, requests: 0, ms: 0 })
      await stage.merge({ status: 'succeeded', endedOn: 3000, requests: 0, bytes: 0 })
    } catch (error) {
      await stage.discard()
      return { when, error }
    }
    return undefined
  }

  it.each([
    ['staging', 40_000],
    ['merging', 11_000],
  ])('while %s is named as what it is, and leaves the graph as it was', async (when, entities) => {
    const failure = await fill(entities)
    expect(failure?.error).toBeInstanceOf(StoreError)
    expect(failure).toMatchObject({ when, error: { code: 'disk' } })
    expect(await keysOf(store)).toEqual(['kept'])
  })

  it('does not keep the next, smaller run from being merged', async () => {
    await fill(40_000)
    expect(await fill(10)).toBeUndefined()
    expect(await keysOf(store)).toHaveLength(10)
  })
})
