import { describe, expect, test } from 'vitest'
import { serve } from '../client/server.fixture.ts'
import type { AzureDefinition } from '../resource.ts'
import { drawn, edgesOf, entityOf, hasAnswers, named, recorded, subscription } from '../service.fixture.ts'
import { container, containerGroup, containerVolume } from './container-instances.ts'

const id = '/subscriptions/s/resourceGroups/G/providers/Microsoft.ContainerInstance/containerGroups/CG'
const key = id.toLowerCase()
const group = (properties: unknown) => ({ id, name: 'CG', location: 'eastus', properties })

function picked({ source }: AzureDefinition, raw: object) {
  if (source.kind !== 'embedded') throw new Error('not embedded')
  return [...source.pick({ raw, details: {}, scope: subscription })]
}

describe('a container', () => {
  test('uses the volumes that it mounts', () => {
    const volumeMounts = [{ name: 'Data', mountPath: '/data', readOnly: true }, { mountPath: '/nowhere' }]
    const [raw] = picked(container, group({ containers: [{ name: 'c', properties: { volumeMounts } }] }))
    expect(raw && edgesOf(container, raw)).toEqual([
      { edge: `${key}|HAS|${key}/containers/c`, type: 'azure_container_group_has_' },
      {
        edge: `${key}/containers/c|USES|${key}/volumes/data`,
        type: 'azure_container_uses_volume',
        properties: { mountPath: '/data', readOnly: true },
      },
    ])
  })

  test('names its variables without their values', () => {
    const environmentVariables = [
      { name: 'PASSWORD', value: 'hunter2' },
      { name: 'OTHER', secureValue: null },
    ]
    const [raw] = picked(container, group({ containers: [{ name: 'c', properties: { environmentVariables, image: 'nginx' } }] }))
    const { properties } = raw === undefined ? { properties: {} } : entityOf(container, raw)
    expect(properties).toMatchObject({ environmentVariableNames: ['PASSWORD', 'OTHER'], image: 'nginx', region: 'eastus' })
    expect(JSON.stringify(properties)).not.toContain('hunter2')
    expect(properties).not.toHaveProperty('privileged')
  })

  test('is none where the group has none, or something else in their place', () => {
    for (const properties of [undefined, {}, { containers: {} }, { containers: ['c'] }])
      expect(picked(container, group(properties))).toEqual([])
  })
})

test('a group is kept without what it was told in confidence', async () => {
  const secret = { name: 'PASSWORD', value: 'hunter2' }
  const properties = {
    containers: [{ name: 'c', properties: { environmentVariables: [secret] } }],
    initContainers: [{ name: 'i', properties: { environmentVariables: [secret] } }],
    volumes: [
      { name: 'v', secret: { file: 'hunter2' } },
      { name: 'w', azureFile: { shareName: 's', storageAccountKey: 'hunter2' } },
    ],
    imageRegistryCredentials: [{ server: 'r.azurecr.io', username: 'u', password: 'hunter2' }],
    diagnostics: { logAnalytics: { workspaceId: 'w', workspaceKey: 'hunter2' } },
  }
  const server = await serve(() => ({ body: { value: [group(properties)] } }))
  try {
    const call = { ...server.caller, session: server.session, scope: subscription }
    const listed = containerGroup.source.kind === 'list' ? await Array.fromAsync(containerGroup.source.list(call)) : []
    expect(JSON.stringify(listed)).not.toContain('hunter2')
    expect(
      listed.flatMap((raw) => picked(container, raw).map((one) => entityOf(container, one).properties.environmentVariableNames)),
    ).toEqual([['PASSWORD']])
    expect(listed.flatMap((raw) => picked(containerVolume, raw).map((one) => entityOf(containerVolume, one).properties.hasSecret))).toEqual(
      [true, undefined],
    )
  } finally {
    await server.stop()
  }
})

describe('a volume', () => {
  const volume = (raw: object) => picked(containerVolume, group({ volumes: [{ name: 'V', ...raw }] }))[0] ?? {}

  test('uses the file share that it names', () => {
    const share = volume({ azureFile: { storageAccountName: 'Account', shareName: 'share', readOnly: false } })
    expect(drawn(containerVolume, share)).toEqual([
      `${key}|HAS|${key}/volumes/v`,
      `${key}/volumes/v|USES|azure_storage_file_share{"storageAccountName":"account","name":"share"}`,
    ])
    expect(entityOf(containerVolume, share).properties).toMatchObject({ 'azureFile.shareName': 'share', 'azureFile.readOnly': false })
  })

  test('that is empty or holds secrets says only so', () => {
    expect(entityOf(containerVolume, volume({ emptyDir: {} })).properties).toMatchObject({ emptyDir: true })
    expect(entityOf(containerVolume, volume({ secret: {} })).properties).toMatchObject({ hasSecret: true })
    expect(entityOf(containerVolume, volume({ emptyDir: {} })).properties).not.toHaveProperty('hasSecret')
    expect(drawn(containerVolume, volume({ emptyDir: {} }), {}, 'USES')).toEqual([])
  })
})

test.skipIf(!hasAnswers)('a group as recorded', () => {
  const raw = named(recorded('cloud-shell-storage-eastus/providers/Microsoft.ContainerInstance/containerGroups'), 'hellofiles')
  expect(entityOf(containerGroup, raw).properties).toMatchObject({
    ipAddress: '20.246.185.143',
    ipAddressType: 'Public',
    ports: [80],
    restartPolicy: 'Always',
    sku: 'Standard',
    fqdn: 'dnslabel1231n324423.eastus.azurecontainer.io',
  })
  expect(picked(container, raw).map((one) => entityOf(container, one).properties)).toMatchObject([
    { displayName: 'hellofiles', cpu: 1, memoryInGB: 1.5, ports: [80], volumeNames: ['azurefile'], environmentVariableNames: [] },
  ])
})
