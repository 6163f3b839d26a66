/** Azure Kubernetes Service: clusters, their node pools, and whom they trust. https://learn.microsoft.com/rest/api/aks */
import { from, to, where } from '../../collect/links.ts'
import { arm, childrenOf, embeddedIn } from '../arm-listing.ts'
import { type Answer, at, isAnswer, objects, text } from '../client/json.ts'
import { keysAt, usesManagedIdentities } from '../ends.ts'
import { distinct, type Fact, type FactTable, from as fact, json, ref, region } from '../facts.ts'
import { armKey, parentKeyOf } from '../ids.ts'
import { trustedRoles } from '../kubernetes/trusted-roles.ts'
import type { AzureResource } from '../listing.ts'
import { resource } from '../resource.ts'
import { onePerTenant, tenantWideKey } from '../synthetic-listing.ts'
import { tenantOf } from '../tenant.ts'

const service = 'Kubernetes Service'
const version = '2025-08-01'
const armType = 'Microsoft.ContainerService/managedClusters'

const clusterProperties: FactTable = {
  location: region('location'),
  skuName: 'sku.name',
  skuTier: 'sku.tier',
  identityType: 'identity.type',
  principalId: 'identity.principalId',
  tenantId: 'identity.tenantId',
  provisioningState: 'properties.provisioningState',
  powerState: 'properties.powerState.code',
  kubernetesVersion: 'properties.kubernetesVersion',
  currentKubernetesVersion: 'properties.currentKubernetesVersion',
  dnsPrefix: 'properties.dnsPrefix',
  fqdn: 'properties.fqdn',
  privateFqdn: 'properties.privateFQDN',
  nodeResourceGroup: 'properties.nodeResourceGroup',
  maxAgentPools: 'properties.maxAgentPools',
  enableRBAC: 'properties.enableRBAC',
  disableLocalAccounts: 'properties.disableLocalAccounts',
  aadManaged: 'properties.aadProfile.managed',
  enableAzureRbac: 'properties.aadProfile.enableAzureRBAC',
  adminGroupObjectIds: 'properties.aadProfile.adminGroupObjectIDs',
  enablePrivateCluster: 'properties.apiServerAccessProfile.enablePrivateCluster',
  authorizedIpRanges: 'properties.apiServerAccessProfile.authorizedIPRanges',
  publicNetworkAccess: 'properties.publicNetworkAccess',
  networkPlugin: 'properties.networkProfile.networkPlugin',
  networkPolicy: 'properties.networkProfile.networkPolicy',
  outboundType: 'properties.networkProfile.outboundType',
  upgradeChannel: 'properties.autoUpgradeProfile.upgradeChannel',
  nodeOSUpgradeChannel: 'properties.autoUpgradeProfile.nodeOSUpgradeChannel',
  defenderEnabled: 'properties.securityProfile.defender.securityMonitoring.enabled',
  workloadIdentityEnabled: 'properties.securityProfile.workloadIdentity.enabled',
  imageCleanerEnabled: 'properties.securityProfile.imageCleaner.enabled',
  oidcIssuerEnabled: 'properties.oidcIssuerProfile.enabled',
  azureMonitorEnabled: addon('omsagent'),
  azureMonitorMetricsEnabled: 'properties.azureMonitorProfile.metrics.enabled',
  azurePolicyEnabled: addon('azurepolicy'),
  keyVaultSecretsProviderEnabled: addon('azureKeyvaultSecretsProvider'),
  diskEncryptionSetId: ref('properties.diskEncryptionSetID'),
  nodeImageVersion: 'properties.agentPoolProfiles[].nodeImageVersion',
  osType: 'properties.agentPoolProfiles[].osType',
  osSKU: 'properties.agentPoolProfiles[].osSKU',
  nodePublicIpEnabled: 'properties.agentPoolProfiles[].enableNodePublicIP',
  vnetSubnetIds: ref('properties.agentPoolProfiles[].vnetSubnetID'),
}

/** Whether an add-on is on; their names come in any letter case. */
function addon(name: string): Fact {
  return fact(
    ['properties.addonProfiles'],
    (profiles) => {
      if (!isAnswer(profiles)) return undefined
      return at(Object.entries(profiles).find(([one]) => one.toLowerCase() === name.toLowerCase())?.[1], 'enabled')
    },
    'object',
  )
}

export const kubernetesCluster = resource({
  type: 'azure_kubernetes_cluster',
  class: ['Cluster'],
  title: 'Kubernetes cluster',
  service,
  list: arm(armType, version, { bulk: 'resources' }),
  permission: `${armType}/read`,
  properties: clusterProperties,
  links: [
    usesManagedIdentities,
    // That of its nodes, which pulls their images.
    to('USES', 'azure_managed_identity', keysAt('properties.identityProfile.kubeletidentity.resourceId')),
  ],
})

