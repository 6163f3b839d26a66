import { expect, test } from 'vitest'
import { entityOf, hasAnswers, named, published } from '../service.fixture.ts'
import { arcMachine } from './arc-machines.ts'

const machine = (properties: unknown) => ({
  id: '/subscriptions/s/resourceGroups/g/providers/Microsoft.HybridCompute/machines/M',
  name: 'M',
  properties,
})

test('a server is active when its agent is connected, and unknown to be when it does not say', () => {
  const active = (status?: string) => entityOf(arcMachine, machine({ status })).properties.active
  expect([active('Connected'), active('Disconnected'), active()]).toEqual([true, false, undefined])
})

test('a server has the first of its names, and all addresses of all interfaces', () => {
  const networkInterfaces = [
    { ipAddresses: [{ address: '10.0.0.4' }, { address: 'fd00::4' }] },
    { ipAddresses: null },
    { ipAddresses: [{ address: '10.0.1.4' }] },
  ]
  const { properties } = entityOf(
    arcMachine,
    machine({ dnsFqdn: '', machineFqdn: 'm.corp.example', osType: 'Windows', networkProfile: { networkInterfaces } }),
  )
  expect(properties).toMatchObject({ fqdn: 'm.corp.example', platform: 'windows', privateIpAddress: ['10.0.0.4', 'fd00::4', '10.0.1.4'] })
})

test.skipIf(!hasAnswers)('as published', () => {
  const { properties } = entityOf(arcMachine, named(published('azure_arc_machine'), 'myMachine'))
  expect(properties).toMatchObject({
    vmId: 'b7a098cc-b0b8-46e8-a205-62f301a62a8f',
    osEdition: 'Standard',
    licenseStatus: 'Licensed',
    esuEligibility: 'Ineligible',
    incomingConnectionsPorts: ['22', '23'],
    manufacturer: 'Microsoft Corporation',
    identityType: 'SystemAssigned',
  })
  for (const unsaid of ['state', 'active', 'fqdn', 'platform']) expect(properties).not.toHaveProperty(unsaid)
})
