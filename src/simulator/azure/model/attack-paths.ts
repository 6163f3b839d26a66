/** Attack paths, which only Resource Graph tells of. https://learn.microsoft.com/azure/defender-for-cloud/attack-path-api */
import type { JsonObject } from '../json.ts'
import { listed, mapped, type Sequence } from '../sequence.ts'
import type { Subscription } from '../subscription.ts'
import type { Tenant } from '../tenant.ts'

const title = 'A machine open to the Internet has an identity with wide permissions'

/** One in every subscription that holds anything. */
export function attackPaths(tenant: Tenant): Sequence<JsonObject> {
  const filled = tenant.subscriptions.filter(({ resources }) => resources > 0)
  return mapped(listed(filled), (subscription) => attackPath(tenant, subscription))
}

function attackPath(tenant: Tenant, subscription: Subscription): JsonObject {
  const dice = tenant.dice('attack path', subscription.index)
  const name = dice.guid('name')
  const entities = [
    entity('entry', 'virtualmachine', tenant.one('Microsoft.Compute/virtualMachines', subscription, dice)),
    entity('target', 'storageaccount', tenant.one('Microsoft.Storage/storageAccounts', subscription, dice)),
  ]
  return {
    id: `/subscriptions/${subscription.id}/providers/Microsoft.Security/attackPaths/${name}`,
    name,
    properties: {
      displayName: title,
      description: title,
      attackPathType: 'Internet exposed machine',
      riskCategories: ['Data exposure'],
      riskLevel: 'High',
      potentialImpact: 'Control over the subscription',
      manualRemediationSteps: 'Close the ports of the machine, and take away what its identity does not need',
      refreshInterval: 'PT24H',
      entryPointEntityInternalID: 'entry',
      targetEntityInternalID: 'target',
      graphComponent: { insights: [], entities: entities.flat(), connections: [{ source: 'entry', target: 'target', type: 'can read' }] },
    },
  }
}

function entity(internal: string, entityType: string, node: { readonly id: string; readonly name: string } | undefined): JsonObject[] {
  if (node === undefined) return []
  return [{ entityInternalId: internal, entityName: node.name, entityType, entityIdentifiers: { azureResourceId: node.id } }]
}
