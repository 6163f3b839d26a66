/** What follows from a tenant alone and is asked for again and again: made once, and kept as long as the tenant. */
import type { Tenant } from './tenant.ts'

export function perTenant<T extends object>(make: (tenant: Tenant) => T): (tenant: Tenant) => T {
  const made = new WeakMap<Tenant, T>()
  return (tenant) => {
    const known = made.get(tenant) ?? make(tenant)
    made.set(tenant, known)
    return known
  }
}
