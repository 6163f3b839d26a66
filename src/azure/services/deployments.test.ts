import { afterEach, describe, expect, test } from 'vitest'
import { serve, type TestServer } from '../client/server.fixture.ts'
import { drawn, entityOf, hasAnswers, named, opened, published, subscription } from '../service.fixture.ts'
import { deployment, deploymentStack, templateSpec } from './deployments.ts'
import { resourceGroup } from './subscriptions.ts'

const group = '/subscriptions/s1/resourceGroups/G'

let server: TestServer | undefined
afterEach(() => server?.stop())

test('deployments are read in the subscription and in each group, without the values given to them', async () => {
  const properties = { mode: 'Incremental', parameters: { password: { value: 'secret' } }, outputs: { key: { value: 'secret' } } }
  server = await serve(() => ({ body: { value: [{ id: '/d', properties }] } }))
  const { source } = deployment
  if (source.kind !== 'list') throw new Error('no list')
  const call = { ...server.caller, session: server.session }
  const found = await Array.fromAsync(source.list({ ...call, scope: subscription }))
  expect(found).toEqual([{ id: '/d', properties: { mode: 'Incremental' } }])
  await Array.fromAsync(source.list({ ...call, scope: opened(resourceGroup, { id: group, name: 'G' }) }))
  expect(server.seen.map(({ url }) => url.split('?')[0])).toEqual([
    '/subscriptions/s1/providers/Microsoft.Resources/deployments',
    `${group}/providers/Microsoft.Resources/deployments`,
  ])
  expect(deployment.scope).toEqual(['subscription', 'azure_resource_group'])
})

test('a deployment hangs on its group or subscription and uses the template spec of its version', () => {
  const templateLink = { id: '/Spec/versions/v1', uri: 'https://a.example/t.json?sv=1&sig=secret' }
  const raw = { id: `${group}/providers/Microsoft.Resources/deployments/D`, properties: { templateLink } }
  expect(drawn(deployment, raw)).toEqual([`${group.toLowerCase()}|HAS|${raw.id.toLowerCase()}`, `${raw.id.toLowerCase()}|USES|/spec`])
  expect(drawn(deployment, { id: '/subscriptions/s1/x/d' })).toEqual(['/subscriptions/s1|HAS|/subscriptions/s1/x/d'])
  expect(entityOf(deployment, raw).properties.templateUri).toBe('https://a.example/t.json')
})

test('a stack manages what it names', () => {
  const raw = { id: '/stack', properties: { resources: [{ id: '/A', status: 'managed' }, { id: '/b' }] } }
  expect(drawn(deploymentStack, raw, {}, 'MANAGES')).toEqual(['/stack|MANAGES|/a', '/stack|MANAGES|/b'])
})

describe.skipIf(!hasAnswers)('of published answers', () => {
  test('a deployment, a stack, a template spec', () => {
    const deployed = published('azure_deployment').find((raw) => JSON.stringify(raw).includes('my-storage-account'))
    expect(deployed && entityOf(deployment, deployed).properties).toMatchObject({
      mode: 'Incremental',
      provisioningState: 'Succeeded',
      templateHash: '0000000000000000000',
      deployedOn: Date.parse('2020-06-05T01:20:01.723Z'),
      outputResourceIds: [expect.stringMatching(/\/storageaccounts\/my-storage-account$/)],
    })
    expect(entityOf(deploymentStack, named(published('azure_deployment_stack'), 'simpleDeploymentStack')).properties).toMatchObject({
      denySettingsMode: 'denyDelete',
      onUnmanagedResources: 'delete',
      denySettingsApplyToChildScopes: false,
    })
    const specs = published('azure_template_spec').filter((raw) => JSON.stringify(raw).includes('"versions":{"1.0"'))
    expect(specs.map((raw) => entityOf(templateSpec, raw).properties.versions)).toContainEqual(['1.0', '2.0', '3.0'])
  })
})
