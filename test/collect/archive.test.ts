import { readdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { gunzipSync, gzipSync } from 'node:zlib'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { type ReplayOptions, replay } from '../../src/collect/replay.ts'
import { openWorkspace } from '../../src/store/duckdb/open.ts'
import type { Store } from '../../src/store/store.ts'
import { type RunWithTasks, withTasks } from '../with-tasks.ts'
import type { ToyAccount } from './toy-cloud.ts'
import { definitions, toyIntegration } from './toy-integration.ts'
import { rows, ToyRun } from './toy-run.ts'

const world: readonly ToyAccount[] = [
  {
    id: 'a',
    name: 'Anna',
    boxes: [
      { id: 'a1', drawers: [{ id: 'd1', coins: [{ id: 'c1' }] }], things: [{ id: 't1' }], lock: { maker: 'Yale', keys: [{ id: 'k1' }] } },
      { id: 'a2', name: 'quotes " and \u2028 and \u0000 and 🧸', lock: { maker: 'Abus' } },
      { name: 'nameless' },
      { id: 'a4', things: [{ id: 't4' }] },
    ],
    gadgets: [{ id: 'g1' }],
  },
  { id: 'b', gadgets: [{ id: 'g2' }] },
  { id: 'c' },
]

let toys: ToyRun
let file: string
let other: Store
beforeEach(async () => {
  toys = await ToyRun.start(world)
  file = `${toys.dir}/toys.isobar.gz`
  other = await openWorkspace(`${toys.dir}/other`)
})
afterEach(async () => {
  await other.close()
  await toys.stop()
})

const importToys = (more: Partial<ReplayOptions> = {}): Promise<RunWithTasks> =>
  withTasks((observer) =>
    replay({ archive: file, definitions: (type) => (type === 'azure' ? definitions : undefined), store: other, ...more, observer }),
  )

/** Everything a workspace holds, but the numbers of its rows. */
async function everything(store: Store): Promise<unknown> {
  return {
    entities: await store.rows(
      `SELECT i.*, e.id, key, k.type, k.classes, display_name, properties, source, created_on, begin_on, version, raw.body
       FROM entity e JOIN entity_kind k ON k.id = e.kind JOIN integration i ON i.id = e.integration LEFT JOIN raw USING (nid) ORDER BY key`,
    ),
    relationships: await store.rows('SELECT id, key, properties, source, created_on, begin_on, version FROM relationship ORDER BY key'),
    tasks: await store.rows(
      `SELECT t.type, t.scope, t.detail, o.type AS opener, o.scope AS opener_scope, t.status, t.resources, t.requests, t.ms, t.error, t.complete_on
       FROM task t LEFT JOIN task o ON o.id = t.opened_by ORDER BY 1, 2, 3`,
    ),
    runs: await store.rows('SELECT status, started_on, ended_on, requests, bytes FROM run'),
  }
}

describe('an archive', () => {
  test('gives the same graph, the same rows of tasks and the same times', async () => {
    toys.cloud.faults.set('/accounts/b/boxes', { status: 403 })
    toys.cloud.faults.set('/boxes/a2/lock', { status: 403 })
    toys.cloud.faults.set('/boxes/a4/lock', { status: 429 })
    const collected = await toys.collect({ archive: file })
    const imported = await importToys()
    expect(await everything(other)).toEqual(await everything(toys.store))
    expect(rows(imported.tasks)).toEqual(rows(collected.tasks))
    expect(imported).toMatchObject({ status: 'partial', startedOn: 1000, requests: collected.requests, bytes: collected.bytes })
    expect(rows(imported.tasks)).toEqual(
      expect.arrayContaining([
        'toy_box b: denied 0',
        'toy_box a/lock: denied 1',
        'toy_key a: throttled 1',
        'toy_thing box:a1: succeeded 1',
      ]),
    )
  })

  test('gives the same graph also where a bulk call failed half-way', async () => {
    toys.cloud.faults.set('/bulk-gadgets', {
      text: '{"value": [{"account": "a", "gadget": {"id": "g1"}}, {"account": "z", "gadget": {}}]}',
    })
    const collected = await toys.collect({ archive: file })
    const imported = await importToys()
    expect(rows(imported.tasks)).toEqual(rows(collected.tasks))
    expect(rows(imported.tasks)).toContain('toy_gadget a: succeeded 1')
    expect(await everything(other)).toEqual(await everything(toys.store))
  })

  test('of a run limited to some types stages these alone', async () => {
    await toys.collect({ archive: file, only: ['toy_thing'] })
    await importToys()
    expect(await toys.keys(other)).toEqual(['thing:t1', 'thing:t4'])
    expect(await everything(other)).toEqual(await everything(toys.store))
  })

  test('tells of a run that could not sign in', async () => {
    toys.cloud.faults.set('/accounts', { status: 401 })
    await toys.collect({ archive: file })
    expect(await importToys()).toMatchObject({ status: 'failed', error: { kind: 'sign-in' } })
  })

  test('can be imported under another name', async () => {
    await toys.collect({ archive: file })
    expect(await importToys({ as: 'yesterday' })).toMatchObject({ integration: 'yesterday' })
    expect(await other.rows(`SELECT name, type, instance FROM integration WHERE name <> 'system-mapper'`)).toEqual([
      { name: 'yesterday', type: 'azure', instance: 'toy-1' },
    ])
  })

  test('of types this program does not know closes nothing and says so', async () => {
    await toys.collect({ archive: file })
    await importToys()
    const summary = await importToys({ definitions: () => definitions.filter(({ type }) => type !== 'toy_gadget') })
    expect(summary.status).toBe('partial')
    expect(summary.tasks.find(({ type }) => type === 'toy_gadget')).toMatchObject({
      status: 'failed',
      error: { message: expect.stringContaining('toy_gadget') },
    })
    expect(await toys.keys(other)).toContain('gadget:g1')
  })

  test('names its format, its writer, its integration and its time in the first line, and its counts in the last', async () => {
    await toys.collect({ archive: file, only: ['toy_gadget'] })
    const lines = gunzipSync(readFileSync(file)).toString().trimEnd().split('\n')
    expect(JSON.parse(lines[0] ?? '')).toEqual({
      format: 'isobar-archive',
      version: 1,
      isobar: expect.stringMatching(/^\d+\.\d+\.\d+/),
      integration: { name: 'toys', type: 'azure', instance: 'toy-1', class: ['CSP'] },
      properties: { 'tag.AccountName': 'toyland' },
      startedOn: 1000,
      only: ['toy_gadget'],
    })
    expect(JSON.parse(lines.at(-1) ?? '')).toEqual({
      end: { status: 'succeeded', endedOn: 1000, requests: 4, bytes: expect.any(Number), tasks: 4, resources: 5 },
    })
  })

  test('is for its owner only, and has its name only when it is whole', async () => {
    let seen: string[] = []
    toys.cloud.onRequest = () => {
      seen = readdirSync(toys.dir)
    }
    await toys.collect({ archive: file })
    expect(seen).toContain('toys.isobar.gz.partial')
    expect(seen).not.toContain('toys.isobar.gz')
    expect(readdirSync(toys.dir)).not.toContain('toys.isobar.gz.partial')
    expect(statSync(file).mode & 0o777).toBe(0o600)
  })

  test('for which the disk has no room is told of and left out; the graph is complete', async () => {
    symlinkSync('/dev/full', `${file}.partial`)
    const summary = await toys.collect({ archive: file })
    expect(summary.archiveError).toMatch(/toys\.isobar\.gz: the archive could not be written \(ENOSPC.*The graph is complete/)
    expect(summary.entities.total).toBeGreaterThan(5)
    expect(readdirSync(toys.dir)).not.toContain('toys.isobar.gz')
  })

  test('that cannot be made there is refused before anything is collected', async () => {
    await expect(toys.collect({ archive: `${toys.dir}/nowhere/a.gz` })).rejects.toThrow(
      /nowhere\/a\.gz: the archive cannot be written .*folder that exists/,
    )
    expect(toys.cloud.requests).toEqual([])
  })

  test('never holds what a session holds', async () => {
    const session = { url: toys.cloud.url, token: 'very-secret-token' }
    await toys.collect({ archive: file, integration: toyIntegration(toys.cloud.url, { open: async () => session }) })
    expect(gunzipSync(readFileSync(file)).toString()).not.toContain('very-secret-token')
  })

  test('has no place for scopes that carry clients or credentials', async () => {
    const integration = toyIntegration(toys.cloud.url, {
      async *roots() {
        yield { kind: 'planet', id: 'earth', name: 'Earth', data: { credentials: () => 'very-secret-token' } }
      },
    })
    const summary = await toys.collect({ archive: file, integration })
    expect(summary).toMatchObject({ status: 'failed', error: { message: expect.stringContaining('planet earth') } })
    expect(gunzipSync(readFileSync(file)).toString()).not.toContain('very-secret-token')
  })
})

describe('a file that is no whole archive', () => {
  test.each([
    ['cut off in the compressed stream', (bytes: Buffer) => bytes.subarray(0, bytes.length - 30), /cut off before its end.*collect again/],
    [
      'cut off at a line',
      (bytes: Buffer) => gzipSync(gunzipSync(bytes).toString().split('\n').slice(0, -2).join('\n')),
      /cut off before its end/,
    ],
    [
      'damaged in a line',
      (bytes: Buffer) => gzipSync(gunzipSync(bytes).toString().replace('{"resource"', '{"resorce"')),
      /line 4 is damaged/,
    ],
    ['empty', () => Buffer.alloc(0), /cut off|empty/],
    ['not compressed', (bytes: Buffer) => gunzipSync(bytes), /not an archive of isobar.*collect --archive/],
    ['compressed, but something else', () => gzipSync('{"entity": {}}\n'), /not an archive of isobar/],
    [
      'of a newer program',
      (bytes: Buffer) => gzipSync(gunzipSync(bytes).toString().replace('"version":1', '"version":2')),
      /archive format 2.*up to 1.*Update isobar/,
    ],
    [
      'of an unknown cloud',
      (bytes: Buffer) => gzipSync(gunzipSync(bytes).toString().replace('"type":"azure"', '"type":"gcp"')),
      /"gcp", a cloud this program does not know/,
    ],
  ])('because it is %s is refused, and the workspace is as before', async (_, damage, message) => {
    await toys.collect({ archive: file })
    writeFileSync(file, damage(readFileSync(file)))
    const attempt = importToys()
    await expect(attempt).rejects.toThrow(message)
    await expect(attempt).rejects.toThrow(file)
    expect(await other.rows('SELECT * FROM run')).toEqual([])
    expect(await toys.keys(other)).toEqual([])
  })

  test('because it is not there is refused', async () => {
    await expect(importToys()).rejects.toThrow('there is no such file')
  })
})
