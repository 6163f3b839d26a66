/** The types whose list the catalogue's `listPath` alone does not explain: each with its reader. */
import { diagnosticTypes, typeRow } from './catalogue.ts'
import { type Crawl, idOf } from './crawl.ts'
import { at, type Json, list, text } from './json.ts'
import { policyReaders } from './readers-policy.ts'
import { itemsOf } from './replay.ts'
import { type Item, keyOf } from './world.ts'

export type Reader = (crawl: Crawl) => Promise<void>

export const ownReaders: Readonly<Record<string, Reader>> = {
  ...policyReaders,

  azure_account: async (crawl) => {
    // Key rule instance-id: the tenant id, so that two instances of one tenant meet.
    for (const raw of itemsOf(await crawl.replay.graph('/organization'))) crawl.world.add('azure_account', crawl.replay.tenant, raw)
  },

  azure_location: async (crawl) => {
    for (const subscription of await crawl.need('azure_subscription'))
      await crawl.list('azure_location', `${subscription.key}/locations`, subscription, (raw) => `azure_location_${text(raw, 'name')}`)
  },

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
    if (crawl.reading.bulkInterfaces !== true) return
    for (const raw of await crawl.replay.resourceGraph('resources', 'Microsoft.Network/networkInterfaces'))
      crawl.world.add('azure_nic', keyOf(text(raw, 'id') ?? ''), raw)
  },

  azure_subnet: (crawl) => embedded(crawl, 'azure_subnet', 'azure_vnet', 'properties.subnets', (_, raw) => text(raw, 'id')),
  azure_frontdoor_backend_pool: (crawl) =>
    embedded(crawl, 'azure_frontdoor_backend_pool', 'azure_frontdoor', 'properties.backendPools', (_, raw) => text(raw, 'id')),
  azure_frontdoor_routing_rule: (crawl) =>
    embedded(crawl, 'azure_frontdoor_routing_rule', 'azure_frontdoor', 'properties.routingRules', (_, raw) => text(raw, 'id')),
  azure_frontdoor_frontend_endpoint: (crawl) =>
    crawl.reading.embeddedFrontends === true
      ? embedded(crawl, 'azure_frontdoor_frontend_endpoint', 'azure_frontdoor', 'properties.frontendEndpoints', (_, raw) => text(raw, 'id'))
      : crawl.byListPath(typeRow('azure_frontdoor_frontend_endpoint')),
  azure_frontdoor_rules_engine: (crawl) =>
    crawl.reading.embeddedFrontends === true
      ? embedded(crawl, 'azure_frontdoor_rules_engine', 'azure_frontdoor', 'properties.rulesEngines', (_, raw) => text(raw, 'id'))
      : crawl.byListPath(typeRow('azure_frontdoor_rules_engine')),
  azure_container: (crawl) =>
    embedded(
      crawl,
      'azure_container',
      'azure_container_group',
      'properties.containers',
      (group, raw) => `${group.key}/containers/${text(raw, 'name')}`,
    ),
  azure_container_volume: (crawl) =>
    embedded(
      crawl,
      'azure_container_volume',
      'azure_container_group',
      'properties.volumes',
      (group, raw) => `${group.key}/volumes/${text(raw, 'name')}`,
    ),
  azure_event_hub_key: (crawl) =>
    embedded(
      crawl,
      'azure_event_hub_key',
      'azure_event_hub_namespace',
      'properties.encryption.keyVaultProperties',
      (namespace, raw) => `${namespace.key}/encryption/${text(raw, 'keyVaultUri')}/keys/${text(raw, 'keyName')}`,
    ),

  azure_storage_container: (crawl) => storageChildren(crawl, 'azure_storage_container', 'blob', 'blobServices/default/containers'),
  azure_storage_file_share: (crawl) => storageChildren(crawl, 'azure_storage_file_share', 'file', 'fileServices/default/shares'),
  azure_storage_queue: (crawl) => storageChildren(crawl, 'azure_storage_queue', 'queue', 'queueServices/default/queues'),
  azure_storage_table: (crawl) => storageChildren(crawl, 'azure_storage_table', 'table', 'tableServices/default/tables'),

  azure_keyvault_key: (crawl) => vaultChildren(crawl, 'azure_keyvault_key', 'keys', 'kid'),
  azure_keyvault_secret: (crawl) => vaultChildren(crawl, 'azure_keyvault_secret', 'secrets', 'id'),

  azure_function_app: (crawl) => sites(crawl, 'azure_function_app', (kind) => kind.includes('functionapp')),
  azure_web_app: (crawl) => sites(crawl, 'azure_web_app', (kind) => !kind.includes('functionapp')),

  azure_vm_extension: async (crawl) => {
    // One entity for the same extension on many machines; what is on one machine alone sits on the edge.
    for (const machine of await crawl.need('azure_vm'))
      await crawl.list('azure_vm_extension', `${idOf(machine)}/extensions`, machine, (raw) =>
        ['vm-extension', text(raw, 'properties.publisher') ?? 'unknown-publisher', text(raw, 'name')].join(':'),
      )
  },

  azure_diagnostic_setting: async (crawl) => {
    for (const type of diagnosticTypes)
      for (const resource of await crawl.need(type))
        await crawl.list('azure_diagnostic_setting', `${idOf(resource)}/providers/Microsoft.Insights/diagnosticSettings`, resource)
  },

  azure_kube_trusted_access_role: async (crawl) => {
    for (const location of await crawl.need('azure_location'))
      for (const subscription of location.listedFor) {
        const name = text(location.raw, 'name') ?? ''
        const path = `${subscription.key}/providers/Microsoft.ContainerService/locations/${name}/trustedAccessRoles`
        await crawl.list(
          'azure_kube_trusted_access_role',
          path,
          location,
          (raw) => `azure_access_role_${text(raw, 'name')}_location_${name}`,
        )
      }
  },

  azure_synapse_masking_policy: async (crawl) => {
    for (const pool of await crawl.need('azure_synapse_sql_pool')) {
      const answer = await crawl.replay.arm(`${idOf(pool)}/dataMaskingPolicies/Default`)
      if (answer.status === 200) crawl.world.add('azure_synapse_masking_policy', keyOf(text(answer.body, 'id') ?? ''), answer.body, pool)
    }
  },

  azure_synapse_masking_rule: async (crawl) => {
    for (const pool of await crawl.need('azure_synapse_sql_pool'))
      await crawl.list('azure_synapse_masking_rule', `${idOf(pool)}/dataMaskingPolicies/Default/rules`, pool, (raw) =>
        [text(raw, 'id'), text(raw, 'properties.id')].join(':'),
      )
  },

  azure_usage_details: async (crawl) => {
    for (const subscription of await crawl.need('azure_subscription')) {
      const rows = itemsOf(await crawl.replay.arm(`${subscription.key}/providers/Microsoft.Consumption/usageDetails`))
      for (const raw of crawl.reading.allUsage === true ? rows : rows.slice(0, 1))
        crawl.world.add('azure_usage_details', keyOf(text(raw, 'id') ?? ''), raw, subscription)
    }
  },

  azure_classic_admin_group: async (crawl) => {
    // One group for each subscription, so that the administrators of several are not merged.
    for (const subscription of await crawl.need('azure_subscription')) {
      const answer = await crawl.replay.arm(`${subscription.key}/providers/Microsoft.Authorization/classicAdministrators`)
      if (itemsOf(answer).length > 0 || crawl.reading.emptyAdminGroups === true)
        crawl.world.add('azure_classic_admin_group', `azure_classic_admin_group:${subscription.key}`, answer.body, subscription)
    }
  },

  azure_synapse: (crawl) => synthetic(crawl, 'azure_synapse'),
  azure_expressroute: (crawl) => synthetic(crawl, 'azure_expressroute'),
  azure_kube_service: (crawl) => synthetic(crawl, 'azure_kube_service'),
  azure_conditional_access_service: (crawl) => synthetic(crawl, 'azure_conditional_access_service'),

  azure_application: (crawl) => crawl.list('azure_application', '/applications', undefined, (raw) => text(raw, 'appId')),
  azure_domain: (crawl) => crawl.list('azure_domain', '/domains', undefined, (raw) => `azure_domain:${text(raw, 'id')}`),

  azure_access_packages_approver: async (crawl) => {
    for (const request of await crawl.need('azure_access_packages_request')) {
      const path = `/identityGovernance/entitlementManagement/accessPackageAssignmentApprovals/${request.key}`
      const answer = await crawl.replay.graph(path)
      for (const stage of list(answer.body, 'stages'))
        crawl.world.add('azure_access_packages_approver', `${text(stage, 'id')}/requestApproverKey`, stage, request)
    }
  },

  // Members that are neither users nor groups, and then only those another list already holds: none of their own.
  azure_group_member: async () => {},
}

