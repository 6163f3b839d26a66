/** Containers: registries, groups, Kubernetes, container apps. https://learn.microsoft.com/rest/api/aks */
import { at, type Json, type JsonObject } from '../json.ts'
import type { ChildKind, Kind, Seat, Service } from '../kind.ts'
import { keyBeside, networkAccess, only, publicAddressText, some, subnetBeside, succeeded, withIdentity } from './shapes.ts'

const registryType = 'Microsoft.ContainerRegistry/registries'
const clusterType = 'Microsoft.ContainerService/managedClusters'
const environmentType = 'Microsoft.App/managedEnvironments'
const accountType = 'Microsoft.Storage/storageAccounts'

const registry: Kind = {
  type: registryType,
  apiVersion: '2023-07-01',
  weight: 8,
  least: 1,
  prefix: 'acr',
  compact: true,
  body: (seat) => ({
    sku: { name: 'Premium', tier: 'Premium' },
    properties: {
      ...succeeded,
      loginServer: `${seat.name}.azurecr.io`,
      creationDate: seat.madeOn(900),
      adminUserEnabled: seat.wrong('admin'),
      publicNetworkAccess: networkAccess(seat),
      networkRuleSet: { defaultAction: seat.wrong('open') ? 'Allow' : 'Deny', ipRules: [] },
      networkRuleBypassOptions: 'AzureServices',
      anonymousPullEnabled: seat.wrong('anonymous'),
      encryption: seat.dice.chance('cmk', 0.1)
        ? { status: 'enabled', keyVaultProperties: { keyIdentifier: keyBeside(seat, 'registry') } }
        : { status: 'disabled' },
      policies: {
        quarantinePolicy: { status: 'disabled' },
        trustPolicy: { type: 'Notary', status: 'disabled' },
        retentionPolicy: { days: 7, status: 'enabled' },
        exportPolicy: { status: 'enabled' },
      },
      zoneRedundancy: 'Disabled',
      dataEndpointEnabled: false,
      privateEndpointConnections: [],
    },
  }),
}

const containerGroup: Kind = {
  type: 'Microsoft.ContainerInstance/containerGroups',
  apiVersion: '2023-05-01',
  weight: 6,
  least: 1,
  prefix: 'aci',
  identity: 'fourth',
  body: (seat) => {
    const isPublic = seat.dice.chance('public', 0.4)
    const account = seat.peer(accountType)
    return {
      ...withIdentity(seat),
      properties: {
        ...succeeded,
        sku: 'Standard',
        osType: 'Linux',
        restartPolicy: 'OnFailure',
        containers: [
          {
            name: 'worker',
            properties: {
              image: `${seat.peer(registryType)?.name ?? 'mcr'}.azurecr.io/worker:1.4`,
              command: ['/bin/worker'],
              ports: [{ port: 8080, protocol: 'TCP' }],
              resources: { requests: { cpu: 1, memoryInGB: 1.5 } },
              environmentVariables: [{ name: 'QUEUE', value: 'jobs' }],
              securityContext: { privileged: seat.wrong('privileged') },
              instanceView: { restartCount: 0, currentState: { state: 'Running', startTime: seat.tenant.daysAgo(3), detailStatus: '' } },
              volumeMounts: [{ name: 'data', mountPath: '/data', readOnly: false }],
            },
          },
        ],
        volumes: [
          { name: 'scratch', emptyDir: {} },
          account === undefined
            ? { name: 'data', emptyDir: {} }
            : { name: 'data', azureFile: { shareName: 'home', storageAccountName: account.name, readOnly: false } },
        ],
        imageRegistryCredentials: [],
        ...(isPublic
          ? {
              ipAddress: {
                ip: publicAddressText(seat.dice, 'address'),
                type: 'Public',
                ports: [{ port: 8080, protocol: 'TCP' }],
                fqdn: `${seat.name}.${seat.location}.azurecontainer.io`,
              },
            }
          : {
              ipAddress: { ip: '10.0.0.40', type: 'Private', ports: [{ port: 8080, protocol: 'TCP' }] },
              subnetIds: [{ id: subnetBeside(seat) }],
            }),
      },
    }
  },
}

const cluster: Kind = {
  type: clusterType,
  apiVersion: '2025-08-01',
  weight: 5,
  least: 1,
  prefix: 'aks',
  identity: 'fourth',
  body: (seat) => ({
    sku: { name: 'Base', tier: 'Standard' },
    ...withIdentity(seat),
    properties: {
      ...succeeded,
      powerState: { code: 'Running' },
      kubernetesVersion: seat.drift.pick('version', ['1.30', '1.31', '1.32', '1.27']),
      currentKubernetesVersion: '1.31.5',
      dnsPrefix: seat.name,
      fqdn: `${seat.name}.hcp.${seat.location}.azmk8s.io`,
      nodeResourceGroup: `MC_${seat.group.name}_${seat.name}_${seat.location}`,
      maxAgentPools: 100,
      enableRBAC: !seat.wrong('rbac'),
      disableLocalAccounts: !seat.wrong('local'),
      aadProfile: { managed: true, enableAzureRBAC: true, adminGroupObjectIDs: [seat.dice.guid('admins')], tenantID: seat.tenant.id },
      apiServerAccessProfile: {
        enablePrivateCluster: !seat.wrong('private'),
        authorizedIPRanges: seat.wrong('ranges') ? null : ['198.51.100.0/26'],
      },
      publicNetworkAccess: 'Enabled',
      networkProfile: {
        networkPlugin: 'azure',
        networkPolicy: seat.wrong('policy') ? 'none' : 'cilium',
        outboundType: 'loadBalancer',
        loadBalancerSku: 'standard',
      },
      autoUpgradeProfile: { upgradeChannel: seat.wrong('upgrade') ? 'none' : 'patch' },
      securityProfile: { defender: { securityMonitoring: { enabled: !seat.wrong('defender') } }, workloadIdentity: { enabled: true } },
      oidcIssuerProfile: { enabled: true, issuerURL: `https://oidc.example/${seat.dice.guid('issuer')}/` },
      addonProfiles: {
        omsagent: { enabled: true, config: {} },
        azurepolicy: { enabled: !seat.wrong('azurepolicy') },
        azureKeyvaultSecretsProvider: { enabled: true },
      },
      agentPoolProfiles: [pool(seat, 'system'), pool(seat, 'apps')],
    },
  }),
}

