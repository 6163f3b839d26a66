/** The administrators of a subscription from before roles. https://learn.microsoft.com/azure/role-based-access-control/classic-administrators */
import { type Edge, to, where } from '../../collect/links.ts'
import type { Entity } from '../../graph/model.ts'
import { type Answer, objects, text } from '../client/json.ts'
import type { AzureCall, AzureResource, ListingOf } from '../listing.ts'
import { resource } from '../resource.ts'
import { subscriptionOf } from '../tenant.ts'

const path = '/providers/Microsoft.Authorization/classicAdministrators'
const name = 'Classic administrators'

/** A group that nobody made: it stands for the administrators of one subscription, so that each is told from another's. */
export const classicAdministrators = resource({
  type: 'azure_classic_admin_group',
  class: ['UserGroup'],
  title: name,
  service: 'Authorization',
  list: ofSubscription,
  permission: 'Microsoft.Authorization/classicAdministrators/read',
  properties: {
    id: 'administrators[].id',
    emailAddress: 'administrators[].properties.emailAddress',
    role: 'administrators[].properties.role',
  },
  links: [to('HAS', 'azure_user', members, { mapped: true })],
})

function ofSubscription({ type }: Parameters<ListingOf>[0]): ReturnType<ListingOf> {
  return {
    scope: 'subscription',
    source: { kind: 'list', api: `GET /subscriptions/{subscriptionId}${path}`, list },
    properties: ['name', 'displayName', 'subscriptionId'],
    shared: ({ scope }) => {
      const subscriptionId = subscriptionOf(scope)?.id
      return { key: `${type}:${subscriptionId}`, properties: { name, displayName: name, subscriptionId } }
    },
  }
}

async function* list(call: AzureCall): AsyncGenerator<Answer> {
  const administrators = await Array.fromAsync(call.session.arm.list(`/subscriptions/${call.scope.id}${path}`, '2015-07-01', call))
  if (administrators.length > 0) yield { name, administrators }
}

function members({ raw }: AzureResource): Edge[] {
  return objects(raw, 'administrators').flatMap((administrator) => {
    const userPrincipalName = text(administrator, 'properties.emailAddress')
    const target = where('azure_user', { userPrincipalName })
    if (userPrincipalName === undefined || target === undefined) return []
    const properties = {
      role: text(administrator, 'properties.role'),
      id: text(administrator, 'id'),
      name: text(administrator, 'name'),
    }
    return [{ target, placeholder: user(userPrincipalName), properties }]
  })
}

function user(userPrincipalName: string): Entity {
  const properties = { userPrincipalName, displayName: userPrincipalName }
  return { key: userPrincipalName.toLowerCase(), type: 'azure_user', class: ['User'], properties }
}

export const classicAdministratorDefinitions = [classicAdministrators]
