import { describe, expect, test } from 'vitest'
import { drawn, edgesOf, entityOf, hasAnswers, named, published, recorded } from '../service.fixture.ts'
import { actionGroup, activityLogAlert, metricAlert, scheduledQueryRule } from './monitor-alerts.ts'

describe('the condition of an activity log alert', () => {
  const condition = (...allOf: readonly unknown[]) =>
    entityOf(activityLogAlert, { id: '/a', properties: { condition: { allOf } } }).properties

  test('is one value, several, or any', () => {
    const found = condition(
      { field: 'category', equals: 'ServiceHealth', containsAny: null },
      { field: 'properties.incidentType', equals: 'Incident' },
      { field: 'level', equals: null, containsAny: ['critical'] },
      {
        anyOf: [
          { field: 'status', equals: 'failed' },
          { field: 'status', equals: 'succeeded' },
        ],
      },
    )
    expect(found).toMatchObject({
      'condition.category': 'ServiceHealth',
      'condition.incidentType': 'Incident',
      'condition.level': ['critical'],
      'condition.status': ['failed', 'succeeded'],
      'condition.operationName': 'ANY',
      'condition.caller': 'ANY',
    })
  })

  test('is unknown where there is none, or where a part is of an unexpected type: that might ask for anything', () => {
    expect(entityOf(activityLogAlert, { id: '/a', properties: {} }).properties['condition.category']).toBeUndefined()
    expect(condition('odd', { field: 'category', equals: 'Security' })['condition.category']).toBeUndefined()
    expect(condition({ field: 'category', equals: 7 })['condition.category']).toBe('ANY')
  })
})

test('an alert watches every scope that it names, found or not, and uses its action groups', () => {
  const raw = { id: '/a', properties: { scopes: ['/Gone', '/subscriptions/S1'], actions: { actionGroups: [{ actionGroupId: '/G' }] } } }
  expect(edgesOf(activityLogAlert, raw)).toMatchObject([
    { edge: '/a|MONITORS|/gone', type: 'azure_monitor_activity_log_alert_monitors_azure_scope' },
    { edge: '/a|MONITORS|/subscriptions/s1' },
    { edge: '/a|USES|/g' },
  ])
})

test('a group reaches the receivers that are not disabled; a group of none reaches nobody', () => {
  const count = (properties: object) => entityOf(actionGroup, { id: '/g', properties }).properties.receiverCount
  const emailReceivers = [
    { emailAddress: 'a@x', status: 'Enabled' },
    { emailAddress: 'b@x', status: 'Disabled' },
  ]
  expect(count({ emailReceivers, armRoleReceivers: [{ roleId: 'r' }], webhookReceivers: 'odd' })).toBe(2)
  expect(count({ emailReceivers: [] })).toBe(0)
})

describe.skipIf(!hasAnswers)('of recorded and published answers', () => {
  test('an activity log alert', () => {
    const found = named(recorded('/providers/microsoft.insights/activityLogAlerts'), 'create-policy-assignment-with-conditions')
    expect(entityOf(activityLogAlert, found).properties).toMatchObject({
      enabled: true,
      'condition.category': 'Administrative',
      'condition.operationName': 'Microsoft.Authorization/policyAssignments/write',
      'condition.level': ['critical'],
      actionGroupIds: [],
    })
  })

  test('an action group', () => {
    const found = named(published('azure_monitor_action_group'), 'SampleActionGroup')
    expect(entityOf(actionGroup, found).properties).toMatchObject({
      enabled: true,
      emailAddresses: ['johndoe@email.com', 'janesmith@email.com'],
      webhookNames: ['Sample webhook', 'Sample webhook 2'],
      receiverCount: 4,
    })
  })

  test('alerts on metrics and on logs', () => {
    const metric = published('azure_monitor_metric_alert').find(({ id }) => String(id).endsWith('/highcpu'))
    expect(metric && entityOf(metricAlert, metric).properties).toMatchObject({ severity: 3, enabled: true, thresholds: [80.5] })
    expect(metric && drawn(metricAlert, metric, {}, 'USES')).toEqual([expect.stringMatching(/actiongroups\/group2$/)])
    const rule = named(published('azure_monitor_scheduled_query_rule'), 'perf')
    expect(entityOf(scheduledQueryRule, rule).properties).toMatchObject({
      severity: 4,
      queries: ['Perf | where ObjectName == "Processor"'],
      targetResourceTypes: ['Microsoft.Compute/virtualMachines'],
    })
    expect(drawn(scheduledQueryRule, rule, {}, 'MONITORS')).toEqual([
      expect.stringMatching(/\|MONITORS\|\/subscriptions\/aaf177ed-1330-a9f2-80ea-fd3d7783b147$/),
    ])
  })
})
