/** Reads the capture and counts what a collector must find in it: the slice of the first issue, or the whole catalogue. */
import { typeRows } from './catalogue.ts'
import type { Expected } from './compare.ts'
import { Crawl, type Reading } from './crawl.ts'
import { rbacVaultPrincipals, roleAssignments } from './edges/access.ts'
import { connectivity } from './edges/connectivity.ts'
import { directory } from './edges/directory.ts'
import { firewalls } from './edges/firewalls.ts'
import { governance } from './edges/governance.ts'
import { hierarchy } from './edges/hierarchy.ts'
import { images } from './edges/images.ts'
import { machines } from './edges/machines.ts'
import { networks } from './edges/network.ts'
import { accessPackages } from './edges/packages.ts'
import { securityRules } from './edges/rules.ts'
import { storage } from './edges/storage.ts'
import { workloads } from './edges/workloads.ts'
import type { Replay } from './replay.ts'

export const sliceTypes: readonly string[] = [
  'azure_account',
  'azure_subscription',
  'azure_resource_group',
  'azure_location',
  'azure_management_group',
  'azure_vnet',
  'azure_subnet',
  'azure_nic',
  'azure_public_ip',
  'azure_security_group',
  'azure_vm',
  'azure_managed_disk',
  'azure_storage_account',
  'azure_storage_container',
  'azure_keyvault_service',
  'azure_user',
  'azure_user_group',
  'azure_group_member',
  'azure_service_principal',
  'azure_role_definition',
  'azure_role_assignment',
]

export async function readExpectation(
  replay: Replay,
  types: readonly string[],
  reading: Reading = {},
): Promise<{ expectation: Expected; crawl: Crawl }> {
  const crawl = new Crawl(replay, reading)
  const world = await crawl.read(types)
  hierarchy(world)
  await directory(crawl)
  rbacVaultPrincipals(world)
  roleAssignments(world)
  networks(world)
  securityRules(world)
  connectivity(world, reading)
  await firewalls(crawl)
  machines(world)
  images(world, reading)
  storage(world)
  await workloads(crawl)
  governance(world, reading)
  await accessPackages(crawl)
  return {
    crawl,
    expectation: {
      entities: sorted({ ...Object.fromEntries(types.map((type) => [type, 0])), ...world.entityCounts() }),
      placeholders: sorted(world.placeholderCounts()),
      relationships: sorted(world.relationshipCounts()),
    },
  }
}

export const wholeTypes: readonly string[] = typeRows.map((row) => row.type)

function sorted(counts: Readonly<Record<string, number>>): Record<string, number> {
  return Object.fromEntries(Object.entries(counts).sort(([a], [b]) => (a < b ? -1 : 1)))
}
