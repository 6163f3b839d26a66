import { describe, expect, test } from 'vitest'
import { drawn, edgesOf, entityOf, hasAnswers, named, opened, published, recorded } from '../service.fixture.ts'
import { policyAssignment, policyDefinition, policyExemption, policyRemediation, policySetDefinition } from './policy.ts'

const assignments = '/providers/Microsoft.Authorization/policyAssignments'

describe('an assignment', () => {
  const raw = {
    id: `/subscriptions/s1${assignments}/A`,
    name: 'A',
    properties: {
      scope: '/providers/Microsoft.Management/managementGroups/Root',
      policyDefinitionId: '/providers/Microsoft.Authorization/policySetDefinitions/Set',
      parameters: { effect: { value: 'Audit' }, regions: { value: ['a', 'b'] }, days: { value: 0 }, odd: 7 },
    },
  }

  test('gives parameters of one value as properties and all of them as text', () => {
    const { properties } = entityOf(policyAssignment, raw)
    expect(properties).toMatchObject({ 'parameters.effect.value': 'Audit', 'parameters.effect': 'Audit', 'parameters.days.value': 0 })
    expect(properties['parameters.regions.value']).toBeUndefined()
    expect(properties.parameters).toContain('"regions":{"value":["a","b"]}')
  })

  test('hangs on its scope, wherever that is, and uses an initiative or a definition', () => {
    const key = raw.id.toLowerCase()
    expect(drawn(policyAssignment, raw)).toEqual([
      `/providers/microsoft.management/managementgroups/root|HAS|${key}`,
      `${key}|USES|/providers/microsoft.authorization/policysetdefinitions/set`,
    ])
    const other = { ...raw, properties: { policyDefinitionId: '/providers/Microsoft.Authorization/policyDefinitions/Def' } }
    expect(edgesOf(policyAssignment, other)).toMatchObject([
      { edge: `${key}|USES|/providers/microsoft.authorization/policydefinitions/def`, type: 'azure_policy_assignment_uses_definition' },
    ])
  })
})

test('a definition that an initiative holds twice is linked twice', () => {
  const member = (reference: string) => ({ policyDefinitionId: '/d', policyDefinitionReferenceId: reference })
  const set = { id: '/Set', properties: { policyDefinitions: [member('one'), member('two'), { policyDefinitionReferenceId: 'none' }] } }
  expect(edgesOf(policySetDefinition, set).map(({ edge, suffix }) => [edge, suffix])).toEqual([
    ['/set|CONTAINS|/d', 'one'],
    ['/set|CONTAINS|/d', 'two'],
  ])
})

test('an exemption names what is exempt by its own id', () => {
  const id = '/subscriptions/s1/resourceGroups/G/providers/P/types/R/providers/Microsoft.Authorization/policyExemptions/E'
  const raw = { id, properties: { policyAssignmentId: '/A', expiresOn: '2030-01-01T00:00:00Z' } }
  expect(drawn(policyExemption, raw)).toEqual([
    `${id.toLowerCase()}|EXCLUDES|/a`,
    `/subscriptions/s1/resourcegroups/g/providers/p/types/r|HAS|${id.toLowerCase()}`,
  ])
  expect(entityOf(policyExemption, raw).properties.expiresOn).toBe(Date.parse('2030-01-01'))
})

describe.skipIf(!hasAnswers)('of recorded and published answers', () => {
  test('the default assignment of Security Center keeps what it monitors', () => {
    const found = named(recorded(`2b7d81e4-95f0-4a3c-b6d2-07c8e15f4a92${assignments}`), 'SecurityCenterBuiltIn')
    expect(entityOf(policyAssignment, found).properties).toMatchObject({
      assignmentName: 'SecurityCenterBuiltIn',
      displayName: 'ASC Default (subscription: 2b7d81e4-95f0-4a3c-b6d2-07c8e15f4a92)',
      enforcementMode: 'Default',
      assignedBy: 'Security Center',
      notScopes: [],
      'parameters.adaptiveApplicationControlsMonitoringEffect.value': 'Disabled',
      createdOn: Date.parse('2020-07-16T18:10:41.356Z'),
    })
  })

  test('an initiative says which definitions to read', () => {
    const [set] = recorded('policySetDefinitions/1a5bb27d-173f-493e-9568-eb56638dde4d')
    expect(set && entityOf(policySetDefinition, set).properties).toMatchObject({ policyType: 'BuiltIn', category: 'Regulatory Compliance' })
    expect(set && opened(policySetDefinition, set).data).toMatchObject({
      policyDefinitionIds: expect.arrayContaining([
        '/providers/Microsoft.Authorization/policyDefinitions/aa633080-8b72-40c4-a2d7-d00c03e80bed',
      ]),
    })
    const [definition] = recorded('policyDefinitions/aa633080-8b72-40c4-a2d7-d00c03e80bed')
    expect(definition && entityOf(policyDefinition, definition).properties).toMatchObject({ policyType: 'BuiltIn', mode: 'All' })
  })

  test('an exemption says of what kind it is', () => {
    expect(entityOf(policyExemption, named(published('azure_policy_exemption'), 'TestVMSub')).properties).toMatchObject({
      displayName: 'Exempt demo cluster',
      exemptionCategory: 'Waiver',
      policyDefinitionReferenceIds: ['Limit_Skus'],
    })
  })

  test('a remediation counts its deployments and belongs to the assignment it mends for', () => {
    const [found] = published('azure_policy_remediation')
    const group = '/subscriptions/35ee058e-5fa0-414c-8145-3ebb8d09b6e2/resourcegroups/myresourcegroup/providers'
    expect(found && entityOf(policyRemediation, found)).toMatchObject({
      key: `${group}/microsoft.policyinsights/remediations/790996e6-9871-4b1f-9cd9-ec42cd6ced1e`,
      properties: {
        policyAssignmentId: `${group}/microsoft.authorization/policyassignments/b101830944f246d8a14088c5`,
        provisioningState: 'Succeeded',
        resourceDiscoveryMode: 'ExistingNonCompliant',
        totalDeployments: 2,
        failedDeployments: 0,
        resourceCount: 42,
        failureThreshold: 0.1,
        createdOn: Date.parse('2018-09-13T21:51:09.075Z'),
      },
    })
    expect(found && drawn(policyRemediation, found)).toEqual([
      `${group}/microsoft.authorization/policyassignments/b101830944f246d8a14088c5|HAS|${group}/microsoft.policyinsights/remediations/790996e6-9871-4b1f-9cd9-ec42cd6ced1e`,
    ])
  })
})
