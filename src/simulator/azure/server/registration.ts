/**
 * The client's own app registration, as far as it tells why a token lacks permissions: what it asks Microsoft Graph for,
 * with the type Application (Role) or Delegated (Scope). https://learn.microsoft.com/graph/api/resources/requiredresourceaccess
 */
import { guidOf } from '../guid.ts'
import type { JsonObject } from '../json.ts'
import { listed, type Sequence } from '../sequence.ts'
import type { Tenant } from '../tenant.ts'
import type { SignedCall } from './reply.ts'

export interface Registration {
  readonly roles: readonly string[]
  readonly scopes: readonly string[]
}

const graphAppId = '00000003-0000-0000-c000-000000000000'

/** What is asked for by the client's id, or Microsoft Graph's; undefined for any other list. */
export function registrationAnswer(tenant: Tenant, { roles, scopes }: Registration, call: SignedCall): Sequence<JsonObject> | undefined {
  const appId = /^appId eq '([^']+)'$/i.exec(call.query.get('$filter') ?? '')?.[1]?.toLowerCase()
  const asks = (type: 'Role' | 'Scope', name: string): JsonObject => ({ id: idOf(tenant, type, name), type })
  const names = (type: 'Role' | 'Scope'): JsonObject[] => [...roles, ...scopes].map((value) => ({ id: idOf(tenant, type, value), value }))
  if (/\/applications$/i.test(call.path) && appId === tenant.clientId) {
    const resourceAccess = [...roles.map((name) => asks('Role', name)), ...scopes.map((name) => asks('Scope', name))]
    const requiredResourceAccess = [{ resourceAppId: graphAppId, resourceAccess }]
    return listed([{ id: guidOf(tenant.seed, 'registration', 0), appId, displayName: 'isobar-reader', requiredResourceAccess }])
  }
  if (/\/servicePrincipals$/i.test(call.path) && appId === graphAppId) {
    return listed([{ id: guidOf(tenant.seed, 'first party', 0), appId, appRoles: names('Role'), oauth2PermissionScopes: names('Scope') }])
  }
  return undefined
}

function idOf(tenant: Tenant, type: string, name: string): string {
  return guidOf(tenant.seed, `${type} ${name}`, 0)
}
