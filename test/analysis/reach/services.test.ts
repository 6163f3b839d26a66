/** Which platform services take connections from anywhere, by what their properties say. docs/network-reach.md */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { servicesAnalysis } from '../../../src/analysis/reach/services.ts'
import { freshWorkspace } from '../../../src/store/duckdb/workspace.fixture.ts'
import type { StagedEntity } from '../../../src/store/store.ts'
import { resource } from './azure-network.ts'

type Verdict = 'open' | 'closed' | 'unknown'

const cases: readonly (readonly [title: string, verdict: Verdict, type: string, properties: Readonly<Record<string, unknown>>])[] = [
  ['a storage account that allows by default', 'open', 'azure_storage_account', { 'networkRuleSet.defaultAction': 'Allow' }],
  [
    'one that denies by default',
    'closed',
    'azure_storage_account',
    { 'networkRuleSet.defaultAction': 'Deny', publicNetworkAccess: 'Enabled' },
  ],
  [
    'one that denies by default and names an office',
    'closed',
    'azure_storage_account',
    { 'networkRuleSet.defaultAction': 'Deny', 'networkRuleSet.allowedIpAddresses': ['198.51.100.0/24'] },
  ],
  [
    'one that denies by default and names both halves of the world',
    'open',
    'azure_storage_account',
    { 'networkRuleSet.defaultAction': 'Deny', 'networkRuleSet.allowedIpAddresses': ['0.0.0.0/1', '128.0.0.0/1'] },
  ],
  [
    'one without public access, whatever its rules say',
    'closed',
    'azure_storage_account',
    { publicNetworkAccess: 'Disabled', 'networkRuleSet.defaultAction': 'Allow' },
  ],
  [
    'one behind a perimeter',
    'unknown',
    'azure_storage_account',
    { publicNetworkAccess: 'SecuredByPerimeter', 'networkRuleSet.defaultAction': 'Allow' },
  ],
  ['one that tells nothing', 'unknown', 'azure_storage_account', {}],
  [
    'one whose rules are of another shape',
    'unknown',
    'azure_storage_account',
    { 'networkRuleSet.defaultAction': 7, publicNetworkAccess: true },
  ],
  ['a vault with public access and no rules', 'open', 'azure_keyvault_service', { publicNetworkAccess: 'Enabled' }],
  ['a registry that denies', 'closed', 'azure_container_registry', { 'networkRuleSet.defaultAction': 'Deny' }],
  ['an AI service that allows', 'open', 'azure_cognitive_account', { 'networkAcls.defaultAction': 'Allow' }],
  [
    'a flexible server for any address',
    'open',
    'azure_postgresql_flexible_server',
    { publiclyAccessible: true, firewallRules: ['0.0.0.0-255.255.255.255'] },
  ],
  [
    'one for services of Azure alone',
    'closed',
    'azure_mysql_flexible_server',
    { publiclyAccessible: true, firewallRules: ['0.0.0.0-0.0.0.0'] },
  ],
  ['one whose rules were not read', 'unknown', 'azure_mysql_flexible_server', { publiclyAccessible: true }],
  ['a site without restrictions', 'open', 'azure_web_app', { ipSecurityRestrictions: [] }],
  ['a site that allows all', 'open', 'azure_web_app', { ipSecurityRestrictions: [{ ipAddress: 'Any', action: 'Allow', priority: 1 }] }],
  [
    'a site that allows an office and denies all others',
    'closed',
    'azure_function_app',
    {
      ipSecurityRestrictions: [
        { ipAddress: '198.51.100.0/24', action: 'Allow', priority: 100 },
        { ipAddress: 'Any', action: 'Deny', priority: 2_147_483_647 },
      ],
    },
  ],
  ['a site whose restrictions were not read', 'unknown', 'azure_web_app', {}],
  ['a site without public access', 'closed', 'azure_web_app', { publicNetworkAccess: 'Disabled' }],
]

let workspace: Awaited<ReturnType<typeof freshWorkspace>>
beforeAll(async () => {
  workspace = await freshWorkspace({ analyses: [servicesAnalysis] })
})
afterAll(() => workspace.close())

async function verdicts(): Promise<Record<string, Verdict>> {
  const rows = await workspace.store.rows(
    `SELECT t.key, json_extract(r.properties, '/certain')::BOOLEAN AS certain FROM relationship r JOIN relationship_kind k ON k.id = r.kind
     JOIN entity t ON t.nid = r.to_nid WHERE k.class = 'CONNECTS'`,
  )
  return Object.fromEntries(rows.map(({ key, certain }) => [String(key), certain === true ? 'open' : 'unknown']))
}

describe('the Internet reaches', () => {
  let found: Record<string, Verdict>
  beforeAll(async () => {
    const entities = cases.map(([title, , type, properties]) => resource(type, title, properties))
    const summary = await workspace.runs.run({ tasks: { all: { entities } } })
    expect(summary.unconcluded).toBeUndefined()
    found = await verdicts()
  })

  it.each(cases)('%s: %s', (title, verdict) => {
    expect(found[title] ?? 'closed').toBe(verdict)
  })
})

describe('a SQL server', () => {
  const server = (publiclyAccessible: boolean) => ({ entities: [resource('azure_sql_server', '/sql', { publiclyAccessible })] })
  const rule = (start: string, end: string): StagedEntity =>
    resource('azure_sql_server_firewall_rule', '/sql/firewallrules/r', { startIpAddress: start, endIpAddress: end })
  const run = (publiclyAccessible: boolean, entities: readonly StagedEntity[], status: 'succeeded' | 'denied' = 'succeeded') =>
    workspace.runs.run({
      tasks: { azure_sql_server: server(publiclyAccessible), azure_sql_server_firewall_rule: { scope: '/sql', status, entities } },
    })

  it('is open by a rule for any address, and closed by one for services of Azure or without public access', async () => {
    await run(true, [rule('0.0.0.0', '255.255.255.255')])
    expect(await verdicts()).toEqual({ '/sql': 'open' })
    await run(true, [rule('0.0.0.0', '0.0.0.0')])
    expect(await verdicts()).toEqual({})
    await run(false, [rule('0.0.0.0', '255.255.255.255')])
    expect(await verdicts()).toEqual({})
  })

  it('is unknown where its rules were not read', async () => {
    await run(true, [], 'denied')
    expect(await verdicts()).toEqual({ '/sql': 'unknown' })
  })
})
