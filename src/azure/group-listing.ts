/** Types of which Azure Resource Manager has no list for a whole subscription, but one for each resource group. */
import type { ListSource } from '../collect/resource.ts'
import { bulkOf, shared } from './arm-listing.ts'
import { NotFoundError } from './client/failure.ts'
import { onBehalf } from './client/http.ts'
import { type Answer, text } from './client/json.ts'
import { resourceGroupKeyOf } from './ids.ts'
import type { AzureCall, ListingOf } from './listing.ts'
import { seesAll } from './sees-all.ts'
import type { AzureSession } from './session.ts'

const resourcesVersion = '2021-04-01'
const resourcesRead = 'Microsoft.Resources/subscriptions/resources/read'

/**
 * One query of Resource Graph for all. Where that does not answer, the list of all resources says which groups hold
 * any, and theirs are the lists that are asked for: a subscription has many groups and few gateways.
 */
export function byGroup(armType: string, version: string): ListingOf {
  const source: ListSource<Answer, AzureSession> = {
    kind: 'list',
    api: `GET /subscriptions/{subscriptionId}/resources, and where it names any, GET {resourceGroup}/providers/${armType}`,
    async *list(call) {
      for (const group of await groupsWith(call, armType)) {
        try {
          yield* call.session.arm.list(`${group}/providers/${armType}`, version, call)
        } catch (error) {
          // The group went away since it was listed, and what was in it.
          if (!(error instanceof NotFoundError)) throw error
        }
      }
      await seesAll(call, call.scope.id)
    },
  }
  return ({ type }) => ({
    scope: 'subscription',
    source,
    armType,
    bulk: bulkOf('resources', armType),
    ...shared(type, armType, true),
  })
}

/** The ids of the groups, as some resource in them spells it. */
async function groupsWith(call: AzureCall, armType: string): Promise<Iterable<string>> {
  const groups = new Map<string, string>()
  const path = `/subscriptions/${call.scope.id}/resources`
  const only = { $filter: `resourceType eq '${armType}'` }
  for await (const found of call.session.arm.list(path, resourcesVersion, onBehalf(call, resourcesRead), only)) {
    const id = text(found, 'id') ?? ''
    const group = resourceGroupKeyOf(id)
    if (group !== undefined) groups.set(group, id.slice(0, group.length))
  }
  return groups.values()
}
