/** validate, collect and import as people run them, on a simulated tenant over https. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { setTimeout } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readCsv } from './csv.ts'
import { bin } from './isobar.ts'
import { TenantFolder } from './tenant.ts'

/** What the simulated tenant knows whatever else is collected by now. */
const types = [
  'azure_resource_group',
  'azure_vnet',
  'azure_subnet',
  'azure_nic',
  'azure_vm',
  'azure_managed_disk',
  'azure_storage_account',
  'azure_user',
]
const collect = ['collect', '--only', types.join(',')]

let folder: TenantFolder
beforeAll(async () => {
  folder = await TenantFolder.start()
})
afterAll(() => folder.stop())

describe('a tenant that lets us read everything', () => {
  it('is collected with exit status 0, and each part of the answer is there', async () => {
    const { status, stdout, stderr } = await folder.run([...collect, '--archive', 'sim.ndjson.gz', '--format', 'json', '--quiet'])
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' })
    const { runs } = JSON.parse(stdout)
    expect(runs).toHaveLength(1)
    expect(runs[0]).toMatchObject({
      integration: 'sim',
      status: 'succeeded',
      startedOn: expect.any(Number),
      ms: expect.any(Number),
      requests: expect.any(Number),
      bytes: expect.any(Number),
      entities: { updated: 0, deleted: 0, unchanged: 0 },
      placeholders: expect.any(Number),
      dangling: expect.any(Number),
    })
    expect(runs[0].entities.total).toBe(runs[0].entities.created)
    expect(runs[0].entities.total).toBeGreaterThan(50)
    expect(runs[0].relationships.total).toBeGreaterThan(50)
    expect(runs[0].tasks).toContainEqual(
      expect.objectContaining({ type: 'azure_vm', status: 'succeeded', scope: folder.tenant.subscriptions[0]?.id }),
    )
  })

  it('is imported from its archive to the same graph', async () => {
    expect(await folder.run(['import', 'sim.ndjson.gz', '--workspace', 'imported'])).toMatchObject({ status: 0 })
    const graphs = await Promise.all(
      ['.isobar', 'imported'].map(async (workspace) => {
        const to = join(folder.path, `export-${workspace}`)
        expect(await folder.run(['export', '--workspace', workspace, '--to', to])).toMatchObject({ status: 0 })
        return readFileSync(join(to, 'graph.ndjson'), 'utf8')
      }),
    )
    expect(graphs[1]).toBe(graphs[0])
  })

  it('tells every task in the same place and words in any format', async () => {
    const tell = async (format: string) => {
      const { status, stdout } = await folder.run(['import', 'sim.ndjson.gz', '--workspace', 'told', '--quiet', '--format', format])
      expect(status).toBe(0)
      return stdout
    }
    const [run] = JSON.parse(await tell('json')).runs
    expect(Object.keys(run).slice(0, 8)).toEqual(['integration', 'status', 'startedOn', 'ms', 'requests', 'bytes', 'tasks', 'kept'])
    expect(run.tasks.length).toBeGreaterThan(types.length)
    expect(JSON.parse(await tell('ndjson'))).toMatchObject({ integration: 'sim', tasks: run.tasks })
    const [columns = [], values = []] = readCsv(await tell('csv'))
    expect(columns).toEqual(Object.keys(run))
    expect(JSON.parse(values[columns.indexOf('tasks')] ?? '')).toEqual(run.tasks)
    expect(readdirSync(join(folder.path, 'told')).filter((name) => name.startsWith('outcomes'))).toEqual([])
  })

  it('says how it goes on stderr, in plain lines when piped', async () => {
    const { stdout, stderr } = await folder.run([...collect, '--workspace', 'plain'])
    expect(stdout).toContain('sim: complete')
    expect(stdout + stderr).not.toContain('\u001b')
  })

  it('has its permissions checked one by one', async () => {
    const { stdout } = await folder.run(['validate', '--format', 'json'])
    const { integrations } = JSON.parse(stdout)
    expect(integrations).toMatchObject([{ name: 'sim', signIn: { ok: true } }])
    expect(integrations[0].permissions).toContainEqual({
      permission: 'Directory.Read.All',
      scope: expect.any(String),
      granted: true,
      neededBy: expect.arrayContaining(['azure_user']),
    })
  })

  it('never sees its secret in an answer, a message, the workspace or an archive', async () => {
    const secret = folder.tenant.clientSecret
    const printed = await folder.run([...collect, '--verbose', '--archive', 'again.ndjson.gz', '--workspace', 'secret'])
    expect(printed.stdout + printed.stderr).not.toContain(secret)
    for (const file of ['again.ndjson.gz', 'secret/graph.duckdb']) {
      expect(readFileSync(join(folder.path, file)).includes(secret)).toBe(false)
    }
  })
})

