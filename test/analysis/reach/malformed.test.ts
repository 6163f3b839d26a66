/** Whatever stands in the properties that the analyses read: the merge ends, and concludes what can be concluded. */
import { expect, test } from 'vitest'
import { reachAnalysis } from '../../../src/analysis/reach/analysis.ts'
import { read } from '../../../src/analysis/reach/from-azure/entities.ts'
import { servicesAnalysis } from '../../../src/analysis/reach/services.ts'
import { freshWorkspace } from '../../../src/store/duckdb/workspace.fixture.ts'
import type { StagedEntity } from '../../../src/store/store.ts'
import { key, nic, publicIp, rule, securityGroup, subnet } from './azure-network.ts'

const properties: Readonly<Record<string, readonly string[]>> = {
  ...read,
  azure_storage_account: ['publicNetworkAccess', 'networkRuleSet.defaultAction', 'networkRuleSet.allowedIpAddresses'],
  azure_keyvault_service: ['publicNetworkAccess', 'networkAcls.defaultAction', 'networkAcls.ipRules'],
  azure_sql_server: ['publiclyAccessible'],
  azure_sql_server_firewall_rule: ['startIpAddress', 'endIpAddress'],
  azure_mysql_flexible_server: ['publiclyAccessible', 'firewallRules'],
  azure_web_app: ['publicNetworkAccess', 'ipSecurityRestrictions', 'ipSecurityRestrictionsDefaultAction'],
}

/** Texts in the place of nested values, and nested values of other shapes. */
const odd: readonly unknown[] = [
  null,
  7,
  -1e300,
  true,
  '',
  'x',
  '0.0.0.0/0',
  '999.1.1.1/99',
  '::/200',
  [],
  [null],
  [7, true, {}, []],
  ['{', 'null', '7', '[]', '{}', '"x"', '{"properties":7}', '{"properties":{"priority":1e99,"destinationPortRanges":{"a":1}}}'],
  ['{"id":7,"privateIpAddress":[],"publicIpId":{},"subnetId":"s","backendPoolIds":"p","version":6}'],
  ['{"kind":3,"frontendPort":"a","backendPort":-5,"frontendPortEnd":1e12,"poolIds":[7,null],"publicIpId":"p"}'],
  [
    '{"port":99999,"poolId":7,"publicIpId":"p","backendPort":"x"}',
    '{"protocols":7,"sourceAddresses":["*"],"destinationPorts":["a-b","-","70000"]}',
  ],
  { nested: { deeper: [1] } },
]

test('nothing in a property keeps a merge from ending, or what is well formed from being concluded', async () => {
  const workspace = await freshWorkspace({ analyses: [reachAnalysis, servicesAnalysis] })
  try {
    const strange = Object.entries(properties).flatMap(([type, names]) =>
      names.flatMap((name) => odd.map((value, index): StagedEntity => entity(type, `/${type}/${name}/${index}`, { [name]: value }))),
    )
    const all = Object.entries(properties).flatMap(([type, names]) =>
      odd.map((value, index) => entity(type, `/${type}/all/${index}`, Object.fromEntries(names.map((name) => [name, value])))),
    )
    // Their rules are read where they stand in the way to something.
    const guarded = ['rules', 'defaultRules', 'all'].flatMap((name) =>
      odd.flatMap((_, index) => {
        const group = { securityGroupId: `/azure_security_group/${name}/${index}` }
        return nic(`${name}-${index}`, { publicIpId: key.publicIp('ip') }, group)
      }),
    )
    const sound = [
      publicIp('ip'),
      subnet(),
      nic('nic', { publicIpId: key.publicIp('ip') }, { securityGroupId: key.group('g') }),
      securityGroup('g', rule()),
    ]
    const summary = await workspace.runs.run({ tasks: { all: { entities: [...strange, ...all, ...guarded, ...sound] } } })
    expect(summary.unconcluded).toBeUndefined()
    const [row] = await workspace.store.rows(`
      SELECT json_extract(r.properties, '/ports')::VARCHAR AS ports FROM relationship r JOIN relationship_kind k ON k.id = r.kind JOIN entity t ON t.nid = r.to_nid
      WHERE k.class = 'CONNECTS' AND t.key = '${key.nic('nic')}'`)
    expect(row).toEqual({ ports: '["22"]' })
  } finally {
    await workspace.close()
  }
}, 60_000)

/** People's own data may hold anything. */
function entity(type: string, id: string, properties: Readonly<Record<string, unknown>>): StagedEntity {
  return { key: id, type, class: ['Record'], properties: { displayName: id, ...properties } }
}
