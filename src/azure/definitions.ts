/** All resource definitions of Azure. A new type stands in a service's file and in this list. */
import type { AzureDefinition } from './resource.ts'
import { advisorDefinitions } from './services/advisor.ts'
import { aiDefinitions } from './services/ai-services.ts'
import { apiManagementDefinitions } from './services/api-management.ts'
import { appServiceDefinitions } from './services/app-service.ts'
import { arcDefinitions } from './services/arc-machines.ts'
import { roleAssignment, roleDefinition } from './services/authorization.ts'
import { eligibilityDefinitions } from './services/authorization-eligibility.ts'
import { automationDefinitions } from './services/automation.ts'
import { backupDefinitions } from './services/backup.ts'
import { batchDefinitions } from './services/batch.ts'
import { cdnDefinitions } from './services/cdn.ts'
import { classicAdministratorDefinitions } from './services/classic-administrators.ts'
import { virtualMachine } from './services/compute.ts'
import { imageDefinitions } from './services/compute-images.ts'
import { containerAppDefinitions } from './services/container-apps.ts'
import { containerInstanceDefinitions } from './services/container-instances.ts'
import { containerRegistryDefinitions } from './services/container-registry.ts'
import { cosmosDefinitions } from './services/cosmos-db.ts'
import { costDefinitions } from './services/cost.ts'
import { dataPlatformDefinitions } from './services/data-platforms.ts'
import { databaseServerDefinitions } from './services/database-servers.ts'
import { defenderFindingDefinitions } from './services/defender-findings.ts'
import { defenderPostureDefinitions } from './services/defender-posture.ts'
import { defenderSettingDefinitions } from './services/defender-settings.ts'
import { denyAssignmentDefinitions } from './services/deny-assignments.ts'
import { deploymentDefinitions } from './services/deployments.ts'
import { diagnosticDefinitions } from './services/diagnostic-settings.ts'
import { diskDefinitions } from './services/disks.ts'
import { dnsDefinitions } from './services/dns.ts'
import { accessPackageDefinitions } from './services/entra-access-packages.ts'
import { account } from './services/entra-account.ts'
import { conditionalAccessDefinitions } from './services/entra-conditional-access.ts'
import { permissionGrant } from './services/entra-consents.ts'
import { credentialDefinitions } from './services/entra-credentials.ts'
import { directoryObjectDefinitions } from './services/entra-directory.ts'
import { governanceDefinitions } from './services/entra-governance.ts'
import { groupMember, userGroup } from './services/entra-groups.ts'
import { tenantPolicyDefinitions } from './services/entra-policies.ts'
import { privilegedRoleDefinitions } from './services/entra-privileged-roles.ts'
import { appRoleAssignment, servicePrincipal } from './services/entra-service-principals.ts'
import { user } from './services/entra-users.ts'
import { eventGridDefinitions } from './services/event-grid.ts'
import { eventHubDefinitions } from './services/event-hub.ts'
import { expressRouteDefinitions } from './services/expressroute.ts'
import { firewallDefinitions } from './services/firewalls.ts'
import { flexibleServerDefinitions } from './services/flexible-servers.ts'
import { frontDoorDefinitions } from './services/front-door.ts'
import { frontDoorEndpointDefinitions } from './services/front-door-endpoints.ts'
import { genericDefinitions } from './services/generic-resources.ts'
import { keyVault } from './services/key-vault.ts'
import { keyVaultContentDefinitions } from './services/key-vault-contents.ts'
import { kubernetesDefinitions } from './services/kubernetes.ts'
import { lighthouseDefinitions } from './services/lighthouse.ts'
import { loadBalancerDefinitions } from './services/load-balancers.ts'
import { lockDefinitions } from './services/locks.ts'
import { logicAppDefinitions } from './services/logic-apps.ts'
import { managedIdentity } from './services/managed-identities.ts'
import { managementGroup } from './services/management-groups.ts'
import { monitorDefinitions } from './services/monitor.ts'
import { alertDefinitions } from './services/monitor-alerts.ts'
import { networkInterface, publicIpAddress, securityGroup, subnet, virtualNetwork } from './services/network.ts'
import { networkGatewayDefinitions } from './services/network-gateways.ts'
import { networkProtectionDefinitions } from './services/network-protection.ts'
import { networkWatcherDefinitions } from './services/network-watchers.ts'
import { policyDefinitions } from './services/policy.ts'
import { policyStateDefinitions } from './services/policy-states.ts'
import { privateEndpointDefinitions } from './services/private-endpoints.ts'
import { redisDefinitions } from './services/redis.ts'
import { routingDefinitions } from './services/routing.ts'
import { scaleSetDefinitions } from './services/scale-sets.ts'
import { sentinelDefinitions } from './services/sentinel.ts'
import { serviceBusDefinitions } from './services/service-bus.ts'
import { siteRecoveryDefinitions } from './services/site-recovery.ts'
import { sqlDefinitions } from './services/sql.ts'
import { storageAccount, storageContainer } from './services/storage.ts'
import { storageChildDefinitions } from './services/storage-children.ts'
import { location, resourceGroup, subscription } from './services/subscriptions.ts'
import { synapseDefinitions } from './services/synapse.ts'
import { vmExtensionDefinitions } from './services/vm-extensions.ts'
import { wafPolicyDefinitions } from './services/waf-policies.ts'

