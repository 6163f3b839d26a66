/**
 * The rules of network security groups as `reach_written`. What is no rule, or one of which direction, access, priority or
 * protocol cannot be read, may be a rule that lets everything in.
 */
import { shapedText } from '../json.ts'
import { azureEntities } from './entities.ts'

const rule = {
  name: 'VARCHAR',
  properties: {
    direction: 'VARCHAR',
    access: 'VARCHAR',
    priority: 'INTEGER',
    protocol: 'VARCHAR',
    sourcePortRange: 'VARCHAR',
    sourcePortRanges: ['VARCHAR'],
    destinationPortRange: 'VARCHAR',
    destinationPortRanges: ['VARCHAR'],
    sourceAddressPrefix: 'VARCHAR',
    sourceAddressPrefixes: ['VARCHAR'],
    destinationAddressPrefix: 'VARCHAR',
    destinationAddressPrefixes: ['VARCHAR'],
    sourceApplicationSecurityGroups: [{ id: 'VARCHAR' }],
    destinationApplicationSecurityGroups: [{ id: 'VARCHAR' }],
  },
} as const

const group = azureEntities('azure_security_group', { displayName: 'VARCHAR', rules: ['VARCHAR'], defaultRules: ['VARCHAR'] })

/** What every group has behind its own rules, where the answer did not say it. */
const defaults = ['AllowVnetInBound', 'AllowAzureLoadBalancerInBound', 'DenyAllInBound'].map((name, index) =>
  JSON.stringify({
    name,
    properties: {
      direction: 'Inbound',
      access: name.startsWith('Allow') ? 'Allow' : 'Deny',
      priority: [65_000, 65_001, 65_500][index],
      protocol: '*',
      destinationPortRange: '*',
      sourcePortRange: '*',
      sourceAddressPrefix: ['VirtualNetwork', 'AzureLoadBalancer', '*'][index],
      destinationAddressPrefix: index === 0 ? 'VirtualNetwork' : '*',
    },
  }),
)

export const groupSteps: readonly string[] = [
  `CREATE TEMP TABLE reach_written AS
   WITH wanted AS (SELECT DISTINCT unnest([subnet_filter, interface_filter]) AS filter FROM reach_place JOIN reach_front USING (place)),
   written AS (
     SELECT nid AS filter, p.displayName AS name,
            unnest(coalesce(p.rules, ['no rules']) || coalesce(p.defaultRules, [${defaults.map((text) => `'${text}'`).join(', ')}])) AS text
     FROM ${group} WHERE nid IN (SELECT filter FROM wanted)
   ), parsed AS (
     SELECT filter, name, ${shapedText('text', rule)} AS r FROM written
   ), read AS (
     SELECT *, lower(r.properties.direction) AS direction, lower(r.properties.access) AS access, lower(r.properties.protocol) AS said,
            ${values('sourcePortRange', 'sourcePortRanges')} AS source_ports
     FROM parsed
   )
   SELECT row_number() OVER () AS rule, filter,
          coalesce(r.name, 'a rule') || coalesce(' (' || r.properties.priority || ')', '') || ' of ' || coalesce(name, 'its security group') AS label,
          coalesce(r.properties.priority, 0) AS priority, access IS DISTINCT FROM 'deny' AS allows,
          coalesce(direction = 'inbound' AND access IN ('allow', 'deny') AND r.properties.priority IS NOT NULL
                   AND said IN ('tcp', 'udp', 'icmp', 'icmpv6', 'esp', 'ah', '*', 'any'), false) AS sure,
          CASE said WHEN 'icmpv6' THEN 'icmp' ELSE coalesce(said, '*') END AS protocol,
          ${values('destinationPortRange', 'destinationPortRanges')} AS ports,
          len(source_ports) = 0 OR list_has_any(source_ports, ['*', '0-65535']) AS closed_by_source_port,
          ${values('sourceAddressPrefix', 'sourceAddressPrefixes')} AS sources,
          list_transform(coalesce(r.properties.sourceApplicationSecurityGroups, []), lambda one: one.id) AS source_groups,
          ${values('destinationAddressPrefix', 'destinationAddressPrefixes')} AS destinations,
          list_transform(coalesce(r.properties.destinationApplicationSecurityGroups, []), lambda one: one.id) AS destination_groups
   FROM read WHERE direction IS DISTINCT FROM 'outbound'`,
]

/** One value or several, in two properties of which one is empty. */
function values(one: string, many: string): string {
  return `list_filter(list_append(coalesce(r.properties.${many}, []), r.properties.${one}), lambda value: value <> '')`
}
