/** Groups of Entra ID and what is in them. https://learn.microsoft.com/graph/api/group-list */
import { type Bridge, between, from } from '../../collect/links.ts'
import { type Answer, text } from '../client/json.ts'
import { date } from '../facts.ts'
import { graphChildrenOf, graphList } from '../graph-listing.ts'
import { objectKey } from '../ids.ts'
import type { AzureResource } from '../listing.ts'
import { resource } from '../resource.ts'
import { tenantOf } from '../tenant.ts'

export const userGroup = resource({
  type: 'azure_user_group',
  class: ['UserGroup'],
  title: 'Group',
  service: 'Entra ID',
  list: graphList('/groups'),
  permission: 'Directory.Read.All',
  properties: {
    name: 'displayName',
    description: 'description',
    email: 'mail',
    mailEnabled: 'mailEnabled',
    securityEnabled: 'securityEnabled',
    groupTypes: 'groupTypes',
    isAssignableToRole: 'isAssignableToRole',
    membershipRule: 'membershipRule',
    membershipRuleProcessingState: 'membershipRuleProcessingState',
    visibility: 'visibility',
    onPremisesSyncEnabled: 'onPremisesSyncEnabled',
    createdOn: date('createdDateTime'),
    renewedOn: date('renewedDateTime'),
    deletedOn: date('deletedDateTime'),
    expiresOn: date('expirationDateTime'),
    resourceProvisioningOptions: 'resourceProvisioningOptions',
  },
  links: [from('azure_account', 'HAS', ({ scope }) => tenantOf(scope).tenantId, { type: 'azure_account_has_group' })],
})

/** Kinds of members that lists of their own hold, as entities with the same object id. */
const listedElsewhere: ReadonlySet<string | undefined> = new Set([
  '#microsoft.graph.user',
  '#microsoft.graph.group',
  '#microsoft.graph.servicePrincipal',
  '#microsoft.graph.device',
])

/** Members that nothing else lists (contacts) are entities; every member is a link. */
export const groupMember = resource({
  type: 'azure_group_member',
  class: ['User'],
  title: 'Group member',
  service: 'Entra ID',
  list: graphChildrenOf(userGroup, '/groups', 'members'),
  permission: 'Directory.Read.All',
  isEntity: ({ raw }) => !listedElsewhere.has(kindOf(raw)),
  properties: {
    odataType: '@odata.type',
    displayName: 'displayName',
    email: 'mail',
    jobTitle: 'jobTitle',
  },
  links: [
    between('azure_user_group', 'HAS', 'azure_user', (member) => membership(member, '#microsoft.graph.user'), {
      type: 'azure_group_has_user',
    }),
    between('azure_user_group', 'HAS', 'azure_user_group', (member) => membership(member, '#microsoft.graph.group'), {
      type: 'azure_group_has_group',
    }),
    between('azure_user_group', 'HAS', 'azure_group_member', (member) => membership(member, undefined), { type: 'azure_group_has_member' }),
  ],
})

/** @param kind the kind of member wanted; undefined: any but users and groups */
function membership({ raw, scope }: AzureResource, kind: string | undefined): Bridge[] {
  const found = kindOf(raw)
  const wanted = kind === undefined ? found !== '#microsoft.graph.user' && found !== '#microsoft.graph.group' : found === kind
  const id = text(raw, 'id')
  return wanted && id !== undefined ? [{ near: scope.id, far: objectKey(id) }] : []
}

function kindOf(member: Answer): string | undefined {
  return text(member, '@odata.type')
}
