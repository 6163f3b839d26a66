import { afterEach, describe, expect, test } from 'vitest'
import { type Reply, type Seen, serve, type TestServer } from '../client/server.fixture.ts'
import { drawn, entityOf, hasAnswers, recorded, subscription } from '../service.fixture.ts'
import { policyState } from './policy-states.ts'

const state = {
  policyAssignmentId: '/A',
  policyDefinitionId: '/D',
  policyDefinitionReferenceId: 'Ref',
  resourceId: '/subscriptions/s1/R',
  complianceState: 'NonCompliant',
}

let server: TestServer | undefined
afterEach(() => server?.stop())

async function call(reply: (request: Seen, count: number, base: string) => Reply) {
  server = await serve(reply)
  return { ...server.caller, session: server.session, scope: subscription }
}

test('a state is known by assignment, definition, resource and reference, in any letter case', () => {
  expect(entityOf(policyState, state).key).toBe('/a:/d:/subscriptions/s1/r:ref:latest')
  expect(drawn(policyState, state)).toEqual([
    '/a|HAS|/a:/d:/subscriptions/s1/r:ref:latest',
    '/d|DEFINES|/a:/d:/subscriptions/s1/r:ref:latest',
    '/subscriptions/s1/r|HAS|/a:/d:/subscriptions/s1/r:ref:latest',
  ])
})

test('whether it is compliant follows from the state where the older field is absent, and is unknown else', () => {
  const compliant = (more: object) => entityOf(policyState, { ...state, ...more }).properties.isCompliant
  expect([compliant({}), compliant({ complianceState: 'Compliant' }), compliant({ complianceState: 'Exempt' })]).toEqual([
    false,
    true,
    undefined,
  ])
  expect(compliant({ isCompliant: true })).toBe(true)
})

test('the states of all subscriptions come from one query, each from the properties of its row', async () => {
  const row = { id: '/x', subscriptionId: 'S1', resourceGroup: 'g', properties: state }
  const asking = await call(() => ({ body: { totalRecords: 1, data: [row] } }))
  const found = policyState.bulk === undefined ? [] : await Array.fromAsync(policyState.bulk.list(asking, [subscription]))
  expect(found).toEqual([{ scope: 's1', raw: { subscriptionId: 'S1', resourceGroup: 'g', ...state } }])
  expect(server?.seen[0]?.body).toContain("policyresources | where type =~ 'microsoft.policyinsights/policystates'")
})

test('asked of the provider itself, further pages are asked for by POST as well, and a refusal names the action', async () => {
  const asking = await call((_, count, base) =>
    count === 1
      ? { body: { value: [state], '@odata.nextLink': `${base}/next?page=2` } }
      : { body: { value: [{ ...state, resourceId: '/2' }] } },
  )
  if (policyState.source.kind !== 'list') throw new Error('no list')
  expect(await Array.fromAsync(policyState.source.list(asking))).toHaveLength(2)
  expect(server?.seen.map(({ method }) => method)).toEqual(['POST', 'POST'])
  await server?.stop()
  const refused = await call(() => ({ status: 403, body: { error: { code: 'AuthorizationFailed', message: 'no' } } }))
  await expect(Array.fromAsync(policyState.source.list(refused))).rejects.toThrow('policyStates/queryResults/action')
})

describe.skipIf(!hasAnswers)('of recorded answers', () => {
  test('each has a key of its own', () => {
    const states = recorded('/policyStates/latest/queryResults')
    expect(new Set(states.map((raw) => entityOf(policyState, raw).key)).size).toBe(664)
    const [first] = states
    expect(first && entityOf(policyState, first).properties).toMatchObject({
      displayName: 'diagnosticslogsinservicebusmonitoring: sb-test-cameron',
      complianceState: 'NonCompliant',
      isCompliant: false,
      policyDefinitionAction: 'auditifnotexists',
      policyDefinitionGroupNames: ['azure_security_benchmark_v3.0_lt-3'],
      managementGroupIds: ['6f1d2c3a-8b4e-4d57-9a60-2e7c51f0b9d4'],
    })
  })
})
