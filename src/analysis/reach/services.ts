/**
 * `Internet CONNECTS` platform services whose public endpoint takes connections from anywhere. That says who may knock,
 * not who is let in: keys, tokens and roles decide that.
 */
import { internet } from '../../graph/model.ts'
import { rangesOf } from '../../store/address-ranges.ts'
import { type Analysis, completeStatuses } from '../../store/store.ts'
import { blocksOf, leastShare, shareOf, sources } from './internet.ts'
import { entitiesOf, entityTable, quoted, shapedText } from './json.ts'

const table = 'services_entity'

/** Services with a list of rules and what holds for all others, and the port they are spoken to by. */
const listed = [
  { type: 'azure_storage_account', action: 'networkRuleSet.defaultAction', ranges: 'networkRuleSet.allowedIpAddresses' },
  { type: 'azure_container_registry', action: 'networkRuleSet.defaultAction', ranges: 'networkRuleSet.allowedIpAddresses' },
  { type: 'azure_keyvault_service', action: 'networkAcls.defaultAction', ranges: 'networkAcls.ipRules' },
  { type: 'azure_cognitive_account', action: 'networkAcls.defaultAction', ranges: 'networkAcls.ipRules' },
] as const

/** Servers whose firewall rules are entities below them. */
const ruled = [
  { type: 'azure_sql_server', rules: 'azure_sql_server_firewall_rule', port: 1433 },
  { type: 'azure_postgresql_server', rules: 'azure_postgresql_server_firewall_rule', port: 5432 },
] as const

/** Servers that hold their firewall rules themselves, as `{first}-{last}`. */
const holding = [
  { type: 'azure_postgresql_flexible_server', port: 5432 },
  { type: 'azure_mysql_flexible_server', port: 3306 },
] as const

const sites = ['azure_web_app', 'azure_function_app'] as const

const sited = {
  publicNetworkAccess: 'VARCHAR',
  ipSecurityRestrictions: ['VARCHAR'],
  ipSecurityRestrictionsDefaultAction: 'VARCHAR',
} as const
const restriction = { ipAddress: 'VARCHAR', action: 'VARCHAR', priority: 'INTEGER' } as const

export const serviceTypes = [...listed, ...ruled, ...holding].map(({ type }): string => type).concat(sites)

/** `state`: `off`, `open`, `ranges` (what reach_service_range says), or `unknown`, with what is not known in `doubt`. */
const told = [
  ...listed.map(
    ({ type, action }) => `
      SELECT nid, integration, key, 443 AS port,
             CASE WHEN lower(p.publicNetworkAccess) = 'disabled' THEN 'off'
                  WHEN lower(p.publicNetworkAccess) NOT IN ('enabled', '') THEN 'unknown'
                  WHEN lower(p."${action}") = 'allow' THEN 'open' WHEN lower(p."${action}") = 'deny' THEN 'ranges'
                  WHEN p."${action}" IS NULL AND lower(p.publicNetworkAccess) = 'enabled' THEN 'open' ELSE 'unknown' END AS state,
             CASE WHEN lower(p.publicNetworkAccess) NOT IN ('enabled', '') THEN 'what public network access ' || p.publicNetworkAccess || ' lets in'
                  ELSE '${action} was not told' END AS doubt
      FROM ${entitiesOf(table, type, { publicNetworkAccess: 'VARCHAR', [action]: 'VARCHAR' })}`,
  ),
  ...ruled.map(
    ({ type, rules, port }) => `
      SELECT s.nid, s.integration, s.key, ${port}, CASE WHEN p.publiclyAccessible = false THEN 'off' WHEN p.publiclyAccessible AND t.scope IS NOT NULL THEN 'ranges' ELSE 'unknown' END,
             CASE WHEN t.scope IS NULL THEN 'its firewall rules were not read completely' ELSE 'publiclyAccessible was not told' END
      FROM ${entitiesOf(table, type, { publiclyAccessible: 'BOOLEAN' })} s
      LEFT JOIN (SELECT DISTINCT integration, scope FROM task_next WHERE type = '${rules}' AND detail IS NULL AND status IN (${quoted(completeStatuses)})) t
        ON t.integration = s.integration AND t.scope = s.key`,
  ),
  ...holding.map(
    ({ type, port }) => `
      SELECT nid, integration, key, ${port}, CASE WHEN p.publiclyAccessible = false THEN 'off' WHEN p.publiclyAccessible AND p.firewallRules IS NOT NULL THEN 'ranges' ELSE 'unknown' END,
             CASE WHEN p.firewallRules IS NULL THEN 'its firewall rules were not read' ELSE 'publiclyAccessible was not told' END
      FROM ${entitiesOf(table, type, { publiclyAccessible: 'BOOLEAN', firewallRules: ['VARCHAR'] })}`,
  ),
  ...sites.map(
    // The first of the rules for any address tells what holds for those that no other rule names.
    (type) => `
      SELECT s.nid, integration, key, 443,
             CASE WHEN lower(p.publicNetworkAccess) = 'disabled' THEN 'off' WHEN p.ipSecurityRestrictions IS NULL THEN 'unknown'
                  WHEN coalesce(a.action, lower(p.ipSecurityRestrictionsDefaultAction), CASE len(p.ipSecurityRestrictions) WHEN 0 THEN 'allow' ELSE 'deny' END) = 'allow' THEN 'open'
                  ELSE 'ranges' END,
             'its access restrictions were not read'
      FROM ${entitiesOf(table, type, sited)} s
      LEFT JOIN (
        SELECT nid, arg_min(lower(r.action), coalesce(r.priority, 0)) AS action
        FROM (SELECT nid, ${shapedText('unnest(p.ipSecurityRestrictions)', restriction)} AS r FROM ${entitiesOf(table, type, sited)})
        WHERE lower(r.ipAddress) IN ('any', '0.0.0.0/0') GROUP BY nid
      ) a ON a.nid = s.nid`,
  ),
]

