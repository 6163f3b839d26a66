/** Which logs and metrics of a resource go where. https://learn.microsoft.com/rest/api/monitor/diagnostic-settings */
import { CloudError } from '../../collect/errors.ts'
import { from, to } from '../../collect/links.ts'
import type { Scope } from '../../collect/resource.ts'
import type { Loose } from '../../graph/properties.ts'
import { childrenOfMany, resourceIdOf, shared } from '../arm-listing.ts'
import { at, objects, text, texts } from '../client/json.ts'
import { detail } from '../detail.ts'
import { keysAt } from '../ends.ts'
import { from as fact, ref } from '../facts.ts'
import type { AzureCall, AzureDetail, AzureLink, AzureResource, ListingOf } from '../listing.ts'
import { oncePer } from '../once.ts'
import { resource } from '../resource.ts'
import { subscriptionKeyOf, subscriptionOf, tenantOf } from '../tenant.ts'
import { logCategories } from './log-categories.ts'

const version = '2021-05-01-preview'
const unsupported = 'ResourceTypeNotSupported'

/**
 * The kinds that have platform logs, by what opens their scopes. No list holds the settings of all: each costs a request,
 * so kinds that only have metrics (machines, disks, interfaces, plans) are left out.
 */
const kinds = [
  'subscription',
  'azure_management_group',
  'azure_api_management_service',
  'azure_application_gateway',
  'azure_application_insights',
  'azure_automation_account',
  'azure_backup_vault',
  'azure_bastion_host',
  'azure_batch_account',
  'azure_cdn_endpoint',
  'azure_cdn_profile',
  'azure_cognitive_account',
  'azure_container_registry',
  'azure_cosmosdb_account',
  'azure_data_factory',
  'azure_databricks_workspace',
  'azure_event_grid_domain',
  'azure_event_grid_topic',
  'azure_event_hub_namespace',
  'azure_expressroute_circuit',
  'azure_frontdoor',
  'azure_function_app',
  'azure_keyvault_service',
  'azure_kubernetes_cluster',
  'azure_lb',
  'azure_log_analytics_workspace',
  'azure_logic_app',
  'azure_mariadb_server',
  'azure_ml_workspace',
  'azure_mysql_flexible_server',
  'azure_mysql_server',
  'azure_network_firewall',
  'azure_postgresql_flexible_server',
  'azure_postgresql_server',
  'azure_public_ip',
  'azure_recovery_services_vault',
  'azure_redis_cache',
  'azure_search_service',
  'azure_security_group',
  'azure_service_bus_namespace',
  'azure_sql_database',
  'azure_sql_managed_instance',
  'azure_sql_server',
  'azure_synapse_workspace',
  'azure_virtual_network_gateway',
  'azure_vnet',
  'azure_web_app',
  // Whatever else the sweep finds: types that support no settings say so once.
  'azure_resource',
]

/** Kinds whose log categories depend on what a resource is made for: nothing is learned from one about another. */
const varying: ReadonlySet<string> = new Set(['azure_cdn_profile', 'azure_cognitive_account', 'azure_function_app', 'azure_web_app'])

/** Nobody can be asked for the categories of the activity log. */
function isActivityLog(kind: string): boolean {
  return kind === 'subscription' || kind === 'azure_management_group'
}

export const diagnosticSetting = resource({
  type: 'azure_diagnostic_setting',
  class: ['Configuration'],
  title: 'Diagnostic setting',
  service: 'Monitor',
  list: whereSupported(childrenOfMany(kinds, 'providers/Microsoft.Insights/diagnosticSettings', version)),
  permission: 'Microsoft.Insights/DiagnosticSettings/Read',
  details: { categories: categoriesOfGroups() },
  properties: {
    storageAccountId: ref('properties.storageAccountId'),
    workspaceId: ref('properties.workspaceId'),
    eventHubName: 'properties.eventHubName',
    eventHubAuthorizationRuleId: ref('properties.eventHubAuthorizationRuleId'),
    marketplacePartnerId: ref('properties.marketplacePartnerId'),
    logAnalyticsDestinationType: 'properties.logAnalyticsDestinationType',
    logCategoryGroups: 'properties.logs[].categoryGroup',
  },
  spread: {
    log: { at: 'properties.logs', expects: 'objects', of: logs },
    metric: { at: 'properties.metrics', expects: 'objects', of: metrics },
  },
  links: [
    from('ANY_SCOPE', 'HAS', ({ scope }) => (scope.kind === 'subscription' ? subscriptionKeyOf(scope) : scope.id), {
      type: 'azure_resource_has_diagnostic_setting',
    }),
    ...destinations(),
  ],
})

/** Settings of what has any. Resources of a type that was found to support none are not asked again. */
function whereSupported(listing: ListingOf): ListingOf {
  const without = oncePer<AzureCall, Set<string>>(
    () => '',
    async () => new Set(),
  )
  return (definition) => {
    const { source, ...rest } = listing(definition)
    return {
      ...rest,
      source: {
        ...source,
        kind: 'list',
        async *list(call) {
          const types = await without(call)
          const type = resourceTypeOf(call.scope)
          if (source.kind !== 'list' || types.has(type)) return
          try {
            yield* source.list(call)
          } catch (error) {
            if (!(error instanceof CloudError && error.facts.code === unsupported)) throw error
            types.add(type)
          }
        },
      },
    }
  }
}

/** What is known of one kind is known of all its resources; the sweep's are of many types. */
function resourceTypeOf(scope: Scope): string {
  if (scope.kind !== 'azure_resource') return scope.kind
  const [, path = ''] = /\/providers\/(?!.*\/providers\/)(.*)$/i.exec(resourceIdOf(scope)) ?? []
  const [namespace = '', ...names] = path.toLowerCase().split('/')
  return [namespace, ...names.filter((_, index) => index % 2 === 0)].join('/')
}

