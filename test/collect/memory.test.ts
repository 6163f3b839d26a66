import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { afterEach, expect, test } from 'vitest'
import { temporaryFolder } from '../../src/store/duckdb/workspace.fixture.ts'
import { ToyCloud } from './toy-cloud.ts'

const script = fileURLToPath(new URL('collect-toys.ts', import.meta.url))

let cleanUp: (() => Promise<void>) | undefined
afterEach(() => cleanUp?.())

test('peak memory does not depend on the number of resources', async () => {
  const few = await peak(20_000)
  const many = await peak(200_000)
  expect(many.total - few.total).toBe(180_000)
  expect(few.held).toBeGreaterThan(5)
  // In MiB. 180,000 raw answers of 600 bytes are 100 MiB as text alone, several times that as objects; the engine's own
  // cache of what it staged grows a little before it reaches its limit.
  expect(many.held).toBeLessThan(few.held + 10)
  expect(many.resident).toBeLessThan(few.resident + 250)
})

interface Peak {
  readonly total: number
  readonly held: number
  readonly resident: number
}

async function peak(count: number): Promise<Peak> {
  const name = 'n'.repeat(500)
  const gadgets = {
    *[Symbol.iterator]() {
      for (let index = 0; index < count; index++) yield { id: `g${index}`, name }
    },
  }
  const cloud = await ToyCloud.start([{ id: 'a', gadgets }])
  const { dir, remove } = temporaryFolder()
  cleanUp = async () => {
    await cloud.stop()
    remove()
    cleanUp = undefined
  }
  cloud.pageSize = 1000
  const { stdout } = await promisify(execFile)(process.execPath, ['--expose-gc', script, cloud.url, dir, 'toy_gadget'])
  await cleanUp()
  return JSON.parse(stdout) as Peak
}
