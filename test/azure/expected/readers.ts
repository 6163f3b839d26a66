/** The types whose list the catalogue's `listPath` alone does not explain: each with its reader. */
import { typeRow } from './catalogue.ts'
import { type Crawl, idOf } from './crawl.ts'
import { type Json, list, text } from './json.ts'
import { itemsOf } from './replay.ts'
import { type Item, keyOf } from './world.ts'

type Reader = (crawl: Crawl) => Promise<void>

export const ownReaders: Readonly<Record<string, Reader>> = {
  azure_account: async (crawl) => {
    // Key rule instance-id: the tenant id, so that two instances of one tenant meet.
    for (const raw of itemsOf(await crawl.replay.graph('/organization'))) crawl.world.add('azure_account', crawl.replay.tenant, raw)
  },

  azure_location: async (crawl) => {
    for (const subscription of await crawl.need('azure_subscription'))
      await crawl.list('azure_location', `${subscription.key}/locations`, subscription, (raw) => `azure_location_${text(raw, 'name')}`)
  },

  azure_role_definition: (crawl) => perSubscription(crawl, 'azure_role_definition', 'Microsoft.Authorization/roleDefinitions'),

  azure_management_group: async (crawl) => {
    // From the root, whose name is the tenant id, down through children of either spelling of the type.
    const read = async (id: string, parent: Item | undefined): Promise<void> => {
      const answer = await crawl.replay.arm(`${id}?$expand=children`)
      if (answer.status !== 200) return
      const group = crawl.world.add('azure_management_group', keyOf(id), answer.body, parent)
      for (const child of list(answer.body, 'properties.children')) if (isManagementGroup(child)) await read(text(child, 'id') ?? '', group)
    }
    await read(`/providers/Microsoft.Management/managementGroups/${crawl.replay.tenant}`, undefined)
  },

  azure_nic: async (crawl) => {
    await crawl.byListPath(typeRow('azure_nic'))
    if (crawl.source === 'lists') return
    for (const raw of await crawl.replay.resourceGraph('Microsoft.Network/networkInterfaces'))
      crawl.world.add('azure_nic', keyOf(text(raw, 'id') ?? ''), raw)
  },

  azure_subnet: (crawl) => embedded(crawl, 'azure_subnet', 'azure_vnet', 'properties.subnets'),

  azure_storage_container: (crawl) => storageChildren(crawl, 'azure_storage_container', 'blob', 'blobServices/default/containers'),

  // Members that are neither users nor groups, and then only those another list already holds: none of their own.
  azure_group_member: async () => {},
}

export function isManagementGroup(child: Json): boolean {
  return (text(child, 'type') ?? '').toLowerCase().endsWith('microsoft.management/managementgroups')
}

async function perSubscription(crawl: Crawl, type: string, provider: string): Promise<void> {
  for (const subscription of await crawl.need('azure_subscription'))
    await crawl.list(type, `${subscription.key}/providers/${provider}`, subscription)
}

/** Resources that stand in their parent's answer and have ids of their own. */
async function embedded(crawl: Crawl, type: string, parentType: string, path: string): Promise<void> {
  for (const parent of await crawl.need(parentType))
    for (const raw of list(parent.raw, path)) crawl.world.add(type, keyOf(text(raw, 'id') ?? ''), raw, parent)
}

type StorageService = 'blob' | 'file' | 'queue' | 'table'

/** Lists children only of accounts whose kind and tier have that service. */
async function storageChildren(crawl: Crawl, type: string, service: StorageService, path: string): Promise<void> {
  for (const account of await crawl.need('azure_storage_account'))
    if (storageServices(account.raw).includes(service)) await crawl.list(type, `${idOf(account)}/${path}`, account)
}

function storageServices(account: Json): readonly StorageService[] {
  const kind = text(account, 'kind')
  const premium = text(account, 'sku.tier') === 'Premium' || (text(account, 'sku.name') ?? '').startsWith('Premium')
  if (kind === 'FileStorage') return ['file']
  if (kind === 'BlobStorage' || kind === 'BlockBlobStorage' || premium) return ['blob']
  return ['blob', 'file', 'queue', 'table']
}
