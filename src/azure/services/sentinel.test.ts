import { afterEach, describe, expect, test } from 'vitest'
import { serve, type TestServer } from '../client/server.fixture.ts'
import { drawn, entityOf, hasAnswers, named, opened, published } from '../service.fixture.ts'
import { logAnalyticsWorkspace } from './monitor.ts'
import { sentinelAlertRule, sentinelAutomationRule, sentinelDataConnector, sentinelWorkspace } from './sentinel.ts'

const workspace = '/subscriptions/s1/resourceGroups/G/providers/Microsoft.OperationalInsights/workspaces/W'
const state = { id: `${workspace}/providers/Microsoft.SecurityInsights/onboardingStates/default`, name: 'default' }

let server: TestServer | undefined
afterEach(() => server?.stop())

test('what Sentinel consists of is read below the workspace, and belongs to the onboarding', async () => {
  const scope = opened(sentinelWorkspace, state, opened(logAnalyticsWorkspace, { id: workspace }))
  server = await serve(() => ({ body: { value: [] } }))
  if (sentinelAlertRule.source.kind !== 'list') throw new Error('no list')
  await Array.fromAsync(sentinelAlertRule.source.list({ ...server.caller, session: server.session, scope }))
  expect(server.seen[0]?.url.split('?')[0]).toBe(`${workspace.toLowerCase()}/providers/Microsoft.SecurityInsights/alertRules`)
  expect(drawn(sentinelWorkspace, state, { scope: opened(logAnalyticsWorkspace, { id: workspace }) })).toEqual([
    `${workspace.toLowerCase()}|HAS|${state.id.toLowerCase()}`,
  ])
  expect(drawn(sentinelAlertRule, { id: '/rule' }, { scope })).toEqual([`${state.id.toLowerCase()}|HAS|/rule`])
})

test('a rule triggers its playbooks', () => {
  const actions = [{ actionType: 'RunPlaybook', actionConfiguration: { logicAppResourceId: '/Flow' } }, { actionType: 'ModifyProperties' }]
  expect(drawn(sentinelAutomationRule, { id: '/r', properties: { actions } }, {}, 'TRIGGERS')).toEqual(['/r|TRIGGERS|/flow'])
})

describe.skipIf(!hasAnswers)('of published answers', () => {
  test('a rule, a connector, an automation', () => {
    expect(
      entityOf(sentinelAlertRule, named(published('azure_sentinel_alert_rule'), '73e01a99-5cd7-4139-a149-9f2736ff2ab5')).properties,
    ).toMatchObject({
      displayName: 'My scheduled rule',
      kind: 'Scheduled',
      enabled: true,
      severity: 'High',
      tactics: ['Persistence', 'LateralMovement'],
      createsIncident: true,
    })
    const connectors = published('azure_sentinel_data_connector').map((raw) => entityOf(sentinelDataConnector, raw).properties)
    expect(connectors.find(({ kind }) => kind === 'AzureSecurityCenter')).toMatchObject({ dataTypes: ['alerts'] })
    expect(new Set(connectors.map(({ kind }) => kind)).size).toBe(connectors.length)
    const [rule] = published('azure_sentinel_automation_rule')
    expect(rule && entityOf(sentinelAutomationRule, rule).properties).toMatchObject({ enabled: true, triggersOn: 'Incidents', order: 1 })
  })
})
