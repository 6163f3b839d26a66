/** Which platform logs the kinds of resources have, for settings that only say `allLogs`. */

/** https://learn.microsoft.com/azure/azure-monitor/essentials/activity-log-schema */
const activityLog = ['Administrative', 'Alert', 'Autoscale', 'Policy', 'Recommendation', 'ResourceHealth', 'Security', 'ServiceHealth']

/**
 * The categories of the kinds that have the same ones always, as of 2024; the API itself is asked first, which knows newer ones.
 * https://learn.microsoft.com/azure/azure-monitor/reference/logs-index
 */
export const logCategories: Readonly<Record<string, readonly string[]>> = {
  subscription: activityLog,
  azure_management_group: activityLog,
  azure_api_management_service: ['DeveloperPortalAuditLogs', 'GatewayLogs', 'WebSocketConnectionLogs'],
  azure_batch_account: ['AuditLog', 'ServiceLog'],
  azure_cdn_endpoint: ['CoreAnalytics'],
  azure_container_registry: ['ContainerRegistryLoginEvents', 'ContainerRegistryRepositoryEvents'],
  azure_event_grid_domain: ['DataPlaneRequests', 'DeliveryFailures', 'PublishFailures'],
  azure_event_grid_topic: ['DataPlaneRequests', 'DeliveryFailures', 'PublishFailures'],
  azure_keyvault_service: ['AuditEvent', 'AzurePolicyEvaluationDetails'],
  azure_lb: ['LoadBalancerAlertEvent', 'LoadBalancerHealthEvent', 'LoadBalancerProbeHealthStatus'],
  azure_mariadb_server: ['MySqlAuditLogs', 'MySqlSlowLogs'],
  azure_mysql_server: ['MySqlAuditLogs', 'MySqlSlowLogs'],
  azure_network_firewall: [
    'AZFWApplicationRule',
    'AZFWApplicationRuleAggregation',
    'AZFWDnsQuery',
    'AZFWFatFlow',
    'AZFWFlowTrace',
    'AZFWFqdnResolveFailure',
    'AZFWIdpsSignature',
    'AZFWNatRule',
    'AZFWNatRuleAggregation',
    'AZFWNetworkRule',
    'AZFWNetworkRuleAggregation',
    'AZFWThreatIntel',
    'AzureFirewallApplicationRule',
    'AzureFirewallDnsProxy',
    'AzureFirewallNetworkRule',
  ],
  azure_postgresql_server: ['PostgreSQLLogs', 'QueryStoreRuntimeStatistics', 'QueryStoreWaitStatistics'],
  azure_public_ip: ['DDoSMitigationFlowLogs', 'DDoSMitigationReports', 'DDoSProtectionNotifications'],
  azure_security_group: ['NetworkSecurityGroupEvent', 'NetworkSecurityGroupRuleCounter'],
  azure_vnet: ['VMProtectionAlerts'],
}
