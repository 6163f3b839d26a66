/**
 * Where traffic can arrive in Azure: each IP configuration of an interface, and each that the instances of a scale set
 * get. A machine whose interface was not read has a place too, of which nothing is known but that.
 *
 * Leaves behind `reach_place`, `reach_place_range`, `reach_place_member` and `reach_target` (place, nid).
 */
import { rangesOf } from '../../../store/address-ranges.ts'
import { completeStatuses } from '../../../store/store.ts'
import { quoted, shapedText } from '../json.ts'
import { azureEntities } from './entities.ts'

const configuration = {
  id: 'VARCHAR',
  privateIpAddress: 'VARCHAR',
  version: 'VARCHAR',
  subnetId: 'VARCHAR',
  publicIpId: 'VARCHAR',
  inboundNatRuleIds: ['VARCHAR'],
  backendPoolIds: ['VARCHAR'],
  gatewayPoolIds: ['VARCHAR'],
  applicationSecurityGroupIds: ['VARCHAR'],
} as const

const instanceConfiguration = {
  name: 'VARCHAR',
  version: 'VARCHAR',
  subnetId: 'VARCHAR',
  securityGroupId: 'VARCHAR',
  publicIp: 'BOOLEAN',
  publicIpSku: 'VARCHAR',
  inboundNatPoolIds: ['VARCHAR'],
  backendPoolIds: ['VARCHAR'],
  gatewayPoolIds: ['VARCHAR'],
  applicationSecurityGroupIds: ['VARCHAR'],
} as const

const nic = azureEntities('azure_nic', {
  ipConfigurations: ['VARCHAR'],
  securityGroupId: 'VARCHAR',
  subnetIds: ['VARCHAR'],
  publicIpIds: ['VARCHAR'],
  privateIpAddress: ['VARCHAR'],
  applicationSecurityGroupIds: ['VARCHAR'],
})
const scaleSet = azureEntities('azure_vm_scale_set', { ipConfigurations: ['VARCHAR'] })
const gateway = azureEntities('azure_application_gateway', { subnetIds: ['VARCHAR'] })
const firewall = azureEntities('azure_network_firewall', { subnetIds: ['VARCHAR'] })
const machine = azureEntities('azure_vm', { networkInterfaceIds: ['VARCHAR'], scaleSetId: 'VARCHAR' })
const subnet = azureEntities('azure_subnet', {
  securityGroupId: 'VARCHAR',
  routeTableId: 'VARCHAR',
  CIDR: 'VARCHAR',
  addressPrefixes: ['VARCHAR'],
})
const routeTable = azureEntities('azure_route_table', { defaultRouteNextHopType: 'VARCHAR' })

/** Types of which a part that was not read changes what follows. */
const readTypes = [
  'azure_nic',
  'azure_subnet',
  'azure_security_group',
  'azure_public_ip',
  'azure_lb',
  'azure_route_table',
  'azure_network_firewall',
]

