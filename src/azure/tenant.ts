/** The tenant, as every scope of a run knows it. */
import type { Scope } from '../collect/resource.ts'
import { text } from './client/json.ts'

export interface Tenant {
  /** In lower case. */
  readonly tenantId: string
  /** The default domain, or the tenant's id where it cannot be read: the portal takes both. */
  readonly domain: string
  readonly portal: string
}

/** The root scope of a run. */
export function tenantScope(tenant: Tenant, name: string): Scope {
  return { kind: 'tenant', id: tenant.tenantId, name, data: tenant }
}

export function tenantOf(scope: Scope): Tenant {
  for (let at: Scope | undefined = scope; at !== undefined; at = at.within) {
    if (at.kind !== 'tenant') continue
    return {
      tenantId: text(at.data, 'tenantId') ?? at.id,
      domain: text(at.data, 'domain') ?? at.id,
      portal: text(at.data, 'portal') ?? 'https://portal.azure.com',
    }
  }
  throw new Error(`The scope ${scope.kind} ${scope.id} stands in no tenant.`)
}

/** The subscription that a scope stands in. */
export function subscriptionOf(scope: Scope): Scope | undefined {
  for (let at: Scope | undefined = scope; at !== undefined; at = at.within) if (at.kind === 'subscription') return at
  return undefined
}

/** The key of the subscription that a scope stands in. */
export function subscriptionKeyOf(scope: Scope): string | undefined {
  const found = subscriptionOf(scope)
  return found === undefined ? undefined : `/subscriptions/${found.id}`
}