describe('a sign-in that is refused', () => {
  it.each([
    ['a wrong secret', () => 'not-the-secret-at-all', 'is wrong'],
    ["the secret's ID in place of its value", () => folder.tenant.secretId, "looks like the secret's ID"],
    ['an expired secret', () => folder.tenant.expiredSecret, 'has expired'],
  ])('for %s ends with 3 and says what to do', async (_what, secret, words) => {
    const env = { SIMULATED_SECRET: secret() }
    const collected = await folder.run([...collect, '--format', 'json', '--workspace', 'refused'], env)
    expect(collected.status).toBe(3)
    expect(JSON.parse(collected.stdout)).toMatchObject({ runs: [{ status: 'failed', error: { kind: 'sign-in' } }] })
    expect(collected.stderr).toContain(words)
    expect(collected.stdout + collected.stderr).not.toContain(secret())
    const validated = await folder.run(['validate', '--format', 'json'], env)
    expect(validated.status).toBe(3)
    expect(JSON.parse(validated.stdout)).toMatchObject({
      integrations: [{ signIn: { ok: false, message: expect.stringContaining(words) } }],
    })
  })

  it('for a tenant that does not exist ends with 3', async () => {
    folder.file('wrong.yaml', folder.configuration({ tenantId: '11111111-2222-3333-4444-555555555555' }))
    expect((await folder.run([...collect, '--config', 'wrong.yaml', '--workspace', 'refused'])).status).toBe(3)
  })

  it('leaves what was collected before as it is', async () => {
    const before = JSON.parse((await folder.run(['status', '--format', 'json'])).stdout)
    expect((await folder.run(collect, { SIMULATED_SECRET: 'not-the-secret-at-all' })).status).toBe(3)
    const after = JSON.parse((await folder.run(['status', '--format', 'json'])).stdout)
    expect(after.entities).toEqual(before.entities)
    expect(after.relationships).toEqual(before.relationships)
  })
})

describe('a tenant that refuses a part', () => {
  it('is collected in part with exit status 4; what is missing is named and what was there stays', async () => {
    const partial = await TenantFolder.start({ unreadable: ['2'] })
    try {
      const { status, stdout } = await partial.run([...collect, '--format', 'json'])
      expect(status).toBe(4)
      const { runs } = JSON.parse(stdout)
      expect(runs[0].status).toBe('partial')
      const denied = runs[0].tasks.filter((task: { status: string }) => task.status === 'denied')
      expect(denied).toContainEqual(
        expect.objectContaining({
          type: 'azure_vm',
          scope: partial.tenant.subscriptions[1]?.id,
          error: expect.objectContaining({ permission: 'Microsoft.Compute/virtualMachines/read' }),
        }),
      )
      const shown = await partial.run(['status'])
      expect(shown.stdout).toContain('stale')
      expect(shown.stdout).toContain(String(partial.tenant.subscriptions[1]?.id))
      const validated = await partial.run(['validate'])
      expect(validated.status).toBe(4)
      expect(validated.stdout).toMatch(/^missing Microsoft\.Resources\/subscriptions\/.* more on \/subscriptions\//m)
      const remedy = `--role "Reader" --scope /subscriptions/${partial.tenant.subscriptions[1]?.id}`
      expect(validated.stdout.split(remedy)).toHaveLength(2)
    } finally {
      await partial.stop()
    }
  })
})

describe('a run that is interrupted', () => {
  it('ends with 4, is recorded as interrupted, and goes on with --resume', async () => {
    const slow = await TenantFolder.start({ latencyMs: 150, resources: 600 })
    try {
      const child = spawn(bin, [...collect, '--quiet'], {
        cwd: slow.path,
        env: { ...process.env, ...slow.environment },
        stdio: ['ignore', 'pipe', 'pipe'],
      })
      const [out, err] = [text(child.stdout), text(child.stderr)]
      while ((await slow.requests()) < 12) await setTimeout(20)
      child.kill('SIGINT')
      const [status] = await once(child, 'close')
      expect({ status, out: await out, err: await err }).toMatchObject({
        status: 4,
        out: expect.stringContaining('interrupted'),
        err: expect.stringContaining('stopping cleanly'),
      })
      const { runs } = JSON.parse((await slow.run(['status', '--format', 'json'])).stdout)
      expect(runs).toMatchObject([{ status: 'interrupted' }])
      expect(await slow.run([...collect, '--resume'])).toMatchObject({ status: 0, stdout: expect.stringContaining('complete') })
    } finally {
      await slow.stop()
    }
  })
})