function pool(seat: Seat, name: string): JsonObject {
  return {
    name,
    count: 3,
    vmSize: 'Standard_D4s_v5',
    mode: name === 'system' ? 'System' : 'User',
    osType: 'Linux',
    osSKU: 'AzureLinux',
    osDiskSizeGB: 128,
    nodeImageVersion: 'AKSAzureLinux-V3gen2-202601.07.0',
    enableNodePublicIP: false,
    enableEncryptionAtHost: true,
    orchestratorVersion: '1.31',
    vnetSubnetID: subnetBeside(seat),
    ...succeeded,
  }
}

const environment: Kind = {
  type: environmentType,
  apiVersion: '2024-03-01',
  weight: 3,
  least: 1,
  prefix: 'cae',
  body: (seat) => ({
    properties: {
      ...succeeded,
      defaultDomain: `${seat.name}.${seat.location}.azurecontainerapps.io`,
      staticIp: '10.0.0.50',
      zoneRedundant: true,
      publicNetworkAccess: networkAccess(seat),
      vnetConfiguration: { internal: !seat.wrong('external'), infrastructureSubnetId: subnetBeside(seat) },
      peerAuthentication: { mtls: { enabled: !seat.wrong('mtls') } },
      appLogsConfiguration: { destination: 'log-analytics', logAnalyticsConfiguration: { customerId: seat.dice.guid('customer') } },
    },
  }),
}

const containerApp: Kind = {
  type: 'Microsoft.App/containerApps',
  apiVersion: '2024-03-01',
  weight: 8,
  least: 1,
  prefix: 'ca',
  identity: 'fourth',
  body: (seat) => ({
    ...withIdentity(seat),
    properties: {
      ...succeeded,
      runningStatus: 'Running',
      managedEnvironmentId: seat.peer(environmentType)?.id,
      configuration: {
        activeRevisionsMode: 'Single',
        ingress: {
          external: seat.dice.chance('external', 0.4),
          targetPort: 8080,
          allowInsecure: seat.wrong('insecure'),
          fqdn: `${seat.name}.${seat.location}.azurecontainerapps.io`,
        },
        registries: [],
        secrets: [],
      },
      template: {
        containers: [{ name: 'app', image: `${seat.peer(registryType)?.name ?? 'mcr'}.azurecr.io/app:2.1` }],
        scale: { minReplicas: 0, maxReplicas: 10 },
      },
    },
  }),
}

const children: readonly ChildKind[] = [
  {
    type: `${registryType}/webhooks`,
    table: 'resources',
    list: (parent) =>
      some(parent, ['deployhook'], 0.6, () => ({
        location: parent.body.location,
        properties: { ...succeeded, status: 'enabled', scope: 'app:*', actions: ['push'] },
      })),
  },
  {
    type: `${clusterType}/agentPools`,
    list: (parent) =>
      ['system', 'apps'].flatMap((name) =>
        only(name, {
          properties: {
            count: 3,
            vmSize: 'Standard_D4s_v5',
            mode: name === 'system' ? 'System' : 'User',
            osType: 'Linux',
            osSKU: 'AzureLinux',
            enableAutoScaling: true,
            minCount: 1,
            maxCount: 6,
            enableEncryptionAtHost: true,
            enableNodePublicIP: false,
            nodeImageVersion: 'AKSAzureLinux-V3gen2-202601.07.0',
            orchestratorVersion: '1.31',
            vnetSubnetID: subnetOfPools(parent.body),
            ...succeeded,
          },
        }),
      ),
  },
  {
    type: `${clusterType}/maintenanceConfigurations`,
    list: () =>
      only('default', {
        systemData: { createdAt: '2025-05-01T08:00:00Z' },
        properties: { timeInWeek: [{ day: 'Sunday', hourSlots: [2, 3] }], notAllowedTime: [] },
      }),
  },
  {
    type: `${clusterType}/trustedAccessRoleBindings`,
    list: (parent) =>
      only('backup', {
        systemData: { createdAt: '2025-05-01T08:00:00Z', createdBy: 'pipeline' },
        properties: { ...succeeded, sourceResourceId: parent.id, roles: ['Microsoft.DataProtection/backupVaults/backup-operator'] },
      }),
  },
]

/** The subnet that the cluster's own answer names for its pools. */
function subnetOfPools(body: JsonObject): Json {
  const pools = at(body, ['properties', 'agentPoolProfiles'])
  return Array.isArray(pools) ? at(pools[0], ['vnetSubnetID']) : undefined
}

export const containersPlatform: Service = {
  kinds: [registry, containerGroup, cluster, environment, containerApp],
  children,
  arm: [
    {
      path: '/providers/Microsoft.ContainerService/locations/{location}/trustedAccessRoles',
      answer: ({ names }) => ({
        value: [
          {
            sourceResourceType: 'Microsoft.DataProtection/backupVaults',
            name: 'backup-operator',
            location: names[0],
            rules: [{ verbs: ['get', 'list'], apiGroups: [''], resources: ['namespaces', 'pods'], resourceNames: [], nonResourceURLs: [] }],
          },
        ],
      }),
    },
  ],
}
