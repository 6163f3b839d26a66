/**
 * Roles that AKS offers to other Azure services, region by region. They are Azure's own and the same for all
 * subscriptions: one that has a cluster is asked, and a tenant without clusters is asked nothing.
 */
import { NotRegisteredError } from '../../collect/errors.ts'
import { NotFoundError } from '../client/failure.ts'
import { type Answer, text } from '../client/json.ts'
import { type AzureCall, idOf, type ListingOf } from '../listing.ts'
import { subscription } from '../services/subscriptions.ts'

const provider = 'Microsoft.ContainerService'

/** `GET …/locations/{location}/trustedAccessRoles` for every region; each role with its region. */
export function trustedRoles(version: string): ListingOf {
  return ({ type }) => ({
    scope: 'tenant',
    source: {
      kind: 'list',
      api: `GET /subscriptions/{subscriptionId}/providers/${provider}/locations/{location}/trustedAccessRoles`,
      async *list(call) {
        const id = await subscriptionWithCluster(call)
        if (id === undefined) return
        const locations: string[] = []
        for await (const one of call.session.arm.list(`/subscriptions/${id}/locations`, '2022-12-01', call)) {
          const name = text(one, 'name')
          if (name !== undefined) locations.push(name)
        }
        const path = `/subscriptions/${id}/providers/${provider}/locations`
        const roles = await Promise.all(locations.map((location) => rolesIn(call, `${path}/${location}/trustedAccessRoles`, version)))
        for (const [index, found] of roles.entries()) for (const role of found) yield { ...role, location: locations[index] }
      },
    },
    properties: ['name', 'displayName'],
    shared: ({ raw }) => {
      const name = text(raw, 'name') ?? idOf(raw, type)
      return { key: `azure_access_role_${name}_location_${text(raw, 'location') ?? ''}`, properties: { name, displayName: name } }
    },
  })
}

/** Regions without AKS say so by an error. */
async function rolesIn(call: AzureCall, path: string, version: string): Promise<Answer[]> {
  try {
    return await Array.fromAsync(call.session.arm.list(path, version, call))
  } catch (error) {
    if (error instanceof NotRegisteredError || error instanceof NotFoundError) return []
    throw error
  }
}

async function subscriptionWithCluster(call: AzureCall): Promise<string | undefined> {
  const { source } = subscription
  const all = source.kind === 'list' ? await Array.fromAsync(source.list(call), (one) => text(one, 'subscriptionId') ?? []) : []
  const query = `resources | where type =~ 'microsoft.containerservice/managedclusters' | project id, subscriptionId | order by id asc`
  for await (const cluster of call.session.resourceGraph.rows(query, all.flat(), call)) return text(cluster, 'subscriptionId')
  return undefined
}
