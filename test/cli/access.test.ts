/** `isobar access` as people run it, on a small tenant. */
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { analyses } from '../../src/analysis/index.ts'
import { openWorkspace } from '../../src/store/duckdb/open.ts'
import { entity, Runs } from '../../src/store/duckdb/workspace.fixture.ts'
import { AzureTenant } from '../analysis/azure-tenant.ts'
import { readCsv } from './csv.ts'
import { Folder } from './isobar.ts'

const readSecret = 'Microsoft.KeyVault/vaults/secrets/getSecret/action'
const folder = new Folder()
afterAll(() => folder.remove())

beforeAll(async () => {
  const tenant = new AzureTenant()
    .subscription('production')
    .resourceGroup('production/pay')
    .vault('production/pay/payments')
    .resourceGroup('production/web')
    .vault('production/web/payments-old')
    .resource('production/web/twin', 'Microsoft.Web/sites', 'azure_web_app')
    .resource('production/pay/twin', 'Microsoft.Web/sites', 'azure_web_app')
    .user('ada', 'bob')
    .group('ops', 'ada')
    .grant({ to: 'ops', role: 'Key Vault Secrets User', at: 'production/pay' })
    .grant({ to: 'bob', role: 'Key Vault Secrets User', at: 'production', eligible: true })
    .grant({ to: 'bob', role: 'Owner', at: 'production' })
    .grant({ to: 'bob', role: 'Owner', at: '/subscriptions/unread' })
    .ended('azure_deny_assignment', 'production', 'denied')
    .add('azure_thing', [entity('elsewhere', { displayName: 'elsewhere' })])
  const store = await openWorkspace(join(folder.path, '.isobar'), { create: true, analyses })
  await new Runs(store).run(tenant.run())
  await store.close()
})

async function refused(...args: string[]): Promise<string> {
  const { status, stdout, stderr } = await folder.isobar(['access', ...args])
  expect({ status, stdout }).toEqual({ status: 2, stdout: '' })
  return stderr
}

describe('isobar access', () => {
  it('tells who may, through what, and what is not known', async () => {
    const { status, stdout, stderr } = await folder.isobar(['access', '--action', readSecret, '--on', 'payments', '--format', 'json'])
    expect(status).toBe(0)
    const answer = JSON.parse(stdout)
    expect(answer).toMatchObject({
      action: readSecret,
      plane: 'data',
      on: { type: 'azure_keyvault_service', displayName: 'payments' },
      complete: false,
      unknown: [{ type: 'azure_deny_assignment', status: 'denied', scopes: ['production'], count: 1 }],
      denied: [],
      possible: [],
    })
    expect(answer.access).toMatchObject([
      {
        principal: { key: 'ada', type: 'azure_user', displayName: 'ada' },
        state: 'active',
        conditional: false,
        paths: [
          {
            kind: 'assignment',
            role: { displayName: 'Key Vault Secrets User' },
            scope: { type: 'azure_resource_group', displayName: 'pay' },
            groups: [{ key: 'ops' }],
          },
        ],
      },
      { principal: { key: 'ops' }, state: 'active' },
      { principal: { key: 'bob' }, state: 'eligible', paths: [{ kind: 'eligibility', scope: { displayName: 'production' } }] },
    ])
    expect(stderr).toContain('not known: what is denied')
  })

  it('says it in words, and never plainly nobody where something was not read', async () => {
    const words = await folder.isobar(['access', '--action', readSecret, '--on', 'payments'])
    expect(words.stdout).toMatch(/^ada +azure_user +active +Key Vault Secrets User on pay, by the group ops$/m)
    const { stdout, stderr } = await folder.isobar(['access', '--action', readSecret, '--on', 'payments-old', '--who', 'ada', '--quiet'])
    expect(stdout).toBe('Nobody may do it, as far as is known: some of what decides it was not read.\n')
    expect(stderr).toContain('not known: what is denied')
  })

  it('writes a row for each principal and resource', async () => {
    const { stdout } = await folder.isobar(['access', '--action', readSecret, '--within', 'production', '--format', 'csv'])
    const [heading, ...rows] = readCsv(stdout)
    expect(heading?.slice(0, 5)).toEqual(['principal', 'principalType', 'state', 'conditional', 'resource'])
    expect(rows.map((row) => [row[0], row[2], row[4]].join(' ')).toSorted()).toEqual([
      'ada active payments',
      'bob eligible payments',
      'bob eligible payments-old',
      'ops active payments',
    ])
    const json = JSON.parse((await folder.isobar(['access', '--action', readSecret, '--who', 'bob', '--format', 'json'])).stdout)
    expect(json).toMatchObject({ complete: false, who: { key: 'bob' } })
    expect(json.access).toHaveLength(2)
  })

  it('tells all that was given to a principal', async () => {
    const { stdout } = await folder.isobar(['access', '--who', 'BOB', '--format', 'ndjson'])
    const rows = stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line))
    expect(rows.map(({ role, state, scope }) => [role, state, scope])).toEqual([
      ['Owner', 'active', 'production'],
      ['Owner', 'active', '/subscriptions/unread'],
      ['Key Vault Secrets User', 'eligible', 'production'],
    ])
  })

  it('answers as a query does, by its edges', async () => {
    const query = 'FIND azure_user AS u THAT ALLOWS >> AS r azure_subscription WHERE r.permission.admin = true RETURN u.displayName AS who'
    expect(readCsv((await folder.isobar(['query', query, '--format', 'csv'])).stdout)).toEqual([['who'], ['bob']])
  })
})

describe('a question that cannot be answered', () => {
  it('about an action that no role names is told the nearest one', async () => {
    expect(await refused('--action', 'Microsoft.KeyVaults/vaults/secrets/getSecret/action')).toContain(`did you mean ${readSecret}?`)
    expect(await refused('--action', 'Microsoft.Storage/*')).toContain('stands for many actions')
  })

  it('about something that is not there is told the nearest name', async () => {
    expect(await refused('--action', readSecret, '--on', 'paymets')).toContain('did you mean "payments"?')
  })

  it('about a name that several have is told their keys', async () => {
    const told = await refused('--action', readSecret, '--on', 'twin')
    expect(told).toContain('/subscriptions/production/resourcegroups/web/providers/microsoft.web/sites/twin')
    expect(told).toContain('/subscriptions/production/resourcegroups/pay/providers/microsoft.web/sites/twin')
  })

  it('about something that no role can be given on is refused', async () => {
    expect(await refused('--action', readSecret, '--on', 'ada')).toContain('"ada" is no scope or resource of Azure: it is azure_user')
    expect(await refused('--action', readSecret, '--on', '/subscriptions/unread')).toContain('was not read itself')
    expect(await refused('--who', 'elsewhere')).toContain('is no principal of Azure')
  })

  it('without an action or a principal is told what to give', async () => {
    expect(await refused()).toContain('expected --action, --who, or both')
    expect(await refused('--who', 'ada', '--on', 'payments')).toContain('need an --action')
  })
})
