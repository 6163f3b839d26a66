/** Nothing is only promised: every row of the reference catalogue has instances in what the recorded, published and simulated answers give. */
import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startTenant } from '../../src/simulator/azure/index.ts'
import { Folder } from '../cli/isobar.ts'
import { hasShared } from '../shared.ts'
import { mergedCapture } from './merged.ts'
import { startReplay } from './product.ts'
import { drawnAs, readReference, referenceFile } from './reference.ts'

const minutes = 60_000

interface Evidence {
  readonly entities: readonly { readonly type: string; readonly count: number }[]
  readonly relationships: readonly { readonly from: string; readonly class: string; readonly to: string; readonly count: number }[]
}

/** What the definitions draw beyond the catalogue's rows and none of the three sources shows: the services' own tests alone prove these. */
const unseen: ReadonlySet<string> = new Set([
  'azure_access_review|EVALUATES|azure_ad_role_definition',
  'azure_ad_role_assignment|ASSIGNED|azure_service_principal',
  'azure_ad_role_assignment|ASSIGNED|azure_user_group',
  'azure_ad_role_eligibility|ASSIGNED|azure_user_group',
  'azure_backup_item|PROTECTS|azure_sql_database',
  'azure_backup_item|PROTECTS|azure_storage_file_share',
  'azure_cognitive_account|USES|azure_storage_account',
  'azure_conditional_access_policy|USES|azure_authentication_strength',
  'azure_databricks_workspace|USES|azure_vnet',
  'azure_deny_assignment|ASSIGNED|azure_service_principal',
  'azure_deny_assignment|ASSIGNED|azure_user',
  'azure_deny_assignment|ASSIGNED|azure_user_group',
  'azure_deny_assignment|EXCLUDES|azure_user',
  'azure_deny_assignment|EXCLUDES|azure_user_group',
  'azure_deployment|USES|azure_template_spec',
  'azure_diagnostic_setting|USES|azure_event_hub_namespace',
  'azure_disk_snapshot|USES|azure_disk_encryption_set',
  'azure_dns_record_set|CONNECTS|ANY_RESOURCE',
  'azure_function_app|USES|azure_application_insights',
  'azure_monitor_action_group|TRIGGERS|azure_function_app',
  'azure_monitor_action_group|TRIGGERS|azure_logic_app',
  'azure_mysql_flexible_server|USES|azure_managed_identity',
  'azure_mysql_flexible_server|USES|azure_subnet',
  'azure_nic|HAS|azure_security_group_flow_logs',
  'azure_postgresql_flexible_server|USES|azure_managed_identity',
  'azure_postgresql_flexible_server|USES|azure_subnet',
  'azure_role_eligibility|ASSIGNED|azure_application',
  'azure_role_eligibility|ASSIGNED|azure_directory',
  'azure_role_eligibility|ASSIGNED|azure_directory_role_template',
  'azure_role_eligibility|ASSIGNED|azure_everyone',
  'azure_role_eligibility|ASSIGNED|azure_foreign_group',
  'azure_role_eligibility|ASSIGNED|azure_msi',
  'azure_role_eligibility|ASSIGNED|azure_service_principal',
  'azure_role_eligibility|ASSIGNED|azure_unknown',
  'azure_role_eligibility|ASSIGNED|azure_unknown_principal_type',
  'azure_security_assessment|IDENTIFIED|azure_security_sub_assessment',
  'azure_security_assessment|IDENTIFIED|azure_sql_vulnerability_finding',
  'azure_security_automation|USES|azure_event_hub',
  'azure_security_automation|USES|azure_log_analytics_workspace',
  'azure_sentinel_automation_rule|TRIGGERS|azure_logic_app',
  'azure_sql_managed_instance|USES|azure_managed_identity',
  'azure_subnet|HAS|azure_security_group_flow_logs',
  'azure_subscription|HAS|azure_deployment_stack',
  'azure_subscription|HAS|azure_resource',
  'azure_tenant_diagnostic_setting|USES|azure_event_hub_namespace',
  'azure_tenant_diagnostic_setting|USES|azure_storage_account',
  'azure_user_group|HAS|azure_ad_role_definition',
  'azure_virtual_network_gateway|CONNECTS|azure_virtual_network_gateway',
  'azure_vm_scale_set|USES|azure_image',
  'azure_waf_policy|PROTECTS|azure_frontdoor_frontend_endpoint',
  'azure_web_app|USES|azure_application_insights',
  'azure_web_app|USES|azure_managed_identity',
  // Rules that keep out the members of an application security group, or let out to them, are in neither.
  'azure_application_security_group|DENIES|azure_security_group',
  'azure_security_group|ALLOWS|azure_application_security_group',
  'azure_security_group|DENIES|azure_application_security_group',
  // Roles of user-assigned identities are in neither, and Global Administrators are users in both.
  'azure_managed_identity|ALLOWS|ANY_SCOPE',
  'azure_service_principal|CAN|azure_account',
  'azure_user_group|CAN|azure_account',
  // None of them takes connections from anywhere, nor are the rules of any unknown.
  'internet|CONNECTS|azure_postgresql_flexible_server',
  'internet|CONNECTS|azure_postgresql_server',
])

