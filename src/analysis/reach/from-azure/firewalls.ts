/**
 * The ways in through Azure Firewall: what its rules for destinations translate to addresses inside, be it that of a place
 * or of an internal load balancer. https://learn.microsoft.com/azure/firewall/rule-processing
 */
import { rangesOf } from '../../../store/address-ranges.ts'
import { blocksOf, leastShare, shareOf, sources } from '../internet.ts'
import { shapedText } from '../json.ts'
import { means } from '../means.ts'
import { azureEntities } from './entities.ts'

const firewall = azureEntities('azure_network_firewall', {
  natRules: ['VARCHAR'],
  firewallPolicyId: 'VARCHAR',
  publicIpAddress: ['VARCHAR'],
})

const natRule = {
  name: 'VARCHAR',
  protocols: ['VARCHAR'],
  sourceAddresses: ['VARCHAR'],
  sourceIpGroups: ['VARCHAR'],
  destinationAddresses: ['VARCHAR'],
  destinationPorts: ['VARCHAR'],
  translatedAddress: 'VARCHAR',
  translatedFqdn: 'VARCHAR',
  translatedPort: 'INTEGER',
} as const

export const firewallSteps: readonly string[] = [
  `CREATE TEMP TABLE reach_translation AS
   WITH written AS (
     SELECT nid, integration, key, ${shapedText('unnest(p.natRules)', natRule)} AS r FROM ${firewall}
   ), numbered AS (
     SELECT row_number() OVER () AS rule, * FROM written WHERE r IS NOT NULL
   ), said AS (
     SELECT rule, lower(unnest(r.sourceAddresses)) AS text FROM numbered
   ), wide AS (
     SELECT rule FROM said WHERE text IN ('*', 'any', 'internet')
     UNION
     SELECT s.rule FROM said s JOIN (${rangesOf('(SELECT DISTINCT text FROM said)')}) r ON r.text = s.text AND r.family = 4
     GROUP BY s.rule HAVING ${shareOf(String(sources.ipv4), `bit_or(${blocksOf('r.family', 'r.first', 'r.last')})`)} >= ${leastShare}
   ), port AS (
     SELECT nid, integration, key, r, len(r.sourceIpGroups) > 0 AND rule NOT IN (SELECT rule FROM wide) AS grouped,
            unnest(CASE WHEN len(r.destinationPorts) > 0 THEN r.destinationPorts ELSE ['?'] END) AS port
     FROM numbered WHERE len(r.sourceIpGroups) > 0 OR rule IN (SELECT rule FROM wide)
   )
   SELECT integration, key AS firewall, r.destinationAddresses AS addresses, r.translatedAddress AS address, r.translatedPort AS target_port,
          TRY_CAST(split_part(port, '-', 1) AS INTEGER) AS public_first,
          coalesce(TRY_CAST(nullif(split_part(port, '-', 2), '') AS INTEGER), TRY_CAST(split_part(port, '-', 1) AS INTEGER)) AS public_last,
          CASE WHEN len(list_intersect(r.protocols, ['tcp', 'udp'])) > 0 THEN list_sort(list_intersect(r.protocols, ['tcp', 'udp'])) ELSE ['tcp', 'udp'] END AS protocols,
          CASE WHEN grouped THEN ['the IP groups of ' || coalesce(r.name, 'a rule') || ' of firewall ' || key] ELSE [] END
          || CASE WHEN denied.nid IS NULL THEN [] ELSE ['whether a network rule of firewall ' || key || ' denies it'] END AS doubts
   FROM port LEFT JOIN (
     SELECT DISTINCT to_nid AS nid, TRY_CAST(json_extract(properties, '/fromPort') AS INTEGER) AS first, TRY_CAST(json_extract(properties, '/toPort') AS INTEGER) AS last
     FROM relationship_next WHERE class = 'DENIES' AND type = 'azure_network_firewall_rule'
   ) denied ON denied.nid = port.nid AND r.translatedPort BETWEEN denied.first AND denied.last`,

  // The firewall itself: by what it translates, or by anything where its rules were not read.
  `INSERT INTO reach_front
   SELECT DISTINCT s.place, ${sources.ipv4}, a.key, t.address, NULL, '${means.firewall}', t.protocols, coalesce(t.public_first, 0), coalesce(t.public_last, 65535),
          NULL, NULL, 'open', t.doubts, NULL::BIGINT
   FROM (SELECT * EXCLUDE (address), unnest(addresses) AS address FROM reach_translation) t
   JOIN reach_sender s ON s.integration = t.integration AND s.key = t.firewall
   LEFT JOIN reach_address a ON a.integration = t.integration AND a.address = t.address
   UNION ALL
   SELECT s.place, ${sources.ipv4}, NULL, unnest(coalesce(nullif(f.p.publicIpAddress, []), [NULL])), NULL, '${means.firewall}', ['tcp', 'udp'], 0, 65535,
          NULL, NULL, 'open', ['the rules of firewall policy ' || f.p.firewallPolicyId || ' were not read'], NULL
   FROM ${firewall} f JOIN reach_sender s ON s.integration = f.integration AND s.key = f.key
   WHERE f.p.natRules IS NULL AND f.p.firewallPolicyId IS NOT NULL`,

  `INSERT INTO reach_front
   WITH led AS (
     SELECT t.*, d.place, d.vague, t.target_port AS port FROM reach_translation t
     JOIN reach_addressed d ON d.integration = t.integration AND d.sender = t.firewall AND d.address = t.address
     UNION ALL
     SELECT t.*, b.place, true, b.backendPort FROM reach_translation t
     JOIN reach_led b ON b.integration = t.integration AND b.privateIpAddress = t.address AND b.frontendPort = t.target_port
   )
   SELECT DISTINCT l.place, s.source, a.key, l.public_address, l.firewall, '${means.firewall}', l.protocols,
          coalesce(l.port, 0), coalesce(l.port, 65535), l.public_first, l.public_last, 'open',
          l.doubts || CASE WHEN l.port IS NULL OR l.public_first IS NULL THEN ['the ports that firewall ' || l.firewall || ' translates'] ELSE [] END
          || CASE WHEN l.vague THEN ['whether firewall ' || l.firewall || ' reaches this address'] ELSE [] END, NULL::BIGINT
   FROM (SELECT *, unnest(coalesce(nullif(addresses, []), [NULL])) AS public_address FROM led) l
   JOIN reach_sender s ON s.integration = l.integration AND s.key = l.firewall
   LEFT JOIN reach_address a ON a.integration = l.integration AND a.address = l.public_address`,
]