/** Where the settings of a resource, and those of the directory, send to. */
function destinations(): AzureLink[] {
  const eventHubRules = keysAt('properties.eventHubAuthorizationRuleId')
  return [
    to('USES', 'azure_storage_account', keysAt('properties.storageAccountId')),
    to('USES', 'azure_log_analytics_workspace', keysAt('properties.workspaceId')),
    to('USES', 'azure_event_hub_namespace', (resource) =>
      eventHubRules(resource).map((rule) => rule.replace(/(\/namespaces\/[^/]+)\/.*$/, '$1')),
    ),
  ]
}

/**
 * `log.{category}.enabled` and its retention. A setting may name groups of categories: each category of an enabled group
 * is enabled; where nobody knows what a group holds, nothing is said of its categories.
 */
function logs({ raw, details, scope }: AzureResource): Loose {
  const of = groups(details.categories, scope.kind)
  const found: Record<string, unknown> = {}
  for (const log of objects(raw, 'properties.logs')) {
    const category = text(log, 'category')
    const enabled = at(log, 'enabled')
    const named = category === undefined ? (of.get(text(log, 'categoryGroup')?.toLowerCase() ?? '') ?? []) : [category]
    for (const name of named) {
      if (found[`${name}.enabled`] === true) continue
      if (category === undefined && enabled !== true) continue
      found[`${name}.enabled`] = enabled
      found[`${name}.retentionPolicy.enabled`] = at(log, 'retentionPolicy.enabled')
      found[`${name}.retentionPolicy.days`] = at(log, 'retentionPolicy.days')
    }
  }
  return found
}

function metrics({ raw }: AzureResource): Loose {
  const found = objects(raw, 'properties.metrics').flatMap((metric) => {
    const category = text(metric, 'category')
    return category === undefined ? [] : [[`${category}.enabled`, at(metric, 'enabled')] as const]
  })
  return Object.fromEntries(found)
}

/** The log categories of each group, by its name in lower case. */
function groups(categories: unknown, kind: string): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, readonly string[]>()
  for (const category of objects({ categories }, 'categories')) {
    const name = text(category, 'name')
    if (name === undefined || text(category, 'properties.categoryType') === 'Metrics') continue
    for (const group of texts(category, 'properties.categoryGroups').map((one) => one.toLowerCase())) {
      found.set(group, [...(found.get(group) ?? []), name])
    }
  }
  return found.has('alllogs') ? found : found.set('alllogs', logCategories[kind] ?? [])
}

/** Answers that differ in nothing but ids are one: thousands of subscriptions say the same. */
function keptOnce(): (answer: readonly unknown[]) => unknown {
  const known = new Map<string, unknown>()
  return (answer) => {
    const said = JSON.stringify(answer, (name, value: unknown) => (name === 'id' ? undefined : value))
    const found: unknown = known.get(said) ?? JSON.parse(said)
    known.set(said, found)
    return found
  }
}

/** Asked only where a setting names groups, and once for all resources of a kind in a subscription where these are alike. */
function categoriesOfGroups(): AzureDetail {
  const path = 'providers/Microsoft.Insights/diagnosticSettingsCategories'
  const kept = keptOnce()
  const ofKind = oncePer<AzureCall, unknown>(
    ({ scope }) => (varying.has(scope.kind) ? scope.id : `${subscriptionOf(scope)?.id} ${scope.kind}`),
    async (call) => kept(await Array.fromAsync(call.session.arm.list(`${resourceIdOf(call.scope)}/${path}`, version, call))),
  )
  return detail(
    `GET {resource}/${path}`,
    {
      permission: 'Microsoft.Insights/DiagnosticSettingsCategories/Read',
      cost: '1 per kind of resource and subscription, where a setting names groups',
      when: (raw) => objects(raw, 'properties.logs').some((log) => text(log, 'categoryGroup') !== undefined && log.enabled === true),
      absentWhen: [unsupported],
    },
    async (call) => (isActivityLog(call.scope.kind) ? undefined : ofKind(call)),
  )
}

export const tenantDiagnosticSetting = resource({
  type: 'azure_tenant_diagnostic_setting',
  class: ['Configuration'],
  title: 'Entra diagnostic setting',
  service: 'Monitor',
  list: ofTheDirectory('2017-04-01'),
  permission: 'microsoft.aadiam/diagnosticSettings/read',
  properties: {
    storageAccountId: ref('properties.storageAccountId'),
    workspaceId: ref('properties.workspaceId'),
    eventHubName: 'properties.eventHubName',
    eventHubAuthorizationRuleId: ref('properties.eventHubAuthorizationRuleId'),
    logCategories: fact(['properties.logs'], enabledCategories, 'objects'),
  },
  spread: { log: { at: 'properties.logs', expects: 'objects', of: logs } },
  links: [from('azure_account', 'HAS', ({ scope }) => tenantOf(scope).tenantId), ...destinations()],
})

function ofTheDirectory(version: string): ListingOf {
  const path = '/providers/microsoft.aadiam/diagnosticSettings'
  return ({ type }) => ({
    scope: 'tenant',
    source: { kind: 'list', api: `GET ${path}`, list: (call) => call.session.arm.list(path, version, call) },
    armType: 'microsoft.aadiam/diagnosticSettings',
    ...shared(type, 'microsoft.aadiam/diagnosticSettings', false),
  })
}

function enabledCategories(logs: unknown): string[] | undefined {
  if (!Array.isArray(logs)) return undefined
  return logs.flatMap((log) => (at(log, 'enabled') === true ? texts(log, 'category') : []))
}

export const diagnosticDefinitions = [diagnosticSetting, tenantDiagnosticSetting]
