/** How many resources of each type a tenant has by Azure's own count, and which definitions list them. */
import { from } from '../../collect/links.ts'
import { type Answer, at, text } from '../client/json.ts'
import { subscriptionsPerQuery } from '../client/resource-graph.ts'
import type { AzureCall, AzureResource, ListingOf } from '../listing.ts'
import { type AzureDefinition, resource } from '../resource.ts'
import { tenantWideKey } from '../synthetic-listing.ts'
import { tenantOf } from '../tenant.ts'
import { idOfSubscription } from './subscriptions.ts'

const query = 'resources | summarize resources = count() by type'

/** `status` compares its counts with what was collected. */
export function resourceTypeDefinition(modelled: ReadonlyMap<string, readonly string[]>): AzureDefinition {
  return resource({
    type: 'azure_resource_type',
    class: ['Record'],
    title: 'Resource type',
    service: 'Resource Manager',
    list: countedBy(modelled),
    permission: '*/read',
    properties: { provider: 'provider', resources: 'resources', modelledAs: 'modelledAs' },
    links: [from('azure_account', 'HAS', ({ scope }) => tenantOf(scope).tenantId)],
  })
}

function countedBy(modelled: ReadonlyMap<string, readonly string[]>): ListingOf {
  const raw = ([type, resources]: readonly [string, number]): Answer => {
    const by = modelled.get(type)
    return { type, provider: type.split('/')[0], resources, ...(by === undefined ? {} : { modelledAs: by }) }
  }
  return ({ type }) => ({
    scope: 'tenant',
    source: {
      kind: 'list',
      api: 'GET /subscriptions/{subscriptionId}/resources',
      async *list(call) {
        const counts = new Map<string, number>()
        for (const id of await subscriptionIds(call)) {
          for await (const one of call.session.arm.list(`/subscriptions/${id}/resources`, '2021-04-01', call)) add(counts, one, 1)
        }
        yield* [...counts].map(raw)
      },
    },
    bulk: {
      api: `Resource Graph: ${query}`,
      scopesPerCall: 1,
      async *list(call, scopes) {
        const counts = new Map<string, number>()
        const ids = await subscriptionIds(call)
        for (let start = 0; start < ids.length; start += subscriptionsPerQuery) {
          const some = ids.slice(start, start + subscriptionsPerQuery)
          for await (const row of call.session.resourceGraph.rows(query, some, call)) add(counts, row, Number(at(row, 'resources') ?? 0))
        }
        for (const { id } of scopes) for (const count of counts) yield { scope: id, raw: raw(count) }
      },
      proves: async () => false,
    },
    properties: ['name', 'displayName'],
    shared: (found: AzureResource) => {
      const name = text(found.raw, 'type')
      return { key: `${tenantWideKey(type, found.scope)}:${name}`, properties: { name, displayName: name } }
    },
  })
}

function add(counts: Map<string, number>, row: Answer, resources: number): void {
  const type = text(row, 'type')?.toLowerCase()
  if (type !== undefined) counts.set(type, (counts.get(type) ?? 0) + resources)
}

/** Those that the run reads. */
async function subscriptionIds(call: AzureCall): Promise<string[]> {
  const { subscriptions } = call.session.config
  const wanted = subscriptions === 'all' ? undefined : new Set(subscriptions.map((id) => id.toLowerCase()))
  const ids: string[] = []
  for await (const one of call.session.arm.list('/subscriptions', '2022-12-01', call)) {
    const id = idOfSubscription(one)
    if (id !== undefined && wanted?.has(id) !== false) ids.push(id)
  }
  return ids
}
