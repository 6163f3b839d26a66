import { describe, expect, test } from 'vitest'
import type { Answer } from '../client/json.ts'
import { drawn, edgesOf, entityOf, hasAnswers, named, published, recorded, subscription } from '../service.fixture.ts'
import { defenderAlert, secureScore, securityAssessment, securitySubAssessment, sqlVulnerabilityFinding } from './defender-findings.ts'

test.each([
  { Source: 'Azure', Id: '/A' },
  { source: 'Azure', id: '/A' },
])('what was assessed is read however it is spelt: %j', (resourceDetails) => {
  const { properties } = entityOf(securityAssessment, { id: '/a', properties: { resourceDetails } })
  expect(properties).toMatchObject({ 'resourceDetails.source': 'Azure', scannedResourceId: '/a' })
})

test('an assessed resource of another cloud keeps its id', () => {
  const resourceDetails = { Source: 'Aws', Id: 'arn:aws:s3:::Bucket' }
  expect(entityOf(securityAssessment, { id: '/a', properties: { resourceDetails } }).properties.scannedResourceId).toBe(
    'arn:aws:s3:::Bucket',
  )
})

test('an alert hangs on its subscription once, and on every resource it names, in the old shape and the new', () => {
  const id = '/subscriptions/s1/providers/Microsoft.Security/locations/l/alerts/A'
  const alert = (properties: object) => drawn(defenderAlert, { id, properties })
  const key = id.toLowerCase()
  const resourceIdentifiers = [{ azureResourceId: '/R' }, { workspaceId: 'w' }, { azureResourceId: '/subscriptions/S1' }]
  expect(alert({ resourceIdentifiers })).toEqual([`/subscriptions/s1|HAS|${key}`, `/r|HAS|${key}`])
  expect(alert({ associatedResource: '/OLD' })).toEqual([`/subscriptions/s1|HAS|${key}`, `/old|HAS|${key}`])
  expect(edgesOf(defenderAlert, { id, properties: { resourceIdentifiers } })[1]).toMatchObject({
    type: 'ANY_RESOURCE_has_azure_defender_alert',
  })
})

test('an alert whose status is not said is neither open nor closed', () => {
  const open = (status?: string) => entityOf(defenderAlert, { id: '/a', properties: { status } }).properties.open
  expect([open('Active'), open('InProgress'), open('Dismissed'), open()]).toEqual([true, true, false, undefined])
})

test('a vulnerability belongs to an assessment and to the resource that was assessed', () => {
  const id = '/R/providers/Microsoft.Security/assessments/K/subAssessments/V'
  expect(drawn(securitySubAssessment, { id })).toEqual([
    `/r/providers/microsoft.security/assessments/k|IDENTIFIED|${id.toLowerCase()}`,
    `/r|HAS|${id.toLowerCase()}`,
  ])
})

describe('a finding in a database', () => {
  const server = '/subscriptions/s1/resourceGroups/g/providers/Microsoft.Sql/servers/S'
  const id = `${server}/providers/Microsoft.Security/assessments/K/subassessments/V`
  const found = (resourceDetails?: object, at = id) => ({
    id: at,
    properties: { additionalData: { assessedResourceType: 'SqlServerVulnerability' }, resourceDetails },
  })
  const assessed = [`/subscriptions/s1/resourcegroups/g/providers/microsoft.sql/servers/s/providers/microsoft.security/assessments/k`]
  const hasEdges = (raw: Answer) => drawn(sqlVulnerabilityFinding, raw, {}, 'HAS')

  test('stands among the sub-assessments, of which it is none', () => {
    const { source } = sqlVulnerabilityFinding
    if (source.kind !== 'embedded') throw new Error('not embedded')
    const picked = (raw: Answer) => [...source.pick({ raw, details: {}, scope: subscription })]
    expect([picked(found()), picked({ id })]).toEqual([[found()], []])
    const entities = [found(), { id }].map((raw) => securitySubAssessment.entity({ raw, details: {}, scope: subscription })?.key)
    expect(entities).toEqual([undefined, id.toLowerCase()])
    expect(drawn(securitySubAssessment, found())).toEqual([])
  })

  test('hangs on the database it names, and on its assessment', () => {
    const database = `${server}/databases/D`
    expect(drawn(sqlVulnerabilityFinding, found({ source: 'Azure', id: database }))).toEqual([
      `${database.toLowerCase()}|HAS|${id.toLowerCase()}`,
      `${assessed}|IDENTIFIED|${id.toLowerCase()}`,
    ])
  })

  test('hangs on the database that was assessed where it names none, else on the server or instance', () => {
    const ofDatabase = `${server}/databases/D/providers/Microsoft.Security/assessments/K/subAssessments/V`
    expect(hasEdges(found(undefined, ofDatabase))).toEqual([
      `${server}/databases/D|HAS|${ofDatabase}`.toLowerCase().replace('|has|', '|HAS|'),
    ])
    expect(hasEdges(found())).toEqual([`${server.toLowerCase()}|HAS|${id.toLowerCase()}`])
    const instance = server.replace('servers', 'managedInstances')
    const ofInstance = id.replace('servers', 'managedInstances')
    expect(hasEdges(found({ id: `${instance}/databases/D` }, ofInstance))).toEqual([
      `${instance.toLowerCase()}|HAS|${ofInstance.toLowerCase()}`,
    ])
  })
})

