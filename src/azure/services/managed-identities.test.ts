import { expect, test } from 'vitest'
import { drawn, edgesOf, hasAnswers, published } from '../service.fixture.ts'
import { virtualMachine } from './compute.ts'
import { managedIdentity } from './managed-identities.ts'

test.skipIf(!hasAnswers)('an identity is its service principal, which a directory that nobody reads stands in for', () => {
  const [raw = {}] = published('azure_managed_identity')
  const [edge] = edgesOf(managedIdentity, raw, {}, 'IS')
  expect(edge?.edge).toMatch(/\|IS\|25cc773c-7f05-40fc-a104-32d2300754ad$/)
  expect(edge?.placeholder?.type).toBe('azure_service_principal')
})

test('a machine uses the identities that it was given, and their principals, in both words', () => {
  const identity = '/subscriptions/s1/resourceGroups/G/providers/Microsoft.ManagedIdentity/userAssignedIdentities/Deploy'
  const machine = {
    id: '/subscriptions/s1/resourceGroups/g/providers/Microsoft.Compute/virtualMachines/m',
    identity: {
      type: 'SystemAssigned, UserAssigned',
      principalId: '25cc773c-7f05-40fc-a104-32d2300754ad',
      userAssignedIdentities: { [identity]: { principalId: '1588532d-e046-4901-8b35-2d071681f000' } },
    },
  }
  const ends = (verb: string) => drawn(virtualMachine, machine, {}, verb).map((edge) => edge.split('|')[2])
  const principals = ['25cc773c-7f05-40fc-a104-32d2300754ad', '1588532d-e046-4901-8b35-2d071681f000']
  expect(ends('ASSIGNED')).toEqual(principals)
  expect(ends('USES')).toEqual([...principals, identity.toLowerCase()])
})
