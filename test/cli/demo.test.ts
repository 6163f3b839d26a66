/** What a newcomer sees first, and the first step with clouds of their own. */
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { loadConfig } from '../../src/cli/config/config.ts'
import { demoAnswers } from '../../src/cli/demo/answers.ts'
import { Folder } from './isobar.ts'

const folder = new Folder()
afterAll(() => folder.remove())

describe('the demo', () => {
  it('shows both clouds, what could not be read, and an answer to each of its questions', async () => {
    const { status, stdout, stderr } = await folder.isobar(['demo'])
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' })
    expect(stdout).toMatch(/^1,\d{3} entities of \d+ types/)
    expect(stdout).toMatch(/^ternhaven +azure .* refused$/m)
    expect(stdout).toMatch(/^tidewater +aws .* completely$/m)
    for (const { title, query } of await demoAnswers()) {
      expect(stdout).toContain(title)
      const { stdout: answer } = await folder.isobar(['query', query, '--workspace', '.isobar-demo'])
      expect(answer.split('\n').length).toBeGreaterThan(2)
      expect(stdout).toContain(answer)
    }
  })

  it('answers every query of the help and of the documentation, and finds no name in them amiss', async () => {
    const help = (await Promise.all(['query', 'demo'].map((name) => folder.isobar([name, '--help']))))
      .map(({ stdout }) => stdout)
      .join('\n')
    const quoted = [...help.matchAll(/isobar query "(FIND [^"]+)"/g)].map(([, query = '']) => query)
    const page = readFileSync(new URL('../../docs/query-language.md', import.meta.url), 'utf8')
    const shown = [...page.matchAll(/^(?: {4}.*\n)+/gm)].map(([block]) => block).filter((block) => block.includes('FIND'))
    expect(quoted.length + shown.length).toBeGreaterThan(5)
    for (const query of [...quoted, ...shown]) {
      const { status, stdout, stderr } = await folder.isobar(['query', query, '--workspace', '.isobar-demo', '--quiet'])
      expect({ query, status, stderr }).toEqual({ query, status: 0, stderr: '' })
      expect(stdout.split('\n').length, query).toBeGreaterThan(2)
    }
  })

  it('is made anew each time, with the same graph', async () => {
    const before = await folder.isobar(['export', '--workspace', '.isobar-demo', '--to', join(folder.path, 'one')])
    expect(before.status).toBe(0)
    expect((await folder.isobar(['demo', '--quiet'])).status).toBe(0)
    await folder.isobar(['export', '--workspace', '.isobar-demo', '--to', join(folder.path, 'two')])
    const graph = (name: string): string => readFileSync(join(folder.path, name, 'graph.ndjson'), 'utf8')
    expect(graph('two')).toBe(graph('one'))
  })

  it('goes where it is told to, but never over a graph that is there', async () => {
    expect((await folder.isobar(['demo', '--workspace', 'mine'])).status).toBe(0)
    expect(await folder.isobar(['demo', '--workspace', 'mine'])).toMatchObject({
      status: 2,
      stderr: expect.stringContaining('holds a graph already'),
    })
    expect((await folder.isobar(['demo'], { env: { ISOBAR_WORKSPACE: 'mine' } })).status).toBe(2)
  })
})

const tenantId = '3f2504e0-4f89-11d3-9a0c-0305e82c3301'

describe('init', () => {
  it('adds an Azure tenant and prints az commands with the least permissions', async () => {
    const { status, stdout } = await folder.isobar(['init', 'azure', '--name', 'contoso', '--tenant-id', tenantId, '--client-id', tenantId])
    expect(status).toBe(0)
    const { value } = await loadConfig(join(folder.path, 'isobar.yaml'))
    expect(value.integrations).toMatchObject([{ name: 'contoso', type: 'azure', tenantId, clientSecret: { env: 'AZURE_CLIENT_SECRET' } }])
    const role = JSON.parse(/<<'JSON'\n(.*?)\nJSON/s.exec(stdout)?.[1] ?? '')
    expect(role.Actions).toContain('Microsoft.Web/sites/config/list/Action')
    // Reader holds what ends in /read; what is beyond it only lists and queries.
    for (const action of role.Actions) expect(action).toMatch(/\/(list\w*|queryResults)\/action$/i)
    expect(stdout).toContain('--role "Reader"')
    expect(stdout).toContain('Directory.Read.All')
    expect(stdout).toContain(`--scope /providers/Microsoft.Management/managementGroups/${tenantId}`)
  })

  it('adds an AWS account beside it, keeps comments, and prints a stack', async () => {
    const file = join(folder.path, 'isobar.yaml')
    folder.file('isobar.yaml', `# ours\n${readFileSync(file, 'utf8')}`)
    const { status, stdout } = await folder.isobar(['init', 'aws', '--role-arn', 'arn:aws:iam::123456789012:role/Isobar'])
    expect(status).toBe(0)
    const { value } = await loadConfig(file)
    expect(value.integrations).toMatchObject([{ name: 'contoso' }, { name: 'aws', externalId: { env: 'ISOBAR_EXTERNAL_ID' } }])
    expect(readFileSync(file, 'utf8')).toMatch(/^# ours\n/)
    expect(stdout).toContain('ec2:DescribeInstances')
    expect(stdout).toContain('sts:ExternalId')
  })

  it.each([
    ['a name that is taken', ['azure', '--name', 'contoso', '--tenant-id', tenantId], 'already has an integration "contoso"'],
    ['a tenant that is no id', ['azure', '--name', 'x', '--tenant-id', 'contoso.com'], 'tenantId: expected an id like'],
    ['a role that is no ARN', ['aws', '--name', 'x', '--role-arn', 'Isobar'], 'roleArn: expected an ARN like'],
    ['no tenant', ['azure'], '--tenant-id is missing'],
    ['no cloud', [], "which cloud? 'isobar init azure' or 'isobar init aws'"],
  ])('refuses %s and leaves the file as it is', async (_what, args, words) => {
    const file = join(folder.path, 'isobar.yaml')
    const before = existsSync(file) ? readFileSync(file, 'utf8') : ''
    expect(await folder.isobar(['init', ...args])).toMatchObject({ status: 2, stdout: '', stderr: expect.stringContaining(words) })
    expect(readFileSync(file, 'utf8')).toBe(before)
  })
})
