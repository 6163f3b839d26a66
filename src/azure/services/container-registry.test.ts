import { expect, test } from 'vitest'
import { drawn, entityOf, hasAnswers, named, opened, published, recorded } from '../service.fixture.ts'
import { containerRegistry, containerRegistryWebhook } from './container-registry.ts'

const id = '/subscriptions/s/resourceGroups/g/providers/Microsoft.ContainerRegistry/registries/R'
const registry = (properties: unknown) => ({ id, name: 'R', properties })

test('a registry is encrypted with a key of its owner, or not, or does not say', () => {
  const encrypted = (status?: string) => entityOf(containerRegistry, registry({ encryption: { status } })).properties.encrypted
  expect([encrypted('enabled'), encrypted('disabled'), encrypted()]).toEqual([true, false, undefined])
})

test('a registry has its webhooks, whose address Azure keeps to itself', () => {
  const raw = { id: `${id}/webhooks/W`, name: 'W', properties: { actions: ['push'], status: 'enabled' } }
  const scope = opened(containerRegistry, registry({}))
  expect(drawn(containerRegistryWebhook, raw, { scope })).toEqual([`${id.toLowerCase()}|HAS|${id.toLowerCase()}/webhooks/w`])
  expect(entityOf(containerRegistryWebhook, raw, { scope }).properties).toMatchObject({ address: 'not returned', actions: ['push'] })
})

test.skipIf(!hasAnswers)('as recorded and as published', () => {
  const raw = named(recorded('/providers/Microsoft.ContainerRegistry/registries'), 'deletethis')
  expect(entityOf(containerRegistry, raw).properties).toMatchObject({
    sku: 'Basic',
    loginServer: 'deletethis.azurecr.io',
    adminUserEnabled: false,
    publicNetworkAccess: 'Enabled',
    networkRuleBypassOptions: 'AzureServices',
    trustPolicyStatus: 'disabled',
    retentionPolicyStatus: 'disabled',
    encrypted: false,
    privateEndpointConnectionIds: [],
    createdOn: Date.parse('2024-01-29T13:30:52.408Z'),
  })
  const registries = published('azure_container_registry').map((one) => entityOf(containerRegistry, one).properties)
  expect(registries).toContainEqual(
    expect.objectContaining({ anonymousPullEnabled: false, zoneRedundancy: 'Disabled', exportPolicyStatus: 'enabled' }),
  )
})
