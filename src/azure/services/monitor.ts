/** Where logs and metrics are gathered. https://learn.microsoft.com/azure/azure-monitor */
import { from, to } from '../../collect/links.ts'
import { arm, childrenOf } from '../arm-listing.ts'
import { at, isAnswer, text, texts } from '../client/json.ts'
import { detail } from '../detail.ts'
import { extended, keysAt } from '../ends.ts'
import { date, from as fact, otherwise, ref } from '../facts.ts'
import { armKey } from '../ids.ts'
import type { AzureLink, AzureResource } from '../listing.ts'
import { resource } from '../resource.ts'
import { sifted } from '../sift.ts'
import { subscriptionKeyOf } from '../tenant.ts'

const service = 'Monitor'
const rulesVersion = '2022-06-01'
const workspacesVersion = '2023-09-01'

export const logProfile = resource({
  type: 'azure_monitor_log_profile',
  class: ['Configuration'],
  title: 'Log profile',
  service,
  list: arm('Microsoft.Insights/logprofiles', '2016-03-01', { inResourceGroup: false }),
  permission: 'Microsoft.Insights/LogProfiles/Read',
  properties: {
    storageAccountId: ref('properties.storageAccountId'),
    serviceBusRuleId: ref('properties.serviceBusRuleId'),
    locations: 'properties.locations',
    categories: 'properties.categories',
    'retentionPolicy.enabled': 'properties.retentionPolicy.enabled',
    'retentionPolicy.days': 'properties.retentionPolicy.days',
  },
  links: [
    from('azure_subscription', 'HAS', ({ scope }) => subscriptionKeyOf(scope)),
    to('USES', 'azure_storage_account', keysAt('properties.storageAccountId')),
  ],
})

export const logAnalyticsWorkspace = resource({
  type: 'azure_log_analytics_workspace',
  class: ['Logs', 'DataStore'],
  title: 'Log Analytics workspace',
  service,
  list: arm('Microsoft.OperationalInsights/workspaces', workspacesVersion, { bulk: 'resources' }),
  permission: 'Microsoft.OperationalInsights/workspaces/read',
  properties: {
    customerId: 'properties.customerId',
    sku: 'properties.sku.name',
    retentionInDays: 'properties.retentionInDays',
    dailyQuotaGb: 'properties.workspaceCapping.dailyQuotaGb',
    publicNetworkAccessForIngestion: 'properties.publicNetworkAccessForIngestion',
    publicNetworkAccessForQuery: 'properties.publicNetworkAccessForQuery',
    enableLogAccessUsingOnlyResourcePermissions: 'properties.features.enableLogAccessUsingOnlyResourcePermissions',
    disableLocalAuth: 'properties.features.disableLocalAuth',
    immediatePurgeDataOn30Days: 'properties.features.immediatePurgeDataOn30Days',
    enableDataExport: 'properties.features.enableDataExport',
    forceCmkForQuery: 'properties.forceCmkForQuery',
    defaultDataCollectionRuleId: ref('properties.defaultDataCollectionRuleResourceId'),
    provisioningState: 'properties.provisioningState',
    createdOn: date('properties.createdDate'),
  },
})

export const logAnalyticsTable = resource({
  type: 'azure_log_analytics_table',
  class: ['Logs'],
  title: 'Log Analytics table',
  service,
  // Every workspace has hundreds of tables, and most of each answer is the names of its columns.
  list: sifted(childrenOf(logAnalyticsWorkspace, 'tables', workspacesVersion), {
    without: ['properties.schema.columns', 'properties.schema.standardColumns'],
  }),
  permission: 'Microsoft.OperationalInsights/workspaces/tables/read',
  properties: {
    plan: 'properties.plan',
    lastPlanModifiedOn: date('properties.lastPlanModifiedDate'),
    retentionInDays: 'properties.retentionInDays',
    totalRetentionInDays: 'properties.totalRetentionInDays',
    archiveRetentionInDays: 'properties.archiveRetentionInDays',
    retentionInDaysAsDefault: 'properties.retentionInDaysAsDefault',
    totalRetentionInDaysAsDefault: 'properties.totalRetentionInDaysAsDefault',
    provisioningState: 'properties.provisioningState',
    description: 'properties.schema.description',
    tableType: 'properties.schema.tableType',
    tableSubType: 'properties.schema.tableSubType',
    solutions: 'properties.schema.solutions',
    // A table may hold what a search found in another, or what was restored of it.
    sourceTable: fact(['properties.searchResults.sourceTable', 'properties.restoredLogs.sourceTable'], (search, logs) => search ?? logs),
  },
  links: [from('azure_log_analytics_workspace', 'HAS', ({ scope }) => scope.id)],
})

