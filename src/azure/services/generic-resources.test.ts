import { expect, test } from 'vitest'
import { serve } from '../client/server.fixture.ts'
import { azureDefinitions } from '../definitions.ts'
import { drawn, entityOf, subscription } from '../service.fixture.ts'
import { genericResource, modelledBy } from './generic-resources.ts'

const group = '/subscriptions/s1/resourcegroups/rg'
const sweep = genericResource(new Map([['microsoft.compute/disks', ['azure_managed_disk']]]))
const cluster = {
  id: `${group}/providers/Microsoft.Kusto/clusters/K`,
  name: 'K',
  type: 'microsoft.kusto/clusters',
  location: 'westeurope',
  sku: { name: 'Dev', tier: 'Basic' },
  identity: {
    type: 'UserAssigned',
    userAssignedIdentities: { [`${group}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/i`]: { principalId: 'P' } },
  },
  properties: {
    secret: 'hunter2',
    provisioningState: 'Succeeded',
    net: [{ subnetId: `${group}/providers/Microsoft.Network/virtualNetworks/v/subnets/s` }],
  },
}

test('a resource of an unknown type keeps its common facts and every resource that it names, and nothing else', async () => {
  const server = await serve(() => ({ body: { totalRecords: 1, data: [{ ...cluster, subscriptionId: 's1' }] } }))
  try {
    const call = { ...server.caller, session: server.session, scope: subscription }
    const [found] = sweep.bulk === undefined ? [] : await Array.fromAsync(sweep.bulk.list(call, [subscription]))
    if (found === undefined) throw new Error('nothing found')
    expect(server.seen[0]?.body).toContain("where type !in~ ('microsoft.compute/disks')")
    expect(JSON.stringify(found.raw)).not.toContain('hunter2')
    expect(sweep.entity({ raw: found.raw, details: {}, scope: subscription })?.class).toEqual(['Resource', 'Database'])
    expect(entityOf(sweep, found.raw).properties).toMatchObject({
      type: 'microsoft.kusto/clusters',
      region: 'westeurope',
      resourceGroup: 'rg',
      sku: 'Dev',
      skuTier: 'Basic',
      provisioningState: 'Succeeded',
    })
    const key = `${group}/providers/microsoft.kusto/clusters/k`
    expect(drawn(sweep, found.raw)).toEqual([
      `${group}|HAS|${key}`,
      `${key}|USES|P`,
      `${key}|USES|${group}/providers/microsoft.managedidentity/userassignedidentities/i`,
      `${key}|CONNECTS|${group}/providers/microsoft.network/virtualnetworks/v/subnets/s`,
    ])
  } finally {
    await server.stop()
  }
})

test('without Resource Graph the list of all resources gives the same, read one by one', async () => {
  const { properties: _, ...listed } = cluster
  const disk = { ...listed, id: `${group}/providers/Microsoft.Compute/disks/d`, type: 'Microsoft.Compute/disks' }
  const provider = { resourceTypes: [{ resourceType: 'Clusters', apiVersions: ['2024-09-01-preview', '2024-04-13'] }] }
  const server = await serve(({ url }) => {
    if (url.includes('/permissions')) return { body: { value: [{ actions: ['*/read'], notActions: [] }] } }
    if (url.includes('/clusters/K?api-version=2024-04-13')) return { body: cluster }
    return { body: url.includes('/providers/microsoft.kusto?') ? provider : { value: [listed, disk] } }
  })
  try {
    const call = { ...server.caller, session: server.session, scope: subscription }
    const found = sweep.source.kind === 'list' ? await Array.fromAsync(sweep.source.list(call)) : []
    expect(found.map(({ name, type }) => [name, type])).toEqual([['K', 'microsoft.kusto/clusters']])
    const [raw = {}] = found
    expect(sweep.details.facts?.when?.(raw)).toBe(true)
    const details = { facts: await sweep.details.facts?.get(call, raw) }
    expect(entityOf(sweep, raw, { details }).properties).toMatchObject({ provisioningState: 'Succeeded', sku: 'Dev' })
    expect(drawn(sweep, raw, { details }, 'CONNECTS')).toHaveLength(1)
  } finally {
    await server.stop()
  }
})

test('a new definition takes its types out of the sweep, children and further types included', () => {
  const modelled = modelledBy(azureDefinitions)
  expect(modelled.get('microsoft.web/sites')).toEqual(['azure_function_app', 'azure_web_app'])
  expect(modelled.get('microsoft.network/frontdoorwebapplicationfirewallpolicies')).toEqual(['azure_waf_policy'])
  expect(modelled.get('microsoft.compute/virtualmachines/extensions')).toEqual(['azure_vm_extension'])
})
