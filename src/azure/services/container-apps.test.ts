import { describe, expect, test } from 'vitest'
import { serve } from '../client/server.fixture.ts'
import { drawn, entityOf, hasAnswers, named, published, subscription } from '../service.fixture.ts'
import { containerApp, containerAppEnvironment } from './container-apps.ts'

const provider = '/subscriptions/s/resourceGroups/G/providers'
const app = (properties: unknown, more: object = {}) => ({
  id: `${provider}/Microsoft.App/containerApps/A`,
  name: 'A',
  properties,
  ...more,
})
const group = '/subscriptions/s/resourcegroups/g'
const key = `${group}/providers/microsoft.app/containerapps/a`

describe('a container app', () => {
  test('runs in its environment and uses the identities it was assigned', () => {
    const identity = `${provider}/Microsoft.ManagedIdentity/userAssignedIdentities/I`
    const raw = app(
      { managedEnvironmentId: `${provider}/Microsoft.App/managedEnvironments/E` },
      { identity: { userAssignedIdentities: { [identity]: {} } } },
    )
    expect(drawn(containerApp, raw)).toEqual([
      `${group}|HAS|${key}`,
      `${group}/providers/microsoft.app/managedenvironments/e|HAS|${key}`,
      `${key}|USES|${identity.toLowerCase()}`,
    ])
    expect(drawn(containerApp, app({}, { identity: { userAssignedIdentities: null } }))).toEqual([`${group}|HAS|${key}`])
  })

  test('lets in the ranges that its rules allow, not those that they deny', () => {
    const ingress = (action: string) =>
      app({ configuration: { ingress: { external: true, ipSecurityRestrictions: [{ action, ipAddressRange: '10.0.0.0/8' }] } } })
    expect(entityOf(containerApp, ingress('Allow')).properties).toMatchObject({
      external: true,
      ingressEnabled: true,
      allowedIpRanges: ['10.0.0.0/8'],
    })
    expect(entityOf(containerApp, ingress('Deny')).properties.allowedIpRanges).toEqual([])
    for (const name of ['external', 'ingressEnabled', 'allowedIpRanges'])
      expect(entityOf(containerApp, app({})).properties).not.toHaveProperty(name)
  })

  test('is kept without the values of its variables and secrets', async () => {
    const env = [{ name: 'PASSWORD', value: 'hunter2' }]
    const secrets = [{ name: 'key', value: 'hunter2' }]
    const listed = app({
      configuration: { secrets },
      template: { containers: [{ image: 'i', env }], initContainers: [{ image: 'i', env }] },
    })
    const server = await serve(() => ({ body: { value: [listed] } }))
    try {
      const { source } = containerApp
      const call = { ...server.caller, session: server.session, scope: subscription }
      const [raw] = source.kind === 'list' ? await Array.fromAsync(source.list(call)) : []
      expect(JSON.stringify(raw)).not.toContain('hunter2')
      expect(raw && entityOf(containerApp, raw).properties).toMatchObject({
        environmentVariableNames: ['PASSWORD'],
        secretNames: ['key'],
        images: ['i'],
      })
    } finally {
      await server.stop()
    }
  })
})

test.skipIf(!hasAnswers)('apps and environments as published', () => {
  const raw = named(published('azure_container_app'), 'testcontainerapp0')
  expect(entityOf(containerApp, raw).properties).toMatchObject({
    location: 'eastus',
    external: true,
    targetPort: 3000,
    customDomains: ['www.my-name.com', 'www.my--other-name.com'],
    allowedIpRanges: ['192.168.1.1/32', '192.168.1.1/8'],
    images: ['repo/testcontainerapp0:v4'],
    maxReplicas: 5,
  })
  const environments = published('azure_container_app', 'managedEnvironments').map(
    (one) => entityOf(containerAppEnvironment, one).properties,
  )
  expect(environments).toContainEqual(expect.objectContaining({ staticIp: '20.42.33.145', mtlsEnabled: true, peerTrafficEncrypted: true }))
})
