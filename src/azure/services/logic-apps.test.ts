import { expect, test } from 'vitest'
import { serve } from '../client/server.fixture.ts'
import { entityOf, hasAnswers, named, published, subscription } from '../service.fixture.ts'
import { logicApp } from './logic-apps.ts'

const workflow = (properties: unknown) => ({
  id: '/subscriptions/s/resourceGroups/g/providers/Microsoft.Logic/workflows/W',
  name: 'W',
  properties,
})

test('a logic app is kept without what its steps and parameters are told', async () => {
  const told = { inputs: { headers: { Authorization: 'hunter2' } } }
  const definition = {
    triggers: { hourly: { type: 'Recurrence', ...told } },
    actions: { Call: { type: 'Http', ...told }, Choose: { type: 'If', actions: { Inner: told }, else: { actions: { Other: told } } } },
    parameters: { token: { type: 'String', defaultValue: 'hunter2' } },
    outputs: { all: { value: 'hunter2' } },
  }
  const server = await serve(() => ({ body: { value: [workflow({ definition, parameters: { token: { value: 'hunter2' } } })] } }))
  try {
    const { source } = logicApp
    const [raw] =
      source.kind === 'list' ? await Array.fromAsync(source.list({ ...server.caller, session: server.session, scope: subscription })) : []
    expect(JSON.stringify(raw)).not.toContain('hunter2')
    expect(raw && entityOf(logicApp, raw).properties).toMatchObject({
      triggerNames: ['hourly'],
      triggerTypes: ['Recurrence'],
      actionTypes: ['Http', 'If'],
    })
  } finally {
    await server.stop()
  }
})

test('a logic app tells whom its access control lets in, and nothing where it has none', () => {
  const accessControl = {
    triggers: {
      allowedCallerIpAddresses: [{ addressRange: '10.0.0.0/8' }],
      openAuthenticationPolicies: { policies: { ours: { type: 'AAD' } } },
    },
    contents: { allowedCallerIpAddresses: [] },
  }
  const { properties } = entityOf(logicApp, workflow({ accessControl }))
  expect(properties).toMatchObject({
    triggerAllowedIpRanges: ['10.0.0.0/8'],
    triggerAuthenticationPolicies: ['ours'],
    contentsAllowedIpRanges: [],
  })
  for (const name of ['actionsAllowedIpRanges', 'triggerTypes']) expect(properties).not.toHaveProperty(name)
  expect(entityOf(logicApp, workflow({ accessControl: {}, definition: 'x' })).properties).not.toHaveProperty('triggerAllowedIpRanges')
})

test.skipIf(!hasAnswers)('as published', () => {
  expect(entityOf(logicApp, named(published('azure_logic_app'), 'cclogicappc129bfa71a47')).properties).toMatchObject({
    state: 'Enabled',
    triggerNames: ['manual'],
    triggerTypes: ['Request'],
    actionTypes: [],
    createdOn: Date.parse('2021-06-10T13:51:36.101Z'),
    accessEndpointIpAddresses: expect.arrayContaining(['13.67.236.76']),
  })
})
