/** What scans of SQL databases found, as Defender shows it. https://learn.microsoft.com/azure/defender-for-cloud/sql-azure-vulnerability-assessment-find */
import type { JsonObject } from '../json.ts'
import type { Node } from '../kind.ts'
import { generated, joined, nothing, type Sequence } from '../sequence.ts'
import type { Subscription } from '../subscription.ts'
import type { Tenant } from '../tenant.ts'

/** The assessment under which Defender gathers them: the key is our own, in the shape of Microsoft's. */
const assessment = '1b7d2a5e-0c44-4e0e-9a51-3f5b7e6f1a04'

const rules = [
  { id: 'VA2064', title: 'Firewall rules of a database should be few', severity: 'High', category: 'SurfaceAreaReduction' },
  { id: 'VA2130', title: 'Access to a database should be reviewed', severity: 'Low', category: 'AuthenticationAndAuthorization' },
] as const

/** Each rule on the database that every server has, and on that of every managed instance. */
export function sqlFindings(tenant: Tenant, subscription: Subscription): Sequence<JsonObject> {
  return joined(
    (['Microsoft.Sql/servers', 'Microsoft.Sql/managedInstances'] as const).map((type) => {
      const found = tenant.populationOf(type, subscription)
      if (found === undefined) return nothing
      const nodes = tenant.list(found.kind, subscription)
      return generated(nodes.length * rules.length, (position) => finding(tenant, nodes.at(Math.floor(position / rules.length)), position))
    }),
  )
}

function finding(tenant: Tenant, server: Node, position: number): JsonObject {
  const rule = rules[position % rules.length] ?? rules[0]
  const name = server.dice.guid(rule.id)
  return {
    id: `${server.id}/providers/Microsoft.Security/assessments/${assessment}/subAssessments/${name}`,
    name,
    type: 'Microsoft.Security/assessments/subAssessments',
    properties: {
      id: rule.id,
      displayName: rule.title,
      category: rule.category,
      description: rule.title,
      impact: 'Whoever reaches the database may read what is in it',
      remediation: 'Take away what is not needed, and make the rest the baseline',
      status: {
        code: server.drift.chance(rule.id, tenant.misconfigured) ? 'Unhealthy' : 'Healthy',
        severity: rule.severity,
        cause: 'Unknown',
      },
      resourceDetails: { source: 'Azure', id: `${server.id}/databases/master` },
      timeGenerated: tenant.daysAgo(3),
      additionalData: {
        assessedResourceType: 'SqlServerVulnerability',
        type: 'AzureDatabase',
        query: 'SELECT name FROM sys.database_firewall_rules',
        benchmarks: [],
      },
    },
  }
}
