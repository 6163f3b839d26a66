import { spawn } from 'node:child_process'
import { chmodSync, existsSync, mkdirSync, readdirSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DuckDBInstance } from '@duckdb/node-api'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { StoreError } from '../store.ts'
import { openWorkspace } from './open.ts'
import { entity, keysOf, Runs, temporaryFolder } from './workspace.fixture.ts'

let folder: ReturnType<typeof temporaryFolder>
let dir: string
beforeEach(() => {
  folder = temporaryFolder()
  dir = join(folder.dir, 'workspace')
})
afterEach(() => folder.remove())

async function errorOf(opening: Promise<unknown>): Promise<StoreError> {
  const error = await opening.then(
    () => undefined,
    (cause: unknown) => cause,
  )
  if (!(error instanceof StoreError)) throw new Error('Opening should have failed with a StoreError', { cause: error })
  return error
}

async function fill(): Promise<void> {
  const store = await openWorkspace(dir)
  await new Runs(store).run({ tasks: { t: { entities: [entity('a')] } } })
  await store.close()
}

describe('opening a workspace', () => {
  it('makes it for a writer, for nobody else to read', async () => {
    await fill()
    const mode = (path: string) => statSync(path).mode & 0o777
    expect([mode(dir), mode(join(dir, 'graph.duckdb'))]).toEqual([0o700, 0o600])
  })

  it('keeps what was merged', async () => {
    await fill()
    const store = await openWorkspace(dir)
    expect(await keysOf(store)).toEqual(['a'])
    await store.close()
  })

  it('leaves nothing but the graph behind', async () => {
    await fill()
    expect(readdirSync(dir)).toEqual(['graph.duckdb'])
  })

  it('is refused to a reader where there is none, with what to run', async () => {
    const error = await errorOf(openWorkspace(dir, { readOnly: true }))
    expect(error.code).toBe('missing')
    expect(error.message).toContain('isobar collect')
    expect(existsSync(dir)).toBe(false)
  })

  it('is refused to a writer that wants it to be there', async () => {
    expect((await errorOf(openWorkspace(dir, { create: false }))).code).toBe('missing')
  })

  it('lets readers in side by side', async () => {
    await fill()
    const reader = await openWorkspace(dir, { readOnly: true })
    const other = await child('reader')
    expect(await other.said).toBe('open')
    expect(await keysOf(reader)).toEqual(['a'])
    await other.stop()
    await reader.close()
  })

  it('removes what a killed process left', async () => {
    await fill()
    writeFileSync(join(dir, 'stage-99-1.duckdb'), 'x')
    writeFileSync(join(dir, 'owner-99.json'), '{"pid":99,"command":"isobar collect","since":0}')
    mkdirSync(join(dir, 'tmp'))
    const store = await openWorkspace(dir)
    expect(readdirSync(dir).filter((name) => !name.startsWith('graph'))).toEqual([`owner-${process.pid}.json`])
    await store.close()
  })
})

describe('a workspace that is in use', () => {
  it('is refused to a second process, with who has it and since when', async () => {
    const owner = await child('writer')
    expect(await owner.said).toBe('open')
    for (const readOnly of [false, true]) {
      const error = await errorOf(openWorkspace(dir, { readOnly }))
      expect(error.code).toBe('owned')
      expect(error.message).toMatch(new RegExp(`process ${owner.pid} \\(opener.fixture.ts .*, since 2\\d{3}-.*Z\\)`))
    }
    await owner.stop()
  })

  it('is free again after its owner was killed', async () => {
    const owner = await child('writer')
    await owner.said
    await owner.stop('SIGKILL')
    const store = await openWorkspace(dir)
    await store.close()
  })

  it('is refused to the same process, which would not be kept out by the engine', async () => {
    const store = await openWorkspace(dir)
    const error = await errorOf(openWorkspace(dir))
    expect(error.message).toContain(`process ${process.pid}`)
    await store.close()
  })

  it('tells a writer of the readers that are in its way', async () => {
    await fill()
    const reader = await child('reader')
    await reader.said
    const error = await errorOf(openWorkspace(dir))
    expect(error.message).toContain(`process ${reader.pid}`)
    await reader.stop()
  })
})

describe('a workspace that cannot be read', () => {
  it('is called newer when a later program wrote it, with both versions', async () => {
    await fill()
    const instance = await DuckDBInstance.create(join(dir, 'graph.duckdb'))
    const connection = await instance.connect()
    await connection.run('UPDATE workspace SET version = 99')
    connection.closeSync()
    instance.closeSync()
    for (const readOnly of [false, true]) {
      const error = await errorOf(openWorkspace(dir, { readOnly }))
      expect(error.code).toBe('newer')
      expect(error.message).toMatch(/version 99; .* up to 1/)
    }
  })

  it.each(['', 'this is no database', 'x'.repeat(100_000)])('is called damaged when its file is something else', async (content) => {
    mkdirSync(dir)
    writeFileSync(join(dir, 'graph.duckdb'), content)
    const error = await errorOf(openWorkspace(dir, { readOnly: true }))
    expect(error.code).toBe('damaged')
  })

  it('is called damaged when bytes in it have changed', async () => {
    await fill()
    const file = join(dir, 'graph.duckdb')
    const size = statSync(file).size
    const { open } = await import('node:fs/promises')
    const handle = await open(file, 'r+')
    for (let at = 4096 * 3; at < size; at += 4096) await handle.write(Buffer.alloc(512, 0xab), 0, 512, at)
    await handle.close()
    const reading = async (): Promise<void> => {
      const store = await openWorkspace(dir, { readOnly: true })
      await store.rows('FROM entity').finally(() => store.close())
    }
    const error = await errorOf(reading())
    expect(error.code).toBe('damaged')
  })

  it.skipIf(process.getuid?.() === 0)('says so when the folder may not be written', async () => {
    chmodSync(folder.dir, 0o500)
    expect((await errorOf(openWorkspace(dir))).code).toBe('disk')
    chmodSync(folder.dir, 0o700)
  })
})

/** Another process that opens the workspace and says "open", or the error's message. */
async function child(role: 'reader' | 'writer') {
  const script = new URL('./opener.fixture.ts', import.meta.url).pathname
  const running = spawn(process.execPath, [script, dir, role], { stdio: ['ignore', 'pipe', 'inherit'] })
  const said = new Promise<string>((resolve) => running.stdout.once('data', (data) => resolve(String(data).trim())))
  const ended = new Promise((resolve) => running.once('exit', resolve))
  return {
    pid: running.pid,
    said,
    stop: async (signal: NodeJS.Signals = 'SIGTERM') => {
      running.kill(signal)
      await ended
    },
  }
}