describe.skipIf(!hasAnswers)('of recorded and published answers', () => {
  test('an assessment without an opinion on its severity leaves that open', () => {
    const found = named(
      recorded('1a0c5f7e-3b29-4c68-8d11-a4f2e6b79c03/providers/Microsoft.Security/assessments'),
      'b1af52e4-e968-4e2b-b6d0-6736c9651f0a',
    )
    const { properties } = entityOf(securityAssessment, found)
    expect(properties).toMatchObject({
      displayName: 'Microsoft Defender for Key Vault should be enabled',
      assessmentKey: 'b1af52e4-e968-4e2b-b6d0-6736c9651f0a',
      statusCode: 'Healthy',
      scannedResourceId: '/subscriptions/1a0c5f7e-3b29-4c68-8d11-a4f2e6b79c03',
    })
    expect(properties.severity).toBeUndefined()
    expect(drawn(securityAssessment, found)).toEqual([expect.stringMatching(/^\/subscriptions\/s1\|PERFORMED\|/)])
  })

  test('an alert of the old shape gives the properties of the new one', () => {
    const found = recorded('/providers/Microsoft.Security/alerts').find(({ id }) =>
      String(id).endsWith('fff0d6d1-79ee-438c-b986-2022d4a174c3'),
    )
    expect(found && entityOf(defenderAlert, found).properties).toMatchObject({
      name: '[SAMPLE ALERT] Suspicious WordPress theme invocation detected',
      alertType: 'SIMULATED_APPS_WpThemeInjection',
      severity: 'High',
      status: 'Active',
      open: true,
      createdOn: Date.parse('2024-04-05T12:47:20.730Z'),
      isIncident: false,
    })
  })

  test('an alert of today', () => {
    const [found] = published('azure_defender_alert')
    expect(found && entityOf(defenderAlert, found).properties).toMatchObject({
      alertType: 'VM_EICAR',
      severity: 'High',
      intent: 'Execution',
      startedOn: Date.parse('2020-02-22'),
      remediationSteps: ['No further action is needed.'],
    })
  })

  test('a vulnerability and a score', () => {
    const [found] = published('azure_security_sub_assessment')
    expect(found && entityOf(securitySubAssessment, found).properties).toMatchObject({
      displayName: "'Back Orifice' Backdoor",
      vulnerabilityId: '1001',
      severity: 'High',
      open: true,
      timeGenerated: Date.parse('2019-06-23T12:20:08.764Z'),
    })
    const sql = published('azure_security_sub_assessment')[1]
    expect(sql && entityOf(sqlVulnerabilityFinding, sql).properties).toMatchObject({
      displayName: 'Database-level firewall rules should be tracked and maintained at a strict minimum',
      ruleId: 'VA2064',
      statusCode: 'Healthy',
      open: false,
      severity: 'High',
      category: 'SurfaceAreaReduction',
      assessedType: 'AzureDatabase',
      query: expect.stringContaining('sys.database_firewall_rules'),
    })
    expect(sql && drawn(sqlVulnerabilityFinding, sql, {}, 'HAS')).toEqual([
      expect.stringMatching(/\/microsoft\.sql\/servers\/sqlserver1demo\/databases\/database1\|HAS\|/),
    ])
    const [score] = published('azure_secure_score')
    expect(score && entityOf(secureScore, score).properties).toMatchObject({ displayName: 'ASC score', currentScore: 23.53, maxScore: 39 })
  })
})
