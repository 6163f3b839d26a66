/** Entities that stand for what no list of the tenant holds: principals of other tenants, scopes nobody may read, service tags. */
import type { Entity } from '../graph/model.ts'
import { locationKey, regionOf } from './ids.ts'

/** What `principalType` of a role assignment means. https://learn.microsoft.com/rest/api/authorization/role-assignments */
const principals: Readonly<Record<string, { readonly type: string; readonly class: readonly string[] }>> = {
  User: { type: 'azure_user', class: ['User'] },
  Group: { type: 'azure_user_group', class: ['UserGroup'] },
  ServicePrincipal: { type: 'azure_service_principal', class: ['Service'] },
  Application: { type: 'azure_application', class: ['Application'] },
  DirectoryObjectOrGroup: { type: 'azure_directory', class: ['Directory'] },
  DirectoryRoleTemplate: { type: 'azure_directory_role_template', class: ['AccessRole'] },
  Everyone: { type: 'azure_everyone', class: ['UserGroup'] },
  ForeignGroup: { type: 'azure_foreign_group', class: ['UserGroup'] },
  MSI: { type: 'azure_msi', class: ['Service'] },
  Unknown: { type: 'azure_unknown', class: ['Entity'] },
}
const unknownPrincipal = { type: 'azure_unknown_principal_type', class: ['Entity'] }

/** All types that a role may be assigned to. */
export const principalTypes: readonly string[] = [...Object.values(principals), unknownPrincipal].map(({ type }) => type)

export function principalTypeOf(principalType: string | undefined): string {
  return (principals[principalType ?? ''] ?? unknownPrincipal).type
}

export function principalPlaceholder(type: string): (key: string) => Entity {
  const known = Object.values(principals).find((principal) => principal.type === type)
  return (key) => standIn(type, known?.class ?? unknownPrincipal.class, key)
}

/** A principal known by its object id alone: that of a vault's access policy. */
export function anyPrincipal(key: string): Entity {
  return standIn('azure_principal', ['User'], key)
}

/** A scope that was not read: the root, another tenant's subscription, a resource of a type that nobody lists. */
export function anyScope(key: string): Entity {
  return standIn('azure_scope', ['Resource'], key)
}

/** What an image version was made of, and nothing lists: it may be gone. */
export function imageSource(key: string): Entity {
  return standIn('azure_image_source', ['Resource'], key)
}

/** Another tenant of Entra ID. */
export function otherTenant(key: string, name = key): Entity {
  return { ...standIn('azure_account', ['Account'], key), properties: { id: key, name, displayName: name } }
}

/** Who signs the tokens that an application accepts in place of a secret: GitHub, a cluster, another cloud. */
export function tokenIssuer(issuer: string): Entity {
  return standIn('azure_external_issuer', ['Service'], issuer)
}

/** A region that the list of no subscription names. */
export function regionPlaceholder(location: string): Entity {
  const name = regionOf(location) ?? location
  return { key: locationKey(name), type: 'azure_location', class: ['Site'], properties: { id: name, name, displayName: name } }
}

/** `AzureLoadBalancer` → azure_load_balancer, `Storage.WestUS` → azure_storage_west_us. */
export function serviceTag(tag: string): Entity {
  const words = tag
    .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
    .replace(/[^A-Za-z0-9]+/g, '_')
    .toLowerCase()
  return {
    key: `azure-service-tag:${tag.toLowerCase()}`,
    type: `azure_${words}`.replace(/^azure_azure_/, 'azure_'),
    class: ['Service'],
    properties: { name: tag, displayName: tag, category: ['network'], function: ['networking'] },
  }
}

function standIn(type: string, classes: readonly string[], key: string): Entity {
  return { key, type, class: classes, properties: { id: key, name: key, displayName: key } }
}
