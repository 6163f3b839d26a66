/** init: its dialogue on a real terminal, and the forms it prints for scripts. */
import { spawnSync } from 'node:child_process'
import { existsSync, lstatSync, readdirSync, readFileSync, statSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { loadConfig } from '../../src/cli/config/config.ts'
import { converse, ctrlC, ctrlD, enter, type Step } from './conversation.ts'
import { Folder } from './isobar.ts'

const tenantId = '3f2504e0-4f89-11d3-9a0c-0305e82c3301'
const clientId = '8c7a1f0e-6a52-4a0b-9d3c-2f1e0b9a7d64'

let folder: Folder
beforeEach(() => {
  folder = new Folder()
})
afterEach(() => folder.remove())

function config(): string {
  return readFileSync(join(folder.path, 'isobar.yaml'), 'utf8')
}

const cloud: Step = ['Which cloud?', enter]
const tenant: Step = ['Directory (tenant) ID: ', `${tenantId}${enter}`]
const signIn: Step = ['How does Isobar sign in?', enter]
const application: Step = ['Application (client) ID', enter]
const name: Step = ['Name of the integration', enter]

describe('the dialogue', { timeout: 60_000 }, () => {
  it('asks for a tenant with defaults for all but its id, writes it, and prints what grants access', async () => {
    const { status, shown } = await converse(folder.path, ['init'], [cloud, tenant, signIn, application, name, ['How is access', enter]])
    expect(status).toBe(0)
    expect(config()).toContain(`tenantId: ${tenantId}`)
    expect(config()).toContain('clientSecret:\n      env: AZURE_CLIENT_SECRET')
    expect(shown).toContain('az ad app create --display-name Isobar')
  })

  it('asks again after what is wrong, and says what is', async () => {
    const { status, shown } = await converse(
      folder.path,
      ['init'],
      [
        ['Which cloud?', `gcp${enter}`],
        ['"gcp" is none of them', `1${enter}`],
        ['Directory (tenant) ID: ', `contoso.com${enter}`],
        ['expected an id like', enter],
        tenant,
        ['How does Isobar sign in?', `9${enter}`],
        ['"9" is none of them', `managed-identity${enter}`],
        ['Client ID of a user-assigned identity', `${clientId}${enter}`],
        ['Name of the integration [azure]', `Contoso${enter}`],
        ['How is access', `terraform${enter}`],
      ],
    )
    expect(status).toBe(0)
    const { value } = await loadConfig(join(folder.path, 'isobar.yaml'))
    expect(value.integrations).toMatchObject([{ name: 'Contoso', tenantId, clientId, auth: 'managed-identity' }])
    expect(shown).toContain('resource "azurerm_role_assignment"')
  })

  it('keeps what is typed ahead of its questions', async () => {
    const answers = ['azure', tenantId, 'azure-cli', 'Contoso', 'az'].join(enter)
    const { status } = await converse(folder.path, ['init'], [['Which cloud?', `${answers}${enter}`]])
    expect(status).toBe(0)
    const { value } = await loadConfig(join(folder.path, 'isobar.yaml'))
    expect(value.integrations).toMatchObject([{ name: 'Contoso', tenantId, auth: 'azure-cli' }])
  })

  it('does not take the name of an integration that is there, and keeps what people wrote', async () => {
    folder.file(
      'isobar.yaml',
      `# ours\nintegrations:\n  - name: azure\n    type: azure\n    tenantId: ${clientId}\n    auth: azure-cli # mine\n`,
    )
    const steps: Step[] = [
      cloud,
      tenant,
      signIn,
      application,
      ['Name of the integration [azure-2]', `azure${enter}`],
      ['there is an integration "azure" already', enter],
      ['How is access', `role${enter}`],
    ]
    expect((await converse(folder.path, ['init'], steps)).status).toBe(0)
    expect(config()).toMatch(/^# ours\n/)
    expect(config()).toContain('auth: azure-cli # mine')
    expect((await loadConfig(join(folder.path, 'isobar.yaml'))).value.integrations.map((one) => one.name)).toEqual(['azure', 'azure-2'])
  })

  it.each([
    ['at the first question', [['Which cloud?', ctrlC]]],
    ['in the middle of an answer', [cloud, ['Directory (tenant) ID: ', `3f2504${ctrlC}`]]],
    ['at the last question', [cloud, tenant, signIn, application, name, ['How is access', ctrlC]]],
  ] satisfies [string, Step[]][])('leaves nothing behind when it is interrupted %s', async (_when, steps) => {
    const { status, shown } = await converse(folder.path, ['init'], steps)
    expect({ status, shown: shown.includes('interrupted by SIGINT') }).toEqual({ status: 130, shown: true })
    expect(readdirSync(folder.path)).toEqual([])
  })

  it('says that nothing was written when the answers end early', async () => {
    const { status, shown } = await converse(folder.path, ['init'], [cloud, ['Directory (tenant) ID: ', ctrlD]])
    expect(status).toBe(2)
    expect(shown).toContain('nothing was written')
    expect(readdirSync(folder.path)).toEqual([])
  })

  it('asks on the terminal while what it prints goes into a file', async () => {
    const steps = [cloud, tenant, signIn, application, name, ['How is access', `role${enter}`]] satisfies Step[]
    const { status, shown } = await converse(folder.path, ['init'], steps, 'role.json')
    expect(status).toBe(0)
    expect(JSON.parse(readFileSync(join(folder.path, 'role.json'), 'utf8'))).toMatchObject({ IsCustom: true })
    expect(shown).not.toContain('IsCustom')
  })

  it('asks for an AWS role, and takes no name for an ARN', async () => {
    const { status, shown } = await converse(
      folder.path,
      ['init'],
      [
        ['Which cloud?', `2${enter}`],
        ['ARN of the role', `Isobar${enter}`],
        ['expected an ARN like', `arn:aws:iam::123456789012:role/Isobar${enter}`],
        ['Which accounts?', `2${enter}`],
        ['Name of the integration [aws]', enter],
        ['How is access', enter],
      ],
    )
    expect(status).toBe(0)
    expect(config()).toContain('- organization')
    expect(shown).toContain('create-stack-set')
  })

  it('asks nothing before it tells that isobar.yaml is wrong', async () => {
    folder.file('isobar.yaml', 'integrations: 7\n')
    const { status, shown } = await converse(folder.path, ['init'], [])
    expect(status).toBe(2)
    expect(shown).toMatch(/^isobar: \.\/isobar\.yaml:1:15: /)
    expect(shown).not.toContain('Which cloud?')
  })

  it('asks only for what there is no doing without when the cloud is named', async () => {
    const { status } = await converse(folder.path, ['init', 'azure'], [tenant])
    expect(status).toBe(0)
    expect(config()).toContain(tenantId)
  })
})

describe('the file', () => {
  const add = ['init', 'azure', '--tenant-id', tenantId, '--client-id', clientId]

  it('stays a link, and readable only by those who might read it before', async () => {
    const real = folder.file('real.yaml', '')
    spawnSync('chmod', ['600', real])
    symlinkSync('real.yaml', join(folder.path, 'isobar.yaml'))
    expect((await folder.isobar(add)).status).toBe(0)
    expect(lstatSync(join(folder.path, 'isobar.yaml')).isSymbolicLink()).toBe(true)
    expect(statSync(real).mode & 0o777).toBe(0o600)
    expect(readFileSync(real, 'utf8')).toContain(tenantId)
    expect(readdirSync(folder.path).sort()).toEqual(['isobar.yaml', 'real.yaml'])
  })

  it('is neither changed nor wanted when access is printed for an integration that is there', async () => {
    expect((await folder.isobar([...add, '--name', 'contoso'])).status).toBe(0)
    const before = config()
    const printed = await folder.isobar(['init', '--print', 'terraform'])
    expect(printed).toMatchObject({ status: 0, stdout: expect.stringContaining(`client_id = "${clientId}"`) })
    expect(printed.stderr).toContain('stays as it is')
    expect(config()).toBe(before)
  })
})

describe('the forms for scripts', () => {
  const print = (form: string, ...more: string[]) => folder.isobar(['init', 'azure', '--tenant-id', tenantId, '--print', form, ...more])

  it('print the custom role alone as JSON', async () => {
    const role = JSON.parse((await print('role')).stdout)
    expect(role).toMatchObject({ IsCustom: true, AssignableScopes: [`/providers/Microsoft.Management/managementGroups/${tenantId}`] })
    expect(role.Actions).toContain('Microsoft.PolicyInsights/policyStates/queryResults/action')
  })

  it('print steps in the portal', async () => {
    const { stdout } = await print('portal')
    expect(stdout).toContain('Copy the column *Value*, not *Secret ID*')
    expect(stdout).toContain('**Grant admin consent**')
  })

  it('refuse one that the cloud does not have, and write nothing', async () => {
    expect(await print('bicep')).toMatchObject({ status: 2, stdout: '', stderr: expect.stringContaining('az, terraform, portal, role') })
    expect(existsSync(join(folder.path, 'isobar.yaml'))).toBe(false)
  })
})