export const applicationInsights = resource({
  type: 'azure_application_insights',
  class: ['Service'],
  title: 'Application Insights',
  service,
  list: sifted(arm('Microsoft.Insights/components', '2020-02-02', { bulk: 'resources' }), {
    without: ['properties.InstrumentationKey', 'properties.ConnectionString', 'properties.HockeyAppToken'],
  }),
  permission: 'Microsoft.Insights/components/read',
  properties: {
    kind: 'kind',
    applicationId: 'properties.AppId',
    applicationType: 'properties.Application_Type',
    workspaceId: ref('properties.WorkspaceResourceId'),
    ingestionMode: 'properties.IngestionMode',
    retentionInDays: 'properties.RetentionInDays',
    samplingPercentage: 'properties.SamplingPercentage',
    disableIpMasking: 'properties.DisableIpMasking',
    // The API leaves it out when keys still work.
    disableLocalAuth: otherwise('properties.DisableLocalAuth', false),
    publicNetworkAccessForIngestion: 'properties.publicNetworkAccessForIngestion',
    publicNetworkAccessForQuery: 'properties.publicNetworkAccessForQuery',
    createdOn: date('properties.CreationDate'),
  },
  links: [
    to('USES', 'azure_log_analytics_workspace', keysAt('properties.WorkspaceResourceId')),
    usedBy('azure_web_app'),
    usedBy('azure_function_app'),
  ],
})

/** The portal notes the site that a component was made for as a tag: `hidden-link:{id of the site}`. */
function usedBy(type: string): AzureLink {
  return from(type, 'USES', ({ raw }: AzureResource) => {
    const { tags } = raw
    const names = isAnswer(tags) ? Object.keys(tags) : []
    return names.flatMap((name) => {
      const id = /^hidden-link:\s*(\/.*)$/.exec(name)?.[1]
      return id === undefined ? [] : [{ by: 'key', key: armKey(id), type } as const]
    })
  })
}

export const dataCollectionRule = resource({
  type: 'azure_data_collection_rule',
  class: ['Configuration'],
  title: 'Data collection rule',
  service,
  list: arm('Microsoft.Insights/dataCollectionRules', rulesVersion, { bulk: 'resources' }),
  permission: 'Microsoft.Insights/dataCollectionRules/read',
  details: {
    associations: detail('GET {id}/associations', { permission: 'Microsoft.Insights/dataCollectionRuleAssociations/read' }, (call, raw) =>
      Array.fromAsync(call.session.arm.list(`${text(raw, 'id') ?? ''}/associations`, rulesVersion, call)),
    ),
  },
  properties: {
    kind: 'kind',
    description: 'properties.description',
    immutableId: 'properties.immutableId',
    dataCollectionEndpointId: ref('properties.dataCollectionEndpointId'),
    streams: 'properties.dataFlows[].streams',
    destinations: 'properties.dataFlows[].destinations',
    workspaceIds: ref('properties.destinations.logAnalytics[].workspaceResourceId'),
    associationIds: ref('associations[].id'),
    provisioningState: 'properties.provisioningState',
  },
  links: [
    to('USES', 'azure_log_analytics_workspace', keysAt('properties.destinations.logAnalytics[].workspaceResourceId')),
    from('azure_vm', 'USES', machines),
  ],
})

/** An association hangs on the machine whose agent follows the rule. */
function machines({ details }: AzureResource) {
  return texts({ found: at(details, 'associations') }, 'found[].id').flatMap((id) => {
    const key = extended(id, 'Microsoft.Insights')
    return key === undefined ? [] : [{ by: 'key', key, type: 'azure_vm' } as const]
  })
}

export const monitorDefinitions = [logProfile, logAnalyticsWorkspace, logAnalyticsTable, applicationInsights, dataCollectionRule]