/** The two ends of each range that is let in: nid, low, high as texts. */
const ranges = [
  ...listed.map(
    ({ type, ranges }) =>
      `SELECT nid, unnest(p."${ranges}") AS low, low AS high FROM ${entitiesOf(table, type, { [ranges]: ['VARCHAR'] })}`,
  ),
  ...ruled.map(
    ({ type, rules }) => `
      SELECT s.nid, r.p.startIpAddress, r.p.endIpAddress FROM ${entitiesOf(table, type, { publiclyAccessible: 'BOOLEAN' })} s
      JOIN ${entitiesOf(table, rules, { startIpAddress: 'VARCHAR', endIpAddress: 'VARCHAR' })} r
        ON r.integration = s.integration AND regexp_extract(r.key, '^(.*)/firewallrules/', 1) = s.key`,
  ),
  ...holding.map(
    ({ type }) => `
      SELECT nid, split_part(text, '-', 1), split_part(text, '-', 2)
      FROM (SELECT nid, unnest(p.firewallRules) AS text FROM ${entitiesOf(table, type, { firewallRules: ['VARCHAR'] })})`,
  ),
  ...sites.map(
    (type) => `
      SELECT nid, r.ipAddress, r.ipAddress
      FROM (SELECT nid, ${shapedText('unnest(p.ipSecurityRestrictions)', restriction)} AS r FROM ${entitiesOf(table, type, sited)}) WHERE lower(r.action) = 'allow'`,
  ),
]

/** All properties that are read. */
const names = [
  ...new Set([
    ...listed.flatMap(({ action, ranges }) => [action, ranges]),
    ...['publicNetworkAccess', 'publiclyAccessible', 'firewallRules', 'startIpAddress', 'endIpAddress'],
    ...Object.keys(sited),
  ]),
]

export const servicesAnalysis: Analysis = {
  name: 'services',
  integrations: ['azure'],
  types: serviceTypes,
  concludes: serviceTypes.map((to) => ({ from: internet.type, class: 'CONNECTS', to })),
  placeholders: serviceTypes.map((wantedBy) => ({ entity: internet, wantedBy })),
  steps: [
    entityTable(table, [...serviceTypes, ...ruled.map(({ rules }) => rules), internet.type], names),
    `CREATE TEMP TABLE services_told AS ${told.join(' UNION ALL ')}`,
    `CREATE TEMP TABLE services_end AS ${ranges.join(' UNION ALL ')}`,
    `CREATE TEMP TABLE services_wide AS
     WITH range AS (${rangesOf('(SELECT low AS text FROM services_end UNION SELECT high FROM services_end)')})
     SELECT e.nid
     FROM services_end e JOIN range l ON l.text = e.low AND l.family = 4 JOIN range h ON h.text = e.high AND h.family = 4
     WHERE l.first <= h.last
     GROUP BY e.nid HAVING ${shareOf(String(sources.ipv4), `bit_or(${blocksOf('4', 'l.first', 'h.last')})`)} >= ${leastShare}`,
  ],
  conclusions: `
    SELECT i.nid AS from_nid, 'CONNECTS' AS class, t.nid AS to_nid, NULL::VARCHAR AS suffix,
           json_merge_patch('{}', json_object('certain', t.state <> 'unknown', 'complete', t.state <> 'unknown', 'direct', true, 'means', ['public-endpoint'],
             'ports', [t.port::VARCHAR], 'protocols', ['tcp'], 'unknown', CASE t.state WHEN 'unknown' THEN [t.doubt] END))::VARCHAR AS properties
    FROM services_told t JOIN (SELECT min(nid) AS nid FROM ${table} WHERE key = '${internet.key}' AND type = '${internet.type}') i ON i.nid IS NOT NULL
    WHERE t.state IN ('open', 'unknown') OR (t.state = 'ranges' AND t.nid IN (SELECT nid FROM services_wide))`,
}
