/** Help, mistakes in the command itself, and mistakes in the configuration: all told before anything is asked of a cloud. */
import { afterAll, describe, expect, it } from 'vitest'
import { commands } from '../../src/cli/commands.ts'
import { formats } from '../../src/cli/context.ts'
import { Folder } from './isobar.ts'

const folder = new Folder()
afterAll(() => folder.remove())

describe('help', () => {
  it('lists every command', async () => {
    const { status, stdout } = await folder.isobar(['--help'])
    expect(status).toBe(0)
    for (const { name, summary } of commands) {
      expect(stdout).toContain(name)
      expect(stdout.replace(/\s+/g, ' ')).toContain(summary)
    }
  })

  it.each(commands.map(({ name }) => name))('of %s teaches by example', async (name) => {
    const { status, stdout } = await folder.isobar([name, '--help'])
    expect(status).toBe(0)
    expect(stdout).toContain('Examples:')
    expect(stdout).toMatch(new RegExp(`^ {4}isobar ${name}`, 'm'))
    expect(await folder.isobar(['help', name])).toMatchObject({ status: 0, stdout })
  })

  it('is there in a moment', async () => {
    await folder.isobar(['--help'])
    const times: number[] = []
    for (let run = 0; run < 5; run++) {
      const start = performance.now()
      await folder.isobar(['--help'])
      times.push(performance.now() - start)
    }
    // Generous, for a busy machine: loading every command's room takes a second.
    expect(Math.min(...times)).toBeLessThan(400)
  })
})

describe('a mistake in the command', () => {
  it.each([
    ['an unknown command', ['colect'], "isobar: unknown command 'colect'\n(Did you mean collect?)\n"],
    ['an unknown option', ['status', '--formt', 'json'], "isobar: unknown option '--formt'\n(Did you mean --format?)\n"],
    [
      'an unknown format',
      ['status', '--format', 'yaml'],
      `isobar: option '--format <format>' argument 'yaml' is invalid. Allowed choices are ${formats.join(', ')}.\n`,
    ],
    ['a missing argument', ['import'], "isobar: missing required argument 'file'\n"],
    [
      'a number that is none',
      ['query', 'FIND *', '--limit', '0'],
      "isobar: option '--limit <n>' argument '0' is invalid. Expected a whole number above 0.\n",
    ],
    [
      'no query',
      ['query'],
      "isobar: expected one of: a query in quotes, --file, --question, --batch; 'isobar query --help' has examples\n",
    ],
    [
      'two queries',
      ['query', 'FIND *', '-f', 'x'],
      "isobar: expected one of: a query in quotes, --file, --question, --batch; 'isobar query --help' has examples\n",
    ],
    [
      'a date that is none',
      ['query', 'FIND *', '--as-of', 'yesterday'],
      'isobar: "yesterday" is no date: write 2026-01-31, 2026-01-31T12:00:00Z, or 7d for seven days ago\n',
    ],
    ['a parameter without a name', ['query', 'FIND *', '--param', 'x'], 'isobar: --param x: expected name=value\n'],
  ])('%s ends with 2 and says how to do it right', async (_what, args, stderr) => {
    expect(await folder.isobar(args)).toEqual({ status: 2, stdout: '', stderr })
  })
})

const tenant = '3f2504e0-4f89-11d3-9a0c-0305e82c3301'
const good = `integrations:
  - name: contoso
    type: azure
    tenantId: ${tenant}
    clientId: ${tenant}
    clientSecret: { env: CONTOSO_SECRET }
`

describe('a mistake in the configuration', () => {
  it.each([
    ['a typo in a key', good.replace('tenantId', 'tenentId'), 'isobar.yaml:4:5: unknown key "tenentId"; did you mean "tenantId"?'],
    ['a secret that is not set', good, 'isobar.yaml:6:19: clientSecret of "contoso": the environment variable CONTOSO_SECRET is not set'],
    ['no integration', 'query: {}\n', "isobar.yaml has no integrations; 'isobar init' adds one"],
    [
      'not even YAML',
      'integrations: [\n',
      'isobar.yaml:2:1: not valid YAML: Flow sequence in block collection must be sufficiently indented and end with a ]',
    ],
  ])('%s ends with 2, with its place', async (_what, text, message) => {
    folder.file('isobar.yaml', text)
    for (const command of ['collect', 'validate']) {
      expect(await folder.isobar([command, '--config', 'isobar.yaml'])).toEqual({ status: 2, stdout: '', stderr: `isobar: ${message}\n` })
    }
  })

  it('a file that is not there ends with 2, and is named', async () => {
    const { status, stderr } = await folder.isobar(['collect'], { env: { ISOBAR_CONFIG: 'nowhere.yaml' } })
    expect(status).toBe(2)
    expect(stderr).toMatch(/^isobar: nowhere\.yaml cannot be read: ENOENT/)
  })

  it('an integration or type that is not there names the nearest', async () => {
    folder.file('isobar.yaml', good)
    const env = { CONTOSO_SECRET: 'anything at all' }
    expect((await folder.isobar(['collect', 'contosso'], { env })).stderr).toBe(
      'isobar: ./isobar.yaml has no integration "contosso"; did you mean "contoso"?\n',
    )
    expect((await folder.isobar(['collect', '--only', 'azure_vmm'], { env })).stderr).toBe(
      'isobar: --only: there is no type "azure_vmm"; did you mean azure_vm?\n',
    )
  })
})
