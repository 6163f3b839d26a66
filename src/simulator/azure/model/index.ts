/** Every service of the simulated tenant, one file each. A new type is one entry in such a file. */
import type { ArmRoute, ChildKind, ExtensionKind, GraphRoute, Kind, Service, TableRows, View } from '../kind.ts'
import { alerts } from './alerts.ts'
import { applications } from './applications.ts'
import { authorization } from './authorization.ts'
import { backup } from './backup.ts'
import { batchService } from './batch.ts'
import { compute } from './compute.ts'
import { computeImages } from './compute-images.ts'
import { conditionalAccess } from './conditional-access.ts'
import { containers } from './containers.ts'
import { containersPlatform } from './containers-platform.ts'
import { contentDelivery } from './content-delivery.ts'
import { dataAndAi } from './data-and-ai.ts'
import { databaseServices } from './databases.ts'
import { diagnosticSettings } from './diagnostics.ts'
import { directory } from './directory.ts'
import { directoryRoles } from './directory-roles.ts'
import { dns } from './dns.ts'
import { entitlements } from './entitlements.ts'
import { firewalls } from './firewalls.ts'
import { gateways } from './gateways.ts'
import { governance } from './governance.ts'
import { groups } from './groups.ts'
import { identities } from './identities.ts'
import { keyVault } from './key-vault.ts'
import { loadBalancers } from './load-balancers.ts'
import { management } from './management-groups.ts'
import { messaging } from './messaging.ts'
import { monitoring } from './monitoring.ts'
import { network } from './network.ts'
import { networkWatchers } from './network-watchers.ts'
import { organization } from './organization.ts'
import { policies } from './policies.ts'
import { security } from './security.ts'
import { securityGroups } from './security-groups.ts'
import { sentinelService } from './sentinel.ts'
import { servicePrincipals } from './service-principals.ts'
import { sql } from './sql.ts'
import { storage } from './storage.ts'
import { uncommon } from './uncommon.ts'
import { users } from './users.ts'
import { web } from './web.ts'

const services: readonly Service[] = [
  batchService,
  diagnosticSettings,
  firewalls,
  policies,
  securityGroups,
  sentinelService,
  sql,
  applications,
  backup,
  conditionalAccess,
  containersPlatform,
  computeImages,
  contentDelivery,
  dataAndAi,
  databaseServices,
  directory,
  dns,
  entitlements,
  gateways,
  governance,
  identities,
  loadBalancers,
  messaging,
  monitoring,
  alerts,
  networkWatchers,
  security,
  web,
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
  uncommon,
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
export const armRoutes: readonly ArmRoute[] = services.flatMap((service) => service.arm ?? [])
export const graphRoutes: readonly GraphRoute[] = services.flatMap((service) => service.graph ?? [])
