/** Container Apps and the environments they run in. https://learn.microsoft.com/rest/api/containerapps */
import { from } from '../../collect/links.ts'
import { arm } from '../arm-listing.ts'
import { text } from '../client/json.ts'
import { usesManagedIdentities } from '../ends.ts'
import { from as fact, json, present, ref, region } from '../facts.ts'
import { armKey } from '../ids.ts'
import { resource } from '../resource.ts'
import { sifted } from '../sift.ts'

const service = 'Container Apps'
const version = '2024-03-01'

export const containerAppEnvironment = resource({
  type: 'azure_container_app_environment',
  class: ['Cluster'],
  title: 'Container Apps environment',
  service,
  list: sifted(arm('Microsoft.App/managedEnvironments', version, { bulk: 'resources' }), {
    without: [
      'properties.appLogsConfiguration.logAnalyticsConfiguration.sharedKey',
      'properties.daprAIInstrumentationKey',
      'properties.daprAIConnectionString',
      'properties.customDomainConfiguration.certificatePassword',
      'properties.customDomainConfiguration.certificateValue',
    ],
  }),
  permission: 'Microsoft.App/managedEnvironments/read',
  properties: {
    location: region('location'),
    provisioningState: 'properties.provisioningState',
    defaultDomain: 'properties.defaultDomain',
    staticIp: 'properties.staticIp',
    internal: 'properties.vnetConfiguration.internal',
    subnetId: ref('properties.vnetConfiguration.infrastructureSubnetId'),
    zoneRedundant: 'properties.zoneRedundant',
    logsDestination: 'properties.appLogsConfiguration.destination',
    mtlsEnabled: 'properties.peerAuthentication.mtls.enabled',
    peerTrafficEncrypted: 'properties.peerTrafficConfiguration.encryption.enabled',
    publicNetworkAccess: 'properties.publicNetworkAccess',
    infrastructureResourceGroup: 'properties.infrastructureResourceGroup',
  },
})

export const containerApp = resource({
  type: 'azure_container_app',
  class: ['Workload'],
  title: 'Container app',
  service,
  list: sifted(arm('Microsoft.App/containerApps', version, { bulk: 'resources' }), {
    // Variables are plain text, and people keep secrets in them; their names are enough.
    without: [
      'properties.configuration.secrets[].value',
      'properties.template.containers[].env[].value',
      'properties.template.initContainers[].env[].value',
    ],
  }),
  permission: 'Microsoft.App/containerApps/read',
  properties: {
    location: region('location'),
    provisioningState: 'properties.provisioningState',
    runningStatus: 'properties.runningStatus',
    managedEnvironmentId: ref('properties.managedEnvironmentId'),
    managedBy: ref('managedBy'),
    workloadProfileName: 'properties.workloadProfileName',
    activeRevisionsMode: 'properties.configuration.activeRevisionsMode',
    // An app without ingress cannot be called; one may also be called from its environment only.
    ingressEnabled: present('properties.configuration.ingress'),
    external: 'properties.configuration.ingress.external',
    fqdn: 'properties.configuration.ingress.fqdn',
    targetPort: 'properties.configuration.ingress.targetPort',
    transport: 'properties.configuration.ingress.transport',
    allowInsecure: 'properties.configuration.ingress.allowInsecure',
    clientCertificateMode: 'properties.configuration.ingress.clientCertificateMode',
    customDomains: 'properties.configuration.ingress.customDomains[].name',
    allowedIpRanges: fact(['properties.configuration.ingress.ipSecurityRestrictions'], allowed, 'objects'),
    ipSecurityRestrictions: json('properties.configuration.ingress.ipSecurityRestrictions'),
    corsAllowedOrigins: 'properties.configuration.ingress.corsPolicy.allowedOrigins',
    registryServers: 'properties.configuration.registries[].server',
    secretNames: 'properties.configuration.secrets[].name',
    images: 'properties.template.containers[].image',
    environmentVariableNames: 'properties.template.containers[].env[].name',
    minReplicas: 'properties.template.scale.minReplicas',
    maxReplicas: 'properties.template.scale.maxReplicas',
    outboundIpAddresses: 'properties.outboundIpAddresses',
    identityType: 'identity.type',
    principalId: 'identity.principalId',
  },
  links: [
    from('azure_container_app_environment', 'HAS', ({ raw }) => {
      const environment = text(raw, 'properties.managedEnvironmentId') ?? text(raw, 'properties.environmentId')
      return environment === undefined ? undefined : armKey(environment)
    }),
    usesManagedIdentities,
  ],
})

/** Rules either all allow or all deny; those that deny let in whom they do not name. */
function allowed(rules: unknown): unknown {
  if (!Array.isArray(rules)) return undefined
  return rules.filter((rule) => text(rule, 'action') === 'Allow').flatMap((rule) => text(rule, 'ipAddressRange') ?? [])
}

export const containerAppDefinitions = [containerAppEnvironment, containerApp]
