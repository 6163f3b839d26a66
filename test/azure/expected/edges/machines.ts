/** Virtual machines: what they use and where they stand. */
import { entries, type Json, list, text } from '../json.ts'
import type { Item, World } from '../world.ts'
import { nicsOf } from './network.ts'

export function machines(world: World): void {
  for (const machine of world.of('azure_vm')) {
    for (const nic of nicsOf(world, machine)) {
      world.draw(machine, 'USES', nic)
      for (const ip of list(nic.raw, 'properties.ipConfigurations')) {
        world.draw(machine, 'USES', world.find(text(ip, 'properties.publicIPAddress.id'), 'azure_public_ip'))
        world.draw(world.find(text(ip, 'properties.subnet.id'), 'azure_subnet'), 'HAS', machine)
      }
    }
    for (const disk of disksOf(machine)) {
      world.draw(machine, 'USES', world.find(text(disk, 'managedDisk.id'), 'azure_managed_disk'))
      const vhd = text(disk, 'vhd.uri')
      if (vhd !== undefined) world.draw(machine, 'USES', accountOfBlob(world, vhd), vhd)
    }
    for (const principal of identitiesOf(machine)) world.draw(machine, 'USES', principalNode(world, principal))
  }
}

function disksOf(machine: Item): readonly Json[] {
  return [...list(machine.raw, 'properties.storageProfile.dataDisks'), ...osDisk(machine)]
}

function osDisk(machine: Item): readonly Json[] {
  return entries(machine.raw, 'properties.storageProfile')
    .filter(([name]) => name === 'osDisk')
    .map(([, disk]) => disk)
}

function accountOfBlob(world: World, uri: string): Item | undefined {
  const host = new URL(uri).host
  return world.of('azure_storage_account').find((account) => {
    const endpoint = text(account.raw, 'properties.primaryEndpoints.blob')
    return endpoint !== undefined && new URL(endpoint).host === host
  })
}

/** Object ids of the identities a machine runs as; `type` may name both kinds at once. */
function identitiesOf(machine: Item): readonly string[] {
  const type = text(machine.raw, 'identity.type') ?? ''
  const own = type.includes('SystemAssigned') ? [text(machine.raw, 'identity.principalId')] : []
  const lent = type.includes('UserAssigned')
    ? entries(machine.raw, 'identity.userAssignedIdentities').map(([, i]) => text(i, 'principalId'))
    : []
  return [...own, ...lent].filter((id) => id !== undefined).map((id) => id.toLowerCase())
}

function principalNode(world: World, id: string) {
  return world.find(id, 'azure_service_principal') ?? world.standIn('azure_service_principal', id)
}
