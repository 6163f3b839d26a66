import { describe, expect, test } from 'vitest'
import { MalformedAnswerError } from '../../collect/errors.ts'
import { isAnswer } from '../client/json.ts'
import { drawn, edgesOf, entityOf, hasAnswers, named, opened, published, recorded, subscription, tenant } from '../service.fixture.ts'
import { kubernetesCluster, kubernetesService, maintenanceConfiguration, nodePool, roleBinding, trustedAccessRole } from './kubernetes.ts'

const id = '/subscriptions/s/resourcegroups/G/providers/Microsoft.ContainerService/managedClusters/C'
const key = id.toLowerCase()
const cluster = (properties: unknown) => ({ id, name: 'C', location: 'eastus', properties })
const scope = opened(kubernetesCluster, cluster({}))

function poolsOf(raw: object) {
  const { source } = nodePool
  if (source.kind !== 'embedded') throw new Error('not embedded')
  return [...source.pick({ raw, details: {}, scope: subscription })]
}

test('a cluster has its add-ons under names of any letter case, and those it does not name are unknown', () => {
  const { properties } = entityOf(
    kubernetesCluster,
    cluster({ addonProfiles: { omsAgent: { enabled: true }, azurepolicy: { enabled: false } } }),
  )
  expect(properties).toMatchObject({ azureMonitorEnabled: true, azurePolicyEnabled: false })
  expect(properties).not.toHaveProperty('keyVaultSecretsProviderEnabled')
  expect(entityOf(kubernetesCluster, cluster({ addonProfiles: 'x' })).properties).not.toHaveProperty('azureMonitorEnabled')
})

describe('a node pool', () => {
  const subnet = '/subscriptions/s/resourceGroups/G/providers/Microsoft.Network/virtualNetworks/V/subnets/S'

  test('hangs under its cluster and stands in subnets', () => {
    const [pool] = poolsOf(cluster({ agentPoolProfiles: [{ name: 'P', vnetSubnetID: subnet, podSubnetID: `${subnet}2` }] }))
    expect(pool && drawn(nodePool, pool)).toEqual([
      `${key}|HAS|${key}/agentpools/p`,
      `${key}/agentpools/p|USES|${subnet.toLowerCase()}`,
      `${key}/agentpools/p|USES|${subnet.toLowerCase()}2`,
    ])
  })

  test('without a name is malformed, and a cluster may have none', () => {
    const [nameless] = poolsOf(cluster({ agentPoolProfiles: [{ count: 1 }] }))
    expect(() => nameless && entityOf(nodePool, nameless)).toThrow(MalformedAnswerError)
    for (const properties of [undefined, {}, { agentPoolProfiles: null }]) expect(poolsOf(cluster(properties))).toEqual([])
  })

  test.skipIf(!hasAnswers)('reads from the cluster like from the list of pools', () => {
    const listed = named(published('azure_aks_node_pool'), 'nodepool2')
    const profile = { ...(isAnswer(listed.properties) ? listed.properties : {}), name: listed.name }
    const clusterId = String(listed.id).replace(/\/agentPools\/.*/, '')
    const [embedded] = poolsOf({ ...cluster({ agentPoolProfiles: [profile] }), id: clusterId })
    const read = (raw: object) => {
      const { 'tag.key1': _, region: __, location: ___, ...properties } = entityOf(nodePool, { ...raw }).properties
      return properties
    }
    expect(embedded && read(embedded)).toEqual(read(listed))
    expect(read(listed)).toMatchObject({
      mode: 'User',
      nodeCount: 1,
      enableNodePublicIP: false,
      enableEncryptionAtHost: false,
      osSKU: 'Ubuntu',
    })
  })
})

test('a cluster has maintenance configurations and contains role bindings, which another integration may know too', () => {
  const configuration = {
    id: `${id}/maintenanceConfigurations/default`,
    name: 'default',
    properties: { timeInWeek: [{ day: 'Monday', hourSlots: [1] }] },
  }
  expect(drawn(maintenanceConfiguration, configuration, { scope })).toEqual([`${key}|HAS|${key}/maintenanceconfigurations/default`])
  expect(entityOf(maintenanceConfiguration, configuration, { scope }).properties.timeInWeek).toEqual(['{"day":"Monday","hourSlots":[1]}'])
  const binding = { id: `${id}/trustedAccessRoleBindings/B`, name: 'B', properties: { roles: ['r'] } }
  expect(edgesOf(roleBinding, binding, { scope })).toEqual([
    { edge: `${key}|CONTAINS|${key}/trustedaccessrolebindings/b`, type: 'azure_kubernetes_cluster_contains_kube_cluster_role_binding' },
    {
      edge: `${key}/trustedaccessrolebindings/b|IS|ClusterRoleBinding:${binding.id} or ClusterRoleBinding:${key}/trustedaccessrolebindings/b`,
      type: 'azure_kube_cluster_role_binding_is_kube_cluster_role_binding',
    },
  ])
})

test('the service has the roles that AKS offers in each region', () => {
  const role = {
    name: 'backup-operator',
    location: 'eastus',
    sourceResourceType: 'X',
    rules: [{ verbs: ['list', 'get'] }, { verbs: ['get'], resources: ['pods'] }],
  }
  const self = 'azure_access_role_backup-operator_location_eastus'
  expect(entityOf(trustedAccessRole, role, { scope: tenant })).toMatchObject({
    key: self,
    properties: { ruleVerbs: ['get', 'list'], ruleResources: ['pods'], sourceResourceType: 'X', location: 'eastus' },
  })
  const service = entityOf(kubernetesService, { name: 'Azure Kubernetes Service' }, { scope: tenant }).key
  expect(drawn(trustedAccessRole, role, { scope: tenant })).toEqual([`${service}|CONTAINS|${self}`, `${self}|IS|ClusterRole:${self}`])
  expect(drawn(kubernetesService, { name: 'Azure Kubernetes Service' }, { scope: tenant })).toEqual([
    `azure_subscription{"tenantId":"t1"}|HAS|${service}`,
  ])
})

test.skipIf(!hasAnswers)('clusters as recorded and as published', () => {
  const raw = named(recorded('/providers/Microsoft.ContainerService/managedClusters'), 'example-kubernetes-cluster')
  const { properties } = entityOf(kubernetesCluster, raw)
  expect(properties).toMatchObject({
    enableRBAC: true,
    kubernetesVersion: '1.20.9',
    networkPlugin: 'kubenet',
    outboundType: 'loadBalancer',
    enablePrivateCluster: false,
    publicNetworkAccess: 'Enabled',
    azureMonitorEnabled: true,
    azurePolicyEnabled: false,
    osSKU: ['Ubuntu'],
    nodePublicIpEnabled: [],
    skuTier: 'Free',
    principalId: '693db8e6-04b0-4570-9a5a-1229839d08c9',
  })
  for (const unsaid of ['disableLocalAccounts', 'defenderEnabled', 'networkPolicy', 'upgradeChannel'])
    expect(properties).not.toHaveProperty(unsaid)
  const clusters = published('azure_kubernetes_cluster').map((one) => entityOf(kubernetesCluster, one).properties)
  expect(clusters).toContainEqual(expect.objectContaining({ defenderEnabled: true }))
  const [binding] = published('azure_kube_cluster_role_binding').map((one) => entityOf(roleBinding, one, { scope }).properties)
  expect(binding?.roles).toEqual([
    'Microsoft.MachineLearningServices/workspaces/reader',
    'Microsoft.MachineLearningServices/workspaces/writer',
  ])
})
