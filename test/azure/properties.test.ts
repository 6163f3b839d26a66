/** Properties and edges of the recorded tenant, by value. */
import { beforeAll, describe, expect, test } from 'vitest'
import { hasShared } from '../shared.ts'
import { type Collected, collectCapture, slice } from './collected.ts'

const tenant = '6f1d2c3a-8b4e-4d57-9a60-2e7c51f0b9d4'
const a = '/subscriptions/1a0c5f7e-3b29-4c68-8d11-a4f2e6b79c03'
const b = '/subscriptions/2b7d81e4-95f0-4a3c-b6d2-07c8e15f4a92'
const vms = `${a}/resourcegroups/stefan_vms/providers`

describe.skipIf(!hasShared('captures/azure/serve.mjs'))('the recorded tenant', () => {
  let bulk: Collected
  let arm: Collected

  beforeAll(async () => {
    bulk = await collectCapture({ only: slice })
    arm = await collectCapture({ options: { source: 'arm' }, only: slice })
  })

  test('is the same graph from Resource Graph as from the list calls, but for what no list holds', () => {
    const onlyBulk = [...bulk.entities.keys()].filter((key) => !arm.entities.has(key))
    expect(onlyBulk.length).toBe(6)
    expect(onlyBulk.every((key) => key.includes('/networkinterfaces/'))).toBe(true)
    expect([...arm.entities.keys()].filter((key) => !bulk.entities.has(key))).toEqual([])
    const borrowed = new Set(['applicationSecurityGroup'])
    for (const [key, properties] of arm.entities) {
      const strip = (all: object | undefined) => Object.fromEntries(Object.entries(all ?? {}).filter(([name]) => !borrowed.has(name)))
      expect(strip(bulk.entity(key)), key).toEqual(strip(properties))
    }
    for (const [ends, properties] of arm.edges) expect(bulk.edges.get(ends), ends).toEqual(properties)
  })

  test('needs few requests', () => {
    expect(bulk.stats.requests).toBeLessThan(350)
  })

  test('knows the tenant', () => {
    expect(bulk.entity(tenant)).toMatchObject({
      displayName: 'JupiterOne Azure Integration Development',
      defaultDomain: 'contosograph.onmicrosoft.com',
      verifiedDomains: ['contosograph.onmicrosoft.com'],
      tenantType: 'AAD',
      country: 'US',
      createdOn: Date.parse('2021-09-01T14:59:04Z'),
      technicalNotificationMails: ['security@corp.example'],
    })
  })

  test('knows a subscription and its groups', () => {
    expect(bulk.entity(a)).toMatchObject({
      displayName: 'integration-dev',
      name: 'integration-dev',
      state: 'Enabled',
      offerName: 'PayAsYouGo_2014-09-01',
      spendingLimit: 'Off',
      managedByTenantIds: ['33e01921-4d64-4f8c-a055-5bdaffd5e33d'],
      'tag.Dev': 'true',
    })
    expect(bulk.entity(`${a}/resourcegroups/defaultresourcegroup-cus`)).toMatchObject({
      displayName: 'DefaultResourceGroup-CUS',
      location: 'centralus',
      region: 'centralus',
      webLink: `https://portal.azure.com/#@contosograph.onmicrosoft.com/resource${a}/resourceGroups/DefaultResourceGroup-CUS`,
    })
    expect(bulk.edges.has(`${a}|has|${a}/resourcegroups/defaultresourcegroup-cus`)).toBe(true)
    expect(bulk.edges.has(`/providers/microsoft.management/managementgroups/${tenant}|has|${a}`)).toBe(true)
  })

  test('knows a machine with its state, disks, interface, address, subnet and identity', () => {
    const key = `${vms}/microsoft.compute/virtualmachines/system-managed-vm`
    expect(bulk.entity(key)).toMatchObject({
      displayName: 'system-managed-vm',
      platform: 'linux',
      osName: 'UbuntuServer',
      osVersion: '18.04.202112020',
      vmSize: 'Standard_DS1_v2',
      adminUser: 'azureuser',
      disablePasswordAuthentication: true,
      usesManagedDisks: true,
      identityType: 'SystemAssigned',
      principalId: 'e8aeaaa2-1cb1-4f51-8cff-9f0bc0c84a04',
      resourceGroup: 'stefan_vms',
    })
    expect(bulk.edges.get(`${key}|uses|e8aeaaa2-1cb1-4f51-8cff-9f0bc0c84a04`)).toEqual({ managedIdentityType: 'SystemAssigned' })
    const disks = [...bulk.edges].filter(([key]) => /virtualmachines.*\|uses\|.*\/disks\//.test(key))
    expect(disks.length).toBe(13)
    expect(disks.filter(([, { osDisk }]) => osDisk === true).length).toBe(10)
    const states = [...bulk.entities].filter(([one]) => one.includes('/virtualmachines/')).map(([, { state, active }]) => [state, active])
    expect(states).toContainEqual(['running', true])
    expect(states).toContainEqual([undefined, undefined])
  })

  test('knows an interface with the address that its public IP holds', () => {
    const key = `${vms}/microsoft.network/networkinterfaces/example-vm45`
    const address = bulk.entity(`${vms}/microsoft.network/publicipaddresses/example-vm-ip`)?.publicIpAddress
    expect(bulk.entity(key)).toMatchObject({
      privateIpAddress: ['172.16.0.5'],
      ...(address === undefined ? {} : { publicIpAddress: [address] }),
      ipForwarding: false,
      acceleratedNetworking: true,
      virtualMachineId: `${vms}/microsoft.compute/virtualmachines/example-vm`,
      subnetIds: [`${vms}/microsoft.network/virtualnetworks/stefan_vms-vnet/subnets/default`],
    })
  })

  test('knows which rules let the Internet in, and by which port', () => {
    const group = `${vms}/microsoft.network/networksecuritygroups/example-vm-nsg`
    expect(bulk.entity(group)).toMatchObject({ category: ['host'], isWideOpen: false })
    const rules = [...bulk.edges].filter(([key]) => key.includes('global:internet') && key.includes(group))
    const rule = (name: string) => rules.find(([, { ruleName }]) => ruleName === name)?.[1]
    expect(rules.length).toBe(4)
    expect(rule('SSH')).toMatchObject({ priority: 300, protocol: 'tcp', fromPort: 22, toPort: 22, ingress: true, egress: false })
    expect(rule('DenyAllInBound')).toMatchObject({ isDefault: true, portRange: '*', access: 'Deny' })
    expect(rule('AllowInternetOutBound')).toMatchObject({ egress: true, access: 'Allow' })
  })

  test('knows a storage account, its settings and its containers', () => {
    const key = `${b}/resourcegroups/j1dev/providers/microsoft.storage/storageaccounts/ndowmon1j1dev`
    expect(bulk.entity(key)).toMatchObject({
      kind: 'StorageV2',
      blobSoftDeleteEnabled: true,
      blobSoftDeleteRetentionDays: 7,
      encryptedBlob: true,
    })
    const container = bulk.entity(`${key}/blobservices/default/containers/insights-activity-logs`)
    expect(container).toMatchObject({
      name: 'insights-activity-logs',
      publicAccess: 'None',
      public: false,
      encrypted: true,
      updatedOn: Date.parse('2021-02-16T20:36:59Z'),
    })
  })

  test('knows what a role assignment allows, for whom and where', () => {
    const assignments = [...bulk.entities].filter(([key]) => key.includes('/roleassignments/'))
    const owners = assignments.filter(([, { actions }]) => Array.isArray(actions) && actions.includes('*'))
    expect(owners.length).toBeGreaterThan(0)
    for (const [key, { scope, principalId }] of owners) {
      expect(bulk.edges.has(`${key}|allows|${String(scope).toLowerCase()}`)).toBe(true)
      expect(bulk.edges.has(`${key}|assigned|${principalId}`)).toBe(true)
    }
  })

  test('knows the policies of a vault by principal', () => {
    const granted = [...bulk.edges].filter(([key]) => /^[^|]*\/microsoft\.keyvault\/vaults\/[^|/]*\|allows\|/.test(key))
    expect(granted.length).toBe(32)
    expect(granted.some(([, properties]) => String(properties['permissions.secrets']).includes('get'))).toBe(true)
  })

  test('keeps regions as nodes that all subscriptions share', () => {
    expect(bulk.entity('azure_location_eastus')).toMatchObject({ name: 'eastus', displayName: 'East US' })
    for (const subscription of [a, b]) expect(bulk.edges.has(`${subscription}|uses|azure_location_eastus`)).toBe(true)
  })
})
