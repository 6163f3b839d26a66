/** What can be wrong with a workspace, an archive or a query: exit status 2 and words that help. */
import { spawn, spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { DuckDBInstance } from '@duckdb/node-api'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { bin, Folder } from './isobar.ts'

const folder = new Folder()
afterAll(() => folder.remove())

const thing = (key: string): string => JSON.stringify({ entity: { _key: key, _type: 'acme_thing', _class: 'Record', displayName: key } })

beforeAll(async () => {
  folder.file('things.ndjson', ['a', 'b', 'c'].map(thing).join('\n'))
  expect(await folder.isobar(['import', '--graph', 'things.ndjson'])).toMatchObject({ status: 0 })
})

describe('a workspace', () => {
  it('that is not there is not made by asking', async () => {
    for (const command of [['query', 'FIND *'], ['status'], ['entity', 'x'], ['diff'], ['export']]) {
      expect(await folder.isobar([...command, '--workspace', 'nowhere'])).toMatchObject({
        status: 2,
        stdout: '',
        stderr: expect.stringMatching(/^isobar: There is no workspace in .*nowhere\. Run "isobar collect"/),
      })
    }
  })

  it('of a newer version is refused, and both versions are named', async () => {
    await folder.isobar(['import', '--graph', 'things.ndjson', '--workspace', 'newer'])
    const instance = await DuckDBInstance.create(join(folder.path, 'newer', 'graph.duckdb'))
    const connection = await instance.connect()
    await connection.run('UPDATE workspace SET version = 9999')
    connection.closeSync()
    instance.closeSync()
    for (const command of [['status'], ['import', '--graph', 'things.ndjson']]) {
      expect(await folder.isobar([...command, '--workspace', 'newer'])).toMatchObject({
        status: 2,
        stderr: expect.stringMatching(/newer has version 9999; this program knows versions up to \d+\. Update Isobar/),
      })
    }
  })

  it('that is no database is refused as damaged', async () => {
    mkdirSync(join(folder.path, 'damaged'))
    folder.file('damaged/graph.duckdb', 'this is no database at all, however long it is'.repeat(1000))
    expect(await folder.isobar(['status', '--workspace', 'damaged'])).toMatchObject({
      status: 2,
      stderr: expect.stringContaining('is damaged'),
    })
  })

  it('whose disk is full says so, and is as it was before', async () => {
    const many = Array.from({ length: 3000 }, (_, index) => thing(`${index} ${createHash('sha512').update(String(index)).digest('hex')}`))
    folder.file('many.ndjson', many.join('\n'))
    const before = await folder.isobar(['export', '--to', 'before', '--as', 'ndjson'])
    expect(before.status).toBe(0)
    // No file may grow beyond 640 KiB: a disk that is full, as far as a process can tell.
    const full = spawnSync('sh', ['-c', `trap '' XFSZ; ulimit -f 1280; exec "$0" "$@"`, bin, 'import', '--graph', 'many.ndjson'], {
      cwd: folder.path,
      encoding: 'utf8',
    })
    expect(full).toMatchObject({ status: 2, stderr: expect.stringMatching(/^isobar: The disk that holds .* is full\. Free some space/m) })
    await folder.isobar(['export', '--to', 'after', '--as', 'ndjson'])
    const exported = (folderName: string) => readFileSync(join(folder.path, folderName, 'graph.ndjson'), 'utf8')
    expect(exported('after')).toBe(exported('before'))
  })

  it('that another process writes to names that process', async () => {
    const module = new URL('../../src/store/duckdb/open.ts', import.meta.url).href
    const script = `import { openWorkspace } from '${module}'; await openWorkspace(process.argv[1]); console.log('open'); setInterval(() => {}, 1000)`
    const owner = spawn(process.execPath, ['--input-type=module', '-e', script, join(folder.path, 'owned')], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    try {
      await once(createInterface({ input: owner.stdout }), 'line')
      const args = ['import', '--graph', 'things.ndjson', '--workspace', 'owned']
      expect(await folder.isobar(args)).toMatchObject({ status: 2, stderr: expect.stringContaining(`in use by process ${owner.pid}`) })
    } finally {
      owner.kill('SIGKILL')
      await once(owner, 'exit')
    }
  })

  it('is readable by its owner only', async () => {
    const { statSync } = await import('node:fs')
    expect(statSync(join(folder.path, '.isobar')).mode & 0o777).toBe(0o700)
    expect(statSync(join(folder.path, '.isobar', 'graph.duckdb')).mode & 0o777).toBe(0o600)
  })
})

describe('an archive', () => {
  const whole = readFileSync(new URL('../../demo/aws.ndjson.gz', import.meta.url))

  it.each([
    ['that is cut off', whole.subarray(0, whole.length / 2), 'cut off'],
    ['that is another kind of file', Buffer.from('{"entity":{}}\n'), 'not an archive'],
    ['that is empty', Buffer.alloc(0), ''],
  ])('%s is refused, and nothing of it is in the graph', async (_what, bytes, words) => {
    folder.file('archive.ndjson.gz', bytes)
    const ended = await folder.isobar(['import', 'archive.ndjson.gz', '--workspace', 'archives'])
    expect(ended).toMatchObject({ status: 2, stdout: '', stderr: expect.stringContaining(`archive.ndjson.gz: `) })
    expect(ended.stderr).toContain(words)
    const status = await folder.isobar(['status', '--workspace', 'archives', '--format', 'json'])
    expect(JSON.parse(status.stdout).entities.total).toBe(0)
  })

  it('that is not there is named', async () => {
    expect(await folder.isobar(['import', 'nowhere.gz'])).toMatchObject({ status: 2, stderr: expect.stringContaining('nowhere.gz') })
  })
})

describe('own data', () => {
  it('with faults names file and line of each, and changes nothing', async () => {
    folder.file('faulty.ndjson', `${thing('x')}\nno json\n{"entity":{"_type":"t","_class":"C"}}\n`)
    const before = (await folder.isobar(['status', '--format', 'json'])).stdout
    const { status, stderr } = await folder.isobar(['import', '--graph', 'faulty.ndjson', '--as', 'things'])
    expect(status).toBe(2)
    expect(stderr).toMatch(/faulty\.ndjson:2: .*\nfaulty\.ndjson:3: /)
    expect((await folder.isobar(['status', '--format', 'json'])).stdout).toBe(before)
  })

  it('can be checked without importing it', async () => {
    const { status, stdout } = await folder.isobar([
      'import',
      '--graph',
      '--dry-run',
      'things.ndjson',
      '--workspace',
      'dry',
      '--format',
      'json',
    ])
    expect({ status, answer: JSON.parse(stdout) }).toEqual({ status: 0, answer: { entities: 3, relationships: 0 } })
    expect((await folder.isobar(['status', '--workspace', 'dry'])).status).toBe(2)
  })
})

describe('a query', () => {
  it('with a mistake is underlined, with line, column and what was probably meant', async () => {
    const { status, stdout, stderr } = await folder.isobar(['query', 'FIND acme_thing\nTHT HAS *'])
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' })
    expect(stderr).toContain('line 2 column 1')
    expect(stderr).toContain('Did you mean THAT?')
    expect(stderr).toContain('THT HAS *\n^^^\n')
  })

  it('for a name that exists nowhere has an empty answer, which is no mistake', async () => {
    const { status, stdout } = await folder.isobar(['query', 'FIND acme_thin', '--format', 'json'])
    expect({ status, answer: JSON.parse(stdout) }).toEqual({ status: 0, answer: { type: 'list', data: [], totalCount: 0 } })
  })

  it('ends quietly when its reader has seen enough', async () => {
    const child = spawn(
      'sh',
      ['-c', `'${bin}' query 'FIND * AS a THAT RELATES TO * AS b' --format ndjson | head -c 0; '${bin}' status | head -n 1`],
      {
        cwd: folder.path,
        stdio: ['ignore', 'pipe', 'pipe'],
      },
    )
    const errors: Buffer[] = []
    child.stderr.on('data', (chunk: Buffer) => errors.push(chunk))
    child.stdout.resume()
    await once(child, 'close')
    expect(Buffer.concat(errors).toString()).not.toMatch(/EPIPE|fault/)
  })
})
