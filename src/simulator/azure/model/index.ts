/** Every service of the simulated tenant, one file each. A new type is one entry in such a file. */
import type { ChildKind, ExtensionKind, GraphRoute, Kind, Service, TableRows, View } from '../kind.ts'
import { authorization } from './authorization.ts'
import { compute } from './compute.ts'
import { containers } from './containers.ts'
import { directoryRoles } from './directory-roles.ts'
import { groups } from './groups.ts'
import { keyVault } from './key-vault.ts'
import { management } from './management-groups.ts'
import { network } from './network.ts'
import { organization } from './organization.ts'
import { servicePrincipals } from './service-principals.ts'
import { storage } from './storage.ts'
import { users } from './users.ts'

const services: readonly Service[] = [
  authorization,
  compute,
  containers,
  directoryRoles,
  groups,
  keyVault,
  management,
  network,
  organization,
  servicePrincipals,
  storage,
  users,
]

function byType<T extends { readonly type: string }>(items: readonly T[]): ReadonlyMap<string, T> {
  return new Map(items.map((item) => [item.type.toLowerCase(), item]))
}

/** By type in lower case. */
export const kinds: ReadonlyMap<string, Kind> = byType(services.flatMap((service) => service.kinds ?? []))
export const children: ReadonlyMap<string, ChildKind> = byType(services.flatMap((service) => service.children ?? []))
export const extensions: ReadonlyMap<string, ExtensionKind> = byType(services.flatMap((service) => service.extensions ?? []))
export const views: readonly View[] = services.flatMap((service) => service.views ?? [])
export const tables: readonly TableRows[] = services.flatMap((service) => service.tables ?? [])
export const graphRoutes: readonly GraphRoute[] = services.flatMap((service) => service.graph ?? [])
