import { afterEach, describe, expect, test } from 'vitest'
import { serve, type TestServer } from '../client/server.fixture.ts'
import { drawn, entityOf, hasAnswers, named, opened, published, recorded, subscription } from '../service.fixture.ts'
import { applicationInsights, dataCollectionRule, logAnalyticsTable, logAnalyticsWorkspace, logProfile } from './monitor.ts'

let server: TestServer | undefined
afterEach(() => server?.stop())

test('a component keeps no key, from lists as from Resource Graph', async () => {
  const raw = {
    id: '/c',
    subscriptionId: 's1',
    properties: { InstrumentationKey: 'k', ConnectionString: 'InstrumentationKey=k', AppId: 'a' },
  }
  server = await serve(({ method }) => ({ body: method === 'POST' ? { totalRecords: 1, data: [raw] } : { value: [raw] } }))
  const call = { ...server.caller, session: server.session, scope: subscription }
  const { source, bulk } = applicationInsights
  if (source.kind !== 'list' || bulk === undefined) throw new Error('no list')
  const [listed] = await Array.fromAsync(source.list(call))
  const [row] = await Array.fromAsync(bulk.list(call, [subscription]))
  expect(listed).toMatchObject({ properties: { AppId: 'a' } })
  expect(row?.raw).toEqual({ id: '/c', properties: { AppId: 'a' } })
  expect(JSON.stringify(listed)).not.toContain('Key')
})

test('a component is used by the sites that its tags hide', () => {
  const tags = { 'hidden-link:/subscriptions/S/Sites/A': 'Resource', 'hidden-link: odd': 'Resource', owner: '/x' }
  expect(drawn(applicationInsights, { id: '/c', tags, properties: { WorkspaceResourceId: '/W' } }, {}, 'USES')).toEqual([
    '/c|USES|/w',
    '/subscriptions/s/sites/a|USES|/c',
    '/subscriptions/s/sites/a|USES|/c',
  ])
})

test('a rule is used by the machines that are associated with it; whose are not known are not drawn', () => {
  const raw = { id: '/rule', properties: { destinations: { logAnalytics: [{ workspaceResourceId: '/W' }] } } }
  const id = '/subscriptions/s/VMs/A/providers/Microsoft.Insights/dataCollectionRuleAssociations/x'
  expect(drawn(dataCollectionRule, raw, { details: { associations: [{ id }, { id: 7 }] } }, 'USES')).toEqual([
    '/rule|USES|/w',
    '/subscriptions/s/vms/a|USES|/rule',
  ])
  expect(drawn(dataCollectionRule, raw, {}, 'USES')).toEqual(['/rule|USES|/w'])
})

test('a table is kept without the names of its columns', async () => {
  const column = { name: 'CardNumber', type: 'string' }
  const table = {
    id: '/W/tables/T_CL',
    name: 'T_CL',
    properties: { plan: 'Basic', schema: { tableType: 'CustomLog', columns: [column], standardColumns: [column] } },
  }
  const asked: string[] = []
  server = await serve(({ url }) => {
    asked.push(url)
    return { body: { value: [table] } }
  })
  const { source } = logAnalyticsTable
  if (source.kind !== 'list') throw new Error('no list')
  const scope = opened(logAnalyticsWorkspace, { id: '/W', name: 'W' })
  const listed = await Array.fromAsync(source.list({ ...server.caller, session: server.session, scope }))
  expect(asked).toEqual(['/W/tables?api-version=2023-09-01'])
  expect(listed).toEqual([{ ...table, properties: { plan: 'Basic', schema: { tableType: 'CustomLog' } } }])
})

describe.skipIf(!hasAnswers)('of recorded and published answers', () => {
  test('a log profile', () => {
    const found = named(recorded('/providers/microsoft.insights/logprofiles'), 'default')
    expect(entityOf(logProfile, found).properties).toMatchObject({
      locations: ['westus', 'global'],
      categories: ['Delete', 'Action', 'Write'],
      'retentionPolicy.enabled': true,
      'retentionPolicy.days': 365,
    })
    expect(drawn(logProfile, found)).toEqual([
      expect.stringMatching(/^\/subscriptions\/s1\|HAS\|/),
      expect.stringMatching(/\|USES\|.*\/storageaccounts\/keionnedj1dev$/),
    ])
  })

  test('a workspace', () => {
    expect(entityOf(logAnalyticsWorkspace, named(published('azure_log_analytics_workspace'), 'clitest000003')).properties).toMatchObject({
      sku: 'capacityreservation',
      retentionInDays: 30,
      dailyQuotaGb: 1,
      enableLogAccessUsingOnlyResourcePermissions: true,
      createdOn: Date.parse('2023-02-16T09:57:47Z'),
    })
  })

  test('a component and a rule', () => {
    expect(entityOf(applicationInsights, named(published('azure_application_insights'), 'my-component')).properties).toMatchObject({
      applicationType: 'web',
      workspaceId: '/subscriptions/subid/resourcegroups/my-resource-group/providers/microsoft.operationalinsights/workspaces/my-workspace',
      ingestionMode: 'LogAnalytics',
      disableLocalAuth: false,
    })
    expect(entityOf(dataCollectionRule, named(published('azure_data_collection_rule'), 'myCollectionRule')).properties).toMatchObject({
      immutableId: 'dcr-b74e0d383fc9415abaa584ec41adece3',
      workspaceIds: [expect.stringMatching(/^\/subscriptions\/703362b3.*\/workspaces\/centralteamworkspace$/)],
    })
  })

  test('tables tell how long they keep what, and whose result they are', () => {
    const scope = opened(logAnalyticsWorkspace, { id: '/W', name: 'W' })
    const tables = published('azure_log_analytics_table')
    const found = named(tables, 'AzureNetworkFlow')
    expect(entityOf(logAnalyticsTable, found, { scope }).properties).toMatchObject({
      plan: 'Analytics',
      retentionInDays: 45,
      totalRetentionInDays: 70,
      archiveRetentionInDays: 25,
      retentionInDaysAsDefault: false,
      tableType: 'Microsoft',
      solutions: ['LogManagement'],
    })
    expect(drawn(logAnalyticsTable, found, { scope })).toEqual([expect.stringMatching(/^\/w\|HAS\|.*\/tables\/azurenetworkflow$/)])
    expect(entityOf(logAnalyticsTable, named(tables, 'table1_SRCH'), { scope }).properties).toMatchObject({
      tableType: 'SearchResults',
      sourceTable: 'Heartbeat',
      createdOn: Date.parse('2020-02-03T04:05:06Z'),
    })
  })
})
