/** Storage accounts: their children and the vault that holds their key. */
import { text } from '../json.ts'
import type { World } from '../world.ts'

export function storage(world: World): void {
  for (const account of world.of('azure_storage_account')) {
    if (text(account.raw, 'properties.encryption.keySource')?.toLowerCase() !== 'microsoft.keyvault') continue
    world.draw(account, 'USES', vaultAt(world, text(account.raw, 'properties.encryption.keyvaultproperties.keyvaulturi')))
  }
}

/** The vault with this address, a trailing slash on either side aside. */
export function vaultAt(world: World, address: string | undefined) {
  if (address === undefined) return undefined
  return world.of('azure_keyvault_service').find((vault) => plain(text(vault.raw, 'properties.vaultUri') ?? '') === plain(address))
}

function plain(url: string): string {
  return url.replace(/\/$/, '').toLowerCase()
}