/** The cluster's own answer describes its pools as fully as their list does. */
export const nodePool = resource({
  type: 'azure_aks_node_pool',
  class: ['Group'],
  title: 'AKS node pool',
  service,
  list: embeddedIn(kubernetesCluster, `${armType}/agentPools`, 'managedClusters[].properties.agentPoolProfiles[]', poolsOf),
  permission: `${armType}/read`,
  properties: {
    location: region('location'),
    mode: 'properties.mode',
    poolType: 'properties.type',
    nodeCount: 'properties.count',
    minCount: 'properties.minCount',
    maxCount: 'properties.maxCount',
    enableAutoScaling: 'properties.enableAutoScaling',
    vmSize: 'properties.vmSize',
    zones: 'properties.availabilityZones',
    osType: 'properties.osType',
    osSKU: 'properties.osSKU',
    osDiskType: 'properties.osDiskType',
    orchestratorVersion: 'properties.orchestratorVersion',
    currentOrchestratorVersion: 'properties.currentOrchestratorVersion',
    nodeImageVersion: 'properties.nodeImageVersion',
    enableNodePublicIP: 'properties.enableNodePublicIP',
    enableEncryptionAtHost: 'properties.enableEncryptionAtHost',
    enableFIPS: 'properties.enableFIPS',
    secureBootEnabled: 'properties.securityProfile.enableSecureBoot',
    vTpmEnabled: 'properties.securityProfile.enableVTPM',
    vnetSubnetId: ref('properties.vnetSubnetID'),
    podSubnetId: ref('properties.podSubnetID'),
    priority: 'properties.scaleSetPriority',
    provisioningState: 'properties.provisioningState',
    powerState: 'properties.powerState.code',
  },
  links: [
    from('azure_kubernetes_cluster', 'HAS', ({ raw }) => parentKeyOf(armKey(text(raw, 'id') ?? ''))),
    to('USES', 'azure_subnet', ({ raw }) =>
      ['vnetSubnetID', 'podSubnetID'].flatMap((name) => {
        const id = text(raw, `properties.${name}`)
        return id === undefined ? [] : [armKey(id)]
      }),
    ),
  ],
})

/** Each as the list of pools would answer it. */
function* poolsOf(cluster: Answer): Iterable<Answer> {
  const clusterId = text(cluster, 'id')
  for (const { name, tags, ...properties } of objects(cluster, 'properties.agentPoolProfiles')) {
    const id = typeof name === 'string' && name !== '' ? { id: `${clusterId}/agentPools/${name}` } : {}
    yield { ...id, name, tags, location: cluster.location, properties }
  }
}

export const maintenanceConfiguration = resource({
  type: 'azure_kube_maintenance_configuration',
  class: ['Cluster'],
  title: 'AKS maintenance configuration',
  service,
  list: childrenOf(kubernetesCluster, 'maintenanceConfigurations', version),
  permission: `${armType}/maintenanceConfigurations/read`,
  properties: {
    timeInWeek: json('properties.timeInWeek'),
    notAllowedTime: json('properties.notAllowedTime'),
    schedule: json('properties.maintenanceWindow.schedule'),
    durationHours: 'properties.maintenanceWindow.durationHours',
  },
  links: [from('azure_kubernetes_cluster', 'HAS', ({ scope }) => scope.id)],
})

export const roleBinding = resource({
  type: 'azure_kube_cluster_role_binding',
  class: ['AccessPolicy'],
  title: 'AKS trusted access role binding',
  service,
  list: childrenOf(kubernetesCluster, 'trustedAccessRoleBindings', version),
  permission: `${armType}/trustedAccessRoleBindings/read`,
  properties: {
    roles: 'properties.roles',
    sourceResourceId: ref('properties.sourceResourceId'),
    provisioningState: 'properties.provisioningState',
    createdBy: 'systemData.createdBy',
  },
  links: [
    from('azure_kubernetes_cluster', 'CONTAINS', ({ scope }) => scope.id),
    // The cluster's inside is another integration's, which may spell the id as Azure does.
    to(
      'IS',
      'kube_cluster_role_binding',
      ({ raw }) => {
        const id = text(raw, 'id') ?? ''
        return { target: [id, armKey(id)].map((one) => ({ by: 'key' as const, key: `ClusterRoleBinding:${one}` })) }
      },
      { mapped: true },
    ),
  ],
})

export const kubernetesService = resource({
  type: 'azure_kube_service',
  class: ['Service'],
  title: 'Kubernetes Service',
  service,
  list: onePerTenant('Azure Kubernetes Service'),
  permission: 'none',
  properties: {},
  links: [from('azure_subscription', 'HAS', ({ scope }) => where('azure_subscription', { tenantId: tenantOf(scope).tenantId }))],
})

export const trustedAccessRole = resource({
  type: 'azure_kube_trusted_access_role',
  class: ['AccessRole'],
  title: 'AKS trusted access role',
  service,
  list: trustedRoles(version),
  permission: `${armType}/trustedAccessRoleBindings/read`,
  properties: {
    location: region('location'),
    sourceResourceType: 'sourceResourceType',
    ruleVerbs: distinct('rules[].verbs'),
    ruleResources: distinct('rules[].resources'),
  },
  links: [
    from('azure_kube_service', 'CONTAINS', ({ scope }: AzureResource) => tenantWideKey('azure_kube_service', scope)),
    to('IS', 'kube_cluster_role', ({ raw }) => `ClusterRole:azure_access_role_${text(raw, 'name')}_location_${text(raw, 'location')}`, {
      mapped: true,
    }),
  ],
})

export const kubernetesDefinitions = [
  kubernetesCluster,
  nodePool,
  maintenanceConfiguration,
  roleBinding,
  kubernetesService,
  trustedAccessRole,
]