export function isManagementGroup(child: Json): boolean {
  return (text(child, 'type') ?? '').toLowerCase().endsWith('microsoft.management/managementgroups')
}

/** Resources that stand in their parent's answer. */
async function embedded(
  crawl: Crawl,
  type: string,
  parentType: string,
  path: string,
  key: (parent: Item, raw: Json) => string | undefined,
): Promise<void> {
  for (const parent of await crawl.need(parentType))
    for (const raw of list(parent.raw, path)) crawl.world.add(type, keyOf(key(parent, raw) ?? ''), raw, parent)
}

/** A service node of the instance, there whether or not anything hangs below it. */
async function synthetic(crawl: Crawl, type: string): Promise<void> {
  crawl.world.add(type, `${type}:${crawl.replay.tenant}`, null)
}

async function sites(crawl: Crawl, type: string, wanted: (kind: string) => boolean): Promise<void> {
  for (const subscription of await crawl.need('azure_subscription')) {
    const answer = await crawl.replay.arm(`${subscription.key}/providers/Microsoft.Web/sites`)
    for (const site of itemsOf(answer))
      if (wanted((text(site, 'kind') ?? '').toLowerCase())) crawl.world.add(type, keyOf(text(site, 'id') ?? ''), site, subscription)
  }
}

/** Keys and secrets by their data-plane address without version. */
async function vaultChildren(crawl: Crawl, type: string, collection: string, idName: string): Promise<void> {
  for (const vault of await crawl.need('azure_keyvault_service')) {
    const host = new URL(text(vault.raw, 'properties.vaultUri') ?? '').host
    const answer = await crawl.replay.ask(host, `/${collection}?api-version=7.4`)
    if (answer.status !== 200) crawl.refusals.push({ type, path: host, status: answer.status })
    for (const raw of itemsOf(answer)) {
      const address = new URL(String(at(raw, idName)))
      crawl.world.add(type, keyOf(address.href.split('/').slice(0, 5).join('/')), raw, vault)
    }
  }
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
