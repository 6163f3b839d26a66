import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { redact } from '../redact.ts'
import { choose, loadConfig } from './config.ts'
import { unlock } from './secrets.ts'

const folder = mkdtempSync(join(tmpdir(), 'isobar-config-'))
afterAll(() => rmSync(folder, { recursive: true }))

const tenant = '3f2504e0-4f89-11d3-9a0c-0305e82c3301'

let files = 0
function written(text: string): string {
  const file = join(folder, `isobar-${files++}.yaml`)
  writeFileSync(file, text)
  return file
}

/** Line, column and message of every fault. */
async function faultsOf(text: string): Promise<string[]> {
  const file = written(text)
  try {
    await loadConfig(file)
  } catch (error) {
    return String(error instanceof Error ? error.message : error)
      .split('\n')
      .map((line) => line.slice(file.length + 1))
  }
  return []
}

const azure = `integrations:
  - name: contoso
    type: azure
    tenantId: ${tenant}
    clientId: ${tenant}
    clientSecret: { env: ISOBAR_TEST_SECRET }
`

describe('isobar.yaml', () => {
  it('is read with its defaults', async () => {
    const { value } = await loadConfig(written(azure))
    expect(value.integrations).toMatchObject([
      { name: 'contoso', type: 'azure', subscriptions: 'all', ingestDirectory: true, cloud: 'public' },
    ])
  })

  it('keeps the leading zeros of account ids', async () => {
    const { value } = await loadConfig(written('integrations: [{ name: a, type: aws, accounts: [012345678901, organization] }]'))
    expect(value.integrations).toMatchObject([{ accounts: ['012345678901', 'organization'] }])
  })

  it.each([
    ['an unknown key of an integration', azure.replace('tenantId', 'tenantID'), '4:5: unknown key "tenantID"; did you mean "tenantId"?'],
    ['a key that is missing, at its integration', azure.replace(/ {4}tenantId.*\n/, ''), '2:5: "tenantId" is missing'],
    ['an unknown key at the top', `${azure}querry: {}\n`, '7:1: unknown key "querry"; did you mean "query"?'],
    ['an unknown key far from any known one', `${azure}quantity: 3\n`, '7:1: unknown key "quantity"; known here: integrations, query'],
    [
      'an unknown key deep inside',
      `${azure}    endpoints: { resourcemanager: "https://x" }\n`,
      '7:18: unknown key "resourcemanager"; did you mean "resourceManager"?',
    ],
    [
      'a value that is none of its choices',
      `${azure}    cloud: usgoverment\n`,
      '7:12: expected public, usgovernment, china; did you mean usgovernment?',
    ],
    ['a wrong type', `${azure}    production: yes\n`, '7:17: expected a boolean'],
    [
      'a secret in plain text',
      azure.replace(/\{ env.*\}/, 'hunter2'),
      '6:19: expected { env: NAME } or { file: PATH }: a secret does not stand in this file itself',
    ],
    [
      'no way to sign in',
      azure.replace(/ {4}clientSecret.*\n/, ''),
      '2:5: no way to sign in: clientSecret, certificate or auth is missing',
    ],
    ['two ways to sign in', `${azure}    auth: azure-cli\n`, '7:11: more than one way to sign in: clientSecret, auth'],
    ['a second integration of the same name', `${azure}  - { name: contoso, type: aws }\n`, '7:13: a second integration named "contoso"'],
    ['a cloud we do not know', 'integrations: [{ name: x, type: gcp }]', '1:33: expected type: azure or type: aws'],
    ['a list where keys belong', '- a\n- b\n', '1:1: expected keys and values'],
    [
      'a smart class with a typo',
      'query: { smartClasses: { A: { clases: [Host] } } }',
      '1:31: unknown key "clases"; did you mean "classes"?',
    ],
    ['a key twice', `${azure}    clientId: ${tenant}\n`, '7:5: not valid YAML: Map keys must be unique'],
  ])('refuses %s, with line and column', async (_what, text, fault) => {
    expect(await faultsOf(text)).toEqual([fault])
  })

  it('tells all faults at once, in the order of the file', async () => {
    const faults = await faultsOf('integrations:\n  - name: a\n    type: aws\n    region: all\n    production: maybe\nqueri: 1\n')
    expect(faults.map((fault) => fault.split(':')[0])).toEqual(['4', '5', '6'])
  })
})

describe('an integration named on the command line', () => {
  it('must be in the file, else the nearest is named', async () => {
    const config = await loadConfig(written(azure))
    expect(choose(config, ['contoso'])).toHaveLength(1)
    expect(() => choose(config, ['contosso'])).toThrow('did you mean "contoso"?')
  })
})

describe('secrets', () => {
  it('come from the environment, and are never shown from then on', async () => {
    process.env.ISOBAR_TEST_SECRET = 'correct horse/battery'
    const config = await loadConfig(written(azure))
    const { integrations, hints } = await unlock(config, choose(config, []))
    expect(integrations).toMatchObject([{ clientSecret: 'correct horse/battery' }])
    expect(hints).toEqual([])
    expect(redact('refused: correct horse/battery, correct%20horse%2Fbattery')).toBe('refused: [secret], [secret]')
  })

  it('come from a file beside the configuration, without the line end', async () => {
    writeFileSync(join(folder, 'secret.txt'), 'from-a-file\n')
    const config = await loadConfig(written(azure.replace(/\{ env.*\}/, '{ file: secret.txt }')))
    expect((await unlock(config, choose(config, []))).integrations).toMatchObject([{ clientSecret: 'from-a-file' }])
  })

  it('that are missing are told with their line, variable and integration', async () => {
    delete process.env.ISOBAR_TEST_SECRET
    const file = written(azure)
    const config = await loadConfig(file)
    await expect(unlock(config, choose(config, []))).rejects.toThrow(
      `${file}:6:19: clientSecret of "contoso": the environment variable ISOBAR_TEST_SECRET is not set`,
    )
  })

  it("that look like a secret's ID get a hint", async () => {
    process.env.ISOBAR_TEST_SECRET = tenant
    const file = written(azure)
    const config = await loadConfig(file)
    const { hints } = await unlock(config, choose(config, []))
    expect(hints).toEqual([`${file}:6: clientSecret of "contoso" looks like the secret's ID; sign-in needs its value`])
  })
})
