/** What is read of the graph: the networks of Azure, and the Internet. */
import { internet } from '../../../graph/model.ts'
import { entitiesOf, entityTable, type Shape } from '../json.ts'

/** The properties that are read, by type. */
export const read = {
  azure_nic: ['ipConfigurations', 'securityGroupId', 'subnetIds', 'publicIpIds', 'privateIpAddress', 'applicationSecurityGroupIds'],
  azure_vm: ['networkInterfaceIds', 'scaleSetId', 'active'],
  azure_vm_scale_set: ['ipConfigurations'],
  azure_subnet: ['securityGroupId', 'routeTableId', 'CIDR', 'addressPrefixes'],
  azure_vnet: ['peeredVirtualNetworkIds'],
  azure_route_table: ['defaultRouteNextHopType'],
  azure_public_ip: ['publicIpAddress', 'sku', 'ipConfigurationId'],
  azure_security_group: ['displayName', 'rules', 'defaultRules'],
  azure_lb: ['sku', 'balancingRules', 'poolMembers'],
  azure_application_gateway: ['subnetIds', 'routes', 'poolMembers'],
  azure_network_firewall: ['subnetIds', 'natRules', 'firewallPolicyId', 'publicIpAddress'],
} as const

type ReadType = keyof typeof read

export const entitySteps: readonly string[] = [
  entityTable('reach_entity', [...Object.keys(read), internet.type], [...new Set(Object.values(read).flat())]),
]

/** Entities of a type with these of their properties: `nid`, `integration`, `key`, and `p`. */
export function azureEntities<Type extends ReadType>(
  type: Type,
  properties: { readonly [Name in (typeof read)[Type][number]]?: Shape },
): string {
  return entitiesOf('reach_entity', type, properties)
}