const here = hasShared(referenceFile) && hasShared('captures/azure/serve.mjs') && hasShared('captures/azure-examples/merge.mjs')

describe.skipIf(!here)('the capture, the official examples and the simulated tenant in one workspace', () => {
  const folder = new Folder()
  let evidence: Evidence

  beforeAll(async () => {
    const merged = await startReplay('--capture', mergedCapture(folder.path))
    const simulated = await startTenant({ resources: 2000, seed: 1, tls: true, openVaults: true })
    try {
      const trusted = [merged.ca, simulated.ca ?? ''].map((path) => readFileSync(path, 'utf8')).join('')
      const env = { NODE_EXTRA_CA_CERTS: folder.file('ca.pem', trusted), RECORDED: 'any~secret', SIMULATED: simulated.clientSecret }
      folder.file(
        'isobar.yaml',
        `integrations:\n${integration('recorded', 'RECORDED', { ...merged, clientId: simulated.clientId })}${integration('simulated', 'SIMULATED', simulated)}`,
      )
      const collected = await folder.isobar(['collect'], { env })
      // Both tenants refuse some calls.
      expect([0, 4], collected.stderr).toContain(collected.status)
      await importClusters(folder)
    } finally {
      await Promise.all([merged.stop(), simulated.close()])
    }
    evidence = JSON.parse(await answer(folder, ['catalogue', 'azure', '--evidence', '--format', 'json']))
  }, 6 * minutes)

  afterAll(() => folder.remove())

  test('hold some of every catalogued type', () => {
    const counts = new Map(evidence.entities.map(({ type, count }) => [type, count]))
    const missing = readReference().entities.filter(({ _type }) => !counts.get(_type))
    expect(missing.map(({ _type }) => _type)).toEqual([])
  })

  test('hold some of every catalogued relationship', () => {
    const counts = new Map(evidence.relationships.map(({ from, class: verb, to, count }) => [`${from}|${verb}|${to}`, count]))
    const rows = readReference().relationships.map((row) => drawnAs(row).replace(/ .*$/, ''))
    expect(rows.length).toBe(230)
    expect(rows.filter((row) => !counts.get(row))).toEqual([])
  })

  test('hold some of everything else that can be collected, but for what is listed with its reason', () => {
    expect(evidence.entities.filter(({ count }) => count === 0)).toEqual([])
    const none = evidence.relationships.filter(({ count }) => count === 0).map(({ from, class: verb, to }) => `${from}|${verb}|${to}`)
    expect(none.toSorted()).toEqual([...unseen].toSorted())
  })
})

function integration(
  name: string,
  secret: string,
  { base, tenantId, clientId }: { readonly base: string; readonly tenantId: string; readonly clientId: string },
): string {
  return `  - name: ${name}
    type: azure
    tenantId: ${tenantId}
    clientId: ${clientId}
    clientSecret: { env: ${secret} }
    subscriptions: all
    ingestDirectory: true
    endpoints:
      login: ${base}
      resourceManager: ${base}/management.azure.com
      graph: ${base}/graph.microsoft.com
      dataPlane: ${base}/{host}
`
}

/** What an integration of the clusters' own would bring: the ends that Azure only names. */
async function importClusters(folder: Folder): Promise<void> {
  const find = async (query: string) => {
    const { data }: { readonly data: readonly Readonly<Record<string, string>>[] } = JSON.parse(
      await answer(folder, ['query', query, '--format', 'json']),
    )
    return data
  }
  const bindings = await find('FIND azure_kube_cluster_role_binding AS b RETURN b.id AS id')
  const roles = await find('FIND azure_kube_trusted_access_role AS r RETURN r.name AS name, r.location AS location')
  const entities = [
    ...bindings.map(({ id }) => ({ _key: `ClusterRoleBinding:${id}`, _type: 'kube_cluster_role_binding', _class: ['AccessPolicy'] })),
    ...roles.map(({ name, location }) => ({
      _key: `ClusterRole:azure_access_role_${name}_location_${location}`,
      _type: 'kube_cluster_role',
      _class: ['AccessRole'],
    })),
  ]
  const lines = entities.map((entity) => JSON.stringify({ entity })).join('\n')
  await answer(folder, ['import', '--graph', folder.file('clusters.ndjson', lines), '--as', 'clusters'])
}

async function answer(folder: Folder, args: readonly string[]): Promise<string> {
  const { status, stdout, stderr } = await folder.isobar(args)
  expect(status, stderr).toBe(0)
  return stdout
}
