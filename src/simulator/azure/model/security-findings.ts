/** What Microsoft Defender for Cloud finds: assessments and alerts. https://learn.microsoft.com/rest/api/defenderforcloud */
import type { JsonObject } from '../json.ts'
import { generated, joined, nothing, type Sequence } from '../sequence.ts'
import type { Subscription } from '../subscription.ts'
import type { Tenant } from '../tenant.ts'
import { sqlFindings } from './sql-findings.ts'

interface Check {
  readonly key: string
  readonly type: string
  readonly title: string
  readonly severity: 'High' | 'Medium' | 'Low'
}

/** What is assessed: the keys are our own, in the shape of Microsoft's. */
const checks: readonly Check[] = [
  {
    key: '1b7d2a5e-0c44-4e0e-9a51-3f5b7e6f1a01',
    type: 'Microsoft.Storage/storageAccounts',
    title: 'Storage accounts should not allow public access',
    severity: 'Medium',
  },
  {
    key: '1b7d2a5e-0c44-4e0e-9a51-3f5b7e6f1a02',
    type: 'Microsoft.Compute/virtualMachines',
    title: 'Machines should encrypt at host',
    severity: 'High',
  },
  {
    key: '1b7d2a5e-0c44-4e0e-9a51-3f5b7e6f1a03',
    type: 'Microsoft.KeyVault/vaults',
    title: 'Vaults should protect against purge',
    severity: 'Low',
  },
]

/** One assessment of each resource of the types that are checked. */
export function assessments(tenant: Tenant, subscription: Subscription): Sequence<JsonObject> {
  return joined(
    checks.map((check) => {
      const found = tenant.populationOf(check.type, subscription)
      if (found === undefined) return nothing
      const nodes = tenant.list(found.kind, subscription)
      return generated(nodes.length, (position) =>
        assessment(check, nodes.at(position).id, nodes.at(position).drift.chance(check.key, tenant.misconfigured)),
      )
    }),
  )
}

function assessment({ key, title, severity }: Check, resourceId: string, failed: boolean): JsonObject {
  const id = `${resourceId}/providers/Microsoft.Security/assessments/${key}`
  return {
    id,
    name: key,
    type: 'Microsoft.Security/assessments',
    properties: {
      displayName: title,
      status: failed ? { code: 'Unhealthy', cause: '', description: '' } : { code: 'Healthy' },
      resourceDetails: { Source: 'Azure', Id: resourceId },
      additionalData: {},
      metadata: {
        displayName: title,
        severity,
        categories: ['Data'],
        description: title,
        remediationDescription: 'Change the setting of the resource',
        policyDefinitionId: `/providers/Microsoft.Authorization/policyDefinitions/${key}`,
        assessmentType: 'BuiltIn',
      },
      links: { azurePortal: `https://portal.azure.com/#blade/assessment/${key}` },
    },
  }
}

export function subAssessments(tenant: Tenant, subscription: Subscription): Sequence<JsonObject> {
  return joined([ofRegistries(tenant, subscription), sqlFindings(tenant, subscription)])
}

function ofRegistries(tenant: Tenant, subscription: Subscription): Sequence<JsonObject> {
  const found = tenant.populationOf('Microsoft.ContainerRegistry/registries', subscription)
  if (found === undefined) return nothing
  const nodes = tenant.list(found.kind, subscription)
  return generated(nodes.length, (position) => {
    const node = nodes.at(position)
    const name = node.dice.guid('finding')
    return {
      id: `${node.id}/providers/Microsoft.Security/assessments/${checks[0]?.key}/subAssessments/${name}`,
      name,
      type: 'Microsoft.Security/assessments/subAssessments',
      properties: {
        id: `CVE-2025-${node.dice.int('cve', 1000, 9999)}`,
        displayName: 'Outdated package in an image',
        category: 'Vulnerability',
        status: { code: 'Unhealthy', severity: 'High' },
        resourceDetails: { source: 'Azure', id: node.id },
        timeGenerated: tenant.daysAgo(3),
        additionalData: { assessedResourceType: 'ContainerRegistryVulnerability' },
      },
    }
  })
}

export function alerts(tenant: Tenant, subscription: Subscription): Sequence<JsonObject> {
  const machines = tenant.populationOf('Microsoft.Compute/virtualMachines', subscription)
  if (machines === undefined) return nothing
  const nodes = tenant.list(machines.kind, subscription)
  return generated(Math.ceil(nodes.length / 20), (position) => {
    const node = nodes.at(position * 20)
    const name = node.dice.guid('alert')
    return {
      id: `/subscriptions/${subscription.id}/providers/Microsoft.Security/locations/${String(node.body.location)}/alerts/${name}`,
      name,
      type: 'Microsoft.Security/Locations/alerts',
      properties: {
        status: node.drift.pick('status', ['Active', 'Resolved', 'Dismissed']),
        alertType: 'VM_SuspiciousActivity',
        alertDisplayName: 'Unusual sign-in to a machine',
        description: 'Sign-ins from an unusual place were seen',
        severity: node.dice.pick('severity', ['High', 'Medium', 'Low']),
        intent: 'InitialAccess',
        startTimeUtc: tenant.daysAgo(4),
        endTimeUtc: tenant.daysAgo(3.9),
        timeGeneratedUtc: tenant.daysAgo(3.8),
        compromisedEntity: node.name,
        productName: 'Microsoft Defender for Cloud',
        resourceIdentifiers: [{ type: 'AzureResource', azureResourceId: node.id }],
        remediationSteps: ['Look at the sign-ins of the machine'],
        alertUri: `https://portal.azure.com/#blade/alert/${name}`,
        isIncident: false,
        extendedProperties: {},
      },
    }
  })
}
