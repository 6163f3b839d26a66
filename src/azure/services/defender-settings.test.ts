import { describe, expect, test } from 'vitest'
import { drawn, edgesOf, entityOf, hasAnswers, named, published, recorded } from '../service.fixture.ts'
import {
  autoProvisioningSetting,
  defenderPlan,
  defenderSetting,
  jitNetworkAccessPolicy,
  securityAutomation,
  securityContact,
} from './defender-settings.ts'

test('settings are those of their subscription', () => {
  const id = '/subscriptions/s1/providers/Microsoft.Security/pricings/Arm'
  expect(edgesOf(defenderPlan, { id })).toEqual([
    { edge: `/subscriptions/s1|HAS|${id.toLowerCase()}`, type: 'azure_subscription_has_security_center_subscription_pricing' },
  ])
})

test('a contact of 2020 says the state and the severity of notices in one field', () => {
  const raw = { id: '/c', properties: { emails: 'a@x;b@x', alertNotifications: { state: 'On', minimalSeverity: 'High' } } }
  expect(entityOf(securityContact, raw).properties).toMatchObject({ email: 'a@x;b@x', alertNotifications: 'On', minimalSeverity: 'High' })
})

test('a policy protects its machines and lists each port once', () => {
  const machine = (id: string, ...numbers: unknown[]) => ({ id, ports: numbers.map((number) => ({ number })) })
  const raw = { id: '/j', properties: { virtualMachines: [machine('/A', 3389, 22), machine('/b', 22, '5986')] } }
  expect(entityOf(jitNetworkAccessPolicy, raw).properties.ports).toEqual([22, 3389])
  expect(drawn(jitNetworkAccessPolicy, raw, {}, 'PROTECTS')).toEqual(['/j|PROTECTS|/a', '/j|PROTECTS|/b'])
})

test('a policy one of whose machines is of an unexpected type protects the others, and leaves open which ports', () => {
  const raw = { id: '/j', properties: { virtualMachines: [{ id: '/A', ports: [{ number: 22 }] }, 'odd'] } }
  const { properties, skipped } = entityOf(jitNetworkAccessPolicy, raw)
  expect(properties).not.toHaveProperty('ports')
  expect(skipped).toContain('ports')
  expect(drawn(jitNetworkAccessPolicy, raw, {}, 'PROTECTS')).toEqual(['/j|PROTECTS|/a'])
})

test('an automation uses what its actions name, each by its kind', () => {
  const hub = '/subscriptions/s1/resourceGroups/g/providers/Microsoft.EventHub/namespaces/n/eventhubs/H'
  const actions = [
    { actionType: 'LogicApp', logicAppResourceId: '/L' },
    { actionType: 'EventHub', eventHubResourceId: hub },
    { actionType: 'EventHub', eventHubResourceId: hub.replace('/eventhubs/H', '') },
    { actionType: 'Workspace', workspaceResourceId: '/W' },
  ]
  expect(drawn(securityAutomation, { id: '/s', properties: { actions } }, {}, 'USES')).toEqual([
    '/s|USES|/l',
    `/s|USES|${hub.toLowerCase()}`,
    '/s|USES|/w',
  ])
})

describe.skipIf(!hasAnswers)('of recorded and published answers', () => {
  test('a contact of 2017 and one of 2023', () => {
    const old = named(recorded('/providers/Microsoft.Security/securityContacts'), 'default1')
    expect(entityOf(securityContact, old).properties).toMatchObject({
      email: 'test@corp.example',
      alertNotifications: 'On',
      alertsToAdmins: 'On',
      phone: '+15550100',
    })
    const today = named(published('azure_security_center_contact'), 'default')
    expect(entityOf(securityContact, today).properties).toMatchObject({
      email: 'john@contoso.com;Jane@contoso.com',
      enabled: true,
      notificationsByRoleState: 'On',
      notificationsByRoleRoles: ['Owner', 'Admin'],
      notificationSourceTypes: ['AttackPath', 'Alert'],
      minimalSeverity: ['Medium'],
      minimalRiskLevel: ['Critical'],
    })
  })

  test('plans, with the extensions that are on', () => {
    const recordedPlan = named(recorded('/providers/Microsoft.Security/pricings'), 'SqlServers')
    expect(entityOf(defenderPlan, recordedPlan).properties).toMatchObject({ pricingTier: 'Free', freeTrialRemainingTime: 'PT0S' })
    const plan = named(published('azure_security_center_subscription_pricing'), 'VirtualMachines')
    expect(entityOf(defenderPlan, plan).properties).toMatchObject({
      pricingTier: 'Standard',
      subPlan: 'P2',
      enabledOn: Date.parse('2023-03-01T12:42:42.192Z'),
      extensionNames: ['AgentlessVmScanning', 'MdeDesignatedSubscription'],
      extensionStates: ['True', 'True'],
    })
  })

  test('settings and agents', () => {
    expect(entityOf(defenderSetting, named(recorded('/Microsoft.Security/settings'), 'MCAS')).properties).toMatchObject({
      enabled: true,
      kind: 'DataExportSettings',
    })
    expect(entityOf(autoProvisioningSetting, named(recorded('/autoProvisioningSettings'), 'default')).properties.autoProvision).toBe('On')
  })

  test('a just-in-time policy', () => {
    const found = named(published('azure_jit_network_access_policy'), 'VVvm1')
    expect(entityOf(jitNetworkAccessPolicy, found).properties).toMatchObject({
      ports: [22, 3389],
      maxRequestAccessDurations: ['PT3H', 'PT3H'],
      region: 'eastus',
    })
  })
})
