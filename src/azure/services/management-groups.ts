/** The tree of management groups above the subscriptions. https://learn.microsoft.com/rest/api/managementgroups */
import { type Edge, from, to } from '../../collect/links.ts'
import { shared } from '../arm-listing.ts'
import { NotFoundError } from '../client/failure.ts'
import { type Answer, objects, text } from '../client/json.ts'
import { ref } from '../facts.ts'
import { armKey } from '../ids.ts'
import type { AzureCall, AzureResource } from '../listing.ts'
import { resource } from '../resource.ts'
import { tenantOf } from '../tenant.ts'

const armType = 'Microsoft.Management/managementGroups'
const version = '2023-04-01'

export const managementGroup = resource({
  type: 'azure_management_group',
  class: ['Group'],
  title: 'Management group',
  service: 'Resource Manager',
  permission: 'Microsoft.Management/managementGroups/read',
  list: ({ type }) => ({
    scope: 'tenant',
    source: { kind: 'list', api: `GET /providers/${armType}/{groupId}?$expand=children`, cost: '1 per management group', list: walk },
    armType,
    ...shared(type, armType, false),
  }),
  properties: {
    displayName: 'properties.displayName',
    tenantId: 'properties.tenantId',
    parentId: ref('properties.details.parent.id'),
    childIds: ref('properties.children[].id'),
    childTypes: 'properties.children[].type',
  },
  links: [
    from('azure_account', 'HAS', ({ raw, scope }) => {
      const { tenantId } = tenantOf(scope)
      return text(raw, 'name')?.toLowerCase() === tenantId ? tenantId : undefined
    }),
    to('CONTAINS', 'azure_management_group', ({ raw }) =>
      children(raw)
        .filter(isGroup)
        .map(({ id }) => armKey(id)),
    ),
    to('HAS', 'azure_subscription', subscriptions, { mapped: true }),
  ],
})

/** From the root, whose name is the tenant's id, down. A branch that may not be read ends there; the others go on. */
async function* walk(call: AzureCall): AsyncGenerator<Answer> {
  const seen = new Set<string>()
  let refusal: { readonly error: unknown } | undefined
  let level = [tenantOf(call.scope).tenantId]
  while (level.length > 0) {
    const next: string[] = []
    const groups = await Promise.allSettled(level.map((name) => read(call, name)))
    for (const group of groups) {
      if (group.status === 'rejected') refusal ??= { error: group.reason }
      else if (group.value !== undefined) {
        yield group.value
        next.push(
          ...children(group.value)
            .filter(isGroup)
            .map(({ name }) => name),
        )
      }
    }
    level = next.filter((name) => seen.size < seen.add(name.toLowerCase()).size)
  }
  if (refusal !== undefined) throw refusal.error
}

async function read(call: AzureCall, name: string): Promise<Answer | undefined> {
  try {
    return await call.session.arm.get(`/providers/${armType}/${name}`, version, call, { $expand: 'children' })
  } catch (error) {
    // Without the role on the root the API denies that it exists; any other group that is gone is just gone.
    if (error instanceof NotFoundError && name !== tenantOf(call.scope).tenantId) return undefined
    throw error
  }
}

interface Child {
  readonly id: string
  readonly name: string
  readonly type: string
  readonly displayName: string
}

function children(group: Answer): Child[] {
  return objects(group, 'properties.children').flatMap((child) => {
    const id = text(child, 'id')
    if (id === undefined) return []
    const name = text(child, 'name') ?? id.slice(id.lastIndexOf('/') + 1)
    return [{ id, name, type: text(child, 'type') ?? '', displayName: text(child, 'displayName') ?? name }]
  })
}

/** The type is spelt with and without /providers/. */
function isGroup({ type }: Child): boolean {
  return /managementGroups$/i.test(type)
}

function subscriptions({ raw }: AzureResource): Edge[] {
  return children(raw)
    .filter(({ type }) => /subscriptions$/i.test(type))
    .map(({ id, name, displayName }) => {
      const key = armKey(id)
      const properties = { id, name: displayName, displayName, subscriptionId: name }
      return { target: key, placeholder: { key, type: 'azure_subscription', class: ['Account'], properties } }
    })
}