/** Entra ID: read once per tenant, and not at all where another integration does. */
export const directoryDefinitions: readonly AzureDefinition[] = [
  user,
  userGroup,
  groupMember,
  servicePrincipal,
  appRoleAssignment,
  ...directoryObjectDefinitions,
  ...conditionalAccessDefinitions,
  ...accessPackageDefinitions,
  ...privilegedRoleDefinitions,
  permissionGrant,
  ...tenantPolicyDefinitions,
  ...governanceDefinitions,
]

const modelled: readonly AzureDefinition[] = [
  account,
  subscription,
  managementGroup,
  ...directoryDefinitions,
  resourceGroup,
  location,
  roleDefinition,
  roleAssignment,
  ...eligibilityDefinitions,
  ...denyAssignmentDefinitions,
  managedIdentity,
  ...credentialDefinitions,
  virtualNetwork,
  subnet,
  networkInterface,
  publicIpAddress,
  securityGroup,
  virtualMachine,
  ...vmExtensionDefinitions,
  ...scaleSetDefinitions,
  ...imageDefinitions,
  ...diskDefinitions,
  storageAccount,
  storageContainer,
  keyVault,
  ...keyVaultContentDefinitions,
  ...storageChildDefinitions,
  ...sqlDefinitions,
  ...databaseServerDefinitions,
  ...flexibleServerDefinitions,
  ...aiDefinitions,
  ...dataPlatformDefinitions,
  ...cosmosDefinitions,
  ...redisDefinitions,
  ...synapseDefinitions,
  ...loadBalancerDefinitions,
  ...firewallDefinitions,
  ...wafPolicyDefinitions,
  ...routingDefinitions,
  ...networkGatewayDefinitions,
  ...frontDoorEndpointDefinitions,
  ...frontDoorDefinitions,
  ...expressRouteDefinitions,
  ...cdnDefinitions,
  ...privateEndpointDefinitions,
  ...networkWatcherDefinitions,
  ...networkProtectionDefinitions,
  ...dnsDefinitions,
  ...diagnosticDefinitions,
  ...policyDefinitions,
  ...apiManagementDefinitions,
  ...appServiceDefinitions,
  ...batchDefinitions,
  ...containerInstanceDefinitions,
  ...containerRegistryDefinitions,
  ...eventGridDefinitions,
  ...eventHubDefinitions,
  ...kubernetesDefinitions,
  ...serviceBusDefinitions,
  ...policyStateDefinitions,
  ...lockDefinitions,
  ...classicAdministratorDefinitions,
  ...advisorDefinitions,
  ...defenderFindingDefinitions,
  ...defenderPostureDefinitions,
  ...defenderSettingDefinitions,
  ...alertDefinitions,
  ...monitorDefinitions,
  ...sentinelDefinitions,
  ...costDefinitions,
  ...backupDefinitions,
  ...deploymentDefinitions,
  ...lighthouseDefinitions,
  ...containerAppDefinitions,
  ...logicAppDefinitions,
  ...automationDefinitions,
  ...arcDefinitions,
  ...siteRecoveryDefinitions,
]

/** With the sweep for all types that none of these lists. */
export const azureDefinitions: readonly AzureDefinition[] = [...modelled, ...genericDefinitions(modelled)]