export const placeSteps: readonly string[] = [
  `CREATE TEMP TABLE reach_machine_nic AS
   SELECT integration, nid AS machine, unnest(p.networkInterfaceIds) AS nic_key, p.scaleSetId AS scale_set_key FROM ${machine}`,

  `CREATE TEMP TABLE reach_configuration AS
   WITH nic AS (SELECT * FROM ${nic}),
   written AS (
     SELECT nid, integration, key, p.securityGroupId AS group_key, ${shapedText('unnest(p.ipConfigurations)', configuration)} AS c FROM nic
     -- One that an older version read, or somebody brought along: its lists, as one configuration.
     UNION ALL
     SELECT nid, integration, key, p.securityGroupId,
            {'id': NULL, 'privateIpAddress': CASE WHEN len(p.privateIpAddress) = 1 THEN p.privateIpAddress[1] END, 'version': NULL,
             'subnetId': p.subnetIds[1], 'publicIpId': unnest(coalesce(nullif(p.publicIpIds, []), [NULL])), 'inboundNatRuleIds': NULL,
             'backendPoolIds': NULL, 'gatewayPoolIds': NULL, 'applicationSecurityGroupIds': p.applicationSecurityGroupIds}
     FROM nic WHERE p.ipConfigurations IS NULL
   )
   SELECT 'nic' AS kind, nid AS owner, integration, key AS nic_key, c.id AS configuration, c.privateIpAddress AS address, c.version AS version,
          c.subnetId AS subnet_key, group_key, c.publicIpId AS public_key, false AS instances_public, NULL::VARCHAR AS sku,
          c.inboundNatRuleIds AS nat_keys, c.backendPoolIds AS pool_keys, c.gatewayPoolIds AS gateway_pool_keys,
          c.applicationSecurityGroupIds AS member_keys
   FROM written WHERE c IS NOT NULL
   UNION ALL
   SELECT 'instances', nid, integration, NULL, key || '/' || coalesce(c.name, ''), NULL, c.version, c.subnetId, c.securityGroupId, NULL,
          coalesce(c.publicIp, false), c.publicIpSku, c.inboundNatPoolIds, c.backendPoolIds, c.gatewayPoolIds, c.applicationSecurityGroupIds
   FROM (SELECT nid, integration, key, ${shapedText('unnest(p.ipConfigurations)', instanceConfiguration)} AS c FROM ${scaleSet}) WHERE c IS NOT NULL
   UNION ALL
   SELECT 'gateway', nid, integration, NULL, NULL, NULL, NULL, p.subnetIds[1], NULL, NULL, false, NULL, NULL, NULL, NULL, NULL FROM ${gateway}
   UNION ALL
   SELECT 'firewall', nid, integration, NULL, NULL, NULL, NULL, p.subnetIds[1], NULL, NULL, false, NULL, NULL, NULL, NULL, NULL FROM ${firewall}
   UNION ALL
   SELECT DISTINCT 'unread', NULL::BIGINT, integration, nic_key, NULL, NULL, NULL, NULL, NULL, NULL, false, NULL, NULL, NULL, NULL, NULL
   FROM reach_machine_nic WHERE NOT contains(nic_key, '/virtualmachinescalesets/') AND (integration, nic_key) NOT IN (SELECT (integration, key) FROM nic)`,

  `CREATE TEMP TABLE reach_group AS SELECT nid, integration, key FROM reach_entity WHERE type = 'azure_security_group'`,

  // What the last run did not read completely stands as it was read before.
  `CREATE TEMP TABLE reach_stale AS
   SELECT integration, scope AS subscription, list_sort(list(DISTINCT type || ' of subscription ' || scope || ' was not read completely')) AS notes
   FROM task_next WHERE type IN (${quoted(readTypes)}) AND detail IS NULL AND status NOT IN (${quoted(completeStatuses)})
   GROUP BY integration, scope`,

  // A filter is the nid of a group; 0 where there is none, -1 where there is one that nobody read.
  `CREATE TEMP TABLE reach_place AS
   WITH subnet AS (SELECT nid, integration, key, p.* FROM ${subnet}), route AS (SELECT integration, key, p.* FROM ${routeTable})
   SELECT row_number() OVER () AS place, c.*, CASE lower(c.version) WHEN 'ipv6' THEN 6 ELSE CASE WHEN contains(c.address, ':') THEN 6 ELSE 4 END END AS family,
          s.nid IS NOT NULL AND s.routeTableId IS NOT NULL AND (r.key IS NULL OR r.defaultRouteNextHopType IS NOT NULL) AS routed,
          CASE WHEN c.kind = 'firewall' THEN 0 WHEN s.nid IS NULL THEN -1 WHEN s.securityGroupId IS NULL THEN 0 ELSE coalesce(sg.nid, -1) END AS subnet_filter,
          CASE WHEN c.kind = 'unread' THEN -1 WHEN c.group_key IS NULL THEN 0 ELSE coalesce(ng.nid, -1) END AS interface_filter,
          list_filter([
            CASE WHEN c.kind = 'unread' THEN 'network interface ' || c.nic_key || ' was not read'
                 WHEN c.kind = 'firewall' THEN NULL
                 WHEN s.nid IS NULL THEN 'subnet ' || coalesce(c.subnet_key, 'of its address') || ' was not read' END,
            CASE WHEN s.securityGroupId IS NOT NULL AND sg.nid IS NULL THEN 'security group ' || s.securityGroupId || ' was not read' END,
            CASE WHEN c.group_key IS NOT NULL AND ng.nid IS NULL THEN 'security group ' || c.group_key || ' was not read' END
          ], lambda doubt: doubt IS NOT NULL) AS doubts,
          coalesce(stale.notes, []) AS notes
   FROM reach_configuration c
   LEFT JOIN subnet s ON s.integration = c.integration AND s.key = c.subnet_key
   LEFT JOIN reach_group sg ON sg.integration = c.integration AND sg.key = s.securityGroupId
   LEFT JOIN reach_group ng ON ng.integration = c.integration AND ng.key = c.group_key
   LEFT JOIN route r ON r.integration = c.integration AND r.key = s.routeTableId
   LEFT JOIN reach_stale stale ON stale.integration = c.integration AND stale.subscription = split_part(coalesce(c.nic_key, c.configuration, c.subnet_key), '/', 3)`,

  // The address where it is known, else all that its subnet may give, else anything.
  `CREATE TEMP TABLE reach_place_range AS
   WITH subnet AS (SELECT integration, key, unnest(coalesce(p.addressPrefixes, [p.CIDR])) AS prefix FROM ${subnet}),
   named AS (
     SELECT place, family, address AS text FROM reach_place WHERE address IS NOT NULL
     UNION ALL
     SELECT p.place, p.family, s.prefix FROM reach_place p JOIN subnet s ON s.integration = p.integration AND s.key = p.subnet_key WHERE p.address IS NULL
   ), known AS (
     SELECT n.place, r.family, r.first, r.last
     FROM named n JOIN (${rangesOf('(SELECT DISTINCT text FROM named)')}) r ON r.text = n.text AND r.family = n.family
   )
   SELECT * FROM known
   UNION ALL
   SELECT place, family, 0::UHUGEINT, ${highestOf('family')}
   FROM reach_place WHERE place NOT IN (SELECT place FROM known)`,

  'CREATE TEMP TABLE reach_place_member AS SELECT DISTINCT place, unnest(member_keys) AS member FROM reach_place',

  `CREATE TEMP TABLE reach_target AS
   SELECT place, owner AS target FROM reach_place WHERE owner IS NOT NULL
   UNION
   SELECT p.place, m.machine FROM reach_place p JOIN reach_machine_nic m ON m.integration = p.integration AND m.nic_key = p.nic_key
   UNION
   SELECT p.place, m.machine FROM reach_place p JOIN reach_entity e ON e.nid = p.owner
   JOIN reach_machine_nic m ON m.integration = p.integration AND m.scale_set_key = e.key AND contains(m.nic_key, '/virtualmachinescalesets/')
   WHERE p.kind = 'instances'`,
]

/** The last address of a family. */
export function highestOf(family: string): string {
  return `CASE ${family} WHEN 4 THEN 4294967295::UHUGEINT ELSE 340282366920938463463374607431768211455::UHUGEINT END`
}
