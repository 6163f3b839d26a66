/** Any principal of the directory by its id. */
import type { JsonObject } from '../json.ts'
import type { Tenant } from '../tenant.ts'
import { groupKind } from './groups.ts'
import { findServicePrincipal } from './service-principals.ts'
import { userKind } from './users.ts'

export function findPrincipal(tenant: Tenant, id: string): JsonObject | undefined {
  return tenant.objects(userKind).find(id) ?? tenant.objects(groupKind).find(id) ?? findServicePrincipal(tenant, id)
}
