import { describe, expect, test } from 'vitest'
import { edgesOf, entityOf, hasAnswers, named, opened, recorded } from '../service.fixture.ts'
import { virtualMachine } from './compute.ts'
import { vmExtension } from './vm-extensions.ts'

const machines = '/subscriptions/s/resourceGroups/G/providers/Microsoft.Compute/virtualMachines'
const machine = (name: string) => opened(virtualMachine, { id: `${machines}/${name}`, name })
const extension = (on: string, properties: unknown) => ({
  id: `${machines}/${on}/extensions/Agent`,
  name: 'Agent',
  location: 'East US',
  properties,
})

describe('an extension', () => {
  test('is one for all machines that have it', () => {
    const keys = ['A', 'B'].map((name) => entityOf(vmExtension, extension(name, { publisher: 'P' }), { scope: machine(name) }).key)
    expect(keys).toEqual(['vm-extension:P:Agent', 'vm-extension:P:Agent'])
    expect(entityOf(vmExtension, extension('A', undefined), { scope: machine('A') }).key).toBe('vm-extension:unknown-publisher:Agent')
  })

  test('keeps what is of one machine alone on the edge', () => {
    const raw = extension('A', { publisher: 'P', provisioningState: 'Failed' })
    expect(edgesOf(vmExtension, raw, { scope: machine('A') })).toEqual([
      {
        edge: `${machines.toLowerCase()}/a|USES|vm-extension:P:Agent`,
        type: 'azure_vm_uses_extension',
        properties: { id: raw.id, location: 'eastus', provisioningState: 'Failed' },
      },
    ])
    const { properties } = entityOf(vmExtension, raw, { scope: machine('A') })
    for (const name of ['provisioningState', 'region', 'resourceGroup', 'webLink']) expect(properties).not.toHaveProperty(name)
  })

  test.skipIf(!hasAnswers)('as recorded', () => {
    const raw = named(recorded('virtualMachines/int-cmcl01/extensions'), 'MicrosoftMonitoringAgent')
    expect(entityOf(vmExtension, raw, { scope: machine('int-cmcl01') })).toMatchObject({
      key: 'vm-extension:Microsoft.EnterpriseCloud.Monitoring:MicrosoftMonitoringAgent',
      properties: {
        publisher: 'Microsoft.EnterpriseCloud.Monitoring',
        extType: 'MicrosoftMonitoringAgent',
        typeHandlerVersion: '1.0',
        autoUpgradeMinorVersion: true,
        enableAutomaticUpgrade: false,
        'settings.workspaceId': '43edf44e-056a-4581-ac36-034f5d1dd439',
      },
    })
  })
})
